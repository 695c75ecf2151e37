"""Texture optimisation: a fill is changed until its feature patches look like known ones.

After C. Yang, X. Lu, Z. Lin, E. Shechtman, O. Wang, H. Li, "High-Resolution Image Inpainting Using
Multi-Scale Neural Patch Synthesis", CVPR 2017, arXiv 1611.09969: section 3.1 (scales, coarse to
fine, each beginning with what the one before made of the content), equation 1 (content, texture and
total variation), section 3.3 (texture on relu3_1 and relu4_1), by L-BFGS on the hole's pixels.
Nearest patches are found anew in every round instead of every step, so that L-BFGS has a smooth
function to work on. Torch only: no Qt, no files; the network of features is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.families.patch_synthesis.feature_patches import (
    PatchTarget,
    nearest_patches,
    patch_target,
)
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

__all__ = ["SynthesisRules", "refine", "scale_factors"]

_STRIDES = (4, 8)  # of relu3_1 and relu4_1
_ALIGNMENT = 8
_MARGIN_PX = 32  # around the hole, whose features see that far
_LEAST_SIDE_PX = 96


@dataclass(frozen=True)
class SynthesisRules:
    """How much each wish counts, and how long is tried.

    Parameters
    ----------
    content
        Weight of staying near what the scale began with.
    texture
        Weight of looking like known patches, relative to the features' own energy.
    smoothness
        Weight of total variation.
    rounds, steps
        Searches for nearest patches in a scale, and steps of L-BFGS after each.
    chunk_mib
        Memory for the search, roughly.
    """

    content: float = 3.0
    texture: float = 3.0
    smoothness: float = 0.3
    rounds: int = 2
    steps: int = 8
    chunk_mib: int = 256


def scale_factors(height: int, width: int, scales: int) -> tuple[float, ...]:
    """Factors of the scales, coarse to fine, halves of one another, ending with 1; scales whose
    longer side would be shorter than 96 px are left out."""
    factors = [0.5**step for step in range(scales)]
    kept = [factor for factor in factors if max(height, width) * factor >= _LEAST_SIDE_PX]
    return tuple(reversed(kept or [1.0]))


def refine(
    trunk: nn.Module,
    image: Tensor,
    mask: Tensor,
    content: Tensor,
    scales: int,
    rules: SynthesisRules,
    token: ProgressToken,
    show: Callable[[Tensor], None] = lambda result: None,
) -> Tensor:
    """The content with texture of the known area, at one scale after the other.

    Parameters
    ----------
    trunk
        relu3_1 and relu4_1 of RGB (1, 3, H, W) in [0, 1].
    image
        Float (1, 3, H, W) RGB in [0, 1]; not modified, what lies in the hole is ignored.
    mask
        Float (1, 1, H, W), 1 = hole.
    content
        Float (1, 3, H, W): a fill from elsewhere.
    scales
        How many, at most.
    token
        Reports every step; a cancel is heeded within a layer of the network.
    show
        Called with the result so far (1, 3, h, w) after each scale.

    Returns
    -------
    Tensor
        Float (1, 3, H, W) in [0, 1]; known pixels as in `image`.
    """
    factors = scale_factors(image.shape[2], image.shape[3], scales)
    # A step costs what its pixels cost.
    costs = [factor**2 for factor in factors]
    done, change = 0.0, torch.zeros_like(content[:, :, :1, :1])
    result = content
    trunk.requires_grad_(False)
    for number, (factor, cost) in enumerate(zip(factors, costs, strict=True)):
        size = (round(image.shape[2] * factor), round(image.shape[3] * factor))
        known_image, hole = _shrunk(image, mask, size)
        # What the scale before changed is enlarged, not its result: content that has detail of
        # its own keeps it.
        begun = _resized(content, size)
        begun = known_image * (1 - hole) + begun * hole
        start = (begun + _resized(change, size) * hole).clamp(0, 1)
        part = token.part(done / sum(costs), (done + cost) / sum(costs))
        doing = Message(
            "Synthesising texture at {side} px ({number} of {count})",
            side=max(size),
            number=number + 1,
            count=len(factors),
        )
        with _cancellable(trunk, token):
            result = _one_scale(trunk, start, hole, rules, part, doing)
        change = (result - begun) * hole
        done += cost
        show(result)
    return result


def _resized(image: Tensor, size: tuple[int, int]) -> Tensor:
    if size == (image.shape[2], image.shape[3]):
        return image
    if size[0] < image.shape[2]:
        return F.interpolate(image, size, mode="area")
    return F.interpolate(image, size, mode="bilinear", align_corners=False)


def _shrunk(image: Tensor, mask: Tensor, size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    """Image and mask at `size`: known pixels are means of known ones, any hole makes hole."""
    if size == (image.shape[2], image.shape[3]):
        return image, mask
    share = F.interpolate(1 - mask, size, mode="area")
    mean = F.interpolate(image * (1 - mask), size, mode="area") / share.clamp_min(1e-6)
    return mean, (share < 1 - 1e-4).to(image.dtype)


@contextmanager
def _cancellable(trunk: nn.Module, token: ProgressToken) -> Iterator[None]:
    """Every layer, forwards and backwards, asks whether the work was cancelled."""

    def forwards(module: nn.Module, inputs: object) -> None:
        token.check()

    def backwards(module: nn.Module, gradient: object) -> None:
        token.check()

    hooks: list[Any] = []
    for module in trunk.modules():
        if isinstance(module, nn.Conv2d):
            hooks.append(module.register_forward_pre_hook(forwards))
            hooks.append(module.register_full_backward_pre_hook(backwards))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


@dataclass(frozen=True, eq=False)
class _Level:
    """One of the two feature maps: the known patches, and the hole among them.

    Attributes
    ----------
    keys
        Float (C, H, W): features of the whole image as the scale began.
    usable
        bool (H, W): centres of patches that see no hole.
    hole
        bool (h, w): places of the hole in the cut-out that is optimised.
    energy
        Mean square of the known features, which makes distances comparable.
    """

    keys: Tensor
    usable: Tensor
    hole: Tensor
    energy: Tensor


def _one_scale(
    trunk: nn.Module,
    start: Tensor,
    hole: Tensor,
    rules: SynthesisRules,
    token: ProgressToken,
    doing: Message,
) -> Tensor:
    """The best fill of one scale (1, 3, h, w), beginning with `start`."""
    token.relay(0.0, doing)
    padded, padded_hole = _aligned(start, "replicate"), _aligned(hole, "constant")
    top, bottom, left, right = _cut(padded_hole)
    with torch.no_grad():
        levels = _levels(trunk(padded), padded_hole, (top, bottom, left, right))
    if not levels:  # no patch is known at this scale
        return start
    around = padded[:, :, top:bottom, left:right]
    missing = padded_hole[:, :, top:bottom, left:right].bool().expand_as(around)
    begun = around[missing]
    pixels = begun.clone()
    for number in range(rules.rounds):
        targets = _targets(trunk, _with_pixels(around, missing, pixels), levels, rules, token)

        def loss(values: Tensor, targets: list[PatchTarget] = targets) -> Tensor:
            current = _with_pixels(around, missing, values)
            texture = sum(
                (
                    target.distance(features[0]) / level.energy
                    for features, target, level in zip(trunk(current), targets, levels, strict=True)
                ),
                start=current.new_zeros(()),
            )
            change = _change(values - begun)
            rough = _variation(current, missing)
            return (
                rules.content * change
                + rules.texture * _TEXTURE_UNIT * texture
                + rules.smoothness * rough
            )

        part = token.part(number / rules.rounds, (number + 1) / rules.rounds)
        pixels = _minimised(loss, pixels, rules.steps, part, doing)
    whole = padded.clone()
    whole[:, :, top:bottom, left:right] = _with_pixels(around, missing, pixels)
    return whole[:, :, : start.shape[2], : start.shape[3]]


_COLOUR_WEIGHT = 10.0
"""How much more a change of colour counts than one of brightness: features hardly see colour, and
what they do not hold in place would turn into coloured grain."""


def _change(difference: Tensor) -> Tensor:
    """Mean square of the change of the hole's pixels, a plane a channel, colour weighed more."""
    planes = difference.reshape(3, -1)
    light = planes.mean(dim=0)
    return light.square().mean() + _COLOUR_WEIGHT * (planes - light).square().mean()


_TEXTURE_UNIT = 0.01
"""Features change by their whole energy where colours change by about a tenth."""


def _aligned(x: Tensor, mode: str) -> Tensor:
    """Padded below and right such that cells of the features fit."""
    down, right = -x.shape[2] % _ALIGNMENT, -x.shape[3] % _ALIGNMENT
    return F.pad(x, (0, right, 0, down), mode=mode) if down or right else x


def _cut(hole: Tensor) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of the hole with a margin, on the features' grid."""

    def ends(flags: Tensor, limit: int) -> tuple[int, int]:
        places = torch.nonzero(flags).flatten()
        low = max(0, int(places[0]) - _MARGIN_PX) // _ALIGNMENT * _ALIGNMENT
        high = min(limit, int(places[-1]) + 1 + _MARGIN_PX)
        return low, -(-high // _ALIGNMENT) * _ALIGNMENT

    flat = hole[0, 0] > 0
    return (*ends(flat.any(dim=1), flat.shape[0]), *ends(flat.any(dim=0), flat.shape[1]))


def _levels(
    features: tuple[Tensor, Tensor], hole: Tensor, cut: tuple[int, int, int, int]
) -> list[_Level]:
    """The levels at which some patch is wholly known, none if one has none."""
    levels = []
    for maps, stride in zip(features, _STRIDES, strict=True):
        cells = F.max_pool2d(hole, stride)
        usable = F.max_pool2d(cells, 3, 1, padding=1)[0, 0] == 0
        if not bool(usable.any()):
            return []
        keys = maps[0]
        top, bottom, left, right = (side // stride for side in cut)
        levels.append(
            _Level(
                keys=keys,
                usable=usable,
                hole=cells[0, 0, top:bottom, left:right] > 0,
                energy=keys[:, usable].square().mean().clamp_min(1e-8),
            )
        )
    return levels


def _targets(
    trunk: nn.Module,
    current: Tensor,
    levels: list[_Level],
    rules: SynthesisRules,
    token: ProgressToken,
) -> list[PatchTarget]:
    """What the nearest known patches ask of the features now."""
    targets = []
    with torch.no_grad():
        for features, level in zip(trunk(current), levels, strict=True):
            nearest = nearest_patches(
                features[0],
                level.keys,
                level.usable,
                chunk_mib=rules.chunk_mib,
                check=token.check,
            )
            targets.append(patch_target(nearest, level.hole, level.keys))
    return targets


def _with_pixels(around: Tensor, missing: Tensor, pixels: Tensor) -> Tensor:
    return around.masked_scatter(missing, pixels)


def _variation(image: Tensor, missing: Tensor) -> Tensor:
    """Mean squared difference of neighbours of which one at least is missing."""
    total, count = image.new_zeros(()), 0
    for axis in (2, 3):
        size = image.shape[axis]
        one, other = image.narrow(axis, 1, size - 1), image.narrow(axis, 0, size - 1)
        counts = missing.narrow(axis, 1, size - 1) | missing.narrow(axis, 0, size - 1)
        total = total + ((one - other).square() * counts).sum()
        count += int(counts.sum())
    return total / max(count, 1)


def _minimised(
    loss: Callable[[Tensor], Tensor],
    start: Tensor,
    steps: int,
    token: ProgressToken,
    doing: Message,
) -> Tensor:
    """`start` after some steps of L-BFGS, within [0, 1]."""
    values = start.clone().requires_grad_(True)
    optimiser = torch.optim.LBFGS(
        [values], max_iter=steps, max_eval=steps + steps // 2, line_search_fn="strong_wolfe"
    )
    taken = 0

    def closure() -> Tensor:
        nonlocal taken
        token.relay(min(1.0, taken / (steps + steps // 2)), doing)
        taken += 1
        optimiser.zero_grad()
        result = loss(values)
        result.backward()  # type: ignore[no-untyped-call]
        return result

    with torch.enable_grad():
        cast(Any, optimiser).step(closure)
    return values.detach().clamp(0, 1)
