"""The buttons that are there in every stage: no pass, emergency, others, the supervisor."""

from __future__ import annotations

from gate_terminal.application.screen import means_something, visiting
from gate_terminal.application.screen.events import (
    EmergencyChosen,
    Gesture,
    NoPassChosen,
    OthersChosen,
    SupervisorCalled,
)
from gate_terminal.application.screen.signs import Stage

from .drawing import Chip, Drawing, saying
from .particulars_words import WORDS
from .shapes import Rect

GAP = 12
_BESIDE = 10
_WITHOUT_SERVICE = frozenset({Stage.STARTING, Stage.OUT_OF_SERVICE})


def draw_buttons(drawing: Drawing, place: Rect, height: float) -> None:
    """Draw the buttons; one that does nothing for whoever stands there now looks like it."""
    screen, labels = drawing.screen, drawing.labels
    held = f"{labels.supervisor} {len(screen.held)}" if screen.held else labels.supervisor
    another_way = screen.stage is Stage.IDENTIFIED and means_something(screen, NoPassChosen())
    card = screen.visit if another_way and screen.visit is not None and visiting.has_card(screen.visit) else None
    no_pass = labels.how_card if card is not None else labels.how_no_pass if another_way else labels.no_pass
    seen = card is not None and visiting.is_card_doubted(card)
    others = Chip(_others_words(drawing), "others", lambda m: (OthersChosen(m.uid),), "F4")
    emergency = Chip(labels.emergency, "emergency", lambda m: (EmergencyChosen(m.uid, m.at),), "F9")
    supervisor = Chip(held, "supervisor", saying(SupervisorCalled()), "F8", chosen=bool(screen.held))
    without = Chip(no_pass, "no_pass", saying(NoPassChosen()), "F2", chosen=screen.no_pass or seen)
    rows = (
        ((without, emergency), (others, supervisor)) if screen.has_addresses else ((others,), (emergency, supervisor))
    )
    does: dict[str, Gesture] = {
        without.name: NoPassChosen(),
        others.name: OthersChosen(""),
        supervisor.name: SupervisorCalled(),
    }
    for i, row in enumerate(rows):
        width = (place.w - _BESIDE * (len(row) - 1)) / len(row)
        for j, chip in enumerate(row):
            rect = Rect(place.x + (width + _BESIDE) * j, place.y + (height + GAP) * i, width, height)
            # An ambulance goes before everything; what just counted one for two presses is ready again at once.
            works = screen.stage not in _WITHOUT_SERVICE and (
                chip is emergency or means_something(screen, does[chip.name])
            )
            drawing.button(
                rect, chip.text, chip.name, chip.gesture, key=chip.key, chosen=chip.chosen and works, works=works
            )


def _others_words(drawing: Drawing) -> str:
    screen, labels = drawing.screen, drawing.labels
    return WORDS[labels.language].others[screen.site] if screen.takes_forms else labels.others
