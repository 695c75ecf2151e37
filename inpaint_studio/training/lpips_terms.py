"""L1 and LPIPS of the composite, as losses for generators of one output. Knows no family.

LPIPS by AlexNet and by VGG-16 serve together: either alone is gamed. Both look at the composite and
are divided by the hole's share, so that small holes count as much as large ones.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from inpaint_studio.errors import MissingPartError, OptionError
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.gan import composite
from inpaint_studio.training.losses.lpips import Lpips, PerceptualNet
from inpaint_studio.training.stages import Extras
from inpaint_studio.training.trainee import StepContext
from inpaint_studio.training.views import hole_corners, windows

__all__ = ["LpipsLosses", "LpipsTerms"]

_SMALLEST_SHARE = 0.02
_SHIFT_PX = 8


@dataclass(frozen=True)
class LpipsLosses:
    """Weights of the losses; all look at the composite and are divided by the hole's share.

    `l1` in the hole, `known` outside; LPIPS by AlexNet (`alex`) of the picture shifted by up to
    seven pixels and scaled by a factor between those of `alex_scale`, so that no grid can please
    it; LPIPS by VGG-16 (`vgg`) of a window of `vgg_window_px` around the hole at full size, in every
    `vgg_every`-th step, there so many times heavier.
    """

    l1: float = 0.25
    known: float = 0.1
    alex: float = 1.0
    alex_scale: tuple[float, float] = (0.8, 1.25)
    vgg: float = 1.0
    vgg_window_px: int = 128
    vgg_every: int = 1

    def __post_init__(self) -> None:
        self._require_every("vgg_every")

    def _require_every(self, name: str) -> None:
        value = getattr(self, name)
        if value < 1:
            raise OptionError(
                "losses.{name} is {value}; use 1 (every step) or more.", name=name, value=value
            )


class LpipsTerms:
    """Computes the losses of `weights`.

    Parameters
    ----------
    extras
        Names the folder of LPIPS's weights.
    autocast
        Makes the context of the forward passes.

    Raises
    ------
    MissingPartError
        If LPIPS has a weight and no folder is named.
    """

    def __init__(
        self,
        weights: LpipsLosses,
        device: torch.device,
        extras: Extras,
        autocast: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._weights, self._device, self._autocast = weights, device, autocast
        self._distances = {
            net: Lpips.from_folder(_folder(extras), net)
            .to(device)
            .to(memory_format=torch.channels_last)
            for net, weight in (
                (PerceptualNet.ALEX, weights.alex),
                (PerceptualNet.VGG, weights.vgg),
            )
            if weight > 0
        }

    def total(
        self, output: Tensor, batch: Batch, context: StepContext
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """The weighed sum, and each term by name, of an output (N, 3, H, W) in float32."""
        weights, values = self._weights, dict[str, Tensor]()
        image, mask = batch.image, batch.mask
        shown = composite(output, image, mask)
        share = mask.mean(dim=(1, 2, 3)).clamp_min(_SMALLEST_SHARE)
        values["l1"] = ((shown - image).abs().mean(dim=(1, 2, 3)) / share).mean()
        values["known"] = ((output - image).abs() * (1 - mask)).mean()
        total = weights.l1 * values["l1"] + weights.known * values["known"]
        if weights.alex > 0:
            values["alex"] = (self._alex(shown, image, context.random) / share).mean()
            total = total + weights.alex * values["alex"]
        if weights.vgg > 0 and context.number % weights.vgg_every == 0:
            values["vgg"] = self._vgg(shown, image, mask, context.random)
            total = total + weights.vgg * weights.vgg_every * values["vgg"]
        return total, values

    def _alex(self, shown: Tensor, image: Tensor, random: torch.Generator) -> Tensor:
        """LPIPS (N,) by AlexNet of both pictures, shifted and scaled alike."""
        down, right = torch.randint(_SHIFT_PX, (2,), device=self._device, generator=random).tolist()
        low, high = self._weights.alex_scale
        drawn = float(torch.rand((), device=self._device, generator=random))
        scale = low * (high / low) ** drawn
        size = [max(32, round(side * scale)) for side in image.shape[-2:]]
        return self._distance(
            PerceptualNet.ALEX,
            *(
                functional.interpolate(
                    each[..., down:, right:], size, mode="bilinear", antialias=scale < 1
                )
                for each in (shown, image)
            ),
        )

    def _vgg(self, shown: Tensor, image: Tensor, mask: Tensor, random: torch.Generator) -> Tensor:
        """LPIPS by VGG-16 in a window around the hole, divided by the hole's share of it."""
        side = min(self._weights.vgg_window_px, *image.shape[-2:])
        corners = hole_corners(mask, side, random)
        cut = [windows(each, corners, side) for each in (shown, image, mask)]
        share = cut[2].mean(dim=(1, 2, 3)).clamp_min(_SMALLEST_SHARE)
        return (self._distance(PerceptualNet.VGG, cut[0], cut[1]) / share).mean()

    def _distance(self, net: PerceptualNet, shown: Tensor, image: Tensor) -> Tensor:
        model = self._distances[net]
        layout = torch.channels_last
        with self._autocast():
            with torch.no_grad():
                of_image = model.stages(image.contiguous(memory_format=layout))
            of_shown = model.stages(shown.contiguous(memory_format=layout))
            distance: Tensor = model.compare(of_shown, of_image)
        return distance


def _folder(extras: Extras) -> Path:
    if extras.perceptual is None:
        raise MissingPartError(
            "These losses need LPIPS weights; name their folder, or set "
            "losses.alex and losses.vgg to 0."
        )
    return extras.perceptual
