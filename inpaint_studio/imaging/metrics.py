"""How far a restored photograph is from the original, in numbers.

Every function takes two images (or one) and, if the hole alone is to be judged, the mask. Values
are computed in float64 on [0, 1], whatever the images' dtype. Nothing here knows of networks;
perceptual distances lie in `inpaint_studio.evaluation`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, SizeMismatchError
from inpaint_studio.imaging.types import (
    Image,
    Mask,
    check_image,
    check_mask,
    full_scale,
    size_of,
)

__all__ = [
    "SSIM_WINDOW_PX",
    "l1",
    "l2",
    "psnr",
    "ssim",
    "ssim_map",
    "total_variation",
]

SSIM_WINDOW_PX = 11
_SSIM_SIGMA_PX = 1.5

_Floats = NDArray[np.float64]


def l1(restored: Image, original: Image, mask: Mask | None = None) -> float:
    """Mean absolute difference over pixels and channels.

    Parameters
    ----------
    restored, original
        (H, W, 3) of one size, uint8, uint16 or float32 in [0, 1], not necessarily of one dtype;
        not modified.
    mask
        bool (H, W): only pixels where it is True count; None counts all. Not modified.

    Returns
    -------
    In [0, 1]; tables show it in percent.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the arrays do not fit each other, or the mask marks no pixel.
    """
    return float(np.abs(_difference(restored, original, mask)).mean())


def l2(restored: Image, original: Image, mask: Mask | None = None) -> float:
    """Mean squared difference over pixels and channels; otherwise as `l1`."""
    return float(np.square(_difference(restored, original, mask)).mean())


def psnr(restored: Image, original: Image, mask: Mask | None = None) -> float:
    """Peak signal-to-noise ratio, -10 log10(`l2`), in dB.

    Returns
    -------
    Infinity where nothing differs.

    Raises
    ------
    BadInputError, SizeMismatchError
        As `l1`.
    """
    squared = l2(restored, original, mask)
    return math.inf if squared == 0.0 else -10.0 * math.log10(squared)


def ssim_map(restored: Image, original: Image) -> _Floats:
    """Structural similarity at every pixel, averaged over the channels.

    Wang et al., Image Quality Assessment: From Error Visibility to Structural Similarity, IEEE TIP
    13(4), 2004: Gaussian window of 11 px with sigma 1.5, K1 0.01, K2 0.03, population covariance.

    Parameters
    ----------
    restored, original
        As for `l1`; at least 11 px a side.

    Returns
    -------
    float64 (H, W), at most 1. Within 5 px of the border the window reaches into a reflection.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the images do not fit each other, or are smaller than the window.
    """
    from skimage.metrics import structural_similarity

    first, second = _pair(restored, original)
    if min(first.shape[:2]) < SSIM_WINDOW_PX:
        raise BadInputError(
            "Image is {first_size} pixels; SSIM needs at least {ssim_window_px} a side.",
            first_size=size_of(first),
            ssim_window_px=SSIM_WINDOW_PX,
        )
    measure = cast("Callable[..., Any]", structural_similarity)  # it has no annotations
    _, similarity = measure(
        first,
        second,
        data_range=1.0,
        channel_axis=2,
        gaussian_weights=True,
        sigma=_SSIM_SIGMA_PX,
        use_sample_covariance=False,
        full=True,
    )
    return cast(_Floats, np.asarray(similarity, dtype=np.float64).mean(axis=2))


def ssim(restored: Image, original: Image, mask: Mask | None = None) -> float:
    """Mean of `ssim_map`: over the image less a border of 5 px, or over the hole.

    Raises
    ------
    BadInputError, SizeMismatchError
        As `ssim_map`, or if the mask marks no pixel.
    """
    similarity = ssim_map(restored, original)
    if mask is None:
        edge = SSIM_WINDOW_PX // 2
        return float(similarity[edge:-edge, edge:-edge].mean())
    _check_hole(mask, restored)
    return float(similarity[mask].mean())


def total_variation(image: Image, mask: Mask | None = None) -> float:
    """Mean absolute difference of neighbours, horizontal plus vertical (anisotropic).

    Rudin, Osher, Fatemi, Nonlinear Total Variation Based Noise Removal Algorithms, Physica D 60,
    1992, discretised with forward differences and divided by the number of differences.

    Parameters
    ----------
    image
        (H, W, 3), at least 2 px a side; not modified.
    mask
        bool (H, W): only pairs of neighbours of which at least one is True count.

    Returns
    -------
    In [0, 2]; tables show it in percent. A lower value is smoother, not better.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the image is too small, or the mask does not fit or marks no pixel.
    """
    size = check_image(image)
    if min(size) < 2:
        raise BadInputError(
            "Image is {size} pixels; total variation needs at least 2 a side.", size=size
        )
    values = _unit(image)
    down, right = np.abs(np.diff(values, axis=0)), np.abs(np.diff(values, axis=1))
    if mask is not None:
        _check_hole(mask, image)
        down, right = down[mask[1:] | mask[:-1]], right[mask[:, 1:] | mask[:, :-1]]
    return _mean(down) + _mean(right)


def _mean(values: _Floats) -> float:
    return float(values.mean()) if values.size else 0.0


def _unit(image: NDArray[Any]) -> _Floats:
    return image.astype(np.float64) / full_scale(image.dtype)


def _pair(restored: Image, original: Image) -> tuple[_Floats, _Floats]:
    sizes = check_image(restored), check_image(original)
    if sizes[0] != sizes[1]:
        raise SizeMismatchError(
            "The restored photo is {restored_size} pixels but the original is {original_size}; "
            "compare photos of one size.",
            restored_size=sizes[0],
            original_size=sizes[1],
        )
    return _unit(restored), _unit(original)


def _difference(restored: Image, original: Image, mask: Mask | None) -> _Floats:
    first, second = _pair(restored, original)
    if mask is None:
        return first - second
    _check_hole(mask, restored)
    return first[mask] - second[mask]


def _check_hole(mask: Mask, image: Image) -> None:
    check_mask(mask, size_of(image))
    if not mask.any():
        raise BadInputError("The mask marks no pixel; give a mask with a hole.")
