"""What a number pad without function keys can say: a zero and the number of the key, then Enter."""

from __future__ import annotations

from gate_terminal.application.screen.events import (
    Confirmed,
    EmergencyChosen,
    Gesture,
    NamesAsked,
    NoPassChosen,
    OthersChosen,
    ProofTurned,
    SupervisorCalled,
    UndoChosen,
    View,
    VoiceTurned,
)
from gate_terminal.application.screen.values import Screen

LONGEST = 2


def is_begun(screen: Screen) -> bool:
    """Tell whether what is being typed may become a key: it begins with a zero, as nothing else does that is typed."""
    typed = screen.typed
    asked = screen.visit is not None and screen.visit.form is not None and screen.visit.form.asking is not None
    return not asked and screen.desk is None and len(typed) <= LONGEST and typed.startswith("0") and typed.isdecimal()


def meant(screen: Screen, event: Confirmed) -> Gesture | View | None:
    """Return what Enter means after a key was typed so, such as ``09`` for F9; None after anything else."""
    if not is_begun(screen):
        return None
    keys: dict[str, Gesture | View] = {
        "02": NoPassChosen(),
        "03": ProofTurned(),
        "04": OthersChosen(event.uid),
        "05": UndoChosen(event.at),
        "06": NamesAsked(event.at),
        "07": VoiceTurned(),
        "08": SupervisorCalled(),
        "09": EmergencyChosen(event.uid, event.at),
    }
    return keys.get(screen.typed)
