"""The real window with photos of 12, 24 and 100 megapixels: open, stroke, zoom, redo, memory.

Baselines of the same run: OpenCV's decoding of the same file for opening; 16 ms for what the hand
does (the 99th percentile of one pointer event until it is painted); 50 ms for the longest time in
which the window does not answer while a quarter of the photo is redone; the bytes of the decoded
photo for memory. On a display where there is one, else without a screen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import with_bytecode

HAND_S = 0.016
REDO_S = 0.050
SIZES = {12: (3000, 4000), 24: (4000, 6000), 100: (8660, 11547)}

CHILD = """
import json, math, os, resource, sys, time
from pathlib import Path
folder, height, width = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
from inpaint_studio.app.startup import make_application
app = make_application(["bench"])
import cv2
import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.changes import ResultRecord
from inpaint_studio.geometry import Box
from inpaint_studio.settings.store import SettingsStore
sys.setswitchinterval(0.001)
def held_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
path = folder / "photo.jpg"
settings = SettingsStore(folder / "settings.json")
settings.set("first_start_done", True)
window = MainWindow(settings)
window.resize(1600, 1000)
window.show()
canvas, session = window.canvas, window.session
def turn(until, patience_s=300):
    stop_s = time.perf_counter() + patience_s
    while not until():
        assert time.perf_counter() < stop_s
        app.processEvents()
def settle():
    turn(lambda: not canvas._work.isActive())
until_s = time.perf_counter() + 1
turn(lambda: time.perf_counter() > until_s)
empty_mib = held_mib()
told = {}
started = time.perf_counter()
window.filing.open_path(path)
turn(lambda: session.document is not None)
turn(lambda: not canvas._scene.has_wishes and not canvas._image._dirty)
told["open"] = time.perf_counter() - started
settle()
times = []
def timed(event):
    started = time.perf_counter()
    app.sendEvent(canvas, event)
    app.processEvents()
    times.append(time.perf_counter() - started)
def mouse(kind, x, y, down=True):
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind is QEvent.Type.MouseMove else left
    place = QPointF(x, y)
    buttons = left if down else none
    timed(QMouseEvent(kind, place, place, button, buttons, Qt.KeyboardModifier.NoModifier))
def p99():
    times.sort()
    found = times[math.ceil(0.99 * len(times)) - 1], times[len(times) // 2]
    times.clear()
    return found
across, down = canvas.width() / 2, canvas.height() / 2
canvas.set_options(brush_size_px=40 / canvas.scale)
for stroke in range(6):
    for step in range(120):
        angle, reach = 0.08 * step + stroke, 40 + 2 * step
        x, y = across + reach * math.cos(angle), down + reach * math.sin(angle)
        mouse(QEvent.Type.MouseMove if step else QEvent.Type.MouseButtonPress, x, y)
    mouse(QEvent.Type.MouseButtonRelease, x, y, False)
told["stroke"], told["stroke_median"] = p99()
settle()
for sweep in range(8):
    for notch in range(24):
        place = QPointF(across + 20 * sweep, down)
        timed(QWheelEvent(place, place, QPoint(), QPoint(0, 120 if sweep % 2 == 0 else -120),
                          Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier,
                          Qt.ScrollPhase.NoScrollPhase, False))
told["zoom"], told["zoom_median"] = p99()
canvas.fit()
settle()
document = session.document
box = Box(height // 4, width // 4, 3 * height // 4, 3 * width // 4)
part = 255 - document.image.read(box)
frozen = document.freeze()
document.take_result(frozen.prepare_image([(box, part)]), record=ResultRecord("bench", (box,)))
del part, frozen
settle()
window.undo()
turn(lambda: not document.results)
settle()
document.history.compact(None)
started = time.perf_counter()
turns = []
def redone():
    turns.append(time.perf_counter())
    return bool(document.results)
window.redo()
turn(redone)
told["redo"] = time.perf_counter() - started
told["redo_longest_turn"] = max(b - a for a, b in zip([started, *turns], turns))
settle()
told["peak"] = held_mib() - empty_mib
told["empty"] = empty_mib
times = []
for _ in range(3):
    started = time.perf_counter()
    cv2.imread(str(path))
    times.append(time.perf_counter() - started)
told["decode"] = sorted(times)[1]
document.mark_saved()
window.close()
print(json.dumps(told))
"""

MAKE = """
import sys, cv2, numpy as np
path, height, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
low = np.random.default_rng(0).integers(0, 255, (height // 16, width // 16, 3), np.uint8)
cv2.imwrite(path, cv2.resize(low, (width, height)), [cv2.IMWRITE_JPEG_QUALITY, 92])
"""


def environment(folder: Path) -> dict[str, str]:
    """Homes of its own, and a screen if there is one."""
    homes = {f"XDG_{n}_HOME": str(folder / n) for n in ("CONFIG", "STATE", "DATA", "CACHE")}
    found = {**with_bytecode(), **homes}
    if not os.environ.get("DISPLAY") and sys.platform.startswith("linux"):
        found.setdefault("QT_QPA_PLATFORM", "offscreen")
    return found


def in_window(height: int, width: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = [str(height), str(width)]
        subprocess.run(
            [sys.executable, "-c", MAKE, str(folder / "photo.jpg"), *size], check=True, timeout=300
        )
        done = subprocess.run(
            [sys.executable, "-c", CHILD, name, *size],
            env=environment(folder),
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
        return told


def row(name: str, seconds: float, baseline: float, note: str = "") -> dict[str, object]:
    return {
        "name": name,
        "seconds": seconds,
        "baseline_seconds": baseline,
        "ratio": seconds / baseline,
        "note": note,
    }


def run() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for megapixels, (height, width) in SIZES.items():
        told = in_window(height, width)
        title = f"window, {megapixels} MP: "
        photo_mib = 3 * height * width / 2**20
        rows += [
            row(title + "open", told["open"], told["decode"], "against decoding alone"),
            row(
                title + "brush (p99)",
                told["stroke"],
                HAND_S,
                f"median {1000 * told['stroke_median']:.1f} ms",
            ),
            row(
                title + "zoom (p99)",
                told["zoom"],
                HAND_S,
                f"median {1000 * told['zoom_median']:.1f} ms",
            ),
            row(
                title + "redo of a quarter, longest wait",
                told["redo_longest_turn"],
                REDO_S,
                f"it lay compressed; done after {told['redo']:.2f} s",
            ),
            {
                "name": title + "memory, in photos",
                "ratio": told["peak"] / photo_mib,
                "peak_mib": told["peak"],
                "note": f"the photo {photo_mib:.0f} MiB; the empty window {told['empty']:.0f} MiB",
            },
        ]
    return rows


if __name__ == "__main__":
    for line in run():
        print(line)
