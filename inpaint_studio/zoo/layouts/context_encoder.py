"""Checkpoints of the context encoder (Pathak et al., arXiv 1604.07379) in PyTorch.

`netG_streetview.pth` holds {'state_dict', 'epoch'}; the tensors are named as ours are.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from inpaint_studio.networks.context_encoder import ContextEncoder
from inpaint_studio.zoo.layouts.renaming import has_shape
from inpaint_studio.zoo.published import PublishedNetwork, Shapes

__all__ = ["GENERATOR"]

_FIRST, _BOTTLENECK = "main.0.weight", "main.14.weight"


def _recognises(shapes: Shapes) -> bool:
    return (
        has_shape(shapes, _FIRST, (None, 3, 4, 4))
        and has_shape(shapes, _BOTTLENECK, (None, None, 4, 4))
        and has_shape(shapes, "main.29.weight", (None, 3, 4, 4))
    )


def _settings(shapes: Shapes) -> dict[str, int]:
    return {"channels": shapes[_FIRST][0], "bottleneck": shapes[_BOTTLENECK][0]}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"]) * 2 - 1,)


GENERATOR = PublishedNetwork(
    name="context_encoder",
    title="context encoder",
    file_name="netG_streetview.pth",
    container="state_dict",
    extras={"epoch": 0},
    recognises=_recognises,
    to_plain=dict,
    to_published=dict,
    settings=_settings,
    build=ContextEncoder,
    inputs={"image": 3},
    call=_call,
)
