"""The shelf's networks: shapes, ranges, what the hole may not tell, and their building blocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.families.context_encoder.network import (
    ChannelwiseLinear,
    ContextEncoder,
    RegionContextEncoder,
)
from inpaint_studio.families.deepfill_v1.network import DeepFillV1
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.families.glcic.network import GlcicCompletion, GlcicDiscriminator
from inpaint_studio.families.pconv.network import PartialConvUNet
from inpaint_studio.families.se_resnet.network import SEResNetDiscriminator, SEResNetGenerator
from inpaint_studio.networks.blocks import ConvLayer, GatedConv, PartialConv, SqueezeExcite

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


def test_the_context_encoder_answers_the_centre() -> None:
    network = ContextEncoder(4, 10).eval()
    with torch.inference_mode():
        centre = network(torch.rand(2, 3, 128, 128))
    assert centre.shape == (2, 3, 64, 64)
    assert float(centre.min()) >= 0
    assert float(centre.max()) <= 1


def test_the_region_context_encoder_answers_the_window() -> None:
    image, mask = window(2, 64, 64)
    network = RegionContextEncoder(4, 64).eval()
    with torch.inference_mode():
        result = network(image, mask)
        assert torch.equal(result, network(image * (1 - mask) + 0.7 * mask, mask))
    assert result.shape == (2, 3, 64, 64)
    assert float(result.min()) >= 0
    assert float(result.max()) <= 1
    with pytest.raises(ValueError, match="multiple of 32"):
        RegionContextEncoder(4, 50)


def test_a_channelwise_layer_is_a_matrix_for_each_channel() -> None:
    layer = ChannelwiseLinear(3, 4)
    x = torch.rand(2, 3, 4, 4)
    with torch.inference_mode():
        result = layer(x)
        for channel in range(3):
            own = x[:, channel].reshape(2, 16) @ layer.weight[channel] + layer.bias[channel]
            assert torch.allclose(result[:, channel].reshape(2, 16), own, atol=1e-6)


@pytest.mark.parametrize("kind", [GlcicDiscriminator, SEResNetDiscriminator])
def test_discriminators_join_both_views(kind: Callable[..., nn.Module]) -> None:
    network = kind(64, 32, channels=4).eval()
    with torch.inference_mode():
        whole, local = torch.rand(2, 3, 64, 64), torch.rand(2, 3, 32, 32)
        score = network(whole, local)
        assert score.shape == (2, 1)
        assert not torch.equal(score, network(whole, local * 0.5))
        assert not torch.equal(score, network(whole * 0.5, local))


def test_a_partial_convolution_is_a_mean_over_valid_pixels() -> None:
    layer = PartialConv(2, 1, 3, bias=True)
    nn.init.ones_(layer.conv.weight)
    nn.init.constant_(layer.conv.bias, 0.5)  # type: ignore[arg-type]
    x = torch.rand(1, 2, 8, 8)
    valid = torch.ones(1, 1, 8, 8)
    valid[..., :, 3:] = 0
    with torch.inference_mode():
        result, seen = layer([(x, valid)])
        dirty, _ = layer([(x + 9 * (1 - valid), valid)])
    assert torch.equal(result, dirty)
    assert torch.allclose(result[0, 0, 4, 1], x[0, :, 3:6, 0:3].mean() + 0.5)
    assert torch.allclose(result[0, 0, 4, 3], x[0, :, 3:6, 2].mean() + 0.5)
    # One step further in, nothing is seen: zero, the bias too, and still a hole.
    assert torch.equal(seen[0, 0, 0], torch.tensor([1.0, 1, 1, 1, 0, 0, 0, 0]))
    assert not result[..., 4:].any()


def test_the_mask_of_a_partial_convolution_network_closes() -> None:
    network = PartialConvUNet(4, 4).eval()
    image, mask = window(1, 32, 32)
    with torch.inference_mode():
        result = network(image, mask)
        assert torch.isfinite(result).all()
        everything = network(image, torch.ones_like(mask))
    assert torch.isfinite(everything).all()


def test_frozen_norms_of_the_encoder_stay() -> None:
    network = PartialConvUNet(4, 3)
    network.freeze_encoder_norm = True
    network.train()
    assert not any(m.training for m in network.encoder.modules() if isinstance(m, nn.BatchNorm2d))
    assert all(m.training for m in network.decoder.modules() if isinstance(m, nn.BatchNorm2d))


@pytest.mark.parametrize("kind", [ConvLayer, GatedConv])
@pytest.mark.parametrize("end_padding", [False, True])
def test_layers_keep_or_halve_the_size(kind: type[ConvLayer], end_padding: bool) -> None:
    x = torch.rand(1, 3, 16, 20)
    for kernel, stride, dilation in ((5, 1, 1), (3, 2, 1), (3, 1, 8)):
        layer = kind(3, 6, kernel, stride=stride, dilation=dilation, end_padding=end_padding)
        assert layer(x).shape == (1, 6, 16 // stride, 20 // stride)


def test_a_closed_gate_lets_nothing_through() -> None:
    layer = GatedConv(3, 2, 3)
    with torch.no_grad():
        layer.conv.weight[2:] = 0
        assert layer.conv.bias is not None
        layer.conv.bias[2:] = torch.tensor([-100.0, 100.0])
        result = layer(torch.rand(1, 3, 8, 8) + 1)
    assert result[:, 0].abs().max() < 1e-6
    assert result[:, 1].abs().max() > 1e-3


def test_squeeze_and_excite_scales_channels() -> None:
    x = torch.rand(2, 32, 5, 7)
    with torch.inference_mode():
        ratio = SqueezeExcite(32)(x) / x
    assert torch.allclose(ratio, ratio.mean(dim=(2, 3), keepdim=True).expand_as(ratio), atol=1e-5)
    assert float(ratio.min()) > 0
    assert float(ratio.max()) < 1
