"""The one table of actions: what menus, buttons and keys do.

Menus, shortcuts, the shortcut editor and the tests are made from it; to add an action, add a line.
A slot is a dotted name looked up from the main window, so that the table needs no window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum, Flag, auto
from operator import attrgetter
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.compare import CompareMode
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.app.texts import marked, plain
from inpaint_studio.errors import OptionError

__all__ = [
    "ACTIONS",
    "ActionRow",
    "Availability",
    "Menu",
    "Needs",
    "make_actions",
    "parse_shortcuts",
    "tip_of",
]


class Menu(Enum):
    """The menus, in order."""

    FILE = "file"
    EDIT = "edit"
    MASK = "mask"
    EDGES = "edges"
    RESTORE = "restore"
    VIEW = "view"
    HELP = "help"


class Needs(Flag):
    """What must be there for an action to make sense."""

    NOTHING = 0
    DOCUMENT = auto()
    HOLE = auto()
    UNDO = auto()
    REDO = auto()
    JOB = auto()
    STROKES = auto()
    RESULT = auto()
    FILLED = auto()


class ActionRow(NamedTuple):
    """One action; `group` divides its menu by lines."""

    identity: str
    menu: Menu
    group: int
    text: str
    icon: str
    keys: tuple[str, ...]
    slot: str
    needs: Needs = Needs.DOCUMENT
    checkable: bool = False


_F, _E, _M, _G = Menu.FILE, Menu.EDIT, Menu.MASK, Menu.EDGES
_R, _V, _H = Menu.RESTORE, Menu.VIEW, Menu.HELP
_ANY = Needs.NOTHING

ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("open", _F, 0, marked("Actions", "&Open…"), "open", ("Ctrl+O",),
          "filing.ask_open", _ANY),
    ActionRow("batch", _F, 0, marked("Actions", "Restore a &folder…"), "batch",
          ("Ctrl+Shift+O",), "dialogs.batch", _ANY),
    ActionRow("save", _F, 1, marked("Actions", "&Save"), "save", ("Ctrl+S",),
          "save"),
    ActionRow("save_as", _F, 1, marked("Actions", "Save &as…"), "save", ("Ctrl+Shift+S",),
          "save_as"),
    ActionRow("export", _F, 1, marked("Actions", "&Export…"), "save", ("Ctrl+E",),
          "dialogs.export"),
    ActionRow("save_project", _F, 2, marked("Actions", "Save &project…"), "save",
          ("Ctrl+Alt+S",), "projects.ask_save"),
    ActionRow("import_mask", _F, 3, marked("Actions", "&Import mask…"), "import-mask",
          ("Ctrl+M",), "mask_files.ask_import"),
    ActionRow("export_mask", _F, 3, marked("Actions", "Export &mask…"), "export-mask",
          ("Ctrl+Shift+M",), "mask_files.ask_export", Needs.HOLE),
    ActionRow("close", _F, 4, marked("Actions", "&Close"), "cancel", ("Ctrl+W",),
          "filing.close"),
    ActionRow("quit", _F, 4, marked("Actions", "&Quit"), "", ("Ctrl+Q",), "close", _ANY),
    ActionRow("undo", _E, 0, marked("Actions", "&Undo"), "undo", ("Ctrl+Z",), "undo",
          Needs.UNDO),
    ActionRow("redo", _E, 0, marked("Actions", "&Redo"), "redo",
          ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", Needs.REDO),
    ActionRow("copy", _E, 1, marked("Actions", "&Copy photo"), "", ("Ctrl+C",),
          "filing.copy"),
    ActionRow("paste", _E, 1, marked("Actions", "&Paste as new photo"), "", ("Ctrl+V",),
          "filing.paste", _ANY),
    ActionRow("settings", _E, 2, marked("Actions", "&Settings…"), "settings", ("Ctrl+,",),
          "dialogs.settings", _ANY),
    ActionRow("smaller", _E, 3, marked("Actions", "S&maller brush"), "", ("[",),
          "canvas_keys.smaller"),
    ActionRow("larger", _E, 3, marked("Actions", "&Larger brush"), "", ("]",),
          "canvas_keys.larger"),
    ActionRow("invert", _M, 0, marked("Actions", "&Invert"), "invert", ("Ctrl+I",),
          "mask_panel.invert"),
    ActionRow("grow", _M, 0, marked("Actions", "&Grow"), "grow", ("Ctrl+Up",),
          "mask_panel.grow", Needs.HOLE),
    ActionRow("shrink", _M, 0, marked("Actions", "S&hrink"), "shrink", ("Ctrl+Down",),
          "mask_panel.shrink", Needs.HOLE),
    ActionRow("fill_enclosed", _M, 0, marked("Actions", "&Fill enclosed"), "fill-enclosed",
          ("Ctrl+F",), "mask_panel.fill_enclosed", Needs.HOLE),
    ActionRow("clear_mask", _M, 0, marked("Actions", "&Clear"), "clear", ("Ctrl+D",),
          "mask_panel.clear", Needs.HOLE),
    ActionRow("select_filled", _M, 0, marked("Actions", "&Select what was filled"), "overlay",
          ("Ctrl+Shift+D",), "restoring.select_filled", Needs.FILLED),
    ActionRow("find_damage", _M, 1, marked("Actions", "Find &damage"), "find-damage",
          ("Ctrl+Shift+F",), "finding.find"),
    ActionRow("find_more", _M, 1, marked("Actions", "Find &more like this"), "find-damage",
          ("Ctrl+Alt+F",), "finding.find_more"),
    ActionRow("mask_view", _M, 1, marked("Actions", "&Overlay, outline or hidden"),
          "overlay", ("M",), "canvas_settings.next_mask_view"),
    ActionRow("known_edges", _G, 0, marked("Actions", "Edges of the &known area"), "",
          ("1",), "canvas_settings.show_known_edges", _ANY, True),
    ActionRow("predicted_edges", _G, 0, marked("Actions", "&Predicted edges"), "", ("2",),
          "canvas_settings.show_predicted_edges", _ANY, True),
    ActionRow("user_edges", _G, 0, marked("Actions", "&Your edges"), "", ("3",),
          "canvas_settings.show_user_edges", _ANY, True),
    ActionRow("live_edges", _G, 1, marked("Actions", "Predict while p&ainting"), "", (),
          "restoring.set_live", _ANY, True),
    ActionRow("clear_edges", _G, 1, marked("Actions", "&Clear your edges"), "clear", (),
          "clear_strokes", Needs.STROKES),
    ActionRow("compare_edges", _G, 1, marked("Actions", "Co&mpare edges…"), "side-by-side",
          ("Ctrl+K",), "dialogs.comparison"),
    ActionRow("restore", _R, 0, marked("Actions", "&Restore"), "restore",
          ("F5", "Ctrl+R", "Ctrl+Return"), "restoring.restore"),
    ActionRow("fills_at_once", _R, 0, marked("Actions", "Fill each stroke at &once"), "",
          ("Q",), "set_fills_at_once", _ANY, True),
    ActionRow("repair", _R, 0, marked("Actions", "Re&pair: find damage and fill it"), "find-damage",
          ("Shift+F5",), "finding.repair"),
    ActionRow("cancel", _R, 0, marked("Actions", "&Cancel"), "cancel", ("Esc",),
          "cancel_jobs", Needs.JOB),
    ActionRow("fill_again", _R, 0, marked("Actions", "&Fill again"), "restore",
          ("Ctrl+Shift+F5",), "restoring.fill_again", Needs.FILLED),
    ActionRow("try_all", _R, 1, marked("Actions", "&Try all models…"), "try-all",
          ("Ctrl+T",), "dialogs.try_all", Needs.HOLE),
    ActionRow("measure", _R, 1, marked("Actions", "&Measure on this photo…"), "measure",
          ("Ctrl+Shift+T",), "dialogs.measure", Needs.HOLE),
    ActionRow("models", _R, 2, marked("Actions", "Mo&dels…"), "model", (),
          "dialogs.models", _ANY),
    ActionRow("revert", _R, 3, marked("Actions", "Back to the &original"), "", (),
          "restoring.revert", Needs.RESULT),
    ActionRow("zoom_in", _V, 0, marked("Actions", "Zoom &in"), "zoom-in",
          ("Ctrl++", "Ctrl+=", "+"), "canvas.zoom_in"),
    ActionRow("zoom_out", _V, 0, marked("Actions", "Zoom &out"), "zoom-out",
          ("Ctrl+-", "-"), "canvas.zoom_out"),
    ActionRow("fit", _V, 0, marked("Actions", "&Fit"), "fit", ("Ctrl+0", "F"),
          "canvas.fit"),
    ActionRow("actual_size", _V, 0, marked("Actions", "&100 %"), "actual-size",
          ("Ctrl+1",), "actual_size"),
    ActionRow("rotate_left", _V, 1, marked("Actions", "Turn view &left"), "rotate-left",
          ("Ctrl+Shift+L",), "rotate_left"),
    ActionRow("rotate_right", _V, 1, marked("Actions", "Turn view &right"), "rotate-right",
          ("Ctrl+Shift+R",), "rotate_right"),
    ActionRow("split", _V, 2, marked("Actions", "Before and after, &split"), "before-after",
          ("S",), "toggle_split", Needs.DOCUMENT, True),
    ActionRow("side_by_side", _V, 2, marked("Actions", "Before and after, side &by side"),
          "side-by-side", ("Shift+S",), "toggle_side_by_side", Needs.DOCUMENT, True),
    ActionRow("original", _V, 2, marked("Actions", "&Original, while the key is held"), "",
          ("\\",), "canvas_keys.hold_original"),
    ActionRow("full_screen", _V, 3, marked("Actions", "F&ull screen"), "", ("F11",),
          "set_full_screen", _ANY, True),
    ActionRow("next_panel", _V, 3, marked("Actions", "Next &panel"), "", ("F6",),
          "panel_round.next", _ANY),
    ActionRow("manual", _H, 0, marked("Actions", "&Manual"), "", ("F1",),
          "manual", _ANY),
    ActionRow("tour", _H, 0, marked("Actions", "&Tour of the window"), "", (),
          "show_tour", _ANY),
    ActionRow("shortcuts", _H, 0, marked("Actions", "&Keys…"), "", ("Ctrl+F1",),
          "dialogs.shortcuts", _ANY),
    ActionRow("about", _H, 1, marked("Actions", "&About Inpaint Studio"), "about", (),
          "dialogs.about", _ANY),
)  # fmt: skip

MENU_TITLES: Mapping[Menu, str] = {
    Menu.FILE: marked("Actions", "&File"),
    Menu.EDIT: marked("Actions", "&Edit"),
    Menu.MASK: marked("Actions", "&Mask"),
    Menu.EDGES: marked("Actions", "E&dges"),
    Menu.RESTORE: marked("Actions", "&Restore"),
    Menu.VIEW: marked("Actions", "&View"),
    Menu.HELP: marked("Actions", "&Help"),
}


def parse_shortcuts(changed: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Changed keys from the setting: `identity=Ctrl+K` or `identity=` for none.

    Raises
    ------
    OptionError
        For an entry without `=`.
    """
    keys: dict[str, tuple[str, ...]] = {}
    for entry in changed:
        identity, sign, key = entry.partition("=")
        if not sign:
            raise OptionError("Shortcut {entry!r} is not of the form action=key.", entry=entry)
        keys[identity] = (key,) if key else ()
    return keys


def tip_of(text: str, keys: Iterable[str]) -> str:
    """A tooltip that names the key."""
    shown = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys]
    name = plain(text)
    return f"{name} ({shown[0]})" if shown else name


def make_actions(window: QObject, changed: Mapping[str, tuple[str, ...]]) -> dict[str, QAction]:
    """One QAction for each row, bound to its slot on `window`."""
    actions = {}
    for entry in ACTIONS:
        text = QCoreApplication.translate("Actions", entry.text)
        action = QAction(text, window)
        action.setObjectName(entry.identity)
        if entry.icon:
            action.setIcon(icon(entry.icon))
        keys = changed.get(entry.identity, entry.keys)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(tip_of(text, keys))
        action.setStatusTip("")
        if entry.menu is not Menu.FILE:
            action.setIconVisibleInMenu(False)
        slot: Callable[..., object] = attrgetter(entry.slot)(window)
        if entry.checkable:
            action.setCheckable(True)
            action.triggered.connect(slot)
        else:
            action.triggered.connect(lambda _=False, slot=slot: slot())
        if entry.identity == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        actions[entry.identity] = action
    return actions


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
        if self._canvas.proposal is not None or session.models.is_busy() or session.files.is_busy():
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
            (Needs.FILLED, bool(document.filled)),
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
            ("full_screen", self._canvas.window().isFullScreen()),
            ("split", self._canvas.compare_mode is CompareMode.SPLIT),
            ("side_by_side", self._canvas.compare_mode is CompareMode.SIDE_BY_SIDE),
        ):
            self._actions[name].setChecked(on)
        self.show_options()

    def show_options(self) -> None:
        """Check what an option of the tools switches on; a drag that sizes the brush asks often."""
        self._actions["fills_at_once"].setChecked(self._canvas.options.fills_at_once)
