"""The office beside the gate window: opened from it, closed with it, and loaded only when somebody wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from gate_terminal.application.look import Look
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings

if TYPE_CHECKING:
    from gate_terminal.ui.window import GateWindow

    from gate_terminal.application.eyes import Eyes

    from .opening import OfficeOpener


def office_beside(place: Place, settings: Settings, eyes: Eyes | None = None) -> Callable[[GateWindow], None]:
    """Return what to call with the gate window, so that it can open the office of its terminal.

    `eyes` are those of the terminal, for the camera's page.
    """

    def attach(window: GateWindow) -> None:
        opener: list[OfficeOpener] = []

        def open_office() -> None:
            if not opener:
                # The gate's first picture must not wait for pages that are perhaps never opened.
                from .opening import OfficeOpener  # noqa: PLC0415

                # Whoever reads English at the gate does so in the office too.
                look = Look.of_screen(window.screen_value)
                as_the_gate = replace(settings, screen=look.put_into(settings.screen))
                opener.append(OfficeOpener(place, as_the_gate, eyes=eyes))
            opener[0].open()

        def close_office() -> None:
            for one in opener:
                one.close()

        window.office_asked.connect(open_office)
        window.gone.connect(close_office)

    return attach
