"""Small pictures of a restoration for the report: the photo before and after, its hole, a detail.

Arrays in, encoded pictures out; knows no files.
"""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.batch.ledger import Pictures
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import Image, Mask, full_scale

__all__ = ["DETAIL_PX", "LONG_SIDE_PX", "make_pictures"]

LONG_SIDE_PX = 420
DETAIL_PX = 280
_JPEG_QUALITY = 82
_HOLE_BGRA = (60, 60, 235, 255)


def make_pictures(before: Image, after: Image, mask: Mask) -> Pictures:
    """Make the small pictures of one photo.

    Parameters
    ----------
    before, after
        (H, W, 3) RGB of one size; not modified.
    mask
        bool (H, W), the hole.

    Returns
    -------
    Pictures
        JPEG files of the whole photo, at most `LONG_SIDE_PX` long, and of the square at full
        resolution, at most `DETAIL_PX` wide, that holds most of the hole; a PNG to lay over the
        photo, red where the hole is, in which a hole of one pixel still shows.
    """
    rows, columns = detail_box(mask).slices
    return Pictures(
        before=_jpeg(_small(before)),
        after=_jpeg(_small(after)),
        mask=_mask_png(mask),
        detail_before=_jpeg(before[rows, columns]),
        detail_after=_jpeg(after[rows, columns]),
    )


def detail_box(mask: Mask) -> Box:
    """The square of `DETAIL_PX` (or less, in a smaller photo) that holds most of the hole."""
    height, width = mask.shape
    high, wide = min(DETAIL_PX, height), min(DETAIL_PX, width)
    step = max(1, DETAIL_PX // 4)
    # Counted in cells, which is precise enough and takes no time on a large scan.
    cells_high, cells_wide = -(-height // step), -(-width // step)
    padded = np.zeros((cells_high * step, cells_wide * step), np.float32)
    padded[:height, :width] = mask
    counts = cv2.resize(padded, (cells_wide, cells_high), interpolation=cv2.INTER_AREA)
    span = (min(4, cells_wide), min(4, cells_high))
    sums = cv2.boxFilter(
        counts, -1, span, anchor=(0, 0), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    row, column = np.unravel_index(int(np.argmax(sums)), sums.shape)
    top = min(int(row) * step, height - high)
    left = min(int(column) * step, width - wide)
    return Box(top, left, top + high, left + wide)


def _small_size(height: int, width: int) -> tuple[int, int]:
    """(width, height) of the small picture, as OpenCV wants it."""
    scale = min(1.0, LONG_SIDE_PX / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _small(image: Image) -> Image:
    size = _small_size(*image.shape[:2])
    return cast(Image, cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def _jpeg(image: Image) -> bytes:
    if image.dtype != np.uint8:
        scale = 255.0 / full_scale(image.dtype)
        image = np.rint(image.astype(np.float32) * np.float32(scale)).clip(0, 255).astype(np.uint8)
    return _encoded(
        ".jpg", np.ascontiguousarray(image[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    )


def _mask_png(mask: Mask) -> bytes:
    size = _small_size(*mask.shape)
    share = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    overlay = np.zeros((*share.shape, 4), np.uint8)
    overlay[share > 1e-6] = _HOLE_BGRA
    return _encoded(".png", overlay, [])


def _encoded(suffix: str, image: NDArray[Any], options: list[int]) -> bytes:
    ok, data = cv2.imencode(suffix, image, options)
    assert ok, "encoding to memory fails only for arrays of a wrong kind"
    return bytes(data)
