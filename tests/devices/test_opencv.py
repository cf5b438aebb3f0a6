"""OpenCV enters through one door and leaves no trace in the environment of the window."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_CHECK = """
import os, sys
sys.path.insert(0, {stub!r})
import gate_terminal.devices.opencv as door
assert door.cv2.stub, "the stub was not imported"
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"))
"""

_STUB = """
import os
stub = True
os.environ["QT_QPA_PLATFORM_PLUGIN_PATH"] = "/its/own/plugins"
os.environ["QT_QPA_FONTDIR"] = "/its/own/fonts"
def setNumThreads(n): pass
class utils:
    class logging:
        LOG_LEVEL_SILENT = 0
        setLogLevel = staticmethod(lambda level: None)
"""


def _environment_after_import(tmp_path: Path, **before: Any) -> list[str]:
    (tmp_path / "cv2.py").write_text(_STUB)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QT_")} | before
    done = subprocess.run(
        [sys.executable, "-c", _CHECK.format(stub=str(tmp_path))],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_variables_that_opencv_sets_are_removed(tmp_path: Path) -> None:
    assert _environment_after_import(tmp_path) == ["None", "None"]


def test_variables_that_were_there_before_come_back(tmp_path: Path) -> None:
    after = _environment_after_import(tmp_path, QT_QPA_FONTDIR="/mine")
    assert after == ["None", "/mine"]


def test_no_other_module_imports_opencv(root: Path) -> None:
    guilty = []
    for file in [*(root / "gate_terminal").rglob("*.py"), *(root / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.partition(".")[0] == "cv2" for name in names):
                guilty.append(file.relative_to(root).as_posix())
    assert guilty == ["gate_terminal/devices/opencv.py"]
