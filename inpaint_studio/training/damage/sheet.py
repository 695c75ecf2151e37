"""The photograph under damage: takes layers of coverage and colour, and remembers what changed.

Depth, greyness and toning of the photograph are kept here, so that those who draw need not care.
Knows nothing of kinds of damage.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import Image, Mask, from_unit, full_scale, size_of, to_unit
from inpaint_studio.training.damage.chance import Floats, Rng, clouds
from inpaint_studio.training.damage.coverage import blurred

__all__ = ["Colour", "Lay", "Sheet"]

Colour: TypeAlias = tuple[float, float, float]

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_LEAST_CHANGE = np.float32(2.0 / 255.0)


class Lay(Enum):
    """How a colour meets the pixel below it."""

    COVER = auto()
    STAIN = auto()
    """Multiplied: transparent ink."""
    LIGHT = auto()
    """Screened: added light."""


class Sheet:
    """A copy of a photograph that damage is laid on.

    Attributes
    ----------
    pixels
        The copy, of the photograph's dtype.
    touched
        Pixels that a layer has changed since `start_kind`.
    unit_px
        Pixels to 1/512 of the shorter side, times the coarseness; all sizes of damage are given in
        it.
    is_grey
        All three channels are equal everywhere; they stay so.
    paper, ink
        Colours of the bare paper and of the darkest tone, toned as the photograph is.
    """

    def __init__(self, image: Image, coarseness: float = 1.0) -> None:
        self.pixels: Image = image.copy()
        self.size: Size = size_of(image)
        self.touched: Mask = np.zeros(self.size, np.bool_)
        self.unit_px: float = coarseness * min(self.size) / 512.0
        self.is_grey: bool = bool(
            np.array_equal(image[..., 0], image[..., 1])
            and np.array_equal(image[..., 1], image[..., 2])
        )
        self.paper, self.ink, self.is_toned = _tones(image)

    def start_kind(self) -> None:
        """Forget what was touched."""
        self.touched[:] = False

    def units(self, count: float, least_px: float = 0.0) -> float:
        """`count` units in pixels, `least_px` at least."""
        return max(least_px, count * self.unit_px)

    def lay(
        self,
        cover: Floats,
        colour: Colour | Floats,
        *,
        how: Lay = Lay.COVER,
        at: Box | None = None,
    ) -> None:
        """Blend `colour` over the photograph.

        A pixel that would change by less than 2/255 of full scale in every channel is left alone:
        what nobody can see is no damage.

        Parameters
        ----------
        cover
            float32 in [0, 1], of the size of the photograph or of the box `at`.
        colour
            One colour, or float32 (h, w, 3) like `cover`, in [0, 1].
        how
            Cover, stain or light.
        at
            The box that `cover` lies over; the whole photograph when None. Within the photograph.
        """
        view = self.pixels if at is None else self.pixels[at.slices]
        touched = self.touched if at is None else self.touched[at.slices]
        rows, columns = np.nonzero(cover > 0.004)
        if not len(rows):
            return
        old_values = view[rows, columns]
        old = to_unit(old_values)
        paint = np.asarray(colour, np.float32)
        if paint.ndim == 3:
            paint = paint[rows, columns]
        if self.is_grey:
            paint = np.repeat((paint @ _LUMA)[..., None], 3, -1)
        if how is Lay.STAIN:
            goal = old * paint
        elif how is Lay.LIGHT:
            goal = 1.0 - (1.0 - old) * (1.0 - paint)
        else:
            goal = np.broadcast_to(paint, old.shape)
        new = old + cover[rows, columns, None] * (goal - old)
        seen = np.abs(np.clip(new, 0.0, 1.0) - old).max(1) >= _LEAST_CHANGE
        if self.is_grey:
            new = np.repeat(new[:, :1], 3, 1)
        view[rows[seen], columns[seen]] = from_unit(new[seen], self.pixels.dtype)
        touched[rows[seen], columns[seen]] = True

    def grain(
        self, rng: Rng, colour: Colour, shape: tuple[int, int], rough: float = 0.03
    ) -> Floats:
        """`colour` as an uneven surface float32 (h, w, 3): mottled, with grain."""
        mottle = clouds(rng, shape, self.units(14, 2), octaves=2)
        fine = rng.standard_normal(shape, np.float32)
        fine = blurred(fine, max(0.5, 0.5 * self.unit_px))
        uneven = (np.float32(rough) * (0.8 * mottle + fine))[..., None]
        return np.clip(np.asarray(colour, np.float32) + uneven, 0.0, 1.0)

    def tinted(self, colour: Colour, share: float) -> Colour:
        """`colour`, drawn by `share` towards the paper's tint at its own lightness."""
        paper = np.asarray(self.paper, np.float32)
        plain = np.asarray(colour, np.float32)
        toned = paper * float(plain @ _LUMA) / max(1e-3, float(paper @ _LUMA))
        mixed = np.clip(plain + share * (toned - plain), 0.0, 1.0)
        return float(mixed[0]), float(mixed[1]), float(mixed[2])


def _tones(image: Image) -> tuple[Colour, Colour, bool]:
    """Paper, ink, and whether the photograph has one tint throughout."""
    height, width = image.shape[:2]
    small = (min(64, width), min(64, height))
    shrunk = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
    unit = shrunk.astype(np.float32) * np.float32(1.0 / full_scale(image.dtype))
    thumbnail = np.clip(np.nan_to_num(unit), 0.0, 1.0)
    pixels: NDArray[np.float32] = thumbnail.reshape(-1, 3)
    light = pixels @ _LUMA
    order = np.argsort(light)
    few = max(1, len(order) // 20)
    bright = pixels[order[-few:]].mean(0)
    dark = pixels[order[:few]].mean(0)
    # Toned means: little colour, and of one direction throughout.
    chroma = pixels[:, ::2] - light[:, None]
    amount = np.hypot(chroma[:, 0], chroma[:, 1])
    is_weak = float(np.abs(pixels[:, 0] - pixels[:, 2]).mean()) < 0.3
    one_way = float(np.hypot(*chroma.sum(0))) >= 0.93 * float(amount.sum())
    is_toned = is_weak and (one_way or float(amount.mean()) < 0.01)
    if is_toned:
        paper = bright * (0.9 / max(0.2, float(bright @ _LUMA)))
    else:
        paper, dark = np.array([0.93, 0.92, 0.88]), dark * 0.6
    paper, ink = np.clip(paper, 0.0, 0.98), np.clip(dark * 0.7, 0.0, 0.2)
    return (
        (float(paper[0]), float(paper[1]), float(paper[2])),
        (float(ink[0]), float(ink[1]), float(ink[2])),
        is_toned,
    )
