"""The sound of each verdict, as samples: told apart by number and direction, not by pitch alone."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gate_terminal.domain.words import Verdict

RATE = 44_100
"""Samples a second; one channel, 16 bits signed."""
_FADE = 0.008
"""Seconds in which a tone rises and falls, so that it does not click."""
_LOUDNESS = 0.55


@dataclass(frozen=True, slots=True)
class Tone:
    """A pitch in hertz (0 is silence) for some seconds."""

    pitch: float
    seconds: float


_GAP = Tone(0, 0.09)
TONES: Mapping[Verdict, Sequence[Tone]] = {
    Verdict.ALLOW: (Tone(660, 0.13), Tone(990, 0.22)),
    Verdict.REFUSE: (Tone(220, 0.28), _GAP, Tone(220, 0.28)),
    Verdict.HOLD: (Tone(520, 0.1), _GAP, Tone(520, 0.1), _GAP, Tone(520, 0.1)),
    Verdict.ISOLATE: (Tone(880, 0.25), Tone(620, 0.25), Tone(880, 0.25), Tone(620, 0.25), Tone(0, 0.3)),
    Verdict.REMEASURE: (Tone(590, 0.3),),
    Verdict.IGNORE: (Tone(590, 0.08),),
}
REPEATED = frozenset({Verdict.ISOLATE})
"""Verdicts whose sound goes on until somebody has acknowledged them."""


def samples(verdict: Verdict) -> bytes:
    """Return the sound of a verdict: little-endian 16-bit samples at :data:`RATE`."""
    wave = array("h")
    for tone in TONES[verdict]:
        length = int(tone.seconds * RATE)
        fade = max(int(_FADE * RATE), 1)
        for i in range(length):
            loud = _LOUDNESS * min(1.0, i / fade, (length - i) / fade)
            wave.append(int(32_767 * loud * math.sin(2 * math.pi * tone.pitch * i / RATE)))
    return wave.tobytes()
