"""Windows: every hole pixel in exactly one core, at a cost set by thickness."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.errors import OptionError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.mask import hole_box
from inpaint_studio.imaging.regions import Window, plan_windows, waves
from inpaint_studio.imaging.types import Mask


def check_plan(mask: Mask, windows: tuple[Window, ...], native_px: int, max_px: int = 4096) -> None:
    """What holds for every plan."""
    size = Size(*mask.shape)
    filled = np.zeros(mask.shape, np.uint8)
    for window in windows:
        assert size.box.contains(window.box)
        assert window.box.contains(window.core)
        assert mask[window.core.slices].any()
        filled[window.core.slices] += mask[window.core.slices]
        assert max(window.box.size) <= max_px
        assert window.scale == min(1.0, min(native_px, max_px) / max(window.box.size))
        assert 0 < window.scale <= 1
        for extent, length in zip(size, window.box.size, strict=True):
            assert length >= min(extent, native_px, max_px)
    assert np.array_equal(filled, mask.astype(np.uint8))
    cores = [window.core for window in windows]
    for index, core in enumerate(cores):
        assert not any(core.intersects(other) for other in cores[:index])


@st.composite
def drawn_masks(draw: st.DrawFn) -> Mask:
    """Lines, blobs, boxes and specks on photos from one pixel up."""
    height, width = draw(st.integers(1, 160)), draw(st.integers(1, 160))
    mask = np.zeros((height, width), np.uint8)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def point() -> tuple[int, int]:
        return int(rng.integers(0, width)), int(rng.integers(0, height))

    for _ in range(draw(st.integers(0, 4))):
        cv2.line(mask, point(), point(), 1, int(rng.integers(1, 6)))
    for _ in range(draw(st.integers(0, 2))):
        cv2.circle(mask, point(), int(rng.integers(0, 60)), 1, -1)
    for _ in range(draw(st.integers(0, 1))):
        cv2.rectangle(mask, point(), point(), 1, -1)
    for _ in range(draw(st.sampled_from([0, 0, 3, 40]))):
        mask[point()[::-1]] = 1
    return mask > 0


@given(
    mask=drawn_masks(),
    native_px=st.integers(1, 70),
    context_ratio=st.sampled_from([0.0, 0.25, 0.5, 2.0, 9.0]),
    min_context_px=st.integers(0, 40),
    max_window_px=st.integers(1, 200),
)
@settings(max_examples=50, deadline=None)
def test_cores_partition_the_hole(
    mask: Mask, native_px: int, context_ratio: float, min_context_px: int, max_window_px: int
) -> None:
    before = mask.copy()
    windows = plan_windows(
        mask,
        native_px=native_px,
        context_ratio=context_ratio,
        min_context_px=min_context_px,
        max_window_px=max_window_px,
    )
    check_plan(mask, windows, native_px, max_window_px)
    assert np.array_equal(mask, before)


@given(mask=drawn_masks(), native_px=st.sampled_from([16, 32, 64]))
@settings(max_examples=50, deadline=None)
def test_windows_are_few(mask: Mask, native_px: int) -> None:
    windows = plan_windows(mask, native_px=native_px, min_context_px=native_px // 8)
    # Tiling the box around the hole at native resolution with the same context is the most a hole
    # that is thin everywhere may cost; thick parts may add a few cuts around them.
    box = hole_box(mask)
    room = native_px - 2 * (native_px // 8) - native_px // 16
    tiles = math.ceil((box.height + 2) / room) * math.ceil((box.width + 2) / room)
    assert len(windows) <= 2 * tiles + 4


@given(mask=drawn_masks(), native_px=st.sampled_from([16, 48]))
@settings(max_examples=30, deadline=None)
def test_waves_hold_every_window_once_and_keep_the_order_of_those_that_meet(
    mask: Mask, native_px: int
) -> None:
    windows = plan_windows(mask, native_px=native_px)
    groups = waves(windows)
    assert sorted(w.core for group in groups for w in group) == sorted(w.core for w in windows)
    wave_of = {window.core: number for number, group in enumerate(groups) for window in group}
    for index, later in enumerate(windows):
        for earlier in windows[:index]:
            if later.box.intersects(earlier.core) or earlier.box.intersects(later.core):
                assert wave_of[earlier.core] < wave_of[later.core]


def lines(height: int, width: int, *, thickness: int, count: int = 1, seed: int = 0) -> Mask:
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    for _ in range(count):
        ends = (int(rng.integers(0, height)), int(rng.integers(0, height)))
        cv2.line(mask, (0, ends[0]), (width - 1, ends[1]), 1, thickness)
    return mask > 0


@pytest.mark.parametrize("native_px", [256, 512])
def test_a_long_scratch_is_filled_at_native_resolution(native_px: int) -> None:
    mask = lines(1200, 6000, thickness=5)
    windows = plan_windows(mask, native_px=native_px)
    check_plan(mask, windows, native_px)
    assert {window.scale for window in windows} == {1.0}
    assert {window.box.size for window in windows} == {Size(native_px, native_px)}
    assert len(windows) <= 2 * 6000 / (native_px - 2 * 48)


@pytest.mark.parametrize("native_px", [256, 512])
def test_a_wide_blob_is_one_shrunk_window(native_px: int) -> None:
    mask = np.zeros((4000, 4600), np.bool_)
    mask[900:2900, 1200:3200] = True
    windows = plan_windows(mask, native_px=native_px)
    check_plan(mask, windows, native_px)
    assert len(windows) == 1
    assert windows[0].scale < 0.2
    assert mask[windows[0].box.slices].mean() < 0.3


def test_a_scratch_is_not_shrunk_with_a_far_blob() -> None:
    mask = np.zeros((3000, 5000), np.uint8)
    cv2.circle(mask, (2500, 1500), 600, 1, -1)
    cv2.line(mask, (0, 1400), (4999, 1600), 1, 5)
    windows = plan_windows(mask > 0, native_px=512)
    check_plan(mask > 0, windows, 512)
    fine = [window for window in windows if window.scale == 1.0]
    assert min(window.core.left for window in fine) == 0
    assert max(window.core.right for window in fine) == 5000
    assert sum(window.core.width for window in fine) > 3000
    assert len(windows) - len(fine) <= 2


@pytest.mark.parametrize("native_px", [256, 512])
def test_thousands_of_specks_share_windows(native_px: int) -> None:
    rng = np.random.default_rng(2)
    mask = np.zeros((4000, 6000), np.bool_)
    mask[rng.integers(0, 4000, 10_000), rng.integers(0, 6000, 10_000)] = True
    windows = plan_windows(mask, native_px=native_px)
    check_plan(mask, windows, native_px)
    room = native_px - 96
    assert len(windows) <= math.ceil(4000 / room) * math.ceil(6000 / room) * 1.1
    assert {window.scale for window in windows} == {1.0}


def test_near_holes_share_a_window_and_far_ones_do_not() -> None:
    mask = np.zeros((2000, 3000), np.bool_)
    mask[500:510, 700:710] = mask[560:565, 900:910] = True
    assert len(plan_windows(mask, native_px=512)) == 1
    mask[1800, 2900] = True
    assert len(plan_windows(mask, native_px=512)) == 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (300, 1), (300, 400), (512, 512), (17, 511)])
def test_a_photo_smaller_than_the_model_is_one_window(shape: tuple[int, int]) -> None:
    for mask in (np.ones(shape, np.bool_), np.random.default_rng(0).random(shape) < 0.3):
        mask[-1, -1] = True
        windows = plan_windows(mask, native_px=512)
        assert [window.box for window in windows] == [Box(0, 0, *shape)]
        assert windows[0].scale == 1.0


def test_no_hole_needs_no_window() -> None:
    assert plan_windows(np.zeros((50, 60), np.bool_), native_px=512) == ()
    assert waves(()) == ()


def test_a_photo_that_is_all_hole_is_planned() -> None:
    mask = np.ones((3000, 5000), np.bool_)
    windows = plan_windows(mask, native_px=512, max_window_px=2048)
    check_plan(mask, windows, 512, 2048)
    assert len(windows) <= 12


def test_a_hole_at_the_border_keeps_known_context() -> None:
    mask = np.zeros((1500, 2000), np.bool_)
    mask[:, :120] = True
    windows = plan_windows(mask, native_px=512)
    check_plan(mask, windows, 512)
    for window in windows:
        assert mask[window.box.slices].mean() < 0.5


def test_a_thick_hole_is_filled_from_outside_in() -> None:
    mask = np.zeros((5000, 5000), np.bool_)
    mask[500:4500, 500:4500] = True
    windows = plan_windows(mask, native_px=256, max_window_px=1024)
    check_plan(mask, windows, 256, 1024)
    unknown = mask.copy()
    shares = []
    for window in windows:
        shares.append(unknown[window.box.slices].mean())
        unknown[window.core.slices] = False
    # Every window sees pixels that are known or were filled before.
    assert max(shares) < 0.9
    first = windows[0].core
    assert first.top == 500 or first.left == 500 or first.bottom == 4500 or first.right == 4500


def test_dust_in_the_mask_does_not_make_a_blob_thin() -> None:
    mask = np.zeros((3000, 3000), np.bool_)
    mask[600:2400, 600:2400] = True
    mask[np.random.default_rng(0).random(mask.shape) < 0.001] = False
    assert len(plan_windows(mask, native_px=512)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"native_px": 0},
        {"native_px": 512, "max_window_px": 0},
        {"native_px": 512, "min_context_px": -1},
        {"native_px": 512, "context_ratio": -0.1},
        {"native_px": 512, "context_ratio": float("nan")},
    ],
)
def test_impossible_sizes_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(OptionError):
        plan_windows(np.ones((9, 9), np.bool_), **wrong)
