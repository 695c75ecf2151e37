"""The light gated U-Net: where it starts from, its lines, and how its checkpoint is read."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from inpaint_studio.families.light_unet.checkpoint import GENERATOR
from inpaint_studio.families.light_unet.network import LightUNet, smooth_fill
from inpaint_studio.zoo.published import build_network, tensor_shapes

pytestmark = pytest.mark.usefixtures("one_thread")


def window(height: int = 64, width: int = 96) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    mask = torch.zeros(1, 1, height, width)
    mask[..., 5:41, 9:60] = 1
    return torch.rand(1, 3, height, width), mask


def trained(network: LightUNet) -> LightUNet:
    """As after some training: layers that begin as nothing do something."""
    for name, parameter in network.named_parameters():
        if "out" in name or "head" in name:
            torch.nn.init.normal_(parameter, std=0.1)
    return network.eval()


def test_the_smooth_fill_keeps_what_is_known_and_stays_within_it() -> None:
    image, mask = window()
    filled = smooth_fill(image, mask, 5)
    known = (1 - mask).expand_as(image) > 0
    assert torch.allclose(filled[known], image[known], atol=1e-6)
    assert filled.min() >= image[known].min() - 1e-5
    assert filled.max() <= image[known].max() + 1e-5
    other = smooth_fill(torch.where(known, image, 9.0), mask, 5)
    assert torch.allclose(other, filled)


def test_a_plain_colour_is_filled_with_itself() -> None:
    _, mask = window()
    plain = torch.tensor([0.2, 0.5, 0.7]).view(1, 3, 1, 1).expand(1, 3, *mask.shape[-2:])
    assert torch.allclose(smooth_fill(plain, mask, 5), plain, atol=1e-5)


def test_nothing_known_is_filled_without_numbers_that_are_none() -> None:
    image, mask = window()
    assert bool(torch.isfinite(smooth_fill(image, torch.ones_like(mask), 5)).all())


def test_it_begins_as_the_smooth_fill() -> None:
    image, mask = window()
    with torch.inference_mode():
        filled = LightUNet((8, 12, 16), (1, 1, 1)).eval()(image, mask)
    assert torch.allclose(filled, smooth_fill(image, mask, 3), atol=1e-5)


def test_lines_count_in_the_hole_only() -> None:
    image, mask = window()
    network = trained(LightUNet((8, 12, 16), (1, 1, 1)))
    line = torch.zeros_like(mask)
    line[..., 20, :] = 1
    with torch.inference_mode():
        plain, guided = network(image, mask), network(image, mask, line)
        assert torch.equal(guided, network(image, mask, line * mask))
        assert torch.equal(plain, network(image, mask, torch.zeros_like(mask)))
    assert not torch.equal(plain, guided)


def test_its_levels_are_read_from_the_shapes() -> None:
    network = trained(LightUNet((8, 12, 16, 20), (1, 2, 1, 3)))
    image, mask = window()
    again = build_network(GENERATOR, network.state_dict())
    with torch.inference_mode():
        assert torch.equal(again(image, mask), network(image, mask))
    assert GENERATOR.settings(tensor_shapes(network.state_dict())) == {
        "channels": (8, 12, 16, 20),
        "depths": (1, 2, 1, 3),
    }
