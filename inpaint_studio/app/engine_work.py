"""What is asked of the engine for a document, and its answer made ready for the document.

All of it is for the worker's thread: what takes time is done here, so that the window's thread only
has to take it. No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from inpaint_studio.document.changes import EdgePatch, FrozenRequest, PreparedTiles, ResultRecord
from inpaint_studio.geometry import Box
from inpaint_studio.progress import ProgressToken

__all__ = [
    "AUTO",
    "Choice",
    "Restored",
    "patches_of",
    "prepared_previews",
    "record_of",
    "restore_frozen",
    "restored",
]

AUTO = "auto"


@dataclass(frozen=True)
class Choice:
    """How holes are to be filled: the model and every option that the engine knows."""

    model: str = AUTO
    grow_px: int = 0
    feather_px: int = 0
    seed: int = 0
    edge_threshold: float = 0.5
    sigma: float = 2.0
    options: tuple[tuple[str, bool | int | float | str], ...] = ()


def restore_frozen(
    engine: Any,
    frozen: FrozenRequest,
    choice: Choice,
    token: ProgressToken,
    *,
    keep_windows: bool = True,
    only: Box | None = None,
) -> Any:
    """Run the engine on a frozen document; for the worker's thread.

    Parameters
    ----------
    only
        Fill only the part of the hole inside this box.

    Returns
    -------
    The engine's `RestoreResult`.
    """
    from inpaint_studio.inference.request import RestoreRequest
    from inpaint_studio.inference.restorer import EdgeGuide

    mask = frozen.mask_array()
    if only is not None:
        inside = np.zeros_like(mask)
        inside[only.slices] = mask[only.slices]
        mask = inside
    guide = frozen.guide()
    return engine.restore(
        RestoreRequest(
            image=frozen.image_array(),
            mask=mask,
            model=choice.model,
            guide=None if guide is None else EdgeGuide(*guide),
            grow_px=choice.grow_px,
            feather_px=choice.feather_px,
            seed=choice.seed,
            edge_threshold=choice.edge_threshold,
            sigma=choice.sigma,
            options=dict(choice.options),
            keep_window_results=keep_windows,
        ),
        token,
    )


@dataclass(frozen=True, eq=False)
class Restored:
    """An engine's answer with all that the window's thread would otherwise have to work out.

    Attributes
    ----------
    result
        The engine's `RestoreResult`.
    prepared
        Its pixels, ready for the document.
    patches
        The edges that the model predicted.
    hole_px
        How much was filled.
    """

    result: Any
    prepared: PreparedTiles
    patches: tuple[EdgePatch, ...]
    hole_px: int


def restored(frozen: FrozenRequest, result: Any) -> Restored:
    """Work the rest out, in the worker's thread."""
    boxes = [box.clipped(frozen.size) for box in result.changed]
    return Restored(
        result,
        frozen.prepare_image((box, result.image[box.slices]) for box in boxes),
        patches_of(result),
        sum(int(np.count_nonzero(result.mask[box.slices])) for box in boxes),
    )


def prepared_previews(frozen: FrozenRequest, token: ProgressToken) -> ProgressToken:
    """The token with a viewer that makes tiles of each `Preview` while still in the thread.

    Of a photo with several windows, what was shown of the others stays.
    """
    parts: dict[Box, Any] = {}

    def show(preview: Any) -> None:
        parts[preview.box] = preview.image
        token.show(frozen.prepare_image(parts.items()))

    return token.watched(show)


def record_of(result: Any) -> ResultRecord:
    """How a result of the engine came about."""
    return ResultRecord(
        result.model, tuple(result.changed), result.device, result.seconds, tuple(result.notes)
    )


def patches_of(result: Any) -> tuple[EdgePatch, ...]:
    """The edges that the model predicted inside the hole."""
    patches = []
    for window in result.windows:
        if window.edge_probability is not None:
            inside = np.where(window.mask, window.edge_probability, np.float32(0))
            patches.append(EdgePatch(window.box, inside))
    return tuple(patches)
