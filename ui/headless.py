"""Makes Qt ready to draw on paper and pictures, where perhaps no display is."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication


def ready_to_draw() -> QCoreApplication:
    """Return the program's application object, made here where there is none; it opens no window.

    On Linux it needs no display, and none of the libraries with which one is reached.
    """
    platform = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
    return QCoreApplication.instance() or QGuiApplication([sys.argv[0], *platform])
