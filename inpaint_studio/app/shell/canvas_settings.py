"""How the canvas looks, kept in step with the settings; and when the mask steps back.

Over a preview the mask would hide what the user wants to see; it is then only hinted at.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.overlay import Colour, MaskView
from inpaint_studio.app.canvas.style import CanvasStyle, EdgeLayer
from inpaint_studio.app.session import Session
from inpaint_studio.document.changes import Change, ChangeKind
from inpaint_studio.settings.store import SettingsStore

__all__ = ["CanvasSettings", "style_of"]

_NAMES = frozenset(
    [
        "background",
        "pixel_grid_scale",
        "mask_view",
        "mask_colour",
        "mask_opacity",
        "known_edge_colour",
        "predicted_edge_colour",
        "user_edge_colour",
        "show_known_edges",
        "show_predicted_edges",
        "show_user_edges",
        "edge_sigma",
        "edge_threshold",
        "wheel_zooms",
    ]
)
_EDGES = {
    EdgeLayer.KNOWN: "show_known_edges",
    EdgeLayer.PREDICTED: "show_predicted_edges",
    EdgeLayer.USER: "show_user_edges",
}


def _colour(settings: SettingsStore, name: str) -> Colour:
    colour = QColor(settings.get_text(name))
    return Colour(colour.red(), colour.green(), colour.blue())


def style_of(settings: SettingsStore) -> CanvasStyle:
    """The canvas style that the settings ask for."""
    return CanvasStyle(
        background=_colour(settings, "background"),
        mask_view=MaskView(settings.get_text("mask_view")),
        mask_colour=_colour(settings, "mask_colour"),
        mask_opacity=settings.get_float("mask_opacity"),
        edges=frozenset(each for each, name in _EDGES.items() if settings.get_bool(name)),
        known_colour=_colour(settings, "known_edge_colour"),
        predicted_colour=_colour(settings, "predicted_edge_colour"),
        user_colour=_colour(settings, "user_edge_colour"),
        edge_sigma=settings.get_float("edge_sigma"),
        edge_threshold=settings.get_float("edge_threshold"),
        pixel_grid_scale=settings.get_float("pixel_grid_scale"),
    )


class CanvasSettings(QObject):
    """See the module.

    Signals
    -------
    changed()
        What is shown changed.
    """

    changed = Signal()

    def __init__(self, session: Session, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        session.setting_changed.connect(self._on_setting)
        session.changed.connect(self._on_change)
        session.document_changed.connect(lambda _: self.apply())
        self.apply()

    def apply(self) -> None:
        """Give the canvas its style."""
        style = style_of(self._session.settings)
        document = self._session.document
        is_covered = document is not None and document.has_preview
        if is_covered and style.mask_view is MaskView.OVERLAY:
            style = replace(style, mask_view=MaskView.OUTLINE)
        self._canvas.wheel_zooms = self._session.settings.get_bool("wheel_zooms")
        self._canvas.set_canvas_style(style)
        self.changed.emit()

    def _on_setting(self, name: str) -> None:
        if name in _NAMES:
            self.apply()

    def _on_change(self, change: Change) -> None:
        if change.kind in (ChangeKind.HISTORY, ChangeKind.IMAGE):
            self.apply()

    # Actions

    def next_mask_view(self) -> None:
        """Overlay, outline, hidden, in turn."""
        views = list(MaskView)
        present = MaskView(self._session.settings.get_text("mask_view"))
        following = views[(views.index(present) + 1) % len(views)]
        self._session.settings.set("mask_view", following.value)

    def show_known_edges(self, on: bool) -> None:
        """Show or hide the edges of the known area."""
        self._session.settings.set("show_known_edges", on)

    def show_predicted_edges(self, on: bool) -> None:
        """Show or hide the predicted edges."""
        self._session.settings.set("show_predicted_edges", on)

    def show_user_edges(self, on: bool) -> None:
        """Show or hide the user's edges."""
        self._session.settings.set("show_user_edges", on)
