"""The program seals keys at a cost that makes guessing dear, each file tells its own, and older files still open."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gate_terminal.credentials import sealing
from gate_terminal.credentials.keys import KeyRing
from gate_terminal.credentials.ledger_key import ledger_key_path, make_ledger_key, read_ledger_key
from gate_terminal.credentials.trust import Role
from gate_terminal.domain.faults import WorldFault

DEAR = 2**17
"""128 MB and a third of a second for each guess."""


def test_the_program_seals_every_key_at_the_whole_cost_and_opens_it_again(tmp_path: Path, sealing_cost: int) -> None:
    data = tmp_path / "data"
    command = [sys.executable, "-m", "gate_terminal", "--data", str(data)]
    told = ["init", "--site", "compound", "--name", "测试", "--gate", "east", "--encrypt"]
    subprocess.run([*command, *told], check=True, capture_output=True, timeout=120)
    for role in Role:
        fields = json.loads((data / "keys" / f"{role.value}.key").read_bytes())
        assert fields["scrypt"] == {"n": DEAR, "r": 8, "p": 1}
    told_by_ledger = (data / "keys" / "ledger.key").read_bytes().removeprefix(b"gate-terminal ledger key 2\n")
    assert 1 << told_by_ledger[0] == DEAR
    assert sealing_cost == DEAR
    assert subprocess.run([*command, "ledger", "verify"], check=True, capture_output=True, timeout=120).stdout


def test_keys_of_any_cost_open_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", 2**11)
    made = KeyRing.create(tmp_path, "secret")
    monkeypatch.setattr(sealing, "COST", 2**10)
    made.renew(Role.PASS)
    opened = KeyRing.open(tmp_path, "secret")
    costs = [json.loads(opened.path(role).read_bytes())["scrypt"]["n"] for role in Role]
    assert sorted(costs) == [2**10, 2**11, 2**11]
    for role in Role:
        assert opened.public_key(role) == made.public_key(role)


@pytest.mark.parametrize("cost", [0, 1, -1024, 1000, 2**19, 2**70, "1024", None, [], True])
def test_a_cost_that_no_file_has_is_refused_before_it_is_paid(tmp_path: Path, cost: object) -> None:
    KeyRing.create(tmp_path, "secret")
    path = tmp_path / "pass.key"
    fields = json.loads(path.read_bytes())
    fields["scrypt"]["n"] = cost
    path.write_text(json.dumps(fields))
    with pytest.raises(WorldFault, match="another version"):
        KeyRing.open(tmp_path, "secret").signing_key(Role.PASS)


def test_a_cheaper_cost_written_into_a_file_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", 2**12)
    key = make_ledger_key(tmp_path, "secret")
    path = ledger_key_path(tmp_path)
    content = bytearray(path.read_bytes()[:-32])
    assert content[27] == 12
    content[27] = 10
    path.write_bytes(content + sha256(content).digest())
    with pytest.raises(WorldFault, match="The passphrase does not open"):
        read_ledger_key(tmp_path, "secret")
    content[27] = 12
    path.write_bytes(content + sha256(content).digest())
    assert read_ledger_key(tmp_path, "secret") == key
    for power in (0, 7, 19, 255):
        content[27] = power
        path.write_bytes(content + sha256(content).digest())
        with pytest.raises(WorldFault, match="torn or damaged"):
            read_ledger_key(tmp_path, "secret")


def test_a_ledger_s_key_that_does_not_tell_its_cost_still_opens(tmp_path: Path) -> None:
    key, salt, nonce, header = bytes(range(32)), b"s" * 16, b"n" * 12, b"gate-terminal ledger key 1\n"
    sealed = AESGCM(sealing.sealing_key_of(b"secret", salt, DEAR)).encrypt(nonce, key, header)
    content = header + salt + nonce + sealed
    ledger_key_path(tmp_path).write_bytes(content + sha256(content).digest())
    assert read_ledger_key(tmp_path, "secret") == key
