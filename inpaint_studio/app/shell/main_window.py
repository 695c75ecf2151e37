"""The main window: puts the parts together and passes what one tells on to the others.

What the parts do lies in them: files in `filing` and `projects`, restoring in `restoring`, dialogs
in `dialogs`. The window knows where things are, and when actions make sense.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QPushButton,
    QTabWidget,
    QWidget,
)

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.canvas_keys import CanvasKeys, KeyPointer
from inpaint_studio.app.canvas.compare import CompareMode
from inpaint_studio.app.canvas.tools.table import TOOLS
from inpaint_studio.app.files.closing import Closing
from inpaint_studio.app.files.filing import Filing
from inpaint_studio.app.files.mask_files import MaskFiles
from inpaint_studio.app.files.projects import Projects
from inpaint_studio.app.files.welcome import Welcome, sample_photo
from inpaint_studio.app.panels.edges_panel import EdgesPanel
from inpaint_studio.app.panels.find_damage import FindDamage
from inpaint_studio.app.panels.history_panel import HistoryPanel
from inpaint_studio.app.panels.mask_panel import MaskPanel
from inpaint_studio.app.panels.model_panel import ModelPanel
from inpaint_studio.app.restore.damage_finder import DamageFinder
from inpaint_studio.app.restore.engine_keeper import KeptEngine, engine_process
from inpaint_studio.app.restore.red_eyes import RedEyes
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.restore.speeds import Speeds
from inpaint_studio.app.screen import open_at_size
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.actions import (
    ACTIONS,
    MENU_TITLES,
    Availability,
    Menu,
    make_actions,
    parse_shortcuts,
)
from inpaint_studio.app.shell.canvas_settings import CanvasSettings
from inpaint_studio.app.shell.dialog_opener import DialogOpener
from inpaint_studio.app.shell.icons import APPLICATION, icon
from inpaint_studio.app.shell.message_bar import MessageBar
from inpaint_studio.app.shell.panel_dock import PanelDock
from inpaint_studio.app.shell.status_line import StatusLine, StatusMirror
from inpaint_studio.app.shell.theme import Theming
from inpaint_studio.app.shell.tool_bars import OptionBar, ToolColumn
from inpaint_studio.app.work.workers import Lane, Worker
from inpaint_studio.document.changes import Change, ChangeKind
from inpaint_studio.document.document import Document
from inpaint_studio.errors import OptionError
from inpaint_studio.settings.store import SettingsStore

if TYPE_CHECKING:
    from inpaint_studio.app.shell.tour import Tour

__all__ = ["MainWindow", "PanelRound", "keep_place", "restore_place"]

_TOUR_AFTER_MS = 900  # by then a file named on the command line is open


class MainWindow(QMainWindow):
    """See the module; `make_engine` as for `Session`."""

    def __init__(
        self,
        settings: SettingsStore,
        *,
        make_engine: Callable[[str], KeptEngine] = engine_process,
    ) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowIcon(icon(APPLICATION))
        self.setAcceptDrops(True)
        open_at_size(self, QSize(1400, 900))
        self.session = Session(settings, self, make_engine=make_engine)
        cache_bytes = settings.get_int("mipmap_mib") * 1024 * 1024
        self.canvas = Canvas(cache_bytes=cache_bytes)
        self.setCentralWidget(self.canvas)
        self.theming = Theming(self.session, self)
        self.speeds = Speeds(self)
        self.canvas_settings = CanvasSettings(self.session, self.canvas, self)
        self.restoring = Restoring(self.session, self, is_painting=lambda: self.canvas.tool.is_busy)
        self.filing = Filing(self.session, self)
        self.mask_files = MaskFiles(self.session, self.filing, self)
        self.closing = Closing(self.session, self.filing, self)
        self.dialogs = DialogOpener(self)
        self.projects = Projects(self.session, self.filing, self)
        self.mask_panel = MaskPanel(self.session)
        self.finding = DamageFinder(self.session, self.canvas, self)
        self.red_eyes = RedEyes(self.session, self)
        self.panel_round = PanelRound(
            lambda: [self.canvas, self.options, *self._docks.values()], self
        )
        self.canvas_keys = CanvasKeys(self.canvas)
        KeyPointer(self.canvas)
        self._changed_keys = self._read_keys()
        self.actions_by_name = make_actions(self, self._changed_keys)
        self.availability = Availability(self.session, self.canvas, self.actions_by_name)
        self._docks: dict[str, PanelDock] = {}
        self._tour: Tour | None = None
        self._make_bars()
        self._make_docks()
        self._make_menus()
        self.status = StatusLine(self)
        self.setStatusBar(self.status)
        self.messages = MessageBar(self.canvas)
        self.welcome = Welcome(self.canvas, self.actions_by_name)
        self._connect()
        self.mirror = StatusMirror(
            self.status, self.session, self.canvas, self.restoring, self.speeds
        )
        self._on_document(None)
        restore_place(self, settings)
        if not settings.get_bool("first_start_done") and settings.get_bool("show_hints"):
            self.welcome.show_sample()
            QTimer.singleShot(_TOUR_AFTER_MS, self, self._first_tour)
        settings.set("first_start_done", True)

    # Making

    def _read_keys(self) -> dict[str, tuple[str, ...]]:
        try:
            return parse_shortcuts(self.session.settings.get_texts("shortcuts"))
        except OptionError:
            return {}

    def _make_bars(self) -> None:
        self.tools = ToolColumn(self.canvas, self._changed_keys, self)
        self.options = OptionBar(self.canvas, self.session.settings, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.options)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tools)
        for name in ("undo", "redo", "fit", "actual_size", "split", "side_by_side"):
            self.options.addAction(self.actions_by_name[name])

    def _make_docks(self) -> None:
        actions = self.actions_by_name
        self.model_panel = ModelPanel(self.session, self.restoring, self.speeds, actions)
        self.edges_panel = EdgesPanel(self.session, self.restoring, actions)
        self.mask_panel.fill(actions, FindDamage(self.finding, actions))
        self.history_panel = HistoryPanel(self.session)
        model = self._dock("model", self.tr("Model"), self.model_panel)
        edges = self._dock("edges", self.tr("Edges"), self.edges_panel)
        mask = self._dock("mask", self.tr("Mask"), self.mask_panel)
        history = self._dock("history", self.tr("History"), self.history_panel)
        self.tabifyDockWidget(edges, mask)
        self.tabifyDockWidget(mask, history)
        edges.raise_()
        right = Qt.Orientation.Vertical
        self.resizeDocks([model, edges], [540, 300], right)
        self.resizeDocks([model], [310], Qt.Orientation.Horizontal)
        self.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)

    def _dock(self, name: str, title: str, panel: QWidget) -> PanelDock:
        dock = PanelDock(title, self)
        dock.setObjectName(f"dock_{name}")
        panel.setMinimumWidth(270)
        dock.setWidget(panel)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.help_wanted.connect(lambda: self.dialogs.manual_about(f"dock_{name}"))
        self._docks[name] = dock
        return dock

    def _make_menus(self) -> None:
        self._recent = QMenu(self.tr("Open &recent"), self)
        self._recent.aboutToShow.connect(self._fill_recent)
        self._pages = QMenu(self.tr("Manual &pages"), self)
        self._pages.aboutToShow.connect(lambda: self.dialogs.fill_manual_menu(self._pages))
        for menu in Menu:
            shown = self.menuBar().addMenu(self._menu_title(menu))
            group = 0
            for entry in ACTIONS:
                if entry.menu is not menu:
                    continue
                if entry.group != group:
                    shown.addSeparator()
                    group = entry.group
                shown.addAction(self.actions_by_name[entry.identity])
                if entry.identity == "open":
                    shown.addMenu(self._recent)
                if entry.identity == "manual":
                    shown.addMenu(self._pages)
            if menu is Menu.EDIT:
                self.menuBar().addMenu(self.tools.make_menu())
            if menu is Menu.VIEW:
                shown.addSeparator()
                for dock in self._docks.values():
                    shown.addAction(dock.toggleViewAction())

    @staticmethod
    def _menu_title(menu: Menu) -> str:
        return QApplication.translate("Actions", MENU_TITLES[menu])

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in map(Path, self.session.settings.get_texts("recent_files")):
            action = self._recent.addAction(path.name.replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.filing.open_path(path))
        self._recent.setEnabled(not self._recent.isEmpty())

    def _connect(self) -> None:
        session = self.session
        session.document_changed.connect(self._on_document)
        session.changed.connect(self._on_change)
        session.told.connect(self.messages.tell)
        for worker in (session.models, session.files):
            worker.busy_changed.connect(lambda _: self._on_busy())
        self.status.cancel_clicked.connect(self.cancel_jobs)
        self.canvas.compare_changed.connect(lambda _: self.refresh())
        self.canvas.options_changed.connect(self.availability.show_options)
        self.canvas.heal_requested.connect(self.restoring.heal)
        self.canvas.eye_requested.connect(self.red_eyes.correct)
        self.restoring.filled_anew.connect(self.canvas.flash)
        self.canvas.mask_changer = session.edits.change_mask
        self.restoring.chosen.changed.connect(self.refresh)
        self.finding.changed.connect(self.refresh)
        self.finding.repair_ready.connect(self.restoring.restore)
        self.finding.began.connect(self._docks["mask"].raise_)
        self.restoring.live_changed.connect(self.canvas_settings.apply)
        self.canvas_settings.changed.connect(self.refresh)
        self.filing.named.connect(self._show_title)
        self.model_panel.install_wanted.connect(self.dialogs.models)
        self.welcome.open_wanted.connect(self.filing.open_path)
        self.welcome.sample_wanted.connect(self.open_sample)
        self.welcome.repair_wanted.connect(self.open_and_repair)
        self.theming.changed.connect(self.model_panel.refresh)
        self.theming.changed.connect(self.history_panel.refresh)

    # What the parts tell

    def _on_document(self, document: Document | None) -> None:
        self.canvas.set_document(document)
        self.welcome.setVisible(document is None)
        if self._tour is not None and document is not None:
            self._tour.end()
        if document is None:
            recent = map(Path, self.session.settings.get_texts("recent_files"))
            self.welcome.set_recent(list(recent))
        else:
            self.canvas.setFocus()
        self._show_title()
        self.refresh()

    def _on_change(self, change: Change) -> None:
        if change.kind in (ChangeKind.HISTORY, ChangeKind.SAVED):
            self.refresh()
        if change.kind in (ChangeKind.HISTORY, ChangeKind.SAVED, ChangeKind.IMAGE):
            self._show_title()

    def _workers(self) -> tuple[Worker[Any], ...]:
        return self.session.models, self.session.files

    def _on_busy(self) -> None:
        self.mirror.show_jobs()
        self.refresh()

    # Showing

    def _show_title(self) -> None:
        document = self.session.document
        if document is None:
            self.setWindowTitle("Inpaint Studio")
            self.setWindowModified(False)
            return
        self.setWindowTitle(f"{self.filing.name}[*] – Inpaint Studio")
        self.setWindowModified(document.is_modified)

    def refresh(self) -> None:
        """Enable what makes sense now, and show what is switched on."""
        self.availability.show()

    # Actions

    def save(self) -> None:
        """Save where it was saved last; a project stays a project."""
        if self.filing.project is not None:
            self.projects.write(self.filing.project)
        else:
            self.filing.save()

    def save_as(self) -> None:
        """Ask where to save."""
        self.filing.save_as()

    def undo(self) -> None:
        """Reverse the last edit."""
        self.session.edits.undo()

    def redo(self) -> None:
        """Repeat the edit undone last."""
        self.session.edits.redo()

    def manual(self) -> None:
        """Open the manual at the page about what is in use: a panel, or the tool in hand."""
        focus = QApplication.focusWidget()
        for name, dock in self._docks.items():
            if focus is not None and dock.isAncestorOf(focus):
                self.dialogs.manual_about(f"dock_{name}")
                return
        tool = next(row for row in TOOLS if row.identity == self.canvas.tool.identity)
        opened = self.session.document is not None
        self.dialogs.manual_about(f"tools_{tool.group.value}" if opened else "")

    def show_tour(self) -> None:
        """Show what is where."""
        self._take_tour(takes_keyboard=True)

    def _take_tour(self, *, takes_keyboard: bool) -> None:
        if self._tour is None:
            from inpaint_studio.app.shell.tour import Tour  # late, to keep the start quick

            restore = self.model_panel.findChild(QPushButton, "restore")
            assert isinstance(restore, QPushButton)
            self._tour = Tour(
                self,
                {
                    "tools": self.tools,
                    "edges": self._docks["edges"],
                    "restore": restore,
                    "options": self.options,
                    "help": self.menuBar(),
                },
            )
        self._tour.begin(takes_keyboard=takes_keyboard)

    def _first_tour(self) -> None:
        """At the first start, unless the user is at work already."""
        if self.isVisible() and self.session.document is None:
            self._take_tour(takes_keyboard=False)

    def clear_strokes(self) -> None:
        """Remove the user's edges."""
        if self.session.document is not None:
            self.session.document.clear_strokes()

    def set_fills_at_once(self, on: bool) -> None:
        """Fill what brush and shapes paint as soon as it is painted, or wait for Restore."""
        self.canvas.set_options(fills_at_once=on)

    def set_full_screen(self, on: bool) -> None:
        """Give the window the whole screen, or take it back."""
        full = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | full if on else self.windowState() & ~full)

    def actual_size(self) -> None:
        """Zoom to 100 %."""
        self.canvas.zoom_to_scale(1.0)

    def rotate_left(self) -> None:
        """Turn the view."""
        self.canvas.rotate_view(-1)

    def rotate_right(self) -> None:
        """Turn the view."""
        self.canvas.rotate_view(1)

    def toggle_split(self, on: bool) -> None:
        """Before and after in one picture, with a divider."""
        self.canvas.set_compare_mode(CompareMode.SPLIT if on else CompareMode.RESULT)

    def toggle_side_by_side(self, on: bool) -> None:
        """Before and after side by side."""
        self.canvas.set_compare_mode(CompareMode.SIDE_BY_SIDE if on else CompareMode.RESULT)

    def cancel_jobs(self) -> None:
        """Give up what is at work, or what is proposed."""
        if self.finding.reject():
            return
        # Not saving: once begun, the file is written.
        lanes = [lane for lane in Lane if lane not in (Lane.SAVE, Lane.AUTOSAVE)]
        busy = [(w, lane) for w in self._workers() for lane in lanes if w.is_busy(lane)]
        for worker, lane in busy:
            worker.cancel(lane)
        if busy:
            self.session.note(self.tr("Cancelled; nothing was changed."))
        self._on_busy()

    def open_and_repair(self) -> None:
        """Let the user choose a photo, and repair it as soon as it is open."""
        files, opened = self.session.files, self.session.document_changed

        def forget(*_: object) -> None:
            opened.disconnect(repair)
            files.failed.disconnect(forget)

        def repair(document: Document | None) -> None:
            forget()
            if document is not None:
                self.finding.repair()

        opened.connect(repair)
        files.failed.connect(forget)
        self.filing.ask_open()
        if not files.is_busy(Lane.FILE) and self.session.document is None:
            forget()

    def open_sample(self) -> None:
        """Open the sample with its mask."""
        found = sample_photo()
        if found is None:
            return
        self.open_for_another(*found, None)

    def open_for_another(self, photo: Path, mask: Path | None, target: Path | None) -> None:
        """Open a photo with its hole; *Save* writes `target` without asking, where one is named.

        Another program that waits for the result opens the window so.
        """

        def opened() -> None:
            if mask is not None:
                self.mask_files.read(mask)

        self.filing.open_for_another(photo, target, opened)

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Qt: something is dragged over the window."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Qt: something was dropped."""
        urls = event.mimeData().urls()
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        event.acceptProposedAction()
        # Not from inside the drop: a question would freeze the other program.
        QTimer.singleShot(0, self, lambda: self.filing.open_paths(paths))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Qt: the window is to close: ask about work, end it, wait for the threads."""
        if not self.closing.may_go():
            event.ignore()
            return
        keep_place(self, self.session.settings)
        self.projects.close()
        self.session.close()
        self.speeds.save()
        event.accept()
        self.closing.start_again()


def restore_place(window: QMainWindow, settings: SettingsStore) -> None:
    """Put window and docks where they were; what cannot be read is passed over."""
    for name, restore in (
        ("window_geometry", window.restoreGeometry),
        ("window_state", window.restoreState),
    ):
        text = settings.get_text(name)
        with contextlib.suppress(ValueError):
            if text:
                restore(QByteArray(base64.b64decode(text, validate=True)))


def keep_place(window: QMainWindow, settings: SettingsStore) -> None:
    """Remember where window and docks are."""
    for name, state in (
        ("window_geometry", window.saveGeometry()),
        ("window_state", window.saveState()),
    ):
        settings.set(name, base64.b64encode(state.data()).decode("ascii"))


class PanelRound(QObject):
    """Goes round the window by one key: the photo, the options, the panels that are open.

    Within each, Tab goes on. Knows the parts of the window, not what they do.

    Parameters
    ----------
    stops
        The parts in order, asked anew at each key.
    """

    def __init__(self, stops: Callable[[], Sequence[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._stops = stops

    def next(self) -> None:
        """Give the keyboard to the part after the one that has it."""
        stops = [stop for stop in self._stops() if not stop.isHidden()]
        focus = QApplication.focusWidget()
        here = next(
            (
                number
                for number, stop in enumerate(stops)
                if focus is stop or (focus is not None and stop.isAncestorOf(focus))
            ),
            -1,
        )
        for step in range(1, len(stops) + 1):
            stop = stops[(here + step) % len(stops)]
            if isinstance(stop, QDockWidget):
                stop.raise_()
            target = _first(stop)
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return


def _first(stop: QWidget) -> QWidget | None:
    """The first widget of a part that takes the keyboard, in the order of Tab."""
    if stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return stop
    each = stop.nextInFocusChain()
    while each is not None and each is not stop:
        takes_keys = bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus) and each.isEnabled()
        if takes_keys and stop.isAncestorOf(each) and each.isVisibleTo(stop):
            return each
        each = each.nextInFocusChain()
    return None
