"""Lines go on through a hole where both sides agree, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inpaint_studio.imaging.continuation import continued_lines, line_ends
from inpaint_studio.imaging.edges import canny
from inpaint_studio.imaging.types import EdgeMap, Mask

SIDE = 200
SKY, ROOF, GRASS, POLE = (180, 200, 230), (140, 60, 50), (90, 110, 60), (60, 40, 30)
HOLE = np.zeros((SIDE, SIDE), np.bool_)
HOLE[70:130, 70:130] = True  # 60 px

Corners = Sequence[tuple[int, int]]  # (x, y)


def scene(*areas: tuple[Corners, tuple[int, int, int]]) -> NDArray[np.uint8]:
    """Areas of one colour over sky, with grain."""
    image = np.full((SIDE, SIDE, 3), SKY, np.float32)
    for corners, colour in areas:
        cv2.fillPoly(image, [np.array(corners)], colour, cv2.LINE_AA)
    return grained(image)


def grained(image: NDArray[np.float32]) -> NDArray[np.uint8]:
    grain = np.random.default_rng(0).normal(0, 4, image.shape)
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def shown(image: NDArray[np.uint8], mask: Mask = HOLE) -> EdgeMap:
    """What is proposed when the hole's content is not known."""
    damaged = image.copy()
    damaged[mask] = np.random.default_rng(1).integers(0, 256, (int(mask.sum()), 3))
    return continued_lines(damaged, mask, canny(damaged, mask))


def agreement(lines: EdgeMap, image: NDArray[np.uint8]) -> tuple[float, float]:
    """Precision and recall, within 2 px, of the lines against the edges that are really there."""
    found, wanted = lines > 0.5, (canny(image) > 0.5) & HOLE
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    near_found, near_wanted = (
        cv2.dilate(each.view(np.uint8), disc).astype(bool) for each in (found, wanted)
    )
    return float(near_wanted[found].mean()), float(near_found[wanted].mean())


BELOW = [(SIDE, SIDE), (0, SIDE)]
HORIZON: Corners = [(0, 110), (SIDE, 95), *BELOW]


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(scene((HORIZON, GRASS)), id="horizon"),
        pytest.param(scene(([(0, 30), (SIDE, 160), *BELOW], ROOF)), id="roof"),
        pytest.param(scene(([(20, 180), (100, 85), (180, 180)], ROOF)), id="gable"),
        pytest.param(
            scene(([(0, 95), (SIDE, 95), *BELOW], ROOF), ([(0, 107), (SIDE, 107), *BELOW], GRASS)),
            id="a second line beside the first",
        ),
        pytest.param(
            scene((HORIZON, GRASS), ([(94, 0), (106, 0), (106, SIDE), (94, SIDE)], POLE)),
            id="a pole before the horizon",
        ),
    ],
)
def test_a_line_goes_through_a_hole_of_60_px(image: NDArray[np.uint8]) -> None:
    precision, recall = agreement(shown(image), image)
    assert precision > 0.9
    assert recall > 0.95


def test_a_bent_line_stays_bent() -> None:
    dome = np.full((SIDE, SIDE, 3), SKY, np.float32)
    cv2.circle(dome, (100, 180), 85, ROOF, -1, cv2.LINE_AA)
    precision, recall = agreement(shown(grained(dome)), grained(dome))
    assert min(precision, recall) > 0.95


def test_a_line_that_turns_a_corner_soon_outside_is_followed_up_to_it() -> None:
    gable: Corners = [(20, 175), (145, 55), (SIDE, 70), *BELOW]  # its top 16 px beside the hole
    image = scene((gable, ROOF))
    precision, recall = agreement(shown(image), image)
    assert min(precision, recall) > 0.8  # without, nothing is found


def test_nothing_is_made_up() -> None:
    beside: Corners = [(0, 60), (60, 60), (60, 150), (0, 150)]
    assert not shown(scene((beside, ROOF))).any()
    # One line grows darker downwards, the other, opposite it, lighter.
    left = scene(([(0, 100), (SIDE, 100), *BELOW], ROOF)).astype(np.float32)
    share = np.clip((np.arange(SIDE) - 40) / 120, 0, 1)[:, None]
    mixed = (left * (1 - share) + left[::-1] * share).astype(np.uint8)
    assert (canny(mixed, HOLE)[80:120] > 0.5).any()
    assert not (shown(mixed) > 0.5).any()
    assert not shown(scene()).any()


def test_what_lies_in_the_hole_is_not_read_and_nothing_is_changed() -> None:
    image = scene((HORIZON, GRASS))
    edges = canny(image, HOLE)
    before = image.copy(), edges.copy()
    lines = continued_lines(image, HOLE, edges)
    assert (image == before[0]).all()
    assert (edges == before[1]).all()
    assert (shown(image) == lines).all()
    assert lines.dtype == np.float32
    assert 0 <= lines.min() < lines.max() <= 1
    assert not lines[~HOLE].any()


def test_line_ends_lie_at_the_rim_and_point_inward() -> None:
    ends = line_ends(image := scene((HORIZON, GRASS)), HOLE, canny(image, HOLE))
    assert len(ends) == 2
    for end in sorted(ends, key=lambda each: each.at[1]):
        inward = 1 if end.at[1] < 100 else -1
        assert abs(end.at[0] - (110 - 15 * end.at[1] / SIDE)) < 1.5
        assert end.inward[1] * inward > 0.95
        above, below = (end.left, end.right)[::inward]
        assert above == pytest.approx(np.array(SKY) / 255, abs=0.03)
        assert below == pytest.approx(np.array(GRASS) / 255, abs=0.03)


@pytest.mark.parametrize("mask", [np.zeros_like(HOLE), np.ones_like(HOLE)], ids=["none", "all"])
def test_without_a_hole_or_without_a_photo_there_are_no_lines(mask: Mask) -> None:
    image = scene((HORIZON, GRASS))
    assert not continued_lines(image, mask, canny(image, mask)).any()


@pytest.mark.parametrize("size", [(1, 1), (3, 17), (40, 9)])
def test_small_photos(size: tuple[int, int]) -> None:
    image = np.random.default_rng(3).integers(0, 256, (*size, 3), dtype=np.uint8)
    mask = np.zeros(size, np.bool_)
    mask[size[0] // 2] = True
    assert continued_lines(image, mask, canny(image, mask)).shape == size
