"""How a family is trained: its stages, and for each its defaults and what builds its `Trainee`.

A family's row names its `Training` by dotted path; see `zoo.family.Family`. Knows no family.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from inpaint_studio.errors import MissingPartError, OptionError
from inpaint_studio.training.batches import Maker
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.photo_store import PhotoStore
from inpaint_studio.training.trainee import Trainee
from inpaint_studio.zoo.registry import families, resolve

__all__ = ["Extras", "Rehearsal", "Stage", "Training", "training_of"]


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
class Training:
    """A family's stages by name, and the one that is trained if none is named."""

    stages: Mapping[str, Stage]
    default_stage: str = "completion"


def training_of(family: str) -> Training:
    """How the family of that name is trained.

    Raises
    ------
    OptionError
        If there is no such family, or it cannot be trained.
    MissingPartError
        If its code cannot be loaded.
    """
    paths = {row.name: row.training for row in families() if row.training}
    if family not in paths:
        raise OptionError(
            "{name!r} cannot be trained; families: {families}.", name=family, families=list(paths)
        )
    training = resolve(paths[family])
    if not isinstance(training, Training):
        raise MissingPartError(
            "{path} is {kind}, not a Training.", path=paths[family], kind=type(training).__name__
        )
    return training
