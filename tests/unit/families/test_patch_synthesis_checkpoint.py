"""VGG weights in torchvision's layout: either depth, with or without what is not needed."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from inpaint_studio.errors import ModelFileError
from inpaint_studio.families.glcic import checkpoint as glcic
from inpaint_studio.families.patch_synthesis import checkpoint as vgg
from inpaint_studio.training.losses.perceptual import VggFeatures
from inpaint_studio.zoo.published import build_network, read_published, tensor_shapes
from inpaint_studio.zoo.recognise import match_files

pytestmark = pytest.mark.usefixtures("one_thread")

BLOCKS = {16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
WIDTHS = (64, 128, 256, 512, 512)


def torchvision_state(depth: int) -> dict[str, Tensor]:
    """Convolutions and the classifier's names, as torchvision numbers them; small classifier."""
    torch.manual_seed(depth)
    state: dict[str, Tensor] = {}
    place, inputs = 0, 3
    for count, outputs in zip(BLOCKS[depth], WIDTHS, strict=True):
        for _ in range(count):
            # Deep layers are not used, so that their values need no time to be drawn.
            deep = outputs == 512 and inputs == 512
            shape = (outputs, inputs, 3, 3)
            scale = (2 / (9 * inputs)) ** 0.5
            weight = torch.zeros(()).expand(shape) if deep else torch.randn(shape) * scale
            state[f"features.{place}.weight"] = weight
            state[f"features.{place}.bias"] = torch.rand(outputs) * 0.1
            place, inputs = place + 2, outputs
        place += 1
    return state


@pytest.mark.parametrize("depth", list(BLOCKS))
def test_both_depths_give_the_layers_by_their_names(depth: int) -> None:
    state = torchvision_state(depth)
    assert vgg.TRUNK.recognises(tensor_shapes(state))
    network = build_network(vgg.TRUNK, vgg.TRUNK.to_plain(state))
    image = torch.rand(2, 3, 24, 32)
    with torch.inference_mode():
        ours = network(image)
        theirs = VggFeatures(state, ["relu3_1", "relu4_1"])(image)
    assert [tuple(each.shape) for each in ours] == [(2, 256, 6, 8), (2, 512, 3, 4)]
    for each, name in zip(ours, ("relu3_1", "relu4_1"), strict=True):
        assert torch.allclose(each, theirs[name], atol=1e-5), name


def test_a_whole_file_is_told_and_cut(tmp_path: Path) -> None:
    state = torchvision_state(16)
    last = {key: value for key, value in state.items() if int(key.split(".")[1]) <= 17}
    path = tmp_path / "vgg16-397923af.pth"
    torch.save(
        last | {"features.28.bias": torch.rand(512), "classifier.0.bias": torch.rand(9)}, path
    )
    family, files = match_files([path])
    assert family.name == "patch-synthesis"
    assert files == {"vgg": path}
    plain = read_published(path, vgg.TRUNK)
    assert plain.keys() == last.keys()
    assert all(torch.equal(plain[key], value) for key, value in last.items())


def test_files_that_are_not_vgg_are_told(tmp_path: Path) -> None:
    state = {k: v for k, v in torchvision_state(16).items() if int(k.split(".")[1]) <= 17}
    path = tmp_path / "w.pth"
    torn = {key: value for key, value in state.items() if key != "features.5.bias"}
    for changed, said in (
        (torn, r"features.5.bias of the VGG features is missing"),
        ({**state, "extra.weight": torch.zeros(1)}, "extra.weight does not belong"),
    ):
        torch.save(changed, path)
        with pytest.raises(ModelFileError, match=said):
            read_published(path, vgg.TRUNK)
    torch.save(state, path)
    with pytest.raises(ModelFileError, match="is the VGG features"):
        read_published(path, glcic.GENERATOR, (vgg.TRUNK,))
