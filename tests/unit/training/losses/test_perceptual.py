"""Perceptual and style losses; the VGG of torchvision's keys."""

# mypy: disable-error-code="no-untyped-call, index"

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.training.losses.perceptual import (
    VggFeatures,
    gram,
    load_vgg,
    perceptual_loss,
    style_loss,
)

_VGG16 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)


def vgg_state(*, deep: bool = True) -> dict[str, torch.Tensor]:
    """Small random weights in the layout of torchvision's VGG-16."""
    generator = torch.Generator().manual_seed(0)
    state, position, inputs = {}, 0, 3
    for outputs in _VGG16:
        if outputs == 0:
            position += 1
            continue
        weight = torch.randn(outputs, inputs, 3, 3, generator=generator) * (2 / inputs / 9) ** 0.5
        # Values of deep layers are not looked at; zeros keep the test light.
        state[f"features.{position}.weight"] = weight if deep or outputs < 256 else weight * 0
        state[f"features.{position}.bias"] = torch.zeros(outputs)
        position, inputs = position + 2, outputs
    return state


@pytest.fixture(scope="module")
def state() -> dict[str, torch.Tensor]:
    return vgg_state()


def test_layers_lie_where_torchvision_has_them(state: dict[str, torch.Tensor]) -> None:
    from torchvision.models import vgg16

    reference = vgg16(weights=None).features
    reference.load_state_dict({k.removeprefix("features."): v for k, v in state.items()})
    ours = VggFeatures(state, ["relu1_2", "relu2_1", "relu3_1", "pool1", "pool2"])
    image = torch.rand(1, 3, 32, 40)
    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    deviation = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    found = ours(image)
    stops = {"relu1_2": 4, "relu2_1": 7, "relu3_1": 12, "pool1": 5, "pool2": 10}
    for name, stop in stops.items():
        expected = reference[:stop]((image - mean) / deviation)
        torch.testing.assert_close(found[name], expected)


def test_only_the_layers_needed_are_built(state: dict[str, torch.Tensor]) -> None:
    # Two convolutions, a pooling and a third convolution, each with its ReLU.
    assert len(VggFeatures(state, ["relu2_1"]).features) == 7


def test_gram_and_style_by_hand() -> None:
    features = torch.tensor([[[[1.0, 2.0]], [[0.0, -1.0]]]])
    expected = torch.tensor([[[5.0, -2.0], [-2.0, 1.0]]]) / 4
    torch.testing.assert_close(gram(features), expected)
    loss = style_loss({"a": features}, {"a": torch.zeros_like(features)})
    assert loss.item() == pytest.approx(10 / 4 / 4)


def test_perceptual_sums_layers_and_spares_the_target() -> None:
    target = {"a": torch.zeros(1, 1, 2, 2, requires_grad=True), "b": torch.zeros(1, 2, 1, 1)}
    output = {"a": torch.ones(1, 1, 2, 2, requires_grad=True), "b": torch.full((1, 2, 1, 1), 3.0)}
    loss = perceptual_loss(output, target)
    assert loss.item() == pytest.approx(4.0)
    loss.backward()
    assert target["a"].grad is None


def test_losses_vanish_on_equal_pictures(state: dict[str, torch.Tensor]) -> None:
    vgg = VggFeatures(state, ["relu1_1", "relu2_1"])
    features = vgg(torch.rand(1, 3, 16, 16))
    assert perceptual_loss(features, features).item() == 0
    assert style_loss(features, features).item() == 0


def test_wrong_weights_are_refused(state: dict[str, torch.Tensor]) -> None:
    with pytest.raises(ModelFileError, match="13"):
        VggFeatures({"features.0.weight": torch.zeros(64, 3, 3, 3)}, ["relu1_1"])
    with pytest.raises(ModelFileError, match="relu9_9"):
        VggFeatures(state, ["relu9_9"])
    broken = dict(state) | {"features.2.weight": torch.zeros(1)}
    with pytest.raises(ModelFileError, match=r"features\.2\.weight"):
        VggFeatures(broken, ["relu1_2"])


def test_absent_weights_name_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    with pytest.raises(MissingPartError, match=r"nowhere\.safetensors"):
        load_vgg(["relu1_1"], tmp_path / "nowhere.safetensors")
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(tmp_path))
    with pytest.raises(MissingPartError, match="VGG weights"):
        load_vgg(["relu1_1"])


def test_half_precision_file_is_read(state: dict[str, torch.Tensor], tmp_path: Path) -> None:
    from safetensors.torch import save_file

    path = tmp_path / "vgg.safetensors"
    save_file({k: v.half() for k, v in state.items()}, path)
    first = load_vgg(["relu1_1"], path).features[0].weight
    torch.testing.assert_close(first, state["features.0.weight"], atol=1e-3, rtol=1e-3)
