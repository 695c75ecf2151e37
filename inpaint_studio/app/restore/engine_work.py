"""What is asked of the engine for a document, and its answer made ready for the document.

All of it is for the worker's thread: what takes time is done here, so that the window's thread only
has to take it. No Qt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from inpaint_studio.document.changes import (
    ChangedPart,
    EdgePatch,
    FrozenRequest,
    PreparedTiles,
    ResultRecord,
)
from inpaint_studio.document.strokes import rasterise_strokes
from inpaint_studio.document.tiles import TileView
from inpaint_studio.geometry import Box, bounding_box
from inpaint_studio.imaging.transparency import covered, uncovered
from inpaint_studio.imaging.types import Image, Mask, full_scale
from inpaint_studio.inference import auto
from inpaint_studio.inference.auto import AUTO, choose_model
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import NOTHING, Message
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import HoleKind

if TYPE_CHECKING:
    from inpaint_studio.app.restore.engine_keeper import EngineKeeper
    from inpaint_studio.inference.request import Preview, RestoreResult

__all__ = [
    "AUTO",
    "Restored",
    "Used",
    "changed_part",
    "choose_for_part",
    "choose_frozen",
    "patches_of",
    "prepared_previews",
    "record_of",
    "restore_frozen",
    "restored",
]


_MAP_PX = 1024
_VISIBLE = 8 / 255  # networks change every pixel of a hole a little when a line is drawn


@dataclass(frozen=True)
class Used:
    """The model that fills: the one named, or what `auto` stands for.

    Attributes
    ----------
    kind
        The kind of hole that `auto` chose it for; None: it was named, or there is no hole yet.
    drawn
        `auto` chose among models that follow the user's edges.
    reason
        Why, in a sentence of the engine's.
    """

    model: str
    kind: HoleKind | None = None
    drawn: bool = False
    reason: Message = NOTHING


def choose_frozen(
    engine: EngineKeeper,
    frozen: FrozenRequest,
    choice: FillSettings,
    token: ProgressToken,
    *,
    only: Box | None = None,
) -> Used:
    """What `auto` stands for on a frozen document; for the worker's thread.

    The engine's process looks at the hole: what that needs would hold the window up here.

    Parameters
    ----------
    only
        As for `restore_frozen`.
    """
    only = None if only is None else only.clipped(frozen.size)
    bounds = frozen.mask.bounds() if only is None else only
    if choice.model != AUTO or bounds.is_empty:
        return Used(choose_model(choice.model).model)
    # Here and below, not loaded before it is needed: the window would open later.
    from inpaint_studio.inference.hole_kind import view_context_px

    context = choice.grow_px + view_context_px(bounds.grown(choice.grow_px))
    around = bounds.grown(context).clipped(frozen.size)
    mask = np.array(frozen.mask.read(around))
    if only is not None:
        mask = inside_of(mask, only.moved(-around.top, -around.left))
    if not mask.any():
        return Used(choose_model(AUTO).model)
    drawn = bool((rasterise_strokes(frozen.strokes, around)[0] & mask).any())
    image = np.array(frozen.image.read(around))
    target = "inpaint_studio.app.restore.engine_work:choose_for_part"
    chosen = engine.call(target, image, mask, choice, drawn, token=token)
    return Used(chosen.model, chosen.kind, drawn, chosen.reason)


def choose_for_part(
    image: Image, mask: Mask, settings: FillSettings, drawn: bool, *, token: ProgressToken
) -> auto.Choice:
    """What `auto` stands for on the hole and its surroundings."""
    from inpaint_studio.imaging.mask import grow
    from inpaint_studio.inference.hole_kind import kind_of_hole

    hole = grow(mask, settings.grow_px) if settings.grow_px else mask
    if hole.all():
        return choose_model(AUTO, drawn=drawn)
    if not drawn:
        from inpaint_studio.imaging.fills.specks import speck_part
        from inpaint_studio.inference.region_fill import speck_limit_px

        thick = hole & ~speck_part(hole, speck_limit_px(settings))
        hole = thick if thick.any() else hole
    kind = kind_of_hole(image, hole)
    return choose_model(AUTO, kind=kind, drawn=drawn)._replace(kind=kind)


def restore_frozen(
    engine: EngineKeeper,
    frozen: FrozenRequest,
    choice: FillSettings,
    token: ProgressToken,
    *,
    keep_windows: bool = True,
    only: Box | None = None,
) -> RestoreResult:
    """Run the engine on a frozen document; for the worker's thread.

    Parameters
    ----------
    only
        Fill only the part of the hole inside this box.
    """
    from inpaint_studio.inference.request import RestoreRequest
    from inpaint_studio.inference.restorer import EdgeGuide

    mask = frozen.mask_array()
    if only is not None:
        mask = inside_of(mask, only)
    guide = frozen.guide()
    image = frozen.image_array()
    result = engine.restore(
        RestoreRequest(
            image=covered(image, frozen.alpha),
            mask=mask,
            settings=choice,
            guide=None if guide is None else EdgeGuide(*guide),
            keep_window_results=keep_windows,
        ),
        token,
    )
    return replace(result, image=uncovered(result.image, image, frozen.alpha, result.mask))


def inside_of(mask: Mask, box: Box) -> Mask:
    """The part of a mask inside a box, everything else False; `mask` is not modified."""
    inside = np.zeros_like(mask)
    inside[box.slices] = mask[box.slices]
    return inside


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
    anew
        What is another fill than was shown before; None where none was, or nothing is.
    """

    result: RestoreResult
    prepared: PreparedTiles
    patches: tuple[EdgePatch, ...]
    hole_px: int
    anew: ChangedPart | None = None


def restored(
    frozen: FrozenRequest, result: RestoreResult, before: TileView | None = None
) -> Restored:
    """Work the rest out, in the worker's thread; `before` is the fill that was shown so far."""
    boxes = [box.clipped(frozen.size) for box in result.changed]
    return Restored(
        result,
        frozen.prepare_image((box, result.image[box.slices]) for box in boxes),
        patches_of(result),
        sum(int(np.count_nonzero(result.mask[box.slices])) for box in boxes),
        None if before is None else changed_part(before, result.image, boxes),
    )


def changed_part(before: TileView, image: Image, boxes: Sequence[Box]) -> ChangedPart | None:
    """Where an image (H, W, 3) visibly differs from the state before, inside some boxes; None
    where it nowhere does."""
    around = bounding_box(boxes)
    step = max(1, -(-max(around.height, around.width) // _MAP_PX))
    found = np.zeros((-(-around.height // step), -(-around.width // step)), np.bool_)
    least = _VISIBLE * full_scale(image.dtype)
    for box in boxes:
        old, new = (np.asarray(each, np.float32) for each in (before.read(box), image[box.slices]))
        rows, columns = np.nonzero(np.abs(new - old).max(axis=2) >= least)
        rows, columns = rows + (box.top - around.top), columns + (box.left - around.left)
        found[rows // step, columns // step] = True
    return ChangedPart(around, step, found) if found.any() else None


def prepared_previews(frozen: FrozenRequest, token: ProgressToken) -> ProgressToken:
    """The token with a viewer that makes tiles of each `Preview` while still in the thread.

    Of a photo with several windows, what was shown of the others stays.
    """
    parts: dict[Box, Image] = {}

    def show(preview: Preview) -> None:
        parts[preview.box] = preview.image
        token.show(frozen.prepare_image(parts.items()))

    return token.watched(show)


def record_of(result: RestoreResult) -> ResultRecord:
    """How a result of the engine came about."""
    return ResultRecord(
        result.model, tuple(result.changed), result.device, result.seconds, tuple(result.notes)
    )


def patches_of(result: RestoreResult) -> tuple[EdgePatch, ...]:
    """The edges that the model predicted inside the hole."""
    patches = []
    for window in result.windows:
        if window.edge_probability is not None:
            inside = np.where(window.mask, window.edge_probability, np.float32(0))
            patches.append(EdgePatch(window.box, inside))
    return tuple(patches)
