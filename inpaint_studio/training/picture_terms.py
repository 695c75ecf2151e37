"""What a fill looks like, as losses that any family with discriminators may add to its paper's.

VGG's perceptual and style loss, total variation, and a count by the share of the hole: with them a
narrow network learns something in hours, not weeks. Knows no family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.gan import composite
from inpaint_studio.training.gan_trainee import GanLosses, GanTrainee, Judge, Terms
from inpaint_studio.training.losses.perceptual import perceptual_loss, shrunk, style_loss
from inpaint_studio.training.losses.pixel import l1_by_hole, total_variation, weighed_l1
from inpaint_studio.training.stages import Extras
from inpaint_studio.zoo.published import PublishedNetwork

__all__ = ["PictureLosses", "PictureTrainee"]


@dataclass(frozen=True)
class PictureLosses(GanLosses):
    """Weights of `perceptual`, `style` and `total_variation` loss, 0 for none.

    `layers` are those of VGG; `vgg_scale` shrinks pictures before it. Pixels outside the hole weigh
    `known_weight` in the L1 loss. `by_hole` shows VGG the composite and divides all but total
    variation by the hole's share, so that small holes count as much as large ones.
    """

    perceptual: float = 0.0
    style: float = 0.0
    layers: tuple[str, ...] = ("pool1", "pool2", "pool3")
    total_variation: float = 0.0
    by_hole: bool = False
    known_weight: float = 1.0
    vgg_scale: float = 1.0


class PictureTrainee(GanTrainee):
    """Generators with an L1 loss and the terms of `PictureLosses`; see `GanTrainee`."""

    def __init__(
        self,
        config: TrainConfig,
        device: torch.device,
        extras: Extras,
        *,
        generators: Mapping[str, tuple[nn.Module, PublishedNetwork]],
        judges: Mapping[str, Judge],
    ) -> None:
        self.picture = picture = cast(PictureLosses, config.losses)
        super().__init__(
            config,
            device,
            extras,
            generators=generators,
            judges=judges,
            features=[(picture.perceptual, picture.layers), (picture.style, picture.layers)],
        )

    def l1(self, output: Tensor, batch: Batch) -> Tensor:
        """L1, pixels outside the hole weighed; with `by_hole` divided by the hole's share."""
        loss = l1_by_hole if self.picture.by_hole else weighed_l1
        return loss(output, batch.image, batch.mask, known_weight=self.picture.known_weight)

    def picture_terms(self, output: Tensor, batch: Batch) -> Terms:
        """Total variation, perceptual and style loss of `output`, those with a weight above 0."""
        weights, terms = self.picture, Terms()
        shown = composite(output, batch.image, batch.mask)
        if weights.total_variation > 0:
            roughness = total_variation(shown, batch.mask)
            terms["total_variation"] = weights.total_variation, roughness
        if self.vgg is not None:
            pictures = batch.image, shown if weights.by_hole else output
            of_image, of_output = self.features(*(shrunk(x, weights.vgg_scale) for x in pictures))
            share = batch.mask.mean().clamp_min(1e-3) if weights.by_hole else 1.0
            perceptual, style = (f(of_output, of_image) for f in (perceptual_loss, style_loss))
            terms["perceptual"] = weights.perceptual, perceptual / share
            terms["style"] = weights.style, style / share
        return terms
