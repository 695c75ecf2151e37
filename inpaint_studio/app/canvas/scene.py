"""Draws a document into a picture of the viewport, and builds what is missing in spare moments.

The canvas keeps that picture and paints only cursors and previews over it, so that moving the
pointer costs a copy of a few pixels. Drawing never waits: tiles that would take too long are shown
coarse and put on a list that `work` goes through.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from inpaint_studio.app.canvas.colour import display_conversion
from inpaint_studio.app.canvas.compare import Pane
from inpaint_studio.app.canvas.edge_painter import EdgePainter
from inpaint_studio.app.canvas.known_edges import KnownEdges
from inpaint_studio.app.canvas.overlay import MaskOverlay
from inpaint_studio.app.canvas.pyramid import ImagePyramid, LevelTile, PhotoVariant
from inpaint_studio.app.canvas.style import CanvasStyle, EdgeLayer
from inpaint_studio.app.canvas.view import Rect, ViewTransform
from inpaint_studio.document.changes import Change, ChangeKind
from inpaint_studio.document.document import Document
from inpaint_studio.document.tiles import TILE_PX
from inpaint_studio.geometry import Box

__all__ = ["Scene"]

_PAINT_BUDGET_S = 0.004
_ROWS_ALONE = 90  # Qt takes a thread for every 64 rows, rounded


def _qimage(pixels: NDArray[np.uint8] | NDArray[np.uint32], image_format: QImage.Format) -> QImage:
    """A picture over the array's memory; the array must outlive it."""
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, width * 4, image_format)


def _draw_in_bands(
    painter: QPainter, target: QRectF, picture: QImage, source: QRectF, view: ViewTransform
) -> None:
    """As `QPainter.drawImage`, pixel for pixel, but in this thread alone.

    Qt's raster engine hands smoothly scaled pictures of many rows to a pool of threads, and waits
    for them. On a machine whose processors are busy (with a restoration, say) they come late: a
    viewport then took 25 ms instead of 6. Fewer rows at a time stay here, and are no slower.
    """
    if not painter.testRenderHint(QPainter.RenderHint.SmoothPixmapTransform):
        painter.drawImage(target, picture, source)
        return
    across = view.turns % 2 == 1
    width, height = (view.height, view.width) if across else (view.width, view.height)
    # The viewport in the painter's frame, with a rim since odd sizes have no exact middle.
    seen = QRectF(-width // 2 - 2, -height // 2 - 2, width + 4, height + 4)
    part = target.intersected(seen)
    rows = part.width() if across else part.height()
    bands = max(1, math.ceil(rows / _ROWS_ALONE))
    if bands == 1:
        painter.drawImage(target, picture, source)
        return
    for band in range(bands):
        start, stop = math.floor(rows * band / bands), math.floor(rows * (band + 1) / bands)
        if across:
            clip = QRectF(part.left() + start, part.top(), stop - start, part.height())
        else:
            clip = QRectF(part.left(), part.top() + start, part.width(), stop - start)
        painter.save()
        painter.setClipRect(clip, Qt.ClipOperation.IntersectClip)
        painter.drawImage(target, picture, source)
        painter.restore()


class Scene:
    """The drawable form of one document.

    Parameters
    ----------
    document
        What to draw.
    style
        How.
    cache_bytes
        Most memory for mipmaps.
    """

    def __init__(self, document: Document, style: CanvasStyle, cache_bytes: int) -> None:
        self.document = document
        self._style = style
        profile = None if document.photo is None else document.photo.info.icc_profile
        self._pyramid = ImagePyramid(
            lambda: document.original,
            lambda: document.shown,
            cache_bytes,
            display_conversion(profile),
        )
        self._mask = MaskOverlay(lambda: document.mask)
        self._known = KnownEdges(self._pyramid, lambda: document.mask)
        self._edges = EdgePainter()
        self._wanted: dict[tuple[str, PhotoVariant, LevelTile], None] = {}
        self.set_style(style)

    @property
    def style(self) -> CanvasStyle:
        """How the document is drawn."""
        return self._style

    def set_style(self, style: CanvasStyle) -> None:
        """Draw differently from now on."""
        self._style = style
        self._mask.set_style(style.mask_view, style.mask_colour, style.mask_opacity)
        self._known.set_style(style.edge_sigma, style.known_colour)

    def changed(self, change: Change) -> Box:
        """Take note of a change of the document; the answer is the image box to draw again."""
        if change.kind is ChangeKind.MASK:
            box = self._mask.changed(change.box)
            if EdgeLayer.KNOWN in self._style.edges:
                self._known.changed(change.box)
            return box
        if change.kind is ChangeKind.IMAGE:
            self._pyramid.changed(change.box)
            self._known.changed(change.box)
            return change.box
        if change.kind in (ChangeKind.EDGES, ChangeKind.PREDICTED):
            return change.box
        return Box(0, 0, 0, 0)

    @property
    def has_wishes(self) -> bool:
        """True when tiles were missing in the last drawing."""
        return bool(self._wanted)

    def forget_wishes(self) -> None:
        """The view moved: what was missing before is no longer of interest."""
        self._wanted.clear()

    def paint(self, painter: QPainter, pane: Pane, view: ViewTransform, rect: Rect) -> None:
        """Draw the part `rect` (inside `pane.rect`) of the viewport; `painter` draws there.

        `view` is that of the pane's frame.
        """
        left, top = pane.frame[0], pane.frame[1]
        local = (rect[0] - left, rect[1] - top, rect[2] - left, rect[3] - top)
        area = QRect(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1])
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, QColor(*self._style.background))
        painter.translate(left, top)
        seen = view.image_box(local)
        if not seen.is_empty:
            painter.save()
            painter.translate(*view.centre)
            painter.rotate(90 * view.turns)
            self._paint_tiles(painter, pane, view, seen)
            if view.scale >= self._style.pixel_grid_scale > 0:
                self._paint_grid(painter, view, seen)
            painter.restore()
            if pane.annotated:
                self._edges.paint(painter, self.document, self._style, view, local, seen)
        painter.restore()

    def _paint_tiles(self, painter: QPainter, pane: Pane, view: ViewTransform, seen: Box) -> None:
        stop_s = time.perf_counter() + _PAINT_BUDGET_S
        smooth = view.scale < 2.0 and view.scale != 1.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        tiles = LevelTile.around(seen, view.level)
        for tile in tiles:
            pixels, fresh = self._pyramid.find(pane.variant, tile)
            if not fresh and time.perf_counter() < stop_s:
                fresh = self._pyramid.build(pane.variant, tile)
                pixels, _ = self._pyramid.find(pane.variant, tile)
            if not fresh:
                self._wanted["photo", pane.variant, tile] = None
            if pixels is None:
                self._paint_coarse(painter, pane.variant, tile, view)
            else:
                self._draw(painter, pixels, QImage.Format.Format_RGB32, tile, view)
        if not pane.annotated:
            return
        if EdgeLayer.KNOWN in self._style.edges:
            for tile in tiles:
                lines, fresh = self._known.find(tile)
                if not fresh:
                    self._wanted["edges", pane.variant, tile] = None
                if lines is not None:
                    self._draw(
                        painter, lines, QImage.Format.Format_ARGB32_Premultiplied, tile, view
                    )
        for tile in tiles:
            if not self._mask.has(tile) and time.perf_counter() > stop_s + _PAINT_BUDGET_S:
                self._wanted["mask", pane.variant, tile] = None
                continue
            tint = self._mask.tile(tile)
            if tint is not None:
                self._draw(painter, tint, QImage.Format.Format_ARGB32_Premultiplied, tile, view)

    def _target(self, box: Box, view: ViewTransform) -> QRectF:
        left, top = view.plane_x(box.left), view.plane_y(box.top)
        return QRectF(left, top, view.plane_x(box.right) - left, view.plane_y(box.bottom) - top)

    def _draw(
        self,
        painter: QPainter,
        pixels: NDArray[np.uint8] | NDArray[np.uint32],
        image_format: QImage.Format,
        tile: LevelTile,
        view: ViewTransform,
    ) -> None:
        box = tile.box(self._pyramid.size)
        factor = 1 << tile.level
        source = QRectF(0, 0, box.width / factor, box.height / factor)
        _draw_in_bands(
            painter, self._target(box, view), _qimage(pixels, image_format), source, view
        )

    def _paint_coarse(
        self, painter: QPainter, variant: PhotoVariant, tile: LevelTile, view: ViewTransform
    ) -> None:
        """Something in place of a tile that is not there yet: a coarser one, or the thumbnail."""
        size = self._pyramid.size
        box = tile.box(size)
        target = self._target(box, view)
        for up in range(1, 3):
            above = LevelTile(tile.level + up, tile.row >> up, tile.column >> up)
            pixels, _ = self._pyramid.find(variant, above)
            if pixels is not None:
                factor = 1 << above.level
                top, left = above.row * TILE_PX, above.column * TILE_PX
                source = QRectF(
                    box.left / factor - left,
                    box.top / factor - top,
                    box.width / factor,
                    box.height / factor,
                )
                picture = _qimage(pixels, QImage.Format.Format_RGB32)
                _draw_in_bands(painter, target, picture, source, view)
                return
        thumbnail = self._pyramid.thumbnail
        down, right = thumbnail.shape[0] / size.height, thumbnail.shape[1] / size.width
        source = QRectF(box.left * right, box.top * down, box.width * right, box.height * down)
        picture = _qimage(thumbnail, QImage.Format.Format_RGB32)
        _draw_in_bands(painter, target, picture, source, view)

    def _paint_grid(self, painter: QPainter, view: ViewTransform, seen: Box) -> None:
        painter.setPen(QPen(QColor(128, 128, 128, 110), 0))
        top, bottom = view.plane_y(seen.top), view.plane_y(seen.bottom)
        left, right = view.plane_x(seen.left), view.plane_x(seen.right)
        for column in range(seen.left, seen.right + 1):
            x = view.plane_x(column)
            painter.drawLine(x, top, x, bottom)
        for row in range(seen.top, seen.bottom + 1):
            y = view.plane_y(row)
            painter.drawLine(left, y, right, y)

    def work(self, budget_s: float, redraw: Callable[[Box], None]) -> bool:
        """Build wanted tiles for about `budget_s` seconds, each box built is given to `redraw`.

        Returns True when more is to be done.
        """
        stop_s = time.perf_counter() + budget_s
        while self._wanted:
            entry = next(iter(self._wanted))
            kind, variant, tile = entry
            if self._work_on(kind, variant, tile):
                del self._wanted[entry]
                redraw(tile.box(self._pyramid.size))
            if time.perf_counter() >= stop_s:
                return bool(self._wanted) or self.document.history.compact(0.0)
        return self.document.history.compact(max(0.0, stop_s - time.perf_counter()))

    def _work_on(self, kind: str, variant: PhotoVariant, tile: LevelTile) -> bool:
        """One step towards a wanted tile; True when it is there."""
        if kind == "mask":
            self._mask.tile(tile)
            return True
        if kind == "edges":
            needed = self._known.missing(tile)
            if needed is not None:
                self._pyramid.build(PhotoVariant.SHOWN, needed)
                return False
            self._known.build(tile)
            return True
        return self._pyramid.find(variant, tile)[1] or self._pyramid.build(variant, tile)
