"""Keys and signed lists: what the gates believe, onto a stick and from it, and a new key after a theft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QLineEdit, QPushButton, QWidget

from gate_terminal.application.paperwork import Delivery, Holdings, KnownKey, ListKind, Office, Role
from gate_terminal.domain.counting import Count
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.words import Language

from .desk_page import WidePage
from .dialog_words import file_dialog
from .form import Choice, Errand, Field, Line
from .keys_words import KEYS_EN, KEYS_WORDS, KEYS_ZH, KeysWords
from .parts import Rows, Text, button, column, label, line_edit, row, table
from .premises import Premises
from .troubles import sentence_in
from .words import OfficeLabels, listing

_GROUP = 8
"""Hex digits of a fingerprint that are read out together."""


def _says(text: Callable[[KeysWords], str]) -> Text:
    return lambda labels: text(KEYS_WORDS[labels.language])


class KeysPage(WidePage):
    """Shows what the gates believe without opening a key; what signs something is logged with who and why."""

    TITLE: ClassVar = {Language.ZH: KEYS_ZH.title, Language.EN: KEYS_EN.title}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self._held: Holdings | None = None
        spoken = premises.spoken
        intro = label(role="dim", wraps=True)
        spoken.says(intro.setText, _says(lambda words: words.intro))
        self.root = label(wraps=True)
        self.root.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.lists = {kind: label(wraps=True) for kind in ListKind}
        self.notes = label(role="warning", wraps=True)
        names = [label(role="name") for _ in range(3)]
        spoken.says(names[0].setText, _says(lambda words: words.root))
        for name, kind in zip(names[1:], ListKind, strict=True):
            spoken.says(name.setText, _list_name(kind))
        facts = QGridLayout()
        facts.setContentsMargins(18, 14, 18, 14)
        facts.setHorizontalSpacing(18)
        facts.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(zip(names, (self.root, *self.lists.values()), strict=True)):
            facts.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, number, 1)
        facts.addWidget(self.notes, len(names), 0, 1, 2)
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setLayout(facts)
        self.passphrase = line_edit(self._unlock)
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        spoken.says(self.passphrase.setPlaceholderText, _says(lambda words: words.of_the_keys))
        unlock, locked = button(self._unlock, "main"), label(wraps=True)
        spoken.says(unlock.setText, _says(lambda words: words.unlock))
        spoken.says(locked.setText, _says(lambda words: words.locked))
        self.lock = QFrame()
        self.lock.setObjectName("panel")
        self.lock.setLayout(column(locked, row(self.passphrase, unlock), margins=16))
        self.model = Rows(self)
        self.table = table(self.model, None, (130, 120, 110, 150))
        actions: list[tuple[str, Text, Callable[[], object]]] = [
            ("publish", _says(lambda words: words.publish), self._publish),
            ("carry", _says(lambda words: words.carry), self._choose_carry),
            ("take", _says(lambda words: words.take), self._choose_take),
            ("replace", _says(lambda words: words.replace), lambda: self.ask(self._replace())),
        ]
        self.buttons: dict[str, QPushButton] = {}
        for key, text, pressed in actions:
            made = button(pressed, "" if self.buttons else "main")
            spoken.says(made.setText, text)
            self.buttons[key] = made
        self._actions = QWidget()
        self._actions.setLayout(row(*self.buttons.values(), 1))
        self.setLayout(
            self.furnish(column(intro, self._actions, self.lock, panel, self.table, spacing=10), self._actions)
        )
        self.setFocusProxy(self.buttons["publish"])
        spoken.also(self._speak)
        premises.on_change(self.look)

    def opened(self) -> None:
        """Take note that the page was opened: look what is held."""
        self.look()

    def locked(self) -> None:
        """Forget what was typed."""
        self.dismiss()
        self.passphrase.clear()

    def look(self) -> None:
        """Look which keys and lists there are."""
        self._premises.look("keys", lambda office: office.strongroom.holdings(), self._show)

    def _show(self, held: Holdings) -> None:
        self._held = held
        self._speak(self._premises.labels)

    def _speak(self, labels: OfficeLabels) -> None:
        words, held = KEYS_WORDS[labels.language], self._held
        heads = (words.role, words.short_name, words.state, words.place, words.zones)
        self.model.tell(heads, lambda key: _cells(key, words))
        self.lock.setVisible(held is not None and held.locked)
        if held is not None:
            self.model.show(held.keys)
            self.root.setText(_grouped(held.root) or words.not_pinned)
            known = {one.kind: one for one in held.lists}
            for kind, shown in self.lists.items():
                one = known.get(kind)
                told = words.no_list
                if one is not None:
                    issued, following = _minute(one.issued), _minute(one.next_update)
                    told = words.list_line.format(sequence=one.sequence, issued=issued, next=following)
                shown.setText(told)
            self.notes.setText("\n".join(words.notes[note] for note in sorted(held.notes)))
        self.notes.setVisible(bool(self.notes.text()))
        if self.form is not None:
            self.form.spoken.speak(labels)

    @property
    def _words(self) -> KeysWords:
        return KEYS_WORDS[self._premises.language]

    def _unlock(self) -> None:
        passphrase = self.passphrase.text()
        if not passphrase:
            return
        self.passphrase.clear()

        def unlocked() -> None:
            self._premises.good(self._words.unlocked)
            self.look()

        self._premises.unlock(passphrase, unlocked)

    def _publish(self) -> None:
        self._premises.change(lambda office: office.publish(), lambda _path: self._premises.good(self._words.published))

    def _choose_carry(self) -> None:
        self._choose(self._words.carry, self.carry_to)

    def _choose_take(self) -> None:
        self._choose(self._words.take, self.take_from)

    def _choose(self, title: str, then: Callable[[Path], None]) -> None:
        dialog = file_dialog(self, title, self._premises.language)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()

    def carry_to(self, directory: Path) -> None:
        """Copy the lists in use into a directory, such as a stick's."""

        def done(written: tuple[Path, ...]) -> None:
            if written:
                self._premises.good(self._words.carried.format(directory=directory))
            else:
                self._premises.bad(self._words.nothing_to_carry)

        self._premises.change(lambda office: office.strongroom.carry(directory), done)

    def take_from(self, directory: Path) -> None:
        """Take the lists in a directory, such as a stick's; what is refused changes nothing."""
        who = self._premises.who

        def done(deliveries: list[Delivery]) -> None:
            language = self._premises.language
            refused = [f"{one.path.name}: {sentence_in(language, one.refused)}" for one in deliveries if one.refused]
            taken = [f"{one.path.name} {one.sequence}" for one in deliveries if one.sequence is not None]
            if refused:
                self._premises.bad(" · ".join(refused))
            else:
                self._premises.good(self._words.taken.format(lists=listing(taken, language)))

        self._premises.change(lambda office: office.take_lists([directory], who), done)

    def _replace(self) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who, role, stolen = self._premises.who, values["role"], values["cause"]
            root = Path(values["root"]) if values["root"] else None

            def replace(office: Office) -> int | None:
                office.replace_key(role, who, values["why"], stolen=stolen, root=root)
                return len(office.without_pass()) if stolen and role is Role.PASS else None

            def done(missing: int | None) -> None:
                self.dismiss()
                words = self._words
                told = words.replaced if missing is None else words.replaced_stolen.format(count=Count(missing))
                self._premises.good(told)

            self._premises.change(replace, done)

        roles = [(one, _role_name(one)) for one in (Role.PASS, Role.LIST)]
        # What harms nobody stands first: a stolen key makes every card worthless.
        causes = [(False, _says(lambda words: words.in_turn)), (True, _says(lambda words: words.stolen))]
        fields: list[Field] = [
            Choice("role", _says(lambda words: words.which), roles),
            Choice("cause", _says(lambda words: words.cause), causes),
            Line(
                "root",
                _says(lambda words: words.root_at),
                hint=_says(lambda words: words.root_hint),
                optional=True,
            ),
        ]
        return Errand(
            _says(lambda words: words.replace_title), fields, submit, note=_says(lambda words: words.replace_note)
        )


def _list_name(kind: ListKind) -> Text:
    return _says(lambda words: words.lists[kind])


def _role_name(role: Role) -> Text:
    return _says(lambda words: words.roles[role])


def _cells(key: KnownKey, words: KeysWords) -> tuple[str, ...]:
    state = words.revoked if key.revoked else words.practice if key.practice else words.good
    zones = words.any_zone if key.zones is None else ", ".join(str(zone) for zone in sorted(key.zones))
    return words.roles[key.role], key.kid, state, words.here if key.here else words.elsewhere, zones


def _grouped(fingerprint: bytes | None) -> str:
    """Return a fingerprint in groups that can be read out."""
    digits = "" if fingerprint is None else fingerprint.hex()
    return " ".join(digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))


def _minute(moment: datetime) -> str:
    return site_moment(moment).strftime("%Y-%m-%d %H:%M")
