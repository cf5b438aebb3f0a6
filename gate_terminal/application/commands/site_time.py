"""Days and moments on the command line: always those of the site, whatever zone the computer is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from gate_terminal.domain.moments import SITE_ZONE


class SiteDay(click.ParamType[date]):
    """A civil day of the site, such as ``2020-02-07``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day, such as 2020-02-07.", param, ctx)


class SiteMoment(click.ParamType[datetime]):
    """A day or a moment of the site: ``2020-02-07`` or ``2020-02-07T09:00``, with an offset or without."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment, in the site's zone where no offset is given."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day and no moment, such as 2020-02-07 or 2020-02-07T09:00.", param, ctx)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=SITE_ZONE)


def date_option(what: str, *, name: str = "day", required: bool = False) -> Callable[[Any], Any]:
    """Return the option that names the one day which a command is about, spelt alike by all of them."""
    return click.option("--date", "--day", name, type=SiteDay(), required=required, metavar="DATE", help=what)
