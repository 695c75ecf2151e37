"""Learning rate as a function of how much of a run is done, by steps or by the clock."""

from __future__ import annotations

import math

from inpaint_studio.training.config import Decay, ScheduleConfig

__all__ = ["learning_rate"]

_DROP_AT = 0.7


def learning_rate(schedule: ScheduleConfig, step: int, done: float) -> float:
    """The rate for `step` (from 0) when the share `done` in [0, 1] of the run is over.

    Cosine: final + (first - final) (1 + cos(pi done)) / 2. Step: the first rate until 70 % is
    done, then the final one (the paper lowers it once the losses are flat). A linear warm-up over
    `warmup_steps` comes before.
    """
    first, final = schedule.learning_rate, schedule.final_learning_rate
    done = min(max(done, 0.0), 1.0)
    if schedule.decay is Decay.COSINE:
        rate = final + (first - final) * (1 + math.cos(math.pi * done)) / 2
    elif schedule.decay is Decay.STEP:
        rate = first if done < _DROP_AT else final
    else:
        rate = first
    if step < schedule.warmup_steps:
        rate *= (step + 1) / schedule.warmup_steps
    return rate
