"""PatchMatch fill: what holds for every photograph, and that it continues textures and edges."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.errors import BadInputError, CancelledError, OptionError, SizeMismatchError
from inpaint_studio.imaging.fills import bands as bands_module
from inpaint_studio.imaging.fills.diffusion import telea
from inpaint_studio.imaging.fills.patchmatch import patchmatch
from inpaint_studio.imaging.types import from_unit, to_unit
from inpaint_studio.progress import Progress, ProgressToken

DTYPES = [np.uint8, np.uint16, np.float32]


def waves(height: int, width: int) -> np.ndarray:
    """A coloured texture of period 12 x 16 pixels; float32 (H, W, 3)."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    down, across = np.sin(rows * 2 * np.pi / 12), np.sin(columns * 2 * np.pi / 16)
    planes = [0.5 + 0.4 * down, 0.5 + 0.4 * across, 0.5 + 0.2 * (down + across)]
    return np.stack(planes, axis=-1).astype(np.float32)


def noise(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


def box_mask(height: int, width: int, rows: slice, columns: slice) -> np.ndarray:
    mask = np.zeros((height, width), bool)
    mask[rows, columns] = True
    return mask


@pytest.mark.parametrize("dtype", DTYPES)
def test_known_pixels_are_kept_and_a_texture_goes_on(dtype: type) -> None:
    image = from_unit(waves(97, 121), np.dtype(dtype))
    mask = box_mask(97, 121, slice(30, 66), slice(40, 80))
    mask[5:8, 10:110] = True
    damaged = image.copy()
    damaged[mask] = 0
    before = damaged.copy(), mask.copy()
    filled = patchmatch(damaged, mask)
    assert filled.dtype == np.float32
    assert filled.shape == image.shape
    assert 0.0 <= filled.min() <= filled.max() <= 1.0
    assert np.array_equal(filled[~mask], to_unit(image)[~mask])
    assert np.array_equal(from_unit(filled, image.dtype)[~mask], image[~mask])
    assert np.abs(filled - to_unit(image))[mask].mean() < 0.02
    assert np.array_equal(damaged, before[0])
    assert np.array_equal(mask, before[1])


def test_what_lies_in_the_hole_does_not_matter() -> None:
    image, mask = noise(80, 90), box_mask(80, 90, slice(20, 55), slice(30, 60))
    other = image.copy()
    other[mask] = 255 - other[mask]
    assert np.array_equal(patchmatch(image, mask), patchmatch(other, mask))


def test_equal_seed_gives_equal_fill_on_any_number_of_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    image, mask = noise(150, 160), box_mask(150, 160, slice(20, 120), slice(30, 130))
    monkeypatch.setattr(bands_module, "_MAX_THREADS", 1)
    alone = patchmatch(image, mask, seed=7)
    monkeypatch.setattr(bands_module, "_MAX_THREADS", 5)
    monkeypatch.setattr(bands_module.os, "cpu_count", lambda: 5)
    assert np.array_equal(alone, patchmatch(image, mask, seed=7))
    assert not np.array_equal(alone, patchmatch(image, mask, seed=8))
    assert patchmatch(image, mask, seed=-(2**70)).shape == image.shape


@pytest.mark.parametrize("dtype", DTYPES)
def test_grey_stays_grey(dtype: type) -> None:
    grey = np.random.default_rng(3).random((70, 64, 1), np.float32).repeat(3, axis=-1)
    mask = box_mask(70, 64, slice(20, 48), slice(20, 50))
    mask[3, :] = True
    filled = patchmatch(from_unit(grey, np.dtype(dtype)), mask)
    assert np.array_equal(filled[..., 0], filled[..., 1])
    assert np.array_equal(filled[..., 0], filled[..., 2])


def test_thin_scratches_are_better_than_diffusion_on_texture() -> None:
    image = from_unit(waves(120, 140), np.dtype(np.uint8))
    mask = box_mask(120, 140, slice(None), slice(60, 66))
    mask[40:45, :] = True
    wanted = to_unit(image)[mask]
    ours = np.abs(patchmatch(image, mask)[mask] - wanted).mean()
    assert ours < 0.5 * np.abs(telea(image, mask)[mask] - wanted).mean()


def test_an_edge_runs_on_through_the_hole() -> None:
    image = np.zeros((96, 96, 3), np.uint8)
    image[:, 48:] = 200
    mask = box_mask(96, 96, slice(30, 66), slice(30, 66))
    filled = patchmatch(image, mask)
    assert np.abs(filled - to_unit(image))[mask].mean() < 0.02


@pytest.mark.parametrize("over", ["level", "upright"])
def test_drawn_edges_decide_which_of_two_bands_lies_over_the_other(over: str) -> None:
    # The hole hides where a level and an upright band cross; both could run on.
    image = np.full((144, 144, 3), 40, np.uint8)
    image[64:80] = (110, 60, 40)
    image[:, 64:80] = (40, 60, 110)
    mask = box_mask(144, 144, slice(54, 90), slice(54, 90))
    edges = np.zeros((144, 144), np.float32)
    for line in (64, 80):
        edges[line, :54] = edges[line, 90:] = 1.0
        edges[:54, line] = edges[90:, line] = 1.0
        edges[(line, slice(None)) if over == "level" else (slice(None), line)] = 1.0
    filled = patchmatch(image, mask, guide=edges)
    red, _, blue = filled[66:78, 66:78].mean(axis=(0, 1))
    assert (red > blue + 0.1) if over == "level" else (blue > red + 0.1)


def test_an_initial_fill_decides_what_is_where() -> None:
    image = np.concatenate([noise(96, 48) // 4, 190 + noise(96, 48, 1) // 4], axis=1)
    mask = box_mask(96, 96, slice(20, 76), slice(20, 76))
    for wanted in (30 / 255, 220 / 255):
        initial = np.full(image.shape, wanted, np.float32)
        filled = patchmatch(image, mask, initial=initial)
        assert np.array_equal(filled[~mask], to_unit(image)[~mask])
        middle = filled[34:62, 34:62]
        assert abs(middle.mean() - wanted) < 0.15
        assert middle.std() > 0.03  # the photograph's texture, not the flat fill


@pytest.mark.parametrize(
    ("height", "width"), [(1, 2), (2, 1), (5, 6), (7, 7), (8, 30), (30, 3), (13, 17)]
)
def test_small_photographs_are_filled_somehow(height: int, width: int) -> None:
    image = np.full((height, width, 3), 120, np.uint8)
    mask = np.zeros((height, width), bool)
    mask[height // 2, width // 2] = True
    assert np.abs(patchmatch(image, mask) - 120 / 255).max() < 0.02


@pytest.mark.parametrize("known", [(0, 0), (slice(None), 12), (slice(20, 26), slice(9, 14))])
def test_holes_nearly_everywhere_are_filled_somehow(known: tuple[object, object]) -> None:
    image = np.full((48, 52, 3), 90, np.uint8)
    mask = np.ones((48, 52), bool)
    mask[known] = False
    assert np.abs(patchmatch(image, mask) - 90 / 255).max() < 0.02


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1), st.floats(0.0, 0.95))
def test_any_mask_is_filled_and_known_pixels_stay(
    height: int, width: int, seed: int, share: float
) -> None:
    chance = np.random.default_rng(seed)
    image = chance.integers(0, 256, (height, width, 3)).astype(np.uint8)
    mask = chance.random((height, width)) < share
    mask[chance.integers(height), chance.integers(width)] = False
    filled = patchmatch(image, mask)
    assert np.array_equal(filled[~mask], to_unit(image)[~mask])
    assert np.isfinite(filled).all()


def test_far_holes_of_a_large_photograph_are_filled_apart() -> None:
    image = np.tile(from_unit(waves(96, 96), np.dtype(np.uint8)), (16, 16, 1))
    mask = np.zeros(image.shape[:2], bool)
    mask[100:104, 100:140] = True
    mask[1400:1420, 1300:1330] = True
    mask[1530:1536, 0:5] = True
    filled = patchmatch(image, mask)
    assert np.array_equal(filled[~mask], to_unit(image)[~mask])
    assert np.abs(filled - to_unit(image))[mask].mean() < 0.02


def test_nothing_to_fill() -> None:
    image = noise(9, 11)
    assert np.array_equal(patchmatch(image, np.zeros((9, 11), bool)), to_unit(image))


def test_bad_input() -> None:
    image, mask = noise(20, 30), box_mask(20, 30, slice(5, 9), slice(5, 9))
    with pytest.raises(BadInputError, match="whole photo"):
        patchmatch(image, np.ones((20, 30), bool))
    with pytest.raises(BadInputError, match="whole photo"):
        patchmatch(noise(1, 1), np.ones((1, 1), bool))
    with pytest.raises(OptionError, match="4 pixels"):
        patchmatch(image, mask, patch_px=4)
    with pytest.raises(OptionError, match="levels are 0"):
        patchmatch(image, mask, initial=to_unit(image), initial_levels=0)
    with pytest.raises(SizeMismatchError, match="30x19"):
        patchmatch(image, mask, guide=np.zeros((19, 30), np.float32))
    with pytest.raises(SizeMismatchError, match="31x20"):
        patchmatch(image, mask, initial=np.zeros((20, 31, 3), np.float32))
    with pytest.raises(BadInputError, match="edge guide"):
        patchmatch(image, mask, guide=np.zeros((20, 30), bool))


def test_progress_rises_to_one() -> None:
    seen: list[Progress] = []
    image, mask = noise(120, 130), box_mask(120, 130, slice(30, 90), slice(30, 90))
    patchmatch(image, mask, token=ProgressToken(seen.append))
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert len(fractions) > 10


def test_cancel_stops_from_another_thread() -> None:
    image, mask = noise(600, 600), box_mask(600, 600, slice(100, 500), slice(100, 500))
    started = threading.Event()
    token = ProgressToken(lambda progress: started.set())

    def stop() -> None:
        started.wait(60)
        time.sleep(0.1)
        token.cancel()

    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(CancelledError):
        patchmatch(image, mask, token=token)
    stopper.join()
    assert token.is_cancelled
