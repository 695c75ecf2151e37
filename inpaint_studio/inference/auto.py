"""Which model `auto` stands for, and why. The rule is plain and is told to the user."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["AUTO", "Choice", "choose_model"]

AUTO = "auto"
_DEFAULT = "patchmatch"


class Choice(NamedTuple):
    """A model's name and the reason for taking it, one sentence."""

    model: str
    reason: str


def choose_model(name: str) -> Choice:
    """The model that `name` stands for: itself, or for `auto` the best default."""
    if name == AUTO:
        return Choice(
            _DEFAULT, "auto chose patchmatch: it needs no weights and keeps texture sharp."
        )
    return Choice(name, "")
