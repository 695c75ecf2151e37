"""Checkpoints of the squeeze-excite generator: our own trainings only, none is published."""

from __future__ import annotations

import re

from inpaint_studio.families.se_resnet.network import SEResNetGenerator
from inpaint_studio.zoo.published import Shapes
from inpaint_studio.zoo.renaming import has_shape
from inpaint_studio.zoo.unpublished import unpublished

__all__ = ["GENERATOR"]

_FIRST = "encoder.0.0.weight"
_BLOCK = re.compile(r"encoder\.(\d+)\.")
_FIXED_STAGES = 4


def _recognises(shapes: Shapes) -> bool:
    return has_shape(shapes, _FIRST, (None, 4, 5, 5)) and "middle.3.body.5.excite.weight" in shapes


def _settings(shapes: Shapes) -> dict[str, int]:
    stages = 1 + max(int(match[1]) for key in shapes if (match := _BLOCK.match(key)))
    return {"channels": shapes[_FIRST][0], "blocks": stages - _FIXED_STAGES}


GENERATOR = unpublished(
    "se_resnet",
    "squeeze-excite generator",
    recognises=_recognises,
    settings=_settings,
    build=SEResNetGenerator,
)
