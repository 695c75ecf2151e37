"""Mask operations against their definitions, pixel by pixel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging import labelling
from inpaint_studio.imaging import mask as mask_module
from inpaint_studio.imaging.mask import (
    Component,
    components,
    drop_specks,
    feather_weights,
    fill_enclosed,
    grow,
    hole_box,
    hole_share,
    invert,
    shrink,
)
from inpaint_studio.imaging.types import Mask

masks = hnp.arrays(
    np.bool_,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=24),
    elements=st.booleans(),
)
sparse_masks = hnp.arrays(
    np.bool_,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=24),
    elements=st.integers(0, 15).map(lambda value: value == 0),
)
any_masks = st.one_of(masks, sparse_masks)
reaches = st.one_of(
    st.integers(0, 40).map(float),
    st.integers(0, 200).map(lambda squared: float(np.sqrt(squared))),
    st.floats(0.0, 12.0),
)
relaxed = settings(max_examples=50, deadline=None)


def squared_distances(target: Mask) -> NDArray[np.float64]:
    """Squared distance of every pixel to the nearest True one, by trying all; inf for none."""
    rows, columns = np.indices(target.shape)
    ys, xs = np.nonzero(target)
    if len(ys) == 0:
        return np.full(target.shape, np.inf)
    return ((rows[..., None] - ys) ** 2 + (columns[..., None] - xs) ** 2).min(axis=2).astype(float)


def within(squared: NDArray[np.float64], reach: float) -> Mask:
    return np.sqrt(squared) <= reach


@pytest.fixture
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mask_module, "_TILE_PX", 7)
    monkeypatch.setattr(mask_module, "_LARGEST_TILE_PX", 9)
    monkeypatch.setattr(labelling, "_BAND_PIXELS", 40)


@given(any_masks, reaches)
@relaxed
def test_grow_is_every_pixel_within_reach(mask: Mask, reach: float) -> None:
    before = mask.copy()
    grown = grow(mask, reach)
    assert np.array_equal(grown, within(squared_distances(mask), reach))
    assert np.array_equal(mask, before)
    assert not np.shares_memory(grown, mask)


@given(any_masks, reaches)
@relaxed
def test_shrink_is_every_hole_pixel_out_of_reach(mask: Mask, reach: float) -> None:
    before = mask.copy()
    assert np.array_equal(shrink(mask, reach), mask & ~within(squared_distances(~mask), reach))
    assert np.array_equal(mask, before)


@given(any_masks, reaches)
@relaxed
def test_shrink_is_grow_of_the_known_area(mask: Mask, reach: float) -> None:
    assert np.array_equal(shrink(mask, reach), mask & ~grow(~mask, reach))


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.parametrize("share", [0.002, 0.05, 0.5, 0.98])
@pytest.mark.parametrize("reach", [1.0, 2.5, 5.0, 13.0, 60.0])
def test_tiles_leave_no_trace(share: float, reach: float) -> None:
    mask = np.random.default_rng(3).random((83, 61)) < share
    to_hole = ndimage.distance_transform_edt(~mask) if mask.any() else np.full(mask.shape, np.inf)
    to_known = ndimage.distance_transform_edt(mask)
    assert np.array_equal(grow(mask, reach), to_hole <= reach)
    assert np.array_equal(shrink(mask, reach), mask & (to_known > reach))
    expected = np.where(to_hole < reach, 0.5 + 0.5 * np.cos(np.pi * to_hole / reach), 0.0)
    np.testing.assert_allclose(feather_weights(mask, reach), expected, atol=1e-6)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("reach", [900, 1400, 2500])
def test_long_reaches_are_exact(reach: int, threads: int, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(partial(cv2.setNumThreads, cv2.getNumThreads()))
    cv2.setNumThreads(threads)
    mask = np.zeros((40, 2 * reach + 40), np.bool_)
    mask[3, 17] = True
    rows, columns = np.indices(mask.shape)
    expected = (rows - 3) ** 2 + (columns - 17) ** 2 <= reach**2
    assert np.array_equal(grow(mask, reach), expected)


@given(any_masks, st.floats(0.0, 15.0))
@relaxed
def test_feather_is_one_in_the_hole_and_zero_from_its_reach_on(mask: Mask, reach: float) -> None:
    weights = feather_weights(mask, reach)
    distance = np.sqrt(squared_distances(mask))
    assert weights.dtype == np.float32
    assert weights.shape == mask.shape
    assert (weights[mask] == 1).all()
    assert (weights[(distance >= reach) & ~mask] == 0).all()
    assert ((weights >= 0) & (weights <= 1)).all()
    order = np.argsort(distance, axis=None)
    assert (np.diff(weights.ravel()[order]) <= 1e-6).all()


@pytest.mark.parametrize("function", [grow, shrink, feather_weights])
@pytest.mark.parametrize("reach", [-1.0, float("nan"), float("inf")])
def test_impossible_reaches_are_refused(
    function: Callable[[Mask, float], object], reach: float
) -> None:
    with pytest.raises(OptionError, match="pixels"):
        function(np.ones((2, 2), np.bool_), reach)


@given(masks)
@relaxed
def test_fill_enclosed_keeps_what_reaches_the_border(mask: Mask) -> None:
    labels, _ = ndimage.label(~mask)  # side to side
    outside = set(labels[0]) | set(labels[-1]) | set(labels[:, 0]) | set(labels[:, -1])
    assert np.array_equal(fill_enclosed(mask), mask | ~np.isin(labels, list(outside)))


def test_fill_enclosed_of_a_diagonal_ring() -> None:
    mask = np.zeros((7, 7), np.bool_)
    for row, column in [(1, 3), (2, 2), (2, 4), (3, 1), (3, 5), (4, 2), (4, 4), (5, 3)]:
        mask[row, column] = True
    assert fill_enclosed(mask)[3, 3]
    mask[1, 3] = False
    assert not fill_enclosed(mask)[3, 3]


def pieces(mask: Mask) -> list[Component]:
    """Components by scipy."""
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    found = [
        Component(Box(rows.start, columns.start, rows.stop, columns.stop), int((labels == i).sum()))
        for i, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1)
    ]
    return sorted(found)


@given(any_masks)
@relaxed
def test_components_are_those_of_scipy(mask: Mask) -> None:
    assert sorted(components(mask)) == pieces(mask)


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.parametrize("share", [0.1, 0.3, 0.45, 0.9])
def test_components_are_joined_across_bands(share: float) -> None:
    mask = np.random.default_rng(5).random((70, 31)) < share
    assert sorted(components(mask)) == pieces(mask)
    boxes = [component.box for component in components(mask)]
    assert boxes == sorted(boxes)
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    areas = np.bincount(labels.ravel())
    for least in (0, 1, 2, 4, 20, 10_000):
        assert np.array_equal(drop_specks(mask, least), mask & (areas[labels] >= least))


@given(any_masks, st.integers(0, 30))
@relaxed
def test_drop_specks_drops_exactly_the_small_pieces(mask: Mask, least: int) -> None:
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    areas = np.bincount(labels.ravel())
    before = mask.copy()
    assert np.array_equal(drop_specks(mask, least), mask & (areas[labels] >= least))
    assert np.array_equal(mask, before)


def test_a_negative_speck_is_refused() -> None:
    with pytest.raises(OptionError, match="-1"):
        drop_specks(np.ones((2, 2), np.bool_), -1)


@given(any_masks)
@relaxed
def test_share_box_and_inverse(mask: Mask) -> None:
    assert hole_share(mask) == pytest.approx(mask.mean())
    assert np.array_equal(invert(mask), ~mask)
    box = hole_box(mask)
    assert mask[box.slices].sum() == mask.sum()
    if mask.any():
        rows, columns = np.nonzero(mask)
        assert box == (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)
    else:
        assert box == Box(0, 0, 0, 0)


@pytest.mark.parametrize("view", ["transposed", "strided", "reversed"])
def test_views_are_as_good_as_copies(view: str) -> None:
    mask = np.random.default_rng(1).random((40, 30)) < 0.1
    seen = {"transposed": mask.T, "strided": mask[::2, ::3], "reversed": mask[::-1, ::-1]}[view]
    copy = seen.copy()
    assert np.array_equal(grow(seen, 2), grow(copy, 2))
    assert np.array_equal(fill_enclosed(seen), fill_enclosed(copy))
    assert np.array_equal(drop_specks(seen, 3), drop_specks(copy, 3))
    assert components(seen) == components(copy)


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((3, 3), np.uint8),
        np.zeros((3, 3, 1), np.bool_),
        np.zeros((0, 3), np.bool_),
        np.zeros(3, np.bool_),
    ],
)
def test_only_masks_are_taken(wrong: Mask) -> None:
    with pytest.raises(BadInputError):
        hole_box(wrong)
