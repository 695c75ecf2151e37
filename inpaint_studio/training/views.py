"""What a discriminator is shown of a picture: all of it, a window around the hole, planes beside it.

A view takes pictures (N, 3, H, W) and the scene of the step, and gives the discriminator's inputs.
Knows neither networks nor losses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from inpaint_studio.training.batches import Batch

__all__ = [
    "StepScene",
    "View",
    "Views",
    "hole_corners",
    "local",
    "whole",
    "whole_and_local",
    "windows",
    "with_planes",
]

Views = tuple[Tensor, ...]


@dataclass(frozen=True, eq=False)
class StepScene:
    """What stays the same within a step for generators and discriminators.

    Attributes
    ----------
    batch
        Photographs and holes.
    random
        The step's randomness on the device; None in previews.
    guide
        Float (N, 1, H, W), planes that generator and discriminator are given beside the mask.
    corners
        Int64 (N, 2), top and left of each sample's local window.
    local_px
        Side of the local windows; 0 without.
    """

    batch: Batch
    random: torch.Generator | None = None
    guide: Tensor | None = None
    corners: Tensor | None = None
    local_px: int = 0


View = Callable[[Tensor, StepScene], Views]


def hole_corners(mask: Tensor, local_px: int, random: torch.Generator) -> Tensor:
    """Top and left of a window of `local_px` for each hole, int64 (N, 2), within the picture.

    The window is centred on the hole if that fits into it, else on a random pixel of the hole.

    Parameters
    ----------
    mask
        Float (N, 1, H, W), 1 = hole.
    local_px
        At most H and W.
    random
        On the device of `mask`.
    """
    count, _, height, width = mask.shape
    centres, fits = [], []
    for axis, side in ((3, height), (2, width)):
        covered = mask[:, 0].amax(dim=axis - 1)
        first, last = covered.argmax(dim=1), side - 1 - covered.flip(1).argmax(dim=1)
        centres.append((first + last + 1) // 2)
        fits.append(last - first < local_px)
    odds = torch.rand(count, height * width, device=mask.device, generator=random)
    pixel = (odds * mask.flatten(1)).argmax(dim=1)
    anywhere = torch.stack([pixel // width, pixel % width], dim=1)
    centre = torch.where((fits[0] & fits[1])[:, None], torch.stack(centres, dim=1), anywhere)
    room = torch.stack([pixel.new_full((), side - local_px) for side in (height, width)])
    return (centre - local_px // 2).clamp_min(0).minimum(room)


def windows(picture: Tensor, corners: Tensor, local_px: int) -> Tensor:
    """Squares (N, C, local_px, local_px) cut out at `corners`; gradients pass."""
    steps = torch.arange(local_px, device=picture.device)
    channels, width = picture.shape[1], picture.shape[3]
    rows = (corners[:, 0, None] + steps)[:, None, :, None].expand(-1, channels, -1, width)
    columns = (corners[:, 1, None] + steps)[:, None, None, :].expand(-1, channels, local_px, -1)
    return picture.gather(2, rows).gather(3, columns)


def whole(picture: Tensor, scene: StepScene) -> Views:
    """The whole picture."""
    return (picture,)


def local(picture: Tensor, scene: StepScene) -> Views:
    """The window around the hole."""
    assert scene.corners is not None
    return (windows(picture, scene.corners, scene.local_px),)


def whole_and_local(picture: Tensor, scene: StepScene) -> Views:
    """Both."""
    return (picture, *local(picture, scene))


def with_planes(picture: Tensor, scene: StepScene) -> Views:
    """The whole picture with the mask and the guide, where there is one, as further planes."""
    guide = () if scene.guide is None else (scene.guide * scene.batch.mask,)
    return (torch.cat([picture, scene.batch.mask, *guide], dim=1),)
