"""Neural patch synthesis: scales, what may change, cancelling, previews, and the whole restorer."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.errors import CancelledError, MissingPartError, ModelNotFoundError, OptionError
from inpaint_studio.families.patch_synthesis.optimisation import (
    SynthesisRules,
    refine,
    scale_factors,
)
from inpaint_studio.families.patch_synthesis.restorer import make_patch_synthesis
from inpaint_studio.inference.auto import Choice
from inpaint_studio.inference.device import CPU
from inpaint_studio.inference.engine import Engine, RegistrySource
from inpaint_studio.inference.request import Preview, RestoreRequest
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import NOTHING
from inpaint_studio.progress import Progress, ProgressToken
from inpaint_studio.zoo.install import import_model
from inpaint_studio.zoo.registry import ModelState, find_family, find_model

pytestmark = pytest.mark.usefixtures("one_thread")

MODELS = Path(__file__).parents[3] / "models"
QUICK = SynthesisRules(content=0.1, texture=10.0, smoothness=0.0, rounds=2, steps=4)


class TinyTrunk(nn.Module):
    """Two maps of a quarter and an eighth of the size."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first = nn.Conv2d(3, 12, 4, stride=4)
        self.second = nn.Conv2d(12, 12, 2, stride=2)
        self.passes = 0

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        self.passes += 1
        first = torch.relu(self.first(image))
        return first, torch.relu(self.second(first))


def scene(height: int, width: int) -> tuple[Tensor, Tensor, Tensor]:
    """Stripes, a hole, and a grey fill."""
    stripes = (torch.arange(width) // 4 % 2).float().expand(1, 3, height, width).clone()
    mask = torch.zeros(1, 1, height, width)
    mask[..., height // 3 : height // 3 + 17, width // 3 : width // 3 + 21] = 1
    return stripes, mask, torch.full_like(stripes, 0.5)


def test_scales_halve_down_to_what_can_be_seen() -> None:
    assert scale_factors(512, 300, 3) == (0.25, 0.5, 1.0)
    assert scale_factors(256, 256, 3) == (0.5, 1.0)
    assert scale_factors(50, 60, 3) == (1.0,)
    assert scale_factors(4000, 300, 1) == (1.0,)


def test_only_the_hole_changes_and_texture_comes() -> None:
    image, mask, content = scene(101, 130)
    before = image.clone(), mask.clone(), content.clone()
    trunk = TinyTrunk()
    shown: list[Tensor] = []
    result = refine(trunk, image, mask, content, 2, QUICK, ProgressToken(), shown.append)
    assert result.shape == image.shape
    assert torch.equal(result * (1 - mask), image * (1 - mask))
    for now, then in zip((image, mask, content), before, strict=True):
        assert torch.equal(now, then)
    assert [tuple(each.shape[2:]) for each in shown] == [(101, 130)]  # the smaller is too small
    hole = mask.expand_as(image).bool()
    assert float(result.min()) >= 0
    assert float(result.max()) <= 1
    assert float(result[hole].std()) > 0.05  # the fill was plain
    again = refine(trunk, image, mask, content, 2, QUICK, ProgressToken())
    assert torch.equal(result, again)
    assert not any(parameter.grad is not None for parameter in trunk.parameters())


def test_every_scale_goes_on_from_the_one_before() -> None:
    image, mask, content = scene(192, 200)
    shown: list[Tensor] = []
    reports: list[Progress] = []
    token = ProgressToken(reports.append)
    refine(TinyTrunk(), image, mask, content, 3, QUICK, token, shown.append)
    assert [tuple(each.shape[2:]) for each in shown] == [(96, 100), (192, 200)]
    fractions = [report.fraction for report in reports]
    assert fractions == sorted(fractions)
    assert {str(report.message).rpartition("(")[2] for report in reports} == {"1 of 2)", "2 of 2)"}


def test_brightness_moves_more_than_colour() -> None:
    image, mask, content = scene(101, 130)
    rules = SynthesisRules(content=3.0, texture=10.0, smoothness=0.0, rounds=2, steps=4)
    result = refine(TinyTrunk(), image, mask, content, 1, rules, ProgressToken())
    change = (result - content)[mask.bool().expand_as(result)].reshape(3, -1)
    light = change.mean(dim=0)
    assert float(light.abs().mean()) > 1e-3
    assert float((change - light).abs().mean()) < float(light.abs().mean())


def test_weight_on_content_alone_keeps_the_fill() -> None:
    image, mask, _ = scene(101, 130)
    content = torch.rand(1, 3, 101, 130)
    rules = SynthesisRules(content=1.0, texture=0.0, smoothness=0.0, rounds=1, steps=2)
    result = refine(TinyTrunk(), image, mask, content, 1, rules, ProgressToken())
    assert torch.allclose(result * mask, content * mask, atol=1e-6)


def test_a_photo_without_a_known_patch_keeps_the_fill() -> None:
    image, mask, content = scene(101, 130)
    mask = torch.ones_like(mask)
    mask[..., :3, :3] = 0
    result = refine(TinyTrunk(), image, mask, content, 1, QUICK, ProgressToken())
    assert torch.equal(result * mask, content * mask)


@pytest.mark.parametrize("passes", [1, 4])
def test_a_cancel_is_heeded_in_the_midst_of_a_step(passes: int) -> None:
    image, mask, content = scene(101, 130)
    token = ProgressToken()
    trunk = TinyTrunk()
    trunk.first.register_forward_hook(lambda *_: token.cancel() if trunk.passes == passes else None)
    with pytest.raises(CancelledError):
        refine(trunk, image, mask, content, 1, QUICK, token)
    assert trunk.passes == passes  # it did not come to another
    assert not trunk.first._forward_pre_hooks


# The restorer


@pytest.fixture
def vgg_file(tmp_path: Path) -> Path:
    """Random weights in torchvision's layout, classifier and deeper layers included."""
    torch.manual_seed(0)
    state: dict[str, Tensor] = {}
    inputs, place = 3, 0
    for block, (count, outputs) in enumerate(((2, 64), (2, 128), (3, 256), (3, 512))):
        for _ in range(count):
            scale = (2 / (9 * inputs)) ** 0.5
            state[f"features.{place}.weight"] = torch.randn(outputs, inputs, 3, 3) * scale
            state[f"features.{place}.bias"] = torch.zeros(outputs)
            inputs, place = outputs, place + 2
        place += 1
        assert block < 4
    state["classifier.0.weight"] = torch.zeros(4, 4)
    torch.save({key: value.half() for key, value in state.items()}, tmp_path / "vgg16.pth")
    return tmp_path / "vgg16.pth"


def photo() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (100, 110, 3), np.uint8)
    mask = np.zeros((100, 110), np.bool_)
    mask[40:60, 45:63] = True
    return image, mask


def request(**changes: Any) -> RestoreRequest:
    options = {"content": "telea", "rounds": 1, "scales": 1, **changes}
    image, mask = photo()
    return RestoreRequest(image, mask, FillSettings("patch-synthesis", options=options))


def test_it_is_there_once_vgg_is(vgg_file: Path, models_dir: Path) -> None:
    before = find_model("patch-synthesis")
    assert before.state is ModelState.NOT_INSTALLED
    assert "import a checkpoint of patch-synthesis" in str(before.note)
    assert "VGG" in before.card.summary
    with pytest.raises(MissingPartError, match="import a checkpoint of patch-synthesis"):
        make_patch_synthesis(before.card, None, CPU)
    model = import_model("patch-synthesis", {"vgg": vgg_file})
    assert model.state is ModelState.READY
    assert model.card.size_bytes < 13 * 2**20  # what lies deeper is left out
    image, mask = photo()
    shown: list[Preview] = []
    token = ProgressToken(viewer=shown.append)
    with Engine("cpu") as engine:
        result = engine.restore(request(), token)
        plain = engine.restore(RestoreRequest(image, mask, FillSettings("telea")))
    np.testing.assert_array_equal(result.image[~mask], image[~mask])
    assert (result.image[mask] != plain.image[mask]).any()
    assert len(shown) == 2  # the content, and the one scale
    for preview in shown:
        assert preview.image.dtype == np.uint8
        there, hole = image[preview.box.slices], mask[preview.box.slices]
        np.testing.assert_array_equal(preview.image[~hole], there[~hole])
        assert (preview.image[hole] != there[hole]).any()


def test_the_content_brings_no_texture_of_its_own(
    vgg_file: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_model("patch-synthesis", {"vgg": vgg_file})
    shutil.copytree(MODELS / "edgeconnect-small", models_dir / "edgeconnect-small")
    image, mask = photo()
    shown: list[Preview] = []
    with Engine("cpu") as engine:
        engine.restore(request(content="edgeconnect-small"), ProgressToken(viewer=shown.append))
        network = RestoreRequest(image, mask, FillSettings("edgeconnect-small"))
        plain = FillSettings("edgeconnect-small", options={"texture": 0})
        soft = engine.restore(replace(network, settings=plain)).image
        textured = engine.restore(network).image
    content, hole = shown[0].image, mask[shown[0].box.slices]
    off_soft, off_textured = (
        np.abs(content.astype(int) - other[shown[0].box.slices])[hole].mean()
        for other in (soft, textured)
    )
    assert off_soft < 2 < off_textured


def test_content_that_cannot_be_is_told(vgg_file: Path, models_dir: Path) -> None:
    import_model("patch-synthesis", {"vgg": vgg_file})
    with Engine("cpu") as engine:
        with pytest.raises(ModelNotFoundError, match="patchmach"):
            engine.restore(request(content="patchmach"))
        with pytest.raises(OptionError, match="goes on from another's fill itself"):
            engine.restore(request(content="patch-synthesis"))
        with pytest.raises(OptionError, match="name a model, or auto"):
            engine.restore(request(content=3))
        with pytest.raises(OptionError, match="use a number"):
            engine.restore(request(rounds="many"))


def test_the_content_is_chosen_among_the_others(
    vgg_file: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_model("patch-synthesis", {"vgg": vgg_file})
    asked: list[list[str]] = []

    def choose(name: str, image: Any, mask: Any, guide: Any, models: Any) -> Choice:
        asked.append([model.name for model in models])
        return Choice("navier-stokes", NOTHING)

    monkeypatch.setattr("inpaint_studio.inference.auto.choose_model_for", choose)
    image, mask = photo()
    restorer = RegistrySource().load("patch-synthesis", CPU)
    fill = restorer.fill(
        FillRequest(image, mask, FillSettings(options={"rounds": 1, "scales": 1})), ProgressToken()
    )
    restorer.close()
    assert "patch-synthesis" not in asked[0]
    assert {"patchmatch", "telea"} <= set(asked[0])
    assert fill.coarse is not None
    assert fill.image.shape == image.shape


def test_the_family_says_that_it_builds_upon_another() -> None:
    card = find_family("patch-synthesis").template
    assert card is not None
    assert card.builds_upon_another
    assert card.option("content").check("migan") == "migan"
    assert not find_model("telea").card.builds_upon_another
