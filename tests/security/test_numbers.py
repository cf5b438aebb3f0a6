"""An identity number is nowhere: only a digest under a key that lies outside the database, and a masked form."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from pathlib import Path

from gate_terminal.application.office import Office
from gate_terminal.application.place import Place
from gate_terminal.register.advice import id_number_digest

NUMBER = "11010519491231002X"


def enrol(office: Office) -> str:
    home = office.register.household_by_address("3-2-501")
    assert home is not None
    return office.enrol_renter(home.id, "Zhao Liu", NUMBER, "3-2-501", "clerk").id


def test_the_number_itself_is_in_no_file(office: Office, place: Place) -> None:
    enrol(office)
    office.ledger.file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = b"".join(path.read_bytes() for path in place.root.rglob("*") if path.is_file())
    assert NUMBER.encode() not in raw
    assert NUMBER[:17].encode() not in raw


def test_the_digest_needs_the_key_and_the_key_is_not_in_the_database(office: Office, place: Place) -> None:
    person = enrol(office)
    office.ledger.file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    connection = sqlite3.connect(place.ledger)
    ((digest, masked),) = connection.execute("SELECT id_digest, id_masked FROM people WHERE id = ?", [person])
    connection.close()
    key = (place.keys / "digest.key").read_bytes()
    assert digest == hmac.new(key, NUMBER.encode(), hashlib.sha256).hexdigest()
    assert digest not in {
        hashlib.sha256(NUMBER.encode()).hexdigest(),
        hmac.new(b"", NUMBER.encode(), hashlib.sha256).hexdigest(),
    }
    assert masked == "110*************2X"
    database = place.ledger.read_bytes()
    assert key not in database
    assert key.hex().encode() not in database


def test_a_pass_says_nothing_of_a_person(office: Office) -> None:
    enrol(office)
    for record in office.book.passes():
        told = record.text.encode()
        assert len(told) < 250
        assert not any(word in told for word in (b"Zhang", b"Sisi", b"13800008000", b"3-2-501", NUMBER.encode()))


def test_with_another_key_the_same_number_is_somebody_else(office: Office, place: Place) -> None:
    enrol(office)
    key = (place.keys / "digest.key").read_bytes()
    (kept,) = [row[0] for row in office.ledger.file.rows("SELECT id_digest FROM people WHERE id_digest IS NOT NULL")]
    assert id_number_digest(NUMBER, key) == kept
    assert id_number_digest(NUMBER, bytes(32)) != kept


def test_the_backup_does_not_hold_the_key(office: Office, place: Place, tmp_path: Path) -> None:
    from gate_terminal.ledger.backup import back_up

    enrol(office)
    made = back_up(place.ledger, tmp_path / "stick", at=office.now())
    assert (place.keys / "digest.key").read_bytes() not in made.path.read_bytes()
    assert [path.name for path in (tmp_path / "stick").iterdir()] == [made.path.name]
