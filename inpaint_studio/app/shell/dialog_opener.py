"""Opens the dialogs; each is imported when it is first wanted, to keep the start quick."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMenu

from inpaint_studio.app.files.folders import Folders
from inpaint_studio.app.work.turns import in_turns

if TYPE_CHECKING:
    from inpaint_studio.app.batch_window.in_canvas import PhotoInCanvas
    from inpaint_studio.app.batch_window.window import BatchWindow
    from inpaint_studio.app.shell.main_window import MainWindow
    from inpaint_studio.app.shell.manual import ManualWindow

__all__ = ["DialogOpener"]


class DialogOpener(QObject):
    """One method a dialog; the table of actions names them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._batch: BatchWindow | None = None
        self._in_canvas: PhotoInCanvas | None = None
        self._builds_batch = False
        self._manual: ManualWindow | None = None

    def manual(self, page: str) -> None:
        """A page of the manual; its window stays open beside the work."""
        from inpaint_studio.app.shell.manual import ManualWindow

        if self._manual is None:
            self._manual = ManualWindow(self._window)
        self._manual.open_page(page)

    def manual_about(self, subject: str) -> None:
        """The manual's page about a panel or a group of tools."""
        from inpaint_studio.app.shell.manual import page_about

        self.manual(page_about(subject))

    def fill_manual_menu(self, menu: QMenu) -> None:
        """The manual's pages, each an entry that opens it."""
        from inpaint_studio.app.shell.manual import fill_menu

        fill_menu(menu, self.manual)

    def about(self) -> None:
        """Versions and licences."""
        from inpaint_studio.app.dialogs.about import AboutDialog

        self._visit(AboutDialog(self._window))

    def settings(self) -> None:
        """The settings."""
        from inpaint_studio.app.dialogs.settings_dialog import SettingsDialog

        session, closing = self._window.session, self._window.closing
        dialog = SettingsDialog(session.settings, self._window)
        wishes: list[bool] = []
        dialog.restart_wanted.connect(lambda: wishes.append(True))
        self._visit(dialog, "dialog_settings")
        session.save_settings()
        if wishes:
            closing.restart()

    def shortcuts(self) -> None:
        """The editor of keys."""
        from inpaint_studio.app.dialogs.shortcuts import ShortcutsDialog

        window = self._window
        tools = window.tools.actions_by_tool.values()
        actions: list[QAction] = [*window.actions_by_name.values(), *tools]
        settings = window.session.settings
        dialog = ShortcutsDialog(settings, actions, window, building=in_turns)
        self._visit(dialog, "dialog_shortcuts")
        window.session.save_settings()

    def export(self) -> None:
        """Save a copy in another format, depth or quality."""
        from inpaint_studio.app.dialogs.export import ExportDialog

        dialog = ExportDialog(self._window.session, self._window.filing, self._window)
        self._visit(dialog, "dialog_export")

    def batch(self) -> None:
        """Restore a folder; the window stays open beside this one."""
        if self._builds_batch:
            return
        if self._batch is not None and self._batch.isVisible():
            self._show_batch()
            return
        self._builds_batch = True
        in_turns(self._make_batch(), self, failed=self._end_building)

    def _make_batch(self) -> Iterator[None]:
        # What it needs is loaded in several turns: reading modules holds the window as well.
        from inpaint_studio.batch import facts, found_damage  # noqa: F401

        yield
        from inpaint_studio.app.batch_window import review, setup, table  # noqa: F401

        yield
        from inpaint_studio.app.batch_window.in_canvas import PhotoInCanvas
        from inpaint_studio.app.batch_window.window import BatchWindow

        yield
        window = self._window
        if self._batch is not None:
            self._batch.deleteLater()
        if self._in_canvas is None:
            self._in_canvas = PhotoInCanvas(
                window.session, window.filing, window.mask_files, window.restoring, window
            )
        self._batch = BatchWindow(
            self._in_canvas.open,
            window,
            settings=window.restoring.chosen.choice,
            device=window.session.settings.get_text("device"),
            folders=Folders(window.session.settings),
            building=lambda steps, owner: in_turns(
                steps, owner, self._show_batch, self._end_building
            ),
        )
        self._in_canvas.came_back.connect(self._batch.take_back)
        self._batch.help_wanted.connect(lambda: self.manual_about("batch"))
        self._batch.finished.connect(self._in_canvas.forget)

    def _end_building(self) -> None:
        self._builds_batch = False

    def _show_batch(self) -> None:
        self._end_building()
        if self._batch is not None:
            self._batch.show()
            self._batch.raise_()
            self._batch.activateWindow()

    def models(self, name: str = "") -> None:
        """Install, import, verify and remove models."""
        from inpaint_studio.app.dialogs.models import ModelsDialog

        dialog = ModelsDialog(self._window.session, self._window.speeds, name, self._window)
        self._visit(dialog, "dialog_models")

    def try_all(self) -> None:
        """Fill the hole with every model."""
        from inpaint_studio.app.dialogs.try_all import TryAllDialog

        window = self._window
        dialog = TryAllDialog(window.session, window.restoring, window.speeds, window)
        self._visit(dialog, "dialog_try_all")

    def measure(self) -> None:
        """Rank the models on this photo."""
        from inpaint_studio.app.dialogs.measure import MeasureDialog

        window = self._window
        dialog = MeasureDialog(window.session, window.restoring, window.speeds, window)
        self._visit(dialog, "dialog_measure")

    def comparison(self) -> None:
        """Edges of original and restored photo, and their difference."""
        from inpaint_studio.app.dialogs.comparison import ComparisonWindow

        window = self._window
        ComparisonWindow(window.session, window.restoring, window.canvas, window).show()

    def _visit(self, dialog: QDialog, subject: str = "") -> None:
        """Show a dialog until it is closed, and let it go: its parent would keep it.

        Where a page of the manual is about `subject`, the dialog's row of buttons gets one more,
        for that page.
        """
        buttons = dialog.findChild(QDialogButtonBox)
        if subject and isinstance(buttons, QDialogButtonBox):
            button = buttons.addButton(QDialogButtonBox.StandardButton.Help)
            button.setShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents))
            button.setAutoDefault(False)
            from inpaint_studio.app.shell.manual import ManualWindow, page_about

            # A child of the dialog: any other window would be held back by it.
            button.clicked.connect(lambda: ManualWindow(dialog).open_page(page_about(subject)))
        dialog.exec()
        dialog.deleteLater()
