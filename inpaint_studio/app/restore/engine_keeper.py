"""The worker's engine: made when first needed, and anew when another device is chosen.

Lives in the worker's thread; the engine itself runs in a process of its own (see `EngineProcess`
for why), which this starts and ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from inpaint_studio.progress import ProgressToken
from inpaint_studio.settings.store import SettingsStore

if TYPE_CHECKING:
    from inpaint_studio.inference.request import RestoreRequest, RestoreResult

__all__ = ["EngineKeeper", "KeptEngine", "engine_process"]


class KeptEngine(Protocol):
    """What a keeper keeps: an `EngineProcess`, or what stands for it."""

    def restore(self, request: RestoreRequest, token: ProgressToken) -> RestoreResult:
        """See `Engine.restore`."""
        ...

    def call(self, target: str, *arguments: object, token: ProgressToken, **named: object) -> Any:
        """See `EngineProcess.call`."""
        ...

    def warm(self, *modules: str) -> None:
        """See `EngineProcess.warm`."""
        ...

    def hurry(self) -> None:
        """See `EngineProcess.hurry`."""
        ...

    def close(self) -> None:
        """Free everything."""
        ...


def engine_process(device: str) -> KeptEngine:
    """An engine in a process of its own."""
    from inpaint_studio.inference.engine_process import EngineProcess

    return EngineProcess(device)


class EngineKeeper:
    """An engine on the device of the settings.

    Parameters
    ----------
    make
        Makes one for a device's name.
    """

    def __init__(
        self, settings: SettingsStore, make: Callable[[str], KeptEngine] = engine_process
    ) -> None:
        self._settings = settings
        self._make = make
        self._kept: tuple[str, KeptEngine] | None = None

    def engine(self) -> KeptEngine:
        """The engine for the device that is set now."""
        device = self._settings.get_text("device")
        if self._kept is None or self._kept[0] != device:
            self.close()
            self._kept = (device, self._make(device))
        return self._kept[1]

    def restore(self, request: RestoreRequest, token: ProgressToken) -> RestoreResult:
        """See `Engine.restore`."""
        return self.engine().restore(request, token)

    def call(self, target: str, *arguments: object, token: ProgressToken, **named: object) -> Any:
        """Run `module:function` of ours beside the window; see `EngineProcess.call`.

        For whatever imports torch or computes long in Python: the window goes on meanwhile.
        """
        return self.engine().call(target, *arguments, token=token, **named)

    def warm(self, *modules: str) -> None:
        """Begin to load what will be needed, without waiting for it."""
        self.engine().warm(*modules)

    def hurry(self) -> None:
        """From any thread: the window closes, so what was cancelled is ended at once."""
        kept = self._kept
        if kept is not None:
            kept[1].hurry()

    def close(self) -> None:
        """Free the engine."""
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None
