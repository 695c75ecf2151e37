"""What is painted over the finished picture: brush circle, previews of tools, the split's divider.

All places are device pixels of the viewport.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from inpaint_studio.app.canvas.edge_painter import stroke_pen, stroke_polygon
from inpaint_studio.app.canvas.overlay import Colour
from inpaint_studio.app.canvas.tools.base import ToolPreview
from inpaint_studio.app.canvas.view import Rect, ViewTransform
from inpaint_studio.document.shapes import Point
from inpaint_studio.document.strokes import StrokeKind

__all__ = [
    "circle_rect",
    "paint_circle",
    "paint_divider",
    "paint_focus",
    "paint_preview",
    "paint_sides",
    "preview_rect",
]

_DARK = QColor(0, 0, 0, 200)
_LIGHT = QColor(255, 255, 255, 230)
_HANDLE_PX = 3.0  # of the desktop
_DENSEST = 4  # pixels of the screen a side of one of the desktop


def _around(points: Iterable[tuple[float, float]], margin_px: float) -> Rect:
    points = list(points)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (
        math.floor(min(xs) - margin_px),
        math.floor(min(ys) - margin_px),
        math.ceil(max(xs) + margin_px),
        math.ceil(max(ys) + margin_px),
    )


def circle_rect(x: float, y: float, diameter_px: float) -> Rect:
    """What a brush circle touches."""
    return _around([(x, y)], diameter_px / 2 + 3)


def paint_circle(painter: QPainter, x: float, y: float, diameter_px: float) -> None:
    """A circle that shows on dark and on light."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, radius in ((_DARK, diameter_px / 2 + 0.75), (_LIGHT, diameter_px / 2 - 0.25)):
        painter.setPen(QPen(colour, 1.0))
        painter.drawEllipse(QPointF(x, y), radius, radius)


def paint_focus(painter: QPainter, width_px: int, height_px: int) -> None:
    """A line round the viewport: the keyboard is here."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, inset in ((_DARK, 0), (_LIGHT, 1)):
        painter.setPen(QPen(colour, 1.0))
        painter.drawRect(inset, inset, width_px - 1 - 2 * inset, height_px - 1 - 2 * inset)


def preview_rect(preview: ToolPreview, view: ViewTransform) -> Rect:
    """What a preview touches, in the frame of its view."""
    rect: Rect | None = None
    points: list[Point] = [point for line in preview.lines for point in line]
    points.extend(preview.handles)
    if points:
        rect = _around((view.to_view(point) for point in points), _DENSEST * _HANDLE_PX + 2)
    if preview.stroke is not None and preview.stroke.points:
        other = view.view_rect(preview.stroke.bounds, 4)
        rect = other if rect is None else _joined(rect, other)
    return rect or (0, 0, 0, 0)


def _joined(a: Rect, b: Rect) -> Rect:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def paint_preview(
    painter: QPainter, preview: ToolPreview, view: ViewTransform, user_colour: Colour
) -> None:
    """Draw a preview; the painter's origin is the view's frame."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    stroke = preview.stroke
    if stroke is not None and stroke.points:
        painter.save()
        painter.translate(*view.centre)
        painter.rotate(90 * view.turns)
        erases = stroke.kind is StrokeKind.ERASE
        colour = QColor(255, 255, 255, 110) if erases else QColor(*user_colour)
        painter.setPen(stroke_pen(stroke, view, colour))
        way = stroke_polygon(stroke, view)
        if len(stroke.points) == 1:
            painter.drawPoint(way.first())
        else:
            painter.drawPolyline(way)
        painter.restore()
    for line in preview.lines:
        way = QPolygonF([QPointF(*view.to_view(point)) for point in line])
        painter.setPen(QPen(_DARK, 1.0))
        painter.drawPolyline(way)
        painter.setPen(QPen(_LIGHT, 1.0, Qt.PenStyle.DashLine))
        painter.drawPolyline(way)
    painter.setPen(QPen(_DARK, 1.0))
    painter.setBrush(_LIGHT)
    reach = _HANDLE_PX * painter.device().devicePixelRatioF()
    for point in preview.handles:
        x, y = view.to_view(point)
        painter.drawRect(QRectF(x - reach, y - reach, 2 * reach, 2 * reach))
    painter.restore()


def paint_divider(painter: QPainter, x: int, height: int, grip_px: float) -> None:
    """The split's divider with a grip in the middle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(x - 2, 0, 4, height, QColor(0, 0, 0, 120))
    painter.fillRect(x - 1, 0, 2, height, _LIGHT)
    painter.setPen(QPen(_DARK, 1.0))
    painter.setBrush(_LIGHT)
    middle = height / 2
    painter.drawEllipse(QPointF(x, middle), grip_px, grip_px)
    third = grip_px / 3
    painter.setBrush(_DARK)
    for side in (-1, 1):
        tip = QPointF(x + side * 2 * third, middle)
        back = x + side * third * 0.7
        painter.drawPolygon(
            QPolygonF([tip, QPointF(back, middle - third), QPointF(back, middle + third)])
        )
    painter.restore()


def paint_sides(
    painter: QPainter, left_end: int, right_start: int, names: tuple[str, str], font: QFont
) -> None:
    """What is seen on either side, at the top beside the divider."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = 1.0 / painter.worldTransform().m11()  # of the screen: all else here is device pixels
    font = QFont(font)
    font.setPixelSize(max(9, round(QFontMetricsF(font).height() * 0.75 * scale)))
    painter.setFont(font)
    size = QFontMetricsF(font)
    pad = size.height() / 3
    for name, edge, side in ((names[0], left_end, -1), (names[1], right_start, 1)):
        wide, high = size.horizontalAdvance(name) + 2 * pad, size.height() + pad
        left = edge - wide - 2 * pad if side < 0 else edge + 2 * pad
        box = QRectF(left, 2 * pad, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawRoundedRect(box, pad, pad)
        painter.setPen(_LIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
    painter.restore()
