"""Gradient-domain blending: the fill's gradients inside the hole, the photo's values at its border.

P. Perez, M. Gangnet, A. Blake, "Poisson image editing", SIGGRAPH 2003, section 2: of all pictures
in the hole that meet the photo at its border, take the one whose gradient is nearest to that of the
fill. It differs from the fill by a membrane, which is what is solved for. Knows nothing of
networks.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.mask import hole_box
from inpaint_studio.imaging.types import FloatImage, Mask, check_image, check_mask, size_of
from inpaint_studio.progress import ProgressToken

__all__ = ["BorderStep", "poisson_blend"]

_TOLERANCE = 0.5 / 255  # by the solver's own estimate, which is above the true error
_LARGEST_PX = 1024  # sides up to which a hole is solved whole
_BAND_PIXELS = 1 << 21
_Shift = tuple[int, int]
_SHIFTS: tuple[_Shift, ...] = ((0, 1), (0, -1), (1, 0), (-1, 0))


class BorderStep(Enum):
    """What difference is wanted between a hole pixel and its known neighbour."""

    AS_FILLED = "as-filled"
    """The one that the fill has between the two, as published: for fills that repaint the known
    pixels too. What the fill got wrong in the hole alone stays wrong."""
    NONE = "none"
    """None: the fill goes on where the photo ends. Right also for fills that keep the known
    pixels, or repaint them better than they paint the hole."""


def poisson_blend(
    filled: FloatImage,
    image: FloatImage,
    mask: Mask,
    *,
    step: BorderStep = BorderStep.NONE,
    token: ProgressToken | None = None,
) -> FloatImage:
    """`filled` with its gradients kept inside the hole and its border brought to the photo.

    Parameters
    ----------
    filled
        float32 (H, W, 3), nominally [0, 1]: the fill of a whole window; known pixels as the model
        repainted them (read for `BorderStep.AS_FILLED` only); not modified.
    image
        float32 (H, W, 3): the photo; only its known pixels are read.
    mask
        bool (H, W), True = hole.
    step
        See `BorderStep`.
    token
        Cancellation, asked between rounds of the solver.

    Returns
    -------
    FloatImage
        A new array. Outside the hole it equals `filled`; inside, a membrane is added and the sum
        clipped to [0, 1]. Where nothing is known around the hole, it equals `filled`.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the arrays do not fit each other.
    CancelledError
        After `token.cancel()`.

    Notes
    -----
    Holes whose box has sides up to 1024 px are solved to a small part of an 8-bit step. Larger
    ones are solved on a coarse grid first and then in tiles of that size, whose inner borders take
    the coarse solution: memory stays below about 200 MiB besides the result.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.full((9, 9, 3), 0.5, np.float32)
    >>> mask = np.zeros((9, 9), bool)
    >>> mask[3:6, 3:6] = True
    >>> filled = np.where(mask[..., None], np.float32(0.2), image)
    >>> bool(np.allclose(poisson_blend(filled, image, mask), 0.5, atol=1e-3))
    True
    """
    size = check_image(filled)
    check_mask(mask, size)
    if filled.dtype != np.float32 or image.dtype != np.float32 or image.shape != filled.shape:
        raise BadInputError(
            f"Fill {filled.dtype} {filled.shape} and photo {image.dtype} {image.shape} differ; "
            "give two float32 arrays of one shape."
        )
    token = token or ProgressToken()
    result = filled.copy()
    hole = hole_box(mask)
    if hole.is_empty:
        return result
    problem = _Problem(filled, image, mask, step)
    if max(hole.size) <= _LARGEST_PX:
        problem.add(result, hole, None, token)
        return result
    coarse = _Coarse(problem, hole, token)
    for tile in _tiles(hole):
        token.check()
        if mask[tile.slices].any():
            problem.add(result, tile, coarse, token)
    return result


def _tiles(box: Box) -> Iterator[Box]:
    for top in range(box.top, box.bottom, _LARGEST_PX):
        for left in range(box.left, box.right, _LARGEST_PX):
            yield Box(top, left, top + _LARGEST_PX, left + _LARGEST_PX).intersection(box)


class _Problem:
    """The membrane between a fill and a photo, at any part of the window."""

    def __init__(self, filled: FloatImage, image: FloatImage, mask: Mask, step: BorderStep) -> None:
        self._filled, self._image, self.mask = filled, image, mask
        self._step = step

    def add(
        self, result: FloatImage, box: Box, coarse: _Coarse | None, token: ProgressToken
    ) -> None:
        """Add the membrane to the hole pixels of `result` inside `box`, in place.

        Where the hole goes on outside the box, the membrane takes the values of `coarse` there.
        """
        from inpaint_studio.imaging.poisson_solver import MembraneSolver

        hole = self.mask[box.slices]
        held, side = self.border(box)
        if coarse is not None:
            _hold_rim(held, side, coarse, box, self.mask)
        solver = MembraneSolver(*_ties(hole), held)
        membrane = solver.solve(side, _TOLERANCE, token)
        part = result[box.slices]
        part[hole] = np.clip(part[hole] + membrane[hole], 0.0, 1.0)

    def border(self, box: Box) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """For each pixel of `box` the number of known neighbours of a hole pixel, float32 (h, w),
        and the sum of what they want the membrane to be, float32 (h, w, 3)."""
        held = np.zeros(box.size, np.float32)
        side = np.zeros((*box.size, 3), np.float32)
        for shift in _SHIFTS:
            here, there = _neighbours(box, shift, self.mask)
            at = here.moved(-box.top, -box.left).slices
            border = self.mask[here.slices] & ~self.mask[there.slices]
            outside = here if self._step is BorderStep.NONE else there
            wanted = self._image[there.slices][border] - self._filled[outside.slices][border]
            held[at] += border
            side[at][border] += wanted
        return held, side


def _neighbours(box: Box, shift: _Shift, mask: Mask) -> tuple[Box, Box]:
    """The part of `box` that has a neighbour at `shift` inside the window, and those neighbours."""
    there = box.moved(*shift).clipped(size_of(mask))
    return there.moved(-shift[0], -shift[1]), there


def _ties(hole: Mask) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    right, down = (np.zeros(hole.shape, np.float32) for _ in range(2))
    right[:, :-1] = hole[:, :-1] & hole[:, 1:]
    down[:-1] = hole[:-1] & hole[1:]
    return right, down


def _hold_rim(
    held: NDArray[np.float32], side: NDArray[np.float32], coarse: _Coarse, box: Box, mask: Mask
) -> None:
    """Tie the hole pixels along the sides of `box` to the coarse solution beyond; in place."""
    edges = {
        (0, 1): Box(box.top, box.right - 1, box.bottom, box.right),
        (0, -1): Box(box.top, box.left, box.bottom, box.left + 1),
        (1, 0): Box(box.bottom - 1, box.left, box.bottom, box.right),
        (-1, 0): Box(box.top, box.left, box.top + 1, box.right),
    }
    for shift, edge in edges.items():
        here, there = _neighbours(edge, shift, mask)
        if here.is_empty:
            continue
        at = here.moved(-box.top, -box.left).slices
        both = mask[here.slices] & mask[there.slices]
        held[at] += both
        side[at][both] += coarse.at(there)[both]


class _Coarse:
    """The membrane on cells of several pixels, for holes too large to be solved whole."""

    def __init__(self, problem: _Problem, hole: Box, token: ProgressToken) -> None:
        from inpaint_studio.imaging.poisson_solver import MembraneSolver

        self._hole = hole
        self._cell_px = 1
        while max(hole.size) > _LARGEST_PX * self._cell_px:
            self._cell_px *= 2
        cell_px = self._cell_px
        shape = tuple(-(-side // cell_px) for side in hole.size)
        right, down, held = (np.zeros(shape, np.float32) for _ in range(3))
        side = np.zeros((*shape, 3), np.float32)
        rows = max(1, _BAND_PIXELS // (hole.width * cell_px))
        for first in range(0, shape[0], rows):
            token.check()
            last = min(first + rows, shape[0])
            band = Box(
                hole.top + first * cell_px,
                hole.left,
                min(hole.top + last * cell_px, hole.bottom),
                hole.right,
            )
            mask = problem.mask[band.slices]
            across = mask[:, cell_px - 1 : -1 : cell_px] & mask[:, cell_px::cell_px]
            right[first:last, : across.shape[1]] = _summed(across, cell_px, 0)
            below = problem.mask[band.moved(1, 0).clipped(size_of(problem.mask)).slices]
            along = mask[cell_px - 1 :: cell_px]
            under = below[cell_px - 1 :: cell_px]
            along = along[: under.shape[0]] & under
            down[first : first + along.shape[0]] = _summed(along, cell_px, 1)
            fine_held, fine_side = problem.border(band)
            held[first:last] = _summed(_summed(fine_held, cell_px, 0), cell_px, 1)
            side[first:last] = _summed(_summed(fine_side, cell_px, 0), cell_px, 1)
        # Ties side by side add up, and are weaker by the larger distance.
        scale = np.float32(1 / cell_px)
        down[-1] = 0
        for each in (right, down, held, side):
            each *= scale
        self._values = MembraneSolver(right, down, held).solve(side, _TOLERANCE, token)

    def at(self, box: Box) -> NDArray[np.float32]:
        """The coarse solution at the pixels of `box`, float32 (h, w, 3), bilinear."""
        scale = 1.0 / self._cell_px
        move = 0.5 * scale - 0.5
        to_cells = np.array(
            [
                [scale, 0.0, (box.left - self._hole.left) * scale + move],
                [0.0, scale, (box.top - self._hole.top) * scale + move],
            ],
            np.float64,
        )
        sampled = cv2.warpAffine(
            np.ascontiguousarray(self._values),
            to_cells,
            (box.width, box.height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(sampled, np.float32).reshape(*box.size, 3)


def _summed(values: NDArray[np.generic], cell_px: int, axis: int) -> NDArray[np.float32]:
    """Sums of `cell_px` neighbours along `axis`; the last sum may be of fewer."""
    starts = np.arange(0, values.shape[axis], cell_px)
    return np.add.reduceat(values.astype(np.float32, copy=False), starts, axis=axis)
