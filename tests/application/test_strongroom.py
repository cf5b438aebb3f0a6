"""Keys and lists as people handle them: a passphrase that is not stored, a stick between office and gate, a theft."""

import errno
import io
import json
import os
import shutil
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from gate_terminal.__main__ import main
from gate_terminal.application.founding import found
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.asks import Decide
from gate_terminal.application.screen.events import Decided, PassRead, PassRejected
from gate_terminal.application.screen.signs import Notice
from gate_terminal.application.screen.visiting import attempt_of, with_reading
from gate_terminal.application.settings import Settings, read_settings
from gate_terminal.credentials.codes import PassCode
from gate_terminal.credentials.reading import read_pass
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import ListNote, Role
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.masking import mask_end
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassRecord
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Reason
from gate_terminal.domain.words import Site as Kind

from .conftest import HandClock

PASSPHRASE = "correct horse 电池"


@dataclass
class Answer:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str


@dataclass
class Site:
    """An office whose passphrase is nowhere on its disk, a gate that believes its root, and a stick between them."""

    office: Place
    gate: Place
    stick: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def run(self, place: Place, *arguments: str, passphrase: str | None = None) -> Answer:
        given = [] if passphrase is None else ["--passphrase-stdin"]
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(f"{passphrase or ''}\n"))
        with pytest.raises(SystemExit) as left:
            main(["--data", str(place.root), *arguments, *given])
        printed = self.capsys.readouterr()
        return Answer(int(left.value.code or 0), printed.out, printed.err)

    def issue(self) -> list[PassRecord]:
        answer = self.run(self.office, "passes", "issue", "--all-missing", "--json", passphrase=PASSPHRASE)
        assert answer.code == 0, answer.err
        serials = [json.loads(line)["serial"] for line in answer.out.splitlines()]
        with open_office(self.office) as office:
            return office.book.by_serials(serials)

    def carry(self) -> Answer:
        """Take the stick from the office to the gate; return what the gate said."""
        assert self.run(self.office, "lists", "carry", str(self.stick)).code == 0
        return self.run(self.gate, "lists", "take", str(self.stick))

    def at_gate(self, text: str) -> PassCode:
        return read_pass(text, ListStore(self.gate.lists).trust(), datetime.now(SITE_ZONE).date()).code


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office as it is copied: its key files take a second to make."""
    root = tmp_path_factory.mktemp("office") / "office"
    place = Place(root)
    found(place, Settings(), Policy(), datetime.now(SITE_ZONE), PASSPHRASE)
    roster = root / "roster.csv"
    roster.write_text("住址,成员\n3-2-501,张三;李四\n3-2-502,王五\n", "utf-8")
    with open_office(place) as office:
        office.carry_out(office.plan_import(roster), "office")
    return root


@pytest.fixture
def site(founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Site:
    shutil.copytree(founded, tmp_path / "office")
    stick = tmp_path / "stick"
    stick.mkdir()
    site = Site(Place(tmp_path / "office"), Place(tmp_path / "gate"), stick, capsys, monkeypatch)
    shown = json.loads(site.run(site.office, "keys", "show", "--json").out)
    arguments = ("init", "--site", "compound", "--name", "君庭湖畔", "--gate", "west", "--root", shown["root"])
    assert site.run(site.gate, *arguments).code == 0
    return site


def test_a_passphrase_that_is_not_stored_has_to_be_given(site: Site) -> None:
    assert not (site.office.keys / "passphrase").exists()
    refused = site.run(site.office, "passes", "issue", "--all-missing")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "--passphrase-stdin" in refused.err
    wrong = site.run(site.office, "passes", "issue", "--all-missing", passphrase="something else")
    assert (wrong.code, wrong.err.count("\n")) == (3, 1)
    assert "passphrase does not open" in wrong.err
    assert not (site.office.keys / "passphrase").exists()
    with open_office(site.office) as office:
        assert office.book.passes() == []
    assert len(site.issue()) == 2


def test_revoking_and_publishing_take_the_passphrase_too(site: Site) -> None:
    record = site.issue()[0]
    assert site.run(site.office, "passes", "publish").code == 2
    assert site.run(site.office, "passes", "publish", passphrase=PASSPHRASE).code == 0
    revoke = ("passes", "revoke", record.serial, "--reason", "lost")
    assert site.run(site.office, *revoke).code == 2
    assert site.run(site.office, *revoke, passphrase=PASSPHRASE).code == 0


@pytest.mark.parametrize("role", ["pass", "list"])
def test_a_key_file_torn_in_half_is_told_and_issues_nothing(site: Site, role: str) -> None:
    path = site.office.keys / f"{role}.key"
    path.write_bytes(path.read_bytes()[:200])
    answer = site.run(site.office, "passes", "issue", "--all-missing", passphrase=PASSPHRASE)
    assert (answer.code, answer.err.count("\n")) == (3, 1)
    assert "torn or damaged" in answer.err
    with open_office(site.office) as office:
        assert office.book.passes() == []


def test_a_gate_that_believes_an_office_has_no_keys_of_its_own(site: Site) -> None:
    assert not [path for path in site.gate.keys.iterdir() if path.name != "digest.key"]
    assert site.run(site.gate, "passes", "publish").code == 3
    shown = site.run(site.gate, "lists", "show")
    assert (shown.code, shown.out) == (1, "There is no key list: this gate is not ready.\n")


@pytest.mark.parametrize("root", ["zz", "00", "0" * 63])
def test_a_fingerprint_that_is_none_founds_nothing(site: Site, tmp_path: Path, root: str) -> None:
    place = Place(tmp_path / "third")
    answer = site.run(place, "init", "--site", "compound", "--name", "x", "--gate", "y", "--root", root)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert not place.root.exists()


def test_a_pass_is_believed_at_another_gate_once_the_lists_have_come_on_a_stick(site: Site) -> None:
    record = site.issue()[0]
    assert site.at_gate(record.text) is PassCode.GATE_NOT_READY
    assert site.carry().code == 0
    assert site.at_gate(record.text) is PassCode.OK
    site.run(site.office, "passes", "revoke", record.serial, "--reason", "lost", passphrase=PASSPHRASE)
    assert site.at_gate(record.text) is PassCode.OK
    assert site.carry().code == 0
    assert site.at_gate(record.text) is PassCode.PASS_REVOKED
    with open_office(site.gate) as gate:
        assert [line.action for line in gate.register.log()] == ["take_lists", "take_lists"]


def test_at_a_gate_without_the_register_a_pass_says_which_household_goes_out_and_comes_home(site: Site) -> None:
    record, other = site.issue()
    site.carry()
    clock = HandClock(datetime.now(SITE_ZONE))
    with closing(Registrar(site.gate, read_settings(site.gate.settings), clock)) as registrar:
        assert [_reason(registrar, record, clock) for _ in range(3)] == [
            Reason.OK_TURN,
            Reason.OK_RETURN,
            Reason.QUOTA_USED,
        ]
        assert _reason(registrar, other, clock) is Reason.OK_TURN
        assert {line.label for line in registrar.books().recent} == {mask_end(record.serial), mask_end(other.serial)}
        site.run(site.office, "passes", "revoke", record.serial, "--reason", "lost", passphrase=PASSPHRASE)
        site.carry()
        assert _reason(registrar, record, clock) is Reason.PASS_REVOKED
    newer = site.run(site.office, "passes", "issue", "--all-missing", "--json", passphrase=PASSPHRASE)
    text = json.loads(newer.out)["text"]
    with closing(Registrar(site.gate, read_settings(site.gate.settings), clock)) as registrar:
        assert registrar.saw(text.encode()) == PassRejected(Notice.NOT_IN_REGISTER), "no list has told of it yet"


def _reason(registrar: Registrar, record: PassRecord, clock: HandClock) -> Reason:
    """Show a pass, type a normal temperature and Enter; five minutes go by."""
    seen = registrar.saw(record.text.encode())
    assert isinstance(seen, PassRead)
    assert (seen.visit.label, seen.visit.party) == (record.serial, record.household)
    visit = with_reading(seen.visit, read_temperature("365"))
    attempt = attempt_of(visit, at=clock.now(), site=Kind.COMPOUND, gate="west", lane="1", guard="张")
    decided = next(registrar.carry_out(Decide(attempt, visit), 1))
    assert isinstance(decided, Decided)
    clock.forward(minutes=5)
    return decided.answer.decision.reason


def test_an_older_list_is_refused_and_the_one_in_use_stays(site: Site, tmp_path: Path) -> None:
    record = site.issue()[0]
    site.carry()
    yesterday = tmp_path / "yesterday"
    shutil.copytree(site.stick, yesterday)
    site.run(site.office, "passes", "revoke", record.serial, "--reason", "stolen", passphrase=PASSPHRASE)
    site.carry()
    answer = site.run(site.gate, "lists", "take", str(yesterday / "status.gps1"))
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "this gate already uses number" in answer.err
    assert site.at_gate(record.text) is PassCode.PASS_REVOKED
    assert site.run(site.gate, "lists", "take", str(site.stick)).code == 0, "the very lists in use do no harm"


def test_the_previous_list_serves_where_the_new_one_is_damaged_and_doctor_and_lists_say_so(site: Site) -> None:
    record = site.issue()[0]
    site.carry()
    site.run(site.office, "passes", "publish", passphrase=PASSPHRASE)
    site.carry()
    path = ListStore(site.gate.lists).status_list_path
    path.write_bytes(path.read_bytes()[:-9])
    assert site.at_gate(record.text) is PassCode.OK
    shown = site.run(site.gate, "lists", "show", "--json")
    assert (shown.code, json.loads(shown.out)["notes"]) == (1, ["list_damaged"])


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xd2\x84X&\xa2", bytes(100)])
def test_a_file_that_is_no_list_is_refused_in_a_sentence(site: Site, content: bytes) -> None:
    (site.stick / "keys.gpk1").write_bytes(content)
    answer = site.run(site.gate, "lists", "take", str(site.stick))
    assert (answer.code, answer.err.count("\n")) == (1, 1)
    assert "no key list and no status list" in answer.err


def test_a_list_of_another_office_is_refused(site: Site, tmp_path: Path) -> None:
    other = Place(tmp_path / "other")
    found(other, Settings(), Policy(), datetime.now(SITE_ZONE))
    answer = site.run(site.gate, "lists", "take", str(other.lists))
    assert (answer.code, answer.out) == (1, "")
    assert ListStore(site.gate.lists).key_list() is None


def test_a_stick_without_lists_and_one_that_is_not_there_are_told(site: Site, tmp_path: Path) -> None:
    for place in (site.stick, tmp_path / "nowhere"):
        answer = site.run(site.gate, "lists", "take", str(place))
        assert (answer.code, answer.err.count("\n")) == (3, 1)
    assert site.run(site.office, "lists", "carry", str(tmp_path / "nowhere")).code == 3
    assert site.run(site.gate, "lists", "carry", str(site.stick)).code == 1, "there is nothing to carry yet"


def test_a_full_stick_is_told_and_keeps_what_it_had(site: Site) -> None:
    site.carry()
    before = (site.stick / "keys.gpk1").read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    site.monkeypatch.setattr("gate_terminal.credentials.durable.os.fsync", full)
    answer = site.run(site.office, "lists", "carry", str(site.stick))
    assert (answer.code, answer.err.count("\n")) == (3, 1)
    assert (site.stick / "keys.gpk1").read_bytes() == before
    assert sorted(path.name for path in site.stick.iterdir()) == ["keys.gpk1", "status.gps1"]


def test_after_the_theft_of_the_pass_key_everybody_gets_a_new_card_and_the_old_ones_open_nothing(site: Site) -> None:
    """The drill: root on its stick in the drawer, a new key, passes anew, the lists carried to the gate."""
    old = site.issue()
    site.carry()
    drawer = site.stick.parent / "drawer"
    drawer.mkdir()
    (site.office.keys / "root.key").rename(drawer / "root.key")
    replace = ("keys", "replace", "pass", "--stolen", "--why", "the office was broken into")
    assert "Insert the stick" in site.run(site.office, *replace, passphrase=PASSPHRASE).err
    done = site.run(site.office, *replace, "--root", str(drawer), passphrase=PASSPHRASE)
    assert done.code == 0, done.err
    assert "2 households need a new pass" in done.out
    printed = site.run(site.office, "passes", "print", "--out", str(site.stick / "cards.pdf"))
    assert printed.code == 1, "cards under the stolen key are not printed"
    new = site.issue()
    assert {record.household for record in new} == {record.household for record in old}
    assert site.carry().code == 0
    assert {site.at_gate(record.text) for record in old} == {PassCode.KEY_REVOKED}
    assert {site.at_gate(record.text) for record in new} == {PassCode.OK}
    assert site.issue() == []
    with open_office(site.office) as office:
        (line,) = [line for line in office.register.log() if line.action == "replace_key"]
    assert (line.why, "stolen" in line.what) == ("the office was broken into", True)


def test_after_the_theft_of_the_list_key_a_list_under_the_new_one_is_taken(site: Site) -> None:
    record = site.issue()[0]
    site.carry()
    replace = ("keys", "replace", "list", "--stolen", "--why", "a copy was found")
    assert site.run(site.office, *replace, passphrase=PASSPHRASE).code == 0
    assert site.carry().code == 0
    trust = ListStore(site.gate.lists).trust()
    assert ListNote.LIST_KEY_REVOKED not in trust.lasting_notes
    assert site.at_gate(record.text) is PassCode.OK


def test_a_key_replaced_in_its_turn_leaves_the_cards_good(site: Site) -> None:
    old = site.issue()
    assert site.run(site.office, "keys", "replace", "pass", "--why", "a year", passphrase=PASSPHRASE).code == 0
    assert site.issue() == []
    site.carry()
    assert {site.at_gate(record.text) for record in old} == {PassCode.OK}


def test_a_key_list_that_cannot_be_written_leaves_the_old_key_in_use(site: Site) -> None:
    before = {path.name: path.read_bytes() for path in site.office.keys.iterdir()}

    def full(*_: object, **__: object) -> None:
        raise WorldFault(Fault.FILE_UNWRITABLE, "Cannot write it: No space left on device.")

    with open_office(site.office, passphrase=PASSPHRASE) as office:
        site.monkeypatch.setattr(ListStore, "publish_keys", full)
        with pytest.raises(WorldFault):
            office.replace_key(Role.PASS, "Wang", "stolen", stolen=True)
        site.monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in site.office.keys.iterdir()} == before
    assert len(site.issue()) == 2


def test_the_root_is_not_replaced_and_a_reason_is_demanded(site: Site) -> None:
    with open_office(site.office, passphrase=PASSPHRASE) as office:
        with pytest.raises(WrongUse, match="set-up"):
            office.replace_key(Role.ROOT, "Wang", "why not", stolen=False)
        with pytest.raises(WrongUse, match="reason"):
            office.replace_key(Role.PASS, "Wang", " ", stolen=True)
        assert [key.revoked for key in office.strongroom.holdings().keys] == [False, False]


def test_the_day_s_list_is_signed_once_a_day_by_whoever_opens_the_office(site: Site) -> None:
    @dataclass
    class Tomorrow:
        def now(self) -> datetime:
            return datetime.now(SITE_ZONE) + timedelta(days=1)

        def monotonic(self) -> float:
            return 0.0

    with open_office(site.office, passphrase=PASSPHRASE) as office:
        assert not office.publish_if_due()
    with open_office(site.office, clock=Tomorrow(), passphrase=PASSPHRASE) as office:
        assert office.publish_if_due()
        assert not office.publish_if_due()
    with open_office(site.gate) as gate:
        assert not gate.publish_if_due(), "a gate without keys signs nothing"
    with open_office(site.office, clock=Tomorrow()) as locked:
        assert not locked.publish_if_due()


@pytest.mark.parametrize("change", ["move_out", "join"])
def test_a_household_whose_leaving_cannot_be_told_to_the_gates_stays(site: Site, change: str) -> None:
    site.issue()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with open_office(site.office, passphrase=PASSPHRASE) as office:
        one, other = (sheet.household.id for sheet in office.register.households())
        office.strongroom.list_key()
        site.monkeypatch.setattr("gate_terminal.credentials.durable.os.fsync", full)
        leave = partial(office.move_out, other) if change == "move_out" else partial(office.join, one, other)
        with pytest.raises(WorldFault):
            leave("Wang", "they told us")
        site.monkeypatch.undo()
        assert office.register.count() == 2
        assert [record.status for record in office.book.passes(household=other)] == ["active"]
