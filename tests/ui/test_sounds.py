"""Verdicts sound different, and a computer without a loudspeaker or a voice is simply silent."""

from array import array
from dataclasses import replace

import pytest
from gate_terminal.ui.gallery_states import states
from gate_terminal.ui.sounds import Sounds, Voice, answer_to_sound, goes_on
from gate_terminal.ui.tones import RATE, TONES, samples
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gate_terminal.application.screen import Screen, Stage
from gate_terminal.domain.words import Verdict

WATCHING = Screen(stage=Stage.WATCHING)


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_sounds_for_the_time_of_its_tones_and_never_clips(verdict: Verdict) -> None:
    wave = array("h", samples(verdict))
    assert len(wave) == pytest.approx(RATE * sum(tone.seconds for tone in TONES[verdict]), abs=len(TONES[verdict]))
    assert 8_000 < max(wave) < 32_000
    assert abs(wave[0]) < 200


def test_the_tones_are_told_apart_by_number_and_direction() -> None:
    allow = [tone.pitch for tone in TONES[Verdict.ALLOW] if tone.pitch]
    assert allow == sorted(allow)
    assert len(allow) == 2
    assert [tone.pitch for tone in TONES[Verdict.REFUSE] if tone.pitch] == [220, 220]
    assert len([tone for tone in TONES[Verdict.HOLD] if tone.pitch]) == 3
    assert len([tone for tone in TONES[Verdict.REMEASURE] if tone.pitch]) == 1


def test_an_answer_is_heard_once_when_it_comes() -> None:
    shown = states()["refuse"]
    assert answer_to_sound(WATCHING, shown) is shown.answer
    assert answer_to_sound(shown, replace(shown, clock=shown.clock + 1)) is None
    assert answer_to_sound(shown, WATCHING) is None


def test_the_alarm_of_a_fever_goes_on_until_it_is_acknowledged() -> None:
    assert goes_on(states()["isolate"])
    assert not goes_on(states()["allow"])
    assert not goes_on(WATCHING)


def test_where_nothing_can_be_heard_nothing_breaks(application: QApplication) -> None:
    owner = QObject()
    for follower in (Sounds(owner), Voice(owner)):
        for screen in states().values():
            follower.followed(WATCHING, screen)
            follower.followed(screen, WATCHING)
    application.processEvents()
