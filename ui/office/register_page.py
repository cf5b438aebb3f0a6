"""The register: search as you type, one household in full, and every change that the office makes by hand."""

from __future__ import annotations

from typing import ClassVar

from gate_terminal.application.paperwork import Dossier, Found, dossier, look_up
from gate_terminal.domain.counting import Count
from gate_terminal.domain.masking import mask_name, mask_phone
from gate_terminal.domain.people import Household
from gate_terminal.domain.words import Language

from .changes import Changes
from .desk_page import DeskPage
from .household_pane import HouseholdPane
from .parts import Rows, button, column, label, line_edit, row, table
from .premises import Premises
from .words import OfficeLabels

LISTED = 200
_TOPIC = "search"
_PANE = "household"


class RegisterPage(DeskPage):
    """Finds households and shows one of them; names and phones stay masked until somebody says why not."""

    TITLE: ClassVar = {Language.ZH: "名册", Language.EN: "Register"}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self._found = Found((), None)
        self._present = 0
        self._shown: str | None = None
        spoken = premises.spoken
        self.search = line_edit(self._to_list)
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(lambda _text: self._type())
        spoken.says(self.search.setPlaceholderText, lambda labels: labels.search_hint)
        self.new = button(lambda: self.ask(self._changes.new_household()))
        spoken.says(self.new.setText, lambda labels: labels.new_household)
        self.model = Rows(self)
        self.table = table(self.model, self._choose, (100, 130, 130))
        self.note = label(role="dim", wraps=True)
        bottom = row(self.note, self.new)
        bottom.setStretch(0, 1)
        self.pane = HouseholdPane(premises, self)
        self._changes = Changes(premises, self)
        self.setLayout(column(self.furnish(column(self.search, self.table, bottom), self.pane)))
        self.setFocusProxy(self.search)
        spoken.also(self._speak)
        premises.on_change(self.look_again)

    def _speak(self, labels: OfficeLabels) -> None:
        heads = (labels.address, labels.members, labels.phone, labels.grid)
        self.model.tell(heads, _cells)
        self._say_how_many()

    def opened(self) -> None:
        """Take note that the page was opened: list what there is."""
        self.look()

    def locked(self) -> None:
        """Show nobody's data any more."""
        self.dismiss()
        self.search.clear()
        self.model.show(())
        self.show_household(None)

    def look(self) -> None:
        """Look for what was typed."""
        typed = self.search.text()
        self._premises.look(_TOPIC, lambda office: look_up(office, typed, LISTED), self._show_found)

    def _type(self) -> None:
        """Look for what is typed now; a household that is not among what is found is put away."""
        typed = self.search.text()

        def found(answer: Found) -> None:
            self._show_found(answer)
            if self.form is None and self._shown not in {None, *(one.id for one in answer.households)}:
                self.show_household(None)

        self._premises.look(_TOPIC, lambda office: look_up(office, typed, LISTED), found)

    def look_again(self) -> None:
        """Look once more: something was changed."""
        self.look()
        if self._shown is not None:
            self.show_household(self._shown)

    def show_household(self, household: str | None) -> None:
        """Show one household by its id, masked; None shows none."""
        if household != self._shown:
            self.pane.cover()
        self._shown = household
        if household is None:
            self.pane.show_dossier(None)
            return
        self._premises.look(_PANE, lambda office: dossier(office, household), self._show_dossier)

    def _show_found(self, found: Found) -> None:
        self._found = found
        self._present = self._present if found.present is None else found.present
        self.model.show(found.households)
        self._say_how_many()

    def _say_how_many(self) -> None:
        labels, count = self._premises.labels, len(self._found.households)
        if self._found.present is None:
            text = labels.shown.format(count=count) if count else labels.nobody_found
        elif count < self._present:
            text = labels.shown_first.format(present=Count(self._present), count=count)
        else:
            text = labels.shown_of.format(present=Count(self._present))
        self.note.setText(text)

    def _to_list(self) -> None:
        """Go from the field to the first household that was found."""
        if self.model.rows:
            self.table.setFocus()
            self.table.selectRow(0)

    def _choose(self, household: Household) -> None:
        self.dismiss()
        self.show_household(household.id)

    def _show_dossier(self, known: Dossier | None) -> None:
        self.pane.show_dossier(known)


def _cells(household: Household) -> tuple[str, ...]:
    names = "、".join(mask_name(person.name) for person in household.members)
    return household.address, names, mask_phone(household.phone), household.grid
