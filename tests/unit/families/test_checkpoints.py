"""Published checkpoints of generators of one network: recognised, converted strictly, same outputs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from inpaint_studio.errors import ModelFileError
from inpaint_studio.families.context_encoder import checkpoint as context_encoder
from inpaint_studio.families.deepfill_v1 import checkpoint as deepfill_v1
from inpaint_studio.families.deepfill_v2 import checkpoint as deepfill_v2
from inpaint_studio.families.glcic import checkpoint as glcic
from inpaint_studio.families.pconv import checkpoint as partial_conv
from inpaint_studio.families.se_resnet import checkpoint as se_resnet
from inpaint_studio.zoo.checkpoints import write_checkpoint, write_safetensors
from inpaint_studio.zoo.compute import compute
from inpaint_studio.zoo.published import (
    PublishedNetwork,
    build_network,
    published_content,
    read_published,
    tensor_shapes,
)
from inpaint_studio.zoo.weights import known_networks

NETWORKS = (
    deepfill_v1.V1,
    deepfill_v2.V2,
    deepfill_v2.V2_TENSORFLOW,
    glcic.GENERATOR,
    partial_conv.GENERATOR,
    context_encoder.GENERATOR,
)
SMALL: dict[str, dict[str, int]] = {
    "deepfill_v1": {"channels": 4},
    "deepfill_v2": {"channels": 4, "inputs": 6, "tensorflow": 0},
    "deepfill_v2_tf": {"channels": 4, "inputs": 5, "tensorflow": 1},
    "glcic": {"channels": 4},
    "pconv": {"channels": 4, "depth": 4},
    "context_encoder": {"channels": 4, "bottleneck": 10},
    "se_resnet": {"channels": 4, "blocks": 1},
    "context_encoder_region": {"channels": 4, "window_px": 64},
    "context_encoder_content": {"channels": 4, "content": 10},
}

pytestmark = pytest.mark.usefixtures("one_thread")

UNPUBLISHED = (se_resnet.GENERATOR, context_encoder.REGION, context_encoder.CONTENT)

every_published = pytest.mark.parametrize("network", NETWORKS, ids=lambda n: n.name)
every_network = pytest.mark.parametrize("network", NETWORKS + UNPUBLISHED, ids=lambda n: n.name)


def small_state(network: PublishedNetwork) -> dict[str, torch.Tensor]:
    """Plain tensors of a tiny network of this kind."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        return dict(network.build(**SMALL[network.name]).state_dict())


@every_published
def test_reference_vectors_through_the_published_file(
    network: PublishedNetwork, reference: Callable[[str], Any], tmp_path: Path
) -> None:
    expected = reference(network.name)
    path = tmp_path / "w.pth"
    expected.save_published(path, container=network.container, **network.extras)
    outputs = compute(network.name, path, expected.inputs)
    assert len(outputs) == len(expected.outputs)
    for ours, theirs in zip(outputs, expected.outputs, strict=True):
        assert ours.shape == theirs.shape
        assert np.abs(ours - theirs).max() <= 1e-5

    content = published_content(network, read_published(path, network))
    exported = content[network.container] if network.container else content
    assert {key: list(value.shape) for key, value in exported.items()} == {
        key: list(value.shape) for key, value in expected.state.items()
    }
    assert all((exported[key].numpy() == value).all() for key, value in expected.state.items())


@every_network
def test_sizes_are_deduced_and_both_layouts_read(network: PublishedNetwork, tmp_path: Path) -> None:
    state = small_state(network)
    assert network.settings(tensor_shapes(state)) == SMALL[network.name]
    write_checkpoint(tmp_path / "w.pth", published_content(network, state))
    write_safetensors(tmp_path / "w.safetensors", state)
    back = read_published(tmp_path / "w.pth", network)
    assert back.keys() == state.keys()
    kept = [key for key in state if key != "mean"]  # the published layout has no place for it
    assert all(torch.equal(back[key], state[key]) for key in kept)
    if network is not deepfill_v2.V2_TENSORFLOW:  # its plain tensors are those of DeepFill v2
        again = read_published(tmp_path / "w.safetensors", network)
        assert all(torch.equal(again[key], state[key]) for key in state)
    assert not build_network(network, back).training


@every_network
def test_no_other_network_takes_it(network: PublishedNetwork) -> None:
    state = small_state(network)
    content = published_content(network, state)
    tensors = content[network.container] if network.container else content
    # Variants of a family are also what the family's own row takes.
    variants = {
        "deepfill_v2_tf": "deepfill_v2",
        "context_encoder_region": "context_encoder",
        "context_encoder_content": "context_encoder",
    }
    allowed = {network.name, variants.get(network.name, "")}
    for shapes in (tensor_shapes(state), tensor_shapes(tensors)):
        takers = {known.name for known in known_networks() if known.recognises(shapes)}
        assert takers <= allowed
        assert takers


@every_network
def test_wrong_and_torn_files_are_told(network: PublishedNetwork, tmp_path: Path) -> None:
    state = small_state(network)
    content = published_content(network, state)
    tensors = content[network.container] if network.container else content
    dropped = next(key for key in tensors if key.endswith("bias"))
    extra = {**tensors, "surplus.weight": torch.zeros(2, 2)}
    torn = {key: value for key, value in tensors.items() if key != dropped}
    for changed, said in ((extra, "surplus.weight does not belong"), (torn, "is missing")):
        torch.save({network.container or "state": changed}, tmp_path / "w.pth")
        if changed is torn and dropped.endswith(("mask_conv.weight", "fuse_weight")):
            continue
        with pytest.raises(ModelFileError, match=said):
            read_published(tmp_path / "w.pth", network)
    other = glcic.GENERATOR if network is not glcic.GENERATOR else deepfill_v1.V1
    torch.save(content, tmp_path / "w.pth")
    with pytest.raises(ModelFileError, match=f"is the {network.title[:10]}"):
        read_published(tmp_path / "w.pth", other, known_networks())


def test_counting_weights_must_be_ones(tmp_path: Path) -> None:
    content = published_content(partial_conv.GENERATOR, small_state(partial_conv.GENERATOR))
    content["model"]["enc_2.conv.mask_conv.weight"][0, 0, 0, 0] = 0.5
    torch.save(content, tmp_path / "w.pth")
    with pytest.raises(ModelFileError, match=r"enc_2.conv.mask_conv.weight should count"):
        read_published(tmp_path / "w.pth", partial_conv.GENERATOR)


def test_only_a_guided_deepfill_follows_edges() -> None:
    guided = tensor_shapes(small_state(deepfill_v2.V2))
    plain = tensor_shapes(small_state(deepfill_v2.V2_TENSORFLOW))
    assert deepfill_v2.V2.card_changes(guided) == {"takes_edges": True}
    assert deepfill_v2.V2.card_changes(plain) == {"takes_edges": False}
