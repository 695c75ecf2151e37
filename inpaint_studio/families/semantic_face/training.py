"""Multi-scale semantic learning for faces in training: L1, VGG and a spectral-normalised adversary.

The description gives weights (L1 1, perceptual 0.05, style 120, adversarial 0.1), VGG-16's first
three poolings, Adam and a batch of 8; rates and the kind of adversarial loss it leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch

from inpaint_studio.families.pconv.training import IRREGULAR_HOLES
from inpaint_studio.families.semantic_face.checkpoint import GENERATOR
from inpaint_studio.families.semantic_face.network import SemanticFaceGenerator
from inpaint_studio.networks.discriminators import SpectralPatchDiscriminator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import DataConfig, ScheduleConfig, TrainConfig
from inpaint_studio.training.gan_trainee import Answer, Judge, Terms
from inpaint_studio.training.losses.adversarial import Adversarial
from inpaint_studio.training.one_stage import one_stage
from inpaint_studio.training.picture_terms import PictureLosses, PictureTrainee
from inpaint_studio.training.stages import Extras, Rehearsal
from inpaint_studio.training.views import with_planes

__all__ = ["TRAINING"]


@dataclass(frozen=True)
class NetworkOptions:
    """Widths of each encoder's and of the discriminator's first layer."""

    channels: int = 32
    discriminator_channels: int = 64


@dataclass(frozen=True)
class Losses(PictureLosses):
    """Weights of the losses, and the layers of VGG that perceptual and style loss look at.

    What `PictureLosses` offers beside them is not in the description, and off by default.
    """

    l1: float = 1.0
    perceptual: float = 0.05
    style: float = 120.0
    adversarial: float = 0.1
    kind: Adversarial = Adversarial.HINGE


class SemanticFaceTrainee(PictureTrainee):
    """The generator against one discriminator of patches, which sees the mask, too."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses = cast(Losses, config.losses)
        critic = SpectralPatchDiscriminator(4, options.discriminator_channels)
        super().__init__(
            config,
            device,
            extras,
            generators={"generator": (SemanticFaceGenerator(options.channels), GENERATOR)},
            judges={"discriminator": Judge(critic, with_planes)},
        )

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        terms: Terms = {"l1": (self.losses.l1, self.l1(answer.picture, batch))}
        return terms | self.picture_terms(answer.picture, batch)


TRAINING = one_stage(
    "semantic_face",
    SemanticFaceTrainee,
    network=NetworkOptions(),
    losses=Losses(),
    data=DataConfig(crop_px=256, windows_px=(256, 384)),
    holes=IRREGULAR_HOLES,
    schedule=ScheduleConfig(
        steps=500_000,
        batch=8,
        learning_rate=1e-4,
        final_learning_rate=1e-5,
        discriminator_factor=1.0,
        betas=(0.5, 0.9),
    ),
    rehearsal=Rehearsal(
        (
            "network.channels=4",
            "network.discriminator_channels=4",
            "losses.perceptual=0",
            "losses.style=0",
            "losses.adversarial=0.01",
        ),
        "l1",
    ),
)
