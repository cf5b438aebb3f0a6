"""Cards: whose, how a sheet will look, and out on paper or into a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from gate_terminal.ui.cards import DOTS_PER_INCH, draw_page, pdf_of
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFileDialog, QSizePolicy, QWidget

from gate_terminal.application.cards import PrintRun, Stack, Wanted, note_printed, note_taken, save_cards, serials_of
from gate_terminal.application.paperwork import Office
from gate_terminal.domain.counting import Count
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.words import Language

from .changes import parted
from .clerk import Course
from .dialog_words import file_dialog
from .form import day_written
from .page import Page
from .parts import Mood, button, choice_of, column, fill_choices, label, line_edit, row
from .premises import Premises
from .words import OfficeLabels, Scope

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_PAPER_WIDTH, _PAPER_HEIGHT = (round(side * DOTS_PER_INCH / 25.4) for side in (210, 297))
_FORM_WIDTH = 360
_WHOLE = {Scope.MISSING, Scope.ALL, Scope.CHOSEN}
"""Where nothing more need be said."""


class SheetView(QWidget):
    """One sheet of cards, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.run: PrintRun | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_sheet(self, run: PrintRun | None) -> None:
        """Show a run of one sheet; None shows none."""
        self.run = run
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a comfortable size."""
        return QSize(420, 594)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw white paper with the sheet's cards on it."""
        if self.run is None:
            return
        scale = min(self.width() / _PAPER_WIDTH, self.height() / _PAPER_HEIGHT)
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate((self.width() - _PAPER_WIDTH * scale) / 2, (self.height() - _PAPER_HEIGHT * scale) / 2)
        painter.scale(scale, scale)
        painter.fillRect(QRectF(0, 0, _PAPER_WIDTH, _PAPER_HEIGHT), Qt.GlobalColor.white)
        draw_page(painter, self.run, 0)
        painter.end()


class CardsPage(Page):
    """Chooses cards, shows the sheets, prints them; nothing is printed that was not seen."""

    TITLE: ClassVar = {Language.ZH: "打印", Language.EN: "Cards"}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.stack: Stack | None = None
        """The cards that are being looked at."""
        self._number = 0
        self._chosen: tuple[str, ...] = ()
        spoken = premises.spoken
        whose, language = label(role="name"), label(role="name")
        spoken.says(whose.setText, lambda labels: labels.whose)
        spoken.says(language.setText, lambda labels: labels.card_language)
        self.scope, self.language = QComboBox(), QComboBox()
        self.scope.currentIndexChanged.connect(lambda _index: self._hint(premises.labels))
        self.which = line_edit(self.look)
        self.block_only = QCheckBox()
        self.block_only.setChecked(premises.settings.cards.house_block_only)
        spoken.says(self.block_only.setText, lambda labels: labels.block_only)
        self.preview = button(self.look)
        self.save = button(self._choose_pdf, "main")
        self.print = button(self._choose_printer)
        self.previous = button(lambda: self._turn(-1))
        self.next = button(lambda: self._turn(1))
        spoken.says(self.preview.setText, lambda labels: labels.preview)
        spoken.says(self.save.setText, lambda labels: labels.save_pdf)
        spoken.says(self.print.setText, lambda labels: labels.print)
        spoken.says(self.previous.setText, lambda labels: labels.previous)
        spoken.says(self.next.setText, lambda labels: labels.next)
        advice = label(role="dim", wraps=True)
        spoken.says(advice.setText, lambda labels: labels.at_full_size)
        self.count = label(role="name")
        form = QWidget()
        form.setFixedWidth(_FORM_WIDTH)
        form.setLayout(
            column(
                whose,
                self.scope,
                self.which,
                language,
                self.language,
                self.block_only,
                self.preview,
                12,
                advice,
                self.save,
                self.print,
                spacing=10,
            )
        )
        self.sheet = SheetView()
        right = column(self.sheet, row(self.previous, 1, self.count, 1, self.next))
        right.setStretch(0, 1)
        both = row(form, spacing=16)
        both.addLayout(right, 1)
        self.setLayout(both)
        self.setFocusProxy(self.scope)
        spoken.also(self._speak)
        self._show(None)

    def locked(self) -> None:
        """Show nobody's card any more."""
        self._chosen = ()
        self._show(None)

    def choose(self, serials: Sequence[str]) -> None:
        """Show the cards of these passes, however many: a morning's 3,000 do not fit into a field."""
        self._chosen = tuple(serials)
        self.scope.setCurrentIndex(list(Scope).index(Scope.CHOSEN))
        self.look()

    def look(self) -> None:
        """Show the cards that are meant."""
        labels = self._premises.labels
        try:
            wanted = self._wanted(choice_of(self.scope), self.which.text().strip(), labels)
        except WrongUse as mistake:
            self._premises.failed(mistake)
            return
        block_only, language = self.block_only.isChecked(), choice_of(self.language)
        site = self._premises.settings.site.name

        def gather(office: Office) -> tuple[Stack, PrintRun]:
            stack = Stack(site, language, serials_of(office, wanted), block_only)
            return stack, stack.sheet(office, 0)

        self._premises.look("cards", gather, self._gathered)

    def _gathered(self, found: tuple[Stack, PrintRun]) -> None:
        stack, first = found
        if not stack.serials:
            self._show(None)
            self._premises.bad(self._premises.labels.no_cards)
            return
        if self._premises.bar.property("mood") == Mood.BAD.value:
            self._premises.bar.hide()
        self._show(stack, first)

    def _show(self, stack: Stack | None, sheet: PrintRun | None = None, number: int = 0) -> None:
        self.stack, self._number = stack, number
        self.sheet.show_sheet(sheet)
        self.save.setEnabled(stack is not None)
        self.print.setEnabled(stack is not None)
        self.previous.setEnabled(stack is not None and number > 0)
        self.next.setEnabled(stack is not None and number + 1 < stack.pages)
        self._say_page(self._premises.labels)

    def _turn(self, by: int) -> None:
        stack = self.stack
        if stack is None:
            return
        # Of all the cards only those of one sheet are ever in this thread.
        number = self._number + by
        self._premises.look(
            "cards", lambda office: stack.sheet(office, number), lambda sheet: self._show(stack, sheet, number)
        )

    def _speak(self, labels: OfficeLabels) -> None:
        fill_choices(self.scope, [(scope, labels.scopes[scope]) for scope in Scope])
        if not self.language.count():
            fill_choices(self.language, [(one, labels.languages[one]) for one in Language])
            self.language.setCurrentIndex(list(Language).index(labels.language))
        self._hint(labels)
        self._say_page(labels)

    def _hint(self, labels: OfficeLabels) -> None:
        scope = choice_of(self.scope)
        self.which.setPlaceholderText(labels.scope_hints[scope])
        self.which.setVisible(scope not in _WHOLE)

    def _say_page(self, labels: OfficeLabels) -> None:
        stack = self.stack
        if stack is None:
            self.count.setText(labels.no_preview)
        else:
            page, cards = self._number + 1, len(stack.serials)
            self.count.setText(labels.page_of.format(page=page, pages=stack.pages, cards=Count(cards)))

    def _wanted(self, scope: Scope, text: str, labels: OfficeLabels) -> Wanted:
        if scope not in _WHOLE and not text:
            raise WrongUse(labels.fields_missing.format(fields=labels.scope_hints[scope]))
        if scope is Scope.CHOSEN and not self._chosen:
            raise WrongUse(labels.none_selected)
        meant: dict[Scope, Callable[[], Wanted]] = {
            Scope.MISSING: lambda: Wanted(missing=True),
            Scope.ALL: Wanted,
            Scope.CHOSEN: lambda: Wanted(serials=self._chosen),
            Scope.BUILDING: lambda: Wanted(building=text),
            Scope.ADDRESS: lambda: Wanted(addresses=parted(text)),
            Scope.SERIAL: lambda: Wanted(serials=parted(text)),
            Scope.SINCE: lambda: Wanted(issued_since=day_written(text)),
        }
        return meant[scope]()

    # Out

    def _choose_pdf(self) -> None:
        dialog = file_dialog(self, self._premises.labels.save_pdf, self._premises.language, "cards.pdf")
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the cards that are shown into a PDF file, whole or not at all."""
        stack = self.stack
        if stack is None:
            return
        who = self._premises.who

        def write(office: Office, course: Course) -> None:
            pdf = pdf_of(stack.run(office), course.report_or_stop)
            note_taken(office, len(stack.serials), who, block_only=stack.block_only)
            save_cards(path, pdf)
            note_printed(office, stack.serials, who)

        def done(_nothing: None) -> None:
            self._premises.good(self._premises.labels.pdf_saved.format(count=Count(len(stack.serials)), path=path))

        self._premises.long_work(lambda labels: labels.printing, write, done, changes=False)

    def _choose_printer(self) -> None:
        # Imported late: on Linux it needs a library that a gate without a printer may well lack.
        try:
            from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415
        except ImportError:
            self._premises.bad(self._premises.labels.no_printing)
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_on(printer))
        # Its own open() wants a slot by name.
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Send the cards that are shown to a printer, at full size."""
        stack = self.stack
        if stack is None:
            return
        who = self._premises.who

        def send(office: Office, course: Course) -> int:
            pages = _asked(printer, stack)
            serials = stack.on(pages)
            note_taken(office, len(serials), who, block_only=stack.block_only)
            if not _drawn(printer, stack.run(office), pages, course):
                return 0
            note_printed(office, serials, who)
            return len(serials)

        def done(cards: int) -> None:
            labels = self._premises.labels
            if cards:
                self._premises.good(labels.printed.format(count=Count(cards)))
            else:
                self._premises.bad(labels.printer_refused)

        self._premises.long_work(lambda labels: labels.printing, send, done, changes=False)


def _asked(printer: QPrinter, stack: Stack) -> range:
    """Return the sheets (from 0) that were asked for in the printer's dialog."""
    first = max(printer.fromPage(), 1) - 1
    return range(first, min(printer.toPage() or stack.pages, stack.pages))


def _drawn(printer: QPrinter, run: PrintRun, pages: range, course: Course) -> bool:
    """Draw some sheets; False where the printer does not take them."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    try:
        scale = printer.resolution() / DOTS_PER_INCH
        painter.scale(scale, scale)
        for done, page in enumerate(pages):
            if done and not printer.newPage():
                return False
            draw_page(painter, run, page)
            course.report(done + 1, len(pages))
            if course.stopped():
                printer.abort()
                course.report_or_stop(done + 1, len(pages))
    finally:
        painter.end()
    return True
