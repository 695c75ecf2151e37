"""The window's language: loads the translations of `resources/translations`."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from inpaint_studio.paths import resources_dir

__all__ = ["install_language", "language_of"]

_SHIPPED = ("zh_CN",)


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
