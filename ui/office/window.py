"""The office's window: the door, then the pages beside each other, in two languages and two themes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from gate_terminal.ui.theme import PALETTES
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QMainWindow, QPushButton, QStackedWidget, QWidget

from gate_terminal.application.clocks import Clock
from gate_terminal.application.place import Place
from gate_terminal.application.screen.signs import Theme
from gate_terminal.application.settings import Settings
from gate_terminal.domain.words import Language

from .cards_page import CardsPage
from .clerk import Clerk
from .dialog_words import DialogWords
from .door import Door
from .import_page import ImportPage
from .page import Page
from .pages import PAGES
from .parts import Text, button, column, label, row
from .passes_page import PassesPage
from .premises import Premises
from .register_page import RegisterPage
from .renters_page import RentersPage
from .style import body_font, sheet_of
from .sweeping import Sweeping
from .words import OfficeLabels

_PAGES_WIDTH = 150
_LEAST_WIDTH, _LEAST_HEIGHT = 960, 600
_DIGIT_KEYS = 9
_IDLE_MS = 10 * 60 * 1000
"""So long without anything asked: the office locks itself, for it shows people's names."""


_Kind = TypeVar("_Kind", bound=Page)


def _page_words(kind: type[Page]) -> Text:
    return lambda labels: kind.TITLE[labels.language]


class OfficeWindow(QMainWindow):
    """The pass office of one terminal; a gate window may be open beside it and is never held up."""

    gone = Signal()
    """The window was closed; its threads may still be ending."""

    def __init__(self, place: Place, settings: Settings, clock: Clock) -> None:
        super().__init__()
        self._closed = False
        self._sweeping = Sweeping()
        self._theme = Theme.NIGHT if settings.screen.night else Theme.DAY
        self.reader = Clerk(place, "office clerk", clock)
        self.worker = Clerk(place, "office worker", clock)
        premises = Premises(place, settings, clock, self.reader, self.worker)
        self.premises = premises
        self.door = Door(premises, self._enter)
        self._pages: dict[type[Page], Page] = {
            kind: kind(premises) for kind in PAGES if kind.belongs(settings.site.kind)
        }
        self.register = self.page(RegisterPage)
        self.imports = self.page(ImportPage)
        self.passes = self.page(PassesPage)
        self.cards = self.page(CardsPage)
        self.renters = self.page(RentersPage)
        premises.print_cards = self._print_cards
        self._by = label(role="dim")
        self._lock = button(self.lock)
        self._inside = QStackedWidget()
        self._to: dict[type[Page], QPushButton] = {}
        self._whole = QStackedWidget()
        self._build()
        self._idle = QTimer(self)
        self._idle.setInterval(_IDLE_MS)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self._fell_idle)
        premises.noticed = self._noticed
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.resize(1280, 720)
        self.setFont(body_font())
        self._dress()
        premises.spoken.also(self._speak)
        dialogs = DialogWords(self)
        premises.spoken.also(lambda labels: dialogs.speak(labels.language))
        premises.speak(settings.screen.language)
        self.lock()
        self._sweeping.put_off()

    def _build(self) -> None:
        premises = self.premises
        site = label(premises.settings.site.name, "title")
        title = label(role="title")
        language, theme = button(self.turn_language), button(self.turn_theme)
        premises.spoken.says(title.setText, lambda labels: labels.title)
        premises.spoken.says(language.setText, lambda labels: labels.switch_language)
        premises.spoken.says(theme.setText, lambda labels: labels.switch_theme)
        premises.spoken.says(self._lock.setText, lambda labels: labels.leave)
        top = row(site, title, spacing=12)
        if premises.settings.site.practice:
            rehearsal = label(role="rehearsal")
            premises.spoken.says(rehearsal.setText, lambda labels: labels.rehearsal)
            top.addWidget(rehearsal)
        top.addStretch(1)
        for item in (self._by, language, theme, self._lock):
            top.addWidget(item)
        group = QButtonGroup(self)
        pages = column(spacing=4, margins=8)
        for number, (kind, page) in enumerate(self._pages.items(), start=1):
            made = button(self._opener(kind), "page")
            made.setCheckable(True)
            made.setAutoDefault(False)
            group.addButton(made)
            self._to[kind] = made
            premises.spoken.says(made.setText, _page_words(kind))
            if number <= _DIGIT_KEYS:
                QShortcut(QKeySequence(f"Ctrl+{number}"), self).activated.connect(self._opener(kind))
                made.setToolTip(f"Ctrl+{number}")
            pages.addWidget(made)
            self._inside.addWidget(page)
        pages.addStretch(1)
        rail = QFrame()
        rail.setObjectName("panel")
        rail.setFixedWidth(_PAGES_WIDTH)
        rail.setLayout(pages)
        inside = QWidget()
        both = row(rail, self._inside, spacing=12)
        both.setStretch(1, 1)
        inside.setLayout(both)
        self._whole.addWidget(self.door)
        self._whole.addWidget(inside)
        self._rooms = inside
        ground = QWidget()
        ground.setObjectName("ground")
        all_of_it = column(top, premises.bar, self._whole, premises.strip, spacing=10, margins=14)
        all_of_it.setStretch(2, 1)
        ground.setLayout(all_of_it)
        self.setCentralWidget(ground)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._find)
        QShortcut(QKeySequence("Ctrl+K"), self).activated.connect(self.lock)
        # The same keys as in the gate window.
        for key in ("Ctrl+L", "F10"):
            QShortcut(QKeySequence(key), self).activated.connect(self.turn_language)
        for key in ("Ctrl+T", "F12"):
            QShortcut(QKeySequence(key), self).activated.connect(self.turn_theme)

    @property
    def is_locked(self) -> bool:
        """Whether it stands at the door."""
        return self._whole.currentWidget() is self.door

    def page(self, kind: type[_Kind]) -> _Kind:
        """Return the page of that class."""
        page = self._pages[kind]
        if not isinstance(page, kind):  # pragma: no cover - it was made from its class
            raise TypeError(page)
        return page

    def open_page(self, kind: type[Page]) -> None:
        """Show the page of that class; at a locked door, or where this gate has no such page, nothing happens."""
        if self.is_locked or kind not in self._pages:
            return
        page = self._pages[kind]
        self.premises.bar.hide()
        self._to[kind].setChecked(True)
        self._inside.setCurrentWidget(page)
        page.opened()
        page.setFocus()

    def lock(self) -> None:
        """Go back to the door; what was being shown is masked again, long work goes on."""
        self._idle.stop()
        self.premises.left()
        for page in self._pages.values():
            page.locked()
        if not self.is_locked:
            self.premises.put_away(self._sweeping.sweep)
        self._whole.setCurrentWidget(self.door)
        self._by.hide()
        self._lock.hide()
        self.door.close_up()

    def turn_language(self) -> None:
        """Change to the other language."""
        other = Language.EN if self.premises.language is Language.ZH else Language.ZH
        self.premises.speak(other)

    def turn_theme(self) -> None:
        """Change to the other theme."""
        self._theme = Theme.NIGHT if self._theme is Theme.DAY else Theme.DAY
        self._dress()

    def _enter(self) -> None:
        self._whole.setCurrentWidget(self._rooms)
        self._by.show()
        self._lock.show()
        self._speak(self.premises.labels)
        self._idle.start()
        self.open_page(RegisterPage)
        self.premises.publish_if_due()

    def _opener(self, kind: type[Page]) -> Callable[[], None]:
        return lambda: self.open_page(kind)

    def _find(self) -> None:
        self.open_page(RegisterPage)
        self.register.search.selectAll()

    def _print_cards(self, serials: Sequence[str]) -> None:
        self.open_page(CardsPage)
        self.cards.choose(serials)

    def _speak(self, labels: OfficeLabels) -> None:
        self.setWindowTitle(f"{self.premises.settings.site.name} · {labels.title}")
        self._by.setText(labels.by.format(who=self.premises.who))

    def _dress(self) -> None:
        self.setStyleSheet(sheet_of(PALETTES[self._theme]))

    def _noticed(self) -> None:
        if not self.is_locked:
            self._idle.start()

    def _fell_idle(self) -> None:
        if self.premises.at_work:
            self._idle.start()
        else:
            self.lock()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Lock, stop long work where it can be stopped, and let the threads end; nobody waits for them here."""
        if not self._closed:
            self._closed = True
            self.lock()
            self.reader.close()
            self.worker.close()
            self._sweeping.resume()
            self.gone.emit()
        super().closeEvent(event)
