"""Pointer events on the canvas at 12, 24 and 100 megapixels: from the event until it is painted.

`seconds` is the 99th percentile of one event, `baseline_seconds` the 16 ms that a stroke may take
before it lags. Idle work (mipmaps, compression of undo) runs in between, as it does in use.
"""

from __future__ import annotations

from measure import in_child

LIMIT_S = 0.016
SIZES = {12: (3000, 4000), 24: (4000, 6000), 100: (8660, 11547)}

SETUP = """
import math, os, sys
os.environ['QT_QPA_PLATFORM'] = 'offscreen'
import numpy as np
import cv2
from inpaint_studio.app import drop_opencv_qt_paths
drop_opencv_qt_paths()
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.document.document import Document
app = QApplication(sys.argv[:1])
low = np.random.default_rng(0).integers(0, 255, ({height} // 16, {width} // 16, 3), np.uint8)
image = cv2.resize(low, ({width}, {height}), interpolation=cv2.INTER_LINEAR)
base_kib = held()
canvas = Canvas()
canvas.resize(1600, 1000)
canvas.show()
canvas.set_document(Document(image))
times, busy = [], []
def settle(seconds=1.5):
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        app.processEvents()
def timed(event):
    started, before = time.perf_counter(), time.thread_time()
    app.sendEvent(canvas, event)
    app.processEvents()
    times.append(time.perf_counter() - started)
    busy.append(time.thread_time() - before)
def mouse(kind, x, y, button=Qt.MouseButton.LeftButton, held_down=True):
    buttons = button if held_down else Qt.MouseButton.NoButton
    none = Qt.KeyboardModifier.NoModifier
    place = QPointF(x, y)
    moves = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else button
    timed(QMouseEvent(kind, place, place, moves, buttons, none))
def spiral(strokes=6, moves=120, button=Qt.MouseButton.LeftButton):
    for stroke in range(strokes):
        for step in range(moves):
            angle, reach = 0.08 * step + stroke, 60 + 3 * step
            x, y = 800 + reach * math.cos(angle), 500 + reach * math.sin(angle)
            kind = QEvent.Type.MouseMove
            if step == 0:
                kind = QEvent.Type.MouseButtonPress
            mouse(kind, x, y, button)
        mouse(QEvent.Type.MouseButtonRelease, x, y, button, False)
def wheel(notches, x=700, y=400, modifiers=Qt.KeyboardModifier.ControlModifier):
    place = QPointF(x, y)
    timed(QWheelEvent(place, place, QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
                      modifiers, Qt.ScrollPhase.NoScrollPhase, False))
settle()
"""
FINISH = """
times.sort()
busy.sort()
at = math.ceil(0.99 * len(times)) - 1
seconds = times[at]
extra = dict(busy=busy[at], median=times[len(times) // 2])
"""
SCENARIOS = {
    "brush, 40 px on screen, whole photo": """
canvas.set_options(brush_size_px=40 / canvas.scale)
spiral()
""",
    "brush, 300 px on screen, whole photo": """
canvas.set_options(brush_size_px=300 / canvas.scale)
spiral()
""",
    "brush, 40 px, at 100 %": """
canvas.zoom_to_scale(1.0)
settle()
canvas.set_options(brush_size_px=40)
spiral()
""",
    "edge pencil, whole photo": """
canvas.set_tool("edge_pencil")
spiral()
""",
    "pan at 100 %": """
canvas.zoom_to_scale(1.0)
settle()
spiral(button=Qt.MouseButton.MiddleButton)
""",
    "pan, whole photo twice as large": """
canvas.zoom_to_scale(2 * canvas.scale)
settle()
spiral(button=Qt.MouseButton.MiddleButton)
""",
    "zoom in and out at the cursor": """
for sweep in range(8):
    for notch in range(24):
        wheel(1 if sweep % 2 == 0 else -1, 500 + 30 * sweep, 400)
""",
    "hover": """
for step in range(600):
    mouse(QEvent.Type.MouseMove, 200 + step, 300 + step % 300, held_down=False)
""",
}


def run() -> list[dict[str, object]]:
    results: list[dict[str, object]] = []
    for megapixels, (height, width) in SIZES.items():
        setup = SETUP.replace("{height}", str(height)).replace("{width}", str(width))
        for name, scenario in SCENARIOS.items():
            measured = in_child(setup + scenario + FINISH)
            results.append(
                {
                    "name": f"canvas, {megapixels} MP: {name} (p99)",
                    "seconds": measured["seconds"],
                    "baseline_seconds": LIMIT_S,
                    "ratio": measured["seconds"] / LIMIT_S,
                    "peak_mib": measured["peak_mib"],
                    "note": f"median {1000 * measured['median']:.1f} ms; "
                    f"processor time (p99) {1000 * measured['busy']:.1f} ms",
                }
            )
    return results


if __name__ == "__main__":
    for line in run():
        print(line)
