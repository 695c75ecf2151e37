"""Starts the window: application, theme, language, then the files named on the command line.

torch is not imported here nor by anything that this imports; the engine's process does it.
"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLibraryInfo,
    QLocale,
    QTimer,
    QTranslator,
    Signal,
)
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from inpaint_studio.app import drop_opencv_qt_paths
from inpaint_studio.paths import resources_dir

__all__ = [
    "Application",
    "install_language",
    "language_of",
    "main",
    "make_application",
    "spare_the_collector",
]

_SHIPPED = ("zh_CN",)
_WARM_AFTER_MS = 700  # the window and the first photo come first


class Application(QApplication):
    """The application, to which macOS hands files by an event: at the start, and later ones too.

    Signals
    -------
    file_handed(str)
        A file to open.
    """

    file_handed = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Qt: an event of the whole application."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_handed.emit(event.file())
            return True
        return super().event(event)


def language_of(choice: str) -> str:
    """The language for the setting: `en`, `zh_CN`, or what the system speaks."""
    if choice != "system":
        return choice
    names = [name.replace("-", "_") for name in QLocale.system().uiLanguages()]
    for name in names:
        if name.startswith("en"):
            return "en"
        if name in _SHIPPED or name.startswith("zh_Hans"):
            return "zh_CN"
    return "en"


def install_language(application: QApplication, choice: str) -> str:
    """Translate what is made from now on, in the direction it is read, and return the language."""
    language = language_of(choice)
    application.setLayoutDirection(QLocale(language).textDirection())
    if language == "en":
        return language
    folder = str(resources_dir() / "translations")
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, place in ((f"qtbase_{language}", qt_folder), (f"studio_{language}", folder)):
        translator = QTranslator(application)
        if translator.load(name, place):
            application.installTranslator(translator)
    return language


def make_application(arguments: Sequence[str] = ()) -> object:
    """The QApplication, named so that desktops find our entry and icon."""
    import cv2  # noqa: F401 - first, so that what it sets is there to be dropped

    drop_opencv_qt_paths()
    present = QCoreApplication.instance()
    application = present if isinstance(present, QApplication) else Application([*arguments])
    application.setApplicationName("inpaint-studio")
    application.setApplicationDisplayName("Inpaint Studio")
    application.setDesktopFileName("io.github.inpaint_studio.InpaintStudio")
    return application


def spare_the_collector() -> None:
    """Take what lives at the start, and stays, out of Python's search for what can go.

    That search goes through everything that lives and holds the window up for as long, at moments
    of its own choosing: with the window's modules and a table of twenty thousand photos 90 ms.
    """
    gc.freeze()


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window on the files named and return the exit status.

    Parameters
    ----------
    argv
        Files, without the program's name; those of the process by default.
    """
    parser = argparse.ArgumentParser(prog="inpaint-studio studio")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--mask", type=Path)
    parser.add_argument("--save-to", type=Path)
    arguments = parser.parse_args(sys.argv[1:] if argv is None else argv)
    application = make_application(["inpaint-studio"])
    from inpaint_studio.app.shell.main_window import MainWindow
    from inpaint_studio.app.shell.theme import apply_theme
    from inpaint_studio.settings.store import SettingsStore

    assert isinstance(application, QApplication)
    settings = SettingsStore.open()
    install_language(application, settings.get_text("language"))
    apply_theme(application, settings.get_text("theme"))
    window = MainWindow(settings)
    window.show()
    spare_the_collector()
    for notice in settings.notices:
        window.session.note(notice)

    def begin() -> None:
        if arguments.files and (arguments.mask or arguments.save_to):
            window.open_for_another(arguments.files[0], arguments.mask, arguments.save_to)
        elif not window.projects.offer_recovery():
            window.filing.open_paths(list(arguments.files))
        QTimer.singleShot(_WARM_AFTER_MS, window, window.restoring.warm)

    QTimer.singleShot(0, window, begin)
    if isinstance(application, Application):
        application.file_handed.connect(lambda path: window.filing.open_paths([Path(path)]))

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        if isinstance(error, Exception):
            window.session.fail(error)

    # A mistake in a slot must not pass unseen, nor take the user's work with it.
    sys.excepthook = tell
    # The worker's Python gives way to the window's more often than the default of 5 ms.
    sys.setswitchinterval(0.001)

    def end(*_: object) -> None:
        # Whatever becomes of keeping the work, a system that shuts down does not wait.
        try:
            window.projects.keep_now()
        finally:
            window.closing.close_unasked()

    signal.signal(signal.SIGTERM, end)
    # Ctrl-C in the terminal closes the window like its button, once Qt gives Python a turn.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    turn = QTimer(window)
    turn.timeout.connect(lambda: None)
    turn.start(500)
    return application.exec()
