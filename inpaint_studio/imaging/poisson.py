"""Gradient-domain blending: the fill's gradients inside the hole, the photo's values at its border.

P. Perez, M. Gangnet, A. Blake, "Poisson image editing", SIGGRAPH 2003, section 2: of all pictures
in the hole that meet the photo at its border, take the one whose gradient is nearest to that of the
fill. It differs from the fill by a membrane, which is what is solved for. Knows nothing of
networks.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.mask import hole_box
from inpaint_studio.imaging.types import FloatImage, Mask, check_image, check_mask, size_of
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.imaging.poisson_grids import Cells

__all__ = ["BorderStep", "poisson_blend"]

_TOLERANCE = 0.5 / 255  # by the solver's own estimate, which is above the true error
_LARGEST_PX = 1024  # holes of so many pixels squared are solved whole
_BAND_PIXELS = 1 << 21


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
    Holes of up to 1024 x 1024 pixels, of whatever extent, are solved to a small part of an 8-bit
    step, in time that follows their area. Larger ones are solved on a coarse grid first and then in
    tiles of 1024 px, whose inner borders take the coarse solution: memory stays below about 200 MiB
    besides the result.

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
            "Fill {filled_dtype} {filled_shape} and photo {image_dtype} {image_shape} differ; "
            "give two float32 arrays of one shape.",
            filled_dtype=filled.dtype,
            filled_shape=filled.shape,
            image_dtype=image.dtype,
            image_shape=image.shape,
        )
    token = token or ProgressToken()
    result = filled.copy()
    hole = hole_box(mask)
    if hole.is_empty:
        return result
    problem = _Problem(filled, image, mask, step)
    area_px = int(np.count_nonzero(mask[hole.slices]))
    if max(hole.size) <= _LARGEST_PX or area_px <= _LARGEST_PX**2:
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
        self._filled, self._image = np.ascontiguousarray(filled), np.ascontiguousarray(image)
        self.mask = np.ascontiguousarray(mask)
        self._step = step

    def add(
        self, result: FloatImage, box: Box, coarse: _Coarse | None, token: ProgressToken
    ) -> None:
        """Add the membrane to the hole pixels of `result` inside `box`, in place.

        Where the hole goes on outside the box, the membrane takes the values of `coarse` there.
        """
        from inpaint_studio.imaging.poisson_solver import MembraneSolver

        cells, side = self.cells(box)
        if coarse is not None:
            cells, side = _held_at_rim(cells, side, coarse, box, self.mask)
        membrane = MembraneSolver(cells).solve(side, _TOLERANCE, token)
        part = result[box.slices]
        at = (cells.rows, cells.columns)
        part[at] = np.clip(part[at] + membrane, 0.0, 1.0)

    def cells(self, box: Box) -> tuple[Cells, NDArray[np.float32]]:
        """The hole pixels of `box`, which they are counted from, and for each the sum of what its
        known neighbours want the membrane to be, float32 (n, 3). They are tied to neighbours in
        the hole outside `box` too."""
        from inpaint_studio.imaging.poisson_border import tie_pixels
        from inpaint_studio.imaging.poisson_grids import Cells

        rows, columns = (each.astype(np.int32) for each in np.nonzero(self.mask[box.slices]))
        right, down, held = (np.zeros(len(rows), np.float32) for _ in range(3))
        side = np.zeros((len(rows), 3), np.float32)
        tie_pixels(
            rows + np.int32(box.top), columns + np.int32(box.left), self.mask, self._image,
            self._filled, self._step is BorderStep.NONE, right, down, held, side,
        )  # fmt: skip
        return Cells(rows, columns, right, down, held), side


def _held_at_rim(
    cells: Cells, side: NDArray[np.float32], coarse: _Coarse, box: Box, mask: Mask
) -> tuple[Cells, NDArray[np.float32]]:
    """The cells, those along the sides of `box` tied to the coarse solution beyond."""
    height, width = box.size
    side, held = side.copy(), cells.held.copy()
    right = np.where(cells.columns == width - 1, np.float32(0), cells.right)
    down = np.where(cells.rows == height - 1, np.float32(0), cells.down)
    for line, at_rim, beyond in (
        (
            cells.rows,
            cells.columns == width - 1,
            Box(box.top, box.right, box.bottom, box.right + 1),
        ),
        (cells.rows, cells.columns == 0, Box(box.top, box.left - 1, box.bottom, box.left)),
        (
            cells.columns,
            cells.rows == height - 1,
            Box(box.bottom, box.left, box.bottom + 1, box.right),
        ),
        (cells.columns, cells.rows == 0, Box(box.top - 1, box.left, box.top, box.right)),
    ):
        if beyond.clipped(size_of(mask)) != beyond:
            continue
        places = np.flatnonzero(at_rim)
        places = places[mask[beyond.slices].reshape(-1)[line[places]]]
        held[places] += 1
        side[places] += coarse.at(beyond).reshape(-1, 3)[line[places]]
    return cells._replace(right=right, down=down, held=held), side


class _Coarse:
    """The membrane on cells of several pixels, for holes too large to be solved whole."""

    def __init__(self, problem: _Problem, hole: Box, token: ProgressToken) -> None:
        from inpaint_studio.imaging.poisson_grids import Cells
        from inpaint_studio.imaging.poisson_solver import MembraneSolver

        self._hole = hole
        self._cell_px = 1
        while max(hole.size) > _LARGEST_PX * self._cell_px:
            self._cell_px *= 2
        shape = tuple(-(-side // self._cell_px) for side in hole.size)
        sums = np.zeros((6, *shape), np.float64)  # right, down, held, and the three of the side
        rows = max(1, _BAND_PIXELS // hole.width)
        for top in range(hole.top, hole.bottom, rows):
            token.check()
            band = Box(top, hole.left, min(top + rows, hole.bottom), hole.right)
            self._sum(sums, *problem.cells(band), top - hole.top)
        # Ties side by side add up, and are weaker by the larger distance.
        right, down, held, *side = (sums / self._cell_px).astype(np.float32)
        tied = held + right + down
        tied[:, 1:] += right[:, :-1]
        tied[1:] += down[:-1]
        at = np.nonzero(tied)
        rows_at, columns_at = (each.astype(np.int32) for each in at)
        cells = Cells(rows_at, columns_at, right[at], down[at], held[at])
        sides = np.stack([channel[at] for channel in side], axis=-1)
        self._values = np.zeros((*shape, 3), np.float32)
        self._values[at] = MembraneSolver(cells).solve(sides, _TOLERANCE, token)

    def _sum(
        self, sums: NDArray[np.float64], cells: Cells, side: NDArray[np.float32], first_row: int
    ) -> None:
        """Add what the pixels of a band have to the cells that hold them; in place."""
        rows = cells.rows + first_row
        place = rows // self._cell_px * sums.shape[2] + cells.columns // self._cell_px
        crosses_right = cells.columns % self._cell_px == self._cell_px - 1
        crosses_down = rows % self._cell_px == self._cell_px - 1
        for total, values in zip(
            sums,
            (cells.right * crosses_right, cells.down * crosses_down, cells.held, *side.T),
            strict=True,
        ):
            total += np.bincount(place, values, total.size).reshape(total.shape)

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
