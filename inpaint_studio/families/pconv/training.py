"""Partial convolutions in training (Liu et al. 2018, arXiv 1804.07723, sections 3.3 and 4.2).

Six losses and no adversary. Stage "finetune" goes on from "completion" with the encoder's batch
norms as they are, since holes distort their means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import nn

from inpaint_studio.errors import OptionError
from inpaint_studio.families.pconv.checkpoint import GENERATOR
from inpaint_studio.families.pconv.network import PartialConvUNet
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import DataConfig, HoleConfig, TrainConfig
from inpaint_studio.training.gan import composite
from inpaint_studio.training.gan_trainee import Answer, GanTrainee, Terms
from inpaint_studio.training.losses.perceptual import perceptual_loss, shrunk, style_loss
from inpaint_studio.training.losses.pixel import total_variation
from inpaint_studio.training.one_stage import constant_rate
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.trainee import Trainee
from inpaint_studio.zoo.published import PublishedNetwork

__all__ = ["IRREGULAR_HOLES", "TRAINING", "IrregularLosses", "IrregularTrainee", "finetuning"]

IRREGULAR_HOLES = HoleConfig(
    mix={"strokes": 0.5, "scratches": 0.2, "blobs": 0.2, "corners": 0.1}, share=(0.01, 0.6)
)


@dataclass(frozen=True)
class NetworkOptions:
    """Width and halvings; 64 and 7 as published."""

    channels: int = 64
    depth: int = 7


@dataclass(frozen=True)
class IrregularLosses:
    """Weights of equation 7; perceptual, style and TV losses look at the composite, too.

    `vgg_scale` shrinks pictures before VGG, which the paper does not.
    """

    hole: float = 6.0
    valid: float = 1.0
    perceptual: float = 0.05
    style: float = 120.0
    total_variation: float = 0.1
    layers: tuple[str, ...] = ("pool1", "pool2", "pool3")
    vgg_scale: float = 1.0


class IrregularTrainee(GanTrainee):
    """One generator `network(image, mask)` and the six losses of section 3.3."""

    def __init__(
        self,
        config: TrainConfig,
        device: torch.device,
        extras: Extras,
        network: nn.Module,
        published: PublishedNetwork,
    ) -> None:
        self.losses = losses = cast(IrregularLosses, config.losses)
        super().__init__(
            config,
            device,
            extras,
            generators={"generator": (network, published)},
            features=[(losses.perceptual, losses.layers), (losses.style, losses.layers)],
        )

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        weights, image, mask = self.losses, batch.image, batch.mask
        shown = composite(answer.picture, image, mask)
        difference = (answer.picture - image).abs()
        terms: Terms = {
            # Equation 1 divides by all values of the picture, however small the hole.
            "hole": (weights.hole, (difference * mask).mean()),
            "valid": (weights.valid, (difference * (1 - mask)).mean()),
            # So does equation 6, where ours is a mean over the pairs in the hole.
            "total_variation": (
                weights.total_variation,
                total_variation(shown, mask) * mask.mean(),
            ),
        }
        if self.vgg is not None:
            pictures = (shrunk(x, weights.vgg_scale) for x in (image, answer.picture, shown))
            target, *others = self.features(*pictures)
            for name, loss in (("perceptual", perceptual_loss), ("style", style_loss)):
                value = torch.stack([loss(other, target) for other in others]).sum()
                terms[name] = (getattr(weights, name), value)
        return terms


def _build(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    options = cast(NetworkOptions, config.network)
    if config.data.crop_px % 2**options.depth:
        raise OptionError(
            "data.crop_px is {crop_px}; use a multiple of {multiple} (network.depth {depth}).",
            crop_px=config.data.crop_px,
            multiple=2**options.depth,
            depth=options.depth,
        )
    network = PartialConvUNet(options.channels, options.depth)
    network.freeze_encoder_norm = config.stage == "finetune"
    return IrregularTrainee(config, device, extras, network, GENERATOR)


def finetuning(config: TrainConfig) -> TrainConfig:
    """The second stage of `config` (section 4.2): a learning rate of 5e-5 instead of 2e-4."""
    schedule = replace(config.schedule, learning_rate=5e-5, final_learning_rate=5e-5)
    return replace(config, stage="finetune", schedule=schedule)


_COMPLETION = TrainConfig(
    "pconv",
    "completion",
    NetworkOptions(),
    IrregularLosses(),
    data=DataConfig(crop_px=256, windows_px=(256, 384)),
    holes=IRREGULAR_HOLES,
    schedule=constant_rate(500_000, 6, 2e-4, (0.9, 0.999)),
)
_REHEARSAL = Rehearsal(
    (
        "network.channels=8",
        "network.depth=3",
        "losses.perceptual=0",
        "losses.style=0",
        "schedule.learning_rate=1e-2",
    ),
    "hole",
)

TRAINING = Training(
    {
        "completion": Stage(_COMPLETION, _build, _REHEARSAL),
        "finetune": Stage(finetuning(_COMPLETION), _build, replace(_REHEARSAL, alone=False)),
    },
)
