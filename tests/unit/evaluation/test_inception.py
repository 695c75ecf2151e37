"""The Inception of FID: torchvision's layout, its own pooling, and refusal of other weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from inpaint_studio.errors import ModelFileError
from inpaint_studio.evaluation.inception import FidInception, load_fid_features

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def network() -> FidInception:
    torch.manual_seed(0)
    made = FidInception().eval().requires_grad_(False)
    for name, buffer in made.named_buffers():
        if name.endswith("running_var"):
            buffer.fill_(0.05)  # keeps random activations from fading out
    return made


def test_same_tensors_and_features_as_torchvision(
    network: FidInception, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torchvision.models import inception_v3

    theirs = inception_v3(
        weights=None, num_classes=1008, aux_logits=False, init_weights=False, transform_input=False
    )
    theirs.load_state_dict(network.network.state_dict())
    theirs = theirs.eval().requires_grad_(False)
    image = torch.rand(1, 3, 80, 80, generator=torch.Generator().manual_seed(1))

    # torchvision's pooling counts the padding, and averages in the last block: both are changed
    # here to what FID is defined with.
    real_average = functional.avg_pool2d

    def without_padding(values: Tensor, *args: int, **named: int) -> Tensor:
        return real_average(values, *args, **named, count_include_pad=False)

    def maximum(values: Tensor, *args: int, **named: int) -> Tensor:
        return functional.max_pool2d(values, *args, **named)

    def last_block_forward(values: Tensor) -> Tensor:
        monkeypatch.setattr(functional, "avg_pool2d", maximum)
        return torch.cat(real_last(values), dim=1)

    last = theirs.Mixed_7c
    real_last = last._forward
    last.forward = last_block_forward
    theirs.fc = torch.nn.Identity()
    with torch.inference_mode():
        ours = network(image)
        monkeypatch.setattr(functional, "avg_pool2d", without_padding)
        resized = functional.interpolate(image, (299, 299), mode="bilinear", align_corners=False)
        expected = theirs(resized * 2 - 1)
    assert ours.shape == (1, 2048)
    assert float(ours.std()) > 1e-4
    torch.testing.assert_close(ours, expected, rtol=1e-4, atol=1e-5)


def test_weights_are_read_and_others_refused(network: FidInception, tmp_path: Path) -> None:
    state = dict(network.network.state_dict())
    path = tmp_path / "inception.pth"
    torch.save(state, path)
    features = load_fid_features(path)
    image = np.full((40, 40, 3), 77, np.uint8)
    assert features(image).shape == (2048,)
    assert len(features.sha256) == 64

    torch.save({**state, "fc.weight": torch.zeros(1000, 2048)}, path)
    with pytest.raises(ModelFileError, match="1000 classes"):
        load_fid_features(path)
    torch.save({"features.0.weight": torch.zeros(1)}, path)
    with pytest.raises(ModelFileError, match="no Inception"):
        load_fid_features(path)
    state.pop("Mixed_5b.branch1x1.conv.weight")
    torch.save(state, path)
    with pytest.raises(ModelFileError, match="branch1x1"):
        load_fid_features(path)
