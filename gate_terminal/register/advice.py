"""Doubts about a phone or an identity number: advice for whoever enters them, never a reason to turn anybody away."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from datetime import date

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
# Position weights and check characters of the 18-digit number (GB 11643, ISO 7064 MOD 11-2).
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECK = "10X98765432"
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_EARLIEST_BIRTH = 1900


def plain_phone(written: str) -> str:
    """Return a phone without spaces, hyphens and the country's prefix; anything else is kept as written."""
    text = unicodedata.normalize("NFKC", written).strip()
    digits = re.sub(r"[\s\-()]", "", text)
    digits = re.sub(r"^(?:\+|00)86", "", digits)
    return digits if _MOBILE.fullmatch(digits) else text


def phone_doubtful(phone: str) -> bool:
    """Tell whether `phone` (as :func:`plain_phone` gives it) does not look like a mobile number; none is no doubt."""
    return bool(phone) and not _MOBILE.fullmatch(phone)


def lost_digits(written: str) -> bool:
    """Tell whether a number was rounded by a spreadsheet before it was written (``1.38E+10``)."""
    return bool(_ROUNDED.fullmatch(unicodedata.normalize("NFKC", written).strip()))


def plain_id_number(written: str) -> str:
    """Return an identity number in upper case without spaces."""
    return "".join(unicodedata.normalize("NFKC", written).split()).upper()


def id_number_doubt(written: str, today: date) -> str | None:
    """Return what speaks against an identity number, as one sentence, or None.

    The area code is information only: real ones are missing from every list.
    """
    number = plain_id_number(written)
    if not _ID_NUMBER.fullmatch(number):
        return "An identity number has 18 places."
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "The date of birth in it does not exist."
    if birth > today:
        return "The date of birth in it lies in the future."
    if birth.year < _EARLIEST_BIRTH:
        return "The date of birth in it is too long ago."
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    if _CHECK[total % 11] != number[17]:
        return "The check digit does not fit: look at the number again."
    return None


def masked_id_number(written: str) -> str:
    """Return the form that may be shown: the first three and the last two places."""
    number = plain_id_number(written)
    shown = 5
    return f"{number[:3]}{'*' * (len(number) - shown)}{number[-2:]}" if len(number) > shown else "*" * len(number)


def id_number_digest(written: str, key: bytes) -> str:
    """Return the digest under which a person is found again; the key stays outside the database.

    Without a secret the few possible numbers are tried out in minutes.
    """
    return hmac.new(key, plain_id_number(written).encode(), hashlib.sha256).hexdigest()
