"""Checkpoints of EdgeConnect (Nazeri et al., arXiv 1901.00212) as its authors publish them.

`EdgeModel_gen.pth` and `InpaintingModel_gen.pth` hold {'iteration', 'generator': state_dict},
the `_dis` files {'discriminator': state_dict}. The edge generator and the discriminators carry
spectral norm; the discriminator lists its first convolution twice, as `conv1` and as `features`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from torch import Tensor, nn

from inpaint_studio.families.edgeconnect.network import CompletionGenerator, EdgeGenerator
from inpaint_studio.networks.discriminators import PatchDiscriminator
from inpaint_studio.zoo import spectral
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.published import PublishedNetwork, Shapes

__all__ = ["COMPLETION", "DISCRIMINATOR", "EDGE"]

_TRANSPOSED = ("decoder.0.", "decoder.3.")
_UNNORMED = "decoder.7."
_BLOCK = re.compile(r"middle\.(\d+)\.conv_block\.")
_SHARED = ("conv1.", "features.")


def _weight(shapes: Shapes, prefix: str) -> tuple[int, ...]:
    """Shape of a layer's weight, however it is stored; () where there is none."""
    for name in ("weight", "weight_orig", "parametrizations.weight.original"):
        if prefix + name in shapes:
            return tuple(shapes[prefix + name])
    return ()


def _is_generator(shapes: Shapes, inputs: int, outputs: int) -> bool:
    first, last = _weight(shapes, "encoder.1."), _weight(shapes, _UNNORMED)
    return (
        len(first) == 4
        and len(last) == 4
        and first[1:] == (inputs, 7, 7)
        and last[0] == outputs
        and last[2:] == (7, 7)
        and _weight(shapes, "middle.0.conv_block.1.") != ()
    )


def _generator_settings(shapes: Shapes) -> dict[str, int]:
    blocks = {int(match[1]) for key in shapes if (match := _BLOCK.match(key))}
    return {"channels": _weight(shapes, "encoder.1.")[0], "blocks": max(blocks) + 1}


def _fold_generator(state: State) -> State:
    return spectral.fold(spectral.from_parametrization(state), transposed=_TRANSPOSED)


def _same(state: State) -> State:
    return dict(state)


def _unfold_edge(state: State) -> State:
    prefixes: Collection[str] = {
        key.removesuffix("weight")
        for key in state
        if key.endswith(".weight") and not key.startswith(_UNNORMED)
    }
    return spectral.unfold(state, prefixes, transposed=_TRANSPOSED)


def _call_edge(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    gray = arrays["image"].mean(dim=1, keepdim=True)
    return (network(gray, arrays["edge"], arrays["mask"]),)


def _call_completion(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"], arrays["edge"], arrays["mask"]),)


def _is_discriminator(shapes: Shapes) -> bool:
    first = _weight(shapes, "conv1.0.") or _weight(shapes, "features.0.")
    return (
        len(first) == 4
        and first[2:] == (4, 4)
        and _weight(shapes, "conv5.0.")[:1] == (1,)
        and all(_weight(shapes, f"conv{i}.0.") for i in range(2, 5))
    )


def _discriminator_settings(shapes: Shapes) -> dict[str, int]:
    first = _weight(shapes, "conv1.0.")
    return {"inputs": first[1], "channels": first[0]}


def _unshare(state: State) -> State:
    """One name for the first convolution. Where a file has both, `features` counts: the names
    share one module, and whoever loads the file in its order copies that one last."""
    conv, features = _SHARED
    result = {key: value for key, value in state.items() if not key.startswith(features)}
    result |= {
        conv + key.removeprefix(features): value
        for key, value in state.items()
        if key.startswith(features)
    }
    return spectral.to_parametrization(result)


def _share(state: State) -> State:
    conv, features = _SHARED
    published = spectral.from_parametrization(state)
    twice = {
        features + key.removeprefix(conv): value
        for key, value in published.items()
        if key.startswith(conv)
    }
    return published | twice


def _call_discriminator(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    scores, _ = network(arrays["image"])
    return (scores,)


EDGE = PublishedNetwork(
    name="edgeconnect_edge",
    title="EdgeConnect edge generator",
    file_name="EdgeModel_gen.pth",
    container="generator",
    extras={"iteration": 0},
    recognises=lambda shapes: _is_generator(shapes, inputs=3, outputs=1),
    to_plain=_fold_generator,
    to_published=_unfold_edge,
    settings=_generator_settings,
    build=EdgeGenerator,
    inputs={"image": 3, "edge": 1, "mask": 1},
    call=_call_edge,
)

COMPLETION = PublishedNetwork(
    name="edgeconnect_completion",
    title="EdgeConnect completion generator",
    file_name="InpaintingModel_gen.pth",
    container="generator",
    extras={"iteration": 0},
    recognises=lambda shapes: _is_generator(shapes, inputs=4, outputs=3),
    to_plain=_fold_generator,
    to_published=_same,
    settings=_generator_settings,
    build=CompletionGenerator,
    inputs={"image": 3, "edge": 1, "mask": 1},
    call=_call_completion,
)

DISCRIMINATOR = PublishedNetwork(
    name="edgeconnect_discriminator",
    title="EdgeConnect discriminator",
    file_name="InpaintingModel_dis.pth",
    container="discriminator",
    extras={},
    recognises=_is_discriminator,
    to_plain=_unshare,
    to_published=_share,
    settings=_discriminator_settings,
    build=PatchDiscriminator,
    inputs={"image": 3},
    call=_call_discriminator,
)
