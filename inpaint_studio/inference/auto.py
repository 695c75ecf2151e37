"""Which model `auto` stands for, and why. The rule is plain and is told to the user.

Cards hold what models scored, by kind of hole, on photographs to choose by; the rule reads them and
knows no model by name but the one to fall back on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from inpaint_studio.imaging.types import Image, Mask
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.jobs.fill_settings import AUTO
from inpaint_studio.jobs.messages import NOTHING, Message
from inpaint_studio.zoo.card import HoleKind
from inpaint_studio.zoo.registry import InstalledModel, ModelState, list_models

__all__ = [
    "AUTO",
    "Choice",
    "choose_model",
    "choose_model_for",
    "model_for_edges",
    "models_by_kind",
]

_Measured = tuple[float, str, bool]
"""LPIPS, name, and whether the model shows its edges."""

_FALLBACK = "patchmatch"
_AS_GOOD = 1.05
_BEST = Message("best LPIPS")
_SMALL = Message("validation photographs, 256 px")
_LARGE = Message("holes laid over photographs of 8 to 10 megapixels")
_BEST_FOR = {
    HoleKind.THIN: Message("best LPIPS for thin damage"),
    HoleKind.FACE: Message("best LPIPS for holes in faces"),
    HoleKind.OLD: Message("best LPIPS for holes in photographs of one tone"),
    HoleKind.LARGE: Message("best LPIPS for large holes"),
    HoleKind.STRUCTURE: Message("best LPIPS for holes that lines run into"),
    HoleKind.TEXTURE: Message("best LPIPS for holes amid texture"),
}


class Choice(NamedTuple):
    """A model's name and the reason for taking it, one sentence (nothing if the user named it).

    `kind` is the kind of hole that it was chosen by, None if that was not looked at.
    """

    model: str
    reason: Message
    kind: HoleKind | None = None


def choose_model(
    name: str,
    models: Iterable[InstalledModel] | None = None,
    *,
    kind: HoleKind | None = None,
    drawn: bool = False,
) -> Choice:
    """The model that `name` stands for.

    Parameters
    ----------
    name
        A model's name, which stands for itself, or `auto`: of the models that are ready, the one
        whose card has the lowest LPIPS for holes of `kind`; but one that shows its edges where it
        is as good (within 5 %, far less than the figures' own intervals), since these can be
        corrected. In large holes the lowest counts alone: there 5 % are a patch of wrong tone.
    models
        The models there are; those of this machine by default.
    kind
        What is to be filled. None, or a kind that no model here was measured on, stands for all
        kinds together.
    drawn
        The user drew edges into the hole: only models that follow them are asked, if there is one.
    """
    if name != AUTO:
        return Choice(name, NOTHING)
    known = list_models() if models is None else models
    ready = [model for model in known if model.state is ModelState.READY]
    following = [model for model in ready if model.card.takes_edges]
    drawn = drawn and any(model.card.measured_lpips is not None for model in following)
    asked = following if drawn else ready
    if all(model.card.measured_for(kind) is None for model in asked):
        kind = None
    measured = sorted(
        (lpips, model.name, model.card.shows_edges)
        for model in asked
        if (lpips := model.card.measured_for(kind)) is not None
    )
    if not measured:
        return Choice(
            _FALLBACK,
            Message("auto chose {model}: no model here has been measured.", model=_FALLBACK),
        )
    allowed = measured[0][0] * (1.0 if kind is HoleKind.LARGE else _AS_GOOD)
    as_good = [entry for entry in measured if entry[0] <= allowed]
    chosen = next((entry for entry in as_good if entry[2]), measured[0])
    return Choice(chosen[1], _why(chosen, measured, kind, drawn))


def _why(
    chosen: _Measured, measured: Sequence[_Measured], kind: HoleKind | None, drawn: bool
) -> Message:
    """Why a model of those measured, the best first, was taken for a kind of hole."""
    (best, first, _), *others = measured
    lpips, model, _ = chosen
    what = _BEST if kind is None else _BEST_FOR[kind]
    where = _LARGE if kind is HoleKind.LARGE else _SMALL
    if model != first:
        return Message(
            "auto chose {model}: it shows its edges, and is as good as the one with the {best}, "
            "{lpips:.3f} against {other_lpips:.3f} of {other} ({where}).",
            model=model,
            best=what,
            where=where,
            lpips=lpips,
            other_lpips=best,
            other=first,
        )
    if others:
        return Message(
            "auto chose {model}: {best} of the models installed that follow drawn edges, "
            "{lpips:.3f} against {other_lpips:.3f} of {other} ({where})."
            if drawn
            else "auto chose {model}: {best} of the models installed, {lpips:.3f} against "
            "{other_lpips:.3f} of {other} ({where}).",
            model=model,
            best=what,
            where=where,
            lpips=best,
            other_lpips=others[0][0],
            other=others[0][1],
        )
    return Message(
        "auto chose {model}: {best} of the models installed that follow drawn edges, "
        "{lpips:.3f} ({where})."
        if drawn
        else "auto chose {model}: {best} of the models installed, {lpips:.3f} ({where}).",
        model=model,
        best=what,
        where=where,
        lpips=best,
    )


def choose_model_for(
    name: str,
    image: Image,
    mask: Mask,
    guide: EdgeGuide | None = None,
    models: Iterable[InstalledModel] | None = None,
) -> Choice:
    """The model that `name` stands for on one photograph; see `choose_model` and `kind_of_hole`.

    Parameters
    ----------
    image
        (H, W, 3); not modified.
    mask
        bool (H, W), True = hole.
    guide
        The user's edges, if any.
    models
        As in `choose_model`.
    """
    if name != AUTO or not mask.any() or mask.all():
        return choose_model(name, models)
    from inpaint_studio.inference.hole_kind import kind_of_hole

    drawn = guide is not None and bool(np.logical_and(guide.add, mask).any())
    kind = kind_of_hole(image, mask)
    return choose_model(name, models, kind=kind, drawn=drawn)._replace(kind=kind)


def model_for_edges(
    models: Iterable[InstalledModel] | None = None, *, kind: HoleKind | None = None
) -> str | None:
    """The model that shows the edges of a hole which a model without edges is to fill: of those
    that are ready, show their edges and follow others, the one with the lowest LPIPS for holes of
    `kind`; None where there is none."""
    known = list_models() if models is None else models
    measured = [
        (lpips, model.name)
        for model in known
        if model.state is ModelState.READY
        and model.card.shows_edges
        and model.card.takes_edges
        and (lpips := model.card.measured_for(kind) or model.card.measured_lpips) is not None
    ]
    return min(measured)[1] if measured else None


def models_by_kind(name: str) -> dict[str, str]:
    """The model that `name` stands for by kind of hole (`HoleKind.value`), "" for any other kind.

    A name that is no `auto` stands for itself whatever the hole.
    """
    kinds: tuple[HoleKind | None, ...] = (None, *HoleKind) if name == AUTO else (None,)
    return {
        "" if kind is None else kind.value: choose_model(name, kind=kind).model for kind in kinds
    }
