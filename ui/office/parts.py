"""Small widgets that the office's pages are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from .clerk import Course
from .columns import Columns
from .words import OfficeLabels

Text = Callable[[OfficeLabels], str]
"""Which words, whatever the language."""
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Spoken:
    """Remembers what to say where, so that the language can be changed while everything stays open."""

    def __init__(self) -> None:
        self._sayings: list[Callable[[OfficeLabels], None]] = []

    def says(self, say: Callable[[str], object], text: Text) -> None:
        """Say `text` by `say` in every language that is chosen."""

        def saying(labels: OfficeLabels) -> None:
            say(text(labels))

        self._sayings.append(saying)

    def also(self, speak: Callable[[OfficeLabels], None]) -> None:
        """Let `speak` follow the language too."""
        self._sayings.append(speak)

    def speak(self, labels: OfficeLabels) -> None:
        """Say everything in the language of `labels`."""
        for saying in self._sayings:
            saying(labels)


def label(text: str = "", role: str = "", *, wraps: bool = False) -> QLabel:
    """Return a label that shows plain text: what comes from a roster is never taken for markup."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    return made


def button(pressed: Callable[[], object], role: str = "") -> QPushButton:
    """Return a button; its words come later."""
    made = QPushButton()
    made.setAutoDefault(True)
    if role:
        made.setProperty("role", role)
    made.clicked.connect(lambda: pressed())  # noqa: PLW0108 - Qt would hand over whether it is checked
    return made


def line_edit(entered: Callable[[], object] | None = None) -> QLineEdit:
    """Return a field for one line; Enter calls `entered`."""
    made = QLineEdit()
    if entered is not None:
        made.returnPressed.connect(lambda: entered())  # noqa: PLW0108 - whose answer Qt must not see
    return made


def row(*items: QWidget | int, spacing: int = 8) -> QHBoxLayout:
    """Return widgets side by side; a number is a stretch."""
    made = QHBoxLayout()
    _fill(made, items, spacing)
    return made


def column(*items: QWidget | QLayout | int, spacing: int = 8, margins: int = 0) -> QVBoxLayout:
    """Return widgets and layouts one below the other; a number is a stretch."""
    made = QVBoxLayout()
    _fill(made, items, spacing)
    made.setContentsMargins(margins, margins, margins, margins)
    return made


def _fill(made: QBoxLayout, items: Sequence[QWidget | QLayout | int], spacing: int) -> None:
    made.setSpacing(spacing)
    made.setContentsMargins(0, 0, 0, 0)
    for item in items:
        if isinstance(item, QWidget):
            made.addWidget(item)
        elif isinstance(item, QLayout):
            made.addLayout(item)
        else:
            made.addStretch(item)


def fill_choices(box: QComboBox, choices: Sequence[tuple[Any, str]]) -> None:
    """Put `choices` (value, words) into a box and keep what was chosen, without telling anybody.

    The values lie in the box as they are: an enumeration that is also a text would come back as a plain text.
    """
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    chosen = choice_of(box) if box.count() else None
    box.blockSignals(True)
    box.clear()
    for value, words in choices:
        box.addItem(words, (value,))
    for place, (value, _) in enumerate(choices):
        if value == chosen:
            box.setCurrentIndex(place)
    box.blockSignals(False)


def choice_of(box: QComboBox) -> Any:
    """Return the value that was chosen in a box of :func:`fill_choices`."""
    return box.currentData()[0]


class Rows(QAbstractTableModel):
    """Rows of a table, each turned into words only when it is seen: 10⁵ of them cost nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Sequence[Any] = ()
        self._heads: tuple[str, ...] = ()
        self._cells: Callable[[Any], tuple[str, ...]] = lambda _row: ()

    def show(self, rows: Sequence[Any]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def tell(self, heads: tuple[str, ...], cells: Callable[[Any], tuple[str, ...]]) -> None:
        """Show the rows under `heads` as `cells` puts them into words."""
        self.beginResetModel()
        self._heads, self._cells = heads, cells
        self.endResetModel()

    def at(self, number: int) -> Any:
        """Return the row with that number."""
        return self._rows[number]

    @property
    def rows(self) -> Sequence[Any]:
        """What is shown."""
        return self._rows

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell."""
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self._cells(self._rows[index.row()])[index.column()]
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the words above a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


def table(
    model: Rows,
    chosen: Callable[[Any], None] | None = None,
    widths: Sequence[int] = (),
    *,
    many: bool = False,
    tall: bool = False,
) -> QTableView:
    """Return a table of whole rows; `chosen` is told each row that becomes the current one. The last column grows.

    `widths` are those of the others in pixels where there is room; a list that is changed later is followed.
    With `many`, several rows can be selected at once (see :func:`selected`). With `tall`, sentences are wrapped.
    """
    made = QTableView()
    made.setModel(model)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    modes = QAbstractItemView.SelectionMode
    made.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setAlternatingRowColors(True)
    made.setShowGrid(False)
    # With Tab one leaves the table; inside it the arrows move.
    made.setTabKeyNavigation(False)
    made.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(36)
    head = made.horizontalHeader()
    head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    head.setStretchLastSection(True)
    head.setHighlightSections(False)
    Columns(made, widths, tall=tall)
    if chosen is not None:
        made.selectionModel().currentRowChanged.connect(
            lambda now, _before: chosen(model.at(now.row())) if now.isValid() else None
        )
    return made


def selected(shown: QTableView, model: Rows) -> list[Any]:
    """Return the rows that are selected, from the top."""
    return [model.at(number) for number in sorted({index.row() for index in shown.selectionModel().selectedRows()})]


class Mood(Enum):
    """What kind of message it is."""

    GOOD = "good"
    BAD = "bad"


class MessageBar(QFrame):
    """One message above the page: what was done, or what was not and what to do. It never stops anybody."""

    def __init__(self, spoken: Spoken) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._text = label(wraps=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._then: Callable[[], object] | None = None
        self._offer = button(self._follow)
        close = button(self.hide)
        spoken.says(close.setText, lambda labels: labels.close)
        layout = row(self._text, self._offer, close)
        layout.setContentsMargins(14, 6, 8, 6)
        self.setLayout(layout)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it says nothing."""
        return "" if self.isHidden() else self._text.text()

    @property
    def offer(self) -> QPushButton:
        """The button for what could be done next."""
        return self._offer

    def tell(self, mood: Mood, text: str, offer: str = "", then: Callable[[], object] | None = None) -> None:
        """Show a message; `offer` is the word of a button that does `then`."""
        mark = "✔" if mood is Mood.GOOD else "!"
        self._text.setText(f"{mark}  {text}")
        self._offer.setText(offer)
        self._offer.setVisible(then is not None)
        self._then = then
        self.setProperty("mood", mood.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def _follow(self) -> None:
        then = self._then
        self.hide()
        if then is not None:
            then()


class ProgressStrip(QFrame):
    """How the long work goes, and the button that stops it."""

    def __init__(self, spoken: Spoken) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._text = label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._count = label(role="dim")
        self._course: Course | None = None
        self.cancel = button(self._stop)
        spoken.says(self.cancel.setText, lambda labels: labels.cancel)
        layout = row(self._text, self._bar, self._count, self.cancel, spacing=14)
        layout.setStretch(1, 1)
        layout.setContentsMargins(14, 6, 8, 6)
        self.setLayout(layout)
        self.hide()

    def begin(self, text: str, course: Course) -> None:
        """Show that something long has begun."""
        self._course = course
        self._text.setText(text)
        self._count.setText("")
        self._bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self.show()

    def progress(self, done: int, of: int) -> None:
        """Show how much is done."""
        self._bar.setRange(0, max(of, 1))
        self._bar.setValue(done)
        self._count.setText(f"{done:,} / {of:,}")

    def end(self) -> None:
        """Show that it is over."""
        self._course = None
        self.hide()

    def _stop(self) -> None:
        if self._course is not None:
            self._course.stop()
            self.cancel.setEnabled(False)
