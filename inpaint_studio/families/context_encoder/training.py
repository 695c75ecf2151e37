"""The context encoder in training (Pathak et al. 2016, arXiv 1604.07379, sections 3.2, 3.3 and 4).

Stage "centre": a window of 128 px whose centre is hidden; stage "region": holes of any shape.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor
from torch.nn import functional

from inpaint_studio.errors import OptionError
from inpaint_studio.families.context_encoder.checkpoint import GENERATOR, REGION
from inpaint_studio.families.context_encoder.network import (
    HIDDEN_RGB,
    OVERLAP_PX,
    ContextEncoder,
    RegionContextEncoder,
)
from inpaint_studio.networks.discriminators import ConvDiscriminator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import DataConfig, HoleConfig, ScheduleConfig, TrainConfig
from inpaint_studio.training.gan_trainee import (
    Answer,
    GanLosses,
    GanTrainee,
    Judge,
    Networks,
    Terms,
)
from inpaint_studio.training.losses.pixel import masked_l2
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.views import StepScene, Views

__all__ = ["TRAINING"]

_WINDOW_PX, _CENTRE_PX = ContextEncoder.WINDOW_PX, ContextEncoder.HOLE_PX
_BEGIN, _END = (_WINDOW_PX - _CENTRE_PX) // 2, (_WINDOW_PX + _CENTRE_PX) // 2
# The paper's pictures span [-1, 1], twice as much as ours, its squares four times as much.
_SQUARED_RANGE = 4.0


@dataclass(frozen=True)
class CentreNetwork:
    """Widths; 64, 4000 and 64 as published."""

    channels: int = 64
    bottleneck: int = 4000
    discriminator_channels: int = 64


@dataclass(frozen=True)
class RegionNetwork:
    """Widths; 64 as published."""

    channels: int = 64
    discriminator_channels: int = 64


@dataclass(frozen=True)
class RegionLosses(GanLosses):
    """Masked L2 0.999, adversarial 0.001 (section 4)."""

    reconstruction: float = 0.999
    adversarial: float = 0.001


@dataclass(frozen=True)
class CentreLosses(RegionLosses):
    """`overlap_weight` counts the rim of known pixels that is predicted, too (section 4)."""

    overlap_weight: float = 10.0


def _centre(picture: Tensor, scene: StepScene) -> Views:
    return (picture[..., _BEGIN:_END, _BEGIN:_END],)


class CentreTrainee(GanTrainee):
    """The network that answers the centre, against a discriminator that sees the centre alone."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        if config.data.crop_px != _WINDOW_PX:
            raise OptionError(
                "data.crop_px is {crop_px}; the centre stage takes {window_px}.",
                crop_px=config.data.crop_px,
                window_px=_WINDOW_PX,
            )
        options = cast(CentreNetwork, config.network)
        self.losses = cast(CentreLosses, config.losses)
        network = ContextEncoder(options.channels, options.bottleneck)
        critic = ConvDiscriminator(_CENTRE_PX, options.discriminator_channels)
        super().__init__(
            config,
            device,
            extras,
            generators={"generator": (network, GENERATOR)},
            judges={"discriminator": Judge(critic, _centre)},
        )
        self._hidden = torch.tensor(HIDDEN_RGB, device=device).view(1, 3, 1, 1)

    def holes(self, batch: Batch) -> Batch:
        mask = torch.zeros_like(batch.mask)
        begin, end = _BEGIN + OVERLAP_PX, _END - OVERLAP_PX
        mask[..., begin:end, begin:end] = 1
        return Batch(batch.image, mask)

    def answer(self, networks: Networks, scene: StepScene) -> Answer:
        batch = scene.batch
        known = torch.where(batch.mask > 0, self._hidden, batch.image)
        centre = self.generate(networks["generator"], known)
        # The window with the answer in it, so that it is shown and compared like all others.
        rim = (_BEGIN, _WINDOW_PX - _END, _BEGIN, _WINDOW_PX - _END)
        inside = functional.pad(torch.ones_like(centre[:, :1]), rim)
        return Answer((torch.where(inside > 0, functional.pad(centre, rim), batch.image),))

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        weight = torch.where(batch.mask > 0, 1.0, self.losses.overlap_weight)
        squared = _SQUARED_RANGE * (answer.picture - batch.image).square() * weight
        loss = squared[..., _BEGIN:_END, _BEGIN:_END].mean()
        return {"reconstruction": (self.losses.reconstruction, loss)}

    def shown(self, name: str, answer: Answer, batch: Batch) -> tuple[Tensor, Tensor]:
        # With its rim, so that the discriminator cannot go by the border of the hole.
        return batch.image, answer.picture


class RegionTrainee(GanTrainee):
    """The network for holes of any shape, against a discriminator of the whole window."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(RegionNetwork, config.network)
        self.losses = cast(RegionLosses, config.losses)
        window_px = config.data.crop_px
        if window_px < 32 or window_px & (window_px - 1):
            raise OptionError(
                "data.crop_px is {window_px}; use a power of two from 32 up.", window_px=window_px
            )
        network = RegionContextEncoder(options.channels, window_px)
        critic = ConvDiscriminator(window_px, options.discriminator_channels)
        super().__init__(
            config,
            device,
            extras,
            generators={"generator": (network, REGION)},
            judges={"discriminator": Judge(critic)},
        )

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        loss = _SQUARED_RANGE * masked_l2(answer.picture, batch.image, batch.mask)
        return {"reconstruction": (self.losses.reconstruction, loss)}


_REGION = TrainConfig(
    "context_encoder",
    "region",
    RegionNetwork(),
    RegionLosses(),
    data=DataConfig(crop_px=128, windows_px=(128, 256)),
    holes=HoleConfig(mix={"blobs": 0.5, "strokes": 0.3, "boxes": 0.2}, share=(0.05, 0.3)),
    # Section 4: the generator learns ten times as fast as its adversary.
    schedule=ScheduleConfig(
        steps=100_000, batch=64, learning_rate=2e-3, final_learning_rate=2e-4, betas=(0.5, 0.999)
    ),
)
_TINY = ("network.channels=4", "network.discriminator_channels=4")

TRAINING = Training(
    {
        "region": Stage(
            _REGION,
            RegionTrainee,
            Rehearsal((*_TINY, "data.crop_px=64", "data.windows_px=[64, 64]"), "reconstruction"),
        ),
        "centre": Stage(
            replace(_REGION, stage="centre", network=CentreNetwork(), losses=CentreLosses()),
            CentreTrainee,
            Rehearsal(
                (
                    *_TINY,
                    "network.bottleneck=32",
                    "data.crop_px=128",
                    "data.windows_px=[128, 128]",
                ),
                "reconstruction",
            ),
        ),
    },
    default_stage="region",
)
