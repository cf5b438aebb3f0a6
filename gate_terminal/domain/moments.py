"""Moments and days of the site: fixed UTC+8, never the computer's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

# A fixed offset needs no time-zone database, which the Windows build of Python lacks.
SITE_ZONE = timezone(timedelta(hours=8))

CLOCK_TOLERANCE = timedelta(minutes=2)
"""The latest record may be later than now by this much before the clock counts as set back."""


def site_moment(moment: datetime) -> datetime:
    """Return `moment` (aware) in the site's zone; a naive one raises ``ValueError``."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs an offset: {moment.isoformat()}")
    return moment.astimezone(SITE_ZONE)


def was_set_back(now: datetime, latest: datetime | None) -> bool:
    """Tell whether a clock that says `now` stands before the `latest` record, if any, by more than the tolerance."""
    return latest is not None and latest - now > CLOCK_TOLERANCE


def civil_day(moment: datetime) -> date:
    """Return the site's calendar day in which `moment` (aware) falls."""
    return site_moment(moment).date()


def midnight(day: date) -> datetime:
    """Return 00:00 of `day` at the site."""
    return datetime.combine(day, time(), SITE_ZONE)


@dataclass(frozen=True, slots=True)
class DailyWindow:
    """A part of every day, ``[begin, end)``; it spans midnight where ``end <= begin``."""

    begin: time
    end: time

    def covers(self, moment: datetime) -> bool:
        """Tell whether `moment` (aware) falls into the window; `begin` does, `end` does not."""
        now = site_moment(moment).time()
        if self.begin < self.end:
            return self.begin <= now < self.end
        return now >= self.begin or now < self.end

    def end_after(self, moment: datetime) -> datetime:
        """Return the first end of the window later than `moment` (aware)."""
        local = site_moment(moment)
        end = datetime.combine(local.date(), self.end, SITE_ZONE)
        return end if end > local else end + timedelta(days=1)
