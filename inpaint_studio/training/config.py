"""What a training run is told: frozen dataclasses, one a concern, read from TOML.

The sections `network` and `losses` belong to the family and stage; everything else is the same for
all. Knows no family: the caller hands in the family's defaults.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from inpaint_studio.errors import OptionError
from inpaint_studio.jobs.messages import Message
from inpaint_studio.training.damage_config import DamageConfig

__all__ = [
    "DataConfig",
    "Decay",
    "HoleConfig",
    "LookConfig",
    "Optimizer",
    "OutputConfig",
    "ScheduleConfig",
    "TrainConfig",
    "TrainingPrecision",
]


_DROP_AT = 0.7  # of a run: where `Decay.STEP` lowers the rate


def _require(condition: bool, otherwise: Message) -> None:
    if not condition:
        raise OptionError.saying(otherwise)


class TrainingPrecision(StrEnum):
    """Arithmetic of the forward passes; weights stay float32."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


class Optimizer(StrEnum):
    """Kingma and Ba 2015; Zeiler 2012, whose learning rate is 1 as published."""

    ADAM = "adam"
    ADADELTA = "adadelta"


class Decay(StrEnum):
    """How the learning rate goes from `learning_rate` to `final_learning_rate`."""

    COSINE = "cosine"
    CONSTANT = "constant"
    STEP = "step"


@dataclass(frozen=True)
class DataConfig:
    """Photographs and how crops are taken.

    `windows_px` is the smallest and largest side of the square cut out before it is shrunk to
    `crop_px`; `shares` maps name patterns to how often such photographs are drawn.
    """

    crop_px: int = 256
    windows_px: tuple[int, int] = (256, 256)
    largest_side_px: int = 512
    shares: Mapping[str, float] = field(default_factory=dict)
    on_device: bool = True
    limit: int | None = None

    def __post_init__(self) -> None:
        _require(
            self.crop_px >= 16 and self.crop_px % 8 == 0,
            Message(
                "data.crop_px is {crop_px}; use a multiple of 8 from 16 up.", crop_px=self.crop_px
            ),
        )
        low, high = self.windows_px
        _require(
            self.crop_px <= low <= high,
            Message(
                "data.windows_px is [{low}, {high}]; use two sides from crop_px ({crop_px}) up.",
                low=low,
                high=high,
                crop_px=self.crop_px,
            ),
        )


@dataclass(frozen=True)
class HoleConfig:
    """Shapes of holes, how often each, and their share of the picture.

    A part `large_rate` of all holes is drawn from the shapes of `large` instead, with shares
    between those of `large_share`.
    """

    mix: Mapping[str, float] = field(
        default_factory=lambda: {
            "strokes": 0.4,
            "scratches": 0.2,
            "blobs": 0.15,
            "boxes": 0.15,
            "corners": 0.1,
        }
    )
    share: tuple[float, float] = (0.01, 0.5)
    large: Mapping[str, float] = field(default_factory=dict)
    large_share: tuple[float, float] = (0.3, 0.55)
    large_rate: float = 0.0
    bank_size: int = 4096
    folders: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        for name in ("share", "large_share"):
            low, high = getattr(self, name)
            _require(
                0.0 <= low < high <= 1.0,
                Message(
                    "holes.{name} is [{low}, {high}]; use two rising numbers in [0, 1].",
                    name=name,
                    low=low,
                    high=high,
                ),
            )
        _require(
            0.0 <= self.large_rate <= 1.0 and bool(self.large) >= (self.large_rate > 0),
            Message(
                "holes.large_rate is {rate}; use a share in [0, 1], and name the shapes in "
                "holes.large.",
                rate=self.large_rate,
            ),
        )
        _require(
            self.bank_size >= 1,
            Message("holes.bank_size is {bank_size}; use 1 or more.", bank_size=self.bank_size),
        )


@dataclass(frozen=True)
class LookConfig:
    """The look of old photographs, given to a share of the crops. All values are shares of crops."""

    gray: float = 0.0
    sepia: float = 0.0
    fade: float = 0.0
    blur: float = 0.0
    grain: float = 0.0
    jpeg: float = 0.0

    def __post_init__(self) -> None:
        for name in ("gray", "sepia", "fade", "blur", "grain", "jpeg"):
            value = getattr(self, name)
            _require(
                0 <= value <= 1,
                Message("look.{name} is {value}; use a share in [0, 1].", name=name, value=value),
            )

    @property
    def is_off(self) -> bool:
        """True when no crop is changed."""
        return not any((self.gray, self.sepia, self.fade, self.blur, self.grain, self.jpeg))


@dataclass(frozen=True)
class ScheduleConfig:
    """Batches, steps, learning rate, averaging. `betas` are Adam's."""

    steps: int = 1_000_000
    batch: int = 8
    learning_rate: float = 1e-4
    final_learning_rate: float = 1e-6
    discriminator_factor: float = 0.1
    optimizer: Optimizer = Optimizer.ADAM
    betas: tuple[float, float] = (0.0, 0.9)
    decay: Decay = Decay.STEP
    warmup_steps: int = 0
    clip_norm: float = 0.0
    ema_decay: float = 0.999
    precision: TrainingPrecision = TrainingPrecision.BFLOAT16

    def __post_init__(self) -> None:
        for name in ("steps", "batch"):
            value = getattr(self, name)
            _require(
                value >= 1,
                Message("schedule.{name} is {value}; use 1 or more.", name=name, value=value),
            )
        _require(
            0 < self.final_learning_rate <= self.learning_rate,
            Message(
                "schedule.final_learning_rate is {final_learning_rate}; use more than 0 and at "
                "most learning_rate ({learning_rate}).",
                final_learning_rate=self.final_learning_rate,
                learning_rate=self.learning_rate,
            ),
        )
        _require(
            0 <= self.ema_decay < 1,
            Message("schedule.ema_decay is {ema_decay}; use [0, 1).", ema_decay=self.ema_decay),
        )

    def rate_at(self, step: int, done: float) -> float:
        """The learning rate for `step` (from 0) when the share `done` in [0, 1] of the run is over.

        Cosine: final + (first - final) (1 + cos(pi done)) / 2. Step: the first rate until 70 % is
        done, then the final one (the paper lowers it once the losses are flat). A linear warm-up
        over `warmup_steps` comes before.
        """
        first, final = self.learning_rate, self.final_learning_rate
        done = min(max(done, 0.0), 1.0)
        if self.decay is Decay.COSINE:
            rate = final + (first - final) * (1 + math.cos(math.pi * done)) / 2
        elif self.decay is Decay.STEP:
            rate = first if done < _DROP_AT else final
        else:
            rate = first
        if step < self.warmup_steps:
            rate *= (step + 1) / self.warmup_steps
        return rate


@dataclass(frozen=True)
class OutputConfig:
    """How often the run says and saves something."""

    log_every_steps: int = 50
    sample_every_steps: int = 1000
    checkpoint_every_s: float = 300.0
    samples: int = 8
    tensorboard: bool = False


@dataclass(frozen=True)
class TrainConfig:
    """A whole run. `network` and `losses` are dataclasses of the family's stage; `damage` is for
    detectors, `holes` for the others."""

    family: str
    stage: str
    network: Any
    losses: Any
    seed: int = 1
    data: DataConfig = DataConfig()
    holes: HoleConfig = HoleConfig()
    look: LookConfig = LookConfig()
    damage: DamageConfig = field(default_factory=DamageConfig)
    schedule: ScheduleConfig = ScheduleConfig()
    output: OutputConfig = OutputConfig()
