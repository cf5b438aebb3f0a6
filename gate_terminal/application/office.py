"""The pass office of a terminal: register, issued passes, keys and the lists that the gates believe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.application.clocks import Clock, SystemClock
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings, read_settings
from gate_terminal.application.standing import demand_service
from gate_terminal.application.strongroom import Delivery, Strongroom
from gate_terminal.application.supervisor import Answered, PinCheck
from gate_terminal.credentials.claims import Claims, Kind
from gate_terminal.credentials.codes import Revocation
from gate_terminal.credentials.gp1 import write_pass
from gate_terminal.credentials.keys import read_or_make_digest_key
from gate_terminal.credentials.serial import pass_id_of, printed_serial
from gate_terminal.credentials.trust import KeyList, Role
from gate_terminal.domain.faults import WorldFault, WrongUse
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.people import Household, PassKind, PassRecord, PassStatus, Person
from gate_terminal.ledger.file import LedgerFile, open_file
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.books import writing
from gate_terminal.register.imports import ImportPlan, Progress, carry_out, plan_import
from gate_terminal.register.passes import PassBook, PassDraft, SignedPass
from gate_terminal.register.register import Register
from gate_terminal.register.roster_file import read_roster_file
from gate_terminal.register.schema import prepare_register

USUAL_VALIDITY = timedelta(days=365)


class Office:
    """What the office does with register and passes; use it in the thread that opened it, and close it.

    `register` and `book` are for looking things up and for changes that cancel no pass; what cancels one goes
    through here, because the gates have to learn of it. `ledger` holds what happened at the gate of this terminal.
    """

    def __init__(
        self, place: Place, settings: Settings, file: LedgerFile, clock: Clock, passphrase: str | None
    ) -> None:
        self.settings = settings
        self.place = place
        self.ledger = Ledger(file, now=clock.now)
        self.register = Register(file, now=clock.now, own_name=settings.site.name)
        self.book = PassBook(file, now=clock.now, own_name=settings.site.name)
        self._pin = PinCheck(self.ledger, clock, "office")
        self.closed = False
        self._file = file
        self._clock = clock
        self.strongroom = Strongroom(place, settings, clock, passphrase)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; whoever needs it again opens another office."""
        self.closed = True
        self._file.close()

    def knock(self, pin: str, who: str) -> Answered:
        """Compare a PIN with the one that is set now; wrong ones are counted together with those at the gate."""
        pin_hash = read_settings(self.place.settings).supervisor.pin_hash
        return self._pin.knock(pin, pin_hash, who)

    def now(self) -> datetime:
        """Return the moment by the office's clock."""
        return self._clock.now()

    @property
    def today(self) -> date:
        """The day at the site."""
        return civil_day(self._clock.now())

    # Households

    def plan_import(self, path: Path, cancelled: Callable[[], bool] = lambda: False) -> ImportPlan:
        """Return what importing the roster at `path` would do; nothing is written, whether `cancelled` or not."""
        return plan_import(self._file, read_roster_file(path, cancelled, self.settings.site.name))

    def carry_out(
        self,
        plan: ImportPlan,
        who: str,
        progress: Progress = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Do what `plan` says, all or nothing; False where it was cancelled."""
        demand_service(self.ledger)
        return carry_out(self._file, plan, who, now=self._clock.now, progress=progress, cancelled=cancelled)

    def find(self, text: str) -> Household | None:
        """Return the household meant by an address or by a serial, None where there is none."""
        by_address = self.register.household_by_address(text)
        if by_address is not None:
            return by_address
        try:
            serial = printed_serial(pass_id_of(text))
        except WrongUse:
            return None
        return self.register.household_by_serial(serial)

    def move_out(self, household: str, who: str, why: str) -> None:
        """Let a household leave, and tell the gates that its passes hold no longer."""
        list_key = self.strongroom.list_key()
        self.register.move_out(household, who, why, then=lambda: self._publish(list_key))

    def join(self, household: str, other: str, who: str, why: str) -> None:
        """Let the members of `other` live in `household`, and tell the gates that its passes hold no longer."""
        list_key = self.strongroom.list_key()
        self.register.join(household, other, who, why, then=lambda: self._publish(list_key))

    def enrol_renter(self, household: str, name: str, id_number: str, bill_address: str, who: str) -> Person:
        """Enter a renter by identity card and utility bill (see :meth:`Register.enrol_renter`)."""
        demand_service(self.ledger)
        key = read_or_make_digest_key(self.place.keys)
        return self.register.enrol_renter(household, name, id_number, bill_address, key, who)

    # Keys and lists

    def replace_key(self, role: Role, who: str, why: str, *, stolen: bool, root: Path | None = None) -> KeyList:
        """Make a new pass or list key and tell the gates; a `stolen` one is revoked (see :meth:`Strongroom.replace`).

        After a theft the passes under that key are worth nothing: their households count as without a pass.
        """

        def then() -> None:
            if role is Role.LIST:
                self._publish_anew(self.strongroom.list_key())

        _demand(who, why)
        key_list = self.strongroom.replace(role, stolen=stolen, root=root, then=then)
        told = f"{role.value} key, {'stolen' if stolen else 'in its turn'}, key list {key_list.sequence}"
        self.register.note_keys(who, "replace_key", why, told)
        return key_list

    def take_lists(self, paths: Iterable[Path], who: str) -> list[Delivery]:
        """Take signed lists from a stick, log what was taken, and say of each what became of it."""
        deliveries = self.strongroom.take(paths)
        taken = [f"{one.path.name} {one.sequence}" for one in deliveries if one.sequence is not None]
        if taken:
            self.register.note_keys(who, "take_lists", "brought on a stick", ", ".join(taken))
        return deliveries

    # Passes

    def without_pass(self, kind: PassKind = PassKind.RESIDENT) -> list[str]:
        """Return the ids of the households that have no pass that a gate would take, in the order of the houses."""
        return self.book.without_pass(self.today, kind, worthless=self.strongroom.beginnings_of_revoked())

    def issue(
        self,
        households: Iterable[str],
        who: str,
        *,
        kind: PassKind = PassKind.RESIDENT,
        until: date | None = None,
        begin: date | None = None,
        progress: Progress = lambda _done, _all: None,
    ) -> list[PassRecord]:
        """Sign and keep a pass for each household (ids), from today for 365 days unless told otherwise.

        An older pass of the same household and kind is superseded, and the gates' list says so.
        """
        demand_service(self.ledger)
        begin = begin or self.today
        drafts = self.book.draft(households, kind, begin, until or begin + USUAL_VALIDITY)
        if not drafts:
            return []
        signing_key = self.strongroom.pass_key()
        list_key = self.strongroom.list_key()
        signed = []
        for draft in drafts:
            signed.append(self._signed(draft, signing_key))
            progress(len(signed), len(drafts))
        self.book.issue(signed, who, then=lambda: self._publish(list_key))
        return self.book.by_serials([one.serial for one in signed])

    def issue_to_guest(
        self, name: str, address: str, who: str, *, kind: PassKind, until: date | None = None
    ) -> PassRecord:
        """Enter a visitor or worker who goes to `address`, and sign a pass of their own: it uses nobody's turn."""
        demand_service(self.ledger)
        self.strongroom.list_key()  # keys that cannot be opened must not leave a guest without a pass
        guest = self.register.admit_guest(name, address, who, f"{kind.name.lower()} pass")
        try:
            (record,) = self.issue([guest], who, kind=kind, until=until)
        except BaseException:
            # Whoever has no pass was not admitted; where even this cannot be written, there is no pass all the same.
            with suppress(WorldFault):
                self.register.dismiss_guest(guest, who, "no pass could be issued")
            raise
        return record

    def revoke(self, typed_serial: str, status: PassStatus, who: str, why: str = "") -> PassRecord:
        """Cancel a pass by its serial as typed, and tell the gates."""
        serial = printed_serial(pass_id_of(typed_serial))
        list_key = self.strongroom.list_key()
        return self.book.revoke(serial, status, who, why, then=lambda: self._publish(list_key))

    def publish(self) -> Path:
        """Sign a new status list from the register and return its file; the gates ask for one every day."""
        self._publish_anew(self.strongroom.list_key())
        return self.strongroom.lists.status_list_path

    def publish_if_due(self) -> bool:
        """Sign the day's status list where the one in use is of an earlier day; tell whether it did.

        Keys that are locked or not on this computer wait for somebody who has them.
        """
        status = self.strongroom.lists.status_list()
        holdings = self.strongroom.holdings()
        able = not holdings.locked and any(key.here and key.role is Role.LIST for key in holdings.keys)
        if not able or (status is not None and civil_day(status.issued) >= self.today):
            return False
        self.publish()
        return True

    def _publish_anew(self, list_key: Ed25519PrivateKey) -> None:
        # Nobody else may write meanwhile, or a list from an older register could get the higher number.
        with writing(self._file):
            self._publish(list_key)

    def _publish(self, list_key: Ed25519PrivateKey) -> None:
        revoked = {bytes.fromhex(pass_id): Revocation(status.value) for pass_id, status in self.book.revoked().items()}
        issued = (bytes.fromhex(pass_id) for pass_id in self.book.issued_ids())
        self.strongroom.lists.publish_status(list_key, revoked, issued, self._clock.now())

    def _signed(self, draft: PassDraft, signing_key: Ed25519PrivateKey) -> SignedPass:
        claims = Claims(
            zone=self.settings.site.zone,
            pass_id=bytes.fromhex(draft.pass_id),
            household=bytes.fromhex(draft.household),
            kind=Kind(draft.kind.value),
            valid_from=draft.valid_from,
            valid_until=draft.valid_until,
        )
        return SignedPass(draft, printed_serial(claims.pass_id), write_pass(claims, signing_key))


def open_office(place: Place, *, clock: Clock | None = None, passphrase: str | None = None) -> Office:
    """Open the office of the terminal in `place`.

    A gate window may be open beside it. :raises WorldFault: ``NOT_SET_UP`` where ``init`` has not been run, and
    what else is wrong with the files.
    """
    settings = read_settings(place.settings)
    file = open_file(place.ledger, window=False)
    try:
        prepare_register(file)
        return Office(place, settings, file, clock or SystemClock(), passphrase)
    except BaseException:
        file.close()
        raise


def _demand(who: str, why: str) -> None:
    """Raise before anything is done where the log would have no name or no reason."""
    if not who.strip() or not why.strip():
        raise WrongUse("A change of the register needs a name and a reason.")
