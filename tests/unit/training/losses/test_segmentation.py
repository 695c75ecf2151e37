"""Losses of pixels that are marked or not: what is left out, and what counts how much."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.training.losses.segmentation import dice_loss


def test_dice_of_each_sample_lets_a_thin_mark_count_as_much_as_a_large_loss() -> None:
    target = torch.zeros(2, 1, 32, 32)
    target[0, :, :24] = 1  # a large loss, found
    target[1, :, 5, :8] = 1  # a thin mark, missed
    logits = torch.full_like(target, -20.0)
    logits[0] = target[0] * 40 - 20
    counted = torch.ones(2, 1, 32, 32)
    assert float(dice_loss(logits, target, counted)) < 0.02
    # (1 - 1) and (1 - 1 / (8 + 1)), each half.
    each = float(dice_loss(logits, target, counted, each_sample=True))
    assert each == pytest.approx(0.5 * (1 - 1 / 9), abs=1e-3)


def test_samples_without_marks_and_pixels_left_out_play_no_part() -> None:
    target = torch.zeros(2, 1, 16, 16)
    target[0, :, 4] = 1
    logits = torch.where(target > 0, 20.0, -20.0)
    logits[1] = 20.0  # all wrong, but nothing is marked there: cross-entropy's part
    counted = torch.ones(2, 1, 16, 16)
    assert float(dice_loss(logits, target, counted, each_sample=True)) == pytest.approx(0, abs=1e-3)
    logits[0, :, 12] = 20.0
    wrong = float(dice_loss(logits, target, counted, each_sample=True))
    counted[0, :, 12] = 0
    left_out = float(dice_loss(logits, target, counted, each_sample=True))
    assert wrong > 0.3 > 0.01 > left_out
