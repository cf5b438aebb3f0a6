"""The one door to OpenCV: imports it without letting it change the environment of the window's Qt."""

from __future__ import annotations

import os

# A desktop build of OpenCV points Qt at plug-ins of its own the moment it is imported; a Qt program
# started afterwards in the same process would load them and abort.
_QT_NAMES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "QT_PLUGIN_PATH")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
_before = {name: os.environ.get(name) for name in _QT_NAMES}

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

# A camera that is not there is told by this program, in words; OpenCV's own lines would only stand beside them.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
# Every picture here is worth a few milliseconds: a pool of threads costs more than it saves and takes
# the cores from the window.
cv2.setNumThreads(1)

__all__ = ["cv2"]
