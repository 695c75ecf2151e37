"""Checkpoints of DeepFill v1 (arXiv 1801.07892) and v2 (arXiv 1806.03589) in PyTorch.

Layers have the same order in all three layouts, so that a layout is a list of names. v2 exists as
trained in PyTorch (`states_pt_*.pth`) and as converted from the authors' TensorFlow release
(`states_tf_*.pth`); the layouts tell them apart, as does the stored propagation kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from inpaint_studio.networks.deepfill_v1 import DeepFillV1
from inpaint_studio.networks.deepfill_v2 import DeepFillV2
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.layouts.renaming import Renaming, has_shape, layer_names
from inpaint_studio.zoo.published import PublishedNetwork, Shapes

__all__ = ["V1", "V2", "V2_TENSORFLOW"]

_PLAIN = [
    *layer_names("coarse.", "0 1 2 3 4 5 6 7 8 9 10 11 13 14 16 17 18"),
    *layer_names("refinement.dilated.", "0 1 2 3 4 5 6 7 8 9"),
    *layer_names("refinement.before_attention.", "0 1 2 3 4 5"),
    *layer_names("refinement.after_attention.", "0 1"),
    *layer_names("refinement.decoder.", "0 1 3 4 6 7 8"),
]

_DOWN = "conv1 conv2_downsample conv3 conv4_downsample conv5 conv6"
_DILATED = "conv7_atrous conv8_atrous conv9_atrous conv10_atrous"
_NAMES_V1 = [
    *layer_names(
        "coarse_generator.", f"{_DOWN} {_DILATED} conv11 conv12 conv13 conv14 conv15 conv16 conv17"
    ),
    *layer_names("fine_generator.", f"{_DOWN} {_DILATED}"),
    *layer_names("fine_generator.pm", f"{_DOWN} conv9 conv10"),
    *layer_names("fine_generator.all", "conv11 conv12 conv13 conv14 conv15 conv16 conv17"),
]

_UP = "conv11 conv12 conv13_upsample.conv conv14 conv15_upsample.conv conv16 conv17"
_NAMES_TENSORFLOW = [
    *layer_names("", f"{_DOWN} {_DILATED} {_UP}"),
    *layer_names("x", f"{_DOWN} {_DILATED}"),
    *layer_names("pm", f"{_DOWN} conv9 conv10"),
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
_NAMES_V2 = [
    *layer_names("stage1.", f"{_BLOCKS} {_MIDDLE} {_BLOCKS_UP}"),
    *layer_names("stage2.conv_", f"{_BLOCKS} {_MIDDLE}"),
    *layer_names("stage2.ca_", f"{_BLOCKS} conv_bn4 conv_bn5"),
    *layer_names("stage2.", _BLOCKS_UP),
]

_FUSE, _PROPAGATION = "stage2.contextual_attention.fuse_weight", "propagation"
_FIRST = "coarse.0.conv.weight"


_LAYOUT_V1, _LAYOUT_V2, _LAYOUT_TENSORFLOW = (
    Renaming(dict(zip(names, _PLAIN, strict=True)))
    for names in (_NAMES_V1, _NAMES_V2, _NAMES_TENSORFLOW)
)


def _is_v1(shapes: Shapes) -> bool:
    return any(
        has_shape(shapes, first, (None, 5, 5, 5)) and has_shape(shapes, second, (None, 5, 5, 5))
        for first, second in (
            ("coarse_generator.conv1.conv.weight", "fine_generator.pmconv1.conv.weight"),
            (_FIRST, "refinement.dilated.0.conv.weight"),
        )
    )


def _is_v2(shapes: Shapes) -> bool:
    return has_shape(shapes, "stage1.conv1.conv.weight", (None, None, 5, 5)) and has_shape(
        shapes, "stage2.ca_conv1.conv.weight", (None, 3, 5, 5)
    )


def _is_v2_tensorflow(shapes: Shapes) -> bool:
    return has_shape(shapes, "conv1.conv.weight", (None, None, 5, 5)) and has_shape(
        shapes, "pmconv1.conv.weight", (None, 3, 5, 5)
    )


def _is_plain_v2(shapes: Shapes) -> bool:
    return has_shape(shapes, _FIRST, (None, None, 5, 5)) and has_shape(
        shapes, "refinement.dilated.0.conv.weight", (None, 3, 5, 5)
    )


def _v2_to_plain(state: State) -> State:
    if "conv1.conv.weight" in state:
        return _LAYOUT_TENSORFLOW.to_plain(state)
    plain = _LAYOUT_V2.to_plain(state)
    if _FUSE in plain:
        plain[_PROPAGATION] = plain.pop(_FUSE).reshape(3, 3)
    elif "stage1.conv1.conv.weight" in state:
        plain[_PROPAGATION] = torch.eye(3)  # what it is before anybody trains it
    return plain


def _v2_to_published(state: State) -> State:
    if _PROPAGATION not in state:
        return _LAYOUT_TENSORFLOW.to_published(state)
    published = _LAYOUT_V2.to_published(state)
    published[_FUSE] = published.pop(_PROPAGATION).reshape(1, 1, 3, 3)
    return published


def _v1_settings(shapes: Shapes) -> dict[str, int]:
    return {"channels": shapes[_FIRST][0]}


def _v2_settings(shapes: Shapes) -> dict[str, int]:
    return {
        "channels": shapes[_FIRST][0] // 2,
        "inputs": shapes[_FIRST][1],
        "tensorflow": int(_PROPAGATION not in shapes),
    }


def _v2_card(shapes: Shapes) -> dict[str, Any]:
    return {"takes_edges": shapes[_FIRST][1] > 5}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return tuple(output * 2 - 1 for output in network(arrays["image"], arrays["mask"]))


_INPUTS = {"image": 3, "mask": 1}

V1 = PublishedNetwork(
    name="deepfill_v1",
    title="DeepFill v1 generator",
    file_name="gen.pt",
    container="",
    extras={},
    recognises=_is_v1,
    to_plain=_LAYOUT_V1.to_plain,
    to_published=_LAYOUT_V1.to_published,
    settings=_v1_settings,
    build=DeepFillV1,
    inputs=_INPUTS,
    call=_call,
)

V2 = PublishedNetwork(
    name="deepfill_v2",
    title="DeepFill v2 generator",
    file_name="states.pth",
    container="G",
    extras={},
    recognises=lambda shapes: _is_v2(shapes) or _is_v2_tensorflow(shapes) or _is_plain_v2(shapes),
    to_plain=_v2_to_plain,
    to_published=_v2_to_published,
    settings=_v2_settings,
    build=DeepFillV2,
    inputs=_INPUTS,
    call=_call,
    card_changes=_v2_card,
)

V2_TENSORFLOW = replace(
    V2,
    name="deepfill_v2_tf",
    title="DeepFill v2 generator of the TensorFlow release",
    file_name="states_tf.pth",
    recognises=_is_v2_tensorflow,
)
