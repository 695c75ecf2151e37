"""EdgeConnect's networks: the published ones' outputs, shapes, and what the hole may not tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from inpaint_studio.families.edgeconnect.network import CompletionGenerator, EdgeGenerator
from inpaint_studio.networks.discriminators import PatchDiscriminator
from inpaint_studio.zoo import spectral

TOLERANCE = 1e-4

pytestmark = pytest.mark.usefixtures("one_thread")


def arrays(case: Any) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    image, edge, mask = (torch.from_numpy(case.inputs[key]) for key in ("image", "edge", "mask"))
    return image, edge, mask


def test_edge_generator_with_its_spectral_norm(reference: Callable[[str], Any]) -> None:
    case = reference("edgeconnect_edge")
    network = EdgeGenerator(spectral=True)
    state = spectral.to_parametrization(case.tensors(), transposed=["decoder.0.", "decoder.3."])
    network.load_state_dict(state, strict=True)
    image, edge, mask = arrays(case)
    with torch.inference_mode():
        out = network.eval()(image.mean(1, keepdim=True), edge, mask)
    assert abs(out.numpy() - case.outputs[0]).max() <= TOLERANCE


def test_completion_generator(reference: Callable[[str], Any]) -> None:
    case = reference("edgeconnect_completion")
    network = CompletionGenerator()
    network.load_state_dict(case.tensors(), strict=True)
    with torch.inference_mode():
        out = network.eval()(*arrays(case))
    assert abs(out.numpy() - case.outputs[0]).max() <= TOLERANCE


def test_discriminator(reference: Callable[[str], Any]) -> None:
    case = reference("edgeconnect_discriminator")
    # The checkpoint lists the first layer twice; a loader that goes in order keeps the second.
    tensors = case.tensors()
    first = {k.replace("features", "conv1"): v for k, v in tensors.items() if "features" in k}
    tensors = {k: v for k, v in tensors.items() if "features" not in k} | first
    network = PatchDiscriminator()
    network.load_state_dict(spectral.to_parametrization(tensors), strict=True)
    with torch.inference_mode():
        out, features = network.eval()(arrays(case)[0])
    assert abs(out.numpy() - case.outputs[0]).max() <= TOLERANCE
    assert len(features) == 5


@pytest.mark.parametrize("size", [(12, 12), (32, 20), (64, 100)])
def test_shapes_and_ranges(size: tuple[int, int]) -> None:
    gray, edge, image = torch.rand(2, 1, *size), torch.rand(2, 1, *size), torch.rand(2, 3, *size)
    mask = (torch.rand(2, 1, *size) > 0.5).float()
    with torch.inference_mode():
        edges = EdgeGenerator(channels=4, blocks=1).eval()(gray, edge, mask)
        filled = CompletionGenerator(channels=4, blocks=1).eval()(image, edge, mask)
    assert edges.shape == (2, 1, *size)
    assert filled.shape == (2, 3, *size)
    for out in (edges, filled):
        assert float(out.min()) >= 0
        assert float(out.max()) <= 1


def test_what_lies_in_the_hole_is_not_seen() -> None:
    size = (24, 24)
    mask = torch.zeros(1, 1, *size)
    mask[..., 6:14, 8:20] = 1
    gray, edge, image = torch.rand(1, 1, *size), torch.rand(1, 1, *size), torch.rand(1, 3, *size)
    first = EdgeGenerator(channels=4, blocks=1).eval()
    second = CompletionGenerator(channels=4, blocks=1).eval()
    with torch.inference_mode():
        assert torch.equal(
            first(gray, edge, mask), first(gray * (1 - mask), edge * (1 - mask) + mask, mask)
        )
        assert torch.equal(
            second(image, edge, mask), second(image * (1 - mask) + 0.3 * mask, edge, mask)
        )


def test_logits_without_the_sigmoid() -> None:
    image = torch.rand(1, 3, 64, 64)
    network = PatchDiscriminator(channels=4).eval()
    bare = PatchDiscriminator(channels=4, sigmoid=False).eval()
    bare.load_state_dict(network.state_dict())
    with torch.inference_mode():
        assert torch.allclose(torch.sigmoid(bare(image)[0]), network(image)[0])
