"""DeepFill v1 in training (Yu et al. 2018, arXiv 1801.07892, section 3.2 and algorithm 1).

Wasserstein critics of the whole picture and of the hole, each with a gradient penalty that counts
in the hole; L1 that is discounted towards the middle of the hole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from inpaint_studio.families.deepfill_v1.checkpoint import V1
from inpaint_studio.families.deepfill_v1.network import DeepFillV1
from inpaint_studio.networks.discriminators import WassersteinCritic
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import DataConfig, HoleConfig, TrainConfig
from inpaint_studio.training.gan_trainee import Answer, GanLosses, GanTrainee, Judge, Terms
from inpaint_studio.training.losses.adversarial import Adversarial
from inpaint_studio.training.losses.pixel import discounted_l1
from inpaint_studio.training.one_stage import constant_rate, one_stage
from inpaint_studio.training.players import with_even_spread
from inpaint_studio.training.stages import Extras, Rehearsal
from inpaint_studio.training.views import local, whole

__all__ = ["TRAINING"]

# The paper's pictures span [-1, 1], twice as much as ours.
_RANGE = 2.0


@dataclass(frozen=True)
class NetworkOptions:
    """Widths, 32 and 64 as published; side of the window around the hole."""

    channels: int = 32
    discriminator_channels: int = 64
    local_px: int = 128


@dataclass(frozen=True)
class Losses(GanLosses):
    """Weights of the L1 losses in the hole and outside, of both stages; discount `gamma`.

    The coarse stage counts `coarse` times as much as the refined one, in the hole and outside (the
    weights are those of the authors' release). The critics learn from five batches for every one
    of the generator (algorithm 1).
    """

    hole: float = 1.2
    known: float = 1.2
    coarse: float = 1.2
    gamma: float = 0.99
    adversarial: float = 0.001
    kind: Adversarial = Adversarial.WASSERSTEIN
    generator_every: int = 5


class DeepFillV1Trainee(GanTrainee):
    """Both stages against a global and a local critic."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses = cast(Losses, config.losses)
        network = with_even_spread(DeepFillV1(options.channels))
        c = options.discriminator_channels
        on_whole = WassersteinCritic(config.data.crop_px, (c, 2 * c, 4 * c, 4 * c))
        on_hole = WassersteinCritic(options.local_px, (c, 2 * c, 4 * c, 8 * c))
        super().__init__(
            config,
            device,
            extras,
            generators={"generator": (network, V1)},
            judges={
                "global_discriminator": Judge(on_whole, whole),
                "local_discriminator": Judge(on_hole, local),
            },
            local_px=options.local_px,
        )
        # No hole is deeper than half the picture.
        self._reach_px = config.data.crop_px // 2

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        weights, (coarse, refined) = self.losses, answer.stages
        known, share = 1 - batch.mask, (1 - batch.mask).mean().clamp_min(1e-6)

        def in_hole(picture: Tensor) -> Tensor:
            return _RANGE * discounted_l1(
                picture, batch.image, batch.mask, gamma=weights.gamma, reach_px=self._reach_px
            )

        def outside(picture: Tensor) -> Tensor:
            return _RANGE * ((picture - batch.image).abs() * known).mean() / share

        return {
            "coarse": (weights.coarse * weights.hole, in_hole(coarse)),
            "refined": (weights.hole, in_hole(refined)),
            "known": (weights.known, weights.coarse * outside(coarse) + outside(refined)),
        }


TRAINING = one_stage(
    "deepfill_v1",
    DeepFillV1Trainee,
    network=NetworkOptions(),
    losses=Losses(),
    data=DataConfig(crop_px=256, windows_px=(256, 320)),
    holes=HoleConfig(mix={"box": 1.0}, share=(0.06, 0.25)),
    schedule=constant_rate(1_000_000, 16, 1e-4, (0.5, 0.9)),
    rehearsal=Rehearsal(
        (
            "network.channels=4",
            "network.discriminator_channels=4",
            "network.local_px=24",
            "losses.generator_every=2",
        ),
        "refined",
    ),
)
