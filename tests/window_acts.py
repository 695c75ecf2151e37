"""What tests of the window do with it again and again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Point, Rectangle

HOLE = Rectangle(Point(20, 30), Point(30, 50))


def paint(window: MainWindow) -> np.ndarray:
    """Mark a hole and return the mask."""
    assert window.session.document is not None
    window.session.document.paint(HOLE, "rectangle")
    return window.session.document.mask_array()


def restore(window: MainWindow, qtbot: QtBot) -> None:
    """Fill the hole with a quick model and wait for it."""
    window.restoring.chosen.choose_model("telea")
    with qtbot.waitSignal(window.restoring.restored, timeout=20000):
        window.restoring.restore()


def open_file(window: MainWindow, qtbot: QtBot, path: Path) -> Document:
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.filing.open_path(path)
    assert window.session.document is not None
    return window.session.document
