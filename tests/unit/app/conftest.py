"""A window without a screen, with folders of its own; nothing of the user's is touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_fakes import EngineHere
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.app import drop_opencv_qt_paths
from inpaint_studio.app.startup import install_language

drop_opencv_qt_paths()


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    """The window's texts in Chinese; to be asked for before a window."""
    before = set(qapp.findChildren(QTranslator))
    install_language(qapp, "zh_CN")
    yield
    for translator in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(translator)
        translator.setParent(None)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, state and models in `tmp_path`."""
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(tmp_path / "models"))
    return tmp_path


@pytest.fixture
def scene() -> np.ndarray:
    """A smooth photo, uint8 (60, 80, 3), in which a hole shows."""
    rows, columns = np.mgrid[0:60, 0:80]
    return np.stack([rows * 3, columns * 2, rows + columns], axis=2).astype(np.uint8)


@pytest.fixture
def window(folders: Path, qtbot: QtBot) -> Iterator[object]:
    """The main window, shown; closed at the end with its threads awaited."""
    from inpaint_studio.app.shell.main_window import MainWindow
    from inpaint_studio.settings.store import SettingsStore

    # The engine in this process: another one for each test would cost a second each.
    shown = MainWindow(SettingsStore(folders / "settings.json"), make_engine=EngineHere)
    # The screen that is not there is small.
    shown.resize(1400, 900)
    # Not given to qtbot, which would close it before the work in it is called saved.
    shown.show()
    qtbot.waitExposed(shown)
    yield shown
    shown.session.models.cancel()
    if shown.session.document is not None:
        shown.session.document.clear_preview()  # a fill that is shown is asked about
        shown.session.document.mark_saved()
    shown.close()
    assert not shown.session.models.is_running
    assert not shown.session.files.is_running
    shown.deleteLater()


@pytest.fixture
def marked_window(window: Any, scene: np.ndarray) -> Any:
    """The window with a photo and a hole, set to a quick model."""
    from inpaint_studio.document.document import Document
    from inpaint_studio.document.shapes import Point, Rectangle

    document = Document(np.tile(scene, (3, 3, 1)))
    window.session.set_document(document)
    document.paint(Rectangle(Point(20, 30), Point(30, 50)), "rectangle")
    window.restoring.chosen.choose_model("telea")
    return window


@pytest.fixture
def photo_file(tmp_path: Path, scene: np.ndarray) -> Path:
    """The scene as a file."""
    from inpaint_studio.imaging.files import write_photo

    path = tmp_path / "photo.png"
    write_photo(path, scene)
    return path
