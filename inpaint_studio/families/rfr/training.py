"""Recurrent feature reasoning in training (Li et al., CVPR 2020, section 3.4 and appendix).

The losses, holes and both stages of partial convolutions (Liu et al. 2018); in the second all
batch norms stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import torch

from inpaint_studio.families.pconv.training import TRAINING as PCONV
from inpaint_studio.families.pconv.training import IrregularTrainee, finetuning
from inpaint_studio.families.rfr.checkpoint import GENERATOR
from inpaint_studio.families.rfr.network import RecurrentReasoning
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.trainee import Trainee, keep_norms

__all__ = ["TRAINING"]


@dataclass(frozen=True)
class NetworkOptions:
    """Width and kernel of the partial convolutions; 64 and 7 as published."""

    channels: int = 64
    kernel: int = 7


def _build(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    options = cast(NetworkOptions, config.network)
    network = RecurrentReasoning(options.channels, options.kernel)
    trainee = IrregularTrainee(config, device, extras, network, GENERATOR)
    if config.stage == "finetune":
        keep_norms(network)
    return trainee


_COMPLETION = replace(PCONV.stages["completion"].defaults, family="rfr", network=NetworkOptions())
_REHEARSAL = Rehearsal(
    (
        "network.channels=8",
        "network.kernel=5",
        "losses.perceptual=0",
        "losses.style=0",
        "data.crop_px=32",
        "data.windows_px=[32, 48]",
        "schedule.learning_rate=1e-2",
    ),
    "hole",
)

TRAINING = Training(
    {
        "completion": Stage(_COMPLETION, _build, _REHEARSAL),
        "finetune": Stage(finetuning(_COMPLETION), _build, replace(_REHEARSAL, alone=False)),
    },
)
