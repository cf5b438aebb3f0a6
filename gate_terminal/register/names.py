"""The pinyin initials of a name, so that ``zs`` finds 张三."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Surnames whose reading differs from the character's usual one, by their initial.
_SURNAMES = {
    **dict.fromkeys("单折", "s"),
    **dict.fromkeys("曾查翟", "z"),
    **dict.fromkeys("仇覃", "q"),
    **dict.fromkeys("朴逄", "p"),
    **dict.fromkeys("乐员", "y"),
    "解": "x",
    "区": "o",
    "缪": "m",
    "种": "c",
    "盖": "g",
    "黑": "h",
    "秘": "b",
    "令狐": "lh",
    "尉迟": "yc",
    "长孙": "zs",
    "万俟": "mq",
    "澹台": "tt",
    "单于": "cy",
}
_WORDS = re.compile(r"[A-Za-z]+|[^A-Za-z]")


def initials_of(name: str) -> str:
    """Return the lower-case initials of `name`: 张三 → ``zs``, 单雄信 → ``sxx``, ``John Smith`` → ``js``.

    Characters without a reading (digits, dots) are left out.
    """
    text = unicodedata.normalize("NFKC", name).strip()
    for length in (2, 1):
        surname = _SURNAMES.get(text[:length])
        if surname is not None and len(text) > length:
            return surname + _plain(text[length:])
    return _plain(text)


def _plain(text: str) -> str:
    return "".join(_initial(word) for word in _WORDS.findall(text))


@lru_cache(maxsize=8192)
def _initial(word: str) -> str:
    if word.isascii():
        return word[0].lower() if word.isalpha() else ""
    # Its tables take a third of a second to load: only who writes names pays for them.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    letter = "".join(lazy_pinyin(word, style=Style.FIRST_LETTER, errors="ignore"))[:1].lower()
    return letter if letter.isascii() and letter.isalpha() else ""
