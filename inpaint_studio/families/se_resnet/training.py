"""The squeeze-excite generator in training: pixels, an adversary and a contextual loss.

Three phases as in Iizuka et al. 2017: generator alone for 90,000 steps, discriminator alone for
10,000, both for 400,000. Which VGG layer the contextual loss looks at and how the optimizer is set
the description leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch

from inpaint_studio.families.se_resnet.checkpoint import GENERATOR
from inpaint_studio.families.se_resnet.network import SEResNetDiscriminator, SEResNetGenerator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import DataConfig, HoleConfig, TrainConfig
from inpaint_studio.training.gan import composite
from inpaint_studio.training.gan_trainee import Answer, GanLosses, GanTrainee, Judge, Terms
from inpaint_studio.training.losses.contextual import contextual_loss
from inpaint_studio.training.losses.pixel import masked_l2
from inpaint_studio.training.one_stage import constant_rate, one_stage
from inpaint_studio.training.stages import Extras, Rehearsal
from inpaint_studio.training.views import whole_and_local

__all__ = ["TRAINING"]


@dataclass(frozen=True)
class NetworkOptions:
    """Widths, 64 in full; residual blocks without dilation; side of the window around the hole."""

    channels: int = 64
    blocks: int = 2
    discriminator_channels: int = 64
    local_px: int = 96


@dataclass(frozen=True)
class Losses(GanLosses):
    """Masked L2 1, adversarial 0.0004, contextual 0.004 on `layers` of VGG."""

    reconstruction: float = 1.0
    adversarial: float = 0.0004
    contextual: float = 0.004
    layers: tuple[str, ...] = ("relu4_2",)
    bandwidth: float = 0.5
    generator_alone_steps: int = 90_000
    discriminator_alone_steps: int = 10_000


class SEResNetTrainee(GanTrainee):
    """The generator against its joined global and local discriminator."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses = losses = cast(Losses, config.losses)
        critic = SEResNetDiscriminator(
            config.data.crop_px, options.local_px, options.discriminator_channels
        )
        network = SEResNetGenerator(options.channels, options.blocks)
        super().__init__(
            config,
            device,
            extras,
            generators={"generator": (network, GENERATOR)},
            judges={"discriminator": Judge(critic, whole_and_local)},
            local_px=options.local_px,
            features=[(losses.contextual, losses.layers)],
        )

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        weights = self.losses
        loss = masked_l2(answer.picture, batch.image, batch.mask)
        terms: Terms = {"reconstruction": (weights.reconstruction, loss)}
        if self.vgg is not None:
            shown = composite(answer.picture, batch.image, batch.mask)
            target, output = self.features(batch.image, shown)
            each = [
                contextual_loss(output[name], target[name], bandwidth=weights.bandwidth)
                for name in weights.layers
            ]
            terms["contextual"] = (weights.contextual, torch.stack(each).mean())
        return terms


TRAINING = one_stage(
    "se_resnet",
    SEResNetTrainee,
    network=NetworkOptions(),
    losses=Losses(),
    data=DataConfig(crop_px=160, windows_px=(160, 256)),
    holes=HoleConfig(mix={"box": 1.0}, share=(0.09, 0.3)),
    schedule=constant_rate(500_000, 16, 2e-4, (0.5, 0.999)),
    rehearsal=Rehearsal(
        (
            "network.channels=4",
            "network.blocks=1",
            "network.discriminator_channels=4",
            "network.local_px=24",
            "losses.contextual=0",
        ),
        "reconstruction",
    ),
)
