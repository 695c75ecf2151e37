"""What discriminators are shown: windows around holes, planes beside the picture."""

# mypy: disable-error-code="no-untyped-call, unused-ignore"

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.training.batches import Batch
from inpaint_studio.training.views import (
    StepScene,
    hole_corners,
    local,
    whole,
    whole_and_local,
    windows,
    with_planes,
)


def _random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _box(height: int, width: int, top: int, left: int, tall: int, wide: int) -> torch.Tensor:
    mask = torch.zeros(1, 1, height, width)
    mask[..., top : top + tall, left : left + wide] = 1
    return mask


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_windows_lie_in_the_picture_and_on_the_hole(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(16, 40)), data.draw(st.integers(16, 40))
    tall, wide = data.draw(st.integers(1, height)), data.draw(st.integers(1, width))
    top, left = data.draw(st.integers(0, height - tall)), data.draw(st.integers(0, width - wide))
    side = data.draw(st.integers(2, 16))
    mask = _box(height, width, top, left, tall, wide)
    (corner,) = hole_corners(mask, side, _random(data.draw(st.integers(0, 99)))).tolist()
    assert 0 <= corner[0] <= height - side
    assert 0 <= corner[1] <= width - side
    seen = mask[0, 0, corner[0] : corner[0] + side, corner[1] : corner[1] + side]
    assert seen.sum() > 0
    if tall < side and wide < side:
        # A hole that fits is seen whole.
        assert seen.sum() == tall * wide


def test_a_hole_that_fits_is_centred() -> None:
    corners = hole_corners(_box(64, 64, 20, 30, 9, 5), 17, _random())
    assert corners.tolist() == [[24 - 8, 32 - 8]]


def test_scattered_holes_are_seen_somewhere() -> None:
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 0, 0] = mask[..., 63, 63] = 1
    seen = {tuple(hole_corners(mask, 16, _random(seed))[0].tolist()) for seed in range(20)}
    assert seen == {(0, 0), (48, 48)}


def test_windows_are_slices_and_pass_gradients() -> None:
    picture = torch.rand(2, 3, 20, 24, requires_grad=True)
    corners = torch.tensor([[3, 5], [12, 16]])
    cut = windows(picture, corners, 8)
    torch.testing.assert_close(cut[0], picture[0, :, 3:11, 5:13])
    torch.testing.assert_close(cut[1], picture[1, :, 12:20, 16:24])
    cut.sum().backward()
    assert picture.grad is not None
    assert picture.grad.sum() == 2 * 3 * 64
    assert picture.grad[0, :, 3:11, 5:13].eq(1).all()


def test_views() -> None:
    picture, mask = torch.rand(1, 3, 16, 16), _box(16, 16, 4, 4, 4, 4)
    guide = torch.ones_like(mask)
    scene = StepScene(Batch(picture, mask), None, guide, torch.tensor([[2, 2]]), 8)
    assert whole(picture, scene) == (picture,)
    (window,) = local(picture, scene)
    assert window.shape == (1, 3, 8, 8)
    assert [view.shape[-1] for view in whole_and_local(picture, scene)] == [16, 8]
    (planes,) = with_planes(picture, scene)
    assert planes.shape == (1, 5, 16, 16)
    # The guide counts in the hole only.
    assert torch.equal(planes[:, 4:], mask)
    (unguided,) = with_planes(picture, StepScene(scene.batch))
    assert unguided.shape == (1, 4, 16, 16)
    with pytest.raises(AssertionError):
        local(picture, StepScene(scene.batch))
