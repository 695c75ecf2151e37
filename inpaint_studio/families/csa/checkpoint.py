"""Checkpoints of coherent semantic attention (Liu et al., arXiv 1905.12384) in PyTorch.

The rough network lies in `*_net_P.pth`, the refinement network in `*_net_G.pth`, bare state dicts
of U-Nets whose levels are nested: every level is a `model` within its parent's `model`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor, nn

from inpaint_studio.families.csa.network import CoherentCompletion, RefinementUNet, RoughUNet
from inpaint_studio.zoo.published import PublishedNetwork, Shapes
from inpaint_studio.zoo.renaming import Renaming, has_shape

__all__ = ["REFINEMENT", "ROUGH", "join"]

_LEVELS = 8
_ATTENTION_LEVEL = 3

_ROUGH_LEVEL = {1: "down", 2: "down_norm", 5: "up", 6: "up_norm"}
_FINE_LEVEL = {
    1: "down", 2: "down_norm", 4: "widen", 5: "widen_norm", 8: "narrow", 9: "narrow_norm",
    11: "up", 12: "up_norm",
}  # fmt: skip
# Attention and the two layers that watch it in training stand among the others.
_ATTENTION = {
    1: "down", 2: "down_norm", 4: "widen", 7: "widen_norm", 11: "narrow", 12: "narrow_norm",
    14: "up", 15: "up_norm",
}  # fmt: skip
_DEEPEST = {1: "down", 3: "up", 4: "up_norm"}


def _names(
    outermost: Mapping[int, str], inner: Sequence[tuple[Mapping[int, str], int]]
) -> Renaming:
    """The renaming; `inner` lists each level's layers and where the next begins."""
    names = {f"model.model.{place}": name for place, name in outermost.items()}
    theirs, ours = "model.model.1", "below"
    for layers, below in inner:
        names |= {f"{theirs}.model.{place}": f"{ours}.{name}" for place, name in layers.items()}
        theirs, ours = f"{theirs}.model.{below}", f"{ours}.below"
    return Renaming(names)


_ROUGH_NAMES = _names({0: "down", 3: "up"}, [(_ROUGH_LEVEL, 3)] * (_LEVELS - 2) + [(_DEEPEST, 0)])
_FINE_NAMES = _names(
    {0: "enter", 3: "leave"},
    [(_FINE_LEVEL, 6)] * (_ATTENTION_LEVEL - 1)
    + [(_ATTENTION, 8)]
    + [(_FINE_LEVEL, 6)] * (_LEVELS - 1 - _ATTENTION_LEVEL)
    + [(_DEEPEST, 0)],
)


def _is_rough(shapes: Shapes) -> bool:
    return any(
        has_shape(shapes, first, (None, 3, 4, 4)) and has_shape(shapes, last, (None, 3, 4, 4))
        for first, last in (
            ("model.model.0.weight", "model.model.3.weight"),
            ("down.weight", "up.weight"),
        )
    )


def _is_refinement(shapes: Shapes) -> bool:
    return any(
        has_shape(shapes, first, (None, 6, 3, 3)) and has_shape(shapes, last, (None, 3, 3, 3))
        for first, last in (
            ("model.model.0.weight", "model.model.3.weight"),
            ("enter.weight", "leave.weight"),
        )
    )


def _call_rough(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"] * 2 - 1),)


def _call_refinement(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    # Bare, it has no rough guess but the image itself.
    seen = arrays["image"] * 2 - 1
    return (network(seen, seen, arrays["mask"]),)


ROUGH = PublishedNetwork(
    name="csa_rough",
    title="coherent semantic attention rough network",
    file_name="net_P.pth",
    container="",
    extras={},
    recognises=_is_rough,
    to_plain=_ROUGH_NAMES.to_plain,
    to_published=_ROUGH_NAMES.to_published,
    settings=lambda shapes: {"channels": shapes["down.weight"][0]},
    build=RoughUNet,
    inputs={"image": 3},
    call=_call_rough,
)

REFINEMENT = PublishedNetwork(
    name="csa_refinement",
    title="coherent semantic attention refinement network",
    file_name="net_G.pth",
    container="",
    extras={},
    recognises=_is_refinement,
    to_plain=_FINE_NAMES.to_plain,
    to_published=_FINE_NAMES.to_published,
    settings=lambda shapes: {"channels": shapes["enter.weight"][0]},
    build=RefinementUNet,
    inputs={"image": 3, "mask": 1},
    call=_call_refinement,
)


def join(rough: nn.Module, refinement: nn.Module) -> CoherentCompletion:
    """The whole model from its two networks."""
    assert isinstance(rough, RoughUNet)
    assert isinstance(refinement, RefinementUNet)
    return CoherentCompletion(rough, refinement).eval()
