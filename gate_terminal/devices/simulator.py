"""Makes hard pictures of QR codes from a seed: tilted, blurred, dark, dirty, on phones, and without a code."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count as counting

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2

_WIDTH, _HEIGHT = 1280, 720
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TEXT_LENGTH = 178
"""As long as the text of a pass, so that the symbols have its version and its module size."""

EMPTY, USUAL = "empty", "usual"
_LEAST_MOTION = 2.0


@dataclass(frozen=True, slots=True)
class HardPicture:
    """A grey picture with what it shows; `expected` is None where there is no code in it."""

    name: str
    category: str
    image: Picture = field(repr=False)
    expected: str | None


def hard_pictures(amount: int, seed: int = 1) -> Iterator[HardPicture]:
    """Yield `amount` pictures, each category in turn; the same seed gives the same pictures."""
    categories = (*_CATEGORIES, EMPTY)
    for number in range(amount):
        category = categories[number % len(categories)]
        random = np.random.default_rng((seed, number))
        name = f"{category}__{number:05d}"
        if category == EMPTY:
            yield HardPicture(name, category, _soften(_background(random), random, 6.0), None)
            continue
        text = "".join(random.choice(list(_ALPHABET), _TEXT_LENGTH))
        yield HardPicture(name, category, _CATEGORIES[category](text, random), text)


def usual_pictures(amount: int, seed: int = 1) -> Iterator[HardPicture]:
    """Yield pictures of a pass as a gate ordinarily sees it, anywhere within these limits at once.

    A symbol of 120 to 400 pixels a side, tilted by up to 45 degrees, moved by up to 7 pixels while the shutter is
    open.
    """
    for number in range(amount):
        yield next(hold_up(number, seed))


def hold_up(number: int, seed: int = 1) -> Iterator[HardPicture]:
    """Yield frame after frame of one pass within the usual limits; only how it moves changes between them."""
    random = np.random.default_rng((seed, number))
    text = "GP1" + "".join(random.choice(list(_ALPHABET), _TEXT_LENGTH - 3))
    side, tilt, roll = random.uniform(120, 400), random.uniform(0, 45), random.uniform(-180, 180)
    still = _place(draw_qr(text), random, side=side, tilt=tilt, roll=roll)
    for frame in counting():
        moved = random.uniform(0, 7)
        picture = _motion(still, random, moved) if moved >= _LEAST_MOTION else still
        yield HardPicture(f"{USUAL}__{number:05d}-{frame}", USUAL, _soften(picture, random, 3), text)


def _background(random: np.random.Generator) -> Picture:
    """Return a cluttered wall: soft shades with boxes, stripes and a lattice that finders could mistake."""
    coarse = random.integers(40, 190, (9, 16), dtype=np.uint8)
    image = np.asarray(cv2.resize(coarse, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    for _ in range(12):
        x, y = int(random.integers(0, _WIDTH)), int(random.integers(0, _HEIGHT))
        w, h = int(random.integers(10, 260)), int(random.integers(10, 200))
        shade = int(random.integers(0, 256))
        cv2.rectangle(image, (x, y), (x + w, y + h), (shade,), int(random.choice([-1, 2, 6])))
    x0, y0, step = int(random.integers(0, 1000)), int(random.integers(0, 500)), int(random.integers(6, 22))
    for row in range(8):
        for column in range(8):
            if random.random() < 0.5:  # noqa: PLR2004 - a fair coin
                at = (x0 + column * step, y0 + row * step)
                cv2.rectangle(image, at, (at[0] + step, at[1] + step), (20,), -1)
    return image


def _place(
    symbol: Picture,
    random: np.random.Generator,
    *,
    side: float,
    tilt: float = 0.0,
    roll: float = 0.0,
    background: Picture | None = None,
) -> Picture:
    """Put the symbol, `side` pixels wide without its quiet zone, onto a background; angles in degrees."""
    scene = _background(random) if background is None else background
    modules = symbol.shape[0]
    full = side * modules / (modules - 8)
    yaw, axis = math.radians(tilt), random.uniform(0, 2 * math.pi)
    flat = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
    turn = np.array([[math.cos(axis), -math.sin(axis)], [math.sin(axis), math.cos(axis)]])
    about = flat @ turn
    depth = 1 + about[:, 0] * math.sin(yaw) * 0.45
    about[:, 0] *= math.cos(yaw)
    spin = math.radians(roll) - axis
    back = np.array([[math.cos(spin), -math.sin(spin)], [math.sin(spin), math.cos(spin)]])
    corners = (about / depth[:, None]) @ back.T
    reach = full * np.abs(corners).max()
    x = random.uniform(reach + 2, max(reach + 3, _WIDTH - reach - 2))
    y = random.uniform(min(reach + 2, _HEIGHT / 2), max(_HEIGHT / 2 + 1, _HEIGHT - reach - 2))
    target = (corners * full + (x, y)).astype(np.float32)
    card = _enlarged(symbol, max(1, math.ceil(full / modules)))
    edge = card.shape[0]
    source = np.array([[0, 0], [edge, 0], [edge, edge], [0, edge]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    flags = cv2.INTER_AREA if edge > full else cv2.INTER_LINEAR
    warped = cv2.warpPerspective(card, matrix, (_WIDTH, _HEIGHT), flags=flags)
    mask = cv2.warpPerspective(np.full_like(card, 255), matrix, (_WIDTH, _HEIGHT), flags=cv2.INTER_LINEAR)
    share = mask.astype(np.float32) / 255
    return np.asarray(warped * share + scene * (1 - share), dtype=np.uint8)


def _enlarged(symbol: Picture, module: int) -> Picture:
    return np.ascontiguousarray(np.kron(symbol, np.ones((module, module), dtype=np.uint8)))


def _soften(image: Picture, random: np.random.Generator, noise: float) -> Picture:
    """Add the noise of a sensor (`noise` is its standard deviation) and the loss of a lens."""
    soft = cv2.GaussianBlur(image, (0, 0), 0.6).astype(np.float32)
    return _eight_bits(soft + random.normal(0, noise, image.shape).astype(np.float32))


def _eight_bits(values: NDArray[np.float32]) -> Picture:
    return np.asarray(np.clip(values, 0, 255), dtype=np.uint8)


def _motion(image: Picture, random: np.random.Generator, length: float) -> Picture:
    size = int(length) | 1
    kernel = np.zeros((size, size), dtype=np.float32)
    angle = random.uniform(0, math.pi)
    middle = size // 2
    reach = (middle * math.cos(angle), middle * math.sin(angle))
    ends = [(round(middle + s * reach[0]), round(middle + s * reach[1])) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1.0,), 1)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), dtype=np.uint8)


def _card(text: str, random: np.random.Generator, low: float = 150, high: float = 380, tilt: float = 25) -> Picture:
    return _place(
        draw_qr(text),
        random,
        side=random.uniform(low, high),
        tilt=random.uniform(0, tilt),
        roll=random.uniform(-180, 180),
    )


def _nominal(text: str, random: np.random.Generator) -> Picture:
    return _soften(_card(text, random), random, 3)


def _tilted(text: str, random: np.random.Generator) -> Picture:
    side, tilt = random.uniform(200, 380), random.uniform(40, 68)
    picture = _place(draw_qr(text), random, side=side, tilt=tilt, roll=random.uniform(-180, 180))
    return _soften(picture, random, 4)


def _moving(text: str, random: np.random.Generator) -> Picture:
    return _soften(_motion(_card(text, random), random, random.uniform(5, 15)), random, 4)


def _defocused(text: str, random: np.random.Generator) -> Picture:
    picture = cv2.GaussianBlur(_card(text, random), (0, 0), random.uniform(1.5, 4.5))
    return _soften(np.asarray(picture, dtype=np.uint8), random, 3)


def _dark(text: str, random: np.random.Generator) -> Picture:
    light = random.uniform(0.06, 0.25)
    dim = _card(text, random).astype(np.float32) * light + 6
    return _soften(_eight_bits(dim), random, random.uniform(3, 8))


def _glaring(text: str, random: np.random.Generator) -> Picture:
    picture = _card(text, random, 200, 380).astype(np.float32)
    y, x = np.mgrid[0:_HEIGHT, 0:_WIDTH].astype(np.float32)
    bright = picture > 200  # noqa: PLR2004 - paper
    ys, xs = np.nonzero(bright)
    pick = int(random.integers(0, len(xs)))
    spread = random.uniform(30, 120)
    spot = np.exp(-((x - xs[pick]) ** 2 + (y - ys[pick]) ** 2) / (2 * spread**2))
    return _soften(_eight_bits(picture * 0.75 + spot.astype(np.float32) * random.uniform(150, 400)), random, 3)


def _phone(text: str, random: np.random.Generator) -> Picture:
    """Show the code on a lit screen seen pixel by pixel: stripes that beat with the sensor, and a dark room."""
    symbol = draw_qr(text)
    card = _place(
        symbol, random, side=random.uniform(170, 360), tilt=random.uniform(0, 25), roll=random.uniform(-25, 25)
    )
    pitch, angle = random.uniform(2.2, 4.5), random.uniform(0, math.pi)
    y, x = np.mgrid[0:_HEIGHT, 0:_WIDTH].astype(np.float32)
    along = (x * math.cos(angle) + y * math.sin(angle)) * (2 * math.pi / pitch)
    across = (y * math.cos(angle) - x * math.sin(angle)) * (2 * math.pi / (pitch * 1.13))
    moire = 1 - random.uniform(0.1, 0.35) * (0.5 + 0.25 * np.sin(along) + 0.25 * np.sin(across))
    return _soften(_eight_bits(card.astype(np.float32) * moire.astype(np.float32) + 12), random, 3)


def _squeezed(text: str, random: np.random.Generator) -> Picture:
    picture = _soften(_card(text, random, 110, 260), random, 3)
    quality = int(random.integers(8, 30))
    packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def _dirty(text: str, random: np.random.Generator) -> Picture:
    card = _enlarged(draw_qr(text), 6)
    edge = card.shape[0]
    for _ in range(int(random.integers(4, 14))):
        x, y = (int(v) for v in random.integers(24, edge - 24, 2))
        radius, shade = int(random.integers(3, 14)), int(random.integers(0, 256))
        cv2.circle(card, (x, y), radius, (shade,), -1)
    for _ in range(int(random.integers(0, 4))):
        start, end = ([int(v) for v in random.integers(0, edge, 2)] for _ in range(2))
        cv2.line(card, start, end, (int(random.integers(60, 240)),), int(random.integers(1, 5)))
    small = cv2.resize(card, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    spoiled = _place(np.asarray(small, dtype=np.uint8), random, side=random.uniform(200, 360), tilt=20, roll=30)
    return _soften(spoiled, random, 3)


def _far(text: str, random: np.random.Generator) -> Picture:
    return _soften(_card(text, random, 75, 130, 15), random, 3)


def _several(text: str, random: np.random.Generator) -> Picture:
    """Show the card beside other codes, smaller, of another system."""
    scene = _background(random)
    for index in counting():
        other = draw_qr(f"https://example.org/{index}/{random.integers(10**6)}")
        scene = _place(other, random, side=random.uniform(60, 110), roll=random.uniform(-20, 20), background=scene)
        if index >= 1:
            break
    card = _place(draw_qr(text), random, side=random.uniform(170, 330), tilt=15, roll=20, background=scene)
    return _soften(card, random, 3)


_CATEGORIES: dict[str, Callable[[str, np.random.Generator], Picture]] = {
    "nominal": _nominal,
    "tilted": _tilted,
    "moving": _moving,
    "defocused": _defocused,
    "dark": _dark,
    "glaring": _glaring,
    "phone": _phone,
    "jpeg": _squeezed,
    "dirty": _dirty,
    "far": _far,
    "several": _several,
}
