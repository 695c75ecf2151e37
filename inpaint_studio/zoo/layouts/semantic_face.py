"""Checkpoints of multi-scale semantic learning: our own trainings only, none is published."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from inpaint_studio.networks.semantic_face import SemanticFaceGenerator
from inpaint_studio.zoo.layouts.renaming import has_shape
from inpaint_studio.zoo.published import PublishedNetwork, Shapes

__all__ = ["GENERATOR"]

_FIRST = "encoders.0.levels.0.0.conv.weight"
_WIDEST_REACH = "encoders.2.levels.0.0.conv.weight"


def _recognises(shapes: Shapes) -> bool:
    return has_shape(shapes, _FIRST, (None, 4, 3, 3)) and has_shape(
        shapes, _WIDEST_REACH, (None, 4, 7, 7)
    )


def _settings(shapes: Shapes) -> dict[str, int]:
    return {"channels": shapes[_FIRST][0] // 2}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"], arrays["mask"]),)


GENERATOR = PublishedNetwork(
    name="semantic_face",
    title="multi-scale semantic generator",
    file_name="semantic_face.pth",
    container="state_dict",
    extras={},
    recognises=_recognises,
    to_plain=dict,
    to_published=dict,
    settings=_settings,
    build=SemanticFaceGenerator,
    inputs={"image": 3, "mask": 1},
    call=_call,
)
