"""The networks of pluralistic completion."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.families.csa.network import (
    CoherentCompletion,
    RefinementUNet,
    RoughUNet,
)
from inpaint_studio.families.pluralistic.network import (
    Pluralistic,
    PluralisticEncoder,
    PluralisticGenerator,
    ShortLongAttention,
)
from inpaint_studio.families.rfr.network import RecurrentReasoning

pytestmark = pytest.mark.usefixtures("one_thread")

MAKERS: dict[str, tuple[Callable[[], nn.Module], tuple[int, int]]] = {
    "rfr": (lambda: RecurrentReasoning(8), (48, 64)),
    "pluralistic": (
        lambda: Pluralistic(PluralisticEncoder(4, 6, 1), PluralisticGenerator(4, 6)),
        (32, 64),
    ),
    "csa": (lambda: CoherentCompletion(RoughUNet(4), RefinementUNet(4)), (256, 256)),
}


def window(size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    height, width = size
    mask = torch.zeros(2, 1, height, width)
    mask[0, :, height // 4 : height // 2, width // 3 : width // 2] = 1
    mask[1, :, height // 3 : height // 2 + 3, width // 4 : width // 2] = 1
    return torch.rand(2, 3, height, width), mask


def test_seeds_give_answers_of_their_own() -> None:
    make, size = MAKERS["pluralistic"]
    torch.manual_seed(1)
    network = make().eval()
    assert isinstance(network, Pluralistic)
    image, mask = window(size)
    answers = []
    with torch.inference_mode():
        for seed in (None, 0, 1, 0):
            network.seed = seed
            answers.append(network(image, mask))
    mean, first, other, same = answers
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    assert not torch.equal(first, mean)


def test_the_reconstructive_path_sees_the_hidden_area() -> None:
    encoder = PluralisticEncoder(4, 6, 1)
    image, mask = window((32, 64))
    features = encoder.encode((image * 2 - 1) * mask)
    mean, deviation = encoder.reconstruct(features[-1])
    assert mean.shape == deviation.shape == (2, 6, 1, 2)
    assert float(deviation.detach().min()) > 0


def test_short_and_long_attention_in_bands() -> None:
    torch.manual_seed(0)
    layer = ShortLongAttention(8)
    nn.init.constant_(layer.gamma, 0.7)
    nn.init.constant_(layer.alpha, 0.4)
    x, encoded, known = torch.randn(2, 8, 6, 9), torch.randn(2, 8, 6, 9), torch.rand(2, 1, 6, 9)
    with torch.inference_mode():
        whole = layer(x, encoded, known)
        layer.chunk_mib = 0
        assert torch.allclose(layer(x, encoded, known), whole, atol=1e-5)
