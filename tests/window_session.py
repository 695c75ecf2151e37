"""A session at the window, as a program: everything a person does with a large photograph, while a
watchdog looks at how long the window's thread is kept from answering.

    python window_session.py FOLDER MEGAPIXELS [dialogs]

With `dialogs` it is a session in all dialogs (`window_dialogs.py`) instead. Prints one JSON object. The engine runs as it does in use; so do mipmaps, autosave and undo. Run
in a process of its own, so that nothing has been imported before.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inpaint_studio.app.startup import make_application, spare_the_collector
from inpaint_studio.document.changes import ChangedPart
from inpaint_studio.geometry import Box

PATIENCE_S = 240.0


def photo(megapixels: float) -> np.ndarray:
    """Something with structure, uint8 (H, W, 3)."""
    height = round(math.sqrt(megapixels * 1e6 * 0.75))
    width = round(height / 0.75)
    low = np.random.default_rng(0).integers(0, 255, (height // 24, width // 24, 3), np.uint8)
    return np.asarray(cv2.resize(low, (width, height), interpolation=cv2.INTER_CUBIC))


class Person:
    """Does things at a window, one after the other, each a phase of the watchdog's."""

    def __init__(self, window: Any, watchdog: Any) -> None:
        from PySide6.QtWidgets import QApplication

        self.window = window
        self.watchdog = watchdog
        self.seconds: dict[str, float] = {}
        self._turn = QApplication.processEvents

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """What happens in here is put down to `name`; ends a moment after it."""
        self.watchdog.phase = name
        started_s = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started_s
        self.rest(0.4)

    def rest(self, seconds: float) -> None:
        until_s = time.perf_counter() + seconds
        self.wait(lambda: time.perf_counter() > until_s)

    def wait(self, until: Callable[[], bool]) -> None:
        """Let the window work until something is so."""
        stop_s = time.perf_counter() + PATIENCE_S
        while not until():
            if time.perf_counter() > stop_s:
                raise TimeoutError(f"waited in vain in {self.watchdog.phase!r}")
            self._turn()
            time.sleep(0.001)

    def drag(self, *points: tuple[float, float]) -> None:
        """A stroke through places given as shares of the canvas."""
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        canvas = self.window.canvas
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        ways = [
            (a[0] + (b[0] - a[0]) * step / 24, a[1] + (b[1] - a[1]) * step / 24)
            for a, b in pairwise(points)
            for step in range(25)
        ]
        events = [(QEvent.Type.MouseButtonPress, left, left, ways[0])]
        events += [(QEvent.Type.MouseMove, none, left, way) for way in ways]
        events += [(QEvent.Type.MouseButtonRelease, left, none, ways[-1])]
        for kind, button, buttons, (x, y) in events:
            place = QPointF(x * canvas.width(), y * canvas.height())
            event = QMouseEvent(
                kind, place, canvas.mapToGlobal(place), button, buttons,
                Qt.KeyboardModifier.NoModifier,
            )  # fmt: skip
            QApplication.sendEvent(canvas, event)
            self.rest(0.004)

    def do(self, action: str) -> None:
        self.window.actions_by_name[action].trigger()

    def position(self) -> int:
        return int(self.window.session.document.history.position)

    def restore(self) -> None:
        before = self.position()
        self.do("restore")
        self.wait(lambda: self.position() > before)


def application_windows() -> list[Any]:
    from PySide6.QtWidgets import QApplication

    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]


def live_session(person: Person, folder: Path, path: Path) -> None:
    window = person.window
    session = window.session
    with person.phase("open"):
        window.filing.open_path(path)
        person.wait(lambda: session.document is not None)
        person.rest(1.5)
    with person.phase("click an object"):
        window.canvas.set_tool("object")
        person.drag((0.3, 0.3), (0.31, 0.31))
        person.wait(lambda: not session.edits.is_busy)
        person.drag((0.5, 0.35), (0.5, 0.36))
        person.wait(lambda: not session.edits.is_busy)
    with person.phase("take the object back"):
        while person.position():
            person.do("undo")
            person.wait(lambda: not session.edits.is_busy)
        window.canvas.set_tool("brush")
    with person.phase("stroke and gone"):
        window.restoring.chosen.choose_model("telea")
        person.do("fills_at_once")
        person.drag((0.7, 0.7), (0.75, 0.72))
        person.wait(lambda: bool(session.document.filled))
        person.do("fills_at_once")
    with person.phase("fade"):
        window.history_panel._fade.field.setValue(50)
        person.wait(lambda: session.document.fading == (0, 0.5))
    with person.phase("choose EdgeConnect"):
        window.restoring.chosen.choose_model("edgeconnect-small")
    with person.phase("paint"):
        person.drag((0.4, 0.4), (0.5, 0.55), (0.6, 0.4))
    with person.phase("edges appear"):
        person.wait(lambda: bool(session.document.predicted))
    with person.phase("draw an edge"):
        window.canvas.set_tool("edge_pencil")
        person.drag((0.42, 0.42), (0.55, 0.5))
        window.canvas.set_tool("brush")
        person.wait(lambda: window.restoring._live is not None)
    with person.phase("draw a straight edge, and drag its end"):
        window.canvas.set_tool("edge_line")
        person.drag((0.38, 0.4), (0.6, 0.5))
        person.drag((0.6, 0.5), (0.58, 0.44))
        window.canvas.set_tool("brush")
    with person.phase("what it changed lights up"):
        window.canvas.flash(ChangedPart(Box(0, 0, 900, 900), 1, np.ones((900, 900), np.bool_)))
        person.rest(1.2)
    with person.phase("tour"):
        person.do("tour")
        for _ in range(5):
            window._tour.next.click()
            person.rest(0.1)
    with person.phase("take the result"):
        person.restore()
    with person.phase("undo and redo"):
        for action in ("undo", "redo", "undo"):
            wanted = person.position() + (1 if action == "redo" else -1)
            person.do(action)
            person.wait(lambda wanted=wanted: person.position() == wanted)
            person.rest(0.3)
    with person.phase("choose PatchMatch"):
        window.restoring.chosen.choose_model("patchmatch")
    with person.phase("PatchMatch"):
        person.restore()
    with person.phase("choose Telea"):
        window.restoring.chosen.choose_model("telea")
    with person.phase("paint more"):
        window.canvas.set_options(brush_size_px=0.12 * session.document.size.width)
        person.drag((0.35, 0.35), (0.65, 0.4), (0.35, 0.6), (0.65, 0.7))
    with person.phase("Telea on a large hole"):
        person.restore()
    with person.phase("wait for compression"):
        person.rest(3.0)
    with person.phase("undo all"):
        while person.position():
            wanted = person.position() - 1
            person.do("undo")
            person.wait(lambda wanted=wanted: person.position() == wanted)
    with person.phase("redo all"):
        while person.position() < len(session.document.history.edits):
            wanted = person.position() + 1
            person.do("redo")
            person.wait(lambda wanted=wanted: person.position() == wanted)
    with person.phase("change the whole mask"):
        for action in ("invert", "invert", "grow", "shrink", "fill_enclosed", "clear_mask"):
            position = person.position()
            person.do(action)
            person.wait(lambda position=position: not session.files.is_busy())
            person.rest(0.3)
    with person.phase("zoom and compare"):
        for action in ("actual_size", "zoom_in", "fit", "split", "side_by_side", "side_by_side"):
            person.do(action)
            person.rest(0.3)
    with person.phase("known edges"):
        for _ in range(2):
            person.do("known_edges")
            person.rest(1.0)
    with person.phase("compare the edges"):
        before = set(application_windows())
        person.do("compare_edges")
        person.rest(0.5)
        person.wait(lambda: not session.files.is_busy())
        for opened in set(application_windows()) - before:
            opened.close()
    with person.phase("copy"):
        person.do("copy")
        person.wait(lambda: not session.files.is_busy())
    with person.phase("save"):
        window.filing.write(folder / "saved.png")
        person.wait(lambda: not session.files.is_busy())
    with person.phase("save the project"):
        window.projects.write(folder / "saved.ora")
        person.wait(lambda: not session.files.is_busy())


def left_behind(window: Any, folder: Path) -> dict[str, Any]:
    """Threads, processes, running timers and files that a closed window should not have left."""
    from PySide6.QtCore import QThread, QTimer

    running = [t.objectName() or "QThread" for t in window.findChildren(QThread) if t.isRunning()]
    running += [t.name for t in threading.enumerate() if t is not threading.main_thread()]
    children = [
        child
        for listed in Path(f"/proc/{os.getpid()}/task").glob("*/children")
        for child in listed.read_text().split()
    ]
    files = [each for each in folder.rglob("*") if each.is_file() and each.parent != folder]
    files = [each for each in files if each.parent.name != "scans"]
    state = {"speeds.json"}  # what a later start is to know
    return {
        "threads": running,
        "children": children,
        "timers": [
            f"{type(timer.parent()).__name__}, {timer.interval()} ms"
            for timer in window.findChildren(QTimer)
            if timer.isActive()
        ],
        "files": [str(each.relative_to(folder)) for each in files if each.name not in state],
    }


def main(folder: Path, megapixels: float, what: str = "") -> None:
    path = folder / "photo.jpg"
    cv2.imwrite(str(path), photo(megapixels), [cv2.IMWRITE_JPEG_QUALITY, 92])
    sys.setswitchinterval(0.001)
    application = make_application(["inpaint-studio"])
    from gui_watchdog import Watchdog
    from PySide6.QtCore import QTimer

    from inpaint_studio.app.shell.main_window import MainWindow
    from inpaint_studio.app.shell.theme import apply_theme
    from inpaint_studio.settings.store import SettingsStore

    settings = SettingsStore(folder / "settings.json")
    settings.set("first_start_done", True)
    settings.set("show_known_edges", False)
    apply_theme(application, "dark")  # type: ignore[arg-type]
    window = MainWindow(settings)
    window.resize(1400, 900)
    window.show()
    spare_the_collector()
    QTimer.singleShot(300, window, window.restoring.warm)
    started_s = time.perf_counter()
    while time.perf_counter() < started_s + 0.5:
        application.processEvents()  # type: ignore[attr-defined]
    visit = live_session
    if what == "dialogs":
        from window_dialogs import PHOTOS_OF_A_BATCH, dialogs_session, shoebox

        shoebox(folder, PHOTOS_OF_A_BATCH)
        visit = dialogs_session
    with Watchdog() as watchdog:
        person = Person(window, watchdog)
        visit(person, folder, path)
    window.session.document.clear_preview()
    window.session.document.mark_saved()
    window.close()
    left = left_behind(window, folder)
    gaps = sorted(watchdog.gaps, key=lambda gap: -gap.blocked_s)
    told = {
        "platform": os.environ.get("QT_QPA_PLATFORM", ""),
        "worst_blocked_s": gaps[0].blocked_s if gaps else 0.0,
        "worst_wall_s": max((gap.wall_s for gap in gaps), default=0.0),
        "gaps": [
            {"blocked_s": g.blocked_s, "wall_s": g.wall_s, "phase": g.phase, "stacks": g.stacks}
            for g in gaps[:30]
        ],
        "seconds": person.seconds,
        "torch_here": "torch" in sys.modules,
        "left": left,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    # By its importable name, since `window_dialogs` is of it too.
    sys.modules["window_session"] = sys.modules[__name__]
    main(Path(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:])
