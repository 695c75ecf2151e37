"""The light gated U-Net in training: L1 and LPIPS by two networks, no adversary.

The user's lines are learnt from Canny edges of the photograph itself, all of them, a part or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from inpaint_studio.errors import OptionError
from inpaint_studio.families.light_unet.checkpoint import GENERATOR
from inpaint_studio.families.light_unet.network import LightUNet
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.canny import canny, luminance
from inpaint_studio.training.config import (
    DataConfig,
    Decay,
    HoleConfig,
    ScheduleConfig,
    TrainConfig,
)
from inpaint_studio.training.drawn_lines import shown_part
from inpaint_studio.training.gan import composite
from inpaint_studio.training.lpips_terms import LpipsLosses, LpipsTerms
from inpaint_studio.training.one_stage import one_stage
from inpaint_studio.training.players import starting_player
from inpaint_studio.training.stages import Extras, Rehearsal
from inpaint_studio.training.trainee import Picture, StepContext, Trainee, update

__all__ = ["TRAINING"]

_ROLE = "generator"


@dataclass(frozen=True)
class NetworkOptions:
    """Channels and blocks of the levels; `sigma` is that of the Canny edges."""

    channels: tuple[int, ...] = (48, 96, 192, 288, 384)
    depths: tuple[int, ...] = (2, 2, 2, 3, 4)
    sigma: float = 2.0

    def __post_init__(self) -> None:
        if not 2 <= len(self.channels) == len(self.depths) <= 5:
            raise OptionError(
                "network.channels has {channels} levels and network.depths {depths}; use as many, "
                "2 to 5.",
                channels=len(self.channels),
                depths=len(self.depths),
            )


@dataclass(frozen=True)
class Losses(LpipsLosses):
    """Those of `LpipsLosses`. `blank` is the share of samples without any line; of the others
    `whole` see all edges of the original in the hole, the rest a random part of them."""

    blank: float = 0.5
    whole: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("blank", "whole"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise OptionError(
                    "losses.{name} is {value}; use a share in [0, 1].", name=name, value=value
                )


class LightUNetTrainee(Trainee):
    """The generator, on Canny edges of the original in the hole or on none."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        self.options = options = cast(NetworkOptions, config.network)
        self.losses = losses = cast(Losses, config.losses)
        network = LightUNet(options.channels, options.depths)
        player = starting_player(network, config, device, extras, GENERATOR, _ROLE)
        # Pointwise convolutions gain by it on the CPU as well, a third of a step.
        player.network.to(memory_format=torch.channels_last)
        super().__init__({_ROLE: player}, (_ROLE,), device, config.schedule.precision)
        self._terms = LpipsTerms(losses, device, extras, self.autocast)

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        image = batch.image.contiguous(memory_format=torch.channels_last)
        lines = self._lines(image, context.random)
        output = self.generate(self.players[_ROLE].network, image, batch.mask, lines)
        total, values = self._terms.total(output, Batch(image, batch.mask), context)
        update([self.players[_ROLE]], total)
        return {name: value.detach() for name, value in {"total": total, **values}.items()}

    @torch.no_grad()
    def preview(self, batch: Batch, networks: Mapping[str, nn.Module]) -> Sequence[Picture]:
        edges = canny(luminance(batch.image), sigma=self.options.sigma)
        pictures = [
            Picture("photo", composite(torch.ones_like(batch.image), batch.image, batch.mask))
        ]
        for label, plane in (("without lines", torch.zeros_like(edges)), ("with lines", edges)):
            output = self.generate(networks[_ROLE], batch.image, batch.mask, plane)
            pictures.append(Picture(label, composite(output, batch.image, batch.mask)))
        return (*pictures, Picture("lines", edges), Picture("original", batch.image))

    def _lines(self, image: Tensor, random: torch.Generator) -> Tensor:
        """Edges (N, 1, H, W) of the original: none, a part, or all. They are looked for only where
        they are shown: that takes a tenth of a step."""
        losses, (height, width) = self.losses, image.shape[-2:]
        part, given = shown_part(
            len(image), (height, width), random, blank=losses.blank, whole=losses.whole
        )
        rows = given.flatten().nonzero().flatten()
        lines = torch.zeros_like(image[:, :1])
        if len(rows):
            edges = canny(luminance(image[rows]), sigma=self.options.sigma)
            lines[rows] = edges * part[rows]
        return lines


TRAINING = one_stage(
    "light_unet",
    LightUNetTrainee,
    network=NetworkOptions(),
    losses=Losses(l1=1.0, vgg_window_px=64, vgg_every=4),
    data=DataConfig(crop_px=128, windows_px=(128, 256)),
    holes=HoleConfig(
        share=(0.01, 0.5),
        large={"strokes": 0.5, "outline": 0.3, "box": 0.2},
        large_share=(0.28, 0.55),
        large_rate=0.5,
    ),
    schedule=ScheduleConfig(
        steps=8000,
        batch=8,
        learning_rate=1.5e-3,
        final_learning_rate=2e-5,
        betas=(0.9, 0.99),
        decay=Decay.COSINE,
        warmup_steps=200,
        clip_norm=1.0,
        ema_decay=0.998,
    ),
    rehearsal=Rehearsal(
        (
            "network.channels=[16, 24, 32]",
            "network.depths=[1, 1, 1]",
            "losses.alex=0",
            "losses.vgg=0",
        ),
        "l1",
    ),
)
