"""The worker's engine: made when first needed, and anew when another device is chosen.

Lives in the worker's thread; the engine and what it loads are not on the window's start-up path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inpaint_studio.progress import ProgressToken
from inpaint_studio.settings.store import SettingsStore

if TYPE_CHECKING:
    from inpaint_studio.inference.engine import Engine
    from inpaint_studio.inference.request import RestoreRequest, RestoreResult

__all__ = ["EngineKeeper"]


class EngineKeeper:
    """An engine on the device of the settings."""

    def __init__(self, settings: SettingsStore) -> None:
        self._settings = settings
        self._kept: tuple[str, Engine] | None = None

    def engine(self) -> Engine:
        """The engine for the device that is set now."""
        from inpaint_studio.inference.engine import Engine

        device = self._settings.get_text("device")
        if self._kept is None or self._kept[0] != device:
            self.close()
            self._kept = (device, Engine(device))
        return self._kept[1]

    def restore(self, request: RestoreRequest, token: ProgressToken) -> RestoreResult:
        """See `Engine.restore`."""
        return self.engine().restore(request, token)

    def close(self) -> None:
        """Free the engine."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None
