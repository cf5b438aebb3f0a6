"""The words of the office's pages, complete by type: one value per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from gate_terminal.application.paperwork import Advice, Column, Refusal
from gate_terminal.domain.people import PassKind, PassStatus
from gate_terminal.domain.words import Language


class Lines(Enum):
    """What the preview of an import can be narrowed to."""

    ALL = "all"
    ADDED = "added"
    CHANGED = "changed"
    REFUSED = "refused"
    ADVICE = "advice"


class Scope(Enum):
    """Whose cards are printed."""

    MISSING = "missing"
    ALL = "all"
    BUILDING = "building"
    ADDRESS = "address"
    SERIAL = "serial"
    SINCE = "since"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class OfficeLabels:
    """Every word that the office's pages put on the screen; ``{…}`` is filled in when it is shown."""

    language: Language
    title: str
    rehearsal: str
    switch_language: str
    switch_theme: str
    leave: str
    by: str
    close: str
    cancel: str
    back: str
    again: str
    stopped: str
    nothing_written: str
    busy: str
    # door
    door: str
    who: str
    who_hint: str
    pin: str
    enter: str
    pin_wrong: str
    pin_locked: str
    pin_missing: str
    name_missing: str
    # what every change asks
    why: str
    why_hint: str
    may_stay_empty: str
    why_missing: str
    unchanged_if_empty: str
    # register
    search: str
    search_hint: str
    shown_first: str
    shown_of: str
    shown: str
    nobody_found: str
    choose_household: str
    address: str
    members: str
    members_hint: str
    phone: str
    phone_doubtful: str
    grid: str
    landlord: str
    utility_account: str
    building: str
    renter: str
    moved_out: str
    none: str
    passes: str
    no_passes: str
    watches: str
    no_watches: str
    watch_line: str
    watch_line_open: str
    whole_household: str
    log: str
    reveal: str
    reveal_title: str
    revealed: str
    hide: str
    edit: str
    save: str
    move_out: str
    move_out_note: str
    split: str
    split_who: str
    split_note: str
    join: str
    join_other: str
    join_note: str
    watch: str
    watch_whom: str
    watch_days: str
    release: str
    new_household: str
    issue_pass: str
    changed_done: str
    moved_out_done: str
    split_done: str
    join_done: str
    watch_done: str
    release_done: str
    entered_done: str
    actions: Mapping[str, str]
    """The register's log calls its actions by these names; an unknown one is shown as it is."""
    # import
    choose_file: str
    file_kinds: str
    import_intro: str
    looking_at_file: str
    lines: Mapping[Lines, str]
    lines_unchanged: str
    line_row: str
    line_where: str
    line_what: str
    line_kind: str
    not_kept: str
    carry_out: str
    importing: str
    imported: str
    nothing_to_import: str
    mend_refused: str
    large_import: str
    will_add: str
    will_change: str
    columns: Mapping[Column, str]
    refusals: Mapping[Refusal, str]
    advice: Mapping[Advice, str]
    # passes
    passes_hint: str
    any_status: str
    any_kind: str
    serial: str
    kind: str
    until: str
    until_hint: str
    status: str
    issued: str
    kinds: Mapping[PassKind, str]
    statuses: Mapping[PassStatus, str]
    expired: str
    issue_missing: str
    issue_missing_note: str
    issue_one: str
    address_or_serial: str
    revoke: str
    revoke_why: str
    replace: str
    replace_note: str
    temporary: str
    temporary_note: str
    guest_name: str
    issuing: str
    issued_many: str
    issued_part: str
    issued_none: str
    issued_one: str
    revoked_done: str
    replaced_done: str
    print_these: str
    print_selected: str
    none_selected: str
    passes_first: str
    # cards
    whose: str
    scopes: Mapping[Scope, str]
    scope_hints: Mapping[Scope, str]
    card_language: str
    languages: Mapping[Language, str]
    block_only: str
    preview: str
    page_of: str
    previous: str
    next: str
    no_preview: str
    no_cards: str
    save_pdf: str
    print: str
    printing: str
    pdf_saved: str
    printed: str
    at_full_size: str
    no_printing: str
    printer_refused: str
    # renters
    renter_intro: str
    renter_name: str
    id_number: str
    id_number_hint: str
    bill_address: str
    enrol: str
    enrolled: str
    id_doubt: str
    fields_missing: str


def listing(items: Iterable[str], language: Language) -> str:
    """Return words one after the other, as one writes them in that language."""
    return ("、" if language is Language.ZH else ", ").join(items)
