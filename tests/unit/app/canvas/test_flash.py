"""What another fill changed: found exactly, lit up where it is, and gone after a moment."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.flash import FLASH_MS
from inpaint_studio.app.restore.engine_work import changed_part
from inpaint_studio.document.changes import ChangedPart
from inpaint_studio.document.document import Document
from inpaint_studio.geometry import Box


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_what_is_hardly_seen_is_no_change(dtype: type) -> None:
    scale = 1.0 if dtype is np.float32 else float(np.iinfo(dtype).max)
    before = Document(np.full((80, 100, 3), 0.5 * scale).astype(dtype)).image
    after = before.to_array().copy()
    box = Box(10, 20, 60, 90)
    after[box.slices] = (0.51 * scale) if dtype is np.float32 else int(0.51 * scale)
    assert changed_part(before, after, [box]) is None
    after[30:34, 40:50, 1] = scale
    part = changed_part(before, after, [Box(10, 20, 40, 90), Box(40, 20, 60, 90)])
    assert part is not None
    assert (part.box, part.step) == (box, 1)
    assert np.argwhere(part.map).min(axis=0).tolist() == [20, 20]
    assert part.map.sum() == 40


def test_a_large_part_is_told_coarsely_and_loses_no_pixel() -> None:
    before = Document(np.zeros((3000, 2500, 3), np.uint8)).image
    after = before.to_array().copy()
    after[2999, 2499] = 255
    part = changed_part(before, after, [Box(0, 0, 3000, 2500)])
    assert part is not None
    assert max(part.map.shape) <= 1024
    assert part.map.sum() == 1
    assert part.map[-1, -1] or part.map[2999 // part.step, 2499 // part.step]


@pytest.mark.parametrize("turns", [0, 1])
def test_it_lights_up_in_its_place_and_goes(qtbot: QtBot, turns: int) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 400)
    canvas.set_document(Document(np.full((200, 200, 3), 90, np.uint8)))
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.rotate_view(turns)
    canvas.fit()
    qtbot.wait(100)
    at = canvas.view.to_view(canvas.view.to_image(0, 0)._replace(y=50.0, x=60.0))
    place, elsewhere = QPoint(round(at[0]), round(at[1])), QPoint(200, 390)
    calm, untouched = (canvas.grab().toImage().pixelColor(each) for each in (place, elsewhere))
    there = np.zeros((20, 20), np.bool_)
    there[5:15, 5:15] = True
    canvas.flash(ChangedPart(Box(40, 50, 60, 70), 1, there))
    lit = canvas.grab().toImage()
    assert lit.pixelColor(place) != calm
    assert lit.pixelColor(elsewhere) == untouched
    qtbot.waitUntil(lambda: not canvas._flasher.is_lit, timeout=FLASH_MS * 5)
    assert canvas.grab().toImage().pixelColor(place) == calm
    assert not canvas._flasher._frames.isActive()
