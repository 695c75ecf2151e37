"""Texts in the window's language: marks for those of tables, messages of the other parts."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.jobs.memory import NO_MEMORY, is_scarce_memory
from inpaint_studio.jobs.messages import Message, Remedy

__all__ = ["MESSAGES", "error_text", "figure", "marked", "message_text", "plain"]

MESSAGES = "Messages"
"""The context in which templates of messages are translated."""

_LEFT_TO_RIGHT = "\u200e"  # a mark that is not seen


def marked(context: str, text: str) -> str:
    """`text` as it is; `packaging/update_translations.py` finds it by this name, and whoever
    shows it translates it in `context`."""
    return text


def plain(text: str) -> str:
    """A menu's text without its underlined letter and its dots."""
    return re.sub(r"\(&.\)", "", text).replace("&", "").rstrip("…")


def figure(text: str) -> str:
    """A number with its unit, which keep their order in a language that is read from the right."""
    return _LEFT_TO_RIGHT + text


_HOW = {
    Remedy.RESUME: marked("Remedies", "start again"),
    Remedy.OVERWRITE: marked("Remedies", "tick “Replace files that are there already”"),
    Remedy.SUBFOLDERS: marked("Remedies", "tick “Subfolders too”"),
    Remedy.FEWER_AT_ONCE: marked("Remedies", "lower “At a time”"),
    Remedy.USE_CPU: marked("Remedies", "choose the CPU in the settings"),
    Remedy.INSTALL_MODEL: marked("Remedies", "download {model} under “Models…”"),
    Remedy.IMPORT_MODEL: marked("Remedies", "import the files of {family} under “Models…”"),
    Remedy.CHECK_MODEL: marked("Remedies", "check {model} under “Models…”"),
    Remedy.REMOVE_MODEL: marked("Remedies", "remove {model} under “Models…”"),
}


def message_text(message: Message) -> str:
    """What another part of the program says, in the window's language."""
    return message.text(_translated, _how)


def _translated(template: str) -> str:
    return QCoreApplication.translate(MESSAGES, template)


def _how(remedy: Remedy, message: Message) -> str:
    if remedy in _HOW:
        return QCoreApplication.translate("Remedies", _HOW[remedy])
    return _translated(remedy.value)


def error_text(error: Exception) -> str:
    """What went wrong, in the window's language."""
    if isinstance(error, InpaintStudioError):
        return message_text(error.message)
    if is_scarce_memory(error):
        return message_text(NO_MEMORY)
    fault = Message(
        "Something went wrong that should not have ({kind}: {detail}).",
        kind=type(error).__name__,
        detail=error,
    )
    return message_text(fault)
