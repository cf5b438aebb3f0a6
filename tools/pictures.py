"""Takes the pictures of the docs anew, as the program draws the gate and the office now (``make pictures``)."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

IMAGES = Path("docs/images")
# File in the docs: the gallery's state, language and theme.
GATE = {
    "allow": "allow-zh-day",
    "hold": "hold-zh-day",
    "identified": "identified-zh-day",
    "identified-english": "identified-en-day",
    "isolate-night": "isolate-zh-night",
    "out-of-service": "out-of-service-zh-day",
    "refuse": "refuse-zh-day",
    "refuse-english": "refuse-en-day",
    "remeasure-night": "remeasure-zh-night",
    "watching": "watching-zh-day",
    "watching-english": "watching-en-day",
}
LANES = {
    "allow": "truck-in",
    "form": "truck-company",
    "measure": "truck-temperature",
    "service": "service",
    "staff": "staff",
    "village": "village-guest",
}
SIZE = "1280x720"


def draw(module: str, folder: Path, *options: str) -> Path:
    """Let a gallery draw its pictures into a new folder; return it."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    program = [sys.executable, "-m", module, str(folder), *options]
    subprocess.run(program, check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
    return folder


def main() -> int:
    """Copy what the galleries draw over the pictures of the docs; return the exit status."""
    lanes = {
        f"zone-{name}-{tongue}": f"{state}-{tongue}-day" for name, state in LANES.items() for tongue in ("zh", "en")
    }
    with tempfile.TemporaryDirectory() as temporary:
        gate = draw("gate_terminal.ui.gallery", Path(temporary, "gate"), "--size", SIZE)
        for name, drawn in {**GATE, **lanes}.items():
            shutil.copyfile(gate / f"{drawn}-{SIZE}.png", IMAGES / f"{name}.png")
        for options in ((), ("--zone",)):
            office = draw("gate_terminal.ui.office.gallery", Path(temporary, *options, "office"), *options)
            # The docs show some of the office's pages, under the gallery's own names.
            for picture in office.iterdir():
                if (IMAGES / picture.name).exists():
                    shutil.copyfile(picture, IMAGES / picture.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
