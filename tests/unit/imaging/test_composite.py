"""Compositing: known pixels come out bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, OptionError, SizeMismatchError
from inpaint_studio.imaging import composite as composite_module
from inpaint_studio.imaging.composite import blend, composite
from inpaint_studio.imaging.mask import feather_weights, grow
from inpaint_studio.imaging.types import Image, Mask, from_unit, full_scale, to_unit

DTYPES = [np.uint8, np.uint16, np.float32]


def photo(shape: tuple[int, int], dtype: type[Any], rng: np.random.Generator) -> Image:
    """Random pixels; float32 ones out of range and not-a-number too, as known pixels may be."""
    if dtype is np.float32:
        image = rng.normal(0.5, 2.0, (*shape, 3)).astype(np.float32)
        image[rng.random(image.shape) < 0.05] = np.nan
        return image
    return rng.integers(0, np.iinfo(dtype).max + 1, (*shape, 3)).astype(dtype)


def bits(image: NDArray[Any]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(image).view(np.uint8).reshape(*image.shape, image.itemsize)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Image, NDArray[np.float32], Mask]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (draw(st.integers(1, 30)), draw(st.integers(1, 30)))
    image = photo(shape, draw(st.sampled_from(DTYPES)), rng)
    filled = rng.normal(0.5, 0.5, (*shape, 3)).astype(np.float32)
    mask = rng.random(shape) < draw(st.sampled_from([0.0, 0.02, 0.5, 1.0]))
    return image, filled, mask


@given(cases())
@settings(max_examples=50, deadline=None)
def test_composite_changes_the_hole_and_nothing_else(
    case: tuple[Image, NDArray[np.float32], Mask],
) -> None:
    image, filled, mask = case
    before = [bits(array).copy() for array in case]
    result = composite(image, filled, mask)
    assert result.dtype == image.dtype
    assert np.array_equal(bits(result[~mask]), bits(image[~mask]))
    assert np.array_equal(result[mask], from_unit(filled[mask], image.dtype))
    assert not np.shares_memory(result, image)
    assert all(np.array_equal(bits(a), b) for a, b in zip(case, before, strict=True))


@given(cases(), st.floats(0.0, 9.0), st.integers(0, 9))
@settings(max_examples=50, deadline=None)
def test_blend_changes_the_grown_mask_and_nothing_else(
    case: tuple[Image, NDArray[np.float32], Mask], feather_px: float, grow_px: int
) -> None:
    image, filled, mask = case
    grown = grow(mask, grow_px)
    before = [bits(array).copy() for array in case]
    result = blend(image, filled, mask, grown, feather_px)
    assert result.dtype == image.dtype
    assert np.array_equal(bits(result[~grown]), bits(image[~grown]))
    assert np.array_equal(bits(result[mask]), bits(composite(image, filled, mask)[mask]))
    beyond = ~grow(mask, feather_px)
    assert np.array_equal(bits(result[beyond]), bits(image[beyond]))
    assert all(np.array_equal(bits(a), b) for a, b in zip(case, before, strict=True))


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_fill_equal_to_the_photo_changes_nothing(dtype: type[Any]) -> None:
    rng = np.random.default_rng(0)
    image = (rng.random((40, 50, 3)) * full_scale(np.dtype(dtype))).astype(dtype)
    mask = rng.random((40, 50)) < 0.1
    assert np.array_equal(composite(image, to_unit(image), mask), image)
    assert np.array_equal(blend(image, to_unit(image), mask, grow(mask, 4), 4), image)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_every_value_of_the_dtype_survives(dtype: type[Any]) -> None:
    values = np.arange(np.iinfo(dtype).max + 1)
    values = np.resize(values, 3 * -(-len(values) // 3)).reshape(1, -1, 3)
    image = np.zeros(values.shape, dtype)
    filled = to_unit(values.astype(dtype))
    assert np.array_equal(composite(image, filled, np.ones(values.shape[:2], np.bool_)), values)


def test_the_seam_falls_with_distance_and_ends_inside_the_grown_mask() -> None:
    mask = np.zeros((41, 41), np.bool_)
    mask[18:23, 18:23] = True
    image = np.zeros((41, 41, 3), np.float32)
    filled = np.ones((41, 41, 3), np.float32)
    wide = blend(image, filled, mask, grow(mask, 12), 8)[20, 22:, 0]
    np.testing.assert_allclose(wide, feather_weights(mask, 8)[20, 22:], atol=1e-6)
    # Where the grown mask ends before the feather would, the seam is squeezed, not cut off.
    tight = blend(image, filled, mask, grow(mask, 4), 8)[20, 22:, 0]
    assert (np.diff(tight) <= 0).all()
    assert 0 < tight[4] < 0.2
    assert (tight[5:] == 0).all()


def test_a_hole_beyond_the_grown_mask_is_not_touched() -> None:
    image = np.zeros((9, 9, 3), np.uint8)
    filled = np.ones((9, 9, 3), np.float32)
    mask = np.ones((9, 9), np.bool_)
    grown = np.zeros((9, 9), np.bool_)
    grown[2:5, 2:5] = True
    result = blend(image, filled, mask, grown, 2)
    assert np.array_equal(result.any(axis=2), grown)


@pytest.mark.parametrize("rows", [1, 7])
def test_bands_leave_no_trace(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    rng = np.random.default_rng(4)
    image = photo((60, 50), np.uint16, rng)
    filled = rng.random((60, 50, 3)).astype(np.float32)
    mask = rng.random((60, 50)) < 0.01
    grown = grow(mask, 5)
    whole = composite(image, filled, mask), blend(image, filled, mask, grown, 6)
    monkeypatch.setattr(composite_module, "_BAND_PIXELS", 50 * rows)
    monkeypatch.setattr(composite_module, "_TILE_PX", 4 * rows)
    assert np.array_equal(composite(image, filled, mask), whole[0])
    assert np.array_equal(blend(image, filled, mask, grown, 6), whole[1])


def test_arrays_that_do_not_fit_are_refused() -> None:
    image = np.zeros((4, 5, 3), np.uint8)
    filled = np.zeros((4, 5, 3), np.float32)
    mask = np.zeros((4, 5), np.bool_)
    with pytest.raises(BadInputError, match="float32"):
        composite(image, filled.astype(np.float64), mask)
    with pytest.raises(SizeMismatchError, match="5x3"):
        composite(image, filled[:3], mask)
    with pytest.raises(SizeMismatchError):
        composite(image, filled, mask[:3])
    with pytest.raises(SizeMismatchError):
        blend(image, filled, mask, mask[:3], 2)
    with pytest.raises(OptionError):
        blend(image, filled, mask, mask, -1)
