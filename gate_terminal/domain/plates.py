"""Number plates as guards type them, in one form; their patterns advise and never block."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

# The numbers of GB/T 2260, which everybody knows from the beginning of an identity number.
PROVINCES: Mapping[str, tuple[str, str]] = {
    "11": ("北京", "京"),
    "12": ("天津", "津"),
    "13": ("河北", "冀"),
    "14": ("山西", "晋"),
    "15": ("内蒙古", "蒙"),
    "21": ("辽宁", "辽"),
    "22": ("吉林", "吉"),
    "23": ("黑龙江", "黑"),
    "31": ("上海", "沪"),
    "32": ("江苏", "苏"),
    "33": ("浙江", "浙"),
    "34": ("安徽", "皖"),
    "35": ("福建", "闽"),
    "36": ("江西", "赣"),
    "37": ("山东", "鲁"),
    "41": ("河南", "豫"),
    "42": ("湖北", "鄂"),
    "43": ("湖南", "湘"),
    "44": ("广东", "粤"),
    "45": ("广西", "桂"),
    "46": ("海南", "琼"),
    "50": ("重庆", "渝"),
    "51": ("四川", "川"),
    "52": ("贵州", "贵"),
    "53": ("云南", "云"),
    "54": ("西藏", "藏"),
    "61": ("陕西", "陕"),
    "62": ("甘肃", "甘"),
    "63": ("青海", "青"),
    "64": ("宁夏", "宁"),
    "65": ("新疆", "新"),
}
"""Number of a province, its name, and the character that stands first on its plates."""

_PLACE = "[" + "".join(character for _, character in PROVINCES.values()) + "]"
_REST = "[A-HJ-NP-Z0-9]"
_SHORTEST, _LONGEST = 6, 10


class PlateKind(StrEnum):
    """What a plate is by its pattern."""

    ORDINARY = "ordinary"
    NEW_ENERGY = "new_energy"
    TRAILER = "trailer"
    LEARNER = "learner"
    POLICE = "police"
    HONG_KONG_MACAO = "hong_kong_macao"
    EMERGENCY = "emergency"
    CONSULAR = "consular"


_PATTERNS: Mapping[PlateKind, re.Pattern[str]] = {
    PlateKind.HONG_KONG_MACAO: re.compile(rf"粤Z{_REST}{{4}}[港澳]"),
    PlateKind.ORDINARY: re.compile(rf"{_PLACE}[A-HJ-Z]{_REST}{{5}}"),
    PlateKind.NEW_ENERGY: re.compile(rf"{_PLACE}[A-HJ-Z](?:[A-HJK]{_REST}[0-9]{{4}}|[0-9]{{5}}[A-HJK])"),
    PlateKind.TRAILER: re.compile(rf"{_PLACE}[A-HJ-Z]{_REST}{{4}}挂"),
    PlateKind.LEARNER: re.compile(rf"{_PLACE}[A-HJ-Z]{_REST}{{4}}学"),
    PlateKind.POLICE: re.compile(rf"{_PLACE}[A-HJ-Z]{_REST}{{4}}警"),
    PlateKind.EMERGENCY: re.compile(rf"{_PLACE}[SX][0-9]{{4}}应急"),
    PlateKind.CONSULAR: re.compile(rf"(?:使[0-9]{{6}}|[0-9]{{6}}使|{_PLACE}[A-HJ-Z]{_REST}{{4}}领)"),
}


def plain_plate(written: str, home: str = "") -> str:
    """Return a plate without what does not belong to it: NFKC, upper case, no blanks, dots or dashes.

    A number of GB/T 2260 in front of a letter stands for the province's character (``42A12345`` is ``鄂A12345``);
    `home` (such a character, or empty) stands before a plate that begins with a letter.
    """
    letters = unicodedata.normalize("NFKC", written).upper()
    plate = "".join(character for character in letters if character.isalnum())
    numbered = PROVINCES.get(plate[:2])
    if numbered is not None and plate[2:3].isascii() and plate[2:3].isalpha():
        return numbered[1] + plate[2:]
    return home + plate if plate[:1].isascii() and plate[:1].isalpha() else plate


def kind_of_plate(plate: str) -> PlateKind | None:
    """Return what a plain plate is by its pattern; None for one that is not usual, which is no reason to stop it."""
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(plate)), None)


def looks_like_a_plate(plate: str) -> bool:
    """Tell whether a plain text can be meant as a plate rather than as a name or an address."""
    if kind_of_plate(plate) is not None:
        return True
    letters = sum(character.isascii() and character.isalpha() for character in plate)
    digits = sum(character.isdigit() for character in plate)
    return _SHORTEST <= len(plate) <= _LONGEST and letters > 0 and digits >= 3  # noqa: PLR2004 - a serial of any plate


def mask_plate(plate: str) -> str:
    """Return a plate that is recognised by whoever knows it: ``鄂A·12**5``."""
    head, rest = plate[:2], plate[2:]
    if len(rest) < 4:  # noqa: PLR2004 - too short to show any of it
        return head + "·" + "*" * len(rest) if rest else "*" * len(head)
    return f"{head}·{rest[:2]}{'*' * (len(rest) - 3)}{rest[-1]}"


def mask_party(party: str) -> str:
    """Return a party as whoever follows the gate may know it: a vehicle's name is its plate, all others are opaque."""
    kind, colon, plate = party.partition(":")
    return f"{kind}:{mask_plate(plate)}" if colon and kind == "vehicle" else party
