"""Detectors: networks that find damage. They restore nothing, so that no list of models has them.

A detector is a folder in the model folders with a `detector.json`, which is a model card like any
other, and the weights beside it. Nothing heavy is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.paths import model_dirs
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.card_file import card_from_json

if TYPE_CHECKING:
    from torch import nn

__all__ = ["DAMAGE_DETECTOR", "DETECTOR_FILE", "Detector", "find_detector"]

DETECTOR_FILE = "detector.json"
DAMAGE_DETECTOR = "damage-detector"
_ROLE = "detector"


@dataclass(frozen=True)
class Detector:
    """A detector on this machine: its card, and the folder of its weights."""

    card: ModelCard
    folder: Path

    def load(self) -> nn.Module:
        """The network: float32, on the CPU, in evaluation mode.

        Raises
        ------
        ModelFileError
            If the file is missing, has another hash than the card says, or does not hold the
            whole network; the message names it.
        """
        from inpaint_studio.zoo.layouts.damage_unet import DETECTOR
        from inpaint_studio.zoo.published import build_network
        from inpaint_studio.zoo.weights import load_state

        try:
            return build_network(DETECTOR, load_state(self.card, self.folder, _ROLE))
        except ModelFileError as error:
            raise ModelFileError(f"{self.folder}: {error}") from None


def find_detector(name: str = DAMAGE_DETECTOR) -> Detector:
    """The detector called `name`; the user's folders are searched before the bundled one.

    Raises
    ------
    MissingPartError
        If there is none.
    ModelFileError
        If its card cannot be read.
    """
    for parent in model_dirs():
        path = parent / name / DETECTOR_FILE
        if path.is_file():
            try:
                return Detector(card_from_json(path.read_text(encoding="utf-8")), path.parent)
            except (OSError, UnicodeDecodeError) as error:
                raise ModelFileError(f"{path} cannot be read: {error}.") from None
            except ModelFileError as error:
                raise ModelFileError(f"{path}: {error}") from None
    raise MissingPartError(f"The weights of {name} are not installed; reinstall Inpaint Studio.")
