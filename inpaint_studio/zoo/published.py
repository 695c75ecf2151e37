"""Networks as published: how a checkpoint is recognised, converted, checked and run bare.

A `PublishedNetwork` is one row of facts and functions for one network; everything here works on
such rows and knows no family. "Published" tensors carry the names of the authors' checkpoint,
"plain" ones those of our own module, spectral norm folded where inference does not need it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from inpaint_studio.errors import ModelFileError
from inpaint_studio.jobs.messages import Message
from inpaint_studio.zoo.checkpoints import State, float32_state, read_checkpoint, state_dicts

__all__ = [
    "PublishedNetwork",
    "build_network",
    "published_content",
    "read_published",
    "tensor_shapes",
]

Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class PublishedNetwork:
    """One published network.

    Parameters
    ----------
    name, title
        `family_role` as `models compute` takes it, and a title for messages.
    file_name
        What the published file is called.
    container
        Key under which the state dict lies in the published file; "" when the file is one.
    extras
        Further entries that other tools expect beside it.
    recognises
        Whether tensors of these names and shapes are this network's, in any of its layouts.
    to_plain, to_published
        Convert float32 tensors between the layouts; do not modify what they are given.
    settings
        Hyper-parameters, deduced from the shapes of plain tensors.
    build
        `build(**settings)` makes the module; its state dict has exactly the plain tensors.
    inputs
        Channels of each input array that `call` reads.
    call
        Runs the bare network as published: `call(network, inputs)` with float32 tensors
        (N, C, H, W) gives its outputs.
    card_changes
        What the shapes of plain tensors change on the family's card, by field.
    """

    name: str
    title: str
    file_name: str
    container: str
    extras: Mapping[str, Any]
    recognises: Callable[[Shapes], bool]
    to_plain: Callable[[State], State]
    to_published: Callable[[State], State]
    settings: Callable[[Shapes], Mapping[str, Any]]
    build: Callable[..., nn.Module]
    inputs: Mapping[str, int]
    call: Callable[[nn.Module, Mapping[str, Tensor]], tuple[Tensor, ...]]
    card_changes: Callable[[Shapes], dict[str, Any]] = lambda shapes: {}


def tensor_shapes(state: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    """Shapes by name."""
    return {key: tuple(value.shape) for key, value in state.items()}


def read_published(
    path: Path, wanted: PublishedNetwork, known: Iterable[PublishedNetwork] = ()
) -> State:
    """Plain float32 tensors of the network `wanted` from a published file, or from one of ours.

    Parameters
    ----------
    path
        A `.pth`, `.pt` or `.safetensors` file.
    known
        Networks that a wrong file may turn out to be; only for the message.

    Raises
    ------
    ModelFileError
        If the file cannot be read safely, is of another network (the message says which), or
        lacks a tensor or has one of a wrong shape (named).
    """
    states = state_dicts(read_checkpoint(path))
    # The published place first: a training snapshot may hold several networks.
    places = sorted(states, key=lambda place: place != wanted.container)
    for place in places:
        if wanted.recognises(tensor_shapes(states[place])):
            try:
                state = wanted.to_plain(float32_state(states[place]))
                _check(wanted, state)
            except ModelFileError as error:
                raise ModelFileError("{path}: {error}", path=path, error=error) from None
            return state
    raise ModelFileError.saying(_what_it_is(path, states, wanted, known))


def build_network(network: PublishedNetwork, state: State) -> nn.Module:
    """The module of `network` with plain tensors loaded strictly, in evaluation mode.

    The tensors become the module's own parameters; give them away.

    Raises
    ------
    ModelFileError
        If a tensor is missing, left over or of a wrong shape; it is named.
    """
    module = _check(network, state)
    module.load_state_dict(state, strict=True, assign=True)
    return module.eval()


def published_content(network: PublishedNetwork, state: State) -> Any:
    """What a published file of `network` would hold for these plain tensors."""
    tensors = network.to_published(float32_state(state))
    if not network.container:
        return tensors
    return {**network.extras, network.container: tensors}


def _check(network: PublishedNetwork, state: State) -> nn.Module:
    """An empty module (without memory) that `state` fits, or a `ModelFileError` that says why."""
    empty = [key for key, value in state.items() if value.numel() == 0]
    if empty:
        raise ModelFileError("tensor {empty} holds no values; the file is damaged.", empty=empty[0])
    try:
        settings = network.settings(tensor_shapes(state))
        # On the meta device nothing is allocated and no random number is drawn.
        with torch.device("meta"):
            module = network.build(**settings)
    except (LookupError, ArithmeticError, ValueError, RuntimeError) as error:
        raise ModelFileError(
            "this is not a whole {network}: {kind}: {error}.",
            network=network.title,
            kind=type(error).__name__,
            error=error,
        ) from None
    expected = tensor_shapes(module.state_dict())
    actual = tensor_shapes(state)
    missing = [key for key in expected if key not in actual]
    if missing:
        raise ModelFileError(
            "tensor {key} of the {network} is missing."
            if len(missing) == 1
            else "tensor {key} of the {network} is missing, and {more} more.",
            key=missing[0],
            network=network.title,
            more=len(missing) - 1,
        )
    extra = [key for key in actual if key not in expected]
    if extra:
        raise ModelFileError(
            "tensor {key} does not belong to the {network}."
            if len(extra) == 1
            else "tensor {key} and {more} more do not belong to the {network}.",
            key=extra[0],
            network=network.title,
            more=len(extra) - 1,
        )
    for key, shape in expected.items():
        if actual[key] != shape:
            raise ModelFileError(
                "tensor {key} of the {network} has shape {actual}; expected {shape}.",
                key=key,
                network=network.title,
                actual=actual[key],
                shape=shape,
            )
        if state[key].is_floating_point() and not bool(torch.isfinite(state[key]).all()):
            raise ModelFileError("tensor {key} holds values that are not numbers.", key=key)
    return module


def _what_it_is(
    path: Path,
    states: Mapping[str, State],
    wanted: PublishedNetwork,
    known: Iterable[PublishedNetwork],
) -> Message:
    needed = Message(
        "the {network} ({file}) is needed", network=wanted.title, file=wanted.file_name
    )
    if not states:
        return Message("{path} holds no tensors by name; {needed}.", path=path, needed=needed)
    for state in states.values():
        for network in known:
            if network is not wanted and network.recognises(tensor_shapes(state)):
                return Message(
                    "{path} is the {network} (as in {file}); {needed} here.",
                    path=path,
                    network=network.title,
                    file=network.file_name,
                    needed=needed,
                )
    largest = max(states.values(), key=len)
    key = next(iter(largest))
    return Message(
        "{path} holds {count} tensors of an unknown network (such as {key} {shape}); {needed}.",
        path=path,
        count=len(largest),
        key=key,
        shape=tuple(largest[key].shape),
        needed=needed,
    )
