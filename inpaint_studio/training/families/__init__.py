"""The families that can be trained: a table of names, resolved late.

A family is a module with a `FAMILY` of type `TrainingFamily`: its stages, and for each its network
and loss options, its defaults and the function that builds a `Trainee`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from inpaint_studio.errors import OptionError
from inpaint_studio.training.batches import Maker
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.photo_store import PhotoStore
from inpaint_studio.training.trainee import Trainee

__all__ = ["Extras", "Rehearsal", "Stage", "TrainingFamily", "family_names", "find_family"]

_HERE = "inpaint_studio.training.families"
_MODULES = {
    "edgeconnect": f"{_HERE}.edgeconnect",
    "deepfill_v2": f"{_HERE}.deepfill_v2",
    "deepfill_v1": f"{_HERE}.deepfill_v1",
    "pconv": f"{_HERE}.partial_conv",
    "glcic": f"{_HERE}.glcic",
    "context_encoder": f"{_HERE}.context_encoder",
    "se_resnet": f"{_HERE}.se_resnet",
    "semantic_face": f"{_HERE}.semantic_face",
    "pluralistic": f"{_HERE}.pluralistic",
    "rfr": f"{_HERE}.recurrent_reasoning",
    "csa": f"{_HERE}.coherent_attention",
    "damage": f"{_HERE}.damage",
    "text": f"{_HERE}.text",
}


@dataclass(frozen=True)
class Extras:
    """Files that a stage may need beside its data: VGG weights, networks of earlier stages by name,
    the folder of LPIPS's weights."""

    vgg: Path | None = None
    start_from: tuple[Path, ...] = ()
    perceptual: Path | None = None


@dataclass(frozen=True)
class Rehearsal:
    """How a stage shows in seconds that it learns: settings for a tiny run, the loss to watch.

    A stage that goes on from another one is not `alone`: `train --smoke` leaves it out.
    """

    settings: tuple[str, ...]
    watched: str
    alone: bool = True


@dataclass(frozen=True)
class Stage:
    """One way to train a family: its default configuration, what builds the trainee, and its
    rehearsal, if it has one of its own. `batches` makes what it learns from, where that is not
    crops with holes."""

    defaults: TrainConfig
    build: Callable[[TrainConfig, torch.device, Extras], Trainee]
    rehearsal: Rehearsal | None = None
    batches: Callable[[TrainConfig, PhotoStore], Maker] | None = None


@dataclass(frozen=True)
class TrainingFamily:
    """A family by name, its stages, and the one that is trained if none is named."""

    name: str
    stages: Mapping[str, Stage]
    default_stage: str = "completion"


def family_names() -> tuple[str, ...]:
    """Names that `find_family` knows."""
    return tuple(_MODULES)


def find_family(name: str) -> TrainingFamily:
    """The family of that name.

    Raises
    ------
    OptionError
        If there is none.
    """
    if name not in _MODULES:
        raise OptionError(
            "{name!r} cannot be trained; families: {families}.", name=name, families=list(_MODULES)
        )
    family = importlib.import_module(_MODULES[name]).FAMILY
    assert isinstance(family, TrainingFamily)
    return family
