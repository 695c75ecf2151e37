"""Which model `auto` stands for, and why. The rule is plain and is told to the user."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from inpaint_studio.zoo.registry import InstalledModel, ModelState, list_models

__all__ = ["AUTO", "Choice", "choose_model"]

AUTO = "auto"
_FALLBACK = "patchmatch"


class Choice(NamedTuple):
    """A model's name and the reason for taking it, one sentence (empty if the user named it)."""

    model: str
    reason: str


def choose_model(name: str, models: Iterable[InstalledModel] | None = None) -> Choice:
    """The model that `name` stands for.

    Parameters
    ----------
    name
        A model's name, which stands for itself, or `auto`: of the models that are ready, the one
        whose card has the lowest measured LPIPS.
    models
        The models there are; those of this machine by default.
    """
    if name != AUTO:
        return Choice(name, "")
    known = list_models() if models is None else models
    measured = sorted(
        (model.card.measured_lpips, model.name)
        for model in known
        if model.state is ModelState.READY and model.card.measured_lpips is not None
    )
    if not measured:
        return Choice(_FALLBACK, f"auto chose {_FALLBACK}: no model here has been measured.")
    (best, chosen), *others = measured
    reason = f"auto chose {chosen}: best LPIPS of the models installed, {best:.3f}"
    if others:
        reason += f" against {others[0][0]:.3f} of {others[0][1]}"
    return Choice(chosen, f"{reason} (validation photographs, 256 px).")
