"""Training over the published MI-GAN: a little further on old photographs, faces and large holes.

The generator starts from the installed official file and learns to be nearer to the original as
LPIPS sees it (AlexNet and VGG-16 together: either alone is gamed). A plane for edges is added,
whose weights begin at zero. What is kept of the training is the difference to the official
weights, and two thirds of it at that: averages of the weights before and after fine-tuning are
better than either (Wortsman et al. 2022, arXiv 2109.01903).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from inpaint_studio.errors import OptionError
from inpaint_studio.families.migan.checkpoint import difference_to, official_file, published_network
from inpaint_studio.families.migan.network import MiganGenerator
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
from inpaint_studio.training.export import load_plain
from inpaint_studio.training.gan import composite
from inpaint_studio.training.losses.pixel import l1_by_hole
from inpaint_studio.training.lpips_terms import LpipsLosses, LpipsTerms
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.trainee import Picture, Player, StepContext, Trainee, update
from inpaint_studio.zoo.checkpoints import read_checkpoint

__all__ = ["TRAINING"]

_ROLE = "generator"


@dataclass(frozen=True)
class NetworkOptions:
    """The published network, or a `small` one from scratch to rehearse the trainer with.

    `sigma` is that of the Canny edges shown on the fifth plane; `kept` is how much of the way from
    the published weights to those learnt is exported.
    """

    small: bool = False
    sigma: float = 2.0
    kept: float = 0.65

    def __post_init__(self) -> None:
        if not 0 < self.kept <= 1:
            raise OptionError(
                "network.kept is {kept}; use a share above 0, up to 1.", kept=self.kept
            )


@dataclass(frozen=True)
class Losses(LpipsLosses):
    """Those of `LpipsLosses`, and `near`: L1 in the hole to the fill of the published network, in
    every `near_every`-th step.

    `blank` is the share of samples that are shown no edges at all; of the others `whole` see all
    those of the original, the rest a random part of them.
    """

    near: float = 0.1
    near_every: int = 4
    blank: float = 0.4
    whole: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        self._require_every("near_every")
        for name in ("blank", "whole"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise OptionError(
                    "losses.{name} is {value}; use a share in [0, 1].", name=name, value=value
                )


class MiganTrainee(Trainee):
    """The generator, on Canny edges of the original in the hole or on none."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        self.options = options = cast(NetworkOptions, config.network)
        self.losses = losses = cast(Losses, config.losses)
        layout = torch.channels_last
        if options.small:
            network = MiganGenerator(edges=True, top_px=32, capacity=512, widest=32)
        else:
            network = published_network(official_file(), edges=True)
        self._start: nn.Module | None = None
        if losses.near > 0 and not options.small:
            start = published_network(official_file()).requires_grad_(False)
            self._start = start.to(device).to(memory_format=layout)
        _go_on(network, extras)
        player = Player(network.to(device).train(), config.schedule)
        network.to(memory_format=layout)
        super().__init__({_ROLE: player}, (_ROLE,), device, config.schedule.precision)
        self._terms = LpipsTerms(losses, device, extras, self.autocast)

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        image = batch.image.contiguous(memory_format=torch.channels_last)
        edges = self._edges(batch, context.random)
        output = self.generate(self.players[_ROLE].network, image, batch.mask, edges)
        total, values = self._terms.total(output, Batch(image, batch.mask), context)
        weights = self.losses
        if self._start is not None and context.number % weights.near_every == 0:
            with torch.no_grad():
                before = self.generate(self._start, image, batch.mask)
            values["near"] = l1_by_hole(output, before, batch.mask, known_weight=0.0)
            total = total + weights.near * values["near"]
        update([self.players[_ROLE]], total)
        return {name: value.detach() for name, value in {"total": total, **values}.items()}

    @torch.no_grad()
    def preview(self, batch: Batch, networks: Mapping[str, nn.Module]) -> Sequence[Picture]:
        edges = self._edges(batch, None)
        pictures = [
            Picture("photo", composite(torch.ones_like(batch.image), batch.image, batch.mask))
        ]
        for label, plane in (("without edges", torch.zeros_like(edges)), ("with edges", edges)):
            output = self.generate(networks[_ROLE], batch.image, batch.mask, plane)
            pictures.append(Picture(label, composite(output, batch.image, batch.mask)))
        return (*pictures, Picture("edges", edges), Picture("original", batch.image))

    def weights(self, network: nn.Module) -> dict[str, Tensor]:
        state = super().weights(network)
        if self.options.small:
            return state
        return difference_to(official_file(), state, self.options.kept)

    def _edges(self, batch: Batch, random: torch.Generator | None) -> Tensor:
        """Edges of the known area, and of the original in the hole: none, a part, or all."""
        gray = luminance(batch.image)
        known = canny(gray, batch.mask, sigma=self.options.sigma)
        inside = canny(gray, sigma=self.options.sigma)
        if random is None:
            return composite(inside, known, batch.mask)
        losses, (height, width) = self.losses, gray.shape[-2:]
        part, given = shown_part(
            len(gray), (height, width), random, blank=losses.blank, whole=losses.whole
        )
        return composite(inside * part, known, batch.mask) * given


def _go_on(network: MiganGenerator, extras: Extras) -> None:
    """Put the averages of an earlier run into `network`, if `extras` names its state."""
    for source in extras.start_from:
        content = read_checkpoint(source)
        averages = content.get("averages") if isinstance(content, dict) else None
        if isinstance(averages, dict) and _ROLE in averages:
            load_plain(network, averages[_ROLE])
            return
    if extras.start_from:
        raise OptionError("What to start from is no resume state of this family; give a state.pt.")


_DEFAULTS = TrainConfig(
    "migan",
    "finetune",
    NetworkOptions(),
    Losses(),
    data=DataConfig(crop_px=256, windows_px=(256, 320)),
    holes=HoleConfig(
        share=(0.01, 0.5),
        large={"strokes": 0.5, "outline": 0.3, "box": 0.2},
        large_share=(0.28, 0.55),
        large_rate=0.5,
    ),
    schedule=ScheduleConfig(
        steps=5000,
        batch=4,
        learning_rate=3e-4,
        final_learning_rate=1e-5,
        betas=(0.5, 0.99),
        decay=Decay.COSINE,
        warmup_steps=20,
        clip_norm=0.5,
        ema_decay=0.998,
    ),
)

TRAINING = Training(
    {
        "finetune": Stage(
            _DEFAULTS,
            MiganTrainee,
            Rehearsal(
                (
                    "network.small=true",
                    "losses.alex=0",
                    "losses.vgg=0",
                    "data.crop_px=64",
                    "data.windows_px=[64, 96]",
                    "losses.l1=1.0",
                ),
                "l1",
            ),
        )
    },
    default_stage="finetune",
)
