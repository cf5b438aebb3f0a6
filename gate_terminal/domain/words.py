"""The closed vocabularies of the gate: verdicts, reasons, directions, purposes, subjects, sites."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language of the screen."""

    ZH = "zh"
    EN = "en"


class Verdict(StrEnum):
    """What the gate does with an attempt."""

    ALLOW = "allow"
    REFUSE = "refuse"
    HOLD = "hold"
    ISOLATE = "isolate"
    REMEASURE = "remeasure"
    IGNORE = "ignore"


class Direction(StrEnum):
    """Which way across the cordon; ``IN`` is home-bound."""

    OUT = "out"
    IN = "in"


class Purpose(StrEnum):
    """Why somebody goes out; only ``SHOPPING`` uses the household's turn."""

    SHOPPING = "shopping"
    MEDICAL = "medical"
    WORK = "work"
    DUTY = "duty"
    EMERGENCY = "emergency"


class Site(StrEnum):
    """The kind of gate; it selects which rules apply, never a branch inside the engine."""

    COMPOUND = "compound"
    ZONE_TRUCK = "zone-truck"
    ZONE_ADMIN = "zone-admin"
    ZONE_SERVICE = "zone-service"
    VILLAGE = "village"


CORDONS = frozenset({Site.COMPOUND, Site.VILLAGE})
"""Sites that people live in: who comes has an address there, or visits somebody who has."""


class Subject(StrEnum):
    """In what capacity somebody stands at the gate."""

    RESIDENT = "resident"
    RENTER = "renter"
    EMPLOYEE = "employee"
    DRIVER = "driver"
    VISITOR = "visitor"
    COURIER = "courier"
    VILLAGER = "villager"
    SUPPLY_VEHICLE = "supply_vehicle"
    EMERGENCY_VEHICLE = "emergency_vehicle"
    UNKNOWN_CLAIMS_RESIDENT = "unknown_claims_resident"


LIVING_HERE = frozenset({Subject.RESIDENT, Subject.RENTER, Subject.VILLAGER})
"""Whose way in is the way home; everybody else is at home elsewhere."""


class PassShown(StrEnum):
    """What became of the pass at this attempt."""

    SHOWN = "shown"
    LOST = "lost"
    REVOKED = "revoked"
    FORGOTTEN = "forgotten"
    OTHER_HOUSEHOLD = "other_household"


class Watch(StrEnum):
    """Whom a key-watch entry concerns."""

    SELF = "self"
    HOUSEHOLD = "household"


class Vehicle(StrEnum):
    """Kind of vehicle, where the lane asks for one."""

    CAR = "car"
    TRUCK = "truck"


class Company(StrEnum):
    """Whether the company of destination may receive people again."""

    RESUMED = "resumed"
    NOT_RESUMED = "not_resumed"


class Basis(StrEnum):
    """How the next turn of a household is counted from its last counted outing."""

    CALENDAR = "calendar"
    ROLLING = "rolling"
    BLOCK = "block"
    ODD_EVEN = "odd_even"


class OvertimePenalty(StrEnum):
    """What staying outside past ``max_minutes`` costs."""

    NONE = "none"
    SKIP_NEXT = "skip_next"


class FeverComparison(StrEnum):
    """Whether the threshold itself already counts as high."""

    AT_LEAST = ">="
    ABOVE = ">"


class Reason(StrEnum):
    """Why the verdict is what it is; each has its sentences in :mod:`gate_terminal.domain.sentences`."""

    # allow
    EMERGENCY = "emergency"
    OK_TURN = "ok_turn"
    OK_TURN_MISSED_RETURN = "ok_turn_missed_return"
    OK_EXEMPT = "ok_exempt"
    OK_OUT = "ok_out"
    OK_OUT_LATE = "ok_out_late"
    OK_RETURN = "ok_return"
    OK_RETURN_CLOCK_SUSPECT = "ok_return_clock_suspect"
    OK_RETURN_UNMATCHED = "ok_return_unmatched"
    OK_RETURN_PASS_LOST = "ok_return_pass_lost"
    OK_RETURN_RECHECKED = "ok_return_rechecked"
    OK_RETURN_NIGHT = "ok_return_night"
    OK_RETURN_OVERDUE = "ok_return_overdue"
    OK_TRUCK_IN = "ok_truck_in"
    OK_TRUCK_OUT = "ok_truck_out"
    OK_STAFF_IN = "ok_staff_in"
    OK_PERMIT = "ok_permit"
    OK_SERVICE_IN = "ok_service_in"
    OK_SUPPLY = "ok_supply"
    OK_SUPERVISOR = "ok_supervisor"
    RETURN_FILLED_IN = "return_filled_in"
    # refuse
    QUOTA_USED = "quota_used"
    MEMBER_OUT = "member_out"
    NOT_YOUR_DAY = "not_your_day"
    OVERTIME_PENALTY = "overtime_penalty"
    PASS_REVOKED = "pass_revoked"
    HOME_ISOLATION = "home_isolation"
    HOUSEHOLD_ISOLATION = "household_isolation"
    NIGHT_CLOSED = "night_closed"
    LANE_WRONG = "lane_wrong"
    REFUSED_CHECK = "refused_check"
    AFTER_HOURS_NO_PERMIT = "after_hours_no_permit"
    VISITOR_NOT_ALLOWED = "visitor_not_allowed"
    COURIER_DROP = "courier_drop"
    # refuse outbound, hold inbound
    NO_MASK = "no_mask"
    # hold
    CLOCK_BACK = "clock_back"
    CLOCK_FORWARD = "clock_forward"
    TEMP_UNREADABLE = "temp_unreadable"
    IDENTITY_UNVERIFIED = "identity_unverified"
    PASS_NOT_SHOWN = "pass_not_shown"
    PASS_MISMATCH = "pass_mismatch"
    BILL_MISMATCH = "bill_mismatch"
    TWO_HOUSEHOLDS = "two_households"
    RELEASE_NOT_CONFIRMED = "release_not_confirmed"
    RETURNEE_REGISTER = "returnee_register"
    HOUSEHOLD_PENDING = "household_pending"
    DOC_MISSING = "doc_missing"
    MEMBER_OUT_OVERDUE = "member_out_overdue"
    CHILD_ACCOMPANY = "child_accompany"
    DRIVER_KEY_AREA = "driver_key_area"
    COMPANY_NOT_RESUMED = "company_not_resumed"
    SEAL_EXCEPTION = "seal_exception"
    NOT_DISINFECTED = "not_disinfected"
    PERSON_NOT_REGISTERED = "person_not_registered"
    NOT_ON_ROSTER = "not_on_roster"
    CAPACITY_FULL = "capacity_full"
    VISITOR_SUPERVISOR = "visitor_supervisor"
    # isolate
    FEVER_CONFIRMED = "fever_confirmed"
    # re-measure
    TEMP_MISSING = "temp_missing"
    TEMP_LOW_INVALID = "temp_low_invalid"
    TEMP_HIGH_FIRST = "temp_high_first"
    # ignore
    DUPLICATE_SCAN = "duplicate_scan"
