"""The page of safe-keeping: backups, restore, the day's code, what is due to be erased, and the stand-down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from PySide6.QtWidgets import QFrame, QLabel, QLayout, QPushButton, QWidget

from gate_terminal.application import keeping
from gate_terminal.application.keeping import Overview, Rehearsed, Restored, Shelf
from gate_terminal.application.paperwork import Office
from gate_terminal.application.retention import Due
from gate_terminal.application.standing import means_it, stand_down, stand_up
from gate_terminal.domain.counting import Count
from gate_terminal.domain.moments import site_moment

from .clerk import Course
from .desk_page import DeskPage, scrolled
from .form import Errand, Line
from .keeping_lines import counts_of, due_lines, moment_text, shelf_line
from .keeping_words import KEEPING_WORDS, KeepingWords
from .parts import Text, button, column, label, row
from .premises import Premises
from .words import OfficeLabels

_OVERVIEW = "keeping"
_SHARES = (11, 10)
_GAP = 8


def _words(labels: OfficeLabels) -> KeepingWords:
    return KEEPING_WORDS[labels.language]


def _said(text: Callable[[KeepingWords], str]) -> Text:
    return lambda labels: text(_words(labels))


class KeepingPage(DeskPage):
    """Shows how safe the ledger is and how long people's data still live; what cannot be undone is asked twice."""

    TITLE: ClassVar = {language: words.title for language, words in KEEPING_WORDS.items()}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self._overview: Overview | None = None
        self._checked: Callable[[KeepingWords], str] | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.shelves = label(wraps=True)
        self.code, self.checked = label(role="address"), label(role="dim", wraps=True)
        self.kept_for, self.due = label(role="dim", wraps=True), label(wraps=True)
        self.state, self.consequences = label(wraps=True), label(role="dim", wraps=True)
        backups = self._panel(
            lambda words: words.backups,
            self.shelves,
            row(
                self._button("back_up", lambda words: words.back_up, self._back_up, "main"),
                self._button("second", lambda words: words.choose_second, lambda: self.ask(self._ask_second())),
                1,
            ),
            row(
                self._button("rehearse", lambda words: words.rehearse, self._rehearse),
                self._button("restore", lambda words: words.restore, lambda: self.ask(self._ask_restore())),
                1,
            ),
        )
        code = label(role="name")
        premises.spoken.says(code.setText, _said(lambda words: words.code))
        verify = self._button("verify", lambda words: words.verify, self._verify)
        chain = self._panel(lambda words: words.chain, code, self.code, self.checked, row(verify, 1))
        erase = self._button("erase", lambda words: words.erase, self._erase)
        retention = self._panel(lambda words: words.retention, self.kept_for, self.due, row(erase, 1))
        standing = self._panel(
            lambda words: words.standing,
            self.state,
            self.consequences,
            row(
                self._button("stand_down", lambda words: words.stand_down, lambda: self.ask(self._ask_stand_down())),
                self._button("undo", lambda words: words.undo, lambda: self.ask(self._ask_undo())),
                1,
            ),
        )
        pane, body = QWidget(), QWidget()
        for cards, panels in ((pane, (retention, standing)), (body, (backups, chain))):
            layout = column(*panels, 1, spacing=12)
            layout.setContentsMargins(0, 0, _GAP, 0)
            cards.setLayout(layout)
        left, right = scrolled(body), scrolled(pane)
        for cards in (pane, body):
            # The panels lie on the ground, like those of the window.
            cards.setObjectName("ground")
        self.setLayout(column(self.furnish(column(left), right, _SHARES)))
        self.setFocusProxy(self.buttons["back_up"])
        premises.spoken.also(self._speak)
        premises.on_change(self.look)

    def _panel(self, title: Callable[[KeepingWords], str], *parts: QWidget | QLayout) -> QFrame:
        made = QFrame()
        made.setObjectName("panel")
        name = label(role="title")
        self._premises.spoken.says(name.setText, _said(title))
        made.setLayout(column(name, *parts, spacing=10, margins=18))
        return made

    def _button(
        self, key: str, text: Callable[[KeepingWords], str], pressed: Callable[[], object], role: str = ""
    ) -> QPushButton:
        made = button(pressed, role)
        self._premises.spoken.says(made.setText, _said(text))
        self.buttons[key] = made
        return made

    def opened(self) -> None:
        """Take note that the page was opened: look how things stand."""
        self.look()

    def locked(self) -> None:
        """Leave nothing half-done on the screen."""
        self.dismiss()
        self._checked = None
        self._overview = None
        self._speak(self._premises.labels)

    def look(self) -> None:
        """Look how things stand."""
        if self._premises.who:
            self._premises.look(_OVERVIEW, keeping.overview, self._show)

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        self._speak(self._premises.labels)

    def _speak(self, labels: OfficeLabels) -> None:
        words, seen = _words(labels), self._overview
        self.checked.setText("" if self._checked is None else self._checked(words))
        self.checked.setVisible(self._checked is not None)
        for each in ("stand_down", "undo"):
            self.buttons[each].setVisible(seen is not None and (each == "undo") == (seen.standing.since is not None))
        for shown in (self.shelves, self.code, self.kept_for, self.due, self.state, self.consequences):
            shown.setText("")
        if seen is None:
            return
        lines = [shelf_line(words, shelf) for shelf in seen.shelves]
        if not any(shelf.second for shelf in seen.shelves):
            lines.append(words.second_none)
        self.shelves.setText("\n".join(lines))
        self.code.setText(words.no_code if seen.code is None else seen.code.code)
        self.code.setProperty("role", "dim" if seen.code is None else "address")
        _restyle(self.code)
        self.kept_for.setText(words.kept_for.format(days=seen.days))
        self.due.setText("\n".join(due_lines(words, seen)))
        self._speak_standing(words, seen)

    def _speak_standing(self, words: KeepingWords, seen: Overview) -> None:
        since, emptied = seen.standing.since, seen.standing.emptied_at
        if since is None or emptied is None:
            self.state.setText(words.records)
            date = site_moment(self._premises.clock.now() + timedelta(days=seen.days))
            self.consequences.setText(words.consequences.format(days=seen.days, date=f"{date:%Y-%m-%d}"))
        else:
            self.state.setText(words.is_down.format(since=moment_text(since)))
            self.consequences.setText(words.emptied.format(at=moment_text(emptied)))

    # Backups and restore

    def _back_up(self) -> None:
        def made(backups: tuple[keeping.Backup, ...]) -> None:
            rows = backups[0].verification.rows
            self._good(lambda words: words.backed_up.format(count=len(backups), rows=Count(rows)))
            self.look()

        self._long(lambda words: words.back_up, lambda office, _course: keeping.back_up_now(office), made)

    def _rehearse(self) -> None:
        def run(office: Office, _course: Course) -> Rehearsed:
            directories = [where.directory for where in keeping.places_of(office)]
            return keeping.rehearse_restore(office.place, directories, office.now)

        def done(found: Rehearsed) -> None:
            restored = found.restored
            at = "" if restored.backup_at is None else moment_text(restored.backup_at)
            rows, seconds = restored.rows_from_backup, f"{found.seconds:.1f}"
            self._good(lambda words: words.rehearsed.format(at=at, rows=Count(rows), seconds=seconds))

        self._long(lambda words: words.rehearse, run, done)

    def _ask_second(self) -> Errand:
        second = next((str(shelf.directory) for shelf in self._shelves() if shelf.second), "")
        return Errand(
            title=_said(lambda words: words.choose_second_title),
            note=_said(lambda words: words.choose_second_note),
            fields=[
                Line(
                    "directory",
                    _said(lambda words: words.directory),
                    value=second,
                    hint=_said(lambda words: words.second_hint),
                    optional=True,
                )
            ],
            submit=self._choose_second,
            asks_why=False,
            action=lambda labels: labels.save,
        )

    def _shelves(self) -> tuple[Shelf, ...]:
        return () if self._overview is None else self._overview.shelves

    def _choose_second(self, values: dict[str, Any]) -> None:
        directory = values["directory"]

        self._premises.change(
            lambda office: keeping.choose_second_place(office.place, directory),
            lambda _nothing: self._finish(lambda words: words.second_chosen),
        )

    def _ask_restore(self) -> Errand:
        return Errand(
            title=_said(lambda words: words.restore_title),
            note=_said(lambda words: words.restore_note),
            fields=[Line("word", _said(lambda words: words.restore_word))],
            submit=self._restore,
            asks_why=False,
            action=_said(lambda words: words.restore_do),
        )

    def _restore(self, values: dict[str, Any]) -> None:
        if values["word"].casefold() not in {words.restore_consent for words in KEEPING_WORDS.values()}:
            self._premises.bad(_words(self._premises.labels).restore_wrong)
            return
        who = self._premises.who

        def begin(_nothing: None) -> None:
            # The other clerk has let go of the file; nobody in this program holds the one that is replaced.
            self._long(
                lambda words: words.restore_title, lambda office, _course: keeping.restore_now(office, who), restored
            )

        def restored(done: Restored) -> None:
            counts = {"backup": Count(done.rows_from_backup), "salvaged": done.rows_salvaged, "lost": done.rows_lost}
            places = ", ".join(f"{first}–{last}" for first, last in done.lost)
            if done.rows_lost:
                self._premises.bad(_words(self._premises.labels).restored_lost.format(**counts, places=places))
                self.dismiss()
                self.look()
            else:
                self._finish(lambda words: words.restored_whole.format(**counts))

        self._premises.look(_OVERVIEW, lambda office: office.close(), begin)

    # The chain

    def _verify(self) -> None:
        def found(answer: tuple[Any, str]) -> None:
            verification, code = answer
            rows, first = verification.rows, verification.first_bad
            self._checked = (
                (lambda words: words.whole.format(rows=Count(rows), code=code))
                if first is None
                else (lambda words: words.broken.format(first=first))
            )
            if first is not None:
                self._premises.bad(_words(self._premises.labels).broken.format(first=first))
            self._speak(self._premises.labels)

        self._long(lambda words: words.verify, lambda office, _course: keeping.check_chain(office), found)

    # Retention and stand-down

    def _erase(self) -> None:
        who = self._premises.who

        def run(office: Office, course: Course) -> Due:
            return keeping.erase_due(office, who, progress=course.report, stopped=course.stopped)

        def done(due: Due) -> None:
            self._good(lambda words: words.erased.format(**counts_of(due)))
            self.look()

        self._long(lambda words: words.erase, run, done)

    def _ask_stand_down(self) -> Errand:
        return Errand(
            title=_said(lambda words: words.stand_down_title),
            note=lambda _labels: self.consequences.text(),
            fields=[Line("word", _said(lambda words: words.type_word))],
            submit=self._stand_down,
            action=_said(lambda words: words.stand_down_do),
        )

    def _stand_down(self, values: dict[str, Any]) -> None:
        if not means_it(values["word"]):
            self._premises.bad(_words(self._premises.labels).word_wrong)
            return
        who, why = self._premises.who, values["why"]
        self._premises.change(
            lambda office: stand_down(office.ledger, who=who, why=why, at=office.now()),
            lambda _nothing: self._finish(lambda words: words.stood_down),
        )

    def _ask_undo(self) -> Errand:
        return Errand(
            title=_said(lambda words: words.undo_title),
            note=_said(lambda words: words.undo_note),
            fields=[],
            submit=self._undo,
            action=_said(lambda words: words.undo_do),
        )

    def _undo(self, values: dict[str, Any]) -> None:
        who, why = self._premises.who, values["why"]
        self._premises.change(
            lambda office: stand_up(office.ledger, who=who, why=why, at=office.now()),
            lambda _nothing: self._finish(lambda words: words.back_in_service),
        )

    def _long(
        self,
        title: Callable[[KeepingWords], str],
        run: Callable[[Office, Course], Any],
        done: Callable[[Any], None],
    ) -> None:
        self._premises.long_work(_said(title), run, done, changes=False)

    def _good(self, text: Callable[[KeepingWords], str]) -> None:
        self._premises.good(text(_words(self._premises.labels)))

    def _finish(self, text: Callable[[KeepingWords], str]) -> None:
        self.dismiss()
        self._good(text)
        self.look()


def _restyle(shown: QLabel) -> None:
    """Let a label take on the style of its new role."""
    shown.style().unpolish(shown)
    shown.style().polish(shown)
