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
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from inpaint_studio.errors import MissingPartError, OptionError
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
from inpaint_studio.training.export import load_plain
from inpaint_studio.training.gan import composite
from inpaint_studio.training.losses.lpips import Lpips, PerceptualNet
from inpaint_studio.training.losses.pixel import l1_by_hole
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.trainee import Picture, Player, StepContext, Trainee, update
from inpaint_studio.training.views import hole_corners, windows
from inpaint_studio.zoo.checkpoints import read_checkpoint

__all__ = ["TRAINING"]

_ROLE = "generator"
_SMALLEST_SHARE = 0.02
_SHIFT_PX = 8
_FIELD_CELLS = 4


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
class Losses:
    """Weights of the losses; all look at the composite and are divided by the hole's share.

    `l1` in the hole, `known` outside; LPIPS by AlexNet (`alex`) of the picture shifted by up to
    seven pixels and scaled by a factor between those of `alex_scale`, so that no grid can please
    it; LPIPS by VGG-16 (`vgg`) of a window of `vgg_window_px` around the hole at full size, in every
    `vgg_every`-th step, there so many times heavier; `near` to the fill of the published network,
    in every `near_every`-th step.

    `blank` is the share of samples that are shown no edges at all; of the others `whole` see all
    those of the original, the rest a random part of them.
    """

    l1: float = 0.25
    known: float = 0.1
    alex: float = 1.0
    alex_scale: tuple[float, float] = (0.8, 1.25)
    vgg: float = 1.0
    vgg_window_px: int = 128
    vgg_every: int = 1
    near: float = 0.1
    near_every: int = 4
    blank: float = 0.4
    whole: float = 0.5

    def __post_init__(self) -> None:
        for name in ("blank", "whole"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise OptionError(
                    "losses.{name} is {value}; use a share in [0, 1].", name=name, value=value
                )
        for name in ("vgg_every", "near_every"):
            value = getattr(self, name)
            if value < 1:
                raise OptionError(
                    "losses.{name} is {value}; use 1 (every step) or more.", name=name, value=value
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
        self._distances = {
            net: Lpips.from_folder(_folder(extras), net).to(device).to(memory_format=layout)
            for net, weight in ((PerceptualNet.ALEX, losses.alex), (PerceptualNet.VGG, losses.vgg))
            if weight > 0
        }
        super().__init__({_ROLE: player}, (_ROLE,), device, config.schedule.precision)

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        weights, values = self.losses, dict[str, Tensor]()
        image = batch.image.contiguous(memory_format=torch.channels_last)
        edges = self._edges(batch, context.random)
        output = self.generate(self.players[_ROLE].network, image, batch.mask, edges)
        shown = composite(output, image, batch.mask)
        share = batch.mask.mean(dim=(1, 2, 3)).clamp_min(_SMALLEST_SHARE)
        values["l1"] = ((shown - image).abs().mean(dim=(1, 2, 3)) / share).mean()
        values["known"] = ((output - image).abs() * (1 - batch.mask)).mean()
        total = weights.l1 * values["l1"] + weights.known * values["known"]
        if weights.alex > 0:
            values["alex"] = (self._alex(shown, image, context.random) / share).mean()
            total = total + weights.alex * values["alex"]
        if weights.vgg > 0 and context.number % weights.vgg_every == 0:
            values["vgg"] = self._vgg(shown, image, batch.mask, context.random)
            total = total + weights.vgg * weights.vgg_every * values["vgg"]
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
        count, size = len(gray), gray.shape[-2:]
        cells = (count, 1, _FIELD_CELLS, _FIELD_CELLS)
        field = torch.rand(cells, device=self.device, generator=random)
        field = functional.interpolate(field, size, mode="bilinear")
        kept, given, all_of = torch.rand(
            3, count, 1, 1, 1, device=self.device, generator=random
        ).unbind()
        part = (field < kept) | (all_of < self.losses.whole)
        edges = composite(inside * part, known, batch.mask)
        return edges * (given >= self.losses.blank)

    def _alex(self, shown: Tensor, image: Tensor, random: torch.Generator) -> Tensor:
        """LPIPS (N,) by AlexNet of both pictures, shifted and scaled alike."""
        down, right = torch.randint(_SHIFT_PX, (2,), device=self.device, generator=random).tolist()
        low, high = self.losses.alex_scale
        drawn = float(torch.rand((), device=self.device, generator=random))
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
        side = min(self.losses.vgg_window_px, *image.shape[-2:])
        corners = hole_corners(mask, side, random)
        cut = [windows(each, corners, side) for each in (shown, image, mask)]
        share = cut[2].mean(dim=(1, 2, 3)).clamp_min(_SMALLEST_SHARE)
        return (self._distance(PerceptualNet.VGG, cut[0], cut[1]) / share).mean()

    def _distance(self, net: PerceptualNet, shown: Tensor, image: Tensor) -> Tensor:
        model = self._distances[net]
        layout = torch.channels_last
        with self.autocast():
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
