"""EdgeConnect in training: edge, completion and joint stages (arXiv 1901.00212, sections 3, 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from inpaint_studio.training.config import ScheduleConfig, TrainConfig
from inpaint_studio.training.families import Extras, Rehearsal, Stage, TrainingFamily
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


_TINY = (
    "network.channels=8",
    "network.blocks=2",
    "network.discriminator_channels=8",
    "network.spectral=false",
)
_PIXELS = Rehearsal((*_TINY, "losses.perceptual=0", "losses.style=0"), "l1")
_EDGES = Rehearsal(
    (
        *_TINY,
        # Cross-entropy leads: what a discriminator asks for does not settle in a minute.
        "losses.adversarial=0.05",
        "losses.feature_matching=0.5",
        "losses.cross_entropy=5",
        "losses.edge_weight=2",
    ),
    "cross_entropy",
)

FAMILY = TrainingFamily(
    "edgeconnect",
    {
        "edge": Stage(_defaults("edge", EdgeLosses()), _build_edge, _EDGES),
        "completion": Stage(
            _defaults("completion", CompletionLosses()), _build_completion, _PIXELS
        ),
        "joint": Stage(
            replace(
                _defaults("joint", CompletionLosses()),
                schedule=ScheduleConfig(learning_rate=1e-6, final_learning_rate=1e-6),
            ),
            _build_joint,
            replace(_PIXELS, alone=False),
        ),
    },
)
