"""Networks in a row and in rounds: shapes, extreme holes, every weight learns."""

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

every_maker = pytest.mark.parametrize("name", list(MAKERS))


def window(size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    height, width = size
    mask = torch.zeros(2, 1, height, width)
    mask[0, :, height // 4 : height // 2, width // 3 : width // 2] = 1
    mask[1, :, height // 3 : height // 2 + 3, width // 4 : width // 2] = 1
    return torch.rand(2, 3, height, width), mask


def last(output: Tensor | tuple[Tensor, ...]) -> Tensor:
    return output if isinstance(output, Tensor) else output[-1]


@every_maker
def test_shapes_and_what_lies_in_the_hole(name: str) -> None:
    make, size = MAKERS[name]
    torch.manual_seed(1)
    network = make().eval()
    image, mask = window(size)
    before = image.clone()
    with torch.inference_mode():
        first = last(network(image, mask))
        second = last(network(image * (1 - mask) + 0.3 * mask, mask))
        alone = last(network(image[1:], mask[1:]))
        again = last(network(image, mask))
    assert first.shape == image.shape
    assert torch.equal(image, before)
    assert torch.equal(first, again)
    assert torch.allclose(first, second, atol=1e-5)
    assert torch.allclose(first[1:], alone, atol=1e-4)


@every_maker
def test_holes_nowhere_and_everywhere_give_numbers(name: str) -> None:
    make, size = MAKERS[name]
    network = make().eval()
    image, mask = window(size)
    with torch.inference_mode():
        for each in (torch.zeros_like(mask), torch.ones_like(mask)):
            assert torch.isfinite(last(network(image, each))).all()


@every_maker
def test_every_weight_of_the_answer_learns(name: str) -> None:
    make, size = MAKERS[name]
    network = make().train()
    image, mask = window(size)
    last(network(image, mask)).square().mean().backward()
    still = [key for key, value in network.named_parameters() if value.grad is None]
    # The posterior serves the reconstructive path alone; no noise was drawn.
    assert all(key.startswith("encoder.posterior") for key in still)
