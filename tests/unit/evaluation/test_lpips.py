"""LPIPS: the published figures, torchvision's layout, and the equation on random weights."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.errors import BadInputError, MissingPartError, ModelFileError
from inpaint_studio.imaging.types import Image
from inpaint_studio.training.losses.lpips import Lpips, PerceptualNet, as_batch, perceptual_folder
from inpaint_studio.zoo.checkpoints import write_safetensors

pytestmark = pytest.mark.usefixtures("one_thread")

CHANNELS = {
    PerceptualNet.ALEX: (64, 192, 384, 256, 256),
    PerceptualNet.VGG: (64, 128, 256, 512, 512),
}
# The published stages end with the ReLUs of these layers of torchvision's `features`.
STAGE_ENDS = {PerceptualNet.ALEX: (1, 4, 7, 9, 11), PerceptualNet.VGG: (3, 8, 15, 22, 29)}


def torchvision_trunk(net: PerceptualNet) -> nn.Sequential:
    from torchvision.models import alexnet, vgg16

    torch.manual_seed(3)
    model = alexnet(weights=None) if net is PerceptualNet.ALEX else vgg16(weights=None)
    trunk = model.features
    assert isinstance(trunk, nn.Sequential)
    return trunk.eval().requires_grad_(False)


def states(net: PerceptualNet, trunk: nn.Sequential) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    features = {f"features.{key}": value for key, value in trunk.state_dict().items()}
    random = torch.Generator().manual_seed(5)
    heads = {
        f"{net}.lin{index}.model.1.weight": torch.rand(1, count, 1, 1, generator=random)
        for index, count in enumerate(CHANNELS[net])
    }
    return features, heads


@pytest.fixture(scope="module")
def alex() -> Lpips:
    net = PerceptualNet.ALEX
    return Lpips(net, *states(net, torchvision_trunk(net)))


def batch(seed: int, count: int = 1, side: int = 64) -> Tensor:
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("net", PerceptualNet)
def test_equation_on_torchvision_features(net: PerceptualNet) -> None:
    trunk = torchvision_trunk(net)
    features, heads = states(net, trunk)
    first, second = batch(1), batch(2)

    shift = torch.tensor([-0.030, -0.088, -0.188]).view(1, 3, 1, 1)
    scale = torch.tensor([0.458, 0.448, 0.450]).view(1, 3, 1, 1)
    a, b = (((2 * x - 1) - shift) / scale for x in (first, second))
    expected = 0.0
    for index, layer in enumerate(trunk):
        a, b = layer(a), layer(b)
        if index in STAGE_ENDS[net]:
            stage = STAGE_ENDS[net].index(index)
            head = heads[f"{net}.lin{stage}.model.1.weight"]
            difference = nn.functional.normalize(a, dim=1) - nn.functional.normalize(b, dim=1)
            expected += float((difference.square() * head).sum(dim=1).mean())

    distance = Lpips(net, features, heads)(first, second)
    assert float(distance[0]) == pytest.approx(expected, rel=1e-4)


def test_identity_symmetry_and_batches(alex: Lpips) -> None:
    first, second = batch(1, 2), batch(2, 2)
    together = alex(first, second)
    assert together.shape == (2,)
    assert (together > 0).all()
    torch.testing.assert_close(alex(first, first), torch.zeros(2))
    torch.testing.assert_close(alex(second, first), together)
    torch.testing.assert_close(alex(first[1:], second[1:])[0], together[1])
    torch.testing.assert_close(
        alex.compare(alex.stages(first[:1]), alex.stages(second)), alex(first[[0, 0]], second)
    )


def test_map_is_of_the_image_size_and_local(alex: Lpips) -> None:
    first = batch(1, side=96)
    second = first.clone()
    second[..., :24, :24] = 0.0
    distances = alex.compare_map(alex.stages(first), alex.stages(second), (96, 96))[0]
    assert distances.shape == (96, 96)
    assert float(distances[:24, :24].mean()) > 4 * float(distances[72:, 72:].mean())


def test_gradient_leads_to_the_target(alex: Lpips) -> None:
    target, image = batch(1), batch(2).requires_grad_()
    before = alex(image, target).sum()
    (gradient,) = torch.autograd.grad(before, image)
    step = image.detach() - 0.1 * gradient / gradient.abs().max()
    assert float(alex(step, target).sum()) < float(before.detach())


def test_image_too_small_is_refused(alex: Lpips) -> None:
    with pytest.raises(BadInputError, match="at least 32"):
        alex(batch(1, side=31), batch(2, side=31))


def test_weights_of_another_network_are_refused() -> None:
    net = PerceptualNet.ALEX
    features, heads = states(net, torchvision_trunk(net))
    missing = {key: value for key, value in features.items() if key != "features.0.bias"}
    with pytest.raises(ModelFileError, match=r"features\.0\.bias is missing"):
        Lpips(net, missing, heads)
    with pytest.raises(ModelFileError, match=r"features\.99\.bias is left over"):
        Lpips(net, {**features, "features.99.bias": torch.zeros(1)}, heads)
    with pytest.raises(ModelFileError, match="has shape"):
        Lpips(net, {**features, "features.0.bias": torch.zeros(1)}, heads)
    with pytest.raises(ModelFileError, match="heads"):
        Lpips(net, features, {})


def test_folder_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingPartError, match="alexnet_features"):
        Lpips.from_folder(tmp_path)
    net = PerceptualNet.ALEX
    features, heads = states(net, torchvision_trunk(net))
    write_safetensors(tmp_path / "alexnet_features.safetensors", features)
    with pytest.raises(MissingPartError, match="lpips_v01_heads"):
        Lpips.from_folder(tmp_path)
    write_safetensors(tmp_path / "lpips_v01_heads.safetensors", heads)
    assert Lpips.from_folder(tmp_path).net is net

    monkeypatch.delenv("INPAINT_STUDIO_PERCEPTUAL_WEIGHTS", raising=False)
    assert perceptual_folder() is None
    monkeypatch.setenv("INPAINT_STUDIO_PERCEPTUAL_WEIGHTS", str(tmp_path))
    assert perceptual_folder() == tmp_path
    with pytest.raises(ModelFileError, match="no folder"):
        perceptual_folder(tmp_path / "nowhere")


def read(path: Path) -> Image:
    if not path.is_file():
        pytest.skip(f"the published example {path} is not there")
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


def test_published_figures(weights_folder: Path) -> None:
    examples = weights_folder.parent / "reference"
    reference = as_batch([read(examples / "ex_ref.png")])
    others = as_batch([read(examples / name) for name in ("ex_p0.png", "ex_p1.png")])
    distances = Lpips.from_folder(weights_folder, "alex")(reference, others)
    assert distances.tolist() == pytest.approx([0.7219, 0.1376], abs=5e-5)


def test_vgg_agrees_with_human_judgement(weights_folder: Path) -> None:
    # The authors' example: people find the second nearer, as both networks do.
    examples = weights_folder.parent / "reference"
    reference = as_batch([read(examples / "ex_ref.png")])
    others = as_batch([read(examples / name) for name in ("ex_p0.png", "ex_p1.png")])
    first, second = Lpips.from_folder(weights_folder, "vgg")(reference, others).tolist()
    assert second < first


def test_slopes_are_numbers_where_no_channel_answers(alex: Lpips) -> None:
    """As in a black picture, where a loss would turn every weight into NaN."""
    dead = Lpips(
        alex.net, {k: torch.zeros_like(v) for k, v in _features(alex).items()}, _heads(alex)
    )
    picture = batch(1).requires_grad_()
    dead(picture, batch(2)).sum().backward()
    assert picture.grad is not None
    assert torch.isfinite(picture.grad).all()


def _features(model: Lpips) -> dict[str, Tensor]:
    return {f"features.{key}": value for key, value in model.features.state_dict().items()}


def _heads(model: Lpips) -> dict[str, Tensor]:
    return {
        f"{model.net}.lin{index}.model.1.weight": head.detach()
        for index, head in enumerate(model.heads)
    }
