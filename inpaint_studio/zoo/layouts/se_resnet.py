"""Checkpoints of the squeeze-excite generator: our own trainings only, none is published."""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor, nn

from inpaint_studio.networks.se_resnet import SEResNetGenerator
from inpaint_studio.zoo.layouts.renaming import has_shape
from inpaint_studio.zoo.published import PublishedNetwork, Shapes

__all__ = ["GENERATOR"]

_FIRST = "encoder.0.0.weight"
_BLOCK = re.compile(r"encoder\.(\d+)\.")
_FIXED_STAGES = 4


def _recognises(shapes: Shapes) -> bool:
    return has_shape(shapes, _FIRST, (None, 4, 5, 5)) and "middle.3.body.5.excite.weight" in shapes


def _settings(shapes: Shapes) -> dict[str, int]:
    stages = 1 + max(int(match[1]) for key in shapes if (match := _BLOCK.match(key)))
    return {"channels": shapes[_FIRST][0], "blocks": stages - _FIXED_STAGES}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"], arrays["mask"]),)


GENERATOR = PublishedNetwork(
    name="se_resnet",
    title="squeeze-excite generator",
    file_name="se_resnet.pth",
    container="state_dict",
    extras={},
    recognises=_recognises,
    to_plain=dict,
    to_published=dict,
    settings=_settings,
    build=SEResNetGenerator,
    inputs={"image": 3, "mask": 1},
    call=_call,
)
