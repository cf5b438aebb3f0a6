"""Keys at rest: sealed by a passphrase, told apart when torn, foreign or locked, and never written over."""

import json
import os
import shutil
from pathlib import Path

import pytest

from gate_terminal.credentials.cose import fingerprint_of
from gate_terminal.credentials.keys import KeyRing, read_or_make_digest_key, read_or_make_passphrase
from gate_terminal.credentials.trust import Role
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

PASSPHRASE = "三号楼 correct horse"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """One ring for all tests here: making one costs a third of a second and 128 MB on purpose."""
    return KeyRing.create(tmp_path_factory.mktemp("keys"), PASSPHRASE)


@pytest.fixture
def keys(made: KeyRing, tmp_path: Path) -> Path:
    """A copy of its files to do harm to."""
    return Path(shutil.copytree(made.directory, tmp_path / "keys"))


def complaint(directory: Path, role: Role = Role.PASS, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(WorldFault) as raised:
        KeyRing.open(directory, passphrase).signing_key(role)
    assert raised.value.fault is Fault.KEYS_UNREADABLE
    return raised.value.detail


def test_a_new_ring_has_three_different_keys(made: KeyRing) -> None:
    assert len({made.public_key(role) for role in Role}) == 3
    assert made.root_fingerprint() == fingerprint_of(made.public_key(Role.ROOT))


def test_an_opened_ring_gives_the_keys_that_were_made(made: KeyRing, keys: Path) -> None:
    opened = KeyRing.open(keys, PASSPHRASE)
    for role in Role:
        assert opened.signing_key(role).private_bytes_raw() == made.signing_key(role).private_bytes_raw()


def test_a_key_file_holds_no_private_key_in_the_clear(made: KeyRing) -> None:
    for role in Role:
        seed = made.signing_key(role).private_bytes_raw()
        content = made.path(role).read_bytes()
        assert seed not in content
        assert seed.hex().encode() not in content
        assert PASSPHRASE.encode() not in content


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a POSIX matter")
def test_key_files_are_for_their_owner_only(made: KeyRing) -> None:
    assert {made.path(role).stat().st_mode & 0o777 for role in Role} == {0o600}


def test_nothing_is_left_beside_the_key_files(made: KeyRing) -> None:
    assert sorted(path.name for path in made.directory.iterdir()) == ["list.key", "pass.key", "root.key"]


def test_keys_are_never_written_over_by_a_second_set_up(keys: Path) -> None:
    before = {path: path.read_bytes() for path in keys.iterdir()}
    with pytest.raises(WrongUse, match="holds keys already"):
        KeyRing.create(keys, PASSPHRASE)
    assert {path: path.read_bytes() for path in keys.iterdir()} == before


def test_a_wrong_passphrase_is_called_that(keys: Path) -> None:
    assert "passphrase" in complaint(keys, passphrase="wrong")


def test_an_empty_passphrase_is_refused(keys: Path) -> None:
    with pytest.raises(WrongUse, match="empty"):
        KeyRing.open(keys, "")


def test_a_composed_and_a_decomposed_passphrase_are_the_same(tmp_path: Path) -> None:
    made = KeyRing.create(tmp_path, "caf\u00e9")
    assert KeyRing.open(tmp_path, "cafe\u0301").public_key(Role.PASS) == made.public_key(Role.PASS)


def test_a_torn_key_file_is_called_torn_wherever_it_is_torn(keys: Path) -> None:
    path = keys / "pass.key"
    whole = path.read_bytes()
    for length in range(0, len(whole) - 2, 7):
        path.write_bytes(whole[:length])
        said = complaint(keys)
        assert "torn" in said or (length < 200 and "not a key file" in said)
    path.write_bytes(whole[: len(whole) // 2])
    assert "torn" in complaint(keys)


def test_a_key_file_with_any_flipped_bit_opens_nothing(keys: Path) -> None:
    path = keys / "pass.key"
    whole = path.read_bytes()
    for at in range(0, len(whole) - 1, 5):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 2]) + whole[at + 1 :])
        assert complaint(keys)


@pytest.mark.parametrize(
    "content", [b"hello", b"{}", b"[1]", b"null", b"\xff\xfe", b"[" * 4000, b"0" * 5000, b"-----BEGIN PRIVATE KEY-----"]
)
def test_another_file_in_place_of_a_key_is_called_no_key_file(keys: Path, content: bytes) -> None:
    (keys / "pass.key").write_bytes(content)
    assert "not a key file" in complaint(keys)


def test_one_role_cannot_pass_for_another(keys: Path) -> None:
    shutil.copy(keys / "list.key", keys / "pass.key")
    assert "holds the list key" in complaint(keys)


def test_a_header_with_costlier_parameters_is_refused_before_they_are_paid(keys: Path) -> None:
    path = keys / "pass.key"
    fields = json.loads(path.read_bytes())
    fields["scrypt"]["n"] = 2**40
    path.write_text(json.dumps(fields))
    assert "another version" in complaint(keys)


def test_a_directory_without_keys_says_so(tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as raised:
        KeyRing.open(tmp_path, PASSPHRASE)
    assert raised.value.fault is Fault.KEYS_MISSING


def test_the_office_works_without_the_root_and_asks_for_its_stick_when_it_is_needed(made: KeyRing, keys: Path) -> None:
    (keys / "root.key").unlink()
    office = KeyRing.open(keys, PASSPHRASE)
    assert office.public_key(Role.PASS) == made.public_key(Role.PASS)
    with pytest.raises(WorldFault, match="stick") as raised:
        office.signing_key(Role.ROOT)
    assert raised.value.fault is Fault.KEYS_MISSING


def test_a_renewed_key_is_another_one_and_survives_reopening(made: KeyRing, keys: Path) -> None:
    ring = KeyRing.open(keys, PASSPHRASE)
    renewed = ring.renew(Role.PASS)
    assert renewed != made.public_key(Role.PASS)
    assert KeyRing.open(keys, PASSPHRASE).public_key(Role.PASS) == renewed == ring.public_key(Role.PASS)


def test_with_a_wrong_passphrase_no_key_is_renewed(keys: Path) -> None:
    before = (keys / "pass.key").read_bytes()
    with pytest.raises(WorldFault, match="passphrase"):
        KeyRing.open(keys, "wrong").renew(Role.PASS)
    assert (keys / "pass.key").read_bytes() == before


def test_a_passphrase_is_made_once_and_found_again(tmp_path: Path) -> None:
    made = read_or_make_passphrase(tmp_path / "keys")
    assert len(made) >= 32
    assert read_or_make_passphrase(tmp_path / "keys") == made
    if os.name == "posix":
        assert (tmp_path / "keys" / "passphrase").stat().st_mode & 0o777 == 0o600


def test_a_given_passphrase_is_never_stored(tmp_path: Path) -> None:
    assert read_or_make_passphrase(tmp_path, "given") == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_digest_key_is_made_once_and_a_torn_one_is_told(tmp_path: Path) -> None:
    made = read_or_make_digest_key(tmp_path)
    assert len(made) == 32
    assert read_or_make_digest_key(tmp_path) == made
    (tmp_path / "digest.key").write_bytes(made[:20])
    with pytest.raises(WorldFault, match="torn"):
        read_or_make_digest_key(tmp_path)


def test_a_place_that_cannot_be_written_is_a_fault_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorldFault) as raised:
        read_or_make_passphrase(tmp_path / "file" / "keys")
    assert raised.value.fault in {Fault.FILE_UNWRITABLE, Fault.KEYS_UNREADABLE}
