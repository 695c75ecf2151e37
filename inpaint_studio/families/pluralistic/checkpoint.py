"""Checkpoints of pluralistic completion (Zheng et al., arXiv 1903.04227) in PyTorch.

Encoder and generator lie in files of their own, `latest_net_E.pth` and `latest_net_G.pth`, bare
state dicts. Their blocks list each convolution twice, under its own name and within `model` or
`shortcut`, and normalise it as `power_norm` says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from inpaint_studio.errors import ModelFileError
from inpaint_studio.families.pluralistic.network import (
    Pluralistic,
    PluralisticEncoder,
    PluralisticGenerator,
)
from inpaint_studio.zoo import power_norm
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import has_shape, renamed

__all__ = ["ENCODER", "GENERATOR", "Pluralistic", "join"]

_TWIN = re.compile(r"(?P<block>.*)\.(?P<where>(?:model|shortcut)\.\d+)\.module\.(?P<part>\w+)")
_CONVS = ("conv1", "conv2", "bypass")

_ENCODER_BLOCKS = {
    "block0": "first",
    **{f"encoder{level}": f"halvings.{level}" for level in range(4)},
    **{f"infer_prior{level}": f"inferring.{level}" for level in range(12)},
    "posterior": "posterior",
    "prior": "prior",
}
_GENERATOR_BLOCKS = {
    "generator": "enter",
    **{f"decoder{level}": f"doublings.{level}" for level in range(5)},
    **{f"out{level}": f"pictures.{level - 1}" for level in range(1, 5)},
    "attn1.model": "attention.join",
}
_GENERATOR_REST = {
    "attn1": "attention",
    **{f"decoder{level}.model.0": f"doublings.{level}.norm1" for level in range(5)},
    **{f"decoder{level}.model.3": f"doublings.{level}.norm2" for level in range(5)},
}

# Where a block lists its convolutions a second time.
_PLACES = {
    "plain": {"conv1": "model.1", "conv2": "model.3", "bypass": "shortcut.0"},
    "first": {"conv1": "model.0", "conv2": "model.2", "bypass": "shortcut.1"},
    "doubling": {"conv1": "model.2", "conv2": "model.5", "bypass": "shortcut.0"},
    "picture": {"conv1": "model.2"},
}


def _places(block: str) -> Mapping[str, str]:
    """Second names of the convolutions of a published block."""
    name = block.rstrip("0123456789")
    return _PLACES[{"block": "first", "decoder": "doubling", "out": "picture"}.get(name, "plain")]


def _without_twins(state: State) -> State:
    """Every convolution under its own name only.

    Raises
    ------
    ModelFileError
        If the two names hold different values: nobody could say which count.
    """
    result: State = {}
    for key, value in state.items():
        match = _TWIN.fullmatch(key)
        if match is None:
            result[key] = value
            continue
        owners = {where: conv for conv, where in _places(match["block"]).items()}
        own = f"{match['block']}.{owners.get(match['where'], '')}.module.{match['part']}"
        if own not in state:
            raise ModelFileError("tensor {own} is missing beside {key}.", own=own, key=key)
        if not torch.equal(state[own], value):
            raise ModelFileError(
                "tensors {own} and {key} should be one, but differ.", own=own, key=key
            )
    return result


def _with_twins(state: State, blocks: Mapping[str, str]) -> State:
    result = dict(state)
    for block in blocks:
        for conv, where in _places(block).items():
            prefix = f"{block}.{conv}.module."
            result |= {
                f"{block}.{where}.module.{key.removeprefix(prefix)}": value
                for key, value in state.items()
                if key.startswith(prefix)
            }
    return result


def _to_plain(state: State, blocks: Mapping[str, str], rest: Mapping[str, str]) -> State:
    return renamed(power_norm.fold(_without_twins(state)), {**rest, **blocks})


def _to_published(state: State, blocks: Mapping[str, str], rest: Mapping[str, str]) -> State:
    theirs = {ours: name for name, ours in {**rest, **blocks}.items()}
    named = renamed(state, theirs)
    normed = {f"{block}.{conv}" for block in blocks for conv in _CONVS}
    return _with_twins(power_norm.unfold(named, normed), blocks)


def _is_encoder(shapes: Shapes) -> bool:
    return any(
        has_shape(shapes, key, (None, 3, 3, 3))
        for key in ("block0.conv1.module.weight_bar", "first.conv1.weight")
    ) and any(key.startswith("prior.conv1.") for key in shapes)


def _is_generator(shapes: Shapes) -> bool:
    return any(key in shapes for key in ("attn1.gamma", "attention.gamma")) and any(
        key.startswith(("decoder0.conv1.", "doublings.0.conv1.")) for key in shapes
    )


def _encoder_settings(shapes: Shapes) -> dict[str, int]:
    inferring = {key.split(".")[1] for key in shapes if key.startswith("inferring.")}
    return {
        "channels": shapes["first.conv1.weight"][0],
        "latent": shapes["prior.conv2.weight"][0] // 2,
        "inferring": len(inferring),
    }


def _generator_settings(shapes: Shapes) -> dict[str, int]:
    return {
        "channels": shapes["doublings.4.conv1.weight"][0],
        "latent": shapes["enter.conv1.weight"][1],
    }


def _call_encoder(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    known = 1 - arrays["mask"]
    _, mean, deviation = network((arrays["image"] * 2 - 1) * known)
    return mean, deviation


def _call_generator(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    # Bare, it has neither drawn features nor known ones: the pictures of nothing.
    assert isinstance(network, PluralisticGenerator)
    known = 1 - arrays["mask"]
    count, _, height, width = known.shape
    widest = network.enter.conv2.weight.shape[0]
    features = [
        known.new_zeros(count, widest, height >> level, width >> level) for level in range(1, 6)
    ]
    latent = network.enter.conv1.weight.shape[1]
    drawn = known.new_zeros(count, latent, height >> 5, width >> 5)
    return tuple(network(drawn, features, known))


ENCODER = PublishedNetwork(
    name="pluralistic_encoder",
    title="pluralistic completion encoder",
    file_name="latest_net_E.pth",
    container="",
    extras={},
    recognises=_is_encoder,
    to_plain=lambda state: _to_plain(state, _ENCODER_BLOCKS, {}),
    to_published=lambda state: _to_published(state, _ENCODER_BLOCKS, {}),
    settings=_encoder_settings,
    build=PluralisticEncoder,
    inputs={"image": 3, "mask": 1},
    call=_call_encoder,
)

GENERATOR = PublishedNetwork(
    name="pluralistic_generator",
    title="pluralistic completion generator",
    file_name="latest_net_G.pth",
    container="",
    extras={},
    recognises=_is_generator,
    to_plain=lambda state: _to_plain(state, _GENERATOR_BLOCKS, _GENERATOR_REST),
    to_published=lambda state: _to_published(state, _GENERATOR_BLOCKS, _GENERATOR_REST),
    settings=_generator_settings,
    build=PluralisticGenerator,
    inputs={"image": 3, "mask": 1},
    call=_call_generator,
)


def join(encoder: nn.Module, generator: nn.Module) -> Pluralistic:
    """The whole model from its two networks."""
    assert isinstance(encoder, PluralisticEncoder)
    assert isinstance(generator, PluralisticGenerator)
    return Pluralistic(encoder, generator).eval()
