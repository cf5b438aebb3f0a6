"""The window's own words, complete by type: one value per language, and the forms of dates and spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gate_terminal.application.screen.desk import Grounds
from gate_terminal.application.screen.signs import Hint, Notice, Organ
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.words import Direction, Language, Subject


@dataclass(frozen=True, slots=True)
class Advice:
    """The words of a fault: `short` beside a lamp, `what` is wrong, what to `do`."""

    short: str
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Labels:
    """Every word that the window itself puts on the screen; ``{…}`` is filled in when it is drawn."""

    language: Language
    # top
    gate: str
    gates: Mapping[str, str]
    """Names of gates as settings spell them, where the language has its own."""
    lane: str
    on_duty: str
    organs: Mapping[Organ, str]
    rehearsal: str
    no_chinese_font: str
    # left
    aim_here: str
    no_picture: str
    pad_keys: str
    """How a number pad says a function key, while the first digit of it stands in the field."""
    back: str
    several_passes: str
    pass_was_read: str
    serial_was_typed: str
    field: str
    field_address: str
    no_pass: str
    how_no_pass: str
    how_card: str
    emergency: str
    others: str
    supervisor: str
    hints: Mapping[Hint, str]
    notices: Mapping[Notice, str]
    """``{detail}`` is what the event says besides: for how many minutes the desk is locked."""
    # watching
    welcome: str
    welcome_serial: str
    welcome_address: str
    welcome_address_sub: str
    undo_last: str
    out_now: str
    out_today: str
    in_today: str
    refused_today: str
    held_today: str
    fever_today: str
    waiting: str
    # starting
    starting: str
    steps: Mapping[str, str]
    """Names of start-up tasks, where they have words; others are shown as they are named."""
    step_waiting: str
    step_done: str
    # somebody stands here
    names: str
    people: str
    last_out: str
    never_out: str
    may_go: str
    may_go_from: str
    nobody_out: str
    is_out: str
    short_directions: Mapping[Direction, str]
    work_with_letter: str
    work_without_letter: str
    subjects: Mapping[Subject, str]
    renter_bill_fits: str
    renter_bill_differs: str
    forgotten: str
    marked_today: str
    of_another_household: str
    pass_gone: str
    pass_gone_known: str
    mask_on: str
    mask_off: str
    turn_round: str
    child_along: str
    alone: str
    from_outside: str
    from_the_city: str
    host_approved: str
    host_not_asked: str
    paper_shown: str
    no_paper: str
    temperature: str
    nth_reading: str
    confirm: str
    axillary: str
    writing_down: str
    not_recorded: str
    details_later: str
    # verdict
    fever_steps: str
    acknowledge: str
    measure_and_type: str
    type_reading: str
    mask_handed_out: str
    supervisor_decides: str
    said_before: str
    guard_alone: str
    proof: str
    undo: str
    # desk
    desk: str
    pin: str
    grounds_title: str
    grounds: Mapping[Grounds, str]
    admit: str
    turn_back: str
    desk_keys: str
    # out of service
    out_of_service: str
    what_to_do: str
    tries_again: str
    for_technician: str
    """Stands over the system's own words of a fault, which are in no language of the screen."""
    faults: Mapping[Fault, Advice]
    # strip
    nothing_yet: str
    voided: str

    def span(self, lasted: timedelta) -> str:
        """Return a span in its two largest words: ``2 小时 5 分``, ``1 d 3 h``."""
        minutes = max(int(lasted.total_seconds() // 60), 0)
        days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
        day, hour, minute = (" 天", " 小时", " 分") if self.language is Language.ZH else (" d", " h", " min")
        if days:
            return f"{days}{day} {hours}{hour}"
        return f"{hours}{hour} {rest}{minute}" if hours else f"{rest}{minute}"


def clock_time(moment: datetime) -> str:
    """Return the minute of the site's day: ``09:14``."""
    return site_moment(moment).strftime("%H:%M")
