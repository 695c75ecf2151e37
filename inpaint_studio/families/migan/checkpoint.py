"""The published MI-GAN file (ONNX) read as weights of our own module.

Only the graph's constants are read, by their names; nothing of the file is run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inpaint_studio.errors import ModelFileError
from inpaint_studio.families.migan.network import GAIN, MiganGenerator, sizes
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.onnx_file import onnx_tensors
from inpaint_studio.zoo.registry import find_model
from inpaint_studio.zoo.weights import checked_file, load_state

__all__ = [
    "changed_network",
    "difference_to",
    "official_file",
    "published_network",
    "weights_of",
]

_ROLE = "generator"
_NOISE = re.compile(r"onnx::Add_(\d+)")


def published_network(path: Path, *, edges: bool = False) -> MiganGenerator:
    """The network of the published file, float32, on the CPU, in evaluation mode.

    Raises
    ------
    ModelFileError
        If the file is not that of MI-GAN for 512 pixels; the tensor is named.
    """
    network = MiganGenerator(edges=edges)
    try:
        state = weights_of(
            {each.name: each.float32() for each in onnx_tensors(path) if each.is_float}, network
        )
    except ModelFileError as error:
        raise ModelFileError("{path}: {error}", path=path, error=error) from error
    network.load_state_dict(state)
    return network.eval()


def weights_of(
    tensors: Mapping[str, NDArray[np.float32]], network: MiganGenerator, top_px: int = 512
) -> dict[str, Tensor]:
    """The graph's constants under the names of `network`; a plane for edges is left at zero.

    Raises
    ------
    ModelFileError
        If one is missing or of another shape; it is named.
    """
    noises = _noises(tensors)
    state = {}
    for key, own in network.state_dict().items():
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
        tensor = torch.from_numpy(value)
        if key == "from_rgb.weight" and network.takes_edges:
            tensor = torch.cat([tensor, torch.zeros_like(tensor[:, :1])], dim=1)
        if tensor.shape != own.shape:
            raise ModelFileError(
                "Tensor {name} has shape {shape} instead of {expected}; it is another network.",
                name=name or key,
                shape=tuple(tensor.shape),
                expected=tuple(own.shape),
            )
        is_painted = ".to_rgb." in key
        state[key] = tensor if is_painted else tensor * GAIN
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
    side = sizes(top_px)[level]
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
    network = published_network(base, edges=card.takes_edges)
    state = network.state_dict()
    for key, difference in load_state(card, folder, _ROLE).items():
        if key not in state or state[key].shape != difference.shape:
            raise ModelFileError(
                "{folder} holds a difference for tensor {key} of shape {shape}, which the network "
                "does not have; import {name} again.",
                folder=folder,
                key=key,
                shape=tuple(difference.shape),
                name=card.name,
            )
        state[key] = state[key] + difference
    network.load_state_dict(state)
    return network


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
