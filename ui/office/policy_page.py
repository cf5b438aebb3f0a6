"""The rule: edited as a form or as text, explained, tried on days that were, and laid down from a moment on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QStackedWidget, QWidget

from gate_terminal.application.daily_words import reason_words
from gate_terminal.application.paperwork import Office
from gate_terminal.application.policy_desk import Held, Rulebook, compared, laid_down, rulebook
from gate_terminal.application.whatif import WhatIf
from gate_terminal.application.whatif_words import in_words
from gate_terminal.domain.moments import SITE_ZONE, civil_day, site_moment
from gate_terminal.domain.policy import Policy, version
from gate_terminal.domain.policy_words import change_in_words
from gate_terminal.domain.sentences import direction_word, verdict_word
from gate_terminal.domain.words import Language

from .clerk import Course
from .page import Page
from .parts import Rows, Text, button, column, label, line_edit, row, table
from .policy_form import PolicyForm, PolicyText
from .policy_words import POLICY_LABELS, PolicyLabels
from .premises import Premises
from .words import OfficeLabels

_TOPIC = "rule"
_LEAST_PANE = 366
_SHARES = (11, 9)
_DAY_WIDTH, _MOMENT_WIDTH = 112, 166


class PolicyPage(Page):
    """Shows the rule in force and what another would change; nothing holds before it is laid down here."""

    TITLE: ClassVar = {Language.ZH: "规则", Language.EN: "Rule"}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.book: Rulebook | None = None
        self.draft: Policy | None = None
        self._found: WhatIf | None = None
        spoken = premises.spoken
        self.form, self.text = PolicyForm(self._edited), PolicyText(self._edited)
        self.history = Rows(self)
        self.table_of_history = table(self.history, self._choose, (146, 124), tall=True)
        self._stack = QStackedWidget()
        self.tabs: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        views: list[tuple[str, QWidget, Text]] = [
            ("form", self.form, lambda labels: _words(labels).form),
            ("toml", self.text, lambda labels: _words(labels).toml),
            ("history", self.table_of_history, lambda labels: _words(labels).history),
        ]
        for name, widget, text in views:
            made = button(partial(self.turn_to, name), "narrow")
            made.setCheckable(True)
            spoken.says(made.setText, text)
            group.addButton(made)
            self.tabs[name] = made
            self._stack.addWidget(widget)
        self.anew = button(self._anew)
        spoken.says(self.anew.setText, lambda labels: _words(labels).anew)
        left = QFrame()
        left.setObjectName("panel")
        left.setLayout(column(row(*self.tabs.values(), 1, self.anew), self._stack, margins=12))
        halves = row(left, self._pane(), spacing=12)
        for place, share in enumerate(_SHARES):
            halves.setStretch(place, share)
        self.setLayout(halves)
        self.tabs["form"].setChecked(True)
        spoken.also(self._speak)

    def _pane(self) -> QWidget:
        spoken = self._premises.spoken

        def said(text: Callable[[PolicyLabels], str], role: str) -> QWidget:
            made = label(role=role, wraps=role == "dim")
            spoken.says(made.setText, lambda labels: text(_words(labels)))
            return made

        self.change = label(wraps=True)
        self._change_title = said(lambda words: words.change, "title")
        self.first, self.last = line_edit(self.compare), line_edit(self.compare)
        for field in (self.first, self.last):
            field.setFixedWidth(_DAY_WIDTH)
            field.setPlaceholderText("2020-02-07")
        self.compare_button = button(self.compare)
        spoken.says(self.compare_button.setText, lambda labels: _words(labels).compare)
        self.result = label(wraps=True)
        self.kinds = Rows(self)
        self.since = line_edit()
        self.since.setFixedWidth(_MOMENT_WIDTH)
        self.since.setPlaceholderText("2020-02-08 00:00")
        self.lay_down_button = button(self.lay_down, "main")
        spoken.says(self.lay_down_button.setText, lambda labels: _words(labels).lay_down)
        days = row(
            said(lambda words: words.first, "name"), self.first, said(lambda words: words.last, "name"), self.last, 1
        )
        begin = row(said(lambda words: words.since, "name"), self.since, 1)
        asked = row(said(lambda words: words.what_if, "title"), 1, self.compare_button)
        hint = row(said(lambda words: words.since_hint, "dim"), self.lay_down_button)
        hint.setStretch(0, 1)
        pane = QFrame()
        pane.setObjectName("panel")
        pane.setMinimumWidth(_LEAST_PANE)
        found = table(self.kinds, None, (62, 130), tall=True)
        inside = column(
            self._change_title,
            self.change,
            asked,
            days,
            self.result,
            found,
            begin,
            hint,
            spacing=10,
            margins=16,
        )
        inside.setStretchFactor(found, 1)
        pane.setLayout(inside)
        return pane

    def opened(self) -> None:
        """Take note that the page was opened: show the rule in force, unless somebody is editing."""
        if not self.first.text():
            yesterday = civil_day(self._premises.clock.now()) - timedelta(days=1)
            self.first.setText(yesterday.isoformat())
            self.last.setText(yesterday.isoformat())
        self.look()

    def locked(self) -> None:
        """Put away what was being tried."""
        self._found = None
        self.kinds.show(())
        self.since.clear()
        if self.book is not None:
            self._put(self.book.in_force)

    def look(self) -> None:
        """Ask which rule is in force."""
        self._premises.look(_TOPIC, rulebook, self._show)

    def turn_to(self, name: str) -> None:
        """Show the form, the text or the history; what cannot be meant is not carried from one to the other."""
        here = list(self.tabs)[self._stack.currentIndex()]
        if here not in {name, "history"} and self.draft is None:
            self.tabs[here].setChecked(True)
            self._premises.bad(_words(self._premises.labels).form_wrong)
            return
        if self.draft is not None:
            self.form.put(self.draft)
            self.text.put(self.draft)
        self.tabs[name].setChecked(True)
        self._stack.setCurrentIndex(list(self.tabs).index(name))

    def compare(self) -> None:
        """Answer the days again under the rule that is being edited."""
        policy, days = self._draft_or_say(), self._days()
        if policy is None or days is None:
            return
        first, last = days

        def run(office: Office, course: Course) -> WhatIf:
            return compared(office, policy, first, last, course.report_or_stop)

        self._premises.long_work(lambda labels: _words(labels).comparing, run, self._show_what_if, changes=False)

    def lay_down(self) -> None:
        """Let the rule that is being edited hold from the moment entered on."""
        policy, words = self._draft_or_say(), _words(self._premises.labels)
        if policy is None or self.book is None:
            return
        text = self.since.text().strip()
        try:
            since = datetime.fromisoformat(text).replace(tzinfo=SITE_ZONE) if text else None
        except ValueError:
            self._premises.bad(words.since_wrong.format(text=text))
            return
        if since is None and policy == self.book.in_force:
            self._premises.bad(words.same)
            return
        if not policy.issued_by.strip():
            self._premises.bad(words.authority_missing)
            self.turn_to("form")
            self.form.go_to("issued_by")
            return
        who = self._premises.who

        def done(begins: datetime) -> None:
            told = words.laid_down if since is not None else words.laid_down_now
            self._premises.good(told.format(when=_moment(begins), name=policy.issued_by))
            self.since.clear()
            self.look()

        self._premises.change(lambda office: laid_down(office, policy, since, who), done)

    def _anew(self) -> None:
        if self.book is not None:
            self._put(self.book.in_force)

    def _choose(self, held: Held) -> None:
        """Edit a rule that held once, or will."""
        if held.policy is not None:
            self._put(held.policy)

    def _draft_or_say(self) -> Policy | None:
        if self.draft is None:
            self._premises.bad(_words(self._premises.labels).form_wrong)
        return self.draft

    def _days(self) -> tuple[date, date] | None:
        texts = [field.text().strip() for field in (self.first, self.last)]
        days: list[date] = []
        for text in texts:
            try:
                days.append(date.fromisoformat(text))
            except ValueError:
                break
        if len(days) == len(texts) and days[0] <= days[1]:
            return days[0], days[1]
        wrong = texts[min(len(days), 1)]
        self._premises.bad(_words(self._premises.labels).day_wrong.format(text=wrong))
        return None

    def _edited(self, policy: Policy | None) -> None:
        self.draft = policy
        # What was found out concerned another rule.
        self._found = None
        self.kinds.show(())
        self._say(self._premises.labels)

    def _put(self, policy: Policy) -> None:
        self.form.put(policy)
        self.text.put(policy)
        self._edited(policy)

    def _show(self, book: Rulebook) -> None:
        untouched = self.book is None or self.draft == self.book.in_force
        self.book = book
        self.history.show(book.all)
        if untouched:
            self._put(book.in_force)
        self._say(self._premises.labels)

    def _show_what_if(self, found: WhatIf) -> None:
        if found.policy != self.draft:
            return
        self._found = found
        self.kinds.show(tuple(found.by_kind().items()))
        self._say(self._premises.labels)

    def _speak(self, labels: OfficeLabels) -> None:
        words, language = _words(labels), labels.language
        self.form.speak(words)
        self.text.speak(words)
        self.kinds.tell(
            (words.number, f"{words.way} · {words.was}", words.would_be),
            lambda one: (
                str(one[1]),
                f"{direction_word(one[0].direction, language)} · {verdict_word(one[0].was, language)}",
                f"{verdict_word(one[0].would_be, language)} · {reason_words(one[0].would_be_reason, language)}",
            ),
        )
        self.history.tell((words.when, words.version, words.about), lambda held: _held_cells(held, labels))
        self._say(labels)

    def _say(self, labels: OfficeLabels) -> None:
        words, language = _words(labels), labels.language
        if self.book is not None and self.draft is not None:
            self.change.setText(change_in_words(self.book.in_force, self.draft, language))
        else:
            self.change.setText(words.form_wrong if self.book is not None else "")
        found = self._found
        if found is None:
            self.result.setText("")
        else:
            told = in_words(found, civil_day(self._premises.clock.now()), language)
            self.result.setText(told if found.changes else f"{told}\n{words.nothing_changes}")
        # The answer begins with the change.
        self.result.setVisible(found is not None)
        self.change.setVisible(found is None)
        self._change_title.setVisible(found is None)


def _words(labels: OfficeLabels) -> PolicyLabels:
    return POLICY_LABELS[labels.language]


def _held_cells(held: Held, labels: OfficeLabels) -> tuple[str, ...]:
    words = _words(labels)
    when = words.from_now if held.since is None else _moment(held.since)
    if held.policy is None:
        return when, words.unreadable, held.trouble
    change = "" if held.before is None else change_in_words(held.before, held.policy, labels.language)
    about = [words.to_come if held.to_come else "", held.policy.issued_by, change, held.policy.note]
    if held.laid_down_by:
        about.append(words.by.format(who=held.laid_down_by))
    return when, version(held.policy), " · ".join(part for part in about if part)


def _moment(moment: datetime) -> str:
    return f"{site_moment(moment):%Y-%m-%d %H:%M}"
