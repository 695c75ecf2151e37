"""Checkpoints of DeepFill v1 (arXiv 1801.07892) in PyTorch.

Layers have the same order in all layouts of both versions, so that a layout is a list of names.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from inpaint_studio.families.deepfill_v1.network import DeepFillV1
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import Renaming, has_shape, layer_names

__all__ = ["DILATED", "DOWN", "FIRST", "INPUTS", "PLAIN", "V1", "call"]

PLAIN = [
    *layer_names("coarse.", "0 1 2 3 4 5 6 7 8 9 10 11 13 14 16 17 18"),
    *layer_names("refinement.dilated.", "0 1 2 3 4 5 6 7 8 9"),
    *layer_names("refinement.before_attention.", "0 1 2 3 4 5"),
    *layer_names("refinement.after_attention.", "0 1"),
    *layer_names("refinement.decoder.", "0 1 3 4 6 7 8"),
]

"""Our names of the layers of either version, in order."""

DOWN = "conv1 conv2_downsample conv3 conv4_downsample conv5 conv6"
DILATED = "conv7_atrous conv8_atrous conv9_atrous conv10_atrous"
_NAMES = [
    *layer_names(
        "coarse_generator.", f"{DOWN} {DILATED} conv11 conv12 conv13 conv14 conv15 conv16 conv17"
    ),
    *layer_names("fine_generator.", f"{DOWN} {DILATED}"),
    *layer_names("fine_generator.pm", f"{DOWN} conv9 conv10"),
    *layer_names("fine_generator.all", "conv11 conv12 conv13 conv14 conv15 conv16 conv17"),
]

FIRST = "coarse.0.conv.weight"
INPUTS = {"image": 3, "mask": 1}

_LAYOUT = Renaming(dict(zip(_NAMES, PLAIN, strict=True)))


def _recognises(shapes: Shapes) -> bool:
    return any(
        has_shape(shapes, first, (None, 5, 5, 5)) and has_shape(shapes, second, (None, 5, 5, 5))
        for first, second in (
            ("coarse_generator.conv1.conv.weight", "fine_generator.pmconv1.conv.weight"),
            (FIRST, "refinement.dilated.0.conv.weight"),
        )
    )


def _settings(shapes: Shapes) -> dict[str, int]:
    return {"channels": shapes[FIRST][0]}


def call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    """Both stages in [-1, 1], as the authors' networks give them."""
    return tuple(output * 2 - 1 for output in network(arrays["image"], arrays["mask"]))


V1 = PublishedNetwork(
    name="deepfill_v1",
    title="DeepFill v1 generator",
    file_name="gen.pt",
    container="",
    extras={},
    recognises=_recognises,
    to_plain=_LAYOUT.to_plain,
    to_published=_LAYOUT.to_published,
    settings=_settings,
    build=DeepFillV1,
    inputs=INPUTS,
    call=call,
)
