"""Exemplar-based fill: holes are put together from patches of the known photograph.

This module checks what it is given and cuts the photograph down to the holes' neighbourhoods; the
work is in `synthesis`. Knows only arrays. numba is imported at the first fill.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, OptionError, SizeMismatchError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.fills.diffusion import telea
from inpaint_studio.imaging.fills.hole_groups import neighbourhoods
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

# Half the width of scratches and specks that need no coarser levels: their like lies beside them.
_THIN_DEPTH_PX = 6.0
_LEAST_PATCH_PX = 3
_MOST_PATCH_PX = 15


def patchmatch(
    image: Image,
    mask: Mask,
    *,
    patch_px: int = 7,
    seed: int = 0,
    guide: EdgeMap | None = None,
    initial: FloatImage | None = None,
    initial_levels: int = 1,
    token: ProgressToken | None = None,
) -> FloatImage:
    """Fill holes with patches of the known photograph, coarse to fine.

    Parameters
    ----------
    image
        uint8, uint16 or float32 (H, W, 3) RGB; not modified. Values in the hole do not matter.
    mask
        bool (H, W), True = hole; not modified.
    patch_px
        Side of the patches compared: an odd number from 3 to 15. Where no patch of that size is
        wholly known, smaller ones are used, and failing those, diffusion.
    seed
        Any whole number. Equal input and seed give equal output, on any number of cores.
    guide
        float32 (H, W) in [0, 1], 1 = edge, over the whole image: edges in the hole are carried on
        with patches that have such edges.
    initial
        float32 (H, W, 3) in [0, 1]: a fill to start from, such as a network's result enlarged. It
        decides what is where; its detail is replaced with the photograph's.
    initial_levels
        How much of `initial` counts as detail: 1 replaces what is finer than a patch, each one
        more what is finer than a patch twice as large. At least 1; without `initial` it does not
        matter.
    token
        Told of progress; once it is cancelled the fill stops within about 0.2 s.

    Returns
    -------
    FloatImage
        float32 (H, W, 3) in [0, 1]; known pixels equal ``to_unit(image)``. A photograph with three
        equal channels gives three equal channels.

    Raises
    ------
    BadInputError
        If image, mask, guide or initial fill is not as described, or no pixel is known.
    SizeMismatchError
        If mask, guide or initial fill has another size.
    OptionError
        If `patch_px` or `initial_levels` is out of range.
    CancelledError
        If `token` was cancelled.

    Notes
    -----
    Expectation maximisation over an image pyramid: each patch that touches the hole looks for its
    nearest neighbour among the patches that are wholly known, then hole pixels are voted on. Time
    at each level is bounded, see `synthesis.synthesise`; memory is about 40 bytes a pixel of the
    holes' neighbourhoods (at most 1024 pixels around them) beside the result.

    References
    ----------
    C. Barnes et al., "PatchMatch: A Randomized Correspondence Algorithm for Structural Image
    Editing", SIGGRAPH 2009 (search). Y. Wexler, E. Shechtman, M. Irani, "Space-Time Completion of
    Video", PAMI 29(3), 2007 (vote). A. Newson et al., "Video Inpainting of Complex Scenes", SIAM
    Journal on Imaging Sciences 7(4), 2014 (texture, enlarging the field). S. Darabi et al., "Image
    Melding", SIGGRAPH 2012 (gradients, brightness shifts).

    Examples
    --------
    >>> import numpy as np
    >>> stripes = np.tile(np.array([[[0] * 3] * 4 + [[255] * 3] * 4], np.uint8), (48, 6, 1))
    >>> mask = np.zeros((48, 48), bool)
    >>> mask[20:28, 18:30] = True
    >>> bool(np.abs(patchmatch(stripes, mask) - stripes / 255).mean() < 0.01)
    True
    """
    _check(image, mask, patch_px, guide, initial, initial_levels)
    token = token or ProgressToken()
    token.report(0.0, "Filling holes")
    result = to_unit(image)
    if not mask.any():
        return result
    token.check()
    boxes = neighbourhoods(mask)
    token.check()
    holes = [mask[box.slices] for box in boxes]
    shares = np.concatenate([[0.0], np.cumsum([hole.sum() for hole in holes])]) / mask.sum()
    for index, (box, hole) in enumerate(zip(boxes, holes, strict=True)):
        filled = _fill(
            result[box.slices],
            hole,
            patch_px,
            seed,
            None if guide is None else guide[box.slices],
            None if initial is None else initial[box.slices],
            initial_levels,
            token.part(float(shares[index]), float(shares[index + 1])),
        )
        result[box.slices][hole] = filled[hole]
    token.report(1.0, "Filling holes")
    return result


def _check(
    image: Image,
    mask: Mask,
    patch_px: int,
    guide: EdgeMap | None,
    initial: FloatImage | None,
    initial_levels: int,
) -> None:
    size = check_image(image)
    check_mask(mask, size)
    if patch_px % 2 == 0 or not _LEAST_PATCH_PX <= patch_px <= _MOST_PATCH_PX:
        raise OptionError(
            "Patch is {patch_px} pixels; give an odd number from {least_patch_px} to "
            "{most_patch_px}.",
            patch_px=patch_px,
            least_patch_px=_LEAST_PATCH_PX,
            most_patch_px=_MOST_PATCH_PX,
        )
    if initial_levels < 1:
        raise OptionError(
            "Initial levels are {initial_levels}; give 1 or more.", initial_levels=initial_levels
        )
    _check_companion("edge guide", guide, size, 2)
    _check_companion("initial fill", initial, size, 3)
    if mask.all():
        raise BadInputError("The mask covers the whole photo; leave some of it unmasked.")


def _check_companion(
    name: str, array: NDArray[np.float32] | None, size: Size, dimensions: int
) -> None:
    if array is None:
        return
    if (
        array.ndim != dimensions
        or array.dtype != np.float32
        or (array.ndim == 3) != (array.shape[-1] == 3 and dimensions == 3)
    ):
        raise BadInputError(
            "The {name} is {dtype} {shape}; give float32 {wanted}.",
            name=name,
            dtype=array.dtype,
            shape=array.shape,
            wanted="(height, width, 3)" if dimensions == 3 else "(height, width)",
        )
    if size_of(array) != size:
        raise SizeMismatchError(
            "The {name} is {array_size} pixels but the photo is {size}; make the {name} the size "
            "of the photo.",
            name=name,
            array_size=size_of(array),
            size=size,
        )


def _fill(
    image: FloatImage,
    hole: Mask,
    patch_px: int,
    seed: int,
    guide: EdgeMap | None,
    initial: FloatImage | None,
    initial_levels: int,
    token: ProgressToken,
) -> FloatImage:
    from inpaint_studio.imaging.fills.bands import Bands
    from inpaint_studio.imaging.fills.level_fill import Tuning
    from inpaint_studio.imaging.fills.pyramid import (
        build_levels,
        finest_level,
        hole_depth_px,
        usable_sources,
    )
    from inpaint_studio.imaging.fills.synthesis import synthesise

    # The least patch that has a source, if none of the size asked for has one.
    while min(hole.shape) < patch_px or not usable_sources(hole, patch_px).any():
        patch_px -= 2
        if patch_px < _LEAST_PATCH_PX:
            return telea(image, hole, token=token)
    is_thin = initial is None and hole_depth_px(hole).max() <= _THIN_DEPTH_PX
    token.check()
    finest = finest_level(image, hole, guide, initial, token, with_texture=not is_thin)
    if is_thin:
        levels, tuning = [finest], Tuning(patch_px=patch_px, most_rounds=2, passes=2)
    else:
        levels = build_levels(
            finest, patch_px, token, most=None if initial is None else initial_levels
        )
        tuning = Tuning(patch_px=patch_px)
    with Bands(token) as bands:
        return synthesise(levels, seed, bands, has_initial=initial is not None, tuning=tuning)
