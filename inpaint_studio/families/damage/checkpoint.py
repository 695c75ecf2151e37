"""The damage detector's network, recognised by its tensors. Only we publish it."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from inpaint_studio.families.damage.network import DamageUnet
from inpaint_studio.zoo.checkpoints import State
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import has_shape

__all__ = ["DETECTOR"]


def _recognises(shapes: Shapes) -> bool:
    return has_shape(shapes, "stem.conv.weight", (None, 24, 3, 3)) and "head.weight" in shapes


def _same(state: State) -> State:
    return dict(state)


def _settings(shapes: Shapes) -> dict[str, int]:
    return {
        "channels": shapes["stem.conv.weight"][0],
        "outputs": shapes["head.weight"][0] // 4,
    }


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"]),)


DETECTOR = PublishedNetwork(
    name="damage_detector",
    title="damage detector",
    file_name="detector.safetensors",
    container="",
    extras={},
    recognises=_recognises,
    to_plain=_same,
    to_published=_same,
    settings=_settings,
    build=DamageUnet,
    inputs={"image": 3},
    call=_call,
)
