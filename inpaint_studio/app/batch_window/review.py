"""The review of results: one photo before and after, and what a person says of it.

Pictures are read and verdicts are written in a worker's thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from inpaint_studio.app.batch_window.before_after import BeforeAfter
from inpaint_studio.app.batch_window.thumbnails import read_small
from inpaint_studio.app.panels.fields import column, faint, heading
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.texts import error_text, message_text
from inpaint_studio.app.work.workers import Job, Lane, Worker
from inpaint_studio.batch.facts import PhotoFacts
from inpaint_studio.batch.request import BatchRequest, Outcome, State, Verdict
from inpaint_studio.errors import InpaintStudioError

if TYPE_CHECKING:
    from inpaint_studio.batch.review import HandMade

__all__ = ["Review", "VerdictWriter"]

_LONG_SIDE_PX = 1100
_HOLE_RGBA = (235, 60, 60, 150)


class ReviewPictures(NamedTuple):
    """What the view shows of a photo; null images where there is nothing."""

    before: QImage
    after: QImage
    mask: QImage


def read_pictures(photo: PhotoFacts) -> ReviewPictures:
    """Read a photo, its result and its mask, small.

    Raises
    ------
    InpaintStudioError
        If the photo cannot be read.
    """
    before = read_small(photo.photo, _LONG_SIDE_PX)
    after = mask = QImage()
    if photo.state.is_done and photo.output.is_file():
        after = read_small(photo.output, _LONG_SIDE_PX)
    if photo.mask is not None and photo.mask.is_file():
        mask = _overlay(photo.mask)
    return ReviewPictures(before, after, mask)


def _overlay(path: Path) -> QImage:
    import cv2

    from inpaint_studio.imaging.mask_file import read_mask

    try:
        hole = read_mask(path)
    except InpaintStudioError:
        return QImage()
    height, width = hole.shape
    scale = min(1.0, _LONG_SIDE_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    share = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    colours = np.zeros((size[1], size[0], 4), np.uint8)
    colours[np.asarray(share) > 0.05] = _HOLE_RGBA
    picture = QImage(colours.data, size[0], size[1], 4 * size[0], QImage.Format.Format_RGBA8888)
    return picture.copy()


class _Note(NamedTuple):
    """Something to write into the ledger, and what to do once it is written."""

    write: Callable[[], Any]
    done: Callable[[Any], None]


class VerdictWriter(QObject):
    """Writes verdicts, and what was restored by hand, into the ledger, in order.

    Signals
    -------
    judged(Path, Verdict)
        It is written.
    put_back(Path)
        The photo will be done again.
    made(Outcome, Path)
        A photo restored by hand is its result now; the mask of what was filled lies there.
    failed(str)
        It could not be written.
    """

    judged = Signal(object, object)
    put_back = Signal(object)
    made = Signal(object, object)
    failed = Signal(str)

    def __init__(self, worker: Worker[object], parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._waiting: deque[_Note] = deque()

    @property
    def is_busy(self) -> bool:
        """True while verdicts wait to be written."""
        return bool(self._waiting) or self._worker.is_busy(Lane.SAVE)

    def say(self, output: Path, relative: Path, verdict: Verdict | None) -> None:
        """Note a verdict on a result of a folder; None: do it again."""
        if verdict is None:
            self._add(lambda: _redo(output, relative), lambda _: self.put_back.emit(relative))
        else:
            self._add(
                lambda: _write_verdict(output, relative, verdict),
                lambda _: self.judged.emit(relative, verdict),
            )

    def take_by_hand(
        self,
        request: BatchRequest,
        relative: Path,
        made: HandMade,
        saved: Callable[[], None],
    ) -> None:
        """Take what a person made of a photo; `saved` is called once it is its result."""

        def done(answer: tuple[Outcome, Path]) -> None:
            saved()
            self.made.emit(*answer)

        self._add(lambda: _take_by_hand(request, relative, made), done)

    def _add(self, write: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._waiting.append(_Note(write, done))
        # A job replaces one that waits, and does what that one would have done.
        if not self._worker.is_busy(Lane.SAVE):
            self._next()

    def _next(self) -> None:
        if self._waiting:
            note = self._waiting.popleft()
            title = self.tr("Noting the verdict")
            self._worker.submit(
                Job(
                    Lane.SAVE,
                    title,
                    lambda _, token: note.write(),
                    lambda result: self._written(note, result),
                    self._not_written,
                )
            )

    def _written(self, note: _Note, result: Any) -> None:
        note.done(result)
        self._next()

    def _not_written(self, error: Exception) -> None:
        self.failed.emit(error_text(error))
        self._next()


def _redo(output: Path, relative: Path) -> None:
    from inpaint_studio.batch.review import redo

    redo(output, relative)


def _write_verdict(output: Path, relative: Path, verdict: Verdict) -> None:
    from inpaint_studio.batch.review import judge

    judge(output, relative, verdict)


def _take_by_hand(request: BatchRequest, relative: Path, made: HandMade) -> tuple[Outcome, Path]:
    from inpaint_studio.batch.review import take_by_hand

    return take_by_hand(request.output, relative, request.source, made, request.quality)


class Review(QWidget):
    """See the module.

    Signals
    -------
    said(PhotoFacts, Verdict | None)
        A verdict; None: do it again.
    open_wanted(PhotoFacts)
        The photo is to be opened in the canvas, with its mask.
    """

    said = Signal(object, object)
    open_wanted = Signal(object)

    def __init__(self, worker: Worker[object]) -> None:
        super().__init__()
        self._worker = worker
        self._photo: PhotoFacts | None = None
        layout = column(self, margin=12, spacing=8)
        self._title = heading("")
        self._title.setWordWrap(True)
        self.view = BeforeAfter()
        self._note = faint()
        layout.addWidget(self._title)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._make_sides())
        layout.addWidget(self._note)
        layout.addLayout(self._make_buttons())
        self.show_photo(None)

    def _make_sides(self) -> QWidget:
        frame = QWidget()
        # As the photo above: before is on its left, whichever way the language is read.
        frame.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(faint(self.tr("before")))
        row.addStretch(1)
        self.mask_button = QPushButton(self.tr("Show the &mask"))
        self.mask_button.setCheckable(True)
        self.mask_button.toggled.connect(self.view.show_mask)
        row.addWidget(self.mask_button)
        row.addStretch(1)
        row.addWidget(faint(self.tr("after")))
        return frame

    def _make_buttons(self) -> QGridLayout:
        grid = QGridLayout()
        self.accept = QPushButton(icon("accept"), self.tr("&Accept"))
        self.accept.setToolTip(self.tr("This result is good"))
        self.reject = QPushButton(icon("reject"), self.tr("&Reject"))
        self.reject.setToolTip(self.tr("Remove this result; the photo itself stays"))
        self.again = QPushButton(icon("redo"), self.tr("Do it a&gain"))
        self.again.setToolTip(self.tr("Remove this result; the next run makes it again"))
        self.open = QPushButton(icon("open"), self.tr("Open in the &canvas"))
        self.open.setToolTip(
            self.tr("Open the photo with its mask, to correct it by hand and take it back here")
        )
        self.accept.clicked.connect(lambda: self._say(Verdict.ACCEPTED))
        self.reject.clicked.connect(lambda: self._say(Verdict.REJECTED))
        self.again.clicked.connect(lambda: self._say(None))
        self.open.clicked.connect(self._open)
        for number, button in enumerate((self.accept, self.reject, self.again, self.open)):
            grid.addWidget(button, number // 2, number % 2)
        return grid

    @property
    def photo(self) -> PhotoFacts | None:
        """The photo that is looked at."""
        return self._photo

    def show_photo(self, photo: PhotoFacts | None) -> None:
        """Look at another photo, or at another state of the same."""
        self._photo = photo
        has_result = photo is not None and photo.state.is_done
        is_rejected = has_result and photo is not None and photo.verdict is Verdict.REJECTED
        self.accept.setEnabled(has_result and not is_rejected)
        self.reject.setEnabled(has_result and not is_rejected)
        self.again.setEnabled(has_result)
        self.open.setEnabled(photo is not None)
        if photo is None:
            self._title.setText("")
            self._note.setText("")
            nothing = QImage()
            self.view.show_pictures(nothing, nothing, nothing, self.tr("Choose a photo."))
            return
        self._title.setText(str(photo.relative))
        self._note.setText("\n".join(map(message_text, photo.remarks[:3])))
        self._worker.submit(
            Job(
                Lane.FILE,
                "",
                lambda _, token: read_pictures(photo),
                lambda pictures: self._show(photo, pictures),
                lambda error: self._show_error(photo, error),
            )
        )

    def _show(self, photo: PhotoFacts, pictures: ReviewPictures) -> None:
        if photo is not self._photo:
            return
        text = ""
        if photo.state is State.DONE and photo.verdict is Verdict.REJECTED:
            text = self.tr("Rejected; the result was removed.")
        self.view.show_pictures(pictures.before, pictures.after, pictures.mask, text)

    def _show_error(self, photo: PhotoFacts, error: Exception) -> None:
        if photo is self._photo:
            nothing = QImage()
            self.view.show_pictures(nothing, nothing, nothing, error_text(error))

    def _say(self, verdict: Verdict | None) -> None:
        if self._photo is not None:
            self.said.emit(self._photo, verdict)

    def _open(self) -> None:
        if self._photo is not None:
            self.open_wanted.emit(self._photo)
