"""The camera's page: the live picture, what spoils it, and what can be set while one looks at it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from gate_terminal.ui.canvas import Canvas
from gate_terminal.ui.drawing import LABELS
from gate_terminal.ui.shapes import Live, Rect, Sheet
from gate_terminal.ui.theme import LIVE_GROUND
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QSlider, QWidget

from gate_terminal.application.camera_desk import (
    Abilities,
    Control,
    ControlKind,
    FoundCamera,
    PictureSize,
    abilities,
    adjust,
    cameras,
    is_same,
    lasting_source,
    remember,
)
from gate_terminal.application.eyes import Eyes
from gate_terminal.application.settings import DeviceSettings, Settings, read_settings
from gate_terminal.application.threads import Inbox
from gate_terminal.domain.faults import WorldFault

from .camera_words import CAMERA_WORDS, CameraWords
from .page import Page
from .parts import choice_of, column, fill_choices, label, row
from .premises import Premises
from .troubles import told
from .words import OfficeLabels

_LOOK_MS = 50
_PANEL_WIDTH = 360
_USUAL_SIZES = (PictureSize(640, 480, 30), PictureSize(1280, 720, 30), PictureSize(1920, 1080, 30))
"""Offered where the driver tells none; what it cannot give it replaces by its nearest."""
_LEAST_WIDTH, _LEAST_RATE = 640, 15
_SIMULATED = "simulated"
_TURNS = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class _Standing:
    """How things stand: the settings, the cameras there are, which one is used, and what it can do."""

    devices: DeviceSettings
    found: tuple[FoundCamera, ...]
    source: str
    can: Abilities


class CameraPage(Page):
    """Shows what the gate's camera sees; where no gate window runs in this program it opens the camera itself."""

    TITLE: ClassVar = {language: words.title for language, words in CAMERA_WORDS.items()}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        spoken = premises.spoken
        self._own: Eyes | None = None
        self._standing: _Standing | None = None
        self.preview = Canvas(lambda _touch: None, self._fit, self)
        self.state = label(role="title", wraps=True)
        self.camera, self.sizes, self.turn = QComboBox(), QComboBox(), QComboBox()
        self.mirrored = QCheckBox()
        self.sliders = {kind: _Slider(self._set_control(kind)) for kind in ControlKind}
        self.nothing = label(role="dim", wraps=True)
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setFixedWidth(_PANEL_WIDTH)
        inside = column(spacing=6, margins=16)
        for box, text in (
            (self.camera, lambda words: words.camera),
            (self.sizes, lambda words: words.size),
            (self.turn, lambda words: words.turn),
        ):
            name = label(role="name")
            spoken.says(name.setText, _said(text))
            inside.addWidget(name)
            inside.addWidget(box)
            inside.addSpacing(6)
        spoken.says(self.mirrored.setText, _said(lambda words: words.mirrored))
        inside.addWidget(self.mirrored)
        inside.addSpacing(6)
        for kind, slider in self.sliders.items():
            spoken.says(slider.name.setText, _said(_control_words(kind)))
            spoken.says(slider.automatic.setText, _said(lambda words: words.by_itself))
            inside.addWidget(slider)
        spoken.says(self.nothing.setText, _said(lambda words: words.no_controls))
        inside.addWidget(self.nothing)
        inside.addStretch(1)
        intro = label(role="dim", wraps=True)
        spoken.says(intro.setText, _said(lambda words: words.intro))
        inside.addWidget(intro)
        panel.setLayout(inside)
        left = column(self.preview, self.state, spacing=10)
        left.setStretch(0, 1)
        picture = QWidget()
        picture.setLayout(left)
        whole = row(picture, panel, spacing=12)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.camera)
        self.camera.activated.connect(lambda _index: self._choose_camera())
        self.sizes.activated.connect(lambda _index: self._choose_size())
        self.turn.activated.connect(lambda _index: self._remember(turn=choice_of(self.turn)))
        self.mirrored.clicked.connect(lambda on: self._remember(mirrored=on))
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)
        spoken.also(lambda _labels: self._show_choices())

    @property
    def eyes(self) -> Eyes | None:
        """The camera at work: the gate's, or the page's own while it is shown."""
        return self._premises.eyes or self._own

    def has_picture(self) -> bool:
        """Whether the camera gives a picture."""
        return self.eyes is not None and self.eyes.picture() is not None

    def opened(self) -> None:
        """Take note that the page was opened: see which cameras there are and how they are set up."""
        self._take_stock()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look through the camera while the page is shown."""
        super().showEvent(event)
        self._looking.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Give back a camera of one's own; its driver may take its time, so nobody waits for it here."""
        super().hideEvent(event)
        self._looking.stop()
        self.preview.show_picture(None)
        own, self._own = self._own, None
        if own is not None:
            threading.Thread(target=own.stop, name="camera-return").start()

    def _take_stock(self) -> None:
        place, running = self._premises.place, self._premises.eyes

        def stock(_office: object) -> _Standing:
            devices = read_settings(place.settings).devices
            source = running.source if running is not None else devices.camera
            try:
                can = abilities(source)
            except WorldFault:
                # It is said below the picture why there is none.
                can = Abilities()
            return _Standing(devices, tuple(cameras()), source, can)

        self._premises.look("camera", stock, self._show)

    def _show(self, standing: _Standing) -> None:
        self._standing = standing
        if self.eyes is None and self.isVisible():
            self._own = Eyes(standing.source, standing.devices)
            self._own.start(Inbox(), lambda _event: None)
        self._show_choices()
        kinds = {control.kind: control for control in standing.can.controls}
        for kind, slider in self.sliders.items():
            slider.show_control(kinds.get(kind))
        self.nothing.setVisible(not kinds)

    def _show_choices(self) -> None:
        """Fill the boxes in the language that is spoken, each with what is chosen."""
        standing, words = self._standing, CAMERA_WORDS[self._premises.language]
        if standing is None:
            return
        devices = standing.devices
        chosen = next((one for one in standing.found if is_same(standing.source, one)), None)
        known: list[tuple[FoundCamera | None, str]] = [(one, one.name) for one in standing.found]
        if chosen is None:
            known.insert(0, (None, words.simulated if standing.source == _SIMULATED else standing.source))
        _fill(self.camera, known, chosen)
        now = PictureSize(devices.width, devices.height, devices.fps)
        sizes = [one for one in standing.can.sizes or _USUAL_SIZES if _is_useful(one)]
        if now not in sizes:
            sizes.append(now)
        told_sizes = [
            (one, words.size_of.format(width=one.width, height=one.height, fps=one.fps)) for one in sorted(sizes)
        ]
        _fill(self.sizes, told_sizes, now)
        _fill(self.turn, [(turn, words.turns[turn]) for turn in _TURNS], devices.turn)
        self.mirrored.setChecked(devices.mirrored)

    def _choose_camera(self) -> None:
        chosen = choice_of(self.camera)
        if self._standing is not None and chosen is not None:
            source = lasting_source(chosen)
            self._standing = replace(self._standing, source=source)
            # What the camera before was set to means nothing to this one.
            self._remember(camera=source, focus=None, exposure=None, zoom=None)

    def _choose_size(self) -> None:
        size = choice_of(self.sizes)
        self._remember(width=size.width, height=size.height, fps=size.fps)

    def _set_control(self, kind: ControlKind) -> Callable[[float | None], None]:
        def set_it(value: float | None) -> None:
            place, standing = self._premises.place, self._standing
            if standing is None:
                return

            changes: dict[str, Any] = {kind.value: value}

            def change(_office: object) -> Settings:
                adjust(standing.source, kind, value)
                return remember(place, lambda devices: replace(devices, **changes))

            self._premises.look(f"camera {kind}", change, self._remembered, self._take_stock)

        return set_it

    def _remember(self, **changes: Any) -> None:
        place = self._premises.place
        self._premises.look(
            f"camera {' '.join(changes)}",
            lambda _office: remember(place, lambda devices: replace(devices, **changes)),
            lambda settings: self._remembered(settings, changed_camera="camera" in changes),
            self._take_stock,
        )

    def _remembered(self, settings: Settings, *, changed_camera: bool = False) -> None:
        if self._standing is None:
            return
        self._standing = replace(self._standing, devices=settings.devices)
        if self.eyes is not None:
            self.eyes.set_up(self._standing.source, settings.devices)
        if changed_camera:
            self._take_stock()

    def _look(self) -> None:
        eyes, labels = self.eyes, self._premises.labels
        if eyes is None:
            return
        self.preview.show_picture(eyes.picture())
        words, health = CAMERA_WORDS[labels.language], eyes.health
        if health.fault is not None:
            text = told(WorldFault(health.fault, health.detail), labels)
        elif eyes.picture() is None:
            text = words.opening
        else:
            text = words.well if eyes.hint is None else LABELS[labels.language].hints[eyes.hint]
        if text != self.state.text():
            self.state.setText(text)

    def _fit(self) -> None:
        width, height = float(self.preview.width()), float(self.preview.height())
        place = Live(Rect(0.0, 0.0, width, height))
        self.preview.show_sheet(Sheet(width, height, 1.0, LIVE_GROUND, (place,), ()))


class _Slider(QWidget):
    """One control: its name, its value, whether the camera sets it by itself, and a slider over its range."""

    def __init__(self, changed: Callable[[float | None], None]) -> None:
        super().__init__()
        self._changed = changed
        self.name, self.value = label(role="name"), label(role="dim")
        self.automatic = QCheckBox()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        head = row(self.name, self.value, 1, self.automatic)
        self.setLayout(column(head, self.slider, spacing=2))
        self.slider.valueChanged.connect(self._slid)
        self.automatic.clicked.connect(self._left_to_the_camera)
        self.hide()

    def show_control(self, control: Control | None) -> None:
        """Show a control as it is, or nothing where there is none."""
        self.setVisible(control is not None)
        if control is None:
            return
        self.slider.blockSignals(True)
        self.slider.setRange(control.low, control.high)
        self.slider.setSingleStep(max(1, control.step))
        self.slider.setPageStep(max(1, (control.high - control.low) // 10))
        self.slider.setValue(control.value)
        self.slider.blockSignals(False)
        self.automatic.setVisible(control.automatic is not None)
        self.automatic.setChecked(bool(control.automatic))
        self.slider.setEnabled(not control.automatic)
        self._tell()

    def _slid(self, value: int) -> None:
        self._tell()
        self._changed(float(value))

    def _left_to_the_camera(self, on: bool) -> None:
        self.slider.setEnabled(not on)
        self._tell()
        self._changed(None if on else float(self.slider.value()))

    def _tell(self) -> None:
        self.value.setText("" if self.automatic.isChecked() else str(self.slider.value()))


def _said(text: Callable[[CameraWords], str]) -> Callable[[OfficeLabels], str]:
    return lambda labels: text(CAMERA_WORDS[labels.language])


def _control_words(kind: ControlKind) -> Callable[[CameraWords], str]:
    return lambda words: words.controls[kind]


def _is_useful(size: PictureSize) -> bool:
    return size.width >= _LEAST_WIDTH and size.fps >= _LEAST_RATE


def _fill(box: QComboBox, choices: list[tuple[Any, str]], chosen: object) -> None:
    fill_choices(box, choices)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setCurrentIndex(next((place for place, (value, _) in enumerate(choices) if value == chosen), 0))
