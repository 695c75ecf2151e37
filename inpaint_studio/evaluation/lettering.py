"""How well captions and date stamps are found: drawn on photographs of which nothing is known.

One caption or stamp is drawn on each photograph; what a finder marks there and on the photograph
as it was is counted. Knows no finder and prints nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inpaint_studio.detection.findings import Finder, FindingKind, Findings
from inpaint_studio.errors import OptionError
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.types import Image, Mask, to_unit
from inpaint_studio.progress import ProgressToken
from inpaint_studio.training.damage import DamageKind, apply_damage

__all__ = ["DRAWN", "LetteringFigures", "measure_lettering"]

DRAWN = {FindingKind.TEXT: DamageKind.CAPTION, FindingKind.DATE: DamageKind.DATE_STAMP}
_STRENGTH = 0.5
_FOUND = 0.5
_LEAST_COLOUR = 8.0
"""Levels of 255 between the strongest and the weakest channel, on average."""


@dataclass(frozen=True)
class LetteringFigures:
    """Figures of one finder.

    Attributes
    ----------
    photos
        How many photographs were searched.
    found
        Photographs of whose drawn ink more than half is marked.
    iou
        Intersection over union of mark and ink, mean over photographs.
    precision, recall
        Of pixels, pooled over all photographs, exact to the pixel.
    false_alarms
        Photographs in which something is marked without anything drawn; real signs count too.
    """

    photos: int
    found: int
    iou: float
    precision: float
    recall: float
    false_alarms: int


def measure_lettering(
    finder: Finder,
    files: Sequence[Path],
    kind: FindingKind,
    *,
    sensitivity: float = 0.5,
    token: ProgressToken | None = None,
) -> LetteringFigures:
    """Draw on each of `files`, search it with and without, and count.

    Parameters
    ----------
    finder
        Is asked for `kind` alone.
    files
        Photographs. For dates those without colour are left out: nobody stamps them. The place
        in the list is the seed of what is drawn.
    kind
        TEXT or DATE.
    sensitivity
        In (0, 1), as for `detect`.
    token
        Progress and cancellation.

    Raises
    ------
    OptionError
        If `kind` is another, or no photograph is left.
    CancelledError
        After `token.cancel()`.
    """
    if kind not in DRAWN:
        raise OptionError(
            "{kind} is no lettering; use {drawn}.", kind=kind.value, drawn=" or ".join(DRAWN)
        )
    token = token or ProgressToken()
    marked_ink = marked = inked = found = false_alarms = 0
    overlaps: list[float] = []
    for number, path in enumerate(files):
        token.report(number / len(files), "{photo}", photo=path.name)
        image = read_photo(path).image
        if kind is FindingKind.DATE and not _is_coloured(image):
            continue
        seed = len(overlaps)  # among the photographs that are searched
        false_alarms += bool(_marks(finder, image, kind, sensitivity, token).any())
        drawn = apply_damage(image, [DRAWN[kind]], seed=seed, strength=_STRENGTH)
        marks = _marks(finder, drawn.image, kind, sensitivity, token)
        both = int((marks & drawn.mask).sum())
        ink = int(drawn.mask.sum())
        marked_ink, marked, inked = marked_ink + both, marked + int(marks.sum()), inked + ink
        found += both > _FOUND * ink
        overlaps.append(both / max(1, int((marks | drawn.mask).sum())))
    if not overlaps:
        raise OptionError("No photograph to draw on is left; dates are drawn on coloured ones.")
    return LetteringFigures(
        photos=len(overlaps),
        found=found,
        iou=float(np.mean(overlaps)),
        precision=marked_ink / max(1, marked),
        recall=marked_ink / max(1, inked),
        false_alarms=false_alarms,
    )


def _is_coloured(image: Image) -> bool:
    return bool(np.ptp(to_unit(image), axis=2).mean() * 255.0 > _LEAST_COLOUR)


def _marks(
    finder: Finder, image: Image, kind: FindingKind, sensitivity: float, token: ProgressToken
) -> Mask:
    scores = finder.find(image, frozenset({kind}), token)
    return Findings(scores).mask(sensitivity)
