"""The book of passes: what was issued, what was cancelled, and what the gates have to know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.people import PassKind, PassRecord, PassStatus
from gate_terminal.register.passes import PassBook, SignedPass
from gate_terminal.register.register import Register

TODAY = date(2020, 2, 8)
Issue = Callable[..., PassRecord]


@pytest.fixture
def household(register: Register) -> str:
    return register.enter("3-2-501", ("张三",), "Wang", "moved in")


def test_an_issued_pass_can_be_printed_again(issue_to: Issue, book: PassBook, household: str) -> None:
    record = issue_to(household)
    assert record.text.startswith("GP1")
    assert (record.address, record.kind, record.status) == ("3-2-501", PassKind.RESIDENT, PassStatus.ACTIVE)
    assert (record.valid_from, record.valid_until) == (TODAY, date(2021, 2, 7))
    assert book.passes() == [record]


def test_a_new_card_cancels_the_old_one_and_the_household_stays_the_same(
    issue_to: Issue, book: PassBook, household: str
) -> None:
    old, new = issue_to(household), issue_to(household)
    assert new.household == old.household
    assert new.pass_id != old.pass_id
    (was,) = book.by_serials([old.serial])
    assert (was.status, was.replaced_by) == (PassStatus.SUPERSEDED, new.serial)
    assert book.revoked() == {old.pass_id: PassStatus.SUPERSEDED}
    assert book.issued_ids() == sorted([old.pass_id, new.pass_id])


def test_a_card_of_another_kind_cancels_nothing(issue_to: Issue, book: PassBook, household: str) -> None:
    issue_to(household)
    issue_to(household, PassKind.VEHICLE)
    assert book.revoked() == {}


def test_a_lost_card_stays_lost_when_it_is_replaced(issue_to: Issue, book: PassBook, household: str) -> None:
    lost = issue_to(household)
    book.revoke(lost.serial, PassStatus.LOST, "Li", "left in a taxi")
    new = issue_to(household)
    (was,) = book.by_serials([lost.serial])
    assert (was.status, was.replaced_by) == (PassStatus.LOST, new.serial)


def test_a_pass_is_cancelled_once_and_it_is_logged(
    issue_to: Issue, book: PassBook, register: Register, household: str
) -> None:
    record = issue_to(household)
    assert book.revoke(record.serial, PassStatus.STOLEN, "Li", "bag was stolen").status is PassStatus.STOLEN
    with pytest.raises(WrongUse, match="already: stolen"):
        book.revoke(record.serial, PassStatus.LOST, "Li", "again")
    with pytest.raises(WrongUse, match="No pass"):
        book.revoke("0000-0000-0", PassStatus.LOST, "Li", "never was")
    with pytest.raises(WrongUse):
        book.revoke(record.serial, PassStatus.ACTIVE, "Li", "found again")
    line = register.log(record.serial)[0]
    assert (line.who, line.action, line.why, line.what) == ("Li", "revoke", "bag was stolen", "stolen")


@pytest.mark.parametrize(
    ("first", "then", "allowed"),
    [
        (PassStatus.LOST, PassStatus.STOLEN, True),
        (PassStatus.SUPERSEDED, PassStatus.STOLEN, True),
        (PassStatus.SUPERSEDED, PassStatus.LOST, True),
        (PassStatus.MOVED, PassStatus.LOST, True),
        (PassStatus.STOLEN, PassStatus.LOST, False),
        (PassStatus.LOST, PassStatus.SUPERSEDED, False),
        (PassStatus.LOST, PassStatus.MOVED, False),
        (PassStatus.STOLEN, PassStatus.STOLEN, False),
    ],
)
def test_what_was_reported_lost_may_turn_out_to_be_stolen_and_no_reason_becomes_a_lesser_one(
    issue_to: Issue,
    book: PassBook,
    register: Register,
    household: str,
    first: PassStatus,
    then: PassStatus,
    allowed: bool,
) -> None:
    record = issue_to(household)
    since = book.revoke(record.serial, first, "Li", "told at the door").status_at
    told: list[PassStatus] = []
    if not allowed:
        with pytest.raises(WrongUse, match=f"already: {first.value}"):
            book.revoke(record.serial, then, "Wang", "seen on camera", then=lambda: told.append(then))
        assert (book.revoked()[record.pass_id], told) == (first, [])
        return
    corrected = book.revoke(record.serial, then, "Wang", "seen on camera", then=lambda: told.append(then))
    assert (corrected.status, corrected.status_at) == (then, since)
    assert (book.revoked()[record.pass_id], told) == (then, [then])
    line = register.log(record.serial)[0]
    assert (line.who, line.action, line.why) == ("Wang", "correct", "seen on camera")
    assert line.what == f"{then.value}, not {first.value}"


def test_households_without_a_valid_pass_are_named(
    issue_to: Issue, book: PassBook, register: Register, household: str
) -> None:
    ids = [
        household,
        register.enter("12-1-101", (), "Wang", "moved in"),
        register.enter("2-1-101", (), "Wang", "moved in"),
    ]
    register.admit_guest("老周", "3-2-501", "Wang", "water")
    assert book.without_pass(TODAY) == [ids[2], ids[0], ids[1]]
    issue_to(ids[0], until=TODAY)
    lost = issue_to(ids[1])
    book.revoke(lost.serial, PassStatus.LOST, "Li")
    assert book.without_pass(TODAY) == [ids[2], ids[1]]
    assert household in book.without_pass(date(2020, 2, 9))


def test_what_must_happen_with_the_change_happens_before_it_is_kept(
    issue_to: Issue, book: PassBook, household: str
) -> None:
    record = issue_to(household)

    def fails() -> None:
        assert book.revoked() == {record.pass_id: PassStatus.LOST}
        raise OSError("the stick was pulled out")

    with pytest.raises(OSError, match="stick"):
        book.revoke(record.serial, PassStatus.LOST, "Li", then=fails)
    assert book.revoked() == {}


def test_passes_are_issued_all_or_none(book: PassBook, household: str) -> None:
    drafts = book.draft([household, "00000000"], PassKind.RESIDENT, TODAY, TODAY)
    with pytest.raises(WrongUse, match="00000000"):
        book.issue([SignedPass(draft, draft.pass_id, "GP1") for draft in drafts], "Wang")
    assert book.passes() == []


def test_drafts_have_pass_ids_of_their_own(book: PassBook, household: str) -> None:
    drafts = book.draft([household] * 300, PassKind.TEMPORARY, TODAY, TODAY)
    assert len({draft.pass_id for draft in drafts}) == 300
    assert all(len(bytes.fromhex(draft.pass_id)) == 5 for draft in drafts)
