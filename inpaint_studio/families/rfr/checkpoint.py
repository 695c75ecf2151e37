"""Checkpoints of recurrent feature reasoning (Li et al., CVPR 2020) in PyTorch.

`checkpoint_*.pth` holds {'n_iter', 'generator': state_dict, 'optimizer_G'}. Published partial
convolutions multiply by the size of the window, ours leave that factor to the weights. The variant
for smaller holes has kernels of 5 instead of 7.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from inpaint_studio.families.rfr.network import RecurrentReasoning
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import Renaming, has_shape

__all__ = ["GENERATOR"]

_NAMES = Renaming(
    {
        "Pconv1": "enter.conv",
        "bn1": "enter_norm",
        "Pconv2": "widen.conv",
        "bn20": "widen_norm",
        "Pconv21": "identify.0.conv",
        "Pconv22": "identify.1.conv",
        "bn2": "identify_norm",
        **{f"RFRModule.enc_{level}": f"reasoning.encoder.{level - 1}" for level in range(1, 7)},
        "RFRModule.att.att": "reasoning.attention",
        "RFRModule.att.combiner": "reasoning.attention.combine",
        **{f"RFRModule.dec_{level}": f"reasoning.decoder.{5 - level}" for level in range(1, 6)},
        "Tconv": "enlarge",
        "bn3": "enlarge_norm",
        "tail1": "join.conv",
        **{f"tail2.conv{step}": f"refine.body.{3 * step - 3}" for step in (1, 2, 3)},
        **{f"tail2.bn{step}": f"refine.body.{3 * step - 2}" for step in (1, 2, 3)},
        "out": "output",
    }
)
_PARTIAL = ("Pconv1", "Pconv2", "Pconv21", "Pconv22", "tail1")
_FIRST = "enter.conv.weight"


def _recognises(shapes: Shapes) -> bool:
    published = has_shape(shapes, "Pconv1.weight", (None, 3, 7, 7)) and (
        "RFRModule.att.att.ratio" in shapes
    )
    plain = has_shape(shapes, _FIRST, (None, 3, 7, 7)) and "reasoning.attention.ratio" in shapes
    return published or plain


def _window_size(weight: Tensor) -> int:
    return weight[0].numel()


def _to_plain(state: State) -> State:
    scaled = {
        key: value * _window_size(value) if key.removesuffix(".weight") in _PARTIAL else value
        for key, value in state.items()
    }
    return _NAMES.to_plain(scaled)


def _to_published(state: State) -> State:
    published = _NAMES.to_published(state)
    for name in _PARTIAL:
        weight = published[f"{name}.weight"]
        published[f"{name}.weight"] = weight / _window_size(weight)
    return published


def _settings(shapes: Shapes) -> dict[str, int]:
    return {"channels": shapes[_FIRST][0], "kernel": shapes["widen.conv.weight"][2]}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"], arrays["mask"]),)


GENERATOR = PublishedNetwork(
    name="rfr",
    title="recurrent feature reasoning generator",
    file_name="checkpoint_paris.pth",
    container="generator",
    extras={"n_iter": 0},
    recognises=_recognises,
    to_plain=_to_plain,
    to_published=_to_published,
    settings=_settings,
    build=RecurrentReasoning,
    inputs={"image": 3, "mask": 1},
    call=_call,
)
