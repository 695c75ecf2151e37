"""The bar over the canvas while a photo of the batch is open: one click takes its mask back there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QToolBar

from inpaint_studio.app.shell.icons import icon

__all__ = ["WayBack"]

_KEY = "Ctrl+Shift+B"


class WayBack(QToolBar):
    """See the module; hidden until `offer`.

    Signals
    -------
    wanted()
        The mask as it is now is to go back to the batch.
    """

    wanted = Signal()

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("way_back")
        self.setWindowTitle(self.tr("Batch"))
        self.setMovable(False)
        self._label = QLabel()
        self._label.setContentsMargins(10, 0, 10, 0)
        self.button = QPushButton(icon("batch"), self.tr("Back to the batch"))
        self.button.setShortcut(_KEY)
        self.button.setToolTip(
            self.tr("Restore this photo again with the mask as it is now ({key})").format(key=_KEY)
        )
        self.button.clicked.connect(self.wanted)
        self.addWidget(self._label)
        self.addWidget(self.button)
        # Not in the menu of bars: it comes and goes with the photo.
        self.toggleViewAction().setVisible(False)
        window.addToolBarBreak(Qt.ToolBarArea.TopToolBarArea)
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, self)
        self.hide()

    def offer(self, name: str) -> None:
        """Show the way back for a photo of that name."""
        self._label.setText(self.tr("{name} is open from the batch.").format(name=name))
        self.show()
