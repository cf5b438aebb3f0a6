"""How the guard last had the screen outlives the program, and nothing that can go wrong with it stops the lane."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gate_terminal.application.look import KeptLook, Look, as_last_left
from gate_terminal.application.place import Place
from gate_terminal.application.screen import Screen, advance
from gate_terminal.application.screen.events import LanguageTurned, ThemeTurned, View, VoiceTurned
from gate_terminal.application.screen.signs import Theme
from gate_terminal.application.settings import ScreenSettings, Settings
from gate_terminal.application.terminal import Sources, Terminal
from gate_terminal.domain.words import Language

AS_SET = ScreenSettings()
TURNED = Look(Language.EN, night=True, voice=False)


def used(place: Place, *events: View, settings: ScreenSettings = AS_SET) -> Screen:
    """Open a terminal, turn what is turned, and close it; return its first screen."""
    terminal = Terminal(place, replace(Settings(), screen=settings), Sources("simulated"))
    screen = first = terminal.opening()
    for event in events:
        screen = advance(screen, event)
        terminal.follow(screen)
    terminal.close()
    return first


def test_language_theme_and_voice_are_as_they_were_left(tmp_path: Path) -> None:
    place = Place(tmp_path)
    used(place, LanguageTurned(), ThemeTurned(), VoiceTurned())
    first = used(place)
    assert (first.language, first.theme, first.voice) == (Language.EN, Theme.NIGHT, False)
    used(place, LanguageTurned())
    assert used(place).language is Language.ZH
    assert used(place).theme is Theme.NIGHT, "turning one leaves the other"


def test_what_the_office_sets_later_is_the_later_word(tmp_path: Path) -> None:
    place = Place(tmp_path)
    used(place, LanguageTurned())
    changed = replace(AS_SET, night=True)
    first = used(place, settings=changed)
    assert (first.language, first.theme) == (Language.ZH, Theme.NIGHT)
    assert as_last_left(place, replace(AS_SET, sound=False)).language is Language.EN, "no guard turns the sounds off"


_INSTEAD = "[instead_of]\nlanguage = 'zh'\nnight = false\nvoice = true\n"


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"\xff\xfe\x00",
        b"chosen = 1\ninstead_of = 2\n",
        b"[chosen]\nlanguage = 'en'\n",
        f"[chosen]\nlanguage = 'fr'\nnight = true\nvoice = true\n{_INSTEAD}".encode(),
        f"[chosen]\nlanguage = 'en'\nnight = 'yes'\nvoice = true\n{_INSTEAD}".encode(),
    ],
)
def test_a_file_that_cannot_be_meant_leaves_it_to_the_settings(tmp_path: Path, kept: bytes) -> None:
    place = Place(tmp_path)
    place.look.write_bytes(kept)
    assert as_last_left(place, AS_SET) == AS_SET
    used(place, LanguageTurned())
    assert used(place).language is Language.EN, "the next choice is kept again"


def _take_away(place: Place) -> None:
    shutil.rmtree(place.root)


def _close_the_place_beside(place: Place) -> None:
    place.look.with_suffix(".new").mkdir()


def _close_the_place(place: Place) -> None:
    (place.look / "something").mkdir(parents=True)


@pytest.mark.parametrize("hurt", [_take_away, _close_the_place_beside, _close_the_place])
def test_a_disk_that_takes_nothing_costs_the_look_alone(tmp_path: Path, hurt: Callable[[Place], None]) -> None:
    place = Place(tmp_path / "terminal")
    place.root.mkdir()
    kept = KeptLook(place, AS_SET)
    hurt(place)
    kept.follow(Screen(language=Language.EN))
    kept.follow(Screen(language=Language.EN, theme=Theme.NIGHT))
    kept.close()
    assert as_last_left(place, AS_SET) == AS_SET
    shutil.rmtree(place.root, ignore_errors=True)
    place.root.mkdir()
    kept.follow(Screen(language=Language.EN, theme=Theme.NIGHT, voice=False))
    kept.close()
    assert as_last_left(place, AS_SET) == TURNED.put_into(AS_SET), "the next choice is kept again"


def test_of_many_turns_the_last_one_is_kept(tmp_path: Path) -> None:
    place = Place(tmp_path)
    used(place, *[ThemeTurned()] * 51, *[LanguageTurned()] * 51)
    first = used(place)
    assert (first.language, first.theme) == (Language.EN, Theme.NIGHT)
