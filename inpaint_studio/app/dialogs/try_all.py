"""Try all: the marked hole filled by every model, side by side; a click takes one.

All pictures are zoomed and moved together, the photo before beside them; the candidate under the
pointer is laid into the canvas. Every candidate has its place from the start, the quick ones first;
one that takes too long is skipped by its button, and what is there already stays when more
candidates are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QImage, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.canvas.colour import as_seen
from inpaint_studio.app.panels.fields import faint, heading, scrolled
from inpaint_studio.app.pictures import Loupe, LoupeView, picture_of, shrunk
from inpaint_studio.app.restore.card_texts import card_text
from inpaint_studio.app.restore.engine_keeper import EngineKeeper
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.restore.speeds import Speeds
from inpaint_studio.app.restore.trials import Candidate, try_models
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.actions import tip_of
from inpaint_studio.app.texts import message_text
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.document.changes import FrozenRequest, PreparedTiles
from inpaint_studio.document.document import Document
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import Image
from inpaint_studio.jobs.fill_settings import FillSettings, fill_field
from inpaint_studio.progress import Progress, ProgressToken
from inpaint_studio.zoo.registry import ModelState, list_models

__all__ = ["TryAllDialog", "quick_first", "ready_choices"]

_COLUMNS = 3
_PICTURE_PX = 1600
_VARIED = 3  # candidates of a model that was made to give several answers
_AT_ONCE_PX = 500_000  # some milliseconds
_VIEW = QSize(280, 200)

Key = tuple[str, int]


def ready_choices(choice: FillSettings, seeds: int | None = None) -> list[tuple[str, FillSettings]]:
    """(title, choice) for every model that is ready, its own options at their defaults unless it is
    the one chosen.

    Parameters
    ----------
    seeds
        Candidates of each; of a model that varies three at least. None is one of each.
    """
    found = []
    for number in range(1 if seeds is None else max(seeds, _VARIED)):
        for model in list_models():
            if model.state is not ModelState.READY:
                continue
            if number >= (seeds or 1) and not model.card.varies:
                continue
            options = choice.options if model.name == choice.model else {}
            title = card_text(model.card.title)
            title = title if number == 0 else f"{title} ({number + 1})"
            seed = (choice.seed + number) % (int(fill_field("seed").most) + 1)
            each = replace(choice, model=model.name, options=options, seed=seed)
            found.append((title, each))
    return found


def quick_first(
    choices: Sequence[tuple[str, FillSettings]], speeds: Speeds
) -> list[tuple[str, FillSettings]]:
    """The same, those that were quick on this machine first, those never measured before slow
    ones."""
    known = sorted(
        seconds for _, choice in choices if (seconds := speeds.seconds(choice.model)) is not None
    )
    middle = known[len(known) // 2] if known else 0.0

    def place(entry: tuple[str, FillSettings]) -> tuple[int, float]:
        seconds = speeds.seconds(entry[1].model)
        return entry[1].seed, middle if seconds is None else seconds

    return sorted(choices, key=place)


class _Card(QWidget):
    """The place of one candidate: its picture, its name, and a button."""

    taken = Signal(object)
    skipped = Signal()
    pointed_at = Signal(object)

    def __init__(self, title: str, loupe: Loupe, parent: QWidget) -> None:
        super().__init__(parent)
        self.candidate: Candidate | None = None
        self.prepared: PreparedTiles | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        self.view = LoupeView(loupe, _VIEW)
        self.view.clicked.connect(self._on_click)
        self.view.setAccessibleName(title)
        layout.addWidget(self.view, 1)
        layout.addWidget(heading(title))
        self._state = faint(self.tr("waiting"))
        # In a place of its own: a button that turned from Skip to Take would be pressed wrongly.
        self.skip = QToolButton()
        self.skip.setText(self.tr("Skip"))
        self.skip.setAccessibleName(f"{self.skip.text()}: {title}")
        self.skip.clicked.connect(self.skipped)
        self.skip.setEnabled(False)
        row = QHBoxLayout()
        row.addWidget(self._state, 1)
        row.addWidget(self.skip)
        layout.addLayout(row)
        self.take = QPushButton(self.tr("Take this one"))
        self.take.setAccessibleName(f"{self.take.text()}: {title}")
        self.take.clicked.connect(lambda: self.taken.emit(self.candidate))
        self.take.setEnabled(False)
        layout.addWidget(self.take)

    def show_only_picture(self) -> None:
        """There is nothing to take here, but room for it, so that all pictures are of one size."""
        policy = self.take.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.take.setSizePolicy(policy)
        self.take.hide()
        self.skip.hide()
        self._state.setText("")

    def begin(self) -> None:
        """The model is at work."""
        self._state.setText(self.tr("at work"))
        self.skip.setEnabled(True)

    def advance(self, text: str) -> None:
        """What it is at."""
        if self.candidate is None:
            self._state.setText(text)

    def finish(
        self, candidate: Candidate, picture: QImage | None, prepared: PreparedTiles | None
    ) -> None:
        """The candidate is there, ready for the document, or why it is not."""
        self.candidate, self.prepared = candidate, prepared
        self.skip.hide()
        self.take.setEnabled(candidate.record is not None)
        if candidate.record is None or picture is None:
            skipped = self.tr("skipped")
            self._state.setText(skipped if candidate.skipped else message_text(candidate.error))
            return
        self.view.show_picture(picture)
        self.view.setCursor(Qt.CursorShape.PointingHandCursor)
        self._state.setText(f"{candidate.record.seconds:.2f} s · {candidate.record.device}")

    def _on_click(self) -> None:
        """A click on the picture takes it too."""
        if self.candidate is not None and self.candidate.record is not None:
            self.taken.emit(self.candidate)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Qt: the pointer came in."""
        self.pointed_at.emit(self.prepared)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt: the pointer left."""
        self.pointed_at.emit(None)


class TryAllDialog(QDialog):
    """See the module."""

    found = Signal(object, object, object)
    begun = Signal(object, object, object)

    def __init__(
        self, session: Session, restoring: Restoring, speeds: Speeds, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Try all models"))
        self.resize(1000, 720)
        self._session = session
        self._restoring = restoring
        self._speeds = speeds
        self._frozen: FrozenRequest | None = None
        self._cards: dict[Key, _Card] = {}
        self._repeats: set[Key] = set()
        self._job: Job[Any, Any] | None = None
        self._present: tuple[Key, ProgressToken] | None = None
        layout = QVBoxLayout(self)
        self._loupe = Loupe(self)
        self._laid: PreparedTiles | None = None
        self._before = _Card(self.tr("Before"), self._loupe, self)
        self._before.show_only_picture()
        layout.addLayout(self._make_top())
        inner = QWidget()
        self._grid = QGridLayout(inner)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        layout.addWidget(scrolled(inner), 1)
        layout.addLayout(self._make_bottom())
        self.found.connect(self._add, Qt.ConnectionType.QueuedConnection)
        self.begun.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        session.models.progressed.connect(self._on_progress)
        self.start()

    def _make_top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        hint = self.tr(
            "Click on the fill that you like best. The wheel zooms all, a drag moves all."
        )
        row.addWidget(faint(hint), 1)
        for text, keys, scale in (
            (self.tr("Whole"), "Ctrl+0", None),
            (self.tr("100 %"), "Ctrl+1", 1.0),
        ):
            button = QToolButton()
            button.setText(text)
            button.setShortcut(QKeySequence(keys))
            button.setToolTip(tip_of(text, [keys]))
            button.clicked.connect(lambda _=False, scale=scale: self._loupe.look(scale))
            row.addWidget(button)
        row.addWidget(QLabel(self.tr("Candidates of each")))
        self._seeds = QSpinBox()
        self._seeds.setRange(1, 4)
        self._seeds.setAccessibleName(self.tr("Candidates of each"))
        self._seeds.setToolTip(self.tr("Models that can vary are asked again with other seeds."))
        self._seeds.valueChanged.connect(lambda _: self.start())
        row.addWidget(self._seeds)
        return row

    def _make_bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(self.tr("Progress"))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        row.addWidget(self._bar, 1)
        row.addWidget(close)
        return row

    def _lay(self, prepared: PreparedTiles | None) -> None:
        """Lay a candidate into the canvas, or take away the one that lies there."""
        document = self._session.document
        if document is None:
            return
        if prepared is not None and document.show_preview(prepared):
            self._laid = prepared
        elif self._laid is not None:
            document.clear_preview()
            self._laid = None

    def start(self) -> None:
        """Begin with what is not there yet."""
        document = self._session.document
        if document is None:
            return
        if self._frozen is None:
            self._frozen = document.freeze()
        frozen = self._frozen
        choices = ready_choices(self._restoring.chosen.choice, self._seeds.value())
        choices = quick_first(choices, self._speeds)
        wanted = {(choice.model, choice.seed): (title, choice) for title, choice in choices}
        for key, (title, _) in wanted.items():
            if key not in self._cards and key not in self._repeats:
                card = _Card(title, self._loupe, self)
                card.taken.connect(self._take)
                card.pointed_at.connect(self._lay)
                card.skipped.connect(self._skip)
                self._cards[key] = card
        self._lay_out(set(wanted))
        todo = [
            wanted[key]
            for key in wanted
            if key not in self._repeats and self._cards[key].candidate is None
        ]
        if not todo:
            return
        self._bar.show()
        self._bar.setValue(0)
        keys = [(choice.model, choice.seed) for _, choice in todo]
        known = [each.candidate for each in self._cards.values() if each.candidate is not None]
        known = [candidate for candidate in known if candidate.parts]
        profile = None if document.photo is None else document.photo.info.icc_profile

        def work(engine: EngineKeeper, token: ProgressToken) -> None:
            # With the token that it belongs to: what a job given up still tells is not heard.
            def tell(candidate: Candidate) -> None:
                made = None
                if candidate.parts:
                    picture = picture_around(frozen, candidate.parts, profile)
                    made = picture, frozen.prepare_image(candidate.parts)
                self.found.emit(token, candidate, made)

            self.found.emit(token, None, picture_around(frozen, (), profile))

            try_models(
                engine,
                frozen,
                todo,
                token,
                tell,
                known=known,
                begun=lambda number, part: self.begun.emit(token, keys[number], part),
            )

        title = self.tr("Trying all models")
        self._job = self._session.models.submit(
            Job(Lane.RESTORE, title, work, lambda _: self._bar.hide())
        )

    def _lay_out(self, wanted: set[Key]) -> None:
        shown = [
            card
            for key, card in self._cards.items()
            if key not in self._repeats and (key in wanted or card.candidate is not None)
        ]
        for key, card in self._cards.items():
            card.setVisible(card in shown)
            self._grid.removeWidget(card)
            if card.candidate is None and key in wanted:
                card.advance(self.tr("waiting"))
        for number, card in enumerate([self._before, *shown]):
            self._grid.addWidget(card, number // _COLUMNS, number % _COLUMNS)

    def _on_progress(self, job: Job[Any, Any], progress: Progress) -> None:
        if job is self._job:
            self._bar.setValue(round(1000 * progress.fraction))
            self._bar.setFormat("%p %")
            if self._present is not None:
                self._cards[self._present[0]].advance(message_text(progress.message))

    def _is_ours(self, token: ProgressToken) -> bool:
        return self._job is not None and token is self._job.token and not token.is_cancelled

    def _begin(self, token: ProgressToken, key: Key, part: ProgressToken) -> None:
        if self._is_ours(token):
            self._present = (key, part)
            self._cards[key].begin()

    def _skip(self) -> None:
        if self._present is not None:
            self._present[1].cancel()

    def _add(self, token: ProgressToken, candidate: Candidate | None, made: Any) -> None:
        if not self._is_ours(token):
            return
        if candidate is None:
            self._before.view.show_picture(picture_of(made))
            return
        key = (candidate.model, candidate.seed)
        self._present = None
        if candidate.repeats:
            self._repeats.add(key)
            self._cards.pop(key).deleteLater()
            self._lay_out(set(self._cards))
            return
        picture, prepared = (None, None) if made is None else made
        shown = None if picture is None else picture_of(picture)
        self._cards[key].finish(candidate, shown, prepared)
        if candidate.record is not None:
            record = candidate.record
            self._speeds.add(candidate.model, record.device, record.seconds, candidate.hole_px)

    def _take(self, candidate: Candidate) -> None:
        document = self._session.document
        if document is None or self._frozen is None or candidate.record is None:
            return
        if not _fits(document, self._frozen, candidate):
            self._session.note(self.tr("The photo changed meanwhile; try again."))
            return
        self._lay(None)
        self._session.edits.take(_Taking(self._frozen, candidate))
        self._restoring.chosen.choose_model(candidate.model)
        self.accept()

    def done(self, result: int) -> None:
        """Qt: the dialog closes; what still runs is given up."""
        if self._job is not None:
            self._job.token.cancel()
            self._session.models.cancel(Lane.RESTORE)
        self._lay(None)
        super().done(result)


def picture_around(
    frozen: FrozenRequest, parts: Iterable[tuple[Box, Image]], profile: bytes | None
) -> NDArray[np.uint8]:
    """The surroundings of the hole with `parts` laid in, in the screen's colours.

    In the photo's own pixels, unless the hole is so large that it has to be reduced.
    """
    bounds = frozen.mask.bounds()
    margin = max(48, max(bounds.height, bounds.width) // 5)
    around = bounds.grown(margin).clipped(frozen.size)
    crop = np.array(frozen.image.read(around))
    for box, pixels in parts:
        inside = box.intersection(around)
        if not inside.is_empty:
            part = inside.moved(-box.top, -box.left)
            crop[inside.moved(-around.top, -around.left).slices] = pixels[part.slices]
    return as_seen(shrunk(cast(Image, crop), _PICTURE_PX), profile)


def _fits(document: Document, frozen: FrozenRequest, candidate: Candidate) -> bool:
    return document.fits(frozen.revision, [box for box, _ in candidate.parts])


class _Taking:
    """The edit that takes a candidate; many pixels are put into tiles in a thread."""

    def __init__(self, frozen: FrozenRequest, candidate: Candidate) -> None:
        self._frozen = frozen
        self._candidate = candidate

    def begin(self, document: Document) -> Callable[[], PreparedTiles] | None:
        frozen, parts = self._frozen, self._candidate.parts
        if sum(box.area for box, _ in parts) > _AT_ONCE_PX:
            return lambda: frozen.prepare_image(parts)
        self.finish(document, frozen.prepare_image(parts))
        return None

    def finish(self, document: Document, answer: PreparedTiles) -> bool:
        record = self._candidate.record
        if record is not None and _fits(document, self._frozen, self._candidate):
            document.take_result(answer, record=record, hole=self._frozen.hole())
        return True
