"""The detector's network: shapes, folding of norms, its checkpoint there and back."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.families.damage.checkpoint import DETECTOR
from inpaint_studio.families.damage.network import DamageUnet
from inpaint_studio.zoo.published import build_network, tensor_shapes


def network(channels: int = 6, outputs: int = 4) -> DamageUnet:
    torch.manual_seed(0)
    made = DamageUnet(channels, outputs)
    for _ in range(3):  # running statistics other than the initial ones
        made.train()(torch.rand(2, 3, 64, 64))
    return made.eval()


@pytest.mark.parametrize(("height", "width"), [(32, 32), (64, 96)])
def test_logits_have_the_size_of_the_image(height: int, width: int) -> None:
    assert network(outputs=3)(torch.rand(2, 3, height, width)).shape == (2, 3, height, width)


def test_folding_the_norms_changes_nothing() -> None:
    made, image = network(), torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        before = made(image)
        made.fuse()
        after = made(image)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in made.modules())
    torch.testing.assert_close(after, before, atol=1e-4, rtol=1e-4)


def test_brightness_alone_is_hardly_seen_as_contrast() -> None:
    # What stands out from its surroundings is given to the network beside the image.
    made = network()
    flat = torch.full((1, 3, 64, 64), 0.5)
    spot = flat.clone()
    spot[..., 32, 32] = 1.0
    with torch.no_grad():
        difference = (made(spot) - made(flat)).abs().amax((0, 1))
    assert difference[31:34, 31:34].max() > 10 * difference[:, :4].max()


def test_it_is_rebuilt_from_its_tensors_alone() -> None:
    made, image = network(9, 4), torch.rand(1, 3, 32, 32)
    # As from a file, without the versions that a state dict of a live module carries.
    state = {name: tensor.clone() for name, tensor in made.state_dict().items()}
    assert DETECTOR.recognises(tensor_shapes(state))
    again = build_network(DETECTOR, state)
    with torch.no_grad():
        torch.testing.assert_close(again(image), made(image))
