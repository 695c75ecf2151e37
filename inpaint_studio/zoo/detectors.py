"""Detectors: networks that find damage. They restore nothing, so that no restorer is among them.

A detector is a folder in the model folders with a `detector.json`, which is a model card like any
other, and the weights beside it. Nothing heavy is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import MissingPartError
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.graph import NetworkGraph
from inpaint_studio.zoo.registry import list_detectors

if TYPE_CHECKING:
    from torch import nn

__all__ = ["DAMAGE_DETECTOR", "TEXT_DETECTOR", "Detector", "find_detector"]

DAMAGE_DETECTOR = "damage-detector"
TEXT_DETECTOR = "text-detector"
_ROLE = "detector"


@dataclass(frozen=True)
class Detector:
    """A detector on this machine: its card, and the folder of its weights."""

    card: ModelCard
    folder: Path

    def load(self) -> nn.Module | NetworkGraph:
        """The network: float32, on the CPU, in evaluation mode; its graph without PyTorch.

        Raises
        ------
        ModelFileError
            If the file is missing, has another hash than the card says, or does not hold the
            whole network; the message names it.
        """
        from inpaint_studio.zoo.weights import load_network_or_graph

        return load_network_or_graph(self.card, self.folder, _ROLE)


def find_detector(name: str = DAMAGE_DETECTOR) -> Detector:
    """The detector called `name`; the user's folders are searched before the bundled one.

    Raises
    ------
    MissingPartError
        If there is none.
    ModelFileError
        If its card cannot be read or its files are not those of the card.
    """
    for model in list_detectors():
        if model.name == name and model.folder is not None:
            model.require_ready()
            return Detector(model.card, model.folder)
    raise MissingPartError(
        "The weights of {name} are not installed; reinstall Inpaint Studio.", name=name
    )
