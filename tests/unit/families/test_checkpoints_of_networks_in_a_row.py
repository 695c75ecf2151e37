"""Published checkpoints of networks in a row and in rounds: pluralistic, recurrent, coherent.

Names, shapes and outputs in `tests/data/reference` are those of the authors' code, run on weights
made from a seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.errors import ModelFileError
from inpaint_studio.families.csa import checkpoint as coherent_attention
from inpaint_studio.families.glcic import checkpoint as glcic
from inpaint_studio.families.pluralistic import checkpoint as pluralistic
from inpaint_studio.families.rfr import checkpoint as recurrent_reasoning
from inpaint_studio.zoo import power_norm
from inpaint_studio.zoo.checkpoints import write_checkpoint, write_safetensors
from inpaint_studio.zoo.compute import compute
from inpaint_studio.zoo.published import (
    PublishedNetwork,
    build_network,
    published_content,
    read_published,
    tensor_shapes,
)
from inpaint_studio.zoo.recognise import match_files
from inpaint_studio.zoo.weights import known_networks

pytestmark = pytest.mark.usefixtures("one_thread")

RFR = recurrent_reasoning.GENERATOR
NETWORKS = (
    RFR,
    pluralistic.ENCODER,
    pluralistic.GENERATOR,
    coherent_attention.ROUGH,
    coherent_attention.REFINEMENT,
)
SMALL: dict[str, dict[str, int]] = {
    "rfr": {"channels": 8, "kernel": 5},
    "pluralistic_encoder": {"channels": 4, "latent": 6, "inferring": 2},
    "pluralistic_generator": {"channels": 4, "latent": 6},
    "csa_rough": {"channels": 4},
    "csa_refinement": {"channels": 4},
}
# One tensor of each, under all its names.
DROPPED: dict[str, tuple[str, ...]] = {
    "rfr": ("RFRModule.dec_5.1.bias",),
    "pluralistic_encoder": ("prior.bypass.module.bias", "prior.shortcut.0.module.bias"),
    "pluralistic_generator": ("out4.conv1.module.bias", "out4.model.2.module.bias"),
    "csa_rough": ("model.model.1.model.3.model.5.bias",),
    "csa_refinement": ("model.model.1.model.6.model.6.model.7.bias",),
}
every_network = pytest.mark.parametrize("network", NETWORKS, ids=lambda n: n.name)


def published(network: PublishedNetwork, reference: Callable[[str], Any]) -> nn.Module:
    """The network with the reference's weights, read as published."""
    return build_network(network, network.to_plain(reference(network.name).tensors()))


def inputs(case: Any) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(case.inputs["image"]), torch.from_numpy(case.inputs["mask"])


def small_state(network: PublishedNetwork) -> dict[str, Tensor]:
    """Plain tensors of a tiny network, of spectral norm one where the layout wants that."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        state = dict(network.build(**SMALL[network.name]).state_dict())
    if not network.name.startswith("pluralistic"):
        return state
    return {
        key: value / torch.linalg.matrix_norm(value.flatten(1), ord=2) if value.ndim == 4 else value
        for key, value in state.items()
    }


def tensors_of(network: PublishedNetwork, state: dict[str, Tensor]) -> dict[str, Tensor]:
    content = published_content(network, state)
    found: dict[str, Tensor] = content[network.container] if network.container else content
    return found


def assert_close(ours: Tensor, theirs: np.ndarray, limit: float = 2e-5) -> None:
    assert tuple(ours.shape) == theirs.shape
    assert float((ours - torch.from_numpy(theirs)).abs().max()) <= limit


# Agreement with the authors' code


@pytest.mark.parametrize("name", ["rfr", "pluralistic_encoder"])
def test_bare_networks_agree(name: str, reference: Callable[[str], Any], tmp_path: Path) -> None:
    case = reference(name)
    network = next(each for each in NETWORKS if each.name == name)
    path = case.save_published(tmp_path / "w.pth", container=network.container)
    outputs = compute(name, path, case.inputs)
    assert len(outputs) == len(case.outputs)
    for ours, theirs in zip(outputs, case.outputs, strict=True):
        assert_close(torch.from_numpy(ours), theirs)


def test_the_pluralistic_pictures_agree(reference: Callable[[str], Any]) -> None:
    case = reference("pluralistic_generator")
    image, mask = inputs(case)
    encoder = published(pluralistic.ENCODER, reference)
    generator = published(pluralistic.GENERATOR, reference)
    with torch.inference_mode():
        features, mean, _ = encoder((image * 2 - 1) * (1 - mask))
        pictures = generator(mean, features, 1 - mask)
        whole = pluralistic.join(encoder, generator)(image, mask)
    assert len(pictures) == 4
    for ours, theirs in zip(pictures[-2:], case.outputs, strict=True):
        assert_close(ours, theirs)
    assert torch.equal(whole, (pictures[-1] + 1) / 2)


@pytest.mark.nightly  # a hundred million random weights
def test_coherent_completion_agrees(reference: Callable[[str], Any]) -> None:
    image, mask = inputs(reference("csa_rough"))
    whole = coherent_attention.join(
        published(coherent_attention.ROUGH, reference),
        published(coherent_attention.REFINEMENT, reference),
    )
    with torch.inference_mode():
        rough, refined = whole(image, mask)
    assert_close(rough[..., ::4, ::4] * 2 - 1, reference("csa_rough").outputs[0])
    # Shares of likenesses that nearly cancel each other enlarge what rounding leaves.
    theirs = reference("csa_refinement").outputs[0]
    assert_close(refined[..., ::4, ::4] * 2 - 1, theirs, limit=1e-4 * float(np.abs(theirs).max()))


# Layouts


@pytest.mark.parametrize("network", NETWORKS[:3], ids=lambda n: n.name)
def test_published_tensors_come_back(
    network: PublishedNetwork, reference: Callable[[str], Any]
) -> None:
    theirs = reference(network.name).tensors()
    plain = network.to_plain(theirs)
    back = network.to_published(plain)
    assert tensor_shapes(back) == tensor_shapes(theirs)
    again = network.to_plain(back)
    for key, value in plain.items():
        assert torch.allclose(again[key], value, rtol=2e-6, atol=1e-7), key


@pytest.mark.parametrize("network", NETWORKS[3:], ids=lambda n: n.name)
def test_published_names_come_back(network: PublishedNetwork) -> None:
    path = Path(__file__).parents[2] / "data" / "reference" / f"{network.name}.json"
    shapes = json.loads(path.read_text(encoding="utf-8"))["state_dict"]
    theirs = {key: torch.zeros(()).expand(shape) for key, shape in shapes}
    plain = network.to_plain(theirs)
    with torch.device("meta"):
        module = network.build(**network.settings(tensor_shapes(plain)))
    assert tensor_shapes(plain) == tensor_shapes(module.state_dict())
    assert tensor_shapes(network.to_published(plain)) == tensor_shapes(theirs)


@every_network
def test_sizes_are_deduced_and_both_layouts_read(network: PublishedNetwork, tmp_path: Path) -> None:
    state = small_state(network)
    assert network.settings(tensor_shapes(state)) == SMALL[network.name]
    write_checkpoint(tmp_path / "w.pth", published_content(network, state))
    write_safetensors(tmp_path / "w.safetensors", state)
    for path in (tmp_path / "w.pth", tmp_path / "w.safetensors"):
        back = read_published(path, network)
        assert back.keys() == state.keys()
        for key, value in state.items():
            assert torch.allclose(back[key], value, rtol=2e-5, atol=1e-6), key
        assert not build_network(network, back).training


@every_network
def test_no_other_network_takes_it(network: PublishedNetwork) -> None:
    state = small_state(network)
    for shapes in (tensor_shapes(state), tensor_shapes(tensors_of(network, state))):
        assert {k.name for k in known_networks() if k.recognises(shapes)} == {network.name}


@every_network
def test_wrong_and_torn_files_are_told(network: PublishedNetwork, tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    tensors = tensors_of(network, small_state(network))
    names = DROPPED[network.name]
    torn = {key: value for key, value in tensors.items() if key not in names}
    for changed, said in (
        ({**tensors, "surplus.weight": torch.zeros(2, 2)}, "surplus.weight does not belong"),
        (torn, "is missing"),
        (tensors | dict.fromkeys(names, torch.zeros(1, 1)), r"has shape \(1, 1\)"),
    ):
        torch.save({network.container or "state": changed}, path)
        with pytest.raises(ModelFileError, match=said):
            read_published(path, network)
    torch.save({"state": tensors}, path)
    with pytest.raises(ModelFileError, match=f"is the {network.title[:12]}"):
        read_published(path, glcic.GENERATOR, known_networks())


@pytest.mark.parametrize(
    ("family", "roles"),
    [
        ("pluralistic", {"encoder": pluralistic.ENCODER, "generator": pluralistic.GENERATOR}),
        (
            "csa",
            {"rough": coherent_attention.ROUGH, "refinement": coherent_attention.REFINEMENT},
        ),
        ("rfr", {"generator": RFR}),
    ],
)
def test_files_are_told_apart(
    family: str, roles: dict[str, PublishedNetwork], tmp_path: Path
) -> None:
    paths = {}
    for role, network in roles.items():
        paths[role] = tmp_path / f"{role}.pth"
        # As saved from several devices, and beside an optimiser's state.
        tensors = {f"module.{k}": v for k, v in tensors_of(network, small_state(network)).items()}
        torch.save({"n_iter": 3, "net": tensors, "optimizer": {"state": {}}}, paths[role])
    found, files = match_files(reversed(list(paths.values())))
    assert found.name == family
    assert files == paths


# The norm renewed in every pass


def one_pass(weight: Tensor, u: Tensor) -> Tensor:
    """What the published layer divides its weight by, for its first pass."""
    matrix = weight.double().flatten(1)
    v = F.normalize(matrix.T @ u.double(), dim=0)
    return F.normalize(matrix @ v, dim=0) @ matrix @ v


@pytest.mark.parametrize("largest", [1.0, 1.0001, 1.3])
def test_an_unfolded_weight_is_divided_by_one(largest: float) -> None:
    torch.manual_seed(0)
    weight = torch.randn(8, 4, 3, 3)
    weight *= largest / torch.linalg.matrix_norm(weight.flatten(1), ord=2)
    state = {"a.weight": weight, "a.bias": torch.rand(8), "b.weight": torch.rand(3)}
    out = power_norm.unfold(state, {"a"})
    assert set(out) == {
        *(f"a.module.{part}" for part in ("weight_bar", "weight_u", "weight_v", "bias")),
        "b.weight",
    }
    assert abs(float(one_pass(weight, out["a.module.weight_u"])) - 1) < 1e-5
    back = power_norm.fold(out)
    assert back.keys() == state.keys()
    assert torch.allclose(back["a.weight"], weight, rtol=1e-5)


def test_weights_that_the_layout_cannot_express_are_told() -> None:
    for scale in (0.5, 40.0):
        weight = torch.eye(4)[..., None, None] * scale
        with pytest.raises(ModelFileError, match=r"tensor a.weight has singular values from"):
            power_norm.unfold({"a.weight": weight}, {"a"})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"a.module.weight_u": None}, "weight_u is missing"),
        ({"a.module.weight_u": torch.ones(3)}, r"has shape \(3,\); expected \(2,\)"),
        ({"a.module.weight_bar": torch.zeros(2, 2)}, "the file is damaged"),
    ],
)
def test_damaged_norms_are_told(changes: dict[str, Tensor | None], said: str) -> None:
    state = {"a.module.weight_bar": torch.eye(2), "a.module.weight_u": torch.tensor([1.0, 0.0])}
    merged = {key: value for key, value in (state | changes).items() if value is not None}
    with pytest.raises(ModelFileError, match=said):
        power_norm.fold(merged)


def test_two_names_of_one_tensor_must_agree() -> None:
    tensors = tensors_of(pluralistic.ENCODER, small_state(pluralistic.ENCODER))
    twin = "block0.model.0.module.weight_bar"
    with pytest.raises(ModelFileError, match=f"{twin} should be one"):
        pluralistic.ENCODER.to_plain({**tensors, twin: tensors[twin] + 1})
    alone = {key: value for key, value in tensors.items() if not key.startswith("prior.conv1.")}
    with pytest.raises(ModelFileError, match=r"prior.conv1.module.\w+ is missing beside"):
        pluralistic.ENCODER.to_plain(alone)
