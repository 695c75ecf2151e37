"""Gradient-domain blending: the border meets the photo, gradients stay, nothing else changes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, CancelledError, SizeMismatchError
from inpaint_studio.imaging import poisson as poisson_module
from inpaint_studio.imaging.poisson import BorderStep, poisson_blend
from inpaint_studio.imaging.types import FloatImage, Mask
from inpaint_studio.progress import ProgressToken


def scene(height: int = 96, width: int = 120, seed: int = 0) -> FloatImage:
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0.3, 0.7, (6, 7, 3)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))


def hole(kind: str, height: int = 96, width: int = 120) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    if kind == "disc":
        cv2.circle(mask, (width // 2, height // 2), min(height, width) // 3, 1, -1)
    elif kind == "scratch":
        cv2.line(mask, (0, height // 5), (width - 1, height // 2), 1, 3)
    elif kind == "border":
        mask[:, : width // 4] = 1
    elif kind == "specks":
        mask[np.random.default_rng(0).random(mask.shape) < 0.3] = 1
    return mask > 0


HOLES = ["disc", "scratch", "border", "specks"]


def membrane_residual(change: NDArray[np.float32], mask: Mask) -> float:
    """Largest Laplacian of `change` at hole pixels whose four neighbours are all hole."""
    inner = cv2.erode(mask.astype(np.uint8), np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8))
    laplacian = cv2.Laplacian(change, cv2.CV_32F)[inner > 0]
    return float(np.abs(laplacian).max(initial=0.0))


@pytest.mark.parametrize("kind", HOLES)
def test_an_offset_of_the_hole_alone_goes(kind: str) -> None:
    """The known pixels are repainted faithfully, the hole is off in tone."""
    image, mask = scene(), hole(kind)
    filled = np.where(mask[..., None], image + np.array([0.1, -0.05, 0.07], np.float32), image)
    filled = filled.astype(np.float32)
    change = poisson_blend(filled, image, mask) - image
    assert np.abs(change[mask]).mean() < 0.015
    # What is published cannot know better than the fill's own step at the border.
    as_filled = poisson_blend(filled, image, mask, step=BorderStep.AS_FILLED)
    assert np.array_equal(as_filled, filled)


@pytest.mark.parametrize("kind", HOLES)
def test_an_offset_of_the_whole_window_goes_exactly_as_published(kind: str) -> None:
    image, mask = scene(), hole(kind)
    filled = image + np.array([0.1, -0.05, 0.07], np.float32)
    result = poisson_blend(filled, image, mask, step=BorderStep.AS_FILLED)
    assert np.abs(result - image)[mask].max() < 2e-3


@pytest.mark.parametrize("step", list(BorderStep))
def test_gradients_of_the_fill_are_kept(step: BorderStep) -> None:
    image, mask = scene(), hole("disc")
    grain = np.random.default_rng(1).normal(0, 0.03, image.shape).astype(np.float32)
    filled = scene(seed=4) + grain
    change = poisson_blend(filled, image, mask, step=step) - filled
    assert np.abs(change).max() > 0.05
    assert membrane_residual(change, mask) < 5e-3


def test_the_border_goes_on_where_the_photo_ends() -> None:
    image, mask = scene(), hole("disc")
    filled = scene(seed=4)
    result = poisson_blend(filled, image, mask)
    outside = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    rows, columns = np.nonzero(outside[:, :-1] & ~mask[:, :-1] & mask[:, 1:])
    jump = np.abs(result[rows, columns + 1] - image[rows, columns])
    before = np.abs(filled[rows, columns + 1] - image[rows, columns])
    assert jump.mean() < before.mean() / 5


def test_a_fill_that_goes_on_evenly_is_left_alone() -> None:
    image, mask = np.full((20, 30, 3), 0.4, np.float32), hole("disc", 20, 30)
    assert np.array_equal(poisson_blend(image, image, mask), image)


@given(
    seed=st.integers(0, 10_000), height=st.integers(1, 40), width=st.integers(1, 40),
    share=st.sampled_from([0.0, 0.01, 0.3, 0.9, 1.0]), step=st.sampled_from(list(BorderStep)),
)  # fmt: skip
@settings(max_examples=50, deadline=None)
def test_only_the_hole_changes_and_stays_in_range(
    seed: int, height: int, width: int, share: float, step: BorderStep
) -> None:
    rng = np.random.default_rng(seed)
    image = rng.random((height, width, 3), np.float32)
    filled = rng.random((height, width, 3), np.float32)
    mask = rng.random((height, width)) < share
    image[mask] = np.nan  # not to be read
    inputs = image.copy(), filled.copy(), mask.copy()
    result = poisson_blend(filled, image, mask, step=step)
    assert result.dtype == np.float32
    assert np.array_equal(result[~mask], filled[~mask])
    assert ((result >= 0) & (result <= 1)).all()
    for array, before in zip((image, filled, mask), inputs, strict=True):
        assert np.array_equal(array, before, equal_nan=array.dtype != np.bool_)


def test_the_solution_is_that_of_the_linear_system() -> None:
    """Against a dense solver, on a ragged hole."""
    rng = np.random.default_rng(3)
    mask = rng.random((17, 23)) < 0.6
    image = rng.uniform(0.4, 0.6, (17, 23, 3)).astype(np.float32)
    filled = rng.uniform(0.4, 0.6, (17, 23, 3)).astype(np.float32)
    index = {tuple(place): number for number, place in enumerate(np.argwhere(mask))}
    matrix, side = np.zeros((len(index), len(index))), np.zeros((len(index), 3))
    for (row, column), own in index.items():
        for there in ((row, column + 1), (row, column - 1), (row + 1, column), (row - 1, column)):
            if not (0 <= there[0] < 17 and 0 <= there[1] < 23):
                continue
            matrix[own, own] += 1
            if there in index:
                matrix[own, index[there]] -= 1
            else:
                side[own] += image[there] - filled[row, column]
    expected = filled[mask] + np.linalg.solve(matrix, side)
    result = poisson_blend(filled, image, mask)[mask]
    assert np.abs(result - np.clip(expected, 0, 1)).max() < 1e-3


@pytest.mark.parametrize("kind", HOLES)
def test_tiles_of_a_large_hole_agree_with_the_whole(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, mask = scene(301, 411), hole(kind, 301, 411)
    filled = scene(301, 411, seed=4)
    whole = poisson_blend(filled, image, mask)
    monkeypatch.setattr(poisson_module, "_LARGEST_PX", 128)
    monkeypatch.setattr(poisson_module, "_BAND_PIXELS", 4096)
    tiled = poisson_blend(filled, image, mask)
    assert np.abs(tiled - whole)[mask].mean() < np.abs(whole - filled)[mask].mean() / 20


def test_it_can_be_cancelled() -> None:
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        poisson_blend(scene(seed=4), scene(), hole("disc"), token=token)


def test_arrays_that_do_not_fit_are_refused() -> None:
    image, mask = np.zeros((4, 5, 3), np.float32), np.zeros((4, 5), np.bool_)
    with pytest.raises(BadInputError, match="float32"):
        poisson_blend(image, image[:3], mask)
    with pytest.raises(SizeMismatchError):
        poisson_blend(image, image, mask[:3])


def test_a_thin_hole_of_any_extent_is_solved_exactly() -> None:
    """A crossing pair of scratches larger than what is solved in tiles, against a sparse solver."""
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import spsolve

    size = (1150, 1300)
    lines = np.zeros(size, np.uint8)
    cv2.line(lines, (0, 30), (1299, 1100), 1, 3)
    cv2.line(lines, (200, 1149), (900, 0), 1, 2)
    mask = lines > 0
    image, filled = scene(*size), scene(*size, seed=4)
    places = np.argwhere(mask)
    index = np.full((size[0] + 2, size[1] + 2), -2)  # beyond the window
    index[1:-1, 1:-1] = -1  # known
    index[places[:, 0] + 1, places[:, 1] + 1] = np.arange(len(places))
    diagonal, side, ties = np.zeros(len(places)), np.zeros((len(places), 3)), []
    for shift in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        there = places + shift
        other = index[there[:, 0] + 1, there[:, 1] + 1]
        diagonal += other > -2
        own = np.flatnonzero(other == -1)
        side[own] += image[tuple(there[own].T)] - filled[tuple(places[own].T)]
        ties.append(np.stack([np.flatnonzero(other >= 0), other[other >= 0]]))
    rows, columns = np.concatenate(ties, axis=1)
    at = np.arange(len(places))
    matrix = coo_array(
        (
            np.concatenate([diagonal, np.full(len(rows), -1.0)]),
            (np.concatenate([at, rows]), np.concatenate([at, columns])),
        )
    ).tocsc()
    expected = np.clip(filled[mask] + spsolve(matrix, side), 0, 1)
    result = poisson_blend(filled, image, mask)
    assert np.abs(result[mask] - expected).max() < 1e-3
    assert np.array_equal(result[~mask], filled[~mask])
