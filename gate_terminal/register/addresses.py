"""One canonical text for the many ways in which people write the address of a household."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_ADDRESS = 80
"""Characters; anything longer in a roster is no address."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address as read: `text` is canonical; the parts are empty where they were not recognised.

    `place` is what stands before the building (``王家村``, ``A区``), `building`, `unit` and `room` are
    without their counters and leading zeros.
    """

    text: str
    place: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    @property
    def unit_number(self) -> int | None:
        """Return the number that the odd/even basis looks at: the unit's (单元), else the room's or house's."""
        for part in (self.unit, self.room):
            digits = re.match(r"[0-9]+", part)
            if digits:
                return int(digits[0])
        return None


_DASHES = re.compile("[‐‑‒–—―−ーｰ~_〜⁃]+")
_HAN = "[\u3400-\u9fff\uf900-\ufaff〇]"
# Spaces mean nothing beside a Chinese character or a separator; between digits they keep two numbers apart.
_IDLE_SPACE = re.compile(rf"(?<={_HAN}) | (?={_HAN})|(?<=[-#/]) | (?=[-#/])")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}(?=号楼|号|栋|幢|座|楼|单元|门|层|室|组|队|区|期|弄)")
# A room read out digit by digit: 五零一室.
_SPELT_ROOM = re.compile(r"(?<=[元楼栋幢座门层#-])[〇零一二三四五六七八九]{3,4}(?=(?:号?[室房户]|号)?$)")
_SPELT = {ord(character): str(digit) for digit, character in enumerate("零一二三四五六七八九")} | {ord("〇"): "0"}
_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

_NUMBERED = "[区组队弄期]"
_PLACE = (
    rf"(?P<place>(?:{_HAN}|[A-Z](?=区)|[0-9]{{1,4}}(?={_NUMBERED}))*"
    r"(?:区|村|里|园|苑|庄|府|城|湾|组|队|弄|期|巷|街|路|庭|邸|坊|院))?-?"
)
_BUILDING = r"(?P<building>[0-9]{1,4}[A-Z]?|[A-Z][0-9]{0,3})"
_BUILDING_END = r"(?:号?楼|号?[栋幢]楼?|座楼?|#楼?)"
_UNIT = r"(?P<unit>[0-9]{1,2}|[A-Z])"
_UNIT_END = r"(?:单元|门洞?|梯)"
_FLOOR = r"(?:[0-9]{1,2}[层楼]-?)?"
_ROOM_ALONE = r"(?P<room>[0-9]{1,5}[A-Z]?|[A-Z][0-9]{1,5})(?:-(?P<part>[A-Z0-9]))?"
_ROOM = rf"{_ROOM_ALONE}(?:号?[室房户院]|号)?"

_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        # 3号楼2单元501室 · 3#2单元501 · 3-2单元-501
        rf"{_PLACE}{_BUILDING}(?:{_BUILDING_END}-?|号?-|号){_UNIT}{_UNIT_END}-?{_FLOOR}{_ROOM}",
        # 3-2-501 · 3#2-501 · 3号楼2-501 · 3/2/501
        rf"{_PLACE}{_BUILDING}(?:{_BUILDING_END}-?|[-/]){_UNIT}[-/#]{_ROOM}",
        # A座1203 · 12栋301室 · 12-301
        rf"{_PLACE}{_BUILDING}(?:{_BUILDING_END}-?|[-/])(?P<unit>){_FLOOR}{_ROOM}",
        # 123弄5号302室
        rf"{_PLACE}{_BUILDING}号(?P<unit>){_FLOOR}{_ROOM_ALONE}号?[室房户]",
    )
)
_LEADING_ZERO = re.compile(r"(?<![0-9])0[0-9]")
_HOUSE_PLACE = rf"(?:{_HAN}+?(?:[0-9]{{1,4}}{_NUMBERED})?|[0-9]{{1,4}}[组队])"
_HOUSE = re.compile(rf"(?P<place>{_HOUSE_PLACE})-?(?P<room>[0-9]{{1,5}})(?P<part>(?:-[0-9]{{1,3}})?)号?(?:院|户)?")


def read_address(written: str) -> Address:
    """Return the address meant by `written`; what is not understood is kept as written.

    Written forms of the same home meet in one `text` (``3号楼2单元501`` and ``3#2-501`` are ``3-2-501``), and
    reading a canonical text gives it back. Nothing is refused here: a strange address is still a home.
    """
    plain = _plain(written)
    address = _read(plain)
    # Without its zeros or its floor an address can be short enough for another form: that one is meant then.
    return _read(address.text) if "-" in address.room or _LEADING_ZERO.search(plain) else address


def _read(plain: str) -> Address:
    compact = _compact(plain)
    for form in _FORMS:
        found = form.fullmatch(compact)
        if found:
            building, unit, room = (_short(found[part]) for part in ("building", "unit", "room"))
            if found["part"]:
                room = f"{room}-{found['part']}"
            text = (found["place"] or "") + "-".join(part for part in (building, unit, room) if part)
            return Address(text, found["place"] or "", building, unit, room)
    house = _HOUSE.fullmatch(compact)
    if house:
        room = _short(house["room"]) + house["part"]
        return Address(f"{house['place']}{room}号", place=house["place"], room=room)
    return Address(plain)


_UPPER = {ordinal: ordinal - 32 for ordinal in range(ord("a"), ord("z") + 1)}


def inside(written: str, own_name: str) -> str:
    """Return the address of a flat as it is written within the compound called `own_name`: without that name.

    ``君庭湖畔小区3号楼2单元501``, with whatever town stands before it, is ``3号楼2单元501`` there. Anything else
    comes back unchanged.
    """
    _town, found, rest = _plain(written).partition(_plain(own_name)) if own_name.strip() else ("", "", "")
    rest = rest.removeprefix("小区").lstrip("-,")
    return rest if found and read_address(rest).building else written


def _compact(plain: str) -> str:
    """Return `plain` with its numbers in digits and its letters in upper case."""
    spelt = _SPELT_ROOM.sub(lambda match: match[0].translate(_SPELT), plain)
    return _CHINESE_NUMBER.sub(lambda match: _chinese_number(match[0]), spelt).translate(_UPPER)


def _plain(written: str) -> str:
    """Return `written` in NFKC without control characters, odd dashes and meaningless spaces."""
    text = unicodedata.normalize("NFKC", written)
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text = _DASHES.sub("-", text)
    text = " ".join(text.split())
    # Dropping characters can leave a sequence that composes.
    return unicodedata.normalize("NFKC", _IDLE_SPACE.sub("", text))


def _chinese_number(text: str) -> str:
    """Return ``十二`` as ``12``; what is no number below 100 comes back unchanged."""
    if "十" not in text:
        return str(_DIGITS[text]) if len(text) == 1 else text
    tens, _, ones = text.partition("十")
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return text
    return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))


def _short(part: str) -> str:
    """Return `part` without leading zeros (``0501`` is ``501``)."""
    return re.sub(r"^0+(?=[0-9])", "", part)


def partial_address(typed: str) -> str:
    """Return the canonical beginning meant by an address that is still being typed (``3号楼2单元`` is ``3-2``)."""
    compact = _compact(_plain(typed))
    whole = read_address(typed)
    if whole.building:
        return whole.text
    return re.sub(rf"(?<=[0-9A-Z])(?:{_BUILDING_END}|{_UNIT_END}|[室/])-?", "-", compact)
