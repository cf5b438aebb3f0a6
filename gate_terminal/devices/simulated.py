"""A simulated camera: hand-held cards with QR codes before a moving background, drawn frame by frame."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Picture, View
from gate_terminal.devices.opencv import cv2

Shown = Callable[[float], str | None]
"""Which text is held before the camera, `seconds` after its start; None for an empty hand."""

_NOISES = 4
_ROAM = 48
_CARD_MODULES = 9
"""Modules of white card around the symbol: the quiet zone and a rim."""


def in_turn(texts: Sequence[str | None], seconds_each: float) -> Shown:
    """Return a script that shows each of `texts` for `seconds_each`, over and over; none for no texts."""

    def shown(seconds: float) -> str | None:
        return texts[int(seconds / seconds_each) % len(texts)] if texts else None

    return shown


class SimulatedCamera:
    """A camera that sees what a script says; it keeps its own pace of `fps` frames a second.

    `size` is (width, height) in pixels; `side` the mean side of the symbol, in pixels. The same seed gives the
    same pictures at the same moments of the script. With ``fps = 0`` frames come as fast as they are asked for,
    each a thirtieth of a second of the script after the last.
    """

    name = "simulated"
    may_stand_still = True

    def __init__(
        self,
        shown: Shown,
        *,
        fps: float = 30,
        size: tuple[int, int] = (1280, 720),
        side: float = 260,
        seed: int = 1,
    ) -> None:
        self._shown = shown
        self._fps = fps
        self._size = size
        self._side = side
        self._drawn: tuple[str, Picture] | None = None
        random = np.random.default_rng(seed)
        self._wall = _wall(random, size)
        self._noises = [
            np.asarray(random.normal(0, 3, (size[1], size[0], 1)).round(), dtype=np.int8) for _ in range(_NOISES)
        ]
        self._number = 0
        self._begin: float | None = None

    def read(self, view: View = View.BOTH) -> Picture:  # noqa: ARG002 - drawing it in colour is as cheap
        """Wait for the next frame's moment and return it (blue-green-red)."""
        return self.draw(self._wait())

    def skip(self) -> None:
        """Wait for the next frame's moment and throw the frame away."""
        self._wait()

    def close(self) -> None:
        """Nothing is held."""

    def _wait(self) -> float:
        self._number += 1
        if not self._fps:
            return self._number / 30
        now = time.monotonic()
        if self._begin is None:
            self._begin = now
        due = self._begin + self._number / self._fps
        if due > now:
            time.sleep(due - now)
        else:
            # Whoever did not ask in time has missed those frames, as with a real camera.
            self._number = int((now - self._begin) * self._fps)
        return self._number / self._fps

    def draw(self, seconds: float) -> Picture:
        """Return the scene at `seconds` of the script (H, W, 3)."""
        width, height = self._size
        dx = int(_ROAM / 2 * (1 + math.sin(seconds * 0.5)))
        dy = int(_ROAM / 2 * (1 + math.cos(seconds * 0.37)))
        scene = self._wall[dy : dy + height, dx : dx + width].copy()
        text = self._shown(seconds)
        if text is not None:
            self._hold(scene, self._card(text), seconds)
        grain = self._noises[int(seconds * 30) % _NOISES]
        return _grainy(scene, grain)

    def _card(self, text: str) -> Picture:
        if self._drawn is None or self._drawn[0] != text:
            self._drawn = text, draw_qr(text, module=6, quiet=_CARD_MODULES)
        return self._drawn[1]

    def _hold(self, scene: Picture, card: Picture, seconds: float) -> None:
        """Draw the card into the scene as a hand would hold it: swaying, turning and tilting a little."""
        width, height = self._size
        edge = card.shape[0]
        full = self._side * edge / (edge - 2 * _CARD_MODULES * 6)
        full *= 1 + 0.08 * math.sin(seconds * 1.1)
        roll = math.radians(7) * math.sin(seconds * 0.9)
        yaw, pitch = 0.10 * math.sin(seconds * 1.3), 0.10 * math.cos(seconds * 0.8)
        x = width * (0.5 + 0.05 * math.sin(seconds * 1.7))
        y = height * (0.5 + 0.04 * math.cos(seconds * 1.4))
        flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
        depth = 1 + flat @ np.array([yaw, pitch])
        spin = np.array([[math.cos(roll), -math.sin(roll)], [math.sin(roll), math.cos(roll)]])
        corners = (flat / depth[:, None]) @ spin.T * full + (x, y)
        left, top = (max(0, int(v)) for v in corners.min(axis=0))
        right, bottom = int(min(width, corners[:, 0].max() + 1)), int(min(height, corners[:, 1].max() + 1))
        if right <= left or bottom <= top:
            return
        source = np.array([[0, 0], [edge, 0], [edge, edge], [0, edge]], dtype=np.float32)
        target = (corners - (left, top)).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(source, target)
        size = (right - left, bottom - top)
        warped = cv2.warpPerspective(card, matrix, size, flags=cv2.INTER_LINEAR, borderValue=0)
        inside = cv2.fillConvexPoly(np.zeros((size[1], size[0]), np.uint8), target.astype(np.int32), 255)
        shaded = cv2.cvtColor(cv2.convertScaleAbs(warped, alpha=0.86, beta=14), cv2.COLOR_GRAY2BGR)
        cv2.copyTo(shaded, inside, scene[top:bottom, left:right])


def _wall(random: np.random.Generator, size: tuple[int, int]) -> Picture:
    width, height = size[0] + _ROAM, size[1] + _ROAM
    shade, tint = random.integers(90, 165, (6, 9, 1)), random.integers(-12, 13, (6, 9, 3))
    coarse = (shade + tint).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _grainy(scene: Picture, grain: NDArray[np.int8]) -> Picture:
    return np.asarray(cv2.add(scene, cv2.merge([grain, grain, grain]), dtype=cv2.CV_8U), dtype=np.uint8)
