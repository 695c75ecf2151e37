"""Try all: the marked hole filled by every model, side by side; a click takes one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.panels.fields import faint, heading, scrolled
from inpaint_studio.app.pictures import PictureView, picture_of, shrunk
from inpaint_studio.app.restoring import Choice, Restoring
from inpaint_studio.app.session import Session
from inpaint_studio.app.speeds import Speeds
from inpaint_studio.app.trials import Candidate, try_models
from inpaint_studio.app.workers import Job, Lane
from inpaint_studio.geometry import Box
from inpaint_studio.progress import Progress
from inpaint_studio.zoo.registry import ModelState, list_models

__all__ = ["TryAllDialog", "ready_choices"]

_COLUMNS = 3
_THUMBNAIL_PX = 420


def ready_choices(choice: Choice, seeds: int = 1) -> list[tuple[str, Choice]]:
    """(title, choice) for every model that is ready, its own options at their defaults unless it is
    the one chosen; `seeds` candidates of each."""
    found = []
    for model in list_models():
        if model.state is not ModelState.READY:
            continue
        options = choice.options if model.name == choice.model else ()
        for number in range(seeds):
            title = model.card.title if number == 0 else f"{model.card.title} ({number + 1})"
            each = replace(choice, model=model.name, options=options, seed=choice.seed + number)
            found.append((title, each))
    return found


class _Card(QWidget):
    """One candidate: its picture, its name, and a button."""

    taken = Signal(object)

    def __init__(self, candidate: Candidate, picture: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self._candidate = candidate
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.view = PictureView(QSize(240, 180))
        self.view.setCursor(Qt.CursorShape.PointingHandCursor)
        layout.addWidget(self.view, 1)
        layout.addWidget(heading(candidate.title))
        if candidate.error or candidate.record is None:
            layout.addWidget(faint(candidate.error))
            return
        self.view.show_picture(picture)
        layout.addWidget(faint(f"{candidate.record.seconds:.2f} s · {candidate.record.device}"))
        button = QPushButton(self.tr("Take this one"))
        button.setAccessibleName(f"{button.text()}: {candidate.title}")
        button.clicked.connect(lambda: self.taken.emit(candidate))
        layout.addWidget(button)

    def mouseReleaseEvent(self, event: object) -> None:  # noqa: N802
        """Qt: a click on the picture takes it too."""
        if self._candidate.record is not None:
            self.taken.emit(self._candidate)


class TryAllDialog(QDialog):
    """See the module."""

    found = Signal(object)

    def __init__(
        self, session: Session, restoring: Restoring, speeds: Speeds, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Try all models"))
        self.resize(980, 680)
        self._session = session
        self._restoring = restoring
        self._speeds = speeds
        self._frozen: Any = None
        self._cards: list[_Card] = []
        self._job: Job | None = None
        layout = QVBoxLayout(self)
        layout.addLayout(self._make_top())
        inner = QWidget()
        self._grid = QGridLayout(inner)
        layout.addWidget(scrolled(inner), 1)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        layout.addWidget(self._bar)
        self.found.connect(self._add, Qt.ConnectionType.QueuedConnection)
        session.models.progressed.connect(self._on_progress)
        self.start()

    def _make_top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(faint(self.tr("Click on the fill that you like best.")), 1)
        row.addWidget(QLabel(self.tr("Candidates of each")))
        self._seeds = QSpinBox()
        self._seeds.setRange(1, 4)
        self._seeds.setAccessibleName(self.tr("Candidates of each"))
        self._seeds.valueChanged.connect(lambda _: self.start())
        row.addWidget(self._seeds)
        return row

    def start(self) -> None:
        """Begin, or begin anew."""
        document = self._session.document
        if document is None:
            return
        for card in self._cards:
            card.deleteLater()
        self._cards = []
        self._frozen = frozen = document.freeze()
        choices = ready_choices(self._restoring.choice, self._seeds.value())
        self._bar.show()
        self._bar.setValue(0)
        self._job = self._session.models.submit(
            Job(
                Lane.RESTORE,
                self.tr("Trying all models"),
                lambda engine, token: try_models(engine, frozen, choices, token, self.found.emit),
                lambda _: self._bar.hide(),
            )
        )

    def _on_progress(self, job: Job, progress: Progress) -> None:
        if job is self._job:
            self._bar.setValue(round(1000 * progress.fraction))
            self._bar.setFormat(progress.text)

    def _add(self, candidate: Candidate) -> None:
        if self._job is None or self._job.token.is_cancelled:
            return
        for other in self._cards:
            if candidate.parts and _same(candidate, other._candidate):
                return  # the seed made no difference
        picture = picture_of(self._thumbnail(candidate)) if candidate.parts else None
        card = _Card(candidate, picture, self)
        card.taken.connect(self._take)
        number = len(self._cards)
        self._grid.addWidget(card, number // _COLUMNS, number % _COLUMNS)
        self._cards.append(card)
        if candidate.record is not None:
            record = candidate.record
            self._speeds.add(candidate.model, record.device, record.seconds, candidate.hole_px)

    def _thumbnail(self, candidate: Candidate) -> Any:
        """The surroundings of the hole with the fill in it."""
        bounds = self._frozen.mask.bounds()
        margin = max(48, max(bounds.height, bounds.width) // 5)
        around = bounds.grown(margin).clipped(self._frozen.size)
        crop = np.array(self._frozen.image.read(around))
        for box, pixels in candidate.parts:
            inside = box.intersection(around)
            if not inside.is_empty:
                part = inside.moved(-box.top, -box.left)
                crop[_in(inside, around).slices] = pixels[part.slices]
        return shrunk(crop, _THUMBNAIL_PX)

    def _take(self, candidate: Candidate) -> None:
        document = self._session.document
        if document is None or candidate.record is None:
            return
        boxes = [box for box, _ in candidate.parts]
        if not document.fits(self._frozen.revision, boxes):
            self._session.note(self.tr("The photo changed meanwhile; try again."))
            return
        image = candidate.image(self._frozen.image_array())
        document.apply_result(self._frozen.revision, boxes, image, record=candidate.record)
        self._restoring.choose_model(candidate.model)
        self.accept()

    def done(self, result: int) -> None:
        """Qt: the dialog closes; what still runs is given up."""
        if self._job is not None:
            self._job.token.cancel()
            self._session.models.cancel(Lane.RESTORE)
        super().done(result)


def _in(box: Box, around: Box) -> Box:
    return box.moved(-around.top, -around.left)


def _same(one: Candidate, other: Candidate) -> bool:
    return (
        one.model == other.model
        and len(one.parts) == len(other.parts)
        and all(np.array_equal(a[1], b[1]) for a, b in zip(one.parts, other.parts, strict=True))
    )
