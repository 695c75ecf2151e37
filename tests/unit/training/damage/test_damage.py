"""Properties of drawn damage: exact masks, untouched inputs, repeatability, every kind and depth."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.imaging.types import Image, full_scale
from inpaint_studio.training.damage import DamageKind, apply_damage

KINDS = list(DamageKind)
# Weak damage may fall on nothing visible; these are drawn on every photograph of some size.
SIZES = [(1, 1), (2, 9), (7, 5), (33, 64), (101, 63), (240, 181)]


def photograph(
    size: tuple[int, int], dtype: type = np.uint8, *, grey: bool = False, seed: int = 0
) -> Image:
    """A smooth scene with some texture, in colour or grey."""
    height, width = size
    rng = np.random.default_rng(seed)
    coarse = rng.random((4, 4, 3)).astype(np.float32)
    unit = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    unit = np.clip(0.15 + 0.6 * unit + 0.04 * rng.standard_normal(unit.shape), 0, 1)
    if grey:
        unit = np.repeat(unit[..., :1], 3, 2)
    image: Image = (unit * full_scale(np.dtype(dtype))).astype(dtype)
    return image


def changed(before: Image, after: Image) -> np.ndarray:
    return (before != after).any(2)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_leaves_a_mark_and_masks_exactly_that(kind: DamageKind) -> None:
    image = photograph((180, 243))
    before = image.copy()
    result = apply_damage(image, [kind], seed=3, strength=0.8)
    np.testing.assert_array_equal(image, before)
    np.testing.assert_array_equal(result.mask, changed(image, result.image))
    np.testing.assert_array_equal(result.masks[kind], result.mask)
    assert 0.0 < result.mask.mean() < 0.7
    assert result.mask.dtype == np.bool_


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_all_kinds_together_at_any_size_and_depth(size: tuple[int, int], dtype: type) -> None:
    image = photograph(size, dtype)
    result = apply_damage(image, KINDS, seed=11, strength=0.6)
    assert result.image.shape == image.shape
    assert result.image.dtype == image.dtype
    np.testing.assert_array_equal(result.mask, changed(image, result.image))
    union = np.logical_or.reduce(list(result.masks.values()))
    np.testing.assert_array_equal(union, result.mask)
    assert set(result.masks) == set(KINDS)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_grey_stays_grey(dtype: type) -> None:
    image = photograph((120, 90), dtype, grey=True)
    result = apply_damage(image, KINDS, seed=5)
    assert result.mask.any()
    np.testing.assert_array_equal(result.image[..., 0], result.image[..., 1])
    np.testing.assert_array_equal(result.image[..., 1], result.image[..., 2])


@pytest.mark.parametrize("kind", KINDS)
def test_no_change_is_too_faint_to_see(kind: DamageKind) -> None:
    image = photograph((96, 128), np.uint16)
    result = apply_damage(image, [kind], seed=1)
    difference = np.abs(result.image.astype(np.int64) - image.astype(np.int64)).max(2)
    # Layers of one kind may overlap and cancel in part; a single layer never is fainter than 2/255.
    faint = result.mask & (difference < 256)
    assert faint.sum() <= 0.02 * result.mask.sum()


@settings(max_examples=25, deadline=None)
@given(
    kinds=st.sets(st.sampled_from(KINDS), max_size=4),
    seed=st.integers(0, 2**32),
    strength=st.floats(0.01, 1.0),
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
)
def test_same_seed_same_damage(
    kinds: set[DamageKind], seed: int, strength: float, size: tuple[int, int]
) -> None:
    image = photograph(size, seed=seed)
    one = apply_damage(image, kinds, seed=seed, strength=strength)
    two = apply_damage(image, list(kinds) * 2, seed=seed, strength=strength)
    np.testing.assert_array_equal(one.image, two.image)
    np.testing.assert_array_equal(one.mask, changed(image, one.image))


def test_seeds_differ() -> None:
    image = photograph((128, 128))
    results = [apply_damage(image, [DamageKind.FOLD], seed=seed).mask for seed in range(4)]
    assert not any(np.array_equal(results[0], other) for other in results[1:])


def test_adding_a_kind_moves_no_other() -> None:
    image = photograph((128, 128))
    alone = apply_damage(image, [DamageKind.FOLD], seed=2)
    more = apply_damage(image, [DamageKind.FOLD, DamageKind.DATE_STAMP], seed=2)
    kept = ~more.masks[DamageKind.DATE_STAMP]
    np.testing.assert_array_equal(alone.image[kept], more.image[kept])


def test_sizes_follow_the_photograph() -> None:
    """The same damage covers about the same share of a small and of a large copy."""
    large = cv2.resize(photograph((256, 256)), (768, 768), interpolation=cv2.INTER_LINEAR)
    small = cv2.resize(large, (384, 384), interpolation=cv2.INTER_AREA)
    kinds = [DamageKind.TORN_CORNER, DamageKind.TAPE]
    shares = [apply_damage(image, kinds, seed=9).mask.mean() for image in (small, large)]
    assert shares[0] == pytest.approx(shares[1], rel=0.3)


def test_flat_white_and_black_photographs() -> None:
    for value in (0, 255):
        image = np.full((90, 70, 3), value, np.uint8)
        result = apply_damage(image, KINDS, seed=4, strength=1.0)
        assert result.mask.any()
        np.testing.assert_array_equal(result.mask, changed(image, result.image))


def test_floats_beyond_white_outside_the_damage_are_kept() -> None:
    image = photograph((80, 80), np.float32)
    image[::2] += 2.0
    result = apply_damage(image, [DamageKind.HAIR_SCRATCH, DamageKind.FOLD], seed=1)
    np.testing.assert_array_equal(result.image[~result.mask], image[~result.mask])
    assert result.mask.any()


def test_no_kinds_no_damage() -> None:
    image = photograph((20, 30))
    result = apply_damage(image, [], seed=0)
    assert not result.mask.any()
    assert result.image is not image
    np.testing.assert_array_equal(result.image, image)


@pytest.mark.parametrize("strength", [0.0, -1.0, 1.5, float("nan")])
def test_strength_out_of_range(strength: float) -> None:
    with pytest.raises(OptionError, match="Strength"):
        apply_damage(photograph((8, 8)), [DamageKind.DUST], seed=0, strength=strength)


def test_bad_input() -> None:
    with pytest.raises(OptionError, match="Seed"):
        apply_damage(photograph((8, 8)), [DamageKind.DUST], seed=-1)
    with pytest.raises(BadInputError, match="shape"):
        apply_damage(np.zeros((8, 8), np.uint8), [DamageKind.DUST], seed=0)
