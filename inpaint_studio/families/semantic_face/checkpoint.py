"""Checkpoints of multi-scale semantic learning: our own trainings only, none is published."""

from __future__ import annotations

from inpaint_studio.families.semantic_face.network import SemanticFaceGenerator
from inpaint_studio.zoo.published import Shapes
from inpaint_studio.zoo.renaming import has_shape
from inpaint_studio.zoo.unpublished import unpublished

__all__ = ["GENERATOR"]

_FIRST = "encoders.0.levels.0.0.conv.weight"
_WIDEST_REACH = "encoders.2.levels.0.0.conv.weight"


def _recognises(shapes: Shapes) -> bool:
    return has_shape(shapes, _FIRST, (None, 4, 3, 3)) and has_shape(
        shapes, _WIDEST_REACH, (None, 4, 7, 7)
    )


def _settings(shapes: Shapes) -> dict[str, int]:
    return {"channels": shapes[_FIRST][0] // 2}


GENERATOR = unpublished(
    "semantic_face",
    "multi-scale semantic generator",
    recognises=_recognises,
    settings=_settings,
    build=SemanticFaceGenerator,
)
