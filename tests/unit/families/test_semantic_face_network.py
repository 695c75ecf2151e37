"""Multi-scale semantic learning: shapes, blindness to the hole, and its two modules."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.families.semantic_face.checkpoint import GENERATOR
from inpaint_studio.families.semantic_face.network import (
    ChannelModule,
    SemanticFaceGenerator,
    SpatialModule,
)
from inpaint_studio.zoo.published import build_network, tensor_shapes

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize("size", [(32, 48), (64, 40)])
def test_shapes_and_what_lies_in_the_hole(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    network = SemanticFaceGenerator(4).eval()
    image, mask = torch.rand(2, 3, *size), torch.zeros(2, 1, *size)
    mask[..., 10:21, 9:19] = 1
    with torch.inference_mode():
        result = network(image, mask)
        again = network(image * (1 - mask) + 0.3 * mask, mask)
    assert result.shape == image.shape
    assert float(result.min()) >= 0
    assert float(result.max()) <= 1
    assert torch.allclose(result, again, atol=1e-6)


def test_the_spatial_module_copies_what_is_alike_whatever_its_strength() -> None:
    random = torch.Generator().manual_seed(0)
    pattern = torch.randn(1, 64, 6, 6, generator=random)
    # The same pattern twice, the second one three times as strong and partly hidden.
    features = torch.cat([pattern, 3 * pattern], dim=3)
    hole = torch.zeros(1, 1, 6, 12)
    hole[..., 2:4, 8:10] = 1
    rebuilt = SpatialModule()(features, hole)
    known = hole.expand_as(features) == 0
    assert torch.equal(rebuilt[known], features[known])
    inside = rebuilt[..., 2:4, 8:10].flatten()
    original = features[..., 2:4, 8:10].flatten()
    assert torch.cosine_similarity(inside, original, dim=0) > 0.5
    # Directions were compared: what stands there is as weak as what was copied.
    assert inside.norm() < 0.7 * original.norm()


def test_the_channel_module_keeps_the_shape() -> None:
    x = torch.rand(2, 8, 5, 7)
    assert ChannelModule(8)(x).shape == x.shape


def test_weights_are_recognised_and_built_again() -> None:
    torch.manual_seed(0)
    network = SemanticFaceGenerator(4).eval()
    state = dict(network.state_dict())
    assert GENERATOR.recognises(tensor_shapes(state))
    again = build_network(GENERATOR, {key: value.clone() for key, value in state.items()})
    image, mask = torch.rand(1, 3, 32, 32), torch.zeros(1, 1, 32, 32)
    mask[..., 8:16, 8:16] = 1
    with torch.inference_mode():
        assert torch.equal(network(image, mask), again(image, mask))
