"""`pass read` against a corpus that is written here from the published bytes alone, through the real program."""

import base64
import datetime as dt
import hashlib
import json
import struct
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.credentials.claims import Kind
from gate_terminal.credentials.codes import Revocation
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import KeyEntry, Role
from gate_terminal.domain.moments import SITE_ZONE

KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"the corpus").digest())
OTHER = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a stranger").digest())
TODAY = dt.date(2027, 3, 23)
DAY = (TODAY - dt.date(1970, 1, 1)).days


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def kid(key: Ed25519PrivateKey) -> bytes:
    return hashlib.sha256(public(key)).digest()[:4]


def cbor(content: bytes) -> bytes:
    """Write a byte string of less than 256 bytes."""
    short = 24
    return (bytes([0x40 + len(content)]) if len(content) < short else bytes([0x58, len(content)])) + content


@dataclass(frozen=True)
class Written:
    """A pass as this corpus writes it, with whatever is to be wrong about it."""

    zone: int = 3001
    kind: bytes = b"\x01"
    first: int = DAY - 80
    last: int = DAY + 80
    payload: bytes | None = None
    key: Ed25519PrivateKey = KEY
    kid: bytes | None = None
    protected: bytes | None = None
    head: bytes = b"\xd2\x84"
    unprotected: bytes = b"\xa0"
    aad: bytes = b"GP1"
    tail: bytes = b""

    @property
    def claims(self) -> bytes:
        return b"".join(
            [
                *(b"\xa6\x01\x19", self.zone.to_bytes(2), b"\x02\x45\x5a\x1c\x0f\xfe\xe7"),
                *(b"\x03\x44\xc0\xff\xee\x01\x04", self.kind),
                *(b"\x05\x19", self.first.to_bytes(2), b"\x06\x19", self.last.to_bytes(2)),
            ]
        )

    @property
    def raw(self) -> bytes:
        payload = self.claims if self.payload is None else self.payload
        protected = self.protected or b"\xa2\x01\x27\x04\x44" + (self.kid or kid(self.key))
        signed = b"\x84\x6aSignature1" + cbor(protected) + cbor(self.aad) + cbor(payload)
        return self.head + cbor(protected) + self.unprotected + cbor(payload) + cbor(self.key.sign(signed)) + self.tail

    @property
    def text(self) -> str:
        return armour(self.raw)


def armour(raw: bytes) -> str:
    return "GP1" + base64.b32encode(raw).decode().rstrip("=")


GOOD = Written().text
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CLAIMS = Written().claims
CORPUS = [
    ("a good pass", GOOD, "ok"),
    ("its first day", Written(first=DAY).text, "ok"),
    ("its last day", Written(last=DAY).text, "ok"),
    ("one day only", Written(first=DAY, last=DAY).text, "ok"),
    ("the lowest zone", Written(zone=256).text, "ok"),
    ("the highest zone", Written(zone=65535).text, "ok"),
    *((f"kind {kind}", Written(kind=bytes([kind])).text, "ok") for kind in (2, 3, 4, 5)),
    # not a pass: some other code, or nothing
    ("nothing", "", "not_a_pass"),
    ("a web page", "https://example.org/GP1", "not_a_pass"),
    ("Chinese", "出入证", "not_a_pass"),
    ("all of it in small letters", GOOD.lower(), "not_a_pass"),
    ("a blank before it", f" {GOOD}", "not_a_pass"),
    ("a letter that is not ASCII inside", f"{GOOD[:50]}É{GOOD[51:]}", "not_a_pass"),
    ("a byte that is no UTF-8", "GP1\udcff\udcfe", "not_a_pass"),
    ("full width", "ＧＰ１", "not_a_pass"),
    # another version
    ("two letters", "GP", "unsupported_version"),
    ("version 2", f"GP2{GOOD[3:]}", "unsupported_version"),
    ("no version", f"GP{GOOD[3:]}", "unsupported_version"),
    # damaged
    ("the prefix alone", "GP1", "damaged"),
    ("a character short", GOOD[:-1], "damaged"),
    ("a character long", f"{GOOD}A", "damaged"),
    ("padding", f"{GOOD}=", "damaged"),
    ("small letters after the prefix", f"GP1{GOOD[3:].lower()}", "damaged"),
    *((f"{sign!r} inside", f"{GOOD[:90]}{sign}{GOOD[91:]}", "damaged") for sign in "0189-=+ \t\x1b\x7f"),
    ("a line after it", f"{GOOD}\n", "damaged"),
    *((f"spare bits {bits}", GOOD[:-1] + ALPHABET[ALPHABET.index(GOOD[-1]) | bits], "damaged") for bits in range(1, 8)),
    ("a byte after the signature", Written(tail=b"\0").text, "damaged"),
    ("without its tag", Written(head=b"\x84").text, "damaged"),
    ("an unprotected header", Written(unprotected=b"\xa1\x01\x27").text, "damaged"),
    ("a number written longer than need be", Written(kind=b"\x18\x01").text, "damaged"),
    ("a claim more", Written(payload=b"\xa7" + CLAIMS[1:] + b"\x07\x00").text, "damaged"),
    ("indefinite nesting, too long", armour(b"\x9f" * 5000), "damaged"),
    # malformed: well signed, but not this form
    ("kind 0", Written(kind=b"\x00").text, "malformed"),
    ("kind 6", Written(kind=b"\x06").text, "malformed"),
    ("kind -1", Written(kind=b"\x20").text, "malformed"),
    ("kind null", Written(kind=b"\xf6").text, "malformed"),
    ("the last day before the first", Written(first=DAY + 1, last=DAY).text, "malformed"),
    ("zone 0", Written(zone=0).text, "malformed"),
    ("zone 255, two bytes where one is enough", Written(zone=255).text, "malformed"),
    ("day 255, two bytes where one is enough", Written(first=255).text, "malformed"),
    ("day 0 to day 0", Written(first=0, last=0).text, "malformed"),
    ("another tag", Written(head=b"\xd1\x84").text, "malformed"),
    ("an array of five", Written(head=b"\xd2\x85").text, "malformed"),
    ("another algorithm", Written(protected=b"\xa2\x01\x26\x04\x44" + kid(KEY)).text, "malformed"),
    ("the header in another order", Written(protected=b"\xa2\x04\x44" + kid(KEY) + b"\x01\x27").text, "malformed"),
    ("claims in another order", Written(payload=b"\xa6" + CLAIMS[5:12] + CLAIMS[1:5] + CLAIMS[12:]).text, "malformed"),
    ("a map of five", Written(payload=b"\xa5" + CLAIMS[1:]).text, "malformed"),
    ("an indefinite map", Written(payload=b"\xbf" + CLAIMS[1:]).text, "malformed"),
    ("zone as text", Written(payload=CLAIMS.replace(b"\x01\x19", b"\x01\x62", 1)).text, "malformed"),
    ("nesting of the right length", armour(b"\x9f" * 109), "malformed"),
    ("zeros", armour(bytes(109)), "malformed"),
    # keys and signatures
    ("a stranger's key", Written(key=OTHER).text, "unknown_key"),
    ("a stranger under our key's name", Written(key=OTHER, kid=kid(KEY)).text, "bad_signature"),
    ("signed as a list of keys", Written(aad=b"GPK1").text, "bad_signature"),
    ("signed as a status list", Written(aad=b"GPS1").text, "bad_signature"),
    ("signed as nothing in particular", Written(aad=b"").text, "bad_signature"),
    ("a signature of zeros", armour(Written().raw[:45] + bytes(64)), "bad_signature"),
    ("other claims under the signature", armour(Written(last=DAY + 9).raw[:45] + Written().raw[45:]), "bad_signature"),
    # zone before the days
    ("of another zone", Written(zone=4000).text, "wrong_zone"),
    ("of another zone and expired", Written(zone=4000, last=DAY - 1).text, "wrong_zone"),
    ("not yet", Written(first=DAY + 1).text, "not_yet_valid"),
    ("no longer", Written(last=DAY - 1).text, "expired"),
]
IN_ANY_ZONE = {"the lowest zone", "the highest zone"}
SHOWN = {"ok", "wrong_zone", "not_yet_valid", "expired"}


def pass_read(*arguments: str, stdin: bytes = b"") -> tuple[int, list[dict[str, object]], str]:
    """Run the program; return its exit code, its lines and what it complained of."""
    command = [sys.executable, "-m", "gate_terminal", "pass", "read", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=120)
    complaint = done.stderr.decode()
    assert "Traceback" not in complaint
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], complaint


def asked(*more: str) -> list[str]:
    return [f"--public-key={public(KEY).hex()}", f"--today={TODAY}", *more]


def test_each_text_of_the_corpus_fails_at_its_step_and_shows_claims_only_after_the_signature() -> None:
    here = [one for one in CORPUS if one[0] not in IN_ANY_ZONE]
    code, lines, complaint = pass_read(*asked("--zone=3001", "--", *(text for _, text, _ in here)))
    assert [(name, line["code"]) for (name, _, _), line in zip(here, lines, strict=True)] == [
        (name, expected) for name, _, expected in here
    ]
    for line in lines:
        assert (line["claims"] is not None) is (line["code"] in SHOWN), line
        assert (line["serial"] is not None) is (line["code"] in SHOWN), line
    assert (code, complaint) == (1, "")


def test_without_a_zone_passes_of_any_zone_are_welcome() -> None:
    texts = [text for name, text, _ in CORPUS if name in IN_ANY_ZONE or name == "of another zone"]
    code, lines, _ = pass_read(*asked("--", *texts))
    assert (code, [line["code"] for line in lines]) == (0, ["ok"] * 3)


def test_the_same_corpus_by_standard_input_gives_the_same_answers() -> None:
    by_line = [one for one in CORPUS if "\n" not in one[1] and one[0] not in IN_ANY_ZONE]
    shown = b"\n".join(text.encode("utf-8", "surrogateescape") for _, text, _ in by_line)
    _, lines, complaint = pass_read(*asked("--zone=3001", "-"), stdin=shown)
    assert [line["code"] for line in lines] == [expected for _, _, expected in by_line]
    assert complaint == ""


def test_ten_megabytes_control_characters_and_no_text_are_answered_and_the_next_pass_is_read() -> None:
    good = GOOD.encode()
    hostile = [
        b"",
        b"A" * 10_000_000,
        b"GP1" + b"A" * 10_000_000,
        b"\xff\xfe\x00",
        bytes(range(1, 10)),
        b"GP1\xed\xa0\x80",
    ]
    code, lines, complaint = pass_read(*asked("-"), stdin=b"\n".join([good, *hostile, good + b"\r", good]))
    found = [line["code"] for line in lines]
    # Byte 10 is a line feed, so the control characters end before it.
    assert found == ["ok", "not_a_pass", "not_a_pass", "damaged", "not_a_pass", "not_a_pass", "not_a_pass", "ok", "ok"]
    assert (code, complaint) == (1, "")


def test_a_text_given_beside_standard_input_keeps_its_place() -> None:
    _, lines, _ = pass_read(*asked("GP", "-", GOOD), stdin=b"x\n" + GOOD.encode())
    assert [line["code"] for line in lines] == ["unsupported_version", "not_a_pass", "ok", "ok"]


def test_of_two_keys_with_one_short_name_each_is_tried() -> None:
    # Found by making 66,163 keys until two met.
    one, two = (
        Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"twin %d" % number).digest()) for number in (29602, 66162)
    )
    assert kid(one) == kid(two)
    assert public(one) != public(two)
    keys = [f"--public-key={public(key).hex()}" for key in (one, two)]
    texts = [Written(key=one).text, Written(key=two).text, Written(key=OTHER, kid=kid(one)).text]
    for order in (keys, keys[::-1]):
        _, lines, _ = pass_read(*order, f"--today={TODAY}", *texts)
        assert [line["code"] for line in lines] == ["ok", "ok", "bad_signature"]
    _, lines, _ = pass_read(keys[0], f"--today={TODAY}", *texts)
    assert [line["code"] for line in lines] == ["ok", "bad_signature", "bad_signature"]


LIST_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"the lists").digest())
ROOT_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"the root").digest())
REVOKED_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a stolen key").digest())
LIMITED_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a key for one zone").digest())
NOON = dt.datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=SITE_ZONE)
PASS_ID = bytes.fromhex("5a1c0ffee7")


@pytest.fixture
def gate(tmp_path: Path) -> ListStore:
    """A gate whose key list knows a good key, a stolen one and one for residents of zone 3001 in this year."""
    store = ListStore(tmp_path / "lists")
    store.pin(hashlib.sha256(public(ROOT_KEY)).digest())
    limits = {"zones": frozenset({3001}), "kinds": frozenset({Kind.RESIDENT}), "valid_until": TODAY.replace(month=12)}
    entries = [
        KeyEntry(Role.PASS, public(KEY)),
        KeyEntry(Role.PASS, public(REVOKED_KEY), revoked=True),
        KeyEntry(Role.PASS, public(LIMITED_KEY), **limits),  # type: ignore[arg-type]
        KeyEntry(Role.LIST, public(LIST_KEY)),
    ]
    store.publish_keys(ROOT_KEY, entries, NOON)
    return store


def test_what_the_lists_say_comes_in_its_order(gate: ListStore, tmp_path: Path) -> None:
    cases = [
        ("key_revoked", Written(key=REVOKED_KEY)),
        ("key_revoked", Written(key=REVOKED_KEY, zone=4000, last=DAY - 1)),
        ("key_not_allowed", Written(key=LIMITED_KEY, zone=4000)),
        ("key_not_allowed", Written(key=LIMITED_KEY, kind=b"\x02")),
        ("key_not_allowed", Written(key=LIMITED_KEY, last=DAY + 400)),
        # A list key makes no passes, whatever short name it writes.
        ("bad_signature", Written(key=LIST_KEY, kid=kid(LIMITED_KEY), zone=4000)),
        ("wrong_zone", Written(zone=4000, last=DAY - 1)),
        ("pass_revoked", Written()),
        ("pass_revoked", Written(last=DAY - 1)),
        ("pass_revoked", Written(first=DAY + 1)),
        ("pass_revoked", Written(key=LIMITED_KEY)),
    ]
    gate.publish_status(LIST_KEY, {PASS_ID: Revocation.LOST}, [PASS_ID], NOON)
    arguments = [f"--data={tmp_path}", f"--today={TODAY}", "--zone=3001"]
    _, lines, _ = pass_read(*arguments, *(written.text for _, written in cases))
    assert [line["code"] for line in lines] == [expected for expected, _ in cases]
    assert {line.get("reason") for line in lines if line["code"] == "pass_revoked"} == {"lost"}


def test_a_pass_that_was_never_issued_is_told_last(gate: ListStore, tmp_path: Path) -> None:
    gate.publish_status(LIST_KEY, {}, [bytes(5)], NOON)
    arguments = [f"--data={tmp_path}", f"--today={TODAY}"]
    texts = [Written().text, Written(last=DAY - 1).text, Written(first=DAY + 1).text]
    _, lines, _ = pass_read(*arguments, *texts)
    assert [line["code"] for line in lines] == ["not_in_register", "expired", "not_yet_valid"]


def test_a_gate_that_has_no_list_says_so_before_it_looks_at_anything(tmp_path: Path) -> None:
    code, lines, _ = pass_read(f"--data={tmp_path / 'nowhere'}", GOOD, "", "GP", "\udcff")
    assert (code, {line["code"] for line in lines}) == (1, {"gate_not_ready"})
    assert not (tmp_path / "nowhere").exists()


def png(width: int, height: int, pixels: bytes) -> bytes:
    """Write a grey PNG that may promise more than it holds."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"no picture", id="text"),
        pytest.param(png(60_000, 60_000, bytes(1000)), id="promises more pixels than a picture can have"),
        pytest.param(png(300, 300, bytes(301 * 100))[:-30], id="torn"),
        pytest.param(None, id="missing"),
    ],
)
def test_a_picture_that_cannot_be_read_is_named_and_the_others_are_read(content: bytes | None, tmp_path: Path) -> None:
    bad, blank = tmp_path / "bad.png", tmp_path / "blank.png"
    if content is not None:
        bad.write_bytes(content)
    blank.write_bytes(png(64, 64, (b"\0" + b"\xff" * 64) * 64))
    code, lines, complaint = pass_read(*asked("--image", str(bad), str(blank)))
    assert [(line["code"], line["file"]) for line in lines] == [("not_a_pass", str(blank))]
    assert (code, len(complaint.splitlines())) == (3, 1)
    assert str(bad) in complaint
