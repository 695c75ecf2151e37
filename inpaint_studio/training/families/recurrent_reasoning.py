"""Recurrent feature reasoning in training (Li et al., CVPR 2020, section 3.4 and appendix).

The losses, holes and both stages of partial convolutions (Liu et al. 2018); in the second all
batch norms stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import torch

from inpaint_studio.networks.recurrent_reasoning import RecurrentReasoning
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.families import Extras, Rehearsal, Stage, TrainingFamily, partial_conv
from inpaint_studio.training.families.partial_conv import IrregularTrainee, finetuning
from inpaint_studio.training.trainee import Trainee, keep_norms
from inpaint_studio.zoo.layouts.recurrent_reasoning import GENERATOR

__all__ = ["FAMILY"]


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


_COMPLETION = replace(
    partial_conv.FAMILY.stages["completion"].defaults, family="rfr", network=NetworkOptions()
)
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

FAMILY = TrainingFamily(
    "rfr",
    {
        "completion": Stage(_COMPLETION, _build, _REHEARSAL),
        "finetune": Stage(finetuning(_COMPLETION), _build, replace(_REHEARSAL, alone=False)),
    },
)
