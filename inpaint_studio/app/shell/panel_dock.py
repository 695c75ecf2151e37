"""The dock of a panel, with the `?` that leads to its page of the manual."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QToolButton, QWidget

from inpaint_studio.app.shell.theme import current_theme

__all__ = ["PanelDock"]

_MIRRORED = Qt.LayoutDirection.RightToLeft


class PanelDock(QDockWidget):
    """A dock with a `?` in its title, left of the buttons that Qt puts there.

    Signals
    -------
    help_wanted()
        The `?` was clicked.
    """

    help_wanted = Signal()
    _SIDE_PX = 18

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.help_button = QToolButton(self)
        self.help_button.setText("?")
        tip = self.tr("Read about this panel")
        self.help_button.setToolTip(tip)
        self.help_button.setAccessibleName(f"{tip}: {title}")
        self.help_button.setStyleSheet(f"padding: 0; color: {current_theme().faint};")
        self.help_button.setFixedSize(self._SIDE_PX, self._SIDE_PX)
        # Like its neighbours; by keys there is F1.
        self.help_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.help_button.clicked.connect(self.help_wanted)

    def event(self, event: QEvent) -> bool:
        """Qt: the dock was shown or laid out anew."""
        answer = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._place()
        return answer

    def _place(self) -> None:
        beside: object = self.findChild(QAbstractButton, "qt_dockwidget_floatbutton")
        if isinstance(beside, QWidget):
            place, mirrored = beside.geometry(), self.layoutDirection() is _MIRRORED
            x = place.right() + 4 if mirrored else place.left() - self._SIDE_PX - 4
            self.help_button.move(x, place.center().y() - self._SIDE_PX // 2)
            self.help_button.raise_()
