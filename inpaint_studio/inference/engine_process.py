"""The engine in a process of its own, with the interface of `Engine`; see `jobs.process` for why.

Importing this imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from inpaint_studio.geometry import Box
from inpaint_studio.inference.device import check_device_name
from inpaint_studio.inference.request import RestoreRequest, RestoreResult
from inpaint_studio.jobs.process import COMMAND, ChildProcess
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.inference.engine import Engine

__all__ = ["EngineProcess", "compile_loops", "restore_here"]

Part = tuple[Box, Any, Any]
_engine: tuple[str, Engine] | None = None


class EngineProcess(ChildProcess):
    """Restores photographs in another process.

    Parameters
    ----------
    device
        As for `Engine`.
    command
        As for `ChildProcess`.
    """

    def __init__(self, device: str = "auto", *, command: Sequence[str] = COMMAND) -> None:
        super().__init__(command=command)
        self._device = check_device_name(device)

    def warm(self, *needed: str) -> None:
        """As `ChildProcess.warm`; what every restoration needs is loaded, or compiled, too."""
        module = "inpaint_studio.inference.engine"
        super().warm(module, *needed, f"{module}_process:compile_loops")

    def restore(self, request: RestoreRequest, token: ProgressToken | None = None) -> RestoreResult:
        """See `Engine.restore`.

        Raises
        ------
        OutOfMemoryError
            Also when the system ended the process.
        """
        request.check()
        target = "inpaint_studio.inference.engine_process:restore_here"
        result, parts = self.call(target, self._device, request, token=token)
        image, mask = request.image, request.mask
        if parts is None:
            return cast(RestoreResult, result)
        image, mask = image.copy(), mask & False
        for box, pixels, hole in parts:
            image[box.slices], mask[box.slices] = pixels, hole
        return replace(cast(RestoreResult, result), image=image, mask=mask)


def compile_loops() -> None:
    """Have the loops of PatchMatch and of the seams as machine code: compiled if they never were
    on this machine, which takes half a minute on a slow one, and loaded otherwise."""
    from inpaint_studio.imaging.fills.patchmatch import patchmatch
    from inpaint_studio.imaging.poisson import poisson_blend

    image = np.random.default_rng(0).random((96, 96, 3), np.float32)
    hole = np.zeros((96, 96), np.bool_)
    hole[32:64, 32:64] = True
    poisson_blend(patchmatch(image, hole), image, hole)


def restore_here(
    device: str, request: RestoreRequest, *, token: ProgressToken
) -> tuple[RestoreResult, list[Part] | None]:
    """Restore on `device` with the one engine of this process; runs in the other process.

    Returns
    -------
    The result, and what changed as (box, pixels, mask), in which case the result's own arrays are
    empty; None when the whole arrays are no larger.
    """
    from inpaint_studio.inference.engine import Engine

    global _engine
    if _engine is None or _engine[0] != device:
        if _engine is not None:
            _engine[1].close()
        _engine = (device, Engine(device))
    result = _engine[1].restore(request, token)
    if sum(box.area for box in result.changed) >= result.mask.size:
        return result, None
    parts: list[Part] = [
        (box, np.ascontiguousarray(result.image[box.slices]), result.mask[box.slices])
        for box in result.changed
    ]
    return replace(result, image=result.image[:0], mask=result.mask[:0]), parts
