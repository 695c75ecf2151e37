"""Opens the dialogs; each is imported when it is first wanted, to keep the start quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

if TYPE_CHECKING:
    from inpaint_studio.app.batch_window.opening import Opening
    from inpaint_studio.app.batch_window.window import BatchWindow
    from inpaint_studio.app.main_window import MainWindow

__all__ = ["Doors"]


class Doors(QObject):
    """See the module."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._batch: BatchWindow | None = None
        self._opening: Opening | None = None

    def hints(self) -> None:
        """The first steps again."""
        from inpaint_studio.app.dialogs.about import show_hints

        show_hints(self._window, self._window.actions_by_name)

    def about(self) -> None:
        """Versions and licences."""
        from inpaint_studio.app.dialogs.about import AboutDialog

        AboutDialog(self._window).exec()

    def settings(self) -> None:
        """The settings."""
        from inpaint_studio.app.dialogs.settings_dialog import SettingsDialog

        session = self._window.session
        SettingsDialog(session.settings, self._window).exec()
        session.save_settings()

    def shortcuts(self) -> None:
        """The editor of keys."""
        from inpaint_studio.app.dialogs.shortcuts import ShortcutsDialog

        window = self._window
        tools = window.tools.actions_by_tool.values()
        actions: list[QAction] = [*window.actions_by_name.values(), *tools]
        ShortcutsDialog(window.session.settings, actions, window).exec()
        window.session.save_settings()

    def export(self) -> None:
        """Save a copy in another format, depth or quality."""
        from inpaint_studio.app.dialogs.export import ExportDialog

        ExportDialog(self._window.session, self._window.filing, self._window).exec()

    def batch(self) -> None:
        """Restore a folder; the window stays open beside this one."""
        from inpaint_studio.app.batch_window.opening import Opening
        from inpaint_studio.app.batch_window.window import BatchWindow

        if self._batch is None or not self._batch.isVisible():
            window = self._window
            if self._batch is not None:
                self._batch.deleteLater()
            if self._opening is None:
                self._opening = Opening(window.session, window.filing, window.mask_files, window)
            self._batch = BatchWindow(
                self._opening.open,
                window,
                model=window.restoring.choice.model,
                device=window.session.settings.get_text("device"),
            )
        self._batch.show()
        self._batch.raise_()
        self._batch.activateWindow()

    def models(self, name: str = "") -> None:
        """Install, import, verify and remove models."""
        from inpaint_studio.app.dialogs.models import ModelsDialog

        ModelsDialog(self._window.session, self._window.speeds, name, self._window).exec()

    def try_all(self) -> None:
        """Fill the hole with every model."""
        from inpaint_studio.app.dialogs.try_all import TryAllDialog

        window = self._window
        TryAllDialog(window.session, window.restoring, window.speeds, window).exec()

    def measure(self) -> None:
        """Rank the models on this photo."""
        from inpaint_studio.app.dialogs.measure import MeasureDialog

        window = self._window
        MeasureDialog(window.session, window.restoring, window.speeds, window).exec()

    def comparison(self) -> None:
        """Edges of original and restored photo, and their difference."""
        from inpaint_studio.app.dialogs.comparison import ComparisonWindow

        window = self._window
        ComparisonWindow(window.session, window.restoring, window.canvas, window).show()
