"""Measures against values worked out by hand, and the properties they must have."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.errors import BadInputError, SizeMismatchError
from inpaint_studio.imaging.metrics import l1, l2, psnr, ssim, ssim_map, total_variation
from inpaint_studio.imaging.types import Image, Mask

PAIRED: tuple[Callable[..., float], ...] = (l1, l2, psnr, ssim)


def flat(value: float, size: tuple[int, int] = (16, 20), dtype: type = np.uint8) -> Image:
    return np.full((*size, 3), value, dtype)


def noise(seed: int, size: tuple[int, int] = (24, 31)) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)


def half(size: tuple[int, int] = (16, 20)) -> Mask:
    mask = np.zeros(size, np.bool_)
    mask[: size[0] // 2] = True
    return mask


def test_flat_difference_by_hand() -> None:
    first, second = flat(51), flat(102)  # a fifth of full scale apart
    assert l1(first, second) == pytest.approx(0.2)
    assert l2(first, second) == pytest.approx(0.04)
    assert psnr(first, second) == pytest.approx(13.9794, abs=1e-4)


def test_flat_images_have_the_luminance_term_of_ssim() -> None:
    # Without variance SSIM is (2ab + C1) / (a² + b² + C1), C1 = 0.01².
    expected = (2 * 0.2 * 0.4 + 1e-4) / (0.2**2 + 0.4**2 + 1e-4)
    assert ssim(flat(51), flat(102)) == pytest.approx(expected, abs=1e-9)


def test_hole_alone_counts() -> None:
    original, mask = flat(100), half()
    restored = original.copy()
    restored[mask] = 151
    assert l1(restored, original, mask) == pytest.approx(0.2)
    assert l1(restored, original) == pytest.approx(0.1)
    assert l2(restored, original) == pytest.approx(0.02)
    assert psnr(restored, original) == pytest.approx(
        psnr(restored, original, mask) + 3.0103, abs=1e-3
    )
    assert l1(restored, original, ~mask) == 0.0
    assert ssim(restored, original, mask) < ssim(restored, original, ~mask)


def test_equal_images() -> None:
    image = noise(1)
    assert l1(image, image) == l2(image, image) == 0.0
    assert psnr(image, image) == math.inf
    assert ssim(image, image) == pytest.approx(1.0)


@pytest.mark.parametrize("measure", PAIRED)
@pytest.mark.parametrize(("dtype", "white"), [(np.uint16, 65535), (np.float32, 1.0)])
def test_all_dtypes_mean_the_same(measure: Callable[..., float], dtype: type, white: float) -> None:
    first, second = noise(2), noise(3)
    other = np.asarray(first / 255 * white + (0.5 if dtype is np.uint16 else 0)).astype(dtype)
    assert measure(other, second) == pytest.approx(measure(first, second), rel=1e-4)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**16), st.integers(11, 40), st.integers(11, 40))
def test_symmetric_bounded_and_inputs_unmodified(seed: int, height: int, width: int) -> None:
    first, second = noise(seed, (height, width)), noise(seed + 1, (height, width))
    copies = first.copy(), second.copy()
    for measure in PAIRED:
        assert measure(first, second) == pytest.approx(measure(second, first))
    assert 0.0 <= l2(first, second) <= l1(first, second) <= 1.0
    assert ssim_map(first, second).shape == (height, width)
    assert ssim_map(first, second).max() <= 1.0 + 1e-9
    np.testing.assert_array_equal(first, copies[0])
    np.testing.assert_array_equal(second, copies[1])


def test_ssim_agrees_with_scikit_image() -> None:
    from skimage.metrics import structural_similarity

    first, second = noise(4), noise(5)
    expected = structural_similarity(
        first,
        second,
        channel_axis=2,
        gaussian_weights=True,
        use_sample_covariance=False,
        data_range=255,
    )
    assert ssim(first, second) == pytest.approx(expected, abs=1e-9)


def test_total_variation_by_hand() -> None:
    image = flat(0, (4, 4))
    image[:, 2:] = 51
    # One step of 0.2 in each row of three horizontal pairs, none vertically.
    assert total_variation(image) == pytest.approx(0.2 / 3)
    mask = np.zeros((4, 4), np.bool_)
    mask[0, 1] = True
    # Its pairs: two horizontal (one with the step), one vertical.
    assert total_variation(image, mask) == pytest.approx(0.1)
    assert total_variation(flat(9)) == 0.0


@pytest.mark.parametrize("measure", PAIRED)
def test_what_does_not_fit_is_refused(measure: Callable[..., float]) -> None:
    with pytest.raises(SizeMismatchError, match="20x16"):
        measure(flat(1), flat(1, (17, 20)))
    with pytest.raises(SizeMismatchError):
        measure(flat(1), flat(2), np.ones((3, 3), np.bool_))
    with pytest.raises(BadInputError, match="marks no pixel"):
        measure(flat(1), flat(2), np.zeros((16, 20), np.bool_))
    with pytest.raises(BadInputError, match="shape"):
        measure(np.zeros((16, 20), np.uint8), flat(1))


def test_too_small_images_are_refused() -> None:
    with pytest.raises(BadInputError, match="at least 11"):
        ssim(flat(1, (10, 30)), flat(1, (10, 30)))
    with pytest.raises(BadInputError, match="at least 2"):
        total_variation(flat(1, (1, 30)))
