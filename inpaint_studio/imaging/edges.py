"""Canny edges of a photo that has a hole.

`canny` gives what the published EdgeConnect weights were trained on; `fast_canny` shows nearly the
same on a scan of any size. Both take the hole to be unknown: nothing in it, nor its border, can
raise an edge. Knows nothing of networks or of where edges go.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import OptionError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import EdgeMap, Image, Mask, check_image, check_mask, full_scale

__all__ = ["canny", "fast_canny", "luminance", "thinned"]

# Rec. 709 primaries as rounded by scikit-image's rgb2gray, with which the training edges of
# EdgeConnect (arXiv 1901.00212, section 4.1) were made; rec. 601 would move edges of coloured areas.
_GREY_WEIGHTS = (0.2125, 0.7154, 0.0721)
_LOW, _HIGH = 0.1, 0.2  # of the Sobel gradient (kernel sum 8) of luminance in [0, 1]
_TRUNCATE = 4.0  # the Gaussian reaches this many sigma
_GRADIENT_SCALE = 7000.0  # luminance to int16: 4 * 7000 is the largest Sobel component
_BAND_PIXELS = 1 << 22
_LARGEST_SIGMA = 50.0
_NONE, _WEAK, _KEPT = 0, 1, 2


def luminance(image: Image) -> NDArray[np.float32]:
    """Luminance of an RGB image with rec. 709 weights (0.2125, 0.7154, 0.0721).

    Parameters
    ----------
    image
        uint8, uint16 or float32 (H, W, 3); not modified.

    Returns
    -------
    ndarray
        float32 (H, W) in [0, 1].
    """
    size = check_image(image)
    grey = np.empty(size, np.float32)
    for band in _bands(size):
        grey[band.slices] = _grey_of(image[band.slices])
    return grey


def canny(image: Image, mask: Mask | None = None, *, sigma: float = 2.0) -> EdgeMap:
    """Edges as scikit-image's `feature.canny` finds them in the known area.

    Parameters
    ----------
    image
        uint8, uint16 or float32 (H, W, 3); not modified.
    mask
        bool (H, W), True = hole, or None for no hole. Values in the hole are never read: they may
        be anything, NaN too.
    sigma
        Standard deviation of the Gaussian in pixels, > 0 and <= 50; 2 in EdgeConnect.

    Returns
    -------
    EdgeMap
        float32 (H, W), 1 on edges, else 0. Zero in the hole, in the ring of pixels that touches it
        (corners too) and on the outermost pixels of the image.

    Raises
    ------
    BadInputError, SizeMismatchError, OptionError
        For arrays that do not fit or a sigma out of range.

    Notes
    -----
    Canny, IEEE TPAMI 8 (1986) 679-714. Luminance is computed in float64 as in training; the
    Gaussian is normalised by the known share beneath it.
    """
    _check(image, mask, sigma)
    from skimage import feature

    pixels = image / full_scale(image.dtype)
    if mask is not None:
        pixels[mask] = 0.0
    grey = pixels.astype(np.float64, copy=False) @ np.array(_GREY_WEIGHTS)
    find: Callable[..., NDArray[np.bool_]] = feature.canny
    edges = find(grey, sigma=sigma, mask=None if mask is None else ~mask)
    return np.asarray(edges, np.float32)


def fast_canny(image: Image, mask: Mask | None = None, *, sigma: float = 2.0) -> EdgeMap:
    """Nearly the edges of `canny`, by OpenCV and in bands: for photos of any size.

    Thinning compares gradients along one of four directions instead of interpolating, so that a
    line may lie one pixel beside that of `canny`. Linking of weak to strong edges is exact over
    the borders of the bands. Parameters, result and errors as for `canny`.
    """
    size = _check(image, mask, sigma)
    kernel = _gaussian(sigma)
    state = np.zeros(size, np.uint8)
    seams = []
    for band in _bands(size):
        state[band.slices] = _band_edges(image, mask, kernel, band, size)
        seams.append(band.top)
    for row in seams[1:]:
        _link(state, row)
    edges: EdgeMap = (state == _KEPT).astype(np.float32)
    return edges


def thinned(probability: EdgeMap) -> EdgeMap:
    """A predicted edge map with its broad edges thinned to their ridges.

    Parameters
    ----------
    probability
        float32 (H, W) in [0, 1]; not modified.

    Returns
    -------
    EdgeMap
        The same values on ridges, else zero. A ridge is highest across its own direction (Canny's
        non-maximum suppression), which the eigenvectors of the second derivatives give, at a
        Gaussian of 1 px (Steger, IEEE TPAMI 20 (1998) 113-125).
    """
    soft = cv2.GaussianBlur(probability, (0, 0), 1.0)
    down_down, across, right_right = (
        cv2.Sobel(soft, cv2.CV_32F, *order, ksize=3) for order in ((0, 2), (1, 1), (2, 0))
    )
    mean = (down_down + right_right) / 2
    half, twist = (right_right - down_down) / 2, across
    curvature = mean - np.hypot(half, twist)  # across the ridge, the most negative
    angle = 0.5 * np.arctan2(twist, half) + np.float32(np.pi / 2)
    right, down = np.cos(angle), np.sin(angle)
    rows, columns = np.indices(probability.shape, np.float32)
    one, other = (
        cv2.remap(soft, columns + side * right, rows + side * down, cv2.INTER_LINEAR)
        for side in (-1, 1)
    )
    ridge = (soft >= one) & (soft >= other) & (curvature < 0)
    return np.where(ridge, probability, np.float32(0))


class _Kernel(NamedTuple):
    """A sampled Gaussian: its weights, float32 (2 * reach_px + 1,), sum 1."""

    weights: NDArray[np.float32]
    reach_px: int


def _gaussian(sigma: float) -> _Kernel:
    """The Gaussian of `sigma` pixels cut off at `_TRUNCATE` sigma."""
    reach_px = int(_TRUNCATE * sigma + 0.5)
    offsets = np.arange(-reach_px, reach_px + 1)
    weights = np.exp(-0.5 * (offsets / sigma) ** 2)
    return _Kernel((weights / weights.sum()).astype(np.float32), reach_px)


def _band_edges(
    image: Image, mask: Mask | None, kernel: _Kernel, band: Box, size: Size
) -> NDArray[np.uint8]:
    """`_KEPT`, `_WEAK` or `_NONE` for each pixel of `band`, linked within the band."""
    # Two rows more than the Gaussian needs: one for Sobel, one for thinning.
    around = band.grown(kernel.reach_px + 2).clipped(size)
    grey = _grey_of(image[around.slices])
    hole = None if mask is None else mask[around.slices]
    if hole is not None and not hole.any():
        hole = None
    smooth = _smooth(grey, hole, kernel, around, size)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=_GRADIENT_SCALE)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=_GRADIENT_SCALE)
    low, high = _LOW * _GRADIENT_SCALE, _HIGH * _GRADIENT_SCALE
    weak = np.asarray(
        cv2.Canny(across.astype(np.int16), down.astype(np.int16), low, low, L2gradient=True),
        np.uint8,
    )
    if hole is not None:
        weak[cv2.dilate(hole.view(np.uint8), np.ones((3, 3), np.uint8)) > 0] = 0
    _blank_border(weak, around, size)
    inner = band.moved(-around.top, -around.left).slices
    weak = np.ascontiguousarray(weak[inner])
    strong = cv2.magnitude(across[inner], down[inner]) >= high
    strong &= weak > 0
    count, labels = cv2.connectedComponents(weak, connectivity=8, ltype=cv2.CV_32S)
    keep = np.full(count, _WEAK, np.uint8)
    keep[labels[strong]] = _KEPT
    keep[0] = _NONE
    edges: NDArray[np.uint8] = keep[labels]
    return edges


def _smooth(
    grey: NDArray[np.float32], hole: Mask | None, kernel: _Kernel, around: Box, size: Size
) -> NDArray[np.float32]:
    """Gaussian of the known area, divided by the known share under the kernel."""
    if hole is None:
        return _convolve(grey, kernel) / _share_inside(kernel, around, size)
    known = (~hole).astype(np.float32)
    # Not a product: the hole may hold NaN.
    share = _convolve(known, kernel) + np.float32(np.finfo(np.float32).eps)
    return _convolve(np.where(hole, np.float32(0.0), grey), kernel) / share


def _convolve(values: NDArray[np.float32], kernel: _Kernel) -> NDArray[np.float32]:
    """Separable convolution with zeros outside."""
    result = cv2.sepFilter2D(
        values, cv2.CV_32F, kernel.weights, kernel.weights, borderType=cv2.BORDER_CONSTANT
    )
    return np.asarray(result, np.float32)


def _share_inside(kernel: _Kernel, around: Box, size: Size) -> NDArray[np.float32]:
    """Share of the kernel that lies on the pixels of `around`, float32 (H, W)."""
    rows = np.convolve(np.ones(around.height, np.float32), kernel.weights)
    columns = np.convolve(np.ones(around.width, np.float32), kernel.weights)
    reach = kernel.reach_px
    return np.outer(
        rows[reach : reach + around.height], columns[reach : reach + around.width]
    ).astype(np.float32)


def _blank_border(weak: NDArray[np.uint8], around: Box, size: Size) -> None:
    """Clear, in place, what lies on the outermost pixels of the image."""
    if around.top == 0:
        weak[0] = 0
    if around.bottom == size.height:
        weak[-1] = 0
    weak[:, 0] = 0
    weak[:, -1] = 0


def _link(state: NDArray[np.uint8], row: int) -> None:
    """Keep, in place, the weak edges that touch a kept one across the border above `row`."""
    for here, there in ((row, row - 1), (row - 1, row)):
        kept = (state[there] == _KEPT).astype(np.uint8)[None]
        near = cv2.dilate(kept, np.ones((1, 3), np.uint8))[0] > 0
        for column in np.flatnonzero((state[here] == _WEAK) & near).tolist():
            _follow(state, here, column)


def _follow(state: NDArray[np.uint8], row: int, column: int) -> None:
    """Keep, in place, the weak edge through a pixel; edges never lie on the image's border.

    A walk of its own, since OpenCV's flood fill takes time in proportion to the whole image.
    """
    todo = [(row, column)]
    while todo:
        row, column = todo.pop()
        near = state[row - 1 : row + 2, column - 1 : column + 2]
        rows, columns = np.nonzero(near == _WEAK)
        near[rows, columns] = _KEPT
        todo += zip((rows + row - 1).tolist(), (columns + column - 1).tolist(), strict=True)


def _grey_of(image: Image) -> NDArray[np.float32]:
    """Luminance of a band, float32 in [0, 1]."""
    weights = np.array(_GREY_WEIGHTS, np.float32) / np.float32(full_scale(image.dtype))
    return np.asarray(cv2.transform(image.astype(np.float32), weights[None]), np.float32)


def _bands(size: Size) -> Iterator[Box]:
    """The image cut into bands of rows of a few megapixels."""
    rows = max(1, _BAND_PIXELS // size.width)
    for top in range(0, size.height, rows):
        yield Box(top, 0, min(top + rows, size.height), size.width)


def _check(image: Image, mask: Mask | None, sigma: float) -> Size:
    """Check the arguments of both edge functions; return the size."""
    size = check_image(image)
    if mask is not None:
        check_mask(mask, size)
    if not (math.isfinite(sigma) and 0.0 < sigma <= _LARGEST_SIGMA):
        raise OptionError(
            "Sigma is {sigma}; use a value above 0 and up to {largest_sigma:g}.",
            sigma=sigma,
            largest_sigma=_LARGEST_SIGMA,
        )
    return size
