"""DeepFill's networks: the sketch, and where the attention looked."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from inpaint_studio.families.deepfill_v1.network import DeepFillV1
from inpaint_studio.families.deepfill_v2.network import DeepFillV2

pytestmark = pytest.mark.usefixtures("one_thread")


def window(batch: int, height: int, width: int) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    mask = torch.zeros(batch, 1, height, width)
    mask[..., 5:21, 9:19] = 1
    return torch.rand(batch, 3, height, width), mask


def test_a_guided_deepfill_sees_lines_in_the_hole_only() -> None:
    image, mask = window(1, 32, 32)
    network = DeepFillV2(8, inputs=6).eval()
    line = torch.zeros_like(mask)
    line[..., 12, :] = 1
    assert network.takes_guide
    with torch.inference_mode():
        plain, guided = network(image, mask)[1], network(image, mask, line)[1]
        inside = network(image, mask, line * mask)[1]
        empty = network(image, mask, torch.zeros_like(mask))[1]
    assert torch.equal(guided, inside)
    assert torch.equal(plain, empty)
    assert not torch.equal(plain, guided)
    assert not DeepFillV2(4).takes_guide


def test_where_the_attention_looked_is_told() -> None:
    image, mask = window(1, 32, 48)
    for network in (DeepFillV1(4), DeepFillV2(4)):
        with torch.inference_mode():
            coarse, refined, best = network.attend(image, mask)
            assert torch.equal(refined, network(image, mask)[1])
        assert coarse.shape == image.shape
        assert best.shape == (1, 4, 6)
        assert int(best.max()) < 24
