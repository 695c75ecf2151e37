"""Arrays as Qt pictures and back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.app.pictures import (
    Loupe,
    LoupeView,
    as_bytes,
    image_of,
    picture_of,
    shrunk,
)


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (7, 4), (64, 33)])
def test_a_picture_and_back(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)
    before = pixels.copy()
    picture = picture_of(pixels)
    assert (picture.height(), picture.width()) == size
    assert np.array_equal(image_of(picture), before)
    assert np.array_equal(image_of(picture_of(pixels[::-1, ::-1])), before[::-1, ::-1])
    pixels[:] = 0  # the picture has memory of its own
    assert np.array_equal(image_of(picture), before)


def test_edges_are_drawn_dark_on_light() -> None:
    edges = np.zeros((4, 5), np.float32)
    edges[2, 3] = 1
    grey = image_of(picture_of(edges))
    assert grey[2, 3].max() < 30
    assert grey[0].min() > 240


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_every_depth_becomes_bytes(dtype: str) -> None:
    top = {"uint8": 255, "uint16": 65535, "float32": 1.0}[dtype]
    image = np.array([[[0, top, top / 2]]]).astype(dtype)
    assert as_bytes(image).tolist() in ([[[0, 255, 127]]], [[[0, 255, 128]]])
    assert shrunk(np.repeat(image, 64, axis=1), 16).shape == (1, 16, 3)


def wheel(view: LoupeView, notches: float, at: QPoint) -> None:
    none = Qt.MouseButton.NoButton
    turn = QPoint(0, round(120 * notches))
    held, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(QPointF(at), QPointF(at), QPoint(), turn, none, held, phase, False)
    QApplication.sendEvent(view, event)


def test_pictures_are_zoomed_and_moved_together(qtbot: QtBot) -> None:
    random = np.random.default_rng(0)
    loupe = Loupe()
    views = [LoupeView(loupe), LoupeView(loupe)]
    for view in views:
        qtbot.addWidget(view)
        view.resize(300, 200)
        view.show_picture(picture_of(random.integers(0, 255, (400, 600, 3), np.uint8)))
        view.show()
    whole = [view.grab().toImage() for view in views]
    left = Qt.MouseButton.LeftButton
    clicks: list[int] = []
    views[0].clicked.connect(lambda: clicks.append(1))
    wheel(views[0], 8, QPoint(60, 40))  # a fifth of the way across and down
    assert loupe.scale == pytest.approx(0.5 * 1.25**8)
    place = views[1]._place()
    assert (60 - place.left()) / place.width() == pytest.approx(0.2)
    assert all(v.grab().toImage() != old for v, old in zip(views, whole, strict=True))
    qtbot.mousePress(views[1], left, pos=QPoint(100, 100))
    qtbot.mouseMove(views[1], QPoint(130, 90))
    qtbot.mouseRelease(views[1], left, pos=QPoint(130, 90))
    moved = views[0]._place()
    assert (moved.left() - place.left(), moved.top() - place.top()) == pytest.approx((30, -10))
    assert clicks == []
    qtbot.mouseClick(views[0], left, pos=QPoint(20, 20))
    assert clicks == [1]
    wheel(views[1], -40, QPoint(10, 10))
    assert loupe.scale is None
    assert [view.grab().toImage() for view in views] == whole


def test_at_one_hundred_per_cent_pixels_are_the_pictures_own(qtbot: QtBot) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (400, 600, 3), np.uint8)
    loupe = Loupe()
    view = LoupeView(loupe)
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show_picture(picture_of(pixels))
    loupe.look(1.0)
    assert np.array_equal(image_of(view.grab().toImage()), pixels[100:300, 150:450])
