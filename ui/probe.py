"""Tries whether Qt starts here and which font has Chinese, in a process of its own, and prints it as JSON.

Qt ends the process where it cannot reach the display or misses a library; whoever asks lives on.
"""

from __future__ import annotations

import json
import os
import sys

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication

from .lettering import FAMILIES


def main() -> None:
    """Start Qt as the window would, or without a display where there is none."""
    display = not sys.platform.startswith("linux") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ))
    application = QGuiApplication([sys.argv[0], *([] if display else ["-platform", "offscreen"])])
    chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    told = {
        "qt": qVersion(),
        "display": display,
        "platform": application.platformName(),
        "chinese_font": next((name for name in FAMILIES if name in chinese), next(iter(chinese), None)),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
