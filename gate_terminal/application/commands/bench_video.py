"""What reading costs in video, and how soon a pass is read: a part of ``gate-terminal bench decode``."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gate_terminal.devices.sightings import Looked

_FPS = 30
_PATIENCE_FRAMES = 60


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

    Each of `passes` is held up for at most two seconds, moved otherwise in each frame. `frame_rate` is the share of
    single frames in which a fresh video reader reads it, `still_rate` that of the cascade without a limit of time.
    """
    from gate_terminal.devices.decoding import Cascade
    from gate_terminal.devices.frames import Frame
    from gate_terminal.devices.recipe import Recipe
    from gate_terminal.devices.simulator import hold_up, usual_pictures
    from gate_terminal.devices.video import VideoReader

    def reads(looked: Looked, text: str | None) -> bool:
        return text is not None and any(sighting.payload == text.encode() for sighting in looked.sightings)

    singles = list(usual_pictures(2 * passes, seed))
    patient = Cascade(Recipe(10.0))
    in_a_frame = sum(reads(VideoReader().read(Frame(one.image, 1, 0.0)), one.expected) for one in singles)
    in_a_still = sum(reads(patient.read(one.image), one.expected) for one in singles)
    first, never = [], 0
    for number in range(passes):
        reader = VideoReader()
        for count, picture in enumerate(hold_up(number, seed), start=1):
            if reads(reader.read(Frame(picture.image, count, count / _FPS)), picture.expected):
                first.append(1000 * count / _FPS)
                break
            if count == _PATIENCE_FRAMES:
                never += 1
                break
    return {
        "scene": "usual passes",
        "frames": len(singles),
        "frame_rate": round(100 * in_a_frame / len(singles), 1),
        "still_rate": round(100 * in_a_still / len(singles), 1),
        "passes": passes,
        "first_ms_p50": quantile(first, 0.5),
        "first_ms_p99": quantile(first, 0.99),
        "never": never,
        "patience_ms": round(1000 * _PATIENCE_FRAMES / _FPS),
    }
