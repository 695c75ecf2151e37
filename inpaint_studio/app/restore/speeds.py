"""How fast models were on this machine: seconds per megapixel of hole, kept in the state folder."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.paths import state_dir

__all__ = ["Speeds"]

_FILE = "speeds.json"


class Speeds(QObject):
    """See the module.

    Signals
    -------
    changed()
        Something was measured.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: dict[str, tuple[float, str]] = {}
        try:
            raw = json.loads(self._path().read_text(encoding="utf-8"))
            self._found = {
                str(name): (float(seconds), str(device)) for name, (seconds, device) in raw.items()
            }
        except (OSError, ValueError, TypeError, AttributeError):
            self._found = {}  # a comfort only: measured anew

    @staticmethod
    def _path() -> Path:
        return state_dir() / _FILE

    def add(self, model: str, device: str, seconds: float, hole_px: int) -> None:
        """A restoration took so long."""
        if hole_px < 1 or seconds <= 0:
            return
        self._found[model] = (seconds / (hole_px / 1e6), device)
        self.changed.emit()

    def seconds(self, model: str) -> float | None:
        """Seconds per megapixel of hole, None when nothing was measured."""
        return self._found[model][0] if model in self._found else None

    def text(self, model: str) -> str:
        """What was measured, for the user; empty when nothing was."""
        if model not in self._found:
            return ""
        seconds, device = self._found[model]
        return self.tr("{seconds} s per megapixel of hole on {device}").format(
            seconds=f"{seconds:.0f}" if seconds >= 100 else f"{seconds:.3g}", device=device
        )

    def save(self) -> None:
        """Keep what was measured; a failure loses nothing of worth."""
        try:
            state_dir(create=True)
            write_atomic(self._path(), json.dumps(self._found).encode())
        except (OSError, PhotoFileError):
            return
