"""Checkpoints of the partial-convolution U-Net (Liu et al., arXiv 1804.07723) in PyTorch.

`1000000.pth` holds {'n_iter', 'model': state_dict}. Beside the weights of each layer it lists
those of the convolution that counts valid pixels, which are all ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from inpaint_studio.errors import ModelFileError
from inpaint_studio.families.pconv.network import PartialConvUNet
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import Renaming, has_shape

__all__ = ["GENERATOR"]

_COUNTING = ".mask_conv.weight"
_ENCODER = re.compile(r"encoder\.(\d+)\.")
_DEEPEST = 12  # more halvings than any photo has

_NAMES = Renaming(
    {
        "dec_1.conv.input_conv": "output.conv",
        **{f"enc_{i}.conv.input_conv": f"encoder.{i - 1}.partial.conv" for i in range(1, _DEEPEST)},
        **{f"enc_{i}.bn": f"encoder.{i - 1}.norm" for i in range(2, _DEEPEST)},
        **{f"dec_{i}.conv.input_conv": f"decoder.{i - 2}.partial.conv" for i in range(2, _DEEPEST)},
        **{f"dec_{i}.bn": f"decoder.{i - 2}.norm" for i in range(2, _DEEPEST)},
    }
)


def _recognises(shapes: Shapes) -> bool:
    return any(
        has_shape(shapes, key, (None, 3, 7, 7))
        for key in ("enc_1.conv.input_conv.weight", "encoder.0.partial.conv.weight")
    )


def _to_plain(state: State) -> State:
    for key, value in state.items():
        if key.endswith(_COUNTING) and not bool((value == 1).all()):
            raise ModelFileError(
                "tensor {key} should count pixels, but holds other than ones.", key=key
            )
    kept = {key: value for key, value in state.items() if not key.endswith(_COUNTING)}
    return _NAMES.to_plain(kept)


def _to_published(state: State) -> State:
    published = _NAMES.to_published(state)
    ending = ".input_conv.weight"
    counting = {
        key.removesuffix(ending) + _COUNTING: torch.ones_like(value)
        for key, value in published.items()
        if key.endswith(ending)
    }
    return published | counting


def _settings(shapes: Shapes) -> dict[str, int]:
    levels = {int(match[1]) for key in shapes if (match := _ENCODER.match(key))}
    return {"channels": shapes["encoder.0.partial.conv.weight"][0], "depth": max(levels) + 1}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    assert isinstance(network, PartialConvUNet)
    known = 1 - arrays["mask"]
    return (network.complete(arrays["image"] * known, known),)


GENERATOR = PublishedNetwork(
    name="pconv",
    title="partial-convolution U-Net",
    file_name="1000000.pth",
    container="model",
    extras={"n_iter": 0},
    recognises=_recognises,
    to_plain=_to_plain,
    to_published=_to_published,
    settings=_settings,
    build=PartialConvUNet,
    inputs={"image": 3, "mask": 1},
    call=_call,
)
