"""Draws predicted edges and the user's strokes over the photo.

Strokes are drawn as lines, not pixels, and so are sharp at every zoom. They are laid down in the
order in which they were made, on a layer of their own: an eraser stroke fades what lies under it to
a ghost instead of covering the photo.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from inpaint_studio.app.canvas.overlay import premultiplied
from inpaint_studio.app.canvas.style import CanvasStyle, EdgeLayer
from inpaint_studio.app.canvas.view import Rect, ViewTransform
from inpaint_studio.document.changes import EdgePatch
from inpaint_studio.document.document import Document
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind
from inpaint_studio.geometry import Box

__all__ = ["EdgePainter", "stroke_pen", "stroke_polygon"]

_LEAST_WIDTH_PX = 1.6  # of a drawn line on screen, in device pixels


def stroke_polygon(stroke: EdgeStroke, view: ViewTransform) -> QPolygonF:
    """The way of a stroke in the plane."""
    scale, right, down = view.scale, view.offset_x, view.offset_y
    return QPolygonF([QPointF(p.x * scale + right, p.y * scale + down) for p in stroke.points])


def stroke_pen(stroke: EdgeStroke, view: ViewTransform, colour: QColor) -> QPen:
    """A round pen of the stroke's width on screen."""
    pen = QPen(colour, max(stroke.width_px * view.scale, _LEAST_WIDTH_PX))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


class EdgePainter:
    """Draws the edges of one document."""

    def __init__(self) -> None:
        self._patches: dict[int, tuple[EdgePatch, tuple[object, ...], NDArray[np.uint32]]] = {}

    def paint(
        self,
        painter: QPainter,
        document: Document,
        style: CanvasStyle,
        view: ViewTransform,
        rect: Rect,
        seen: Box,
    ) -> None:
        """Draw what lies in `seen`; `rect` is the same in the viewport, `painter` draws there."""
        patches = [p for p in document.predicted if p.box.intersects(seen)]
        if EdgeLayer.PREDICTED not in style.edges:
            patches = []
        strokes: Sequence[EdgeStroke] = [s for s in document.strokes if s.bounds.intersects(seen)]
        if EdgeLayer.USER not in style.edges:
            strokes = [s for s in strokes if s.kind is StrokeKind.ERASE] if patches else []
        if not patches and not strokes:
            return
        target = QRect(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1])
        layer = QImage(target.size(), QImage.Format.Format_ARGB32_Premultiplied)
        layer.fill(0)
        inner = QPainter(layer)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner.translate(view.centre[0] - rect[0], view.centre[1] - rect[1])
        inner.rotate(90 * view.turns)
        for patch in patches:
            self._paint_patch(inner, patch, style, view)
        for stroke in strokes:
            self._paint_stroke(inner, stroke, style, view)
        inner.end()
        painter.drawImage(target.topLeft(), layer)

    def _paint_patch(
        self, painter: QPainter, patch: EdgePatch, style: CanvasStyle, view: ViewTransform
    ) -> None:
        pixels = self._pixels(patch, style, view)
        height, width = pixels.shape
        image = QImage(
            pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied
        )
        left, top = view.plane_x(patch.box.left), view.plane_y(patch.box.top)
        right, bottom = view.plane_x(patch.box.right), view.plane_y(patch.box.bottom)
        shrunk = right - left < width
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
        painter.drawImage(QRectF(left, top, right - left, bottom - top), image)

    def _pixels(
        self, patch: EdgePatch, style: CanvasStyle, view: ViewTransform
    ) -> NDArray[np.uint32]:
        """The patch as premultiplied ARGB, thinned for a small scale without losing lines."""
        per_pixel = patch.box.width * view.scale / patch.edges.shape[1]
        factor = max(1, int(1.0 / max(per_pixel, 1e-3)))
        wanted = (style.predicted_colour, style.edge_threshold, factor)
        kept = self._patches.get(id(patch))
        if kept is not None and kept[0] is patch and kept[1] == wanted:
            return kept[2]
        strong = np.where(patch.edges >= style.edge_threshold, patch.edges, 0.0)
        if factor > 1:
            import cv2

            height, width = (max(1, side // factor) for side in strong.shape)
            strong = np.asarray(
                cv2.resize(strong, (width, height), interpolation=cv2.INTER_AREA)
            ) * min(factor, 3)
        table = premultiplied(style.predicted_colour, 1.0)
        pixels = table[(np.clip(strong, 0.0, 1.0) * 255).astype(np.uint8)]
        if len(self._patches) > 256:
            self._patches.clear()
        self._patches[id(patch)] = (patch, wanted, pixels)
        return pixels

    def _paint_stroke(
        self, painter: QPainter, stroke: EdgeStroke, style: CanvasStyle, view: ViewTransform
    ) -> None:
        if stroke.kind is StrokeKind.DRAW:
            pen = stroke_pen(stroke, view, QColor(*style.user_colour))
        else:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
            pen = stroke_pen(stroke, view, QColor(0, 0, 0, round(255 * style.ghost)))
        painter.setPen(pen)
        way = stroke_polygon(stroke, view)
        if len(stroke.points) == 1:
            painter.drawPoint(way.first())
        else:
            painter.drawPolyline(way)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
