"""Published EdgeConnect checkpoints: recognised, converted strictly, and the same networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from inpaint_studio.errors import ModelFileError
from inpaint_studio.families.edgeconnect.checkpoint import COMPLETION, DISCRIMINATOR, EDGE
from inpaint_studio.families.edgeconnect.network import EdgeGenerator
from inpaint_studio.zoo.checkpoints import write_checkpoint, write_safetensors
from inpaint_studio.zoo.published import (
    PublishedNetwork,
    build_network,
    published_content,
    read_published,
    tensor_shapes,
)
from inpaint_studio.zoo.weights import known_networks, load_published

ALL = (EDGE, COMPLETION, DISCRIMINATOR)
BY_ROLE = {"edge": EDGE, "completion": COMPLETION, "discriminator": DISCRIMINATOR}

pytestmark = pytest.mark.usefixtures("one_thread")


def run(network: PublishedNetwork, module: torch.nn.Module, inputs: Any) -> np.ndarray:
    with torch.inference_mode():
        (out,) = network.call(module, {key: torch.from_numpy(a) for key, a in inputs.items()})
    return out.numpy()


@pytest.mark.parametrize("network", ALL, ids=lambda n: n.name)
def test_reference_vectors_through_the_published_file(
    network: PublishedNetwork, reference: Callable[[str], Any], tmp_path: Path
) -> None:
    expected = reference(network.name)
    path = tmp_path / network.file_name
    expected.save_published(path, container=network.container, **network.extras)
    state = read_published(path, network)
    out = run(network, build_network(network, dict(state)), expected.inputs)
    assert np.abs(out - expected.outputs[0]).max() <= 1e-4

    content = published_content(network, state)
    exported = content[network.container]
    assert {key: list(value.shape) for key, value in exported.items()} == {
        key: list(value.shape) for key, value in expected.state.items()
    }
    write_checkpoint(path, content)
    again = read_published(path, network)
    assert set(again) == set(state)
    assert all(torch.allclose(again[key], state[key], rtol=1e-6, atol=0) for key in state)


def test_all_networks_are_known() -> None:
    assert {network.name for network in known_networks()} >= {network.name for network in ALL}


@pytest.mark.parametrize("role", list(BY_ROLE))
def test_sizes_are_deduced(role: str, small_edgeconnect: dict[str, Path]) -> None:
    state = read_published(small_edgeconnect[role], BY_ROLE[role])
    settings = BY_ROLE[role].settings(tensor_shapes(state))
    wanted = (
        {"inputs": 3, "channels": 4} if role == "discriminator" else {"channels": 4, "blocks": 2}
    )
    assert settings == wanted
    module = load_published(small_edgeconnect[role], BY_ROLE[role])
    assert not module.training
    assert all(p.dtype == torch.float32 and not p.is_meta for p in module.parameters())


def test_folding_keeps_the_edge_generators_function(small_edgeconnect: dict[str, Path]) -> None:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(7)
        original = EdgeGenerator(channels=4, blocks=2, spectral=True).eval()
    folded = load_published(small_edgeconnect["edge"], EDGE)
    arrays = [torch.rand(1, 1, 16, 24) for _ in range(3)]
    with torch.inference_mode():
        assert torch.allclose(folded(*arrays), original(*arrays), atol=1e-5)


@pytest.mark.parametrize("role", list(BY_ROLE))
def test_wrong_files_are_told_what_they_are(role: str, small_edgeconnect: dict[str, Path]) -> None:
    for other, network in BY_ROLE.items():
        if other != role:
            with pytest.raises(ModelFileError) as caught:
                read_published(small_edgeconnect[role], network, ALL)
            assert f"is the {BY_ROLE[role].title}" in str(caught.value)
            assert network.title in str(caught.value)


def test_unknown_and_empty_files_are_told_so(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    torch.save({"state_dict": {"main.0.weight": torch.zeros(4, 3)}}, path)
    with pytest.raises(ModelFileError, match=r"unknown network \(such as main.0.weight \(4, 3\)\)"):
        read_published(path, EDGE, ALL)
    torch.save([1, 2, 3], path)
    with pytest.raises(ModelFileError, match="holds no tensors"):
        read_published(path, EDGE, ALL)


def altered(source: Path, target: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    content = torch.load(source, weights_only=True)
    change(content["generator"])
    torch.save(content, target)
    return target


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s.pop("encoder.4.bias"), "encoder.4.bias .* is missing"),
        (lambda s: s.pop("middle.1.conv_block.5.bias"), "middle.1.conv_block.5.bias .* is missing"),
        (lambda s: s.update({"extra.weight": torch.zeros(2)}), "extra.weight does not belong"),
        (lambda s: s.update({"decoder.7.bias": torch.zeros(2)}), r"decoder.7.bias .* shape \(2,\)"),
        (lambda s: s["decoder.7.bias"].fill_(float("nan")), "decoder.7.bias holds values"),
        (lambda s: s.update({"encoder.1.weight": torch.zeros(0, 4, 7, 7)}), "encoder|whole"),
    ],
)
def test_strictness(
    small_edgeconnect: dict[str, Path], tmp_path: Path, change: Any, said: str
) -> None:
    path = altered(small_edgeconnect["completion"], tmp_path / "w.pth", change)
    with pytest.raises(ModelFileError, match=said) as caught:
        read_published(path, COMPLETION, ALL)
    assert str(path) in str(caught.value)


def test_other_wrappings_of_the_same_tensors(
    small_edgeconnect: dict[str, Path], tmp_path: Path
) -> None:
    """Bare state dicts, several devices' prefixes, snapshots with more, folded safetensors."""
    plain = read_published(small_edgeconnect["edge"], EDGE)
    tensors = torch.load(small_edgeconnect["edge"], weights_only=True)["generator"]
    other = torch.load(small_edgeconnect["discriminator"], weights_only=True)["discriminator"]
    path = tmp_path / "w.pth"
    for content in (
        tensors,
        {"generator": {f"module.{key}": value for key, value in tensors.items()}},
        {"discriminator": other, "generator": tensors, "iteration": 1},
    ):
        torch.save(content, path)
        read = read_published(path, EDGE)
        assert all(torch.equal(read[key], plain[key]) for key in plain)
    write_safetensors(tmp_path / "w.safetensors", plain)
    read = read_published(tmp_path / "w.safetensors", EDGE)
    assert all(torch.equal(read[key], plain[key]) for key in plain)


def test_a_discriminator_needs_its_first_layer_once(
    small_edgeconnect: dict[str, Path], tmp_path: Path
) -> None:
    both = torch.load(small_edgeconnect["discriminator"], weights_only=True)["discriminator"]
    plain = read_published(small_edgeconnect["discriminator"], DISCRIMINATOR)
    assert not any(key.startswith("features") for key in plain)
    for dropped in ("features.", "conv1."):
        once = {key: value for key, value in both.items() if not key.startswith(dropped)}
        torch.save({"discriminator": once}, tmp_path / "w.pth")
        read = read_published(tmp_path / "w.pth", DISCRIMINATOR)
        assert all(torch.equal(read[key], plain[key]) for key in plain)


def test_building_draws_no_random_numbers(small_edgeconnect: dict[str, Path]) -> None:
    before = torch.random.get_rng_state()
    for role, network in BY_ROLE.items():
        load_published(small_edgeconnect[role], network)
    assert torch.equal(before, torch.random.get_rng_state())
