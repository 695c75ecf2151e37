"""The Studio as `inpaint-studio studio` starts it, and a list of what is to be seen of it.

    python studio_map.py LIST [FILES...]

LIST is kept up to date: a JSON list of {"kind", "name", "text", "enabled", "window", "box"}, the
window as its number on the screen, the box as left, top, width and height on the screen. So a test can point at a button whatever the fonts are.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inpaint_studio.app.startup import main, make_application

EVERY_MS = 150


def seen() -> Iterator[dict[str, Any]]:
    from PySide6.QtWidgets import QApplication

    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            yield from seen_in(window)


def seen_in(window: Any) -> Iterator[dict[str, Any]]:
    from PySide6.QtWidgets import (
        QAbstractButton,
        QAbstractItemView,
        QLabel,
        QLineEdit,
        QMenu,
        QMenuBar,
        QTabBar,
        QWidget,
    )

    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        words = widget.text() if isinstance(widget, QAbstractButton | QLabel | QLineEdit) else ""
        words = words or widget.windowTitle() or widget.accessibleName()
        yield entry(widget, widget.rect(), str(words))
        if isinstance(widget, QTabBar):
            for tab in range(widget.count()):
                yield entry(widget, widget.tabRect(tab), widget.tabText(tab), "tab")
        elif isinstance(widget, QMenu | QMenuBar):
            for action in widget.actions():
                yield entry(widget, widget.actionGeometry(action), action.text(), "action")
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            port = widget.viewport()
            for row in range(widget.model().rowCount()):
                index = widget.model().index(row, 0)
                box = widget.visualRect(index).intersected(port.rect())
                if not box.isEmpty():
                    yield entry(port, box, str(index.data()), "item")


def entry(widget: Any, box: Any, text: str, kind: str = "") -> dict[str, Any]:
    corner = widget.mapToGlobal(box.topLeft())
    return {
        "kind": kind or type(widget).__name__,
        "name": widget.objectName(),
        "text": text.replace("&", ""),
        "enabled": widget.isEnabled(),
        "window": int(widget.window().winId()),
        "box": [corner.x(), corner.y(), box.width(), box.height()],
    }


def keep(path: Path) -> None:
    """Write the list, whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(list(seen())), encoding="utf-8")
    os.replace(part, path)


def run(path: Path, files: list[str]) -> int:
    application: Any = make_application(["inpaint-studio"])
    from PySide6.QtCore import QTimer

    timer = QTimer(application)
    timer.timeout.connect(lambda: keep(path))
    timer.start(EVERY_MS)
    return main(files)


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2:]))
