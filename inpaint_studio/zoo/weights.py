"""Loading an installed model's networks: file, hash, tensors, module, all strictly.

Knows the registry and the layouts; knows nothing of devices or of how models come to be installed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import InpaintStudioError, MissingPartError, ModelFileError
from inpaint_studio.zoo import registry
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.graph import NetworkGraph, torch_is_installed
from inpaint_studio.zoo.storage import sha256_of

if TYPE_CHECKING:
    from torch import nn

    from inpaint_studio.zoo.checkpoints import State
    from inpaint_studio.zoo.published import PublishedNetwork

__all__ = [
    "checked_file",
    "known_networks",
    "load_network",
    "load_network_or_graph",
    "load_published",
    "load_state",
    "network_of",
]


def network_of(family: registry.Family, role: str) -> PublishedNetwork:
    """The network that `family` uses for `role`.

    Raises
    ------
    ModelFileError
        If the family has none; its roles are named.
    MissingPartError
        If the code for it cannot be loaded.
    """
    from inpaint_studio.zoo.published import PublishedNetwork

    try:
        path = family.networks[role]
    except KeyError:
        known = ", ".join(family.networks) or "none"
        raise ModelFileError(
            "Family {family} has no network for {role!r}; it has: {known}.",
            family=family.name,
            role=role,
            known=known,
        ) from None
    network = registry.resolve(path)
    if not isinstance(network, PublishedNetwork):
        raise MissingPartError(
            "{path} is {kind}, not a PublishedNetwork.", path=path, kind=type(network).__name__
        )
    return network


def known_networks() -> tuple[PublishedNetwork, ...]:
    """The networks of all families, each once; third parties' broken ones are left out."""
    found: dict[str, PublishedNetwork] = {}
    for family in registry.families():
        for role in family.networks:
            try:
                network = network_of(family, role)
            except InpaintStudioError:
                continue
            found.setdefault(network.name, network)
    return tuple(found.values())


def checked_file(card: ModelCard, folder: Path, role: str) -> Path:
    """Path of the card's file for `role`, after its size and hash were compared.

    Raises
    ------
    ModelFileError
        If the file is missing or not the one on the card; the message says which and how.
    """
    file = card.file(role)
    path = folder / file.path
    try:
        size_bytes = path.stat().st_size
    except OSError as error:
        raise ModelFileError(
            "{path} cannot be read: {reason}; install or import {model} again.",
            path=path,
            reason=error.strerror,
            model=card.name,
        ) from None
    if size_bytes != file.size_bytes:
        raise ModelFileError(
            "{path} has {size_bytes:,} bytes, but its card says {expected_bytes:,}; install or "
            "import {model} again.",
            path=path,
            size_bytes=size_bytes,
            expected_bytes=file.size_bytes,
            model=card.name,
        )
    actual = sha256_of(path)
    if actual != file.sha256:
        raise ModelFileError(
            "{path} has sha256 {found}…, but its card says {expected}…; install or import "
            "{model} again.",
            path=path,
            found=actual[:12],
            expected=file.sha256[:12],
            model=card.name,
        )
    return path


def load_state(card: ModelCard, folder: Path, role: str) -> State:
    """Plain float32 tensors of one installed network (float16 and bfloat16 are widened).

    Raises
    ------
    ModelFileError
        If the file is not what the card says, or not a whole safetensors file.
    """
    from inpaint_studio.zoo.checkpoints import float32_state, read_safetensors

    path = checked_file(card, folder, role)
    if path.suffix != ".safetensors":
        raise ModelFileError(
            "{path} is not a safetensors file; import {model} again.", path=path, model=card.name
        )
    return float32_state(read_safetensors(path))


def load_network(card: ModelCard, folder: Path, role: str) -> nn.Module:
    """One network of an installed model: float32, on the CPU, in evaluation mode.

    Raises
    ------
    ModelFileError
        If the file is missing, has a wrong hash, lacks a tensor or has one too many or of a wrong
        shape; the message names it.
    """
    from inpaint_studio.zoo.published import build_network

    network = network_of(registry.find_family(card.family), role)
    state = load_state(card, folder, role)
    try:
        return build_network(network, state)
    except ModelFileError as error:
        raise ModelFileError(
            "{path}: {error}", path=folder / card.file(role).path, error=error
        ) from None


def load_network_or_graph(card: ModelCard, folder: Path, role: str) -> nn.Module | NetworkGraph:
    """What runs a network here: the module of `load_network`, or its graph without PyTorch.

    Raises
    ------
    MissingPartError
        If PyTorch is not installed and the model brings no graph.
    ModelFileError
        As `load_network`.
    """
    if torch_is_installed():
        return load_network(card, folder, role)
    if f"{role}_graph" not in {file.role for file in card.files}:
        raise MissingPartError(
            "Model {name} needs PyTorch, which this installation does not have; "
            "install the package 'torch' or choose another model.",
            name=card.name,
        )
    return NetworkGraph(
        checked_file(card, folder, f"{role}_graph"), checked_file(card, folder, role)
    )


def load_published(path: Path, network: PublishedNetwork) -> nn.Module:
    """A network straight from a published checkpoint: float32, on the CPU, in evaluation mode.

    Raises
    ------
    ModelFileError
        As `inpaint_studio.zoo.published.read_published`.
    """
    from inpaint_studio.zoo.published import build_network, read_published

    return build_network(network, read_published(path, network, known_networks()))
