"""Edges: what EdgeConnect was trained on, and a hole that raises none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from skimage.color import rgb2gray
from skimage.feature import canny as reference_canny

from inpaint_studio.errors import OptionError, SizeMismatchError
from inpaint_studio.imaging import edges as edges_module
from inpaint_studio.imaging.edges import canny, fast_canny, luminance, thinned
from inpaint_studio.imaging.types import Image, Mask

Finder = Callable[..., NDArray[np.float32]]
both = pytest.mark.parametrize("find", [canny, fast_canny])


def scene(height: int = 180, width: int = 240, seed: int = 0) -> NDArray[np.uint8]:
    """Shapes of many sizes and tones over a gradient, with grain: edges as photos have them."""
    rng = np.random.default_rng(seed)
    rows, columns = np.indices((height, width), np.float32)
    image = np.stack(
        [60 + 60 * rows / height, 90 + 40 * columns / width, 100 - 30 * rows / height], 2
    )
    for _ in range(30):
        colour = rng.uniform(0, 255, 3).tolist()
        centre = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        axes = (int(rng.integers(4, 50)), int(rng.integers(4, 50)))
        cv2.ellipse(
            image, centre, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA
        )
    image = cv2.GaussianBlur(image, (0, 0), 0.8) + rng.normal(0, 4, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def scratches(height: int = 180, width: int = 240, seed: int = 1) -> Mask:
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    for _ in range(5):
        start, stop = (
            (int(rng.integers(0, width)), int(rng.integers(0, height))) for _ in range(2)
        )
        cv2.line(mask, start, stop, 1, int(rng.integers(2, 12)))
    return mask > 0


def near(edges: NDArray[np.float32]) -> NDArray[np.bool_]:
    return cv2.dilate(edges, np.ones((3, 3), np.uint8)) > 0


def f1_within_one_px(found: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    precision = near(expected)[found > 0].mean()
    recall = near(found)[expected > 0].mean()
    return float(2 * precision * recall / (precision + recall))


def test_luminance_is_that_of_the_training_data() -> None:
    image = scene()
    np.testing.assert_allclose(luminance(image), rgb2gray(image), atol=1e-6)
    assert luminance(image).dtype == np.float32
    white = np.full((3, 3, 3), 65535, np.uint16)
    np.testing.assert_allclose(luminance(white), 1.0, atol=1e-6)


@pytest.mark.parametrize("sigma", [0.7, 2.0, 3.5])
@pytest.mark.parametrize("holed", [False, True])
def test_canny_is_that_of_scikit_image(sigma: float, holed: bool) -> None:
    image = scene()
    mask = scratches() if holed else None
    known = None if mask is None else ~mask
    expected = reference_canny(rgb2gray(image), sigma=sigma, mask=known)
    found = canny(image, mask, sigma=sigma)
    assert found.dtype == np.float32
    assert expected.any()
    assert np.array_equal(found, expected.astype(np.float32))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@both
def test_depth_makes_no_difference(find: Finder, dtype: type[Any]) -> None:
    image = scene()
    scale = {np.uint8: 1, np.uint16: 257, np.float32: 1 / 255}[dtype]
    same = (image.astype(np.float64) * scale).astype(dtype)
    assert (find(same) != find(image)).mean() < 1e-3


@both
def test_inputs_are_not_changed(find: Finder) -> None:
    image, mask = scene(), scratches()
    image_before, mask_before = image.copy(), mask.copy()
    find(image, mask)
    assert np.array_equal(image, image_before)
    assert np.array_equal(mask, mask_before)


@both
@given(seed=st.integers(0, 10_000), sigma=st.sampled_from([0.5, 1.0, 2.0, 4.0]))
@settings(max_examples=20, deadline=None)
def test_hole_and_border_raise_no_edges_whatever_they_hold(
    find: Finder, seed: int, sigma: float
) -> None:
    rng = np.random.default_rng(seed)
    height, width = (int(n) for n in rng.integers(1, 70, 2))
    image = scene(height, width, seed).astype(np.float32) / np.float32(255)
    mask = scratches(height, width, seed)
    other = image.copy()
    other[mask] = rng.choice([0.0, 1.0, -1e9, np.nan, np.inf], (int(mask.sum()), 3))
    edges = find(image, mask, sigma=sigma)
    assert np.array_equal(edges, find(other, mask, sigma=sigma))
    bordered = cv2.dilate(mask.view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert not edges[bordered].any()
    assert not edges[0].any()
    assert not edges[-1].any()
    assert not edges[:, 0].any()
    assert not edges[:, -1].any()


@both
def test_a_white_hole_in_a_flat_photo_raises_nothing(find: Finder) -> None:
    image = np.full((64, 64, 3), 90, np.uint8)
    mask = np.zeros((64, 64), np.bool_)
    mask[20:40, 25:45] = True
    image[mask] = 255
    assert find(image).any()
    assert not find(image, mask).any()


@both
def test_a_photo_that_is_all_hole_has_no_edges(find: Finder) -> None:
    image = scene(40, 50)
    assert not find(image, np.ones((40, 50), np.bool_)).any()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("holed", [False, True])
def test_fast_canny_agrees_with_canny(seed: int, holed: bool) -> None:
    image = scene(360, 480, seed)
    mask = scratches(360, 480, seed) if holed else None
    expected = canny(image, mask)
    assert expected.sum() > 500
    assert f1_within_one_px(fast_canny(image, mask), expected) > 0.96


@pytest.mark.parametrize("holed", [False, True])
@pytest.mark.parametrize("rows", [1, 7, 50])
def test_bands_leave_no_trace(monkeypatch: pytest.MonkeyPatch, rows: int, holed: bool) -> None:
    image = scene(160, 120, 7)
    mask = scratches(160, 120, 7) if holed else None
    whole = fast_canny(image, mask)
    monkeypatch.setattr(edges_module, "_BAND_PIXELS", 120 * rows)
    assert np.array_equal(fast_canny(image, mask), whole)
    assert np.array_equal(luminance(image), edges_module._grey_of(image))


@both
@pytest.mark.parametrize("sigma", [0.0, -1.0, float("nan"), 51.0])
def test_impossible_sigmas_are_refused(find: Finder, sigma: float) -> None:
    with pytest.raises(OptionError, match="Sigma"):
        find(scene(8, 8), sigma=sigma)


@both
def test_a_mask_of_another_size_is_refused(find: Finder) -> None:
    image: Image = scene(8, 9)
    with pytest.raises(SizeMismatchError, match="9x8"):
        find(image, np.zeros((9, 8), np.bool_))


def test_a_broad_edge_is_thinned_to_its_ridge_and_keeps_its_probability() -> None:
    wide = np.zeros((60, 60), np.float32)
    for distance, probability in ((4, 0.2), (2, 0.5), (0, 0.8)):
        cv2.line(wide, (0, 20), (59, 40), probability, 2 * distance + 1)
    before = wide.copy()
    thin = thinned(wide)
    np.testing.assert_array_equal(wide, before)
    per_column = (thin[:, 3:-3] > 0).sum(axis=0)
    assert 1 <= per_column.min() <= per_column.max() <= 2
    assert set(np.unique(thin)) <= set(np.unique(wide))
    rows = np.argmax(thin, axis=0)[3:-3]
    assert np.abs(rows - (20 + 20 * np.arange(3, 57) / 59)).max() <= 1.5
    assert not thinned(np.zeros((5, 5), np.float32)).any()
