"""What reading costs in video, and how soon a pass is read: a part of ``gate-terminal bench decode``."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gate_terminal.devices.frames import Picture
    from gate_terminal.devices.sightings import Looked
    from gate_terminal.devices.video import VideoReader

_FPS = 30
_PATIENCE_FRAMES = 60
_BETWEEN = 30.0
"""Seconds between two passes."""


def quantile(values: Iterable[float], share: float) -> float:
    """Return the value that `share` of `values` do not pass, two decimals; 0 for none."""
    ranked = sorted(values)
    return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))], 2) if ranked else 0.0


def video_figures(frames: int) -> list[dict[str, object]]:
    """Return what a frame costs in video mode: a pass held up, an empty moving scene, and an unmoving one."""
    from gate_terminal.devices.frames import Frame, grey
    from gate_terminal.devices.readers import ZxingReader
    from gate_terminal.devices.simulated import SimulatedCamera, in_turn
    from gate_terminal.devices.video import VideoReader

    text = "GP1" + "A2B7" * 43 + "XYZ"
    single = ZxingReader()
    figures: list[dict[str, object]] = []
    for scene, shown, still in (("a code", text, False), ("no code", None, False), ("nothing moves", None, True)):
        camera = SimulatedCamera(in_turn([shown], 1), fps=0)
        reader = VideoReader()
        spent, alone, read, worked = [], [], 0, 0.0
        for number in range(frames):
            image = camera.draw(1 + (number % 4) / 1000 if still else number / _FPS)
            begin, begin_work = time.perf_counter(), time.thread_time()
            looked = reader.read(Frame(image, number, number / _FPS))
            spent.append((time.perf_counter() - begin) * 1000)
            worked += time.thread_time() - begin_work
            read += bool(looked.sightings)
            begin = time.perf_counter()
            single.read(grey(image))
            alone.append((time.perf_counter() - begin) * 1000)
        figures.append(
            {
                "scene": scene,
                "frames": frames,
                "read": read,
                "p50": quantile(spent, 0.5),
                "p99": quantile(spent, 0.99),
                "core_percent": round(100 * worked / frames * _FPS, 1),
                "one_zxing_call_p50": quantile(alone, 0.5),
            }
        )
    return figures


def usual_figures(passes: int, seed: int) -> dict[str, object]:
    """Return how surely and how soon passes within the usual limits are read.

    Each of `passes` is held up for at most two seconds, moved otherwise in each frame: before a fresh video reader, and
    (`amid`) before one that has seen people without a code for a while and gets only the frames that it asks for.
    `frame_rate` is the share of single frames in which a fresh reader reads it, `still_rate` that of the cascade
    without a limit of time.
    """
    from gate_terminal.devices.decoding import Cascade
    from gate_terminal.devices.frames import Frame
    from gate_terminal.devices.recipe import Recipe
    from gate_terminal.devices.simulator import usual_pictures
    from gate_terminal.devices.video import VideoReader

    singles = list(usual_pictures(2 * passes, seed))
    patient = Cascade(Recipe(10.0))
    in_a_frame = sum(_reads(VideoReader().read(Frame(one.image, 1, 0.0)), one.expected) for one in singles)
    in_a_still = sum(_reads(patient.read(one.image), one.expected) for one in singles)
    fresh = [_first_read(VideoReader(), number, seed) for number in range(passes)]
    amid, people = VideoReader(), _people()
    # Whether the first frame is one of those that are looked at is chance: half of them are.
    busy = [_first_read(amid, number, seed, people, skipped=number % 2) for number in range(passes)]
    return {
        "scene": "usual passes",
        "frames": len(singles),
        "frame_rate": round(100 * in_a_frame / len(singles), 1),
        "still_rate": round(100 * in_a_still / len(singles), 1),
        "passes": passes,
        **_told("", fresh),
        **_told("amid_", busy),
        "patience_ms": round(1000 * _PATIENCE_FRAMES / _FPS),
    }


def _told(which: str, first: list[int | None]) -> dict[str, object]:
    read = [1000 * frames / _FPS for frames in first if frames is not None]
    return {
        f"{which}first_ms_p50": quantile(read, 0.5),
        f"{which}first_ms_p99": quantile(read, 0.99),
        f"{which}never": len(first) - len(read),
    }


def _reads(looked: Looked, text: str | None) -> bool:
    return text is not None and any(sighting.payload == text.encode() for sighting in looked.sightings)


def _people() -> list[Picture]:
    """Return two seconds of people without a code, every second frame of them."""
    from gate_terminal.devices.simulated import SimulatedCamera, in_turn

    camera = SimulatedCamera(in_turn([None], 1), fps=0)
    return [camera.draw(2 * number / _FPS) for number in range(_FPS)]


def _first_read(
    reader: VideoReader, number: int, seed: int, people: Sequence[Picture] = (), skipped: int = 0
) -> int | None:
    """Return after how many frames the pass of that `number` is read, None where it is not within the patience.

    Where there are `people` they walk by for two seconds before, and frames that the reader does not ask for are
    passed over, from the one after `skipped` frames on.
    """
    from gate_terminal.devices.frames import Frame
    from gate_terminal.devices.simulator import hold_up

    begin = _BETWEEN * number
    for frame, image in enumerate(people):
        reader.read(Frame(image, frame, begin - 2 * (len(people) - frame) / _FPS))
    for count, picture in enumerate(islice(hold_up(number, seed), _PATIENCE_FRAMES), start=1):
        if people and (count + skipped) % reader.pace:
            continue
        if _reads(reader.read(Frame(picture.image, count, begin + count / _FPS)), picture.expected):
            return count
    return None
