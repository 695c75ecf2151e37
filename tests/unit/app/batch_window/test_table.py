"""The table of a batch and its thumbnails."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from inpaint_studio.app.batch_window.table import PhotoTable
from inpaint_studio.app.batch_window.thumbnails import THUMBNAIL_PX, read_small
from inpaint_studio.app.batch_window.window import BatchWindow
from inpaint_studio.batch.facts import PhotoFacts
from inpaint_studio.batch.request import State


def facts(relative: Path) -> PhotoFacts:
    return PhotoFacts(relative, Path("/nowhere") / relative, relative, None, State.WAITING)


@pytest.mark.parametrize(("suffix", "orientation"), [(".jpg", 6), (".png", 1), (".tif", 1)])
def test_thumbnails_are_small_and_upright(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = tmp_path / f"照片{suffix}"
    photo = Image.new("RGB", (1200, 600), (200, 30, 30))
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo.save(path, exif=exif)
    small = read_small(path, THUMBNAIL_PX)
    assert max(small.width(), small.height()) == THUMBNAIL_PX
    assert (small.height() > small.width()) == (orientation == 6)
    assert small.pixelColor(10, 10).red() > 150


def test_twenty_thousand_photos_fit_the_table(batch: BatchWindow) -> None:
    table: PhotoTable = batch.table
    for first in range(0, 20_000, 200):
        numbers = range(first, first + 200)
        table.add([facts(Path(f"{number:05}.jpg")) for number in numbers])
    QApplication.processEvents()
    assert batch.photos.filtered.rowCount() == 20_000
    # Only what is seen is asked for.
    assert len(batch.thumbnails._wanted) < 100
    batch.photos.view.scrollToBottom()
    QApplication.processEvents()
    assert len(batch.thumbnails._wanted) < 200
