"""The registrar without threads: what is shown or typed becomes a visit, a visit becomes a row."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gate_terminal.application.event_lines import EventLines
from gate_terminal.application.office import open_office
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.answer import Held
from gate_terminal.application.screen.asks import AnswerHold, Ask, Decide, ReadText, Undo
from gate_terminal.application.screen.desk import GROUNDS, Grounds
from gate_terminal.application.screen.events import (
    AskRefused,
    BooksRead,
    Decided,
    HoldAnswered,
    PassRead,
    PassRejected,
    Undone,
)
from gate_terminal.application.screen.signs import Notice
from gate_terminal.application.screen.visit import Visit
from gate_terminal.application.screen.visiting import attempt_of, other_visit, with_direction_turned, with_reading
from gate_terminal.application.settings import SupervisorSettings
from gate_terminal.credentials.gp1 import take_apart, write_pass
from gate_terminal.credentials.practice import practice_signing_key
from gate_terminal.domain.people import PassKind, PassStatus
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Direction, PassShown, Reason, Site, Subject, Verdict, Watch

from .conftest import PIN, Compound


def shown(registrar: Registrar, compound: Compound, address: str = "3-2-501") -> Visit:
    """Hold a household's pass before the camera."""
    event = registrar.saw(compound.passes[address].text.encode())
    assert isinstance(event, PassRead), event
    return event.visit


def ask_of(visit: Visit, compound: Compound, *readings: str) -> Decide:
    for reading in readings or ("365",):
        visit = with_reading(visit, read_temperature(reading))
    attempt = attempt_of(visit, at=compound.clock.now(), site=Site.COMPOUND, gate="east", lane="1", guard="张")
    return Decide(attempt, visit)


def decided(registrar: Registrar, compound: Compound, visit: Visit, *readings: str) -> Decided:
    """Type readings and Enter."""
    event = next(registrar.carry_out(ask_of(visit, compound, *readings), 1))
    assert isinstance(event, Decided)
    return event


def first(registrar: Registrar, ask: Ask) -> object:
    return next(registrar.carry_out(ask, 7))


def rows(compound: Compound, sql: str) -> list[tuple[object, ...]]:
    """Read the ledger as anyone may: with plain sqlite3, beside the open window."""
    with closing(sqlite3.connect(compound.place.ledger)) as connection:
        return connection.execute(sql).fetchall()


def test_one_resident_out_and_home_again(registrar: Registrar, compound: Compound) -> None:
    out = decided(registrar, compound, shown(registrar, compound)).answer
    assert (out.decision.verdict, out.decision.reason) == (Verdict.ALLOW, Reason.OK_TURN)
    assert out.decision.next_allowed is not None
    assert out.decision.next_allowed.isoformat() == "2020-02-09T00:00:00+08:00"
    compound.clock.forward(minutes=40)
    visit = shown(registrar, compound)
    assert visit.direction is Direction.IN
    assert visit.outing is not None
    home = decided(registrar, compound, visit).answer
    assert home.decision.reason is Reason.OK_RETURN
    assert rows(compound, "SELECT seq, direction, verdict FROM passages ORDER BY seq") == [
        (1, "out", "allow"),
        (2, "in", "allow"),
    ]


def test_a_second_outing_is_refused_with_the_date_and_a_second_member_while_one_is_out(
    registrar: Registrar, compound: Compound
) -> None:
    decided(registrar, compound, shown(registrar, compound))
    compound.clock.forward(minutes=40)
    other = with_direction_turned(shown(registrar, compound))
    assert other.person.name == "李四"
    refused = decided(registrar, compound, other).answer
    assert refused.decision.reason is Reason.MEMBER_OUT
    assert refused.cause_name == "张三"
    (cause,) = refused.causes
    assert refused.decision.proof.causes == (cause.uid,)
    assert (cause.at, cause.person_name) == (compound.clock.now() - timedelta(minutes=40), "张三")
    assert (cause.direction, cause.verdict) == (Direction.OUT, Verdict.ALLOW)
    decided(registrar, compound, shown(registrar, compound))
    compound.clock.forward(hours=3)
    again = decided(registrar, compound, shown(registrar, compound)).answer
    assert (again.decision.verdict, again.decision.reason) == (Verdict.REFUSE, Reason.QUOTA_USED)
    assert again.decision.next_allowed is not None
    assert again.decision.next_allowed.day == 9


def test_a_fever_is_isolated_after_two_high_readings(registrar: Registrar, compound: Compound) -> None:
    visit = shown(registrar, compound)
    assert decided(registrar, compound, visit, "374").answer.decision.reason is Reason.TEMP_HIGH_FIRST
    second = replace(visit, uid="another")
    assert decided(registrar, compound, second, "374", "375").answer.decision.verdict is Verdict.ISOLATE


def test_a_duplicate_shows_the_last_answer_and_records_nothing(registrar: Registrar, compound: Compound) -> None:
    visit = shown(registrar, compound)
    decided(registrar, compound, visit)
    compound.clock.forward(seconds=20)
    again = decided(registrar, compound, replace(visit, uid="another")).answer
    assert again.again
    assert again.decision.reason is Reason.OK_TURN
    assert rows(compound, "SELECT count(*) FROM passages") == [(1,)]


def test_a_retry_with_the_same_id_gets_the_recorded_answer(registrar: Registrar, compound: Compound) -> None:
    visit = shown(registrar, compound)
    one, two = (decided(registrar, compound, visit).answer for _ in range(2))
    assert (one.seq, one.decision.reason) == (two.seq, two.decision.reason)
    assert rows(compound, "SELECT count(*) FROM passages") == [(1,)]


def test_the_books_follow_every_answer(registrar: Registrar, compound: Compound) -> None:
    events = list(registrar.carry_out(ask_of(shown(registrar, compound), compound), 1))
    books = events[1]
    assert isinstance(books, BooksRead)
    assert (books.counters.out_now, books.counters.out_today) == (1, 1)
    assert [(line.label, line.temperatures, line.verdict) for line in books.recent] == [
        ("3-2-**", ("36.5",), Verdict.ALLOW)
    ]


def test_an_event_line_is_written_after_the_commit(compound: Compound, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    registrar = Registrar(compound.place, compound.settings, compound.clock, EventLines(str(path)))
    decided(registrar, compound, shown(registrar, compound))
    line = json.loads(path.read_text("utf-8"))
    registrar.close()
    assert rows(compound, "SELECT uid, seq FROM passages") == [(line["uid"], line["seq"])]
    assert list(line) == [
        "uid",
        "happened_at",
        "gate",
        "lane",
        "site",
        "direction",
        "household",
        "serial",
        "person",
        "purpose",
        "temperatures",
        "verdict",
        "reason",
        "next_allowed",
        "seq",
    ]
    assert (line["happened_at"], line["temperatures"], line["verdict"]) == (
        "2020-02-07T09:00:00+08:00",
        ["36.5"],
        "allow",
    )


def test_the_guard_takes_back_the_last_passage(registrar: Registrar, compound: Compound) -> None:
    answer = decided(registrar, compound, shown(registrar, compound)).answer
    assert first(registrar, Undo(answer.attempt.uid, compound.clock.now())) == Undone(7)
    assert isinstance(first(registrar, Undo(answer.attempt.uid, compound.clock.now())), AskRefused)
    compound.clock.forward(minutes=5)
    assert decided(registrar, compound, shown(registrar, compound)).answer.decision.reason is Reason.OK_TURN


class TestWhoStandsThere:
    """Each failing step of a pass is told apart."""

    @pytest.mark.parametrize(
        ("payload", "notice"),
        [
            (b"https://example.org", Notice.OTHER_CODE),
            (b"\xff\xfe\x00", Notice.OTHER_CODE),
            (b"", Notice.OTHER_CODE),
            (b"GP2ABC", Notice.UNSUPPORTED_VERSION),
            (b"GP1ABC", Notice.DAMAGED),
            (b"GP1" + b"A" * 175, Notice.MALFORMED),
        ],
    )
    def test_what_is_no_pass(self, registrar: Registrar, payload: bytes, notice: Notice) -> None:
        assert registrar.saw(payload) == PassRejected(notice)

    @pytest.mark.parametrize("typed", ["GP00-0000-0", "GP0000000"])
    def test_a_serial_that_begins_as_a_code_does_is_a_serial(self, registrar: Registrar, typed: str) -> None:
        told = first(registrar, ReadText(typed))
        assert isinstance(told, PassRejected)
        assert told.notice in {Notice.SERIAL_WRONG, Notice.NOT_IN_REGISTER}

    @pytest.mark.parametrize(
        ("text", "notice"),
        [
            ("https://example.org", Notice.OTHER_CODE),
            ("6901234567892", Notice.OTHER_CODE),
            ("690123456", Notice.OTHER_CODE),
            ("微信支付", Notice.OTHER_CODE),
            ("", Notice.OTHER_CODE),
            ("GP2ABC", Notice.UNSUPPORTED_VERSION),
            ("GP1ABC", Notice.DAMAGED),
            ("GP1" + "A" * 175, Notice.MALFORMED),
        ],
    )
    def test_what_a_scanner_delivers_that_is_no_pass_is_told_as_what_the_camera_sees(
        self, registrar: Registrar, text: str, notice: Notice
    ) -> None:
        assert first(registrar, ReadText(text, scanned=True)) == PassRejected(notice, asked=7)

    def test_a_serial_or_an_address_that_a_scanner_delivers_is_looked_up(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        for text in (compound.passes["3-2-501"].serial, "3-2-501"):
            event = first(registrar, ReadText(text, scanned=True))
            assert isinstance(event, PassRead)
            assert event.visit.label == "3-2-501"

    def test_a_pass_signed_by_the_practice_key_is_worth_nothing_here(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        taken = take_apart(compound.passes["3-2-501"].text)
        text = write_pass(taken.untrusted_claims, practice_signing_key())  # type: ignore[union-attr]
        assert registrar.saw(text.encode()) == PassRejected(Notice.UNKNOWN_KEY)

    def test_a_forged_signature(self, registrar: Registrar, compound: Compound) -> None:
        text = compound.passes["3-2-501"].text
        forged = text[:150] + ("A" if text[150] != "A" else "B") + text[151:]
        assert registrar.saw(forged.encode()) == PassRejected(Notice.BAD_SIGNATURE)

    def test_a_lost_pass_is_refused_going_out_and_let_home_once_the_identity_is_known(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        with open_office(compound.place, clock=compound.clock, passphrase="a passphrase") as office:
            office.revoke(compound.passes["3-2-501"].serial, PassStatus.LOST, "office")
        visit = shown(registrar, compound)
        assert visit.circumstances.pass_shown is PassShown.LOST
        assert decided(registrar, compound, visit).answer.decision.reason is Reason.PASS_REVOKED
        home = replace(visit, uid="home", direction=Direction.IN)
        assert decided(registrar, compound, home).answer.decision.reason is Reason.IDENTITY_UNVERIFIED
        known = replace(home, uid="known", circumstances=replace(home.circumstances, id_shown=True))
        assert decided(registrar, compound, known).answer.decision.verdict is Verdict.ALLOW

    def test_an_expired_pass_still_says_who_comes_home(self, registrar: Registrar, compound: Compound) -> None:
        compound.clock.forward(days=400)
        event = registrar.saw(compound.passes["3-2-501"].text.encode())
        assert isinstance(event, PassRead)
        assert event.notice is Notice.EXPIRED
        assert decided(registrar, compound, event.visit).answer.decision.reason is Reason.PASS_NOT_SHOWN

    def test_a_visitor_with_a_pass_comes_in_by_the_supervisor_and_uses_nobodys_turn(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        with open_office(compound.place, clock=compound.clock, passphrase="a passphrase") as office:
            record = office.issue_to_guest("老周", "3-2-501", "office", kind=PassKind.VISITOR)
        event = registrar.saw(record.text.encode())
        assert isinstance(event, PassRead)
        assert (event.visit.subject, event.visit.direction) == (Subject.VISITOR, Direction.IN)
        answer = decided(registrar, compound, event.visit).answer
        assert answer.decision.reason is Reason.VISITOR_SUPERVISOR
        assert decided(registrar, compound, shown(registrar, compound)).answer.decision.reason is Reason.OK_TURN

    def test_a_typed_serial_is_a_look_up_and_marked(self, registrar: Registrar, compound: Compound) -> None:
        typed = compound.passes["3-2-501"].serial.lower().replace("-", "")
        event = first(registrar, ReadText(typed))
        assert isinstance(event, PassRead)
        assert (event.asked, event.visit.serial_typed, event.visit.label) == (7, True, "3-2-501")

    def test_a_wrong_check_character_is_told_from_an_unknown_serial(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        serial = compound.passes["3-2-501"].serial
        wrong = serial[:-1] + ("0" if serial[-1] != "0" else "1")
        assert first(registrar, ReadText(wrong)) == PassRejected(Notice.SERIAL_WRONG, asked=7)
        assert first(registrar, ReadText("B8E0-ZZQ7-Z")) == PassRejected(Notice.NOT_IN_REGISTER, asked=7)

    def test_an_address_in_any_form_finds_who_forgot_the_pass(self, registrar: Registrar, compound: Compound) -> None:
        event = first(registrar, ReadText("3号楼2单元501", no_pass=True))
        assert isinstance(event, PassRead)
        assert event.visit.circumstances.pass_shown is PassShown.FORGOTTEN
        assert first(registrar, ReadText("9-9-999")) == PassRejected(Notice.NOT_FOUND, asked=7)

    def test_a_household_without_names_has_somebody_who_goes_out(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        visit = shown(registrar, compound, "5-1-102")
        assert decided(registrar, compound, visit).answer.decision.reason is Reason.OK_TURN

    def test_somebody_under_home_isolation_is_kept_in_and_the_family_too(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        visit = shown(registrar, compound)
        with open_office(compound.place, clock=compound.clock) as office:
            office.register.watch(
                visit.party,
                visit.person.id,
                compound.clock.now(),
                compound.clock.now() + timedelta(days=3),
                "office",
                "contact",
            )
        assert decided(registrar, compound, visit).answer.decision.reason is Reason.HOME_ISOLATION
        other = replace(visit, uid="other", person_index=1)
        answer = decided(registrar, compound, other).answer
        assert answer.attempt.circumstances.watch is Watch.HOUSEHOLD
        assert answer.decision.reason is Reason.HOUSEHOLD_ISOLATION

    def test_somebody_enrolled_in_two_homes_waits_for_the_supervisor(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        with open_office(compound.place, clock=compound.clock) as office:
            for address in ("3-2-501", "3-2-502"):
                household = office.register.household_by_address(address)
                assert household is not None
                renter = office.enrol_renter(household.id, "赵六", "11010519491231002X", address, "office")
                if address == "3-2-501":
                    alone = shown(registrar, compound, address)
                    assert alone.persons[-1].name == "赵六"
                    first_home = replace(alone, person_index=len(alone.persons) - 1)
                    assert decided(registrar, compound, first_home).answer.decision.reason is Reason.OK_TURN
        visit = shown(registrar, compound, "3-2-502")
        index = [person.id for person in visit.persons].index(renter.id)
        answer = decided(registrar, compound, replace(visit, person_index=index)).answer
        assert answer.decision.reason is Reason.TWO_HOUSEHOLDS


def test_after_a_fever_neither_the_person_nor_the_household_goes_out(registrar: Registrar, compound: Compound) -> None:
    visit = shown(registrar, compound)
    assert decided(registrar, compound, visit, "374", "376").answer.decision.verdict is Verdict.ISOLATE
    compound.clock.forward(minutes=2)
    for index in (0, 1):
        again = replace(shown(registrar, compound), person_index=index, direction=Direction.OUT)
        assert decided(registrar, compound, again).answer.decision.reason is Reason.HOUSEHOLD_PENDING


class TestTheClock:
    def test_no_date_is_judged_by_a_clock_in_doubt_neither_of_a_code_nor_of_a_typed_number(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        decided(registrar, compound, shown(registrar, compound, "5-1-102"))
        compound.clock.wall -= timedelta(days=3650)
        record = compound.passes["3-2-501"]
        for seen in (registrar.saw(record.text.encode()), first(registrar, ReadText(record.serial))):
            assert isinstance(seen, PassRead)
            assert (seen.notice, seen.visit.circumstances.pass_shown) == (None, PassShown.SHOWN)

    def test_set_back_holds_an_outing_and_marks_a_return(self, registrar: Registrar, compound: Compound) -> None:
        decided(registrar, compound, shown(registrar, compound))
        compound.clock.wall -= timedelta(days=1)
        assert decided(registrar, compound, shown(registrar, compound, "3-2-502")).answer.decision.reason is (
            Reason.CLOCK_BACK
        )
        home = shown(registrar, compound)
        assert decided(registrar, compound, home).answer.decision.reason is Reason.OK_RETURN_CLOCK_SUSPECT

    def test_put_forward_holds_an_outing(self, registrar: Registrar, compound: Compound) -> None:
        compound.clock.wall += timedelta(days=2)
        answer = decided(registrar, compound, shown(registrar, compound)).answer
        assert answer.decision.reason is Reason.CLOCK_FORWARD


class TestTheSupervisor:
    def held(self, registrar: Registrar, compound: Compound) -> Held:
        visit = shown(registrar, compound)
        visit = replace(visit, circumstances=replace(visit.circumstances, child_with=True))
        answer = decided(registrar, compound, visit).answer
        assert answer.decision.reason is Reason.CHILD_ACCOMPANY
        return Held(answer, visit)

    def answer(self, held: Held, compound: Compound, pin: str, *, admit: bool) -> AnswerHold:
        return AnswerHold(held, pin, GROUNDS.index(Grounds.CARE_FOR_OTHERS), admit, "answer", compound.clock.now())

    def test_admits_and_the_turn_is_used(self, registrar: Registrar, compound: Compound) -> None:
        event = first(registrar, self.answer(self.held(registrar, compound), compound, PIN, admit=True))
        assert isinstance(event, HoldAnswered)
        decision = event.answer.decision
        assert (decision.verdict, decision.reason, decision.counted) == (Verdict.ALLOW, Reason.OK_SUPERVISOR, True)
        assert rows(compound, "SELECT count(*) FROM events WHERE kind = 'login'") == [(1,)]

    def test_an_override_is_recorded_as_sent_and_whether_it_was_needed(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        held = self.held(registrar, compound)
        assert isinstance(first(registrar, self.answer(held, compound, PIN, admit=True)), HoldAnswered)
        ((about, why, detail),) = rows(compound, "SELECT about, why, detail FROM events WHERE kind = 'override'")
        assert (about, why) == ("answer", "care_for_others")
        assert json.loads(str(detail)) == {"held": held.visit.uid, "admitted": True, "needed": True}

    def test_a_yes_that_the_rule_would_have_said_by_then_was_not_needed(
        self, registrar: Registrar, compound: Compound
    ) -> None:
        visit = shown(registrar, compound)
        visit = replace(visit, circumstances=replace(visit.circumstances, pass_shown=PassShown.FORGOTTEN))
        answer = decided(registrar, compound, visit).answer
        assert answer.decision.reason is Reason.PASS_NOT_SHOWN
        found = replace(answer.attempt, circumstances=replace(answer.attempt.circumstances, pass_shown=PassShown.SHOWN))
        ask = self.answer(Held(replace(answer, attempt=found), visit), compound, PIN, admit=True)
        event = first(registrar, ask)
        assert isinstance(event, HoldAnswered)
        assert event.answer.decision.reason is Reason.OK_TURN
        ((detail,),) = rows(compound, "SELECT detail FROM events WHERE kind = 'override'")
        assert json.loads(str(detail))["needed"] is False

    def test_a_no_is_recorded_as_one(self, registrar: Registrar, compound: Compound) -> None:
        first(registrar, self.answer(self.held(registrar, compound), compound, PIN, admit=False))
        ((detail,),) = rows(compound, "SELECT detail FROM events WHERE kind = 'override'")
        told = json.loads(str(detail))
        assert (told["admitted"], told["needed"]) == (False, True)

    def test_turns_back_for_the_same_reason(self, registrar: Registrar, compound: Compound) -> None:
        event = first(registrar, self.answer(self.held(registrar, compound), compound, PIN, admit=False))
        assert isinstance(event, HoldAnswered)
        assert (event.answer.decision.verdict, event.answer.decision.reason) == (
            Verdict.REFUSE,
            Reason.CHILD_ACCOMPANY,
        )

    def test_a_yes_to_what_is_no_longer_so_records_nothing(self, registrar: Registrar, compound: Compound) -> None:
        held = self.held(registrar, compound)
        other = replace(shown(registrar, compound), uid="other", person_index=1)
        assert decided(registrar, compound, other).answer.decision.reason is Reason.OK_TURN
        for admit in (True, False):
            refused = first(registrar, self.answer(held, compound, PIN, admit=admit))
            assert refused == AskRefused(Notice.HOLD_CHANGED, 7)
        assert rows(compound, "SELECT count(*) FROM passages") == [(2,)]

    def test_a_visitor_can_be_turned_back(self, registrar: Registrar, compound: Compound) -> None:
        visitor = other_visit("visitor")
        visitor = replace(visitor, circumstances=replace(visitor.circumstances, host_approved=True))
        answer = decided(registrar, compound, visitor).answer
        assert answer.decision.reason is Reason.VISITOR_SUPERVISOR
        event = first(registrar, self.answer(Held(answer, visitor), compound, PIN, admit=False))
        assert isinstance(event, HoldAnswered)
        assert event.answer.decision.verdict is Verdict.REFUSE

    def test_without_a_pin_says_that_none_was_set(self, compound: Compound) -> None:
        settings = replace(compound.settings, supervisor=SupervisorSettings())
        registrar = Registrar(compound.place, settings, compound.clock)
        ask = self.answer(self.held(registrar, compound), compound, PIN, admit=True)
        assert first(registrar, ask) == AskRefused(Notice.PIN_MISSING, 7)
        registrar.close()

    def test_a_wrong_pin_changes_nothing_and_five_lock_the_desk(self, registrar: Registrar, compound: Compound) -> None:
        ask = self.answer(self.held(registrar, compound), compound, "0000", admit=True)
        notices = [first(registrar, ask).notice for _ in range(5)]  # type: ignore[attr-defined]
        assert notices == [Notice.PIN_WRONG] * 4 + [Notice.PIN_LOCKED]
        right = replace(ask, pin=PIN)
        assert first(registrar, right) == AskRefused(Notice.PIN_LOCKED, 7, "5")
        compound.clock.forward(minutes=6)
        assert isinstance(first(registrar, right), HoldAnswered)
        assert rows(compound, "SELECT count(*) FROM passages") == [(2,)]
