"""Exemplar fill in order of priority: patches of the known photo, structure first.

A. Criminisi, P. Pérez, K. Toyama, "Region Filling and Object Removal by Exemplar-Based Image
Inpainting", IEEE Transactions on Image Processing 13(9), 2004. Knows only arrays.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.mask import components
from inpaint_studio.imaging.types import FloatImage, Image, Mask, check_image, check_mask, to_unit
from inpaint_studio.progress import ProgressToken

__all__ = ["criminisi"]

_FloatMap = NDArray[np.float32]

# So that the order on flat ground is told by confidence alone (equation 1 would make it zero).
_LEAST_DATA = np.float32(1e-3)
# A pixel farther away counts as much as this squared difference of L, a and b in every known pixel.
_FAR = 0.2
_NEIGHBOURS = np.ones((3, 3), np.uint8)


def criminisi(
    image: Image,
    mask: Mask,
    *,
    patch_px: int = 9,
    search_px: int = 100,
    token: ProgressToken | None = None,
) -> FloatImage:
    """Fill holes patch by patch, from the border inwards, where strong lines arrive first.

    Parameters
    ----------
    image
        uint8, uint16 or float32 (H, W, 3) RGB; not modified.
    mask
        bool (H, W), True = hole; not modified.
    patch_px
        Side of the copied patches; odd, 3 to 31.
    search_px
        How far around a place patches are looked for, at least `patch_px`; farther only where
        there is none.
    token
        Told of the share filled; asked before every patch.

    Returns
    -------
    FloatImage
        float32 (H, W, 3) in [0, 1]; known pixels equal ``to_unit(image)``.

    Raises
    ------
    BadInputError
        If the arrays are not as described, or no patch of known pixels is there to be copied.
    SizeMismatchError
        If the mask has another size.
    OptionError
        If an option is out of range.
    CancelledError
        If `token` was cancelled.

    References
    ----------
    Criminisi, Pérez, Toyama 2004, section III: priorities (equation 1), confidence and data terms,
    exemplar by the sum of squared differences in CIE Lab (equations 2 and 3), confidence copied
    (equation 4). That of two exemplars about as alike the nearer is taken is ours.
    """
    size = check_image(image)
    check_mask(mask, size)
    if patch_px % 2 == 0 or not 3 <= patch_px <= 31:
        raise OptionError(
            "Patch is {patch_px} pixels; give an odd number from 3 to 31.", patch_px=patch_px
        )
    if search_px < patch_px:
        raise OptionError(
            "Search is {search_px} pixels; give at least the patch, {patch_px}.",
            search_px=search_px,
            patch_px=patch_px,
        )
    token = token or ProgressToken()
    result = to_unit(image)
    left = mask.copy()
    parts = components(mask)
    total_px = max(1, sum(part.area_px for part in parts))
    done_px = 0
    for part in parts:
        start, done_px = done_px, done_px + part.area_px
        step = token.part(start / total_px, done_px / total_px)
        crop = part.box.grown(search_px + patch_px).clipped(size)
        if not _sources(~left[crop.slices], patch_px).any():
            crop = Box(0, 0, size.height, size.width)
        target = np.zeros(crop.size, np.bool_)
        inside = part.box.moved(-crop.top, -crop.left).slices
        target[inside] = left[part.box.slices]
        known = ~left[crop.slices]
        result[crop.slices] = _Filling(result[crop.slices], known, target, patch_px, search_px).run(
            step
        )
        left[part.box.slices] = False
    return result


def _sources(known: Mask, patch_px: int) -> Mask:
    """Centres of patches that lie in the image and hold known pixels only."""
    usable = cv2.erode(
        known.astype(np.uint8),
        np.ones((patch_px, patch_px), np.uint8),
        borderType=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    return np.asarray(usable > 0)


class _Filling:
    """One crop while it is filled. `known` grows; patches come from what was known at first."""

    def __init__(
        self, image: FloatImage, known: Mask, target: Mask, patch_px: int, search_px: int
    ) -> None:
        self._image = image.copy()
        self._known = known.copy()
        self._target = target.copy()
        self._radius = patch_px // 2
        self._search_px = search_px
        self._size = Size(*known.shape)
        self._usable = _sources(known, patch_px)
        if not self._usable.any():
            raise BadInputError(
                "No patch of {patch_px} pixels is wholly known; mask less or take smaller patches.",
                patch_px=patch_px,
            )
        # L is a hundred times as wide as RGB in [0, 1], and so are a and b.
        self._lab = np.asarray(cv2.cvtColor(self._image, cv2.COLOR_RGB2Lab), np.float32)
        self._confidence = known.astype(np.float32)
        self._priority = np.full(known.shape, -1, np.float32)

    def run(self, token: ProgressToken) -> FloatImage:
        """Fill the target and return the crop."""
        # Nothing is left where an earlier part's box took this part in.
        left_px = total_px = int(np.count_nonzero(self._target))
        self._renew_priorities(Box(0, 0, *self._size))
        while left_px:
            token.check()
            row, column = np.unravel_index(int(self._priority.argmax()), self._priority.shape)
            place = self._patch(int(row), int(column))
            confidence = float(self._confidence[place.slices].mean())
            left_px -= self._copy(place, self._exemplar(place), confidence)
            self._renew_priorities(place.grown(self._radius + 2).clipped(self._size))
            token.report(1 - left_px / total_px, "Copying patches")
        return self._image

    def _patch(self, row: int, column: int) -> Box:
        """The patch around a place, cut off at the crop's border."""
        box = Box(row, column, row + 1, column + 1)
        return box.grown(self._radius).clipped(self._size)

    def _exemplar(self, place: Box) -> Box:
        """The known patch most like the known part of `place` (equation 2), nearer ones preferred:
        on plain ground hundreds are about as alike, and the least cost of all is chance."""
        from inpaint_studio.imaging.fills.exemplar_search import offsets_by_distance, search

        # Patches cut off at the border are copied from whole ones, so that one rule does for all:
        # a place moves with the centre that it would have if it were whole.
        row, column = place.top + self._radius, place.left + self._radius
        known = np.argwhere(self._known[place.slices]).astype(np.int32) - self._radius
        # Neighbours say the same: pixels far apart tell sooner that a patch is no good.
        known = np.random.default_rng(0).permutation(known)
        reach_px, found = self._search_px, -1
        while found < 0:
            offsets, distances = offsets_by_distance(reach_px)
            found = search(self._lab, self._usable, known, row, column, offsets, distances, _FAR)
            reach_px *= 2
        down, right = (int(part) for part in offsets[found])
        return place.moved(down, right)

    def _copy(self, place: Box, source: Box, confidence: float) -> int:
        """Copy what is missing in `place`; the number of pixels of the target that were filled."""
        missing = self._target[place.slices]
        for array in (self._image, self._lab):
            array[place.slices][missing] = array[source.slices][missing]
        self._confidence[place.slices][missing] = confidence
        self._known[place.slices][missing] = True
        filled = int(np.count_nonzero(missing))
        missing[...] = False
        return filled

    def _renew_priorities(self, box: Box) -> None:
        """Confidence times data (equation 1) for the pixels of the front within `box`."""
        # Derivatives need the pixels around.
        wide = box.grown(self._radius + 2).clipped(self._size)
        inner = box.moved(-wide.top, -wide.left).slices
        target = self._target[wide.slices]
        known = self._known[wide.slices].astype(np.uint8)
        front = target & (cv2.dilate(known, _NEIGHBOURS) > 0)
        side = 2 * self._radius + 1
        confidence = cv2.blur(
            self._confidence[wide.slices], (side, side), borderType=cv2.BORDER_REPLICATE
        )
        priority = np.where(front, confidence * (self._data(wide) + _LEAST_DATA), np.float32(-1))
        self._priority[box.slices] = priority[inner]

    def _data(self, box: Box) -> _FloatMap:
        """How squarely the strongest line nearby meets the front, in [0, 1]."""
        known = self._known[box.slices].astype(np.uint8)
        light = self._lab[box.slices][..., 0] / np.float32(100)
        # Derivatives that touch unknown pixels would see the hole's own border.
        sure = cv2.erode(known, _NEIGHBOURS)
        right = cv2.Sobel(light, cv2.CV_32F, 1, 0, scale=0.125) * sure
        down = cv2.Sobel(light, cv2.CV_32F, 0, 1, scale=0.125) * sure
        normal_right = cv2.Sobel(known.astype(np.float32), cv2.CV_32F, 1, 0)
        normal_down = cv2.Sobel(known.astype(np.float32), cv2.CV_32F, 0, 1)
        length = np.maximum(np.hypot(normal_right, normal_down), np.float32(1e-6))
        # Lines run across the gradient. Their mean over the patch as a tensor, so that opposite
        # gradients on the two sides of a line do not cancel.
        side = (2 * self._radius + 1,) * 2
        along_rr = cv2.blur(down * down, side)
        along_dd = cv2.blur(right * right, side)
        along_rd = cv2.blur(-right * down, side)
        nr, nd = normal_right / length, normal_down / length
        squared = along_rr * nr * nr + 2 * along_rd * nr * nd + along_dd * nd * nd
        return np.sqrt(np.maximum(squared, 0))
