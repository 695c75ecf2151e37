"""Detectors: networks that find damage. They restore nothing, so that no restorer is among them.

A detector is a folder in the model folders with a `detector.json`, which is a model card like any
other, and the weights beside it. Nothing heavy is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.jobs.messages import Message
from inpaint_studio.paths import bundled_models_dir, model_dirs
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.card_file import card_from_json
from inpaint_studio.zoo.graph import NetworkGraph
from inpaint_studio.zoo.registry import InstalledModel, ModelOrigin, ModelState, stub_name

if TYPE_CHECKING:
    from torch import nn

__all__ = [
    "DAMAGE_DETECTOR",
    "DETECTOR_FILE",
    "TEXT_DETECTOR",
    "Detector",
    "find_detector",
    "list_detectors",
]

DETECTOR_FILE = "detector.json"
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
        If its card cannot be read.
    """
    for parent in model_dirs():
        if (parent / name / DETECTOR_FILE).is_file():
            return _read(parent / name)
    raise MissingPartError(
        "The weights of {name} are not installed; reinstall Inpaint Studio.", name=name
    )


def list_detectors() -> tuple[InstalledModel, ...]:
    """Every detector on this machine by name, in the form in which models are listed and verified.

    One whose card cannot be read, or whose files are missing or of another size, is broken.
    """
    found: dict[str, InstalledModel] = {}
    for parent in model_dirs():
        for path in sorted(parent.glob(f"*/{DETECTOR_FILE}")):
            # The first folder of the search path wins, as in `find_detector`.
            if path.parent.name not in found:
                found[path.parent.name] = _inspected(path.parent)
    return tuple(found[name] for name in sorted(found))


def _read(folder: Path) -> Detector:
    path = folder / DETECTOR_FILE
    try:
        return Detector(card_from_json(path.read_text(encoding="utf-8")), folder)
    except (OSError, UnicodeDecodeError) as error:
        raise ModelFileError("{path} cannot be read: {error}.", path=path, error=error) from None
    except ModelFileError as error:
        raise ModelFileError("{path}: {error}", path=path, error=error) from None


def _inspected(folder: Path) -> InstalledModel:
    bundled = folder.parent == bundled_models_dir()
    origin = ModelOrigin.BUNDLED if bundled else ModelOrigin.USER
    try:
        card = _read(folder).card
    except ModelFileError as error:
        stub = ModelCard(name=stub_name(folder.name), title=folder.name, family="unknown")
        return InstalledModel(stub, ModelState.BROKEN, origin, folder, error.message)
    for file in card.files:
        path = folder / file.path
        size_bytes = path.stat().st_size if path.is_file() else None
        if size_bytes != file.size_bytes:
            note = Message(
                "{path} is missing; its card says {expected_bytes:,} bytes. Install it again."
                if size_bytes is None
                else "{path} has {size_bytes:,} bytes; its card says {expected_bytes:,} bytes. "
                "Install it again.",
                path=path,
                size_bytes=size_bytes,
                expected_bytes=file.size_bytes,
            )
            return InstalledModel(card, ModelState.BROKEN, origin, folder, note)
    return InstalledModel(card, ModelState.READY, origin, folder)
