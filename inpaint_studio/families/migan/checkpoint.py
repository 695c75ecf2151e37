"""The published MI-GAN file (ONNX) read as weights of our own network.

Only the graph's constants are read, by their names; nothing of the file is run. The weights are
numpy arrays, for our module in PyTorch or for its graph where PyTorch is not installed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import ModelFileError
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.graph import NetworkGraph
from inpaint_studio.zoo.onnx_file import onnx_tensors
from inpaint_studio.zoo.registry import find_model
from inpaint_studio.zoo.weights import checked_file

if TYPE_CHECKING:
    from torch import Tensor

    from inpaint_studio.families.migan.network import MiganGenerator

__all__ = [
    "GRAPH",
    "changed_network",
    "difference_to",
    "network_graph",
    "official_file",
    "published_network",
    "published_weights",
    "weights_of",
]

GRAPH = Path(__file__).with_name("generator.onnx")
"""The network's graph with a plane for edges, without weights; by `packaging/export_graphs.py`."""

_ROLE = "generator"
_NOISE = re.compile(r"onnx::Add_(\d+)")
_GAIN = 2.0**0.5  # of every activation as published; here it lies in the weights and noise before

Arrays = dict[str, NDArray[np.float32]]
Shapes = Mapping[str, tuple[int, ...]]


def published_network(path: Path, *, edges: bool = False) -> MiganGenerator:
    """The network of the published file, float32, on the CPU, in evaluation mode.

    Raises
    ------
    ModelFileError
        If the file is not that of MI-GAN for 512 pixels; the tensor is named.
    """
    from inpaint_studio.families.migan.network import MiganGenerator

    network = MiganGenerator(edges=edges)
    return _with_weights(network, published_weights(path, _shapes(network)))


def published_weights(path: Path, shapes: Shapes) -> Arrays:
    """The weights of the published file for a network whose tensors have those shapes by name.

    Raises
    ------
    ModelFileError
        As `published_network`.
    """
    try:
        tensors = {each.name: each.float32() for each in onnx_tensors(path) if each.is_float}
        return weights_of(tensors, shapes)
    except ModelFileError as error:
        raise ModelFileError("{path}: {error}", path=path, error=error) from error


def weights_of(
    tensors: Mapping[str, NDArray[np.float32]], shapes: Shapes, top_px: int = 512
) -> Arrays:
    """The graph's constants under the names of a network whose tensors have those shapes; a plane
    for edges is left at zero.

    Raises
    ------
    ModelFileError
        If one is missing or of another shape; it is named.
    """
    noises = _noises(tensors)
    state = {}
    for key, shape in shapes.items():
        name, side, is_second = _published_name(key, top_px)
        if name is None:
            several = noises.get(side, [])
            if len(several) <= is_second:
                raise ModelFileError("The noise of size {side} is missing.", side=side)
            value = several[is_second]
        elif name in tensors:
            value = tensors[name]
        else:
            raise ModelFileError("Tensor {name} is missing; it is another network.", name=name)
        if key == "from_rgb.weight" and shape[1] > value.shape[1]:
            value = np.concatenate([value, np.zeros_like(value[:, :1])], axis=1)
        if value.shape != shape:
            raise ModelFileError(
                "Tensor {name} has shape {shape} instead of {expected}; it is another network.",
                name=name or key,
                shape=value.shape,
                expected=shape,
            )
        is_painted = ".to_rgb." in key
        state[key] = value if is_painted else value * np.float32(_GAIN)
    return state


def _noises(tensors: Mapping[str, NDArray[np.float32]]) -> dict[int, list[NDArray[np.float32]]]:
    """The square noise maps by their side, in the order of the graph.

    The exporter named them by numbers that rise along the graph; strength is multiplied in.
    """
    numbered = [
        (int(match[1]), values)
        for name, values in tensors.items()
        if (match := _NOISE.fullmatch(name))
        and values.ndim == 2
        and values.shape[0] == values.shape[1]
    ]
    found: dict[int, list[NDArray[np.float32]]] = {}
    for _, values in sorted(numbered, key=lambda each: each[0]):
        found.setdefault(len(values), []).append(values)
    return found


def _published_name(key: str, top_px: int) -> tuple[str | None, int, int]:
    """The graph's name for one of our tensors, its size, and whether it is of the second part.

    The name is None for noise, which the graph names by number.
    """
    parts = key.split(".")
    if parts[0] == "from_rgb":
        return f"model.encoder.b{top_px}.fromrgb.{parts[1]}", top_px, 0
    half, level = parts[0].replace("decoder", "synthesis"), int(parts[1])
    side = top_px >> level
    block = f"model.{half}.b{side}"
    if parts[2] == "to_rgb":
        return f"{block}.torgb.{parts[3]}", side, 0
    second = parts[2] == "second"
    if parts[3] == "noise":
        return None, side, int(second)
    layer = "conv1" if parts[3] == "depthwise" else "conv2"
    return f"{block}.conv{1 + second}.{layer}.{parts[4]}", side, int(second)


def official_file(model: str = "migan") -> Path:
    """The official file of that installed model, its hash checked.

    Raises
    ------
    MissingPartError
        If MI-GAN is not installed; says how.
    ModelFileError
        If the file is not the published one.
    """
    found = find_model(model).require_ready()
    assert found.folder is not None
    return checked_file(found.card, found.folder, "pipeline")


def changed_network(card: ModelCard, folder: Path, base: Path) -> MiganGenerator:
    """A network trained by us over the published one: that of the file `base`, and upon it the
    difference that lies in `folder`.

    Raises
    ------
    ModelFileError
        If either file is not what it should be; it is named.
    """
    from inpaint_studio.families.migan.network import MiganGenerator

    network = MiganGenerator(edges=card.takes_edges)
    weights = published_weights(base, _shapes(network))
    return _with_weights(network, _changed(weights, card, folder))


def network_graph(card: ModelCard, folder: Path) -> NetworkGraph:
    """The network of `folder`, published or trained by us over it, to be run without PyTorch.

    Raises
    ------
    MissingPartError, ModelFileError
        As `official_file` and `changed_network`.
    """
    # The graph names its weights and nothing else that has a shape of its own.
    shapes = {each.name: each.shape for each in onnx_tensors(GRAPH)}
    if card.builds_on:
        weights = published_weights(official_file(card.builds_on), shapes)
        return NetworkGraph(GRAPH, _changed(weights, card, folder))
    return NetworkGraph(GRAPH, published_weights(checked_file(card, folder, "pipeline"), shapes))


def _changed(weights: Arrays, card: ModelCard, folder: Path) -> Arrays:
    """`weights` with the difference that lies in `folder` added."""
    from safetensors.numpy import load_file

    changed = dict(weights)
    for key, difference in load_file(checked_file(card, folder, _ROLE)).items():
        if key not in changed or changed[key].shape != difference.shape:
            raise ModelFileError(
                "{folder} holds a difference for tensor {key} of shape {shape}, which the network "
                "does not have; import {name} again.",
                folder=folder,
                key=key,
                shape=difference.shape,
                name=card.name,
            )
        changed[key] = changed[key] + difference.astype(np.float32)
    return changed


def _shapes(network: MiganGenerator) -> dict[str, tuple[int, ...]]:
    return {key: tuple(value.shape) for key, value in network.state_dict().items()}


def _with_weights(network: MiganGenerator, weights: Arrays) -> MiganGenerator:
    import torch

    network.load_state_dict({key: torch.from_numpy(value) for key, value in weights.items()})
    return network.eval()


def difference_to(base: Path, trained: Mapping[str, Tensor], share: float) -> dict[str, Tensor]:
    """What `changed_network` reads: `share` of the way from the published weights to `trained`.

    Noise and whatever did not change is left away. The plane for edges, which begins at zero, is
    taken whole: half of it would follow lines half as well.
    """
    state = published_network(base, edges=True).state_dict()
    found = {}
    for key, value in trained.items():
        change = (value - state[key]) * share
        if key == "from_rgb.weight":
            change[:, 4:] = value[:, 4:]
        if bool(change.any()):
            found[key] = change
    return found
