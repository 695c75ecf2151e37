"""Checkpoints of GLCIC's completion network (Iizuka et al. 2017) in PyTorch.

`model_cn` files are bare state dicts of `conv1`, `bn1` to `conv17`. The colour that stands in the
hole is not in them but in a file beside them.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from inpaint_studio.families.glcic.network import GlcicCompletion
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import Renaming, has_shape

__all__ = ["GENERATOR"]

_STAGES = 16
_UP = (13, 15)
# Mean colour of the CelebA photographs, on which the published weights were trained.
_FACES_MEAN = (0.506, 0.425, 0.383)

_NAMES = Renaming(
    {
        **{
            f"{'deconv' if index in _UP else 'conv'}{index}": f"stages.{index - 1}.conv"
            for index in range(1, _STAGES + 1)
        },
        **{f"bn{index}": f"stages.{index - 1}.norm" for index in range(1, _STAGES + 1)},
        "conv17": "output",
    }
)


def _recognises(shapes: Shapes) -> bool:
    published = has_shape(shapes, "conv1.weight", (None, 4, 5, 5)) and "deconv15.weight" in shapes
    plain = has_shape(shapes, "stages.0.conv.weight", (None, 4, 5, 5)) and "mean" in shapes
    return published or plain


def _to_plain(state: State) -> State:
    plain = _NAMES.to_plain(state)
    plain.setdefault("mean", torch.tensor(_FACES_MEAN))
    return plain


def _to_published(state: State) -> State:
    published = _NAMES.to_published(state)
    del published["mean"]
    return published


def _settings(shapes: Shapes) -> dict[str, int]:
    return {"channels": shapes["stages.0.conv.weight"][0]}


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    # Compared with mid-grey in the hole, since the mean does not belong to the checkpoint.
    assert isinstance(network, GlcicCompletion)
    return (network.complete(arrays["image"], arrays["mask"], torch.full((3,), 0.5)),)


GENERATOR = PublishedNetwork(
    name="glcic",
    title="GLCIC completion network",
    file_name="model_cn",
    container="",
    extras={},
    recognises=_recognises,
    to_plain=_to_plain,
    to_published=_to_published,
    settings=_settings,
    build=GlcicCompletion,
    inputs={"image": 3, "mask": 1},
    call=_call,
)
