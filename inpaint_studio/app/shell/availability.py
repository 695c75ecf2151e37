"""Which actions make sense now, and which are switched on; looks at the session and the canvas."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.compare import CompareMode
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.actions import ACTIONS, Needs

__all__ = ["Availability"]


class Availability:
    """Keeps `actions` enabled and checked as the state of things asks for.

    Parameters
    ----------
    actions
        One for each row of the table of actions, by its name.
    """

    def __init__(self, session: Session, canvas: Canvas, actions: Mapping[str, QAction]) -> None:
        self._session = session
        self._canvas = canvas
        self._actions = actions

    def present(self) -> Needs:
        """What there is for actions to work on."""
        session, found = self._session, Needs.NOTHING
        if (
            self._canvas.candidate is not None
            or session.models.is_busy()
            or session.files.is_busy()
        ):
            found |= Needs.JOB
        document = session.document
        if document is None:
            return found
        found |= Needs.DOCUMENT
        history = document.history
        for flag, there in (
            (Needs.HOLE, document.has_hole),
            (Needs.UNDO, history.position > 0),
            (Needs.REDO, history.position < len(history.edits)),
            (Needs.STROKES, bool(document.strokes)),
            (Needs.RESULT, bool(document.image.changed_keys)),
        ):
            if there:
                found |= flag
        return found

    def show(self) -> None:
        """Enable what makes sense now, and check what is switched on."""
        present = self.present()
        for entry in ACTIONS:
            self._actions[entry.identity].setEnabled(entry.needs in present)
        settings = self._session.settings
        for name, on in (
            ("known_edges", settings.get_bool("show_known_edges")),
            ("predicted_edges", settings.get_bool("show_predicted_edges")),
            ("user_edges", settings.get_bool("show_user_edges")),
            ("live_edges", settings.get_bool("predict_edges")),
            ("split", self._canvas.compare_mode is CompareMode.SPLIT),
            ("side_by_side", self._canvas.compare_mode is CompareMode.SIDE_BY_SIDE),
        ):
            self._actions[name].setChecked(on)
