"""Damages a photograph: draws the kinds asked for and says exactly which pixels each changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import numpy as np

from inpaint_studio.errors import OptionError
from inpaint_studio.imaging.types import Image, Mask, check_image
from inpaint_studio.training.damage import cracks, lettering, marks, paper, stains
from inpaint_studio.training.damage.chance import Rng
from inpaint_studio.training.damage.kinds import Damaged, DamageKind
from inpaint_studio.training.damage.sheet import Sheet

__all__ = ["apply_damage"]

_DRAW: Mapping[DamageKind, Callable[[Sheet, Rng, float], None]] = MappingProxyType(
    {
        DamageKind.FADING: stains.fading,
        DamageKind.STAIN: stains.stains,
        DamageKind.FOXING: stains.foxing,
        DamageKind.MOULD: stains.mould,
        DamageKind.FLAKING: paper.flaking,
        DamageKind.CREASE: paper.creases,
        DamageKind.FOLD: paper.folds,
        DamageKind.TEAR: paper.tears,
        DamageKind.TORN_EDGE: paper.torn_edges,
        DamageKind.TORN_CORNER: paper.torn_corners,
        DamageKind.BROAD_SCRATCH: marks.broad_scratches,
        DamageKind.HAIR_SCRATCH: marks.hair_scratches,
        DamageKind.FILM_LINE: marks.film_lines,
        DamageKind.DUST: marks.dust,
        DamageKind.FIBRE: marks.fibres,
        DamageKind.TAPE: stains.tape,
        DamageKind.DATE_STAMP: lettering.date_stamp,
        DamageKind.CAPTION: lettering.captions,
        DamageKind.CRACKS: cracks.cracks,
        DamageKind.CRACKLE: cracks.crackle,
        DamageKind.PEELING: cracks.peeling,
        DamageKind.SCRAPES: cracks.scrapes,
    }
)


def apply_damage(
    image: Image,
    kinds: Iterable[DamageKind],
    *,
    seed: int,
    strength: float = 0.5,
    coarseness: float = 1.0,
) -> Damaged:
    """Damage a photograph as time and handling would.

    Sizes follow the photograph: a scratch takes the same share of a small copy as of a large one.
    Each kind draws from its own stream of random numbers, so that adding a kind moves no other.

    Parameters
    ----------
    image
        (H, W, 3) RGB, uint8, uint16 or float32 in [0, 1]; not modified. With three equal channels
        it is taken as greyscale and stays so.
    kinds
        What to draw; order and repetition do not matter, the order is that of `DamageKind`.
    seed
        Same image, kinds, seed and strength, same result; 0 or more.
    strength
        Amount and weight of the damage in (0, 1]; 0.5 is an album photograph, 1 a ruin.
    coarseness
        How many times larger marks are than on a whole print: more than 1 for a part of one.

    Returns
    -------
    Damaged
        The damaged copy and its masks.

    Raises
    ------
    BadInputError
        If `image` is not an image.
    OptionError
        If `strength` or `seed` is out of range.
    """
    check_image(image)
    if not (math.isfinite(strength) and 0.0 < strength <= 1.0):
        raise OptionError(
            "Strength is {strength}; give more than 0 and at most 1.", strength=strength
        )
    if seed < 0:
        raise OptionError("Seed is {seed}; give 0 or more.", seed=seed)
    wanted = {DamageKind(kind) for kind in kinds}
    sheet = Sheet(image, coarseness)
    masks: dict[DamageKind, Mask] = {}
    for number, kind in enumerate(DamageKind):
        if kind not in wanted:
            continue
        sheet.start_kind()
        _DRAW[kind](sheet, np.random.default_rng((seed, number)), strength)
        masks[kind] = sheet.touched.copy()
    changed = (sheet.pixels != image).any(2)
    for kind_mask in masks.values():
        kind_mask &= changed
    # Not a number is unlike itself: only what was drawn on counts.
    mask = np.zeros(sheet.size, np.bool_)
    for kind_mask in masks.values():
        mask |= kind_mask
    return Damaged(sheet.pixels, MappingProxyType(masks), mask)
