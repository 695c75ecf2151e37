"""The damage detector in training: which pixels of a photograph are damaged, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from inpaint_studio.families.damage.checkpoint import DETECTOR
from inpaint_studio.families.damage.network import DamageUnet
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import (
    DataConfig,
    Decay,
    LookConfig,
    ScheduleConfig,
    TrainConfig,
)
from inpaint_studio.training.damage.groups import DamageGroup
from inpaint_studio.training.damage_bank import TARGETS
from inpaint_studio.training.damage_batches import make_batches
from inpaint_studio.training.losses.segmentation import cross_entropy, dice_loss
from inpaint_studio.training.players import starting_player
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.trainee import Picture, StepContext, Trainee, update

__all__ = ["TRAINING", "DamageTrainee"]

_COLOURS = ((1.0, 0.2, 0.2), (1.0, 0.9, 0.1), (0.2, 0.9, 1.0), (0.3, 1.0, 0.3))


@dataclass(frozen=True)
class NetworkOptions:
    """Width of the first level; a multiple of 3."""

    channels: int = 24


@dataclass(frozen=True)
class DamageLosses:
    """Weights of the losses. `scratches` to `stains`: how often marked pixels of a kind count.

    `together` and `together_dice` are those of cross-entropy and, sample by sample, Dice of the
    largest logit of scratches, dust and tears, which is what a mask is made of; `marked` is how
    often its marked pixels count.
    """

    cross_entropy: float = 1.0
    dice: float = 0.5
    focus: float = 0.0
    scratches: float = 3.0
    dust: float = 3.0
    tears: float = 2.0
    stains: float = 1.5
    together: float = 1.0
    together_dice: float = 0.5
    marked: float = 2.0


class DamageTrainee(Trainee):
    """The detector, with cross-entropy and Dice."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses = losses = cast(DamageLosses, config.losses)
        network = DamageUnet(options.channels, len(TARGETS))
        player = starting_player(network, config, device, extras, DETECTOR, "detector")
        # Batch norm keeps channels last, unlike the norms of the other families.
        player.network.to(memory_format=torch.channels_last)
        weights = [float(getattr(losses, group.value)) for group in TARGETS]
        self.weight = torch.tensor(weights, device=device)
        self.marked = torch.tensor([losses.marked], device=device)
        self.marks = [n for n, group in enumerate(TARGETS) if group is not DamageGroup.STAINS]
        super().__init__({"detector": player}, ("detector",), device, config.schedule.precision)

    def _logits(self, network: nn.Module, image: Tensor) -> Tensor:
        image = image.contiguous(memory_format=torch.channels_last)
        with self.autocast():
            return cast(Tensor, network(image)).float()

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        target, unknown, counted = batch.mask[:, :-2], batch.mask[:, -2:-1], 1 - batch.mask[:, -1:]
        logits = self._logits(self.players["detector"].network, batch.image)
        # Of what nobody named the kind, any answer but none is right.
        decided = counted * (1 - unknown)
        strongest = logits[:, self.marks].amax(1, keepdim=True)
        any_mark = torch.maximum(target[:, self.marks].amax(1, keepdim=True), unknown)
        judged = counted * torch.maximum(1 - target.amax(1, keepdim=True), any_mark)
        values = {
            "cross_entropy": cross_entropy(
                logits, target, decided, weight=self.weight, focus=self.losses.focus
            ),
            "dice": dice_loss(logits, target, decided),
            "together": cross_entropy(strongest, any_mark, judged, weight=self.marked),
            "together_dice": dice_loss(strongest, any_mark, judged, each_sample=True),
        }
        losses = self.losses
        total = losses.cross_entropy * values["cross_entropy"] + losses.dice * values["dice"]
        total = total + losses.together * values["together"]
        total = total + losses.together_dice * values["together_dice"]
        update([self.players["detector"]], total)
        with torch.no_grad():
            values |= _scores(logits, target, decided)
            values["iou"] = _overlap(strongest, any_mark, judged)
        return {"total": total.detach()} | {k: v.detach() for k, v in values.items()}

    @torch.no_grad()
    def preview(self, batch: Batch, networks: Mapping[str, nn.Module]) -> Sequence[Picture]:
        found = self._logits(networks["detector"], batch.image).sigmoid()
        return (
            Picture("photo", batch.image),
            Picture("damage", _coloured(batch.mask[:, :-2] + batch.mask[:, -2:-1])),
            Picture("found", _coloured(found)),
        )


def _coloured(planes: Tensor) -> Tensor:
    """One colour a kind: scratches red, dust yellow, tears blue, stains green."""
    colours = torch.tensor(_COLOURS, device=planes.device)
    return torch.einsum("nkhw,kc->nchw", planes, colours).clamp(0, 1)


def _scores(logits: Tensor, target: Tensor, counted: Tensor) -> dict[str, Tensor]:
    """Intersection over union of each kind at one half."""
    found, wanted = (logits > 0).float() * counted, target * counted
    names = [f"iou_{group.value}" for group in TARGETS]
    both, either = (found * wanted).sum((0, 2, 3)), torch.maximum(found, wanted).sum((0, 2, 3))
    return {name: b / e.clamp_min(1.0) for name, b, e in zip(names, both, either, strict=True)}


def _overlap(logits: Tensor, target: Tensor, counted: Tensor) -> Tensor:
    """Intersection over union of all pixels at one half."""
    found, wanted = (logits > 0).float() * counted, target * counted
    return (found * wanted).sum() / torch.maximum(found, wanted).sum().clamp_min(1.0)


def _build(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    return DamageTrainee(config, device, extras)


# Large damage alone: a tiny network finds it within the rehearsal, and does not just learn to say
# nothing.
_REHEARSAL = Rehearsal(
    (
        "network.channels=6",
        "data.crop_px=64",
        "data.windows_px=[64, 64]",
        "damage.bank_size=96",
        "damage.side_px=64",
        "damage.canvas_px=[96, 160]",
        "damage.windows_px=[64, 128]",
        "damage.undamaged=0.0",
        "damage.strength=[0.6, 0.9]",
        "damage.grain=0.0",
        *(f"damage.mix.{kind}=1.0" for kind in ("torn-corner", "torn-edge", "flaking", "fading")),
        "schedule.warmup_steps=0",
    ),
    "cross_entropy",
)

TRAINING = Training(
    {
        "detector": Stage(
            TrainConfig(
                "damage",
                "detector",
                NetworkOptions(),
                DamageLosses(),
                data=DataConfig(on_device=False),
                look=LookConfig(gray=0.15, sepia=0.05, fade=0.15, blur=0.15, grain=0.3, jpeg=0.25),
                schedule=ScheduleConfig(
                    learning_rate=2e-3,
                    final_learning_rate=1e-5,
                    betas=(0.9, 0.99),
                    decay=Decay.COSINE,
                    warmup_steps=100,
                    clip_norm=1.0,
                ),
            ),
            _build,
            _REHEARSAL,
            make_batches,
        )
    },
    default_stage="detector",
)
