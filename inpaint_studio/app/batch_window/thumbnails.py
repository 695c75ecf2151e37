"""Small pictures of photo files, made off the GUI thread, those wanted last first."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtGui import QImage

from inpaint_studio.app.pictures import picture_of, shrunk

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


class _Reader(QThread):
    """Reads what is wanted until it is told to stop."""

    def __init__(self, owner: Thumbnails) -> None:
        super().__init__(owner)
        self._owner = owner
        self._woken = threading.Condition()
        self._wanted: list[Path] = []
        self._stops = False

    def want(self, path: Path) -> None:
        with self._woken:
            self._wanted.append(path)
            for lost in self._wanted[:-_WAITING]:
                self._owner.made.emit(lost, None)
            del self._wanted[:-_WAITING]
            self._woken.notify()

    def finish(self) -> None:
        with self._woken:
            self._stops = True
            self._woken.notify()

    def run(self) -> None:
        """Qt: the thread's work."""
        while True:
            with self._woken:
                self._woken.wait_for(lambda: self._wanted or self._stops)
                if self._stops:
                    return
                path = self._wanted.pop()
            try:
                picture = read_small(path, THUMBNAIL_PX)
            except Exception:
                # A photo that cannot be read is told of in its row, by the run.
                picture = QImage()
            self._owner.made.emit(path, picture)


class Thumbnails(QObject):
    """See the module.

    Signals
    -------
    made(Path, QImage | None)
        Of the thread; None: nobody got round to it.
    ready(Path)
        `get` now has it.
    """

    made = Signal(object, object)
    ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[Path, QImage] = OrderedDict()
        self._asked: set[Path] = set()
        self._reader = _Reader(self)
        self.made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)

    def get(self, path: Path) -> QImage | None:
        """The picture of a file if it is there; otherwise None now, and `ready` follows."""
        if path in self._pictures:
            self._pictures.move_to_end(path)
            return self._pictures[path]
        if path not in self._asked:
            self._asked.add(path)
            if not self._reader.isRunning():
                self._reader.start()
            self._reader.want(path)
        return None

    def _on_made(self, path: Path, picture: QImage | None) -> None:
        self._asked.discard(path)
        if picture is None:
            return
        self._pictures[path] = picture
        while len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        self.ready.emit(path)

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._reader.finish()
        self._reader.wait()
