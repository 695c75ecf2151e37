"""Weights of VGG-16 and VGG-19 in torchvision's layout: `vgg16-*.pth`, or the convolutions alone.

Layers behind those that texture is described with are left out; nothing here classifies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from torch import Tensor, nn

from inpaint_studio.families.patch_synthesis.network import VggTrunk
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.published import PublishedNetwork, Shapes, tensor_shapes
from inpaint_studio.zoo.renaming import has_shape

__all__ = ["TRUNK"]

_LAYER = re.compile(r"features\.(\d+)\.(?:weight|bias)")
# Place of the fourth block's first convolution, the last one used, by depth.
_LAST = {16: 17, 19: 19}


def _depth(shapes: Shapes) -> int:
    """16 or 19; 0 if this is not VGG."""
    if not has_shape(shapes, "features.0.weight", (64, 3, 3, 3)):
        return 0
    for depth, place in _LAST.items():
        if has_shape(shapes, f"features.{place}.weight", (512, 256, 3, 3)):
            return depth
    return 0


def _to_plain(state: State) -> State:
    last = _LAST.get(_depth(tensor_shapes(state)), 0)

    def is_further(key: str) -> bool:
        match = _LAYER.fullmatch(key)
        return key.startswith("classifier.") or (match is not None and int(match[1]) > last)

    return {key: value for key, value in state.items() if not is_further(key)}


def _settings(shapes: Shapes) -> dict[str, int]:
    return {"depth": _depth(shapes)}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return tuple(network(arrays["image"]))


TRUNK = PublishedNetwork(
    name="vgg",
    title="VGG features",
    file_name="vgg16-397923af.pth",
    container="",
    extras={},
    recognises=lambda shapes: _depth(shapes) > 0,
    to_plain=_to_plain,
    to_published=dict,
    settings=_settings,
    build=VggTrunk,
    inputs={"image": 3},
    call=_call,
)
