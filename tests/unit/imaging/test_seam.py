"""Seams: an offset of colour goes, everything else stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, SizeMismatchError
from inpaint_studio.imaging import seam as seam_module
from inpaint_studio.imaging.seam import match_seam
from inpaint_studio.imaging.types import FloatImage, Mask


def scene(height: int = 160, width: int = 200, seed: int = 0) -> FloatImage:
    """Soft blobs of colour with grain, away from black and white."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0.25, 0.75, (7, 9, 3)).astype(np.float32)
    image = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    image += rng.normal(0, 0.02, image.shape).astype(np.float32)
    return np.clip(image, 0.2, 0.8).astype(np.float32)


def hole(kind: str, height: int = 160, width: int = 200) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    if kind == "disc":
        cv2.circle(mask, (width // 2, height // 2), min(height, width) // 4, 1, -1)
    elif kind == "scratch":
        cv2.line(mask, (0, height // 5), (width - 1, height // 2), 1, 5)
    elif kind == "border":
        mask[:, : width // 4] = 1
    elif kind == "specks":
        mask[np.random.default_rng(0).random(mask.shape) < 0.01] = 1
    return mask > 0


HOLES = ["disc", "scratch", "border", "specks"]


def error(image: NDArray[np.float32], truth: NDArray[np.float32], mask: Mask) -> float:
    return float(np.sqrt(((image - truth)[mask].astype(np.float64) ** 2).mean()))


@pytest.mark.parametrize("kind", HOLES)
@pytest.mark.parametrize("offset", [(0.1, 0.1, 0.1), (0.06, -0.04, 0.02), (-0.15, 0.0, 0.01)])
def test_a_constant_offset_is_removed(kind: str, offset: tuple[float, float, float]) -> None:
    image, mask = scene(), hole(kind)
    filled = image + np.array(offset, np.float32)
    assert error(match_seam(filled, image, mask), image, mask) < error(filled, image, mask) / 100


@pytest.mark.parametrize("kind", HOLES)
def test_a_smooth_offset_is_removed(kind: str) -> None:
    image, mask = scene(), hole(kind)
    rows, columns = (indices / 200 for indices in np.indices(mask.shape, np.float32))
    offset = np.stack([0.1 + 0.1 * columns, 0.08 - 0.1 * rows, 0.15 * (rows - columns)], axis=2)
    filled = image + offset
    # Beyond a border there is nothing to tell how the offset goes on; it is taken to level off.
    factor = 3 if kind == "border" else 10
    assert error(match_seam(filled, image, mask), image, mask) < error(filled, image, mask) / factor


@pytest.mark.parametrize("kind", ["disc", "scratch"])
def test_a_repainted_grain_is_not_smeared_into_the_hole(kind: str) -> None:
    image, mask = scene(), hole(kind)
    grain = np.random.default_rng(1).normal(0, 0.03, image.shape).astype(np.float32)
    filled = image + np.float32(0.08) + grain
    change = match_seam(filled, image, mask)[mask] - filled[mask]
    assert np.abs(change + 0.08).max() < 0.015


@pytest.mark.parametrize("noise", [0.0, 0.02])
def test_an_edge_that_moved_does_not_streak(noise: float) -> None:
    columns = np.indices((160, 200), np.float32)[1]
    image = np.repeat(np.where(columns < 100, 0.3, 0.7).astype(np.float32)[..., None], 3, axis=2)
    filled = np.repeat(np.where(columns < 104, 0.3, 0.7).astype(np.float32)[..., None], 3, axis=2)
    filled += np.random.default_rng(2).normal(0, noise, filled.shape).astype(np.float32)
    mask = hole("disc")
    assert np.abs(match_seam(filled, image, mask) - filled).max() < 0.01


@given(
    seed=st.integers(0, 10_000), height=st.integers(1, 60), width=st.integers(1, 60),
    share=st.sampled_from([0.0, 0.01, 0.3, 0.9, 1.0]),
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_only_the_hole_changes_and_stays_in_range(
    seed: int, height: int, width: int, share: float
) -> None:
    rng = np.random.default_rng(seed)
    image = rng.random((height, width, 3), np.float32)
    filled = rng.random((height, width, 3), np.float32)
    mask = rng.random((height, width)) < share
    image[mask] = np.nan  # not to be read
    inputs = image.copy(), filled.copy(), mask.copy()
    result = match_seam(filled, image, mask)
    assert result.dtype == np.float32
    assert np.array_equal(result[~mask], filled[~mask])
    assert ((result >= 0) & (result <= 1)).all()
    for array, before in zip((image, filled, mask), inputs, strict=True):
        assert np.array_equal(array, before, equal_nan=array.dtype != np.bool_)


@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.01, 0.4, 1.0]))
@settings(max_examples=20, deadline=None)
def test_a_fill_that_meets_the_photo_is_left_alone(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    image = rng.random((31, 47, 3), np.float32)
    mask = rng.random((31, 47)) < share
    filled = np.where(mask[..., None], rng.random(image.shape, np.float32), image)
    assert np.array_equal(match_seam(filled, image, mask), filled)


def test_sixteen_bits_are_kept() -> None:
    ramp = np.linspace(0.3, 0.7, 200, dtype=np.float32)
    image = np.repeat(np.tile(ramp, (160, 1))[..., None], 3, axis=2)
    mask = hole("disc")
    filled = image + np.float32(0.05)
    worst = np.abs(match_seam(filled, image, mask) - image)[mask].max()
    assert worst < 0.5 / 65535


@pytest.mark.parametrize("kind", HOLES)
def test_a_coarser_grid_gives_nearly_the_same(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    height, width = 301, 411
    image, mask = scene(height, width), hole(kind, height, width)
    rows, columns = (indices / 400 for indices in np.indices(mask.shape, np.float32))
    filled = image + np.stack([0.1 * columns, 0.1 * rows, 0.05 + 0 * rows], axis=2)
    fine = match_seam(filled, image, mask)
    monkeypatch.setattr(seam_module, "_LARGEST_GRID_PX", 128)
    monkeypatch.setattr(seam_module, "_BAND_PIXELS", 4096)
    coarse = match_seam(filled, image, mask)
    assert np.abs(coarse - fine).max() < 0.01
    assert error(coarse, image, mask) < error(filled, image, mask) / (3 if kind == "border" else 8)


def test_arrays_that_do_not_fit_are_refused() -> None:
    image = np.zeros((4, 5, 3), np.float32)
    mask = np.zeros((4, 5), np.bool_)
    with pytest.raises(BadInputError, match="float32"):
        match_seam(image, image.astype(np.float64), mask)  # type: ignore[arg-type]
    with pytest.raises(BadInputError, match="float32"):
        match_seam(image, image[:3], mask)
    with pytest.raises(BadInputError, match="float32"):
        match_seam((image * 255).astype(np.uint8), image, mask)  # type: ignore[arg-type]
    with pytest.raises(SizeMismatchError):
        match_seam(image, image, mask[:3])
