"""Telea and Navier-Stokes: what holds for every fill, and that they continue flat surroundings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from inpaint_studio.errors import BadInputError, CancelledError, OptionError, SizeMismatchError
from inpaint_studio.imaging.fills.diffusion import navier_stokes, telea
from inpaint_studio.imaging.types import FloatImage, from_unit, to_unit
from inpaint_studio.progress import ProgressToken

FILLS = [telea, navier_stokes]
DTYPES = [np.uint8, np.uint16, np.float32]
Fill = Callable[..., FloatImage]


def ramp(height: int, width: int, dtype: type) -> np.ndarray:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    unit = np.stack([rows / height, columns / width, 0.3 + 0 * rows], axis=-1).astype(np.float32)
    return from_unit(unit, np.dtype(dtype))


def holes(height: int, width: int) -> np.ndarray:
    mask = np.zeros((height, width), bool)
    mask[0:4, 0:5] = True
    mask[height // 2, 3:-3] = True
    mask[height // 2 - 6 : height // 2 - 3, width // 2 :] = True
    return mask


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_known_pixels_are_kept_and_holes_continue_the_ramp(fill: Fill, dtype: type) -> None:
    image, mask = ramp(41, 57, dtype), holes(41, 57)
    before = image.copy(), mask.copy()
    filled = fill(image, mask)
    assert filled.dtype == np.float32
    assert filled.shape == image.shape
    assert np.array_equal(filled[~mask], to_unit(image)[~mask])
    assert np.array_equal(from_unit(filled, image.dtype)[~mask], image[~mask])
    assert np.abs(filled - to_unit(image))[mask].max() < 0.2
    assert np.array_equal(image, before[0])
    assert np.array_equal(mask, before[1])


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_grey_stays_grey(fill: Fill, dtype: type) -> None:
    noise = np.random.default_rng(1).random((30, 31, 1), np.float32).repeat(3, axis=-1)
    filled = fill(from_unit(noise, np.dtype(dtype)), holes(30, 31))
    assert np.array_equal(filled[..., 0], filled[..., 1])
    assert np.array_equal(filled[..., 0], filled[..., 2])


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("side", ["all_but_corner", "one_known_column"])
def test_holes_nearly_everywhere_are_filled_from_what_is_known(
    fill: Fill, dtype: type, side: str
) -> None:
    image = from_unit(np.full((20, 30, 3), 0.5, np.float32), np.dtype(dtype))
    mask = np.ones((20, 30), bool)
    mask[(0, 0) if side == "all_but_corner" else (slice(None), 7)] = False
    filled = fill(image, mask)
    assert np.abs(filled - to_unit(image)).max() < 0.02


@pytest.mark.parametrize("fill", FILLS)
def test_each_hole_is_filled_as_if_it_were_alone(fill: Fill) -> None:
    image = np.random.default_rng(2).integers(0, 256, (60, 60, 3)).astype(np.uint8)
    first, second = np.zeros((2, 60, 60), bool)
    first[10:14, 5:50] = True
    second[30:33, 20:55] = True
    both = fill(image, first | second)
    assert np.array_equal(both[first], fill(image, first)[first])
    assert np.array_equal(both[second], fill(image, second)[second])


@pytest.mark.parametrize("fill", FILLS)
def test_nothing_to_fill(fill: Fill) -> None:
    image = ramp(3, 2, np.uint8)
    assert np.array_equal(fill(image, np.zeros((3, 2), bool)), to_unit(image))
    one = np.zeros((1, 1, 3), np.uint8)
    assert fill(one, np.zeros((1, 1), bool)).shape == (1, 1, 3)


@pytest.mark.parametrize("fill", FILLS)
def test_bad_input(fill: Fill) -> None:
    image = ramp(5, 6, np.uint8)
    with pytest.raises(BadInputError, match="whole photo"):
        fill(image, np.ones((5, 6), bool))
    with pytest.raises(SizeMismatchError, match="6x5"):
        fill(image, np.zeros((6, 5), bool))
    with pytest.raises(BadInputError):
        fill(image[..., 0], np.zeros((5, 6), bool))
    with pytest.raises(OptionError, match="0 pixels"):
        fill(image, np.zeros((5, 6), bool), radius_px=0)


@pytest.mark.parametrize("fill", FILLS)
def test_cancel(fill: Fill) -> None:
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        fill(ramp(9, 9, np.uint8), holes(9, 9), token=token)
