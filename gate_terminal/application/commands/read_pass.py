"""``gate-terminal pass read``: what a gate makes of a text or of the codes in a picture, as JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, FAULT_OF_THE_WORLD, data_option, say_error
from gate_terminal.application.commands.site_time import SiteDay
from gate_terminal.application.place import Place
from gate_terminal.credentials.claims import ZONES
from gate_terminal.credentials.codes import PassCode
from gate_terminal.credentials.reading import PassReading, read_pass
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import Trust
from gate_terminal.domain.faults import WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE, civil_day

_STANDARD_INPUT = "-"
_PREFIX = b"GP"

_Offered = tuple[str | bytes | WorldFault, Mapping[str, str]]
"""An untrusted text, or why there is none, and what the output says of where it came from."""


@click.group("pass")
def pass_() -> None:
    """Look at single passes."""


def _public_keys(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[bytes, ...]:
    try:
        keys = tuple(bytes.fromhex(value) for value in values)
        Trust.of_public_keys(keys)
    except ValueError:
        raise click.BadParameter("a public key is 64 hex digits") from None
    except WrongUse as mistake:
        raise click.BadParameter(str(mistake)) from None
    return keys


@pass_.command("read")
@click.argument("texts", nargs=-1, metavar="[TEXT]...")
@click.option(
    "--image", "images", multiple=True, metavar="FILE", help="Read the codes in a picture; more files may follow."
)
@click.option(
    "--public-key",
    "public_keys",
    multiple=True,
    metavar="HEX",
    callback=_public_keys,
    help="Believe only this key (and others so named), and no list; may be repeated.",
)
@click.option(
    "--zone", type=click.IntRange(ZONES[0], ZONES[-1]), help="The gate's own zone; passes of others are refused."
)
@click.option(
    "--today", type=SiteDay(), metavar="DATE", help="Judge the dates as of this day (default: today at the site)."
)
@data_option
@click.pass_context
def read(
    context: click.Context,
    place: Place,
    *,
    texts: tuple[str, ...],
    images: tuple[str, ...],
    public_keys: tuple[bytes, ...],
    zone: int | None,
    today: date | None,
) -> None:
    """Read passes; a JSON line for each: {"code", "claims", "serial"}.

    TEXT is what a scanner gives; "-" takes the lines of standard input. A picture gives a line for each code
    in it that begins like a pass ("file" names the picture), or not_a_pass. Claims and serial are null unless
    the signature held; a revoked pass has its "reason", a practice pass read by lists says "practice".
    Without --public-key the lists of the data directory count. Exit 0 if every code is ok, 3 if a picture could
    not be read (the others are), else 1.
    """
    if not texts and not images:
        raise WrongUse("Give a TEXT, - for standard input, or --image FILE.")
    trust = Trust.of_public_keys(public_keys) if public_keys else ListStore(place.lists).trust()
    # With --image what stands alone is a further picture: a shell writes `--image *.png` so.
    offered = _from_pictures((*images, *texts)) if images else _from_lines(texts)
    day = today or civil_day(datetime.now(SITE_ZONE))
    all_ok, unreadable = True, False
    for untrusted_text, origin in offered:
        if isinstance(untrusted_text, WorldFault):
            say_error(untrusted_text.detail)
            unreadable = True
            continue
        reading = read_pass(untrusted_text, trust, day, zone=zone)
        all_ok = all_ok and reading.code is PassCode.OK
        marks = {} if public_keys or not reading.practice else {"practice": True}
        click.echo(json.dumps({**_line(reading), **marks, **origin}))
    if unreadable:
        context.exit(FAULT_OF_THE_WORLD)
    if not all_ok:
        context.exit(ANSWER_IS_NO)


def _from_lines(texts: Iterable[str]) -> Iterator[_Offered]:
    for text in texts:
        if text != _STANDARD_INPUT:
            yield text, {}
            continue
        # Bytes, since a scanner may send what is no text at all; empty input is one empty text.
        lines = sys.stdin.buffer.read().split(b"\n")
        if not lines[-1] and len(lines) > 1:
            lines.pop()
        yield from ((line.removesuffix(b"\r"), {}) for line in lines)


def _from_pictures(files: Iterable[str]) -> Iterator[_Offered]:
    for file in files:
        try:
            passes = [payload for payload in _codes_in(Path(file)) if _begins_like_a_pass(payload)]
        except WorldFault as fault:
            yield fault, {}
            continue
        yield from ((payload, {"file": file}) for payload in passes or [b""])


def _codes_in(path: Path) -> list[bytes]:
    """Return the payloads of the QR codes in a picture; FILE_UNREADABLE where it is no picture."""
    from gate_terminal.devices.decoding import Cascade
    from gate_terminal.devices.frames import grey
    from gate_terminal.devices.pictures import load_picture
    from gate_terminal.devices.recipe import STILL

    looked = Cascade(replace(STILL, wanted=_begins_like_a_pass)).read(grey(load_picture(path)))
    return [sighting.payload for sighting in looked.sightings]


def _begins_like_a_pass(payload: bytes) -> bool:
    return payload.startswith(_PREFIX)


def _line(reading: PassReading) -> dict[str, object]:
    claims = reading.claims
    shown = None
    if claims is not None:
        shown = {
            "zone": claims.zone,
            "pass_id": claims.pass_id.hex(),
            "household": claims.household_id,
            "kind": int(claims.kind),
            "from": claims.valid_from.isoformat(),
            "until": claims.valid_until.isoformat(),
        }
    reason = {} if reading.revocation is None else {"reason": reading.revocation.value}
    return {"code": reading.code.value, "claims": shown, "serial": reading.serial, **reason}
