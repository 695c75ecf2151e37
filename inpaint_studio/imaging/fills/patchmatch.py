"""Exemplar-based fill: holes are put together from patches of the known photograph.

Multi-scale expectation maximisation after Wexler et al. 2007 with the nearest-neighbour search of
Barnes et al. 2009. This module checks what it is given and cuts the problem down; the work is in
`synthesis`. Knows only arrays.
"""

from __future__ import annotations

import numpy as np

from inpaint_studio.errors import BadInputError, OptionError, SizeMismatchError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.fills.diffusion import telea
from inpaint_studio.imaging.types import (
    EdgeMap,
    FloatImage,
    Image,
    Mask,
    check_image,
    check_mask,
    size_of,
    to_unit,
)
from inpaint_studio.progress import ProgressToken

__all__ = ["patchmatch"]


def patchmatch(
    image: Image,
    mask: Mask,
    *,
    patch_px: int = 7,
    seed: int = 0,
    guide: EdgeMap | None = None,
    initial: FloatImage | None = None,
    token: ProgressToken | None = None,
) -> FloatImage:
    """Fill holes with patches of the known photograph."""
    size = check_image(image)
    check_mask(mask, size)
    if patch_px % 2 == 0 or not 3 <= patch_px <= 15:
        raise OptionError(f"Patch is {patch_px} pixels; give an odd number from 3 to 15.")
    for name, array in (("edge guide", guide), ("initial fill", initial)):
        if array is not None and size_of(array) != size:
            raise SizeMismatchError(
                f"The {name} is {size_of(array)} pixels but the photo is {size}; make them equal."
            )
    if mask.all():
        raise BadInputError("The mask covers the whole photo; leave some of it unmasked.")
    token = token or ProgressToken()
    result = to_unit(image)
    if not mask.any():
        return result
    box = _neighbourhood(mask, size)
    filled = _fill(
        result[box.slices],
        mask[box.slices],
        patch_px,
        seed,
        None if guide is None else guide[box.slices],
        None if initial is None else initial[box.slices],
        token,
    )
    result[box.slices][mask[box.slices]] = filled[mask[box.slices]]
    return result


def _neighbourhood(mask: Mask, size: Size) -> Box:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
    margin = min(max(128, max(box.height, box.width)), 1024)
    return box.grown(margin).clipped(size)


def _fill(
    image: FloatImage,
    hole: Mask,
    patch_px: int,
    seed: int,
    guide: EdgeMap | None,
    initial: FloatImage | None,
    token: ProgressToken,
) -> FloatImage:
    from inpaint_studio.imaging.fills.bands import Bands
    from inpaint_studio.imaging.fills.pyramid import (
        Level,
        build_levels,
        guide_bytes,
        texture_of,
        usable_sources,
    )
    from inpaint_studio.imaging.fills.synthesis import synthesise

    while patch_px >= 3:
        if min(hole.shape) >= patch_px and usable_sources(hole, patch_px).any():
            break
        patch_px -= 2
    else:
        return telea(image, hole, token=token)
    start = image.copy()
    if initial is not None:
        start[hole] = np.clip(initial[hole], 0, 1)
    zeros = np.zeros(hole.shape, np.uint8)
    finest = Level(
        image=start,
        hole=np.ascontiguousarray(hole),
        texture=texture_of(image, hole),
        guide=zeros if guide is None else guide_bytes(guide),
    )
    levels = build_levels(finest, patch_px)
    with Bands(token) as bands:
        return synthesise(levels, patch_px, seed, bands, from_initial=initial is not None)
