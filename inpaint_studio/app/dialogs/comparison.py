"""Edges compared: original, its Canny edges, those of the restored photo, and the difference.

Shows the part of the photo that the canvas shows, in step with it. Precision and recall are worked
out at full resolution in the known band around the hole, and inside the hole against a known
original, where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.colour import as_seen
from inpaint_studio.app.files import opening
from inpaint_studio.app.files.filing import photo_filter
from inpaint_studio.app.panels.fields import NumberRow, faint, heading
from inpaint_studio.app.pictures import PictureView, picture_of, shrunk
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.session import Session
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.document.tiles import TileView
from inpaint_studio.errors import SizeMismatchError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import EdgeMap, Image, Mask, size_of
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.jobs.process import ChildProcess

__all__ = [
    "Compared",
    "ComparisonWindow",
    "EdgeScore",
    "compare_edges",
    "difference_picture",
    "edge_score",
    "known_band",
]

_BOTH = (40, 40, 40)
_NEW = (32, 96, 255)
_GONE = (224, 72, 56)
_PAPER = (250, 250, 250)


class EdgeScore(NamedTuple):
    """Shares in [0, 1]; None where nothing can be said since there is no edge."""

    precision: float | None
    recall: float | None


def _near(edges: NDArray[np.bool_], tolerance_px: int) -> NDArray[np.bool_]:
    if tolerance_px == 0:
        return edges
    side = 2 * tolerance_px + 1
    grown = cv2.dilate(edges.astype(np.uint8), np.ones((side, side), np.uint8))
    return grown.astype(np.bool_)


def edge_score(found: EdgeMap, truth: EdgeMap, where: Mask, *, tolerance_px: int = 1) -> EdgeScore:
    """Precision and recall of `found` against `truth` inside `where`.

    Parameters
    ----------
    found, truth
        float32 (H, W) in [0, 1]; edges are what exceeds 0.5; not modified.
    where
        bool (H, W).
    """
    found_on, true_on = found > 0.5, truth > 0.5
    hits = found_on & _near(true_on, tolerance_px) & where
    met = true_on & _near(found_on, tolerance_px) & where
    found_px, true_px = np.count_nonzero(found_on & where), np.count_nonzero(true_on & where)
    return EdgeScore(
        np.count_nonzero(hits) / found_px if found_px else None,
        np.count_nonzero(met) / true_px if true_px else None,
    )


def known_band(mask: Mask, width_px: int) -> Mask:
    """The known pixels at most `width_px` from the hole; `mask` is not modified."""
    from inpaint_studio.imaging.mask import grow

    return grow(mask, width_px) & ~mask


def difference_picture(found: EdgeMap, truth: EdgeMap) -> NDArray[np.uint8]:
    """uint8 (H, W, 3): grey where both have an edge, blue where it is new, red where it is gone."""
    found_on, true_on = found > 0.5, truth > 0.5
    picture = np.full((*found.shape, 3), _PAPER, np.uint8)
    picture[found_on & ~_near(true_on, 1)] = _NEW
    picture[true_on & ~_near(found_on, 1)] = _GONE
    picture[found_on & _near(true_on, 1)] = _BOTH
    return picture


_SHOWN_PX = 900
_LARGEST_SCORED_PX = 4096
_AFTER_MS = 150


@dataclass(frozen=True, eq=False)
class Compared:
    """Four pictures, uint8 or edges in [0, 1], and the scores."""

    pictures: tuple[Any, Any, Any, Any]
    band: EdgeScore | None
    hole: EdgeScore | None


def compare_edges(
    original: TileView,
    shown: TileView,
    mask: TileView,
    seen: Box,
    *,
    sigma: float,
    band_px: int,
    truth: Image | None = None,
    turns: int = 0,
) -> Compared:
    """Compare the edges of two states of a photo; for the worker's thread.

    Parameters
    ----------
    original, shown, mask
        The photo as opened, as it is, and its hole.
    seen
        The part to show, inside the photo.
    sigma
        Of Canny, in pixels of the photo.
    band_px
        Width of the known band around the hole.
    truth
        A known original, or None.
    turns
        Quarter turns clockwise by which the pictures are turned, as the canvas is.
    """
    from inpaint_studio.imaging.edges import fast_canny

    before = np.array(original.read(seen)) if truth is None else truth[seen.slices]
    small_before = shrunk(before, _SHOWN_PX)
    small_after = shrunk(np.array(shown.read(seen)), _SHOWN_PX)
    scale = small_before.shape[1] / max(1, seen.width)
    small_sigma = max(0.5, sigma * scale)
    true_edges = fast_canny(small_before, sigma=small_sigma)
    found_edges = fast_canny(small_after, sigma=small_sigma)
    difference = difference_picture(found_edges, true_edges)
    pictures = (
        _turned(small_before, turns),
        _turned(true_edges, turns),
        _turned(found_edges, turns),
        _turned(difference, turns),
    )
    bounds = mask.bounds()
    if bounds.is_empty or max(bounds.height, bounds.width) > _LARGEST_SCORED_PX:
        return Compared(pictures, None, None)
    around = bounds.grown(band_px + int(4 * sigma) + 8).clipped(mask.size)
    hole = mask.read(around)
    was = np.array(original.read(around)) if truth is None else truth[around.slices]
    now = np.array(shown.read(around))
    found = fast_canny(np.ascontiguousarray(now), sigma=sigma)
    # What was damaged has edges of its own; against it, only the known side can be judged.
    ignored = hole if truth is None else None
    wanted = fast_canny(np.ascontiguousarray(was), ignored, sigma=sigma)
    band = edge_score(found, wanted, known_band(hole, band_px))
    inside = None if truth is None else edge_score(found, wanted, hole)
    return Compared(pictures, band, inside)


def _turned(pixels: NDArray[Any], turns: int) -> NDArray[Any]:
    return np.ascontiguousarray(np.rot90(pixels, -turns))


class ComparisonWindow(QDialog):
    """See the module. Not modal: the canvas is worked on beside it."""

    def __init__(
        self, session: Session, restoring: Restoring, canvas: Canvas, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Compare edges"))
        self.resize(900, 720)
        self._session = session
        self._restoring = restoring
        self._canvas = canvas
        self._truth: Image | None = None
        self._band_px = 16
        grid = QGridLayout()
        self._views: list[PictureView] = []
        self._first = heading(self.tr("Original"))
        titles = (
            self._first,
            heading(self.tr("Its edges")),
            heading(self.tr("Edges of the restored photo")),
            heading(self.tr("Difference: blue is new, red is gone")),
        )
        for number, title in enumerate(titles):
            view = PictureView()
            view.setAccessibleName(title.text())
            row, column = divmod(number, 2)
            grid.addWidget(title, 2 * row, column)
            grid.addWidget(view, 2 * row + 1, column)
            self._views.append(view)
        for row in (1, 3):
            grid.setRowStretch(row, 1)
        self._scores = faint()
        self._scores.setObjectName("scores")
        layout = QVBoxLayout(self)
        layout.addLayout(grid, 1)
        layout.addWidget(self._scores)
        layout.addLayout(self._make_bottom())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER_MS)
        self._later.timeout.connect(self._compare)
        self._ties = [
            canvas.view_changed.connect(self._later.start),
            session.changed.connect(lambda _: self._later.start()),
            restoring.chosen.changed.connect(self._later.start),
            session.document_changed.connect(lambda _: self.close()),
        ]
        self._later.start()

    def _make_bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        band = NumberRow(
            self.tr("Band"),
            (1, 200),
            self._set_band,
            slide=(1, 64),
            unit="px",
            tip=self.tr("Width of the known band around the hole in which edges are judged."),
        )
        band.show_value(self._band_px)
        button = QPushButton(self.tr("Compare with a known original…"))
        button.clicked.connect(self._ask_truth)
        row.addWidget(band, 1)
        row.addWidget(button)
        return row

    def _set_band(self, value: float) -> None:
        self._band_px = int(value)
        self._later.start()

    def _ask_truth(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("The undamaged original"), "", photo_filter(self.tr("Photos"))
        )
        if name:
            self.load_truth(Path(name))

    def load_truth(self, path: Path) -> None:
        """Compare with the photo of `path` from now on."""
        document = self._session.document
        if document is None:
            return
        wanted = document.size

        def work(process: ChildProcess, token: ProgressToken) -> Image:
            image = opening.photo(process, path, token).image
            if size_of(image) != wanted:
                raise SizeMismatchError(
                    "{path} is {image_size} pixels but the photo is {wanted}; choose the "
                    "original of the same size.",
                    path=path.name,
                    image_size=size_of(image),
                    wanted=wanted,
                )
            return image

        def done(image: Image) -> None:
            self._truth = image
            self._first.setText(self.tr("Known original"))
            self._later.start()

        title = self.tr("Opening {name}").format(name=path.name)
        self._session.files.submit(Job(Lane.FILE, title, work, done))

    def _compare(self) -> None:
        document = self._session.document
        if document is None or not self.isVisible():
            return
        seen, turns = self._canvas.view.visible_box(), self._canvas.view.turns
        if seen.is_empty:
            return
        # Snapshots: the document goes on changing while the thread reads.
        frozen = document.freeze() if not self._canvas.tool.is_busy else None
        if frozen is None:
            self._later.start()
            return
        original, truth, band_px = document.original, self._truth, self._band_px
        shown = document.shown if document.has_preview else frozen.image
        sigma = self._restoring.chosen.choice.sigma

        def work(_: object, token: object) -> Compared:
            return compare_edges(
                original,
                shown,
                frozen.mask,
                seen,
                sigma=sigma,
                band_px=band_px,
                truth=truth,
                turns=turns,
            )

        self._session.files.submit(Job(Lane.COMPARE, "", work, self._show))

    def _show(self, compared: Compared) -> None:
        photo = None if self._session.document is None else self._session.document.photo
        profile = None if photo is None else photo.info.icc_profile
        original, *edges = compared.pictures
        pictures = (as_seen(original, profile), *edges)
        for view, pixels in zip(self._views, pictures, strict=True):
            picture: QImage = picture_of(pixels)
            view.show_picture(picture)
        parts = []
        if compared.band is not None:
            parts.append(self.tr("Known band around the hole: ") + self._score(compared.band))
        if compared.hole is not None:
            parts.append(self.tr("Inside the hole: ") + self._score(compared.hole))
        if not parts:
            parts.append(self.tr("Paint a hole to have its surroundings judged."))
        self._scores.setText("   ".join(parts))

    def _score(self, score: EdgeScore) -> str:
        def shown(value: float | None) -> str:
            return "–" if value is None else f"{value:.1%}"

        return self.tr("precision {precision}, recall {recall}").format(
            precision=shown(score.precision), recall=shown(score.recall)
        )

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Qt: the window closes; nothing listens any more."""
        self._later.stop()
        self._session.files.cancel(Lane.COMPARE)
        self._canvas.view_changed.disconnect(self._ties[0])
        self._session.changed.disconnect(self._ties[1])
        self._restoring.chosen.changed.disconnect(self._ties[2])
        self._session.document_changed.disconnect(self._ties[3])
        super().closeEvent(event)
