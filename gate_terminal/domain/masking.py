"""Personal data as a screen, a list or an export shows it unless more is asked for: enough to recognise, no more."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """Return the first character and two stars (``张**``); an empty name stays empty."""
    return name[:1] + "**" if name else ""


def mask_phone(phone: str) -> str:
    """Return a phone number without its middle (``138****5678``); a short one shows its last two digits at most."""
    digits = phone.strip()
    if len(digits) >= 11:  # noqa: PLR2004 - the length of a mobile number
        return digits[:3] + "*" * (len(digits) - 7) + digits[-4:]
    return "*" * max(len(digits) - 2, 0) + digits[-2:] if len(digits) > 4 else "*" * len(digits)  # noqa: PLR2004


def mask_end(text: str) -> str:
    """Return an address without its room, a serial without its end (``3-2-**``); what has no parts is all masked."""
    front, dash, _ = text.rpartition("-")
    return f"{front}{dash}**" if text else ""
