"""Tensors under other names: what most published layouts come down to.

Knows no network and no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inpaint_studio.zoo.checkpoints import State

__all__ = ["Renaming", "has_shape", "layer_names", "renamed"]


@dataclass(frozen=True)
class Renaming:
    """Published prefixes to ours, one to one: what many layouts wholly are."""

    prefixes: Mapping[str, str]

    def to_plain(self, state: State) -> State:
        """`state` under our names."""
        return renamed(state, self.prefixes)

    def to_published(self, state: State) -> State:
        """`state` under the published names."""
        return renamed(state, {ours: theirs for theirs, ours in self.prefixes.items()})


def renamed(state: State, prefixes: Mapping[str, str]) -> State:
    """`state` with every name's prefix replaced; names without a known prefix stay.

    A prefix is a whole dotted part: "conv1" stands for "conv1.weight", not for "conv12.weight".
    """
    return {_renamed(key, prefixes): value for key, value in state.items()}


def _renamed(key: str, prefixes: Mapping[str, str]) -> str:
    prefix, dot, rest = key.rpartition(".")
    while prefix:
        if prefix in prefixes:
            return prefixes[prefix] + dot + rest
        prefix, dot, last = prefix.rpartition(".")
        rest = f"{last}.{rest}"
    return key


def layer_names(prefix: str, words: str) -> list[str]:
    """`prefix` before each of the blank-separated `words`."""
    return [prefix + word for word in words.split()]


def has_shape(
    shapes: Mapping[str, tuple[int, ...]], key: str, wanted: Iterable[int | None]
) -> bool:
    """Whether `key` is there with the `wanted` shape, in which None stands for any size."""
    wanted = tuple(wanted)
    actual = shapes.get(key, ())
    return len(actual) == len(wanted) and all(
        size is None or size == found for size, found in zip(wanted, actual, strict=True)
    )
