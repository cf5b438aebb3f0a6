"""The gate's wording in English."""

from __future__ import annotations

from gate_terminal.domain.wording import Tongue, Wording
from gate_terminal.domain.words import Direction, Purpose, Reason, Subject, Verdict

_WAIT = "Please wait, asking the supervisor"
_WELCOME = "Normal, welcome home"
_CONTACT = "Please go home first: the community will contact you"

ENGLISH = Tongue(
    reasons={
        Reason.EMERGENCY: Wording("Emergency passage: fill in later in the shift", "Emergency passage", "Please pass"),
        Reason.OK_TURN: Wording("", "Come back soon", "Please pass, come back soon"),
        Reason.OK_TURN_MISSED_RETURN: Wording(
            "The last return was not recorded: filled in", "Come back soon", "Please pass, come back soon"
        ),
        Reason.OK_EXEMPT: Wording("Uses no turn", "You may go out", "Please pass, take care"),
        Reason.OK_OUT: Wording("Leaving", "You may leave", "Please pass"),
        Reason.OK_OUT_LATE: Wording("Leaving after hours", "You may leave", "Please pass"),
        Reason.OK_RETURN: Wording("Coming home", "Welcome home", _WELCOME),
        Reason.OK_RETURN_CLOCK_SUSPECT: Wording(
            "Coming home · this computer's time is doubtful: check the clock", "Welcome home", _WELCOME
        ),
        Reason.OK_RETURN_UNMATCHED: Wording("Coming home · no way out on record", "Welcome home", _WELCOME),
        Reason.OK_RETURN_PASS_LOST: Wording(
            "Coming home · the pass is reported lost: have it reissued",
            "Welcome home: please have your pass reissued",
            "Welcome home, please renew your pass",
        ),
        Reason.OK_RETURN_RECHECKED: Wording("Coming home · normal when measured again", "Welcome home", _WELCOME),
        Reason.OK_RETURN_NIGHT: Wording("Coming home at night", "Welcome home", _WELCOME),
        Reason.OK_RETURN_OVERDUE: Wording("Coming home late · out for {out_for}", "Welcome home", _WELCOME),
        Reason.OK_TRUCK_IN: Wording(
            "Truck in · cleared by the epidemic check, not by customs", "Epidemic check passed", "Please drive slowly"
        ),
        Reason.OK_TRUCK_OUT: Wording(
            "Truck out · cleared by the epidemic check, not by customs", "Epidemic check passed", "Please drive slowly"
        ),
        Reason.OK_STAFF_IN: Wording("On the roster of the day", "Please enter", "Normal, please enter"),
        Reason.OK_PERMIT: Wording("On an overtime permit", "Please enter", "Normal, please enter"),
        Reason.OK_SERVICE_IN: Wording("Registered at the service centre", "Please enter", "Normal, please enter"),
        Reason.OK_SUPPLY: Wording("Supply vehicle, paper checked", "Please enter", "Please unload and leave"),
        Reason.OK_SUPERVISOR: Wording("Approved by the supervisor", "You may pass", "Checked, please pass"),
        Reason.RETURN_FILLED_IN: Wording("Return filled in", "Return filled in", "Return filled in"),
        Reason.QUOTA_USED: Wording(
            "The household's turn is used", "The household's turn is used", "Turn used: you may go out on {day}"
        ),
        Reason.MEMBER_OUT: Wording(
            "A member of the household is out",
            "A member of your household is out: please wait",
            "One of you is out, please wait",
        ),
        Reason.NOT_YOUR_DAY: Wording(
            "Not this unit's odd or even date", "Today is not your household's day", "Not today: you may go on {day}"
        ),
        Reason.OVERTIME_PENALTY: Wording(
            "Out too long last time: one turn is lost",
            "Out too long last time: one turn is lost",
            "One turn lost: you may go on {day}",
        ),
        Reason.PASS_REVOKED: Wording(
            "This pass is reported lost or revoked: keep it, have it reissued", _CONTACT, "Please go home first"
        ),
        Reason.HOME_ISOLATION: Wording("In home isolation, not released", _CONTACT, "Please go home first"),
        Reason.HOUSEHOLD_ISOLATION: Wording(
            "A member of the household is in home isolation", _CONTACT, "Please go home first"
        ),
        Reason.NIGHT_CLOSED: Wording("Closed for the night", "Closed for the night", "Closed for the night"),
        Reason.LANE_WRONG: Wording(
            "Wrong lane: use the {lane} lane", "Please use the {lane} lane", "Please use the {lane} lane"
        ),
        Reason.REFUSED_CHECK: Wording(
            "Refuses the check: may not enter", "Entry only after the check", "Entry only after the check"
        ),
        Reason.AFTER_HOURS_NO_PERMIT: Wording("After hours, no overtime permit", "We are closed now", "Closed now"),
        Reason.VISITOR_NOT_ALLOWED: Wording("Visitors may not enter", "No visits for now", "No visits for now"),
        Reason.COURIER_DROP: Wording(
            "Couriers use the drop-off point", "Please use the drop-off point", "Please use the drop-off point"
        ),
        Reason.NO_MASK: Wording("No mask", "Please put on a mask", "Please put on a mask"),
        Reason.CLOCK_BACK: Wording("This computer's time lies before the last record: check the clock", _WAIT, _WAIT),
        Reason.CLOCK_FORWARD: Wording("This computer's time jumped ahead: check the clock", _WAIT, _WAIT),
        Reason.TEMP_UNREADABLE: Wording(
            "{readings}: no valid reading, measure under the arm",
            "We measure under the arm now",
            "Not measured: under the arm now",
        ),
        Reason.IDENTITY_UNVERIFIED: Wording("Identity not verified", _WAIT, _WAIT),
        Reason.PASS_NOT_SHOWN: Wording("Pass not at hand: check the identity", _WAIT, _WAIT),
        Reason.PASS_MISMATCH: Wording("The pass is another household's", _WAIT, _WAIT),
        Reason.BILL_MISMATCH: Wording("The bill's address is not the registered one", _WAIT, _WAIT),
        Reason.TWO_HOUSEHOLDS: Wording("One person registered in two households", _WAIT, _WAIT),
        Reason.RELEASE_NOT_CONFIRMED: Wording("Isolation is over, but the release is not entered", _WAIT, _WAIT),
        Reason.RETURNEE_REGISTER: Wording(
            "Back from outside the city: register", "Please register first", "Please register at the desk"
        ),
        Reason.HOUSEHOLD_PENDING: Wording("A fever case of the household is open", _WAIT, _WAIT),
        Reason.DOC_MISSING: Wording(
            "The employer's letter or the paper is missing", "Please show your paper", "Please show your paper"
        ),
        Reason.MEMBER_OUT_OVERDUE: Wording(
            "A member of the household has been out for {out_for}: supervisor to check", _WAIT, _WAIT
        ),
        Reason.CHILD_ACCOMPANY: Wording("A child along: one person at a time", _WAIT, _WAIT),
        Reason.DRIVER_KEY_AREA: Wording("The driver comes from a key area", _WAIT, _WAIT),
        Reason.COMPANY_NOT_RESUMED: Wording("The company may not receive anybody yet", _WAIT, _WAIT),
        Reason.SEAL_EXCEPTION: Wording("Something is wrong with the seal", _WAIT, _WAIT),
        Reason.NOT_DISINFECTED: Wording(
            "Vehicle not disinfected", "The vehicle is disinfected first", "Engine off, please wait"
        ),
        Reason.PERSON_NOT_REGISTERED: Wording(
            "Somebody on board is not registered", "Everybody on board registers", "Everybody please register"
        ),
        Reason.NOT_ON_ROSTER: Wording("Not on the roster of the day", _WAIT, _WAIT),
        Reason.CAPACITY_FULL: Wording("The hall is full", "Full now: please wait", "Full now, please wait"),
        Reason.VISITOR_SUPERVISOR: Wording(
            "The host agrees: the supervisor may admit for a limited time", _WAIT, _WAIT
        ),
        Reason.FEVER_CONFIRMED: Wording(
            "{readings}: high, to the waiting area",
            "Please follow us to the waiting area",
            "Please come to the waiting area",
        ),
        Reason.TEMP_MISSING: Wording("Not measured yet", "Please let us measure", "Please let us measure"),
        Reason.TEMP_LOW_INVALID: Wording(
            "{last}: no valid reading, measure again out of the wind",
            "Not measured: please step out of the wind",
            "Not measured, out of the wind please",
        ),
        Reason.TEMP_HIGH_FIRST: Wording(
            "{last}: high, rest and measure again", "Please rest, we measure again", "Please rest, we measure again"
        ),
        Reason.DUPLICATE_SCAN: Wording(
            "Scanned twice within a minute: the last answer holds", "Already recorded", "Already recorded"
        ),
    },
    verdicts={
        Verdict.ALLOW: "ALLOW",
        Verdict.REFUSE: "TURN BACK",
        Verdict.HOLD: "HOLD",
        Verdict.ISOLATE: "FEVER",
        Verdict.REMEASURE: "MEASURE AGAIN",
        Verdict.IGNORE: "DUPLICATE",
    },
    directions={Direction.OUT: "Out", Direction.IN: "In"},
    purposes={
        Purpose.SHOPPING: "Shopping",
        Purpose.MEDICAL: "Doctor",
        Purpose.WORK: "Work",
        Purpose.DUTY: "Duty",
        Purpose.EMERGENCY: "Emergency",
    },
    subjects={
        Subject.RESIDENT: "Resident",
        Subject.RENTER: "Renter",
        Subject.EMPLOYEE: "Employee",
        Subject.DRIVER: "Driver",
        Subject.VISITOR: "Visitor",
        Subject.COURIER: "Courier",
        Subject.VILLAGER: "Villager",
        Subject.SUPPLY_VEHICLE: "Supplies",
        Subject.EMERGENCY_VEHICLE: "Emergency vehicle",
        Subject.UNKNOWN_CLAIMS_RESIDENT: "Claims to live here",
    },
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day="{day} {month}",
    degrees="{degrees} °C",
    underarm="underarm {reading}",
    minutes="{number} min",
    hours="{number} h",
    days="{number} days",
    somebody="a member",
    has_gone_out="{who} went out {when}",
    is_still_out="{who} went out {when}, not back",
    stayed_too_long="{who} went out {when}, came back late",
    went_out="went out {when}",
    marked_on_paper="the pass bears a mark of today",
    may_go_out="may go out from {when}",
    may_go_out_again="next turn from {when}",
    may_go_out_after_return="once back, from {when}",
    may_come_in="may enter from {when}",
    write_on_pass="Write on the pass: {day} out",  # noqa: S106 - a pass is no password
    uses_no_turn="Uses no turn",
    emergency_on_paper="On paper: time, address, name",
    emergency_vehicle_on_paper="On paper: time, plate",
    queue_goes_on="Others may go on scanning",
    other_lane_for_cars="administrative",
    other_lane_for_trucks="truck",
    rule_version="Rule version {version}",
    caused_by="Because of {passage}",
    cause_elsewhere="Because of a record that is not here",
    facts_as_of="Records as of {when}",
)
