"""Checkpoints of the light gated U-Net: our own trainings only, none is published."""

from __future__ import annotations

import re

from inpaint_studio.families.light_unet.network import LightUNet
from inpaint_studio.zoo.published import Shapes
from inpaint_studio.zoo.renaming import has_shape
from inpaint_studio.zoo.unpublished import unpublished

__all__ = ["GENERATOR"]

_STEM = "stem.weight"
_DEPTHWISE = re.compile(r"encoder\.(\d+)\.(\d+)\.depthwise\.weight")


def _recognises(shapes: Shapes) -> bool:
    return has_shape(shapes, _STEM, (None, 20, 3, 3)) and has_shape(
        shapes, "encoder.0.0.depthwise.weight", (None, 1, 3, 3)
    )


def _settings(shapes: Shapes) -> dict[str, tuple[int, ...]]:
    channels: dict[int, int] = {}
    depths: dict[int, int] = {}
    for key, shape in shapes.items():
        if match := _DEPTHWISE.fullmatch(key):
            level = int(match[1])
            channels[level] = shape[0]
            depths[level] = depths.get(level, 0) + 1
    levels = range(len(channels))
    return {
        "channels": tuple(channels[level] for level in levels),
        "depths": tuple(depths[level] for level in levels),
    }


GENERATOR = unpublished(
    "light_unet",
    "light gated U-Net",
    recognises=_recognises,
    settings=_settings,
    build=LightUNet,
)
