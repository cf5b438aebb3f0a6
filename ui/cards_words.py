"""What is printed on a card, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.application.cards import Block
from gate_terminal.domain.people import PassKind
from gate_terminal.domain.words import Language


@dataclass(frozen=True, slots=True)
class CardWords:
    """The words of a card in one language; `building` is filled in with a number."""

    title: str
    until: str
    out: str
    back: str
    practice: str
    opens_no_gate: str
    building: str
    kinds: Mapping[PassKind, str]

    def home(self, home: str | Block) -> str:
        """Return the address or the block as it is printed; empty where no block is known."""
        if isinstance(home, str):
            return home
        building = self.building.format(number=home.building) if home.building else ""
        return f"{home.place}{building}".strip()


CARD_WORDS: Mapping[Language, CardWords] = {
    Language.ZH: CardWords(
        title="出入证",
        until="有效期至 {day}",
        out="出门日期",
        back="进门日期",
        practice="演练",
        opens_no_gate="演练用证 · 不能通行",
        building="{number}号楼",
        kinds={
            PassKind.RESIDENT: "居民",
            PassKind.STAFF: "工作人员",
            PassKind.VISITOR: "来访",
            PassKind.VEHICLE: "车辆",
            PassKind.TEMPORARY: "临时",
        },
    ),
    Language.EN: CardWords(
        title="Gate pass",
        until="Valid until {day}",
        out="Date out",
        back="Date in",
        practice="演练 DRILL",
        opens_no_gate="Practice pass · opens no gate",
        building=" Building {number}",
        kinds={
            PassKind.RESIDENT: "Resident",
            PassKind.STAFF: "Staff",
            PassKind.VISITOR: "Visitor",
            PassKind.VEHICLE: "Vehicle",
            PassKind.TEMPORARY: "Temporary",
        },
    ),
}
