"""The window's words in English."""

from gate_terminal.application.screen.desk import Grounds
from gate_terminal.application.screen.signs import Hint, Notice, Organ
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.wording_en import ENGLISH
from gate_terminal.domain.words import Direction, Language

from .labels import Advice, Labels

EN = Labels(
    language=Language.EN,
    gate="{site} · {gate}",
    gates={"east": "East gate", "west": "West gate", "south": "South gate", "north": "North gate", "main": "Main gate"},
    lane="Lane {lane}",
    on_duty="On duty {guard}",
    organs={
        Organ.CAMERA: "Camera",
        Organ.LEDGER: "Ledger",
        Organ.KEY_LIST: "Key list",
        Organ.THERMOMETER: "Thermometer",
        Organ.SCANNER: "Scanner",
    },
    rehearsal="REHEARSAL",
    no_chinese_font="No Chinese font: install fonts-noto-cjk",
    aim_here="Hold the QR code before the camera",
    no_picture="No picture",
    pad_keys="02 Enter is F2 … 09 Enter is F9",
    back="Back",
    several_passes="Several · touch, or number, Enter",
    pass_was_read="Read {serial}",
    serial_was_typed="Typed serial {serial}",
    field="Serial / scanner",
    field_address="Such as 3-2-501",
    no_pass="No pass",
    how_no_pass="No pass: how",
    how_card="Card: how",
    emergency="Emergency",
    others="Visitors",
    supervisor="Supervisor",
    hints={
        Hint.TOO_DARK: "Too dark: more light",
        Hint.GLARE: "Glare: tilt the pass a little",
        Hint.TOO_FAR: "A little closer",
        Hint.TOO_CLOSE: "A little further away",
        Hint.MOVE_SLOWER: "Hold it still",
        Hint.HOLD_FLAT: "Hold it flat",
    },
    notices={
        Notice.OTHER_CODE: "This is not the code of a pass",
        Notice.DAMAGED: "Code incomplete: scan again or type the serial",
        Notice.MALFORMED: "This pass is not well made: treat as no pass",
        Notice.UNSUPPORTED_VERSION: "A newer kind of pass than this terminal knows",
        Notice.UNKNOWN_KEY: "Unknown issuer: verify",
        Notice.BAD_SIGNATURE: "Signature wrong: perhaps a forged pass",
        Notice.KEY_REVOKED: "Issuing key withdrawn: a new pass is needed",
        Notice.KEY_NOT_ALLOWED: "This issuer may not issue such a pass: verify",
        Notice.WRONG_ZONE: "A pass of another area",
        Notice.NOT_YET_VALID: "Not valid yet",
        Notice.EXPIRED: "Expired: a new pass is needed",
        Notice.NOT_IN_REGISTER: "Not in the register: verify the address",
        Notice.GATE_NOT_READY: "No key list yet: passes cannot be verified",
        Notice.SERIAL_WRONG: "Serial mistyped: compare with the card",
        Notice.NOT_FOUND: "Not found: check address or serial",
        Notice.SEVERAL_FOUND: "Several found: type the whole address",
        Notice.NO_READING: "That is no temperature: type it again",
        Notice.NOTHING_TO_UNDO: "Nothing within 5 minutes to undo",
        Notice.UNDONE: "Undone; the original is kept",
        Notice.INTERNAL: "Program error, logged: try once more",
        Notice.TIMED_OUT: "Nothing pressed for 30 s: show the pass again",
        Notice.NO_ANSWER: "That is no answer, try again",
        Notice.HOLD_CHANGED: "Changed: show the pass again",
        Notice.NOBODY_WAITS: "Nobody waits for the supervisor",
        Notice.PIN_MISSING: "No PIN is set: the office sets one",
        Notice.PIN_WRONG: "Wrong PIN",
        Notice.PIN_LOCKED: "Too many wrong PINs: wait {detail} min",
        Notice.ADMITTED: "Answered by the supervisor",
        Notice.LIST_STALE: "The list of passes is out of date",
        Notice.SCAN_DROPPED: "Scan not used: finish this one first",
    },
    welcome="Please show your pass",
    welcome_serial="Touch the serial",
    welcome_address="Type the address",
    welcome_address_sub="No pass: building-unit-room, such as 3-2-501, then Enter; Esc goes back",
    undo_last="Undo {time} {who} {verdict}",
    out_now="Out now",
    out_today="Went out",
    in_today="Came home",
    refused_today="Turned back",
    held_today="Held",
    fever_today="Fever",
    waiting="{count} waiting for the supervisor",
    starting="Starting",
    steps={
        "ledger": "Open the ledger",
        "key_list": "Read keys and lists",
        "camera": "Open the camera",
    },
    step_waiting="waiting",
    step_done="done",
    names="Full names",
    people="{count} people",
    last_out="Last out {when}",
    never_out="No outing on record",
    may_go="may go out today",
    may_go_from="may go out from {when}",
    nobody_out="Nobody of the household is out",
    is_out="{who} out since {when}, {span}",
    short_directions={Direction.OUT: "out", Direction.IN: "in"},
    work_with_letter="Work, letter",
    work_without_letter="Work, no letter",
    subjects=ENGLISH.subjects,
    renter_bill_fits="Renter · bill fits",
    renter_bill_differs="Renter · bill differs",
    forgotten="Pass forgotten",
    marked_today="The pass bears a mark of today",
    of_another_household="Another household's pass",
    pass_gone="Pass cancelled: check the ID card, then F2",
    pass_gone_known="Pass cancelled, ID card checked",
    mask_on="Mask ✓",
    mask_off="No mask",
    turn_round="Other way",
    child_along="Child along",
    alone="Alone",
    from_outside="From outside",
    from_the_city="From the city",
    host_approved="Host agrees",
    host_not_asked="Host not asked",
    paper_shown="Paper shown",
    no_paper="No paper",
    temperature="Temperature ℃",
    nth_reading="{n}. {reading}",
    confirm="Confirm",
    axillary="Arm",
    writing_down="Writing down…",
    not_recorded="Not recorded · Enter records it",
    details_later="Details later in the shift",
    fever_steps="Mask, distance, then to the isolation point",
    acknowledge="Enter: taken note",
    measure_and_type="Measure again and type it",
    type_reading="Type the reading",
    mask_handed_out="Mask handed out:",
    supervisor_decides="Supervisor",
    said_before="Answered a moment ago; not recorded twice",
    guard_alone="For the guard: {sentence}",
    proof="Proof",
    undo="Undo",
    desk="Supervisor",
    pin="PIN",
    grounds_title="Reason",
    grounds={
        Grounds.IDENTITY_CHECKED: "Identity checked",
        Grounds.DOCUMENT_SEEN: "Document seen",
        Grounds.CARE_FOR_OTHERS: "Care for others",
        Grounds.COMMUNITY_APPROVED: "Community agrees",
        Grounds.CLOCK_CHECKED: "Clock checked",
        Grounds.NOT_JUSTIFIED: "Not justified",
    },
    admit="Admit",
    turn_back="Turn back",
    desk_keys="Esc: back",
    out_of_service="Out of service",
    what_to_do="What to do",
    for_technician="For the technician, in the system's own words:",
    tries_again="It tries again by itself and goes on when it can; meanwhile write on paper",
    faults={
        Fault.CAMERA_MISSING: Advice(
            "No camera", "No camera was found", "Plug it in; meanwhile type serials or use a scanner"
        ),
        Fault.CAMERA_BUSY: Advice("Camera in use", "Another program uses the camera", "Close the other program"),
        Fault.CAMERA_LOST: Advice(
            "Camera unplugged", "The camera was unplugged", "Plug it in again; meanwhile type serials or use a scanner"
        ),
        Fault.CAMERA_FROZEN: Advice(
            "Picture frozen", "The camera's picture stands still", "Unplug the camera and plug it in"
        ),
        Fault.CAMERA_BLACK: Advice(
            "Picture black", "The camera's picture is black", "Open the lens cover, switch on light"
        ),
        Fault.CAMERA_ENDED: Advice("Video ended", "The video has ended", "Choose a camera"),
        Fault.THERMOMETER_LOST: Advice("No readings", "The thermometer gives no readings", "Type the temperature"),
        Fault.THERMOMETER_DRIFTS: Advice(
            "Thermometer drifts", "Readings of late are all high or all low", "Compare with another thermometer"
        ),
        Fault.THERMOMETER_SURFACE: Advice(
            "Surface only", "The sensor gives surface, not body temperature", "Measure by hand and type it"
        ),
        Fault.SCANNER_LOST: Advice(
            "No scanner", "The scanner does not answer", "Plug it in again; meanwhile use the camera or type serials"
        ),
        Fault.LEDGER_HELD: Advice(
            "Ledger in use", "Another gate window uses this ledger", "Close the other gate window"
        ),
        Fault.LEDGER_READ_ONLY: Advice(
            "Ledger read-only",
            "The ledger can be read but not written",
            "Ask for write permission on the data directory",
        ),
        Fault.LEDGER_FULL: Advice("Disk full", "The disk is full", "Make room; do not delete gate.sqlite"),
        Fault.LEDGER_IO: Advice(
            "Disk error", "The disk reports errors", "Check disk and cable, tell the administrator"
        ),
        Fault.LEDGER_DAMAGED: Advice("Ledger damaged", "The ledger is damaged", "Have it restored from a backup"),
        Fault.LEDGER_NEWER: Advice("Program too old", "A newer program wrote this ledger", "Update this program"),
        Fault.LEDGER_BUSY: Advice(
            "Ledger busy", "Another program keeps the ledger busy", "Wait for the office's import or backup"
        ),
        Fault.KEYS_MISSING: Advice(
            "No keys", "There is no key list to verify passes with", "Import the key list from the office computer"
        ),
        Fault.KEYS_UNREADABLE: Advice(
            "Keys unreadable", "The keys cannot be read", "Have key file and passphrase checked"
        ),
        Fault.SETTINGS_UNREADABLE: Advice("Settings wrong", "The settings cannot be read", "Have settings.toml mended"),
        Fault.FILE_UNREADABLE: Advice("File unreadable", "A file cannot be read", "Check the file and its permissions"),
        Fault.FILE_UNWRITABLE: Advice(
            "File not writable", "A file cannot be written", "Check disk space and permissions"
        ),
        Fault.NOT_SET_UP: Advice("Not set up", "This terminal is not set up", "Run gate-terminal init first"),
        Fault.STOOD_DOWN: Advice(
            "Stood down",
            "This gate is stood down: nobody is registered or measured",
            "Let people pass; the supervisor can undo it in the office",
        ),
        Fault.INTERNAL: Advice(
            "Program error",
            "The program made an error; it is logged",
            "Start again; if it stays, tell the administrator",
        ),
    },
    nothing_yet="No passages yet today",
    voided="void",
)
