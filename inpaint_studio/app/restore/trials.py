"""Trying and measuring models on one photo; for the worker's thread. No Qt.

Trying fills the marked hole with every model. Measuring cuts holes of the same shape from the known
area, where the truth is known, and ranks the models by what they make of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.app.restore.engine_work import record_of, restore_frozen
from inpaint_studio.document.changes import FrozenRequest, ResultRecord
from inpaint_studio.errors import BadInputError, CancelledError, InpaintStudioError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.mask import components, hole_box
from inpaint_studio.imaging.types import Image, Mask
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import NOTHING, Message
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.app.restore.engine_keeper import EngineKeeper

__all__ = [
    "MOST_PX",
    "Candidate",
    "MeasuredModel",
    "Rank",
    "cut_holes",
    "measure",
    "same_fill",
    "try_models",
]

_LEAST_CONTEXT_PX = 96
_TRIES = 400
_MOST_SIDE_PX = 320  # of a hole that is cut: the middle of a larger one tells as much, sooner
MOST_PX = _MOST_SIDE_PX**2
"""The most pixels of a hole that is cut."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """One model's fill of the hole; `error` says why there is none.

    Attributes
    ----------
    skipped, repeats
        The user did not want to wait for it; it is the same as this model's first.
    parts
        (box, pixels) of all that differs from the photo: whole results of large photos would not
        fit side by side.
    """

    model: str
    title: str
    seed: int
    parts: tuple[tuple[Box, Image], ...] = ()
    record: ResultRecord | None = None
    hole_px: int = 0
    error: Message = NOTHING
    skipped: bool = False
    repeats: bool = False

    def image(self, base: Image) -> Image:
        """The whole photo with this fill; `base` is not modified."""
        whole = base.copy()
        for box, pixels in self.parts:
            whole[box.slices] = pixels
        return whole


def _unheard(number: int, token: ProgressToken) -> None:
    """Nobody wants to know what begins."""


def try_models(
    engine: EngineKeeper,
    frozen: FrozenRequest,
    choices: Sequence[tuple[str, FillSettings]],
    token: ProgressToken,
    found: Callable[[Candidate], None],
    *,
    known: Sequence[Candidate] = (),
    begun: Callable[[int, ProgressToken], None] = _unheard,
) -> None:
    """Fill the hole with each (title, choice), telling each candidate as it is there.

    Parameters
    ----------
    known
        Candidates that are there already. Of a model whose second seed changes nothing no others
        are tried.
    begun
        Told the number of the choice that is begun, and a token that ends it alone: it is then
        skipped.
    """
    firsts = {candidate.model: candidate for candidate in known}
    steady: set[str] = set()
    for number, (title, choice) in enumerate(choices):
        candidate = Candidate(choice.model, title, choice.seed)
        if choice.model in steady:
            found(replace(candidate, repeats=True))
            continue
        part = token.part(number / len(choices), (number + 1) / len(choices), alone=True)
        begun(number, part)
        candidate = _try_one(engine, frozen, choice, part, candidate)
        token.check()
        first = firsts.setdefault(choice.model, candidate)
        if first is not candidate and same_fill(first, candidate):
            steady.add(choice.model)
            candidate = replace(candidate, repeats=True)
        found(candidate)


def _try_one(
    engine: EngineKeeper,
    frozen: FrozenRequest,
    choice: FillSettings,
    token: ProgressToken,
    candidate: Candidate,
) -> Candidate:
    try:
        token.report(0.0, "{model}", model=candidate.title)
        result = restore_frozen(engine, frozen, choice, token, keep_windows=False)
    except CancelledError:
        return replace(candidate, skipped=True)
    except InpaintStudioError as error:
        return replace(candidate, error=error.message)
    parts = tuple((box, result.image[box.slices].copy()) for box in result.changed)
    hole_px = int(np.count_nonzero(result.mask))
    return replace(candidate, parts=parts, record=record_of(result), hole_px=hole_px)


def same_fill(one: Candidate, other: Candidate) -> bool:
    """True when two candidates fill the hole with the same pixels."""
    return bool(one.parts) and (
        len(one.parts) == len(other.parts)
        and all(
            a[0] == b[0] and np.array_equal(a[1], b[1])
            for a, b in zip(one.parts, other.parts, strict=True)
        )
    )


@dataclass(frozen=True, eq=False)
class CutHole:
    """A part of the photo with a hole whose truth is known.

    Attributes
    ----------
    box
        The part.
    truth
        bool of the part's size: the hole that was cut.
    mask
        The same, and the photo's real hole in that part.
    """

    box: Box
    truth: Mask
    mask: Mask


def cut_holes(mask: Mask, count: int, seed: int = 0) -> tuple[CutHole, ...]:
    """Places in the known area where the hole, or else its largest piece that fits, can be put.

    Parameters
    ----------
    mask
        bool (H, W), the photo's hole; not modified.
    count
        How many at most; they do not overlap.

    Raises
    ------
    BadInputError
        If nothing is marked, or nowhere is room.
    """
    whole = hole_box(mask)
    if whole.is_empty:
        raise BadInputError("Nothing is marked; paint a hole first.")
    pieces = sorted(components(mask), key=lambda piece: -piece.area_px)
    boxes = [whole, *(piece.box for piece in pieces[:8])]
    for box in dict.fromkeys(boxes):
        shape = mask[_middle_of(box).slices]
        if not shape.any():
            continue
        holes = _places(mask, shape, count, np.random.default_rng(seed))
        if holes:
            return holes
    raise BadInputError(
        "The known area has no room for a hole of this shape; mark a smaller one to measure."
    )


def _middle_of(box: Box) -> Box:
    """The middle of a box, no larger than a hole is cut."""
    height, width = min(box.height, _MOST_SIDE_PX), min(box.width, _MOST_SIDE_PX)
    top, left = box.top + (box.height - height) // 2, box.left + (box.width - width) // 2
    return Box(top, left, top + height, left + width)


def _places(
    mask: Mask, shape: Mask, count: int, random: np.random.Generator
) -> tuple[CutHole, ...]:
    height, width = mask.shape
    tall, wide = shape.shape
    taken = mask.copy()
    found: list[CutHole] = []
    if tall >= height or wide >= width:
        return ()
    margin = max(_LEAST_CONTEXT_PX, (tall + wide) // 2)
    for _ in range(_TRIES):
        top = int(random.integers(0, height - tall + 1))
        left = int(random.integers(0, width - wide + 1))
        place = Box(top, left, top + tall, left + wide)
        if (taken[place.slices] & shape).any():
            continue
        taken[place.slices] |= shape
        box = Box(
            max(0, top - margin),
            max(0, left - margin),
            min(height, place.bottom + margin),
            min(width, place.right + margin),
        )
        truth = np.zeros(box.size, np.bool_)
        truth[place.moved(-box.top, -box.left).slices] = shape
        real: NDArray[np.bool_] = mask[box.slices]
        if (truth | real).all():
            continue
        found.append(CutHole(box, truth, truth | real))
        if len(found) == count:
            break
    return tuple(found)


@dataclass(frozen=True)
class MeasuredModel:
    """What one model made of the holes cut, averaged.

    `error` says why there is nothing, `skipped` that the user did not want to wait for it.
    """

    model: str
    title: str
    psnr: float = 0.0
    ssim: float = 0.0
    l1: float = 1.0
    seconds: float = 0.0
    device: str = ""
    hole_px: int = 0
    error: Message = NOTHING
    skipped: bool = False


@dataclass(frozen=True)
class Rank:
    """A row of the table: place 1 is best; ranked by the mean of the three places."""

    place: int
    measured: MeasuredModel


def measure(
    engine: EngineKeeper,
    frozen: FrozenRequest,
    choices: Sequence[tuple[str, FillSettings]],
    token: ProgressToken,
    *,
    count: int = 3,
    found: Callable[[tuple[Rank, ...]], None] = lambda ranks: None,
    begun: Callable[[int, ProgressToken], None] = _unheard,
) -> tuple[Rank, ...]:
    """Fill the holes cut with each (title, choice) and rank them.

    Parameters
    ----------
    found
        Told the ranking so far after each model.
    begun
        As for `try_models`.

    Raises
    ------
    BadInputError
        See `cut_holes`.
    """
    image = frozen.image_array()
    holes = cut_holes(frozen.mask_array(), count)
    measured: list[MeasuredModel] = []
    for number, (title, choice) in enumerate(choices):
        part = token.part(number / len(choices), (number + 1) / len(choices), alone=True)
        begun(number, part)
        try:
            part.report(0.0, "{model}", model=title)
            measured.append(_measure_one(engine, image, holes, title, choice, part))
        except CancelledError:
            token.check()
            measured.append(MeasuredModel(choice.model, title, skipped=True))
        except InpaintStudioError as error:
            measured.append(MeasuredModel(choice.model, title, error=error.message))
        found(ranked(measured))
    return ranked(measured)


def _measure_one(
    engine: EngineKeeper,
    image: Image,
    holes: Sequence[CutHole],
    title: str,
    choice: FillSettings,
    token: ProgressToken,
) -> MeasuredModel:
    from inpaint_studio.imaging import metrics
    from inpaint_studio.inference.request import RestoreRequest

    scores = []
    seconds, hole_px, device = 0.0, 0, ""
    for number, hole in enumerate(holes):
        crop = cast(Image, np.ascontiguousarray(image[hole.box.slices]))
        # Known on all sides: growing or fading out would only blur what is measured.
        settings = replace(choice, grow_px=0, feather_px=0)
        request = RestoreRequest(crop, hole.mask, settings)
        part = token.part(number / len(holes), (number + 1) / len(holes))
        result = engine.restore(request, part)
        seconds, device = seconds + result.seconds, result.device
        hole_px += int(np.count_nonzero(hole.mask))
        scores.append(
            (
                metrics.psnr(result.image, crop, hole.truth),
                metrics.ssim(result.image, crop, hole.truth),
                metrics.l1(result.image, crop, hole.truth),
            )
        )
    psnr, ssim, l1 = (float(np.mean(column)) for column in zip(*scores, strict=True))
    return MeasuredModel(choice.model, title, psnr, ssim, l1, seconds, device, hole_px)


def ranked(measured: Sequence[MeasuredModel]) -> tuple[Rank, ...]:
    """Rows in the order of the mean place in PSNR, SSIM and L1; those without figures last."""
    good = [each for each in measured if not each.error and not each.skipped]
    orders = (
        sorted(good, key=lambda each: -each.psnr),
        sorted(good, key=lambda each: -each.ssim),
        sorted(good, key=lambda each: each.l1),
    )
    by_mean = sorted(good, key=lambda each: sum(order.index(each) for order in orders))
    rows = [*by_mean, *(each for each in measured if each.error or each.skipped)]
    return tuple(Rank(number, each) for number, each in enumerate(rows, 1))
