"""Red eyes from the window: each click is an edit of the photo, worked out in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from inpaint_studio.app.session import Session
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.geometry import Box

__all__ = ["RedEyes"]


class _EyeStep:
    """One eye; see `Edits.take`."""

    def __init__(self, box: Box, missed: Callable[[], None]) -> None:
        self._box = box
        self._missed = missed

    def begin(self, document: Document) -> Callable[[], Any]:
        """What the thread is to do."""
        frozen, box = document.freeze(), self._box

        def work() -> Any:
            from inpaint_studio.imaging.red_eye import correct_red_eye

            part = frozen.image.read(box)
            found = correct_red_eye(part, box.moved(-box.top, -box.left))
            return None if found is None else frozen.prepare_image([(box, found.image)])

        return work

    def finish(self, document: Document, answer: Any) -> bool:
        """Take it; False when the photo changed meanwhile, to look again."""
        if answer is None:
            self._missed()
            return True
        return document.take_result(answer, kind=EditKind.RED_EYE) is not None


class RedEyes(QObject):
    """See the module."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def correct(self, box: Box) -> None:
        """Correct the red pupil in `box` of the open photo, or say that there is none."""
        self._session.edits.take(_EyeStep(box, self._say_missed))

    def _say_missed(self) -> None:
        self._session.note(
            self.tr("No red pupil is seen there; drag an ellipse closely round the eye.")
        )
