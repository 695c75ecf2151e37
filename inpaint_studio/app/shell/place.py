"""Where the window and its docks were, kept in the settings from one start to the next."""

from __future__ import annotations

import base64
import contextlib

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from inpaint_studio.settings.store import SettingsStore

__all__ = ["keep_place", "restore_place"]


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
