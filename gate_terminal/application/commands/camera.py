"""``gate-terminal camera``: which cameras there are, what they can do, and which one is used and how."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate_terminal.application.commands.common import SizeType, data_option, json_option, say_error
from gate_terminal.application.place import Place

if TYPE_CHECKING:
    from gate_terminal.application.camera_desk import Abilities
    from gate_terminal.application.settings import DeviceSettings

_TRIAL_SECONDS = 2.0
_PATIENCE = 12.0


@click.group()
def camera() -> None:
    """Look after the camera: which one, its size, how it hangs, focus, exposure and zoom."""


@camera.command("list")
@data_option
@json_option
def list_(place: Place, *, as_json: bool) -> int:
    """Print the cameras of this computer and what each can do; the one that is used is marked."""
    from gate_terminal.application.camera_desk import cameras, is_same

    used = _devices(place).camera
    found = cameras()
    for one in found:
        marked = is_same(used, one)
        can, trouble = _abilities_or_trouble(one.path)
        if as_json:
            line = {**asdict(one), "used": marked, **_plain(can), "trouble": trouble}
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            click.echo(f"{'*' if marked else ' '} {one.index}  {one.name}  {one.path}")
            click.echo(f"     {trouble or _told(can)}")
    if not found and not as_json:
        click.echo("This computer names no camera.")
    return 0


@camera.command()
@data_option
@json_option
@click.option(
    "--picture", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Save a picture (PNG)."
)
def show(place: Place, *, as_json: bool, picture: Path | None) -> int:
    """Try the camera that is used for two seconds; print its set-up, what comes, and what spoils the picture."""
    from gate_terminal.application.camera_trial import try_camera
    from gate_terminal.domain.faults import WorldFault

    devices = _devices(place)
    can, trouble = _abilities_or_trouble(devices.camera)
    setup = {key: getattr(devices, key) for key in _KEPT}
    try:
        trial = try_camera(devices, seconds=_TRIAL_SECONDS, patience=_PATIENCE, picture=picture)
    except WorldFault as fault:
        if as_json:
            click.echo(json.dumps({**setup, **_plain(can), "trial": None}, ensure_ascii=False))
        else:
            click.echo(_setup_line(devices))
        raise fault from None
    if as_json:
        click.echo(json.dumps({**setup, **_plain(can), "trial": asdict(trial)}, ensure_ascii=False))
        return 0
    click.echo(_setup_line(devices))
    click.echo(trouble or _told(can))
    click.echo(
        f"{trial.width}×{trial.height}, {trial.frames_per_second:.1f} pictures a second, brightness {trial.brightness} "
        f"of 255, {trial.read_ms:.1f} ms to look at one"
    )
    click.echo(f"It reads: {', '.join(trial.texts) or 'no code'}; {trial.hint or 'nothing spoils the picture'}.")
    return 0


_KEPT = ("camera", "width", "height", "fps", "turn", "mirrored", "focus", "exposure", "zoom")


@camera.command("set")
@data_option
@json_option
@click.argument("source", required=False, metavar="[CAMERA]")
@click.option("--size", type=SizeType(), metavar="WIDTHxHEIGHT", help="Of the pictures, such as 1280x720.")
@click.option("--fps", type=click.IntRange(1, 240), help="Pictures a second.")
@click.option("--turn", type=click.Choice(["0", "90", "180", "270"]), help="Degrees clockwise, for how it hangs.")
@click.option("--mirrored/--not-mirrored", default=None, help="Show the guard a mirror: for a camera that faces them.")
@click.option("--focus", metavar="N|auto", help="In the driver's units; auto: by itself.")
@click.option("--exposure", metavar="N|auto", help="In the driver's units; auto: by itself.")
@click.option("--zoom", metavar="N|auto", help="In the driver's units; auto: none.")
@click.option("--anyway", is_flag=True, help="Also a camera that is not there now.")
def set_(place: Place, source: str | None, *, as_json: bool, anyway: bool, **wanted: Any) -> int:
    """Use CAMERA (index, path, name or a part of it, file, address) from now on, set up as the options say.

    A camera is remembered by the path or name that it keeps when it is plugged in elsewhere; one that is not there is
    refused, unless --anyway says that it will be. Focus, exposure and
    zoom are set at once, all else when the gate window opens the next time.
    """
    from gate_terminal.application.camera_desk import remember

    devices = _devices(place)
    changes: dict[str, Any] = {}
    if source is not None:
        changes["camera"] = _lasting(source, anyway=anyway)
    if wanted["size"] is not None:
        changes["width"], changes["height"] = wanted["size"]
    for key in ("fps", "mirrored"):
        if wanted[key] is not None:
            changes[key] = wanted[key]
    if wanted["turn"] is not None:
        changes["turn"] = int(wanted["turn"])
    changes |= _controls_set(changes.get("camera", devices.camera), wanted)
    if not changes:
        raise click.UsageError("Say what to set: a camera, or one of the options.")
    settings = remember(place, lambda before: replace(before, **changes))
    kept = {key: getattr(settings.devices, key) for key in _KEPT}
    click.echo(json.dumps(kept, ensure_ascii=False) if as_json else _setup_line(settings.devices))
    return 0


def _controls_set(source: str, wanted: dict[str, Any]) -> dict[str, float | None]:
    """Set what is wanted of focus, exposure and zoom at the driver, and return what is to be remembered."""
    from gate_terminal.application.camera_desk import ControlKind, adjust
    from gate_terminal.domain.faults import WorldFault

    kept: dict[str, float | None] = {}
    for kind in ControlKind:
        if wanted[kind] is None:
            continue
        kept[kind.value] = value = _value(kind, wanted[kind])
        try:
            adjust(source, kind, value)
        except WorldFault as fault:
            # It is set whenever the camera is opened.
            say_error(fault.detail)
    return kept


def _value(name: str, text: str) -> float | None:
    if text.strip().lower() == "auto":
        return None
    try:
        return float(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is neither a number nor auto.", param_hint=f"--{name}") from None


def _lasting(source: str, *, anyway: bool) -> str:
    """Return under what a camera is remembered; one that is not there now only where that is wanted."""
    from gate_terminal.application.camera_desk import chosen_source
    from gate_terminal.domain.faults import WorldFault

    try:
        return chosen_source(source)
    except WorldFault as fault:
        if not anyway:
            raise WorldFault(fault.fault, f"{fault.detail} If it is only not plugged in now, say --anyway.") from fault
        say_error(fault.detail)
        return source


def _devices(place: Place) -> DeviceSettings:
    from gate_terminal.application.settings import read_settings

    return read_settings(place.settings).devices


def _abilities_or_trouble(source: str) -> tuple[Abilities, str | None]:
    from gate_terminal.application.camera_desk import Abilities, abilities
    from gate_terminal.domain.faults import WorldFault

    try:
        return abilities(source), None
    except WorldFault as fault:
        return Abilities(), fault.detail


def _plain(can: Abilities) -> dict[str, Any]:
    return {"controls": [asdict(control) for control in can.controls], "sizes": [asdict(size) for size in can.sizes]}


def _told(can: Abilities) -> str:
    parts = [f"{size.width}×{size.height} at {size.fps}" for size in can.sizes]
    for control in can.controls:
        own = " (by itself)" if control.automatic else ""
        parts.append(f"{control.kind} {control.value}{own} of {control.low}…{control.high}")
    return ", ".join(parts) or "Its driver tells nothing that could be set."


def _setup_line(devices: DeviceSettings) -> str:
    parts = [devices.camera, f"{devices.width}×{devices.height} at {devices.fps}"]
    if devices.turn:
        parts.append(f"turned by {devices.turn}°")
    if devices.mirrored:
        parts.append("mirrored")
    for name in ("focus", "exposure", "zoom"):
        value = getattr(devices, name)
        parts += [] if value is None else [f"{name} {value:g}"]
    return ", ".join(parts)
