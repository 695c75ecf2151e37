"""DeepFill v2 in training (Yu et al. 2019, arXiv 1806.03589, sections 3.2 to 3.4).

SN-PatchGAN with hinge loss; the sketch plane is trained with edges of the photograph itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor

from inpaint_studio.errors import OptionError
from inpaint_studio.families.deepfill_v2.checkpoint import V2
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.networks.discriminators import SpectralPatchDiscriminator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.canny import canny, luminance
from inpaint_studio.training.config import DataConfig, HoleConfig, TrainConfig
from inpaint_studio.training.drawn_lines import shown_part
from inpaint_studio.training.gan_trainee import Answer, Judge, Networks, Terms
from inpaint_studio.training.losses.adversarial import Adversarial
from inpaint_studio.training.one_stage import constant_rate, one_stage
from inpaint_studio.training.picture_terms import PictureLosses, PictureTrainee
from inpaint_studio.training.players import with_even_spread
from inpaint_studio.training.stages import Extras, Rehearsal
from inpaint_studio.training.views import StepScene, with_planes

__all__ = ["TRAINING"]

# The paper's pictures span [-1, 1], twice as much as ours.
_RANGE = 2.0
_PLANES = 5


@dataclass(frozen=True)
class NetworkOptions:
    """Widths, 24 and 64 as published; with `sketch` there is a plane for the user's lines, which
    are learnt from Canny's edges of width `sigma`."""

    channels: int = 24
    discriminator_channels: int = 64
    sketch: bool = True
    sigma: float = 2.0


@dataclass(frozen=True)
class Losses(PictureLosses):
    """L1 of both stages 1, SN-PatchGAN 1 (section 3.3).

    `blank` is the share of samples without any sketch; the others keep a random part of their
    edges, since a user draws what matters and no more. What `PictureLosses` offers beside them is
    not in the paper, and off by default; it looks at the refined picture.
    """

    coarse: float = 1.0
    refined: float = 1.0
    adversarial: float = 1.0
    kind: Adversarial = Adversarial.HINGE
    blank: float = 0.4

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.blank <= 1:
            raise OptionError("losses.blank is {blank}; use a share in [0, 1].", blank=self.blank)


class DeepFillV2Trainee(PictureTrainee):
    """Both stages against one discriminator that sees mask and sketch, too."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        self.options = options = cast(NetworkOptions, config.network)
        self.losses = cast(Losses, config.losses)
        planes = int(options.sketch)
        network = with_even_spread(DeepFillV2(options.channels, _PLANES + planes))
        critic = SpectralPatchDiscriminator(4 + planes, options.discriminator_channels)
        super().__init__(
            config,
            device,
            extras,
            generators={"generator": (network, V2)},
            judges={"discriminator": Judge(critic, with_planes)},
        )

    def guide(self, batch: Batch, random: torch.Generator | None) -> Tensor | None:
        if not self.options.sketch:
            return None
        edges = canny(luminance(batch.image), sigma=self.options.sigma)
        if random is None:
            return edges
        height, width = edges.shape[-2:]
        part, given = shown_part(len(edges), (height, width), random, blank=self.losses.blank)
        return edges * (part & given)

    def answer(self, networks: Networks, scene: StepScene) -> Answer:
        sketch = () if scene.guide is None else (scene.guide,)
        image, mask = scene.batch.image, scene.batch.mask
        return Answer(self.stages(networks["generator"], image, mask, *sketch))

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        coarse, refined = (_RANGE * self.l1(stage, batch) for stage in answer.stages)
        terms: Terms = {
            "coarse": (self.losses.coarse, coarse),
            "refined": (self.losses.refined, refined),
        }
        return terms | self.picture_terms(answer.picture, batch)


TRAINING = one_stage(
    "deepfill_v2",
    DeepFillV2Trainee,
    network=NetworkOptions(),
    losses=Losses(),
    data=DataConfig(crop_px=256, windows_px=(256, 320)),
    holes=HoleConfig(mix={"strokes": 0.7, "boxes": 0.3}, share=(0.01, 0.5)),
    schedule=constant_rate(1_000_000, 16, 1e-4, (0.5, 0.999)),
    rehearsal=Rehearsal(
        (
            "network.channels=4",
            "network.discriminator_channels=4",
            "losses.adversarial=0.02",
            "schedule.learning_rate=4e-3",
        ),
        "refined",
    ),
)
