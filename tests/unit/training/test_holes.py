"""Holes: every shape within its bounds, mixes as asked for, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.training.hole_shapes import HoleShape, draw
from inpaint_studio.training.holes import HoleBank, build_bank

_CPU = torch.device("cpu")
_BOUNDED = [shape for shape in HoleShape if shape is not HoleShape.HALF]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(_BOUNDED), st.integers(16, 96), st.integers(0, 2**31))
def test_shapes_stay_within_their_share(shape: HoleShape, side_px: int, seed: int) -> None:
    mask = draw(shape, side_px, (0.02, 0.4), np.random.default_rng(seed))
    assert mask.shape == (side_px, side_px)
    assert mask.dtype == np.bool_
    assert mask.any()
    # Only a first single drawing may pass the bound, and none fills the picture.
    assert mask.mean() < 0.75
    again = draw(shape, side_px, (0.02, 0.4), np.random.default_rng(seed))
    np.testing.assert_array_equal(mask, again)


@pytest.mark.parametrize("side_px", [16, 33])
def test_half_images_cover_half(side_px: int) -> None:
    shares = [
        draw(HoleShape.HALF, side_px, (0, 0.1), np.random.default_rng(seed)).mean()
        for seed in range(8)
    ]
    assert all(abs(share - 0.5) < 0.02 for share in shares)


def test_a_single_box_keeps_to_its_share() -> None:
    for seed in range(20):
        mask = draw(HoleShape.BOX, 64, (0.1, 0.25), np.random.default_rng(seed))
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        assert mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()
        assert 0.08 < mask.mean() <= 0.25


def test_scratches_are_thin() -> None:
    for seed in range(10):
        mask = draw(HoleShape.SCRATCHES, 128, (0.0, 0.05), np.random.default_rng(seed))
        eroded = cv2.erode(mask.astype(np.uint8), np.ones((9, 9), np.uint8))
        assert eroded.mean() < 0.01


def _bank(mix: dict[str, float], **options: object) -> HoleBank:
    arguments: dict[str, object] = {
        "size": 40, "side_px": 32, "share": (0.05, 0.5), "device": _CPU, "seed": 2,
    }  # fmt: skip
    return build_bank(mix, **(arguments | options))  # type: ignore[arg-type]


def test_bank_keeps_to_the_shares_on_the_whole() -> None:
    shares = _bank({"strokes": 1, "boxes": 1, "blobs": 1}, size=200).shares
    assert (shares > 0).all()
    assert 0.05 < shares.mean() < 0.35
    assert (shares < 0.51).float().mean() > 0.97


def test_samples_are_masks_of_the_bank_turned_or_mirrored() -> None:
    mask = np.zeros((1, 8, 8), bool)
    mask[0, 1, 2:5] = True
    bank = HoleBank(mask, _CPU)
    samples = bank.sample(64, torch.Generator().manual_seed(0))
    assert samples.shape == (64, 1, 8, 8)
    assert (samples.sum((1, 2, 3)) == 3).all()
    turned = {tuple(sample.flatten().tolist()) for sample in samples}
    symmetries = {
        tuple(np.rot90(m, k).astype(float).ravel().tolist())
        for m in (mask[0], mask[0, ::-1])
        for k in range(4)
    }
    assert turned == symmetries


def test_folder_masks_are_taken_white_as_hole(tmp_path: Path) -> None:
    picture = np.zeros((256, 256), np.uint8)
    picture[:, ::3] = 255
    (tmp_path / "mask.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    bank = _bank({"folder": 1}, size=5, folders=(tmp_path,))
    torch.testing.assert_close(bank.shares, torch.full((5,), 1 / 3), atol=0.03, rtol=0)


@pytest.mark.parametrize("seed", range(5))
def test_an_outline_is_one_compact_hole(seed: int) -> None:
    mask = draw(HoleShape.OUTLINE, 128, (0.2, 0.3), np.random.default_rng(seed))
    count, _ = cv2.connectedComponents(mask.astype(np.uint8))
    assert count == 2  # the ground and one hole
    assert 0.1 < mask.mean() < 0.31  # part of it may lie beyond the border


def test_a_joined_bank_draws_from_both() -> None:
    small, large = (_bank({"boxes": 1}, share=share) for share in ((0.02, 0.1), (0.4, 0.6)))
    both = small.joined(large)
    assert len(both) == len(small) + len(large)
    torch.testing.assert_close(both.shares, torch.cat([small.shares, large.shares]))


def test_mistakes_are_named(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="spots"):
        _bank({"spots": 1})
    with pytest.raises(OptionError, match="strokes"):
        _bank({"strokes": 0})
    with pytest.raises(BadInputError, match="No mask file"):
        _bank({"folder": 1}, folders=(tmp_path,))
    (tmp_path / "bad.png").write_bytes(b"no picture")
    with pytest.raises(BadInputError, match=r"bad\.png"):
        _bank({"folder": 1}, folders=(tmp_path,))
