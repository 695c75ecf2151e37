"""Photos whose masks were corrected in the canvas: they alone are done again, at once if they can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inpaint_studio.app.batch_window.driver import Driver
from inpaint_studio.app.batch_window.foot import Foot
from inpaint_studio.app.batch_window.review import Judge
from inpaint_studio.app.batch_window.table import PhotoTable
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.imaging.types import Mask

__all__ = ["Corrections"]


class Corrections(QObject):
    """See the module.

    Signals
    -------
    taken(Path)
        The ledger knows of a photo's corrected mask.
    began()
        Photos are done again.
    """

    taken = Signal(object)
    began = Signal()

    def __init__(
        self, table: PhotoTable, judge: Judge, driver: Driver, foot: Foot, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._table, self._judge, self._driver, self._foot = table, judge, driver, foot
        self._request: BatchRequest | None = None
        self._waiting: set[Path] = set()
        self.is_at_work = False
        judge.corrected.connect(self._on_corrected)

    def begin_batch(self, request: BatchRequest) -> None:
        """Another plan or run of the whole batch; it does what is waiting here as well."""
        self._request = request
        self._waiting.clear()
        self.is_at_work = False

    def take(self, path: Path, mask: Callable[[], Mask]) -> None:
        """Take a corrected mask of the photo at `path`; `mask` gives it in any thread."""
        photo = self._table.at_file(path)
        if photo is None or self._request is None:
            text = self.tr("{name} is no photo of this batch any more.")
            self._foot.say(text.format(name=path.name))
            return
        self._judge.correct(self._request.output, photo.relative, self._request.source, mask)

    def end_run(self, *, may_begin: bool) -> None:
        """A run has ended; what has been corrected meanwhile can be done now."""
        self.is_at_work = False
        if may_begin:
            self._begin()

    def _on_corrected(self, relative: Path, mask: Path) -> None:
        self._table.correct(relative, mask)
        self._waiting.add(relative)
        self.taken.emit(relative)
        if self._driver.is_busy:
            self._foot.say(self.tr("The mask is taken; its photo is done again after this run."))
        else:
            self._begin()

    def _begin(self) -> None:
        if not self._waiting or self._request is None:
            return
        only, self._waiting = frozenset(self._waiting), set()
        self.is_at_work = True
        self._foot.begin()
        self._foot.say(self.tr("Doing it again with the corrected mask…"))
        self._driver.start(replace(self._request, only=only), runs=True)
        self.began.emit()
