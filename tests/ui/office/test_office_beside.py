"""The office beside the gate window."""

from gate_terminal.ui.office.beside import office_beside
from gate_terminal.ui.office.window import OfficeWindow
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from gate_terminal.application.place import Place
from gate_terminal.application.screen import Screen
from gate_terminal.application.screen.signs import Theme
from gate_terminal.application.settings import read_settings
from gate_terminal.domain.words import Language

from .conftest import PATIENCE, settle


class _Gate(QObject):
    """What the office knows of the gate window."""

    office_asked = Signal()
    gone = Signal()
    screen_value = Screen(language=Language.EN, theme=Theme.NIGHT)


def _offices() -> list[OfficeWindow]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, OfficeWindow) and one.isVisible()]


def test_the_gate_opens_one_office_and_takes_it_along_when_it_closes(place: Place, application: QApplication) -> None:
    gate = _Gate()
    office_beside(place, read_settings(place.settings))(gate)
    assert _offices() == []
    gate.office_asked.emit()
    gate.office_asked.emit()
    (office,) = _offices()
    assert office.premises.language is Language.EN, "as the gate is now"
    clerks = (office.reader, office.worker)
    gate.gone.emit()
    settle()
    assert _offices() == []
    assert all(clerk.wait(PATIENCE) for clerk in clerks)
