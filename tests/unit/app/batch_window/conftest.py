"""A shoebox of photos, and the batch window set to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from batch_window_here import RunHere
from PIL import Image
from pytestqt.qtbot import QtBot

from inpaint_studio.app.batch_window.driver import Driver
from inpaint_studio.app.batch_window.setup import Holes
from inpaint_studio.app.batch_window.window import BatchWindow
from inpaint_studio.jobs.fill_settings import FillSettings


@pytest.fixture
def shoebox(folders: Path, scene: np.ndarray) -> Path:
    """Three photos with masks, one without, one that cannot be read."""
    for name in ("in", "masks"):
        (folders / name).mkdir()
    mask = np.zeros(scene.shape[:2], np.uint8)
    mask[20:24, 10:60] = 255
    for name in ("a", "b", "c", "bad"):
        Image.fromarray(scene).save(folders / "in" / f"{name}.png")
        Image.fromarray(mask).save(folders / "masks" / f"{name}.png")
    (folders / "in" / "bad.png").write_bytes(b"")
    Image.fromarray(scene).save(folders / "in" / "alone.png")
    return folders


@pytest.fixture
def opened() -> list[tuple[Path, Path | None]]:
    return []


@pytest.fixture
def batch(
    shoebox: Path, qtbot: QtBot, opened: list[tuple[Path, Path | None]]
) -> Iterator[BatchWindow]:
    shown = BatchWindow(
        lambda photo, mask: opened.append((photo, mask)),
        settings=FillSettings("telea"),
        driver=Driver(make_process=RunHere),
    )
    shown.show()
    qtbot.waitExposed(shown)
    setup = shown.setup
    setup.photos.field.setText(str(shoebox / "in"))
    setup.holes.setCurrentIndex(Holes.FOLDER)
    setup.masks.field.setText(str(shoebox / "masks"))
    yield shown
    shown.driver.stop()
    shown.close()
    shown.deleteLater()
