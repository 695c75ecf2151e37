"""The touchpad: two fingers pinch to zoom at the place between them, and scroll."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.document.document import Document


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.set_document(Document(np.full((600, 800, 3), 90, np.uint8)))
    made.show()
    yield made
    made.set_document(None)


def pinch(canvas: Canvas, place: QPointF, value: float) -> bool:
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        place,
        place,
        QPointF(canvas.mapToGlobal(place.toPoint())),
        value,
        QPointF(),
    )
    return QApplication.sendEvent(canvas, event)


def test_pinching_zooms_at_the_fingers(canvas: Canvas) -> None:
    place = QPointF(120.0, 90.0)
    canvas.zoom_to_scale(2.0)
    ratio = canvas.devicePixelRatioF()
    before = canvas.view.to_image(place.x() * ratio, place.y() * ratio)
    assert pinch(canvas, place, 0.25)
    assert canvas.scale == pytest.approx(2.5)
    after = canvas.view.to_image(place.x() * ratio, place.y() * ratio)
    assert after.x == pytest.approx(before.x, abs=0.5)
    assert after.y == pytest.approx(before.y, abs=0.5)
    pinch(canvas, place, -0.5)
    assert canvas.scale == pytest.approx(1.25)


def test_two_fingers_scroll_by_pixels(canvas: Canvas) -> None:
    canvas.zoom_to_scale(2.0)
    before = canvas.view
    place = QPointF(200.0, 150.0)
    event = QWheelEvent(
        place,
        QPointF(canvas.mapToGlobal(place.toPoint())),
        QPoint(7, -11),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.ScrollUpdate,
        False,
    )
    QApplication.sendEvent(canvas, event)
    ratio = canvas.devicePixelRatioF()
    origin, moved = (
        before.to_view(before.to_image(0, 0)),
        canvas.view.to_view(before.to_image(0, 0)),
    )
    assert moved[0] - origin[0] == pytest.approx(7 * ratio, abs=1)
    assert moved[1] - origin[1] == pytest.approx(-11 * ratio, abs=1)
    assert canvas.scale == 2.0
