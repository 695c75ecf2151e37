"""Small pictures of photo files, made off the GUI thread, those wanted last first."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from inpaint_studio.app.pictures import picture_of, shrunk
from inpaint_studio.app.work.workers import Job, Lane, Worker

__all__ = ["THUMBNAIL_PX", "Thumbnails", "read_small"]

THUMBNAIL_PX = 56
_KEPT = 1500
_WAITING = 120  # what was scrolled past is not worth its reading
_JPEG = (".jpg", ".jpeg", ".jpe", ".jfif")


def read_small(path: Path, most_px: int) -> QImage:
    """A picture of a photo file, upright, its longer side at most `most_px`.

    Raises
    ------
    InpaintStudioError
        If it cannot be read.
    """
    if path.suffix.lower() in _JPEG:
        import cv2

        with contextlib.suppress(OSError, cv2.error):
            # An eighth of the size is decoded in a fraction of the time.
            flag = cv2.IMREAD_REDUCED_COLOR_8 if most_px <= 120 else cv2.IMREAD_REDUCED_COLOR_2
            pixels = cv2.imdecode(np.fromfile(path, np.uint8), flag)
            if pixels is not None and max(pixels.shape[:2]) >= most_px:
                return picture_of(shrunk(pixels[..., ::-1], most_px))  # type: ignore[arg-type]
    from inpaint_studio.imaging.files import read_photo

    return picture_of(shrunk(read_photo(path).image, most_px))


class Thumbnails(QObject):
    """See the module.

    Signals
    -------
    ready(Path)
        `get` now has it.
    """

    ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[Path, QImage] = OrderedDict()
        self._wanted: list[Path] = []
        self._worker = Worker(object, self)

    def get(self, path: Path) -> QImage | None:
        """The picture of a file if it is there; otherwise None now, and `ready` follows."""
        if path in self._pictures:
            self._pictures.move_to_end(path)
            return self._pictures[path]
        if path not in self._wanted:
            self._wanted.append(path)
            del self._wanted[:-_WAITING]
            self._read_next()
        return None

    def _read_next(self) -> None:
        if self._worker.is_busy() or not self._wanted:
            return
        path = self._wanted[-1]

        def done(picture: QImage) -> None:
            with contextlib.suppress(ValueError):  # it was scrolled past meanwhile
                self._wanted.remove(path)
            self._pictures[path] = picture
            while len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
            self.ready.emit(path)
            self._read_next()

        self._worker.submit(Job(Lane.FILE, "", lambda _, token: _read_if_possible(path), done))

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._worker.stop()


def _read_if_possible(path: Path) -> QImage:
    try:
        return read_small(path, THUMBNAIL_PX)
    except Exception:
        # A photo that cannot be read is told of in its row, by the run.
        return QImage()
