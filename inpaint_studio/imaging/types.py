"""The array types that imaging code exchanges, and the checks at its doors.

`Image` is (H, W, 3) RGB of uint8, uint16 or float32 in [0, 1]; `Mask` is bool (H, W), True = hole;
`EdgeMap` is float32 (H, W) in [0, 1], 1 = edge.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, SizeMismatchError
from inpaint_studio.geometry import Size

__all__ = [
    "EdgeMap",
    "FloatImage",
    "Image",
    "Mask",
    "check_image",
    "check_mask",
    "from_unit",
    "full_scale",
    "size_of",
    "to_unit",
]

Image: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32]
FloatImage: TypeAlias = NDArray[np.float32]
Mask: TypeAlias = NDArray[np.bool_]
EdgeMap: TypeAlias = NDArray[np.float32]

_FULL_SCALE = {np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0, np.dtype(np.float32): 1.0}


def size_of(array: NDArray[Any]) -> Size:
    """(height, width) of an image, mask or edge map."""
    return Size(int(array.shape[0]), int(array.shape[1]))


def full_scale(dtype: np.dtype[Any]) -> float:
    """The value of white for an image of `dtype`: 255, 65535 or 1.0.

    Raises
    ------
    BadInputError
        For any other dtype.
    """
    try:
        return _FULL_SCALE[np.dtype(dtype)]
    except KeyError:
        raise BadInputError(
            "Image has dtype {dtype}; use uint8, uint16 or float32 in [0, 1].", dtype=dtype
        ) from None


def check_image(image: NDArray[Any]) -> Size:
    """Return the size of a valid `Image`.

    Raises
    ------
    BadInputError
        If the shape is not (H, W, 3) with H, W >= 1, or the dtype is not one of the three.
    """
    if not isinstance(image, np.ndarray) or image.ndim != 3 or image.shape[2] != 3:
        shape = getattr(image, "shape", type(image).__name__)
        raise BadInputError(
            "Image has shape {shape}; give an array (height, width, 3) in RGB.", shape=shape
        )
    if image.shape[0] < 1 or image.shape[1] < 1:
        raise BadInputError(
            "Image has shape {image_shape}; it needs at least one pixel.", image_shape=image.shape
        )
    full_scale(image.dtype)
    return size_of(image)


def check_mask(mask: NDArray[Any], size: Size) -> None:
    """Check that `mask` is bool and of `size`.

    Raises
    ------
    BadInputError
        If it is not a two-dimensional bool array.
    SizeMismatchError
        If its size differs; both sizes are named.
    """
    if not isinstance(mask, np.ndarray) or mask.ndim != 2 or mask.dtype != np.bool_:
        kind = f"{mask.dtype} {mask.shape}" if isinstance(mask, np.ndarray) else type(mask).__name__
        raise BadInputError(
            "Mask is {kind}; give a bool array (height, width), True = hole.", kind=kind
        )
    if size_of(mask) != size:
        raise SizeMismatchError(
            "The mask is {mask_size} pixels but the photo is {size}; make the mask the size of "
            "the photo.",
            mask_size=size_of(mask),
            size=size,
        )


def to_unit(image: Image) -> FloatImage:
    """A float32 copy of `image` scaled to [0, 1]."""
    return np.multiply(image, np.float32(1.0 / full_scale(image.dtype)), dtype=np.float32)


def from_unit(image: FloatImage, dtype: np.dtype[Any]) -> Image:
    """`image` in [0, 1] (clipped) converted to `dtype`, rounded to nearest."""
    scale = full_scale(dtype)
    clipped = np.clip(image, 0.0, 1.0)
    if scale == 1.0:
        return clipped.astype(np.float32, copy=False)
    return cast(Image, np.rint(clipped * np.float32(scale)).astype(dtype))
