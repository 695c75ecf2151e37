"""EdgeConnect in training: edge, completion and joint stages (arXiv 1901.00212, sections 3, 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from inpaint_studio.training.config import ScheduleConfig, TrainConfig
from inpaint_studio.training.families import Extras, Stage, TrainingFamily
from inpaint_studio.training.families.edgeconnect_completion import CompletionTrainee
from inpaint_studio.training.families.edgeconnect_edges import EdgeTrainee
from inpaint_studio.training.families.edgeconnect_options import (
    CompletionLosses,
    EdgeLosses,
    NetworkOptions,
)
from inpaint_studio.training.trainee import Trainee

__all__ = ["FAMILY"]


def _build_edge(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    return EdgeTrainee(config, device, extras)


def _build_completion(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    return CompletionTrainee(config, device, extras, joint=False)


def _build_joint(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    return CompletionTrainee(config, device, extras, joint=True)


def _defaults(stage: str, losses: Any) -> TrainConfig:
    return TrainConfig("edgeconnect", stage, NetworkOptions(), losses)


FAMILY = TrainingFamily(
    "edgeconnect",
    {
        "edge": Stage(_defaults("edge", EdgeLosses()), _build_edge),
        "completion": Stage(_defaults("completion", CompletionLosses()), _build_completion),
        "joint": Stage(
            replace(
                _defaults("joint", CompletionLosses()),
                schedule=ScheduleConfig(learning_rate=1e-6, final_learning_rate=1e-6),
            ),
            _build_joint,
        ),
    },
)
