"""Neighbourhoods of holes: they cover every hole, keep apart, and stay small for small holes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.imaging.fills.hole_groups import neighbourhoods


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 1500), st.integers(1025, 1500), st.integers(0, 2**32 - 1))
def test_boxes_cover_all_holes_and_do_not_touch(height: int, width: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    mask = np.zeros((height, width), bool)
    for _ in range(chance.integers(1, 6)):
        top, left = chance.integers(height), chance.integers(width)
        mask[top : top + chance.integers(1, 40), left : left + chance.integers(1, 40)] = True
    boxes = neighbourhoods(mask)
    covered = np.zeros_like(mask)
    for box in boxes:
        assert mask[box.slices].any()
        assert not covered[box.slices].any()
        covered[box.slices] = True
    assert not (mask & ~covered).any()


def test_a_scratch_needs_only_its_surroundings() -> None:
    mask = np.zeros((4000, 5000), bool)
    mask[1000:1003, 1000:1400] = True
    (box,) = neighbourhoods(mask)
    assert box.height < 300
    assert box.width < 700


def test_a_small_photograph_is_one_box() -> None:
    mask = np.zeros((300, 400), bool)
    mask[3, 3] = True
    assert neighbourhoods(mask) == [(0, 0, 300, 400)]
