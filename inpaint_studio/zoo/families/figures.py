"""What the models that need no folder of their own were measured to do, from `measured.json`.

The file is written by `packaging/take_figures.py` from a report of `evaluate kinds`; no figure
stands in code. Models in folders have theirs on `card.json`.
"""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from importlib import resources
from typing import Any

from inpaint_studio.zoo.card import HoleKind, Measurement, ModelCard

__all__ = ["FIGURES_FILE", "figures_of", "with_figures"]

FIGURES_FILE = "measured.json"


@cache
def _figures() -> dict[str, Any]:
    text = resources.files(__package__).joinpath(FIGURES_FILE).read_text(encoding="utf-8")
    records: dict[str, Any] = json.loads(text)
    return records


def figures_of(record: dict[str, Any]) -> dict[str, Any]:
    """The fields of a card that a model's entry in a `measured.json` fills.

    Raises
    ------
    KeyError, ValueError, ModelFileError
        If the entry is not of that form.
    """
    measured = tuple(
        Measurement(HoleKind(row["kind"]), row["lpips"], row["photographs"])
        for row in record["measured"]
    )
    return {"measured_lpips": record["measured_lpips"], "measured": measured}


def with_figures(card: ModelCard) -> ModelCard:
    """The card with its figures, if it was measured."""
    record = _figures().get(card.name)
    return card if record is None else dataclasses.replace(card, **figures_of(record))
