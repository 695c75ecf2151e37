"""Generators of one network: shapes, batches, and nothing of the hole is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.families.deepfill_v1.network import DeepFillV1
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.families.glcic.network import GlcicCompletion, GlcicDiscriminator
from inpaint_studio.families.pconv.network import PartialConvUNet
from inpaint_studio.families.se_resnet.network import SEResNetDiscriminator, SEResNetGenerator

pytestmark = pytest.mark.usefixtures("one_thread")

MAKERS: dict[str, Callable[[], nn.Module]] = {
    "deepfill_v1": lambda: DeepFillV1(4),
    "deepfill_v2": lambda: DeepFillV2(4),
    "deepfill_v2_tf": lambda: DeepFillV2(4, tensorflow=1),
    "glcic": lambda: GlcicCompletion(4),
    "pconv": lambda: PartialConvUNet(4, 3),
    "se_resnet": lambda: SEResNetGenerator(4, 1),
}


def stages(network: nn.Module, image: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
    with torch.inference_mode():
        result = network(image, mask)
    return (result,) if isinstance(result, Tensor) else tuple(result)


def window(batch: int, height: int, width: int) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    mask = torch.zeros(batch, 1, height, width)
    mask[..., 5:21, 9:19] = 1
    return torch.rand(batch, 3, height, width), mask


@pytest.mark.parametrize("name", list(MAKERS))
def test_shapes_and_what_lies_in_the_hole(name: str) -> None:
    network = MAKERS[name]().eval()
    image, mask = window(2, 32, 40)
    before = image.clone()
    outputs = stages(network, image, mask)
    for output in outputs:
        assert output.shape == (2, 3, 32, 40)
        if name != "pconv":  # its last layer is linear
            assert float(output.min()) >= 0
            assert float(output.max()) <= 1
    other = stages(network, image * (1 - mask) + 0.3 * mask, mask)
    for output, again in zip(outputs, other, strict=True):
        assert torch.allclose(output, again, atol=1e-6)
    assert torch.equal(image, before)


@pytest.mark.parametrize("name", list(MAKERS))
def test_a_batch_is_its_images(name: str) -> None:
    network = MAKERS[name]().eval()
    image, mask = window(2, 32, 32)
    mask[1] = mask[1].roll(8, dims=-1)
    both = stages(network, image, mask)[-1]
    for i in range(2):
        one = stages(network, image[i : i + 1], mask[i : i + 1])[-1]
        assert torch.allclose(both[i : i + 1], one, atol=1e-5)


@pytest.mark.parametrize("kind", [GlcicDiscriminator, SEResNetDiscriminator])
def test_discriminators_join_both_views(kind: Callable[..., nn.Module]) -> None:
    network = kind(64, 32, channels=4).eval()
    with torch.inference_mode():
        whole, local = torch.rand(2, 3, 64, 64), torch.rand(2, 3, 32, 32)
        score = network(whole, local)
        assert score.shape == (2, 1)
        assert not torch.equal(score, network(whole, local * 0.5))
        assert not torch.equal(score, network(whole * 0.5, local))
