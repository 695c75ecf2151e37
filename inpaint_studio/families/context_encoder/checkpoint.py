"""Checkpoints of the context encoder (Pathak et al., arXiv 1604.07379) in PyTorch.

`netG_streetview.pth` holds {'state_dict', 'epoch'}; the tensors are named as ours are. A model may
also be the network for arbitrary regions, or the content network of neural patch synthesis, of
which only our own trainings exist.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from torch import Tensor, nn

from inpaint_studio.families.context_encoder.network import (
    ContentNetwork,
    ContextEncoder,
    RegionContextEncoder,
)
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import has_shape

__all__ = ["CONTENT", "GENERATOR", "REGION"]

_FIRST, _BOTTLENECK = "main.0.weight", "main.14.weight"
_REGION_FIRST, _ACROSS = "encoder.0.weight", "across.weight"
_SQUEEZE = "squeeze.weight"


def _is_centre(shapes: Shapes) -> bool:
    return (
        has_shape(shapes, _FIRST, (None, 3, 4, 4))
        and has_shape(shapes, _BOTTLENECK, (None, None, 4, 4))
        and has_shape(shapes, "main.29.weight", (None, 3, 4, 4))
    )


def _is_region(shapes: Shapes) -> bool:
    return has_shape(shapes, _REGION_FIRST, (None, 4, 4, 4)) and has_shape(
        shapes, _ACROSS, (None, None, None)
    )


def _is_content(shapes: Shapes) -> bool:
    return has_shape(shapes, _REGION_FIRST, (None, 4, 4, 4)) and has_shape(
        shapes, _SQUEEZE, (None, None)
    )


def _settings(shapes: Shapes) -> dict[str, int]:
    if _is_content(shapes):
        return {"channels": shapes[_REGION_FIRST][0], "content": shapes[_SQUEEZE][0]}
    if _is_region(shapes):
        return {
            "channels": shapes[_REGION_FIRST][0],
            "window_px": 32 * math.isqrt(shapes[_ACROSS][1]),
        }
    return {"channels": shapes[_FIRST][0], "bottleneck": shapes[_BOTTLENECK][0]}


def _build(**settings: int) -> nn.Module:
    if "content" in settings:
        return ContentNetwork(settings["channels"], settings["content"])
    return (
        RegionContextEncoder(**settings) if "window_px" in settings else ContextEncoder(**settings)
    )


def _card_changes(shapes: Shapes) -> dict[str, Any]:
    if _is_content(shapes):
        return {"size_multiple": ContentNetwork.WINDOW_PX}
    if not _is_region(shapes):
        return {}
    window_px = _settings(shapes)["window_px"]
    return {"native_size_px": window_px, "size_multiple": window_px}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"]) * 2 - 1,)


def _call_region(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"], arrays["mask"]),)


GENERATOR = PublishedNetwork(
    name="context_encoder",
    title="context encoder",
    file_name="netG_streetview.pth",
    container="state_dict",
    extras={"epoch": 0},
    recognises=lambda shapes: _is_centre(shapes) or _is_region(shapes) or _is_content(shapes),
    to_plain=dict,
    to_published=dict,
    settings=_settings,
    build=_build,
    inputs={"image": 3},
    call=_call,
    card_changes=_card_changes,
)

# The same tensors, but a network that sees the mask, of which only our own trainings exist.
CONTENT = replace(
    GENERATOR,
    name="context_encoder_content",
    title="context encoder of patch synthesis",
    file_name="context_encoder_content.pth",
    recognises=_is_content,
    inputs={"image": 3, "mask": 1},
    call=_call_region,
)

REGION = replace(
    CONTENT,
    name="context_encoder_region",
    title="context encoder for arbitrary regions",
    file_name="context_encoder_region.pth",
    recognises=_is_region,
)
