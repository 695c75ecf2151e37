"""Checkpoints of DeepFill v2 (arXiv 1806.03589) in PyTorch.

v2 exists as trained in PyTorch (`states_pt_*.pth`) and as converted from the authors' TensorFlow
release (`states_tf_*.pth`); the layouts tell them apart, as does the stored propagation kernel.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from inpaint_studio.families.deepfill_v1.checkpoint import (
    DILATED,
    DOWN,
    FIRST,
    INPUTS,
    PLAIN,
    call,
)
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import Renaming, has_shape, layer_names

__all__ = ["V2", "V2_TENSORFLOW"]

_UP = "conv11 conv12 conv13_upsample.conv conv14 conv15_upsample.conv conv16 conv17"
_NAMES_TENSORFLOW = [
    *layer_names("", f"{DOWN} {DILATED} {_UP}"),
    *layer_names("x", f"{DOWN} {DILATED}"),
    *layer_names("pm", f"{DOWN} conv9 conv10"),
    *layer_names("all", _UP),
]

_BLOCKS = (
    "conv1 down_block1.conv1_downsample down_block1.conv2 "
    "down_block2.conv1_downsample down_block2.conv2 conv_bn1"
)
_MIDDLE = "conv_bn2 conv_bn3 conv_bn4 conv_bn5"
_BLOCKS_UP = (
    "conv_bn6 conv_bn7 up_block1.conv1_upsample.conv up_block1.conv2 "
    "up_block2.conv1_upsample.conv up_block2.conv2 conv_to_rgb"
)
_NAMES = [
    *layer_names("stage1.", f"{_BLOCKS} {_MIDDLE} {_BLOCKS_UP}"),
    *layer_names("stage2.conv_", f"{_BLOCKS} {_MIDDLE}"),
    *layer_names("stage2.ca_", f"{_BLOCKS} conv_bn4 conv_bn5"),
    *layer_names("stage2.", _BLOCKS_UP),
]

_FUSE, _PROPAGATION = "stage2.contextual_attention.fuse_weight", "propagation"

_LAYOUT, _LAYOUT_TENSORFLOW = (
    Renaming(dict(zip(names, PLAIN, strict=True))) for names in (_NAMES, _NAMES_TENSORFLOW)
)


def _is_pytorch(shapes: Shapes) -> bool:
    return has_shape(shapes, "stage1.conv1.conv.weight", (None, None, 5, 5)) and has_shape(
        shapes, "stage2.ca_conv1.conv.weight", (None, 3, 5, 5)
    )


def _is_tensorflow(shapes: Shapes) -> bool:
    return has_shape(shapes, "conv1.conv.weight", (None, None, 5, 5)) and has_shape(
        shapes, "pmconv1.conv.weight", (None, 3, 5, 5)
    )


def _is_plain(shapes: Shapes) -> bool:
    return has_shape(shapes, FIRST, (None, None, 5, 5)) and has_shape(
        shapes, "refinement.dilated.0.conv.weight", (None, 3, 5, 5)
    )


def _to_plain(state: State) -> State:
    if "conv1.conv.weight" in state:
        return _LAYOUT_TENSORFLOW.to_plain(state)
    plain = _LAYOUT.to_plain(state)
    if _FUSE in plain:
        plain[_PROPAGATION] = plain.pop(_FUSE).reshape(3, 3)
    elif "stage1.conv1.conv.weight" in state:
        plain[_PROPAGATION] = torch.eye(3)  # what it is before anybody trains it
    return plain


def _to_published(state: State) -> State:
    if _PROPAGATION not in state:
        return _LAYOUT_TENSORFLOW.to_published(state)
    published = _LAYOUT.to_published(state)
    published[_FUSE] = published.pop(_PROPAGATION).reshape(1, 1, 3, 3)
    return published


def _settings(shapes: Shapes) -> dict[str, int]:
    return {
        "channels": shapes[FIRST][0] // 2,
        "inputs": shapes[FIRST][1],
        "tensorflow": int(_PROPAGATION not in shapes),
    }


def _card(shapes: Shapes) -> dict[str, Any]:
    return {"takes_edges": shapes[FIRST][1] > 5}


V2 = PublishedNetwork(
    name="deepfill_v2",
    title="DeepFill v2 generator",
    file_name="states.pth",
    container="G",
    extras={},
    recognises=lambda shapes: _is_pytorch(shapes) or _is_tensorflow(shapes) or _is_plain(shapes),
    to_plain=_to_plain,
    to_published=_to_published,
    settings=_settings,
    build=DeepFillV2,
    inputs=INPUTS,
    call=call,
    card_changes=_card,
)

V2_TENSORFLOW = replace(
    V2,
    name="deepfill_v2_tf",
    title="DeepFill v2 generator of the TensorFlow release",
    file_name="states_tf.pth",
    recognises=_is_tensorflow,
)
