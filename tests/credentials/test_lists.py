"""The signed lists: only what the right key signed is read, byte for byte, and a gate goes only forward."""

import json
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.credentials import cose
from gate_terminal.credentials import store as store_module
from gate_terminal.credentials.claims import Claims, Kind
from gate_terminal.credentials.codes import PassCode, Revocation
from gate_terminal.credentials.cose import fingerprint_of, public_bytes
from gate_terminal.credentials.gp1 import write_pass
from gate_terminal.credentials.lists import (
    ListFault,
    ListRefused,
    after_theft,
    open_key_list,
    open_status_list,
    sign_key_list,
    sign_status_list,
    take_list_apart,
)
from gate_terminal.credentials.practice import PRACTICE_PUBLIC_KEY
from gate_terminal.credentials.reading import read_pass
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import KeyEntry, KeyList, ListNote, Role, StatusList
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pycose.keys import OKPKey
    from pycose.messages import CoseMessage

DAY = timedelta(days=1)


@pytest.fixture
def entries(pass_key: Ed25519PrivateKey, list_key: Ed25519PrivateKey, today: date) -> tuple[KeyEntry, ...]:
    return (
        KeyEntry(Role.PASS, public_bytes(pass_key), frozenset({3001, 3002}), frozenset({Kind.RESIDENT}), today),
        KeyEntry(Role.LIST, public_bytes(list_key), valid_until=today + 400 * DAY),
        KeyEntry(Role.PASS, PRACTICE_PUBLIC_KEY, practice=True),
        KeyEntry(Role.PASS, public_bytes(Ed25519PrivateKey.generate()), revoked=True),
    )


@pytest.fixture
def key_list(entries: tuple[KeyEntry, ...], now: datetime) -> KeyList:
    return KeyList(7, now, now + 400 * DAY, entries)


@pytest.fixture
def status(now: datetime, claims: Claims) -> StatusList:
    return StatusList(3, now, now + DAY, {b"lost!": Revocation.LOST}, frozenset({claims.pass_id, b"lost!"}))


@pytest.fixture
def fingerprint(root_key: Ed25519PrivateKey) -> bytes:
    return fingerprint_of(public_bytes(root_key))


@pytest.fixture
def store(tmp_path: Path, fingerprint: bytes) -> ListStore:
    store = ListStore(tmp_path / "lists")
    store.pin(fingerprint)
    return store


@pytest.fixture
def furnished(
    store: ListStore, key_list: KeyList, status: StatusList, root_key: Ed25519PrivateKey, list_key: Ed25519PrivateKey
) -> ListStore:
    """A store that holds both lists."""
    store.accept(sign_key_list(key_list, root_key))
    store.accept(sign_status_list(status, list_key))
    return store


def refusal(call: Callable[..., object], *arguments: object) -> ListFault:
    with pytest.raises(ListRefused) as raised:
        call(*arguments)
    assert str(raised.value).endswith(".")
    return raised.value.why


# --- bytes --------------------------------------------------------------------------------------------------------


def test_a_key_list_comes_back_as_it_was_signed(
    key_list: KeyList, root_key: Ed25519PrivateKey, fingerprint: bytes
) -> None:
    assert open_key_list(sign_key_list(key_list, root_key), fingerprint) == key_list


def test_a_status_list_comes_back_with_its_signer(
    key_list: KeyList, status: StatusList, list_key: Ed25519PrivateKey
) -> None:
    assert open_status_list(sign_status_list(status, list_key), key_list) == (status, key_list.entries[1])


def test_an_outside_tool_verifies_a_list(key_list: KeyList, root_key: Ed25519PrivateKey) -> None:
    message = CoseMessage.decode(sign_key_list(key_list, root_key))
    message.key = OKPKey(crv="ED25519", x=public_bytes(root_key))
    message.external_aad = b"GPK1"
    assert message.verify_signature()
    assert json.loads(message.payload)["sequence"] == 7


def test_every_changed_byte_of_a_list_is_refused(
    key_list: KeyList, status: StatusList, root_key: Ed25519PrivateKey, list_key: Ed25519PrivateKey, fingerprint: bytes
) -> None:
    keys, states = sign_key_list(key_list, root_key), sign_status_list(status, list_key)
    for at in range(len(keys)):
        changed = keys[:at] + bytes([keys[at] ^ 1]) + keys[at + 1 :]
        assert refusal(open_key_list, changed, fingerprint)
    for at in range(len(states)):
        changed = states[:at] + bytes([states[at] ^ 1]) + states[at + 1 :]
        assert refusal(open_status_list, changed, key_list)


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(bytes.fromhex("d2845826a20127045820").__add__)))
def test_any_bytes_are_refused_without_another_error(untrusted: bytes) -> None:
    assert refusal(open_key_list, untrusted, bytes(32))


@pytest.mark.parametrize("untrusted", [b"", b"\xa0", b"{}", b"\x81" * 100_000, bytes(17 << 20), cbor2.dumps({1: "x"})])
def test_hostile_files_are_called_no_list(untrusted: bytes) -> None:
    assert refusal(take_list_apart, untrusted) is ListFault.UNREADABLE


def test_a_longer_head_than_needed_or_trailing_bytes_are_no_list(
    key_list: KeyList, root_key: Ed25519PrivateKey
) -> None:
    whole = sign_key_list(key_list, root_key)
    length = int.from_bytes(whole[44:46])
    longer = whole[:43] + b"\x5a" + length.to_bytes(4) + whole[46:]
    assert whole[43] == 0x59
    assert cbor2.loads(longer) == cbor2.loads(whole)
    for changed in (longer, whole + b"\0", b"\0" + whole, whole[:-1]):
        assert refusal(take_list_apart, changed) is ListFault.UNREADABLE


@pytest.mark.parametrize(
    "changed",
    [
        {"sequence": 0},
        {"sequence": True},
        {"sequence": "7"},
        {"issued": "2020-02-08T09:00:00"},
        {"issued": 7},
        {"next_update": None},
        {"keys": None},
        {"keys": [{}]},
        {"keys": [None]},
    ],
)
def test_a_list_of_another_form_is_refused_even_when_it_is_signed(
    changed: dict[str, Any], key_list: KeyList, root_key: Ed25519PrivateKey, fingerprint: bytes
) -> None:
    fields = take_list_apart(sign_key_list(key_list, root_key)).open_with(b"GPK1") | changed
    payload = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    assert refusal(open_key_list, sealed(payload, root_key, b"GPK1"), fingerprint) is ListFault.MALFORMED


@pytest.mark.parametrize(
    "payload", [b"", b"[" * 100_000, b"NaN", b'{"a":NaN}', b'{"a":1,"a":1}', b'{ "a":1}', b"\xff", b"7"]
)
def test_a_signed_payload_that_is_not_the_canonical_text_is_refused(
    payload: bytes, root_key: Ed25519PrivateKey, fingerprint: bytes
) -> None:
    why = refusal(open_key_list, sealed(payload, root_key, b"GPK1"), fingerprint)
    assert why in {ListFault.MALFORMED, ListFault.UNREADABLE}


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace(b",", b", "),
        lambda text: text.replace(b'"sequence"', b'"sequence":1,"sequence"'),
        lambda text: text.replace(b"sequence", b"sequenc\\u0065"),
        lambda text: text + b"\n",
    ],
)
def test_another_spelling_of_a_good_list_is_refused_even_when_it_is_signed(
    rewrite: Callable[[bytes], bytes], key_list: KeyList, root_key: Ed25519PrivateKey, fingerprint: bytes
) -> None:
    good = CoseMessage.decode(sign_key_list(key_list, root_key)).payload
    other = rewrite(good)
    assert json.loads(other) == json.loads(good)
    assert other != good
    assert open_key_list(sealed(good, root_key, b"GPK1"), fingerprint) == key_list
    assert refusal(open_key_list, sealed(other, root_key, b"GPK1"), fingerprint) is ListFault.MALFORMED


def sealed(payload: bytes, signing_key: Ed25519PrivateKey, aad: bytes) -> bytes:
    return cose.seal(payload, signing_key, kid=public_bytes(signing_key), external_aad=aad)


def test_each_key_signs_only_its_own_kind_of_list(
    key_list: KeyList,
    status: StatusList,
    root_key: Ed25519PrivateKey,
    list_key: Ed25519PrivateKey,
    pass_key: Ed25519PrivateKey,
    fingerprint: bytes,
) -> None:
    assert refusal(open_key_list, sign_key_list(key_list, list_key), fingerprint) is ListFault.OTHER_ROOT
    for wrong in (pass_key, root_key):
        by_wrong = sign_status_list(status, wrong)
        assert refusal(open_status_list, by_wrong, key_list) is ListFault.UNKNOWN_SIGNER
    roots_status_list = sign_status_list(status, root_key)
    assert refusal(open_key_list, roots_status_list, fingerprint) is ListFault.BAD_SIGNATURE


def test_a_status_list_issued_outside_its_keys_period_is_refused(
    key_list: KeyList, status: StatusList, list_key: Ed25519PrivateKey
) -> None:
    late = replace(status, issued=status.issued + 401 * DAY)
    assert refusal(open_status_list, sign_status_list(late, list_key), key_list) is ListFault.UNKNOWN_SIGNER


# --- the gate's store ---------------------------------------------------------------------------------------------


def test_before_set_up_a_store_trusts_nothing_and_takes_nothing(
    tmp_path: Path, key_list: KeyList, root_key: Ed25519PrivateKey, today: date
) -> None:
    store = ListStore(tmp_path / "absent")
    assert read_pass("GP1", store.trust(), today).code is PassCode.GATE_NOT_READY
    assert refusal(store.accept, sign_key_list(key_list, root_key)) is ListFault.OTHER_ROOT
    assert not (tmp_path / "absent").exists()


def test_a_furnished_store_reads_passes_and_says_which_are_lost(
    furnished: ListStore, claims: Claims, pass_key: Ed25519PrivateKey, today: date
) -> None:
    trust = furnished.trust()
    assert read_pass(write_pass(claims, pass_key), trust, today).code is PassCode.OK
    lost = read_pass(write_pass(replace(claims, pass_id=b"lost!"), pass_key), trust, today)
    assert (lost.code, lost.revocation) == (PassCode.PASS_REVOKED, Revocation.LOST)
    unissued = read_pass(write_pass(replace(claims, pass_id=b"never"), pass_key), trust, today)
    assert unissued.code is PassCode.NOT_IN_REGISTER


def test_a_list_with_the_same_or_a_lower_number_is_refused_and_the_one_in_use_stays(
    furnished: ListStore,
    key_list: KeyList,
    status: StatusList,
    root_key: Ed25519PrivateKey,
    list_key: Ed25519PrivateKey,
) -> None:
    for number in (6, 7):
        older = sign_key_list(replace(key_list, sequence=number, entries=key_list.entries[:2]), root_key)
        assert refusal(furnished.accept, older) is ListFault.NOT_NEWER
    for number in (2, 3):
        older = sign_status_list(replace(status, sequence=number, revoked={}), list_key)
        assert refusal(furnished.accept, older) is ListFault.NOT_NEWER
    assert furnished.key_list() == key_list
    assert furnished.status_list() == status


def test_the_very_list_in_use_is_taken_again_without_effect(
    furnished: ListStore, key_list: KeyList, root_key: Ed25519PrivateKey
) -> None:
    before = furnished.key_list_path.stat().st_mtime_ns
    assert furnished.accept(sign_key_list(key_list, root_key)) == key_list
    assert furnished.key_list_path.stat().st_mtime_ns == before
    assert not (furnished.directory / "previous-keys.gpk1").exists()


def test_the_file_in_the_store_is_the_file_that_travels(
    furnished: ListStore, tmp_path: Path, fingerprint: bytes, key_list: KeyList, status: StatusList
) -> None:
    other_gate = ListStore(tmp_path / "west")
    other_gate.pin(fingerprint)
    assert other_gate.accept(furnished.key_list_path.read_bytes()) == key_list
    assert other_gate.accept(furnished.status_list_path.read_bytes()) == status


def test_a_status_list_waits_for_a_key_list(store: ListStore, status: StatusList, list_key: Ed25519PrivateKey) -> None:
    assert refusal(store.accept, sign_status_list(status, list_key)) is ListFault.UNKNOWN_SIGNER


def test_another_root_is_refused_as_a_list_and_as_a_pin(
    store: ListStore, key_list: KeyList, stranger: Ed25519PrivateKey, now: datetime
) -> None:
    assert refusal(store.publish_keys, stranger, key_list.entries, now) is ListFault.OTHER_ROOT
    assert refusal(store.accept, sign_key_list(key_list, stranger)) is ListFault.UNKNOWN_SIGNER
    with pytest.raises(WrongUse, match="another root"):
        store.pin(fingerprint_of(public_bytes(stranger)))


def test_publishing_raises_the_number_by_one_and_keeps_the_previous_list(
    store: ListStore,
    entries: tuple[KeyEntry, ...],
    root_key: Ed25519PrivateKey,
    list_key: Ed25519PrivateKey,
    now: datetime,
) -> None:
    assert store.publish_keys(root_key, entries, now).sequence == 1
    assert store.publish_status(list_key, {}, [], now).sequence == 1
    first = store.status_list_path.read_bytes()
    assert store.publish_status(list_key, {b"12345": Revocation.MOVED}, [b"12345"], now).sequence == 2
    assert (store.directory / "previous-status.gps1").read_bytes() == first
    assert sorted(path.name for path in store.directory.iterdir()) == [
        "keys.gpk1",
        "previous-status.gps1",
        "root.fingerprint",
        "status.gps1",
    ]


def test_what_another_process_publishes_is_seen_at_the_next_look(
    furnished: ListStore,
    list_key: Ed25519PrivateKey,
    claims: Claims,
    pass_key: Ed25519PrivateKey,
    today: date,
    now: datetime,
) -> None:
    text = write_pass(claims, pass_key)
    assert read_pass(text, furnished.trust(), today).code is PassCode.OK
    office = ListStore(furnished.directory)
    office.publish_status(list_key, {claims.pass_id: Revocation.LOST}, [claims.pass_id], now)
    assert read_pass(text, furnished.trust(), today).code is PassCode.PASS_REVOKED


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[: len(whole) // 2], lambda _whole: b"", lambda whole: whole + b"\0"]
)
def test_a_damaged_list_is_replaced_by_the_previous_one_and_noted(
    damage: Callable[[bytes], bytes],
    furnished: ListStore,
    key_list: KeyList,
    status: StatusList,
    root_key: Ed25519PrivateKey,
    list_key: Ed25519PrivateKey,
    now: datetime,
) -> None:
    furnished.accept(sign_status_list(replace(status, sequence=4), list_key))
    furnished.status_list_path.write_bytes(damage(furnished.status_list_path.read_bytes()))
    assert furnished.status_list() == status
    assert furnished.trust().notes(now) == {ListNote.LIST_DAMAGED}
    furnished.accept(sign_status_list(replace(status, sequence=5), list_key))
    assert furnished.trust().notes(now) == frozenset()
    open_status_list((furnished.directory / "previous-status.gps1").read_bytes(), key_list)
    furnished.accept(sign_key_list(replace(key_list, sequence=8), root_key))
    furnished.key_list_path.write_bytes(damage(furnished.key_list_path.read_bytes()))
    assert furnished.key_list() == key_list


def test_a_damaged_status_list_without_a_previous_one_leaves_its_steps_out_and_says_so(
    furnished: ListStore, now: datetime
) -> None:
    furnished.status_list_path.write_bytes(b"torn")
    assert furnished.trust().notes(now) == {ListNote.LIST_DAMAGED, ListNote.STATUS_MISSING}


@pytest.mark.parametrize("name", ["keys.gpk1", "root.fingerprint"])
def test_a_store_whose_keys_cannot_be_read_at_all_is_a_fault_of_the_world(furnished: ListStore, name: str) -> None:
    (furnished.directory / name).write_bytes(b"\xfftorn")
    with pytest.raises(WorldFault) as raised:
        furnished.trust()
    assert raised.value.fault is Fault.KEYS_UNREADABLE


def test_a_gate_whose_key_lists_are_both_damaged_takes_the_next_one_that_is_brought(
    furnished: ListStore, root_key: Ed25519PrivateKey, now: datetime, text: str
) -> None:
    key_list = furnished.key_list()
    assert key_list is not None
    furnished.publish_keys(root_key, key_list.entries, now)
    brought = furnished.key_list_path.read_bytes()
    for path in (furnished.key_list_path, furnished.key_list_path.with_name("previous-keys.gpk1")):
        path.write_bytes(b"torn")
    with pytest.raises(WorldFault):
        furnished.trust()
    assert furnished.accept(brought).sequence == key_list.sequence + 1
    assert read_pass(text, furnished.trust(), now.date()).code is PassCode.OK


def publish_again(
    store: ListStore, root: Ed25519PrivateKey, lists: Ed25519PrivateKey, now: datetime, which: str
) -> int:
    """Sign another list of one kind; return its number."""
    if which == "keys":
        key_list = store.key_list()
        assert key_list is not None
        return store.publish_keys(root, key_list.entries, now).sequence
    return store.publish_status(lists, {}, [], now).sequence


@pytest.mark.parametrize("which", ["status", "keys"])
def test_the_number_after_a_damaged_list_is_above_the_one_that_gates_may_have(
    furnished: ListStore, root_key: Ed25519PrivateKey, list_key: Ed25519PrivateKey, now: datetime, which: str
) -> None:
    publish = partial(publish_again, furnished, root_key, list_key, now, which)
    path = furnished.key_list_path if which == "keys" else furnished.status_list_path
    publish()
    published = publish()
    path.write_bytes(path.read_bytes()[:-1])
    assert publish() > published
    assert publish() == published + 2


def test_after_the_loss_of_both_status_lists_numbers_go_on_above_all_before(
    furnished: ListStore, list_key: Ed25519PrivateKey, now: datetime
) -> None:
    for _ in range(3):
        published = furnished.publish_status(list_key, {}, [], now).sequence
    for path in (furnished.status_list_path, furnished.status_list_path.with_name("previous-status.gps1")):
        path.write_bytes(b"torn")
    assert furnished.publish_status(list_key, {}, [], now).sequence > published + 1_000_000
    following = furnished.publish_status(list_key, {}, [], now)
    assert furnished.status_list() == following


def test_a_write_that_fails_leaves_the_list_in_use(
    furnished: ListStore, status: StatusList, list_key: Ed25519PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise WorldFault(Fault.FILE_UNWRITABLE, "No space.")

    monkeypatch.setattr(store_module, "write_durably", full)
    with pytest.raises(WorldFault):
        furnished.accept(sign_status_list(replace(status, sequence=9), list_key))
    assert furnished.status_list() == status


# --- the theft drill ----------------------------------------------------------------------------------------------


def test_after_the_theft_of_a_pass_key_its_passes_stop_and_reissued_ones_work(
    store: ListStore,
    root_key: Ed25519PrivateKey,
    list_key: Ed25519PrivateKey,
    claims: Claims,
    today: date,
    now: datetime,
) -> None:
    stolen, fresh = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    store.publish_keys(
        root_key, [KeyEntry(Role.PASS, public_bytes(stolen)), KeyEntry(Role.LIST, public_bytes(list_key))], now
    )
    store.publish_status(list_key, {}, [claims.pass_id], now)
    old_card, forged = write_pass(claims, stolen), write_pass(replace(claims, household=b"evil"), stolen)
    assert [read_pass(text, store.trust(), today).code for text in (old_card, forged)] == [PassCode.OK, PassCode.OK]

    key_list = store.key_list()
    assert key_list is not None
    entries = after_theft(key_list.entries, public_bytes(stolen), KeyEntry(Role.PASS, public_bytes(fresh)))
    assert store.publish_keys(root_key, entries, now + DAY).sequence == 2
    reissued = replace(claims, pass_id=b"fresh")
    store.publish_status(list_key, {claims.pass_id: Revocation.SUPERSEDED}, [claims.pass_id, b"fresh"], now + DAY)

    codes = [read_pass(text, store.trust(), today).code for text in (old_card, forged, write_pass(reissued, fresh))]
    assert codes == [PassCode.KEY_REVOKED, PassCode.KEY_REVOKED, PassCode.OK]


def test_after_the_theft_of_a_list_key_the_thiefs_numbers_do_not_lock_the_office_out(
    furnished: ListStore,
    key_list: KeyList,
    status: StatusList,
    root_key: Ed25519PrivateKey,
    list_key: Ed25519PrivateKey,
    now: datetime,
) -> None:
    furnished.accept(sign_status_list(replace(status, sequence=10**15, revoked={}), list_key))
    fresh = Ed25519PrivateKey.generate()
    entries = after_theft(key_list.entries, public_bytes(list_key), KeyEntry(Role.LIST, public_bytes(fresh)))
    furnished.publish_keys(root_key, entries, now)
    assert ListNote.LIST_KEY_REVOKED in furnished.trust().notes(now)
    thiefs = sign_status_list(replace(status, sequence=10**16), list_key)
    assert refusal(furnished.accept, thiefs) is ListFault.SIGNER_REVOKED
    ours = replace(status, sequence=4)
    assert furnished.accept(sign_status_list(ours, fresh)) == ours
    assert furnished.status_list() == ours
    assert furnished.trust().notes(now) == frozenset()


def test_a_key_that_no_list_names_cannot_be_called_stolen(key_list: KeyList) -> None:
    with pytest.raises(WrongUse, match="does not name"):
        after_theft(key_list.entries, bytes(32), key_list.entries[0])


@pytest.mark.parametrize("which", ["status", "keys"])
def test_a_list_that_is_gone_counts_as_damaged_while_the_one_before_it_is_there(
    furnished: ListStore, root_key: Ed25519PrivateKey, list_key: Ed25519PrivateKey, now: datetime, which: str
) -> None:
    publish = partial(publish_again, furnished, root_key, list_key, now, which)
    publish()
    published = publish()
    (furnished.key_list_path if which == "keys" else furnished.status_list_path).unlink()
    assert furnished.trust().notes(now) == {ListNote.LIST_DAMAGED}
    assert publish() > published
    assert furnished.trust().notes(now) == frozenset()


def test_after_both_status_lists_are_gone_numbers_go_on_above_all_before(
    furnished: ListStore, list_key: Ed25519PrivateKey, claims: Claims, now: datetime
) -> None:
    for _ in range(3):
        published = furnished.publish_status(list_key, {}, [claims.pass_id], now).sequence
    for path in (furnished.status_list_path, furnished.status_list_path.with_name("previous-status.gps1")):
        path.unlink()
    assert furnished.publish_status(list_key, {}, [claims.pass_id], now).sequence > published + 1_000_000


def test_the_lists_that_travel_are_those_in_use(
    furnished: ListStore, list_key: Ed25519PrivateKey, now: datetime
) -> None:
    in_use = [furnished.key_list_path.read_bytes(), furnished.status_list_path.read_bytes()]
    assert furnished.in_use() == [("keys.gpk1", in_use[0]), ("status.gps1", in_use[1])]
    furnished.publish_status(list_key, {}, [], now)
    furnished.status_list_path.write_bytes(b"torn")
    assert furnished.in_use() == [("keys.gpk1", in_use[0]), ("status.gps1", in_use[1])]


def test_a_damaged_key_list_does_not_keep_the_previous_status_list_from_being_kept(
    furnished: ListStore, root_key: Ed25519PrivateKey, list_key: Ed25519PrivateKey, now: datetime
) -> None:
    key_list = furnished.key_list()
    assert key_list is not None
    furnished.publish_keys(root_key, key_list.entries, now)
    furnished.key_list_path.write_bytes(b"torn")
    before_it = furnished.publish_status(list_key, {}, [], now)
    furnished.publish_status(list_key, {}, [], now)
    furnished.status_list_path.write_bytes(b"torn")
    assert furnished.status_list() == before_it
