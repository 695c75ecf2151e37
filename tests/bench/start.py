"""Start-up times, each of a fresh process: of the command, against Python itself; of the window
until its first picture is painted, against an empty window of PySide6."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import median_seconds, with_bytecode
from window import environment

COMMANDS = (
    ("--help", ["-m", "inpaint_studio", "--help"]),
    ("restore --help", ["-m", "inpaint_studio", "restore", "--help"]),
    ("models list", ["-m", "inpaint_studio", "models", "list"]),
    ("import inpaint_studio", ["-c", "import inpaint_studio"]),
)

WINDOW = """
import os, time
from inpaint_studio.app.startup import main, make_application
make_application(["inpaint-studio"])
from inpaint_studio.app.canvas.canvas import Canvas
paint = Canvas.paintEvent
def painted(view, event):
    paint(view, event)
    print(time.monotonic(), flush=True)
    os._exit(0)
Canvas.paintEvent = painted
main([])
"""
EMPTY_WINDOW = """
import os, time
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
class Empty(QWidget):
    def paintEvent(self, event):
        QPainter(self).fillRect(self.rect(), 0)
        print(time.monotonic(), flush=True)
        os._exit(0)
app = QApplication(["empty"])
window = QMainWindow()
window.setCentralWidget(Empty())
window.resize(1400, 900)
window.show()
app.exec()
"""
_RUNS = 5


def first_picture_s(program: str) -> float:
    """From the start of the process until the program says that it has painted."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment(Path(folder)),
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return float(done.stdout.split()[-1]) - started


def window_row() -> dict[str, object]:
    pairs = [(first_picture_s(WINDOW), first_picture_s(EMPTY_WINDOW)) for _ in range(_RUNS + 1)][1:]
    ours, empty = (statistics.median(column) for column in zip(*pairs, strict=True))
    return {
        "name": "start: window, first picture",
        "seconds": ours,
        "baseline_seconds": empty,
        "ratio": ours / empty,
        "note": "against an empty window of PySide6",
    }


def run() -> list[dict[str, object]]:
    def seconds(arguments: list[str]) -> float:
        return median_seconds(
            lambda: subprocess.run(
                [sys.executable, *arguments],
                env=with_bytecode(),
                capture_output=True,
                check=False,
            )
        )

    bare_s = seconds(["-c", "pass"])
    commands: list[dict[str, object]] = [
        {"name": f"start: {name}", "seconds": s, "baseline_seconds": bare_s, "ratio": s / bare_s}
        for name, s in ((name, seconds(arguments)) for name, arguments in COMMANDS)
    ]
    return [*commands, window_row()]
