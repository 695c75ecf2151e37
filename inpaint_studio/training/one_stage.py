"""Families that are trained in one go, and the schedule that most papers have.

Knows no family.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from inpaint_studio.training.config import (
    DataConfig,
    Decay,
    HoleConfig,
    ScheduleConfig,
    TrainConfig,
)
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.trainee import Trainee

__all__ = ["constant_rate", "one_stage"]


def constant_rate(
    steps: int, batch: int, rate: float, betas: tuple[float, float]
) -> ScheduleConfig:
    """Adam at one rate from the first step to the last, discriminators as fast as generators."""
    return ScheduleConfig(
        steps=steps,
        batch=batch,
        learning_rate=rate,
        final_learning_rate=rate,
        discriminator_factor=1.0,
        betas=betas,
        decay=Decay.CONSTANT,
    )


def one_stage(
    name: str,
    build: Callable[[TrainConfig, torch.device, Extras], Trainee],
    *,
    network: Any,
    losses: Any,
    data: DataConfig,
    holes: HoleConfig,
    schedule: ScheduleConfig,
    rehearsal: Rehearsal,
) -> Training:
    """A family with the stage "completion" alone; arguments are its defaults."""
    defaults = TrainConfig(
        name, "completion", network, losses, data=data, holes=holes, schedule=schedule
    )
    return Training({"completion": Stage(defaults, build, rehearsal)})
