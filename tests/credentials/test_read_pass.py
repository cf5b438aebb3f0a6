"""``gate-terminal pass read``: a JSON line for each text or code, and an exit code that scripts can rely on."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.application.commands.read_pass import pass_
from gate_terminal.credentials.claims import Claims
from gate_terminal.credentials.codes import Revocation
from gate_terminal.credentials.cose import fingerprint_of, public_bytes
from gate_terminal.credentials.gp1 import write_pass
from gate_terminal.credentials.practice import PRACTICE_PUBLIC_KEY, practice_signing_key
from gate_terminal.credentials.qr import pass_symbol
from gate_terminal.credentials.serial import printed_serial
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import KeyEntry, Role

TODAY = "--today=2020-02-08"


@pytest.fixture
def key(pass_key: Ed25519PrivateKey) -> str:
    return f"--public-key={public_bytes(pass_key).hex()}"


@pytest.fixture
def good(claims: Claims) -> dict[str, Any]:
    """The line of the good pass."""
    shown = {
        "zone": 3001,
        "pass_id": "0102030405",
        "household": "a1b2c3d4",
        "kind": 1,
        "from": "2020-02-08",
        "until": "2021-02-08",
    }
    return {"code": "ok", "claims": shown, "serial": printed_serial(claims.pass_id)}


@pytest.fixture
def office(
    tmp_path: Path, root_key: Ed25519PrivateKey, pass_key: Ed25519PrivateKey, list_key: Ed25519PrivateKey, now: datetime
) -> ListStore:
    """The lists of a data directory in `tmp_path`."""
    store = ListStore(tmp_path / "lists")
    store.pin(fingerprint_of(public_bytes(root_key)))
    entries = [
        KeyEntry(Role.PASS, public_bytes(pass_key)),
        KeyEntry(Role.PASS, PRACTICE_PUBLIC_KEY, practice=True),
        KeyEntry(Role.LIST, public_bytes(list_key)),
    ]
    store.publish_keys(root_key, entries, now)
    return store


def run(*arguments: str, stdin: bytes = b"") -> Result:
    result = CliRunner().invoke(pass_, ["read", *arguments], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def picture_of(path: Path, *texts: str) -> str:
    """Write a picture with the codes of `texts` side by side."""
    parts = [np.kron(np.pad(~pass_symbol(text), 6, constant_values=True), np.ones((5, 5))) for text in texts]
    scene = np.hstack(parts) if parts else np.ones((200, 200))
    done, packed = cv2.imencode(".png", scene.astype(np.uint8) * 255)
    assert done
    path.write_bytes(packed.tobytes())
    return str(path)


def test_a_good_pass_is_one_ok_line_and_exit_0(text: str, key: str, good: dict[str, Any]) -> None:
    result = run(text, key, TODAY)
    assert (lines(result), result.exit_code) == ([good], 0)


def test_a_failing_step_is_named_and_exit_is_1(text: str, key: str, good: dict[str, Any]) -> None:
    wrong_zone = run(text, key, TODAY, "--zone=4000")
    assert (lines(wrong_zone), wrong_zone.exit_code) == ([{**good, "code": "wrong_zone"}], 1)
    unknown = run(text, f"--public-key={PRACTICE_PUBLIC_KEY.hex()}", TODAY)
    assert (lines(unknown), unknown.exit_code) == ([{"code": "unknown_key", "claims": None, "serial": None}], 1)
    assert [line["code"] for line in lines(run(text, key, "--today=2022-01-01"))] == ["expired"]


def test_of_several_keys_the_right_one_is_found(text: str, key: str) -> None:
    assert run(text, f"--public-key={PRACTICE_PUBLIC_KEY.hex()}", key, TODAY).exit_code == 0


def test_standard_input_gives_a_line_for_each_line_whatever_its_bytes(text: str, key: str) -> None:
    shown = text.encode() + b"\r\n\xff\xfe\n\nGP9\n" + text.encode()
    result = run("-", key, TODAY, stdin=shown)
    codes = [line["code"] for line in lines(result)]
    assert codes == ["ok", "not_a_pass", "not_a_pass", "unsupported_version", "ok"]
    assert [line["code"] for line in lines(run("-", key, stdin=b""))] == ["not_a_pass"]


def test_without_keys_and_lists_the_gate_is_not_ready(text: str, tmp_path: Path) -> None:
    result = run(text, f"--data={tmp_path}")
    assert (lines(result), result.exit_code) == ([{"code": "gate_not_ready", "claims": None, "serial": None}], 1)


def test_the_lists_of_the_data_directory_count(
    text: str, claims: Claims, office: ListStore, list_key: Ed25519PrivateKey, now: datetime, tmp_path: Path
) -> None:
    data = f"--data={tmp_path}"
    office.publish_status(list_key, {}, [claims.pass_id], now)
    assert run(text, data, TODAY).exit_code == 0
    practice = lines(run(write_pass(claims, practice_signing_key()), data, TODAY))
    assert [(line["code"], line["practice"]) for line in practice] == [("ok", True)]
    office.publish_status(list_key, {claims.pass_id: Revocation.STOLEN}, [claims.pass_id], now)
    revoked = lines(run(text, data, TODAY))
    assert [(line["code"], line["reason"]) for line in revoked] == [("pass_revoked", "stolen")]


def test_with_a_public_key_the_lists_do_not_count(text: str, office: ListStore, tmp_path: Path) -> None:
    result = run(text, f"--public-key={PRACTICE_PUBLIC_KEY.hex()}", f"--data={tmp_path}", TODAY)
    assert office.key_list() is not None
    assert [line["code"] for line in lines(result)] == ["unknown_key"]


def test_each_pass_in_a_picture_has_its_line(
    text: str, other_claims: Claims, pass_key: Ed25519PrivateKey, key: str, good: dict[str, Any], tmp_path: Path
) -> None:
    both = picture_of(tmp_path / "两张.png", text, write_pass(other_claims, pass_key))
    none = picture_of(tmp_path / "none.png")
    result = run("--image", both, none, key, TODAY)
    found = lines(result)
    assert [(line["code"], line["file"]) for line in found] == [("ok", both), ("ok", both), ("not_a_pass", none)]
    assert {line["serial"] for line in found[:2]} == {good["serial"], printed_serial(other_claims.pass_id)}
    assert result.exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["x", "--public-key=zz"], ["x", "--public-key=00"], ["x", "--today=tomorrow"], ["x", "--zone=1"]],
)
def test_wrong_use_is_one_sentence_and_exit_2(arguments: list[str]) -> None:
    done = program(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_a_picture_that_cannot_be_read_is_a_fault_of_the_world(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    if content is not None:
        path.write_bytes(content)
    done = program("--image", str(path), f"--public-key={PRACTICE_PUBLIC_KEY.hex()}")
    assert (done.returncode, done.stdout) == (3, "")
    assert str(path) in done.stderr
    assert "Traceback" not in done.stderr


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gate_terminal", "pass", "read", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
