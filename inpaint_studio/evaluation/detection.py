"""How well damage is found: precision and recall over all thresholds, and false alarms.

Field practice for thin marks: a pixel within two pixels of the truth is no mistake. Precision
counts found pixels that lie within that tolerance of damage, recall damaged pixels that lie within
it of something found. Knows no network; any `Finder` can be measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import (
    DEFAULT_KINDS,
    Finder,
    FindingKind,
    Findings,
    Scores,
)
from inpaint_studio.evaluation.detection_sets import Trial
from inpaint_studio.imaging.types import Mask
from inpaint_studio.progress import ProgressToken

__all__ = ["TOLERANCE_PX", "Alarms", "Counts", "Measured", "PhotoFigures", "measure"]

TOLERANCE_PX = 2
_KINDS = (FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.TEARS, FindingKind.STAINS)
_LEVELS = 256


@dataclass(eq=False)
class Counts:
    """Pixels by score, gathered over photographs.

    `right` and `wrong`: scored pixels near damage and away from it. `reached`: damaged pixels by
    the best score near them. `both`, `found`, `damaged`: pixels at the sensitivity asked for.
    """

    right: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_LEVELS, np.int64))
    wrong: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_LEVELS, np.int64))
    reached: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_LEVELS, np.int64))
    both: int = 0
    either: int = 0

    def add(self, scores: Scores, damage: Mask, counted: Mask, found: Mask) -> None:
        """Count one map against its truth where `counted`; none is modified."""
        disc = cv2.getStructuringElement(
            cv2.MORPH_ELLIPSE, (2 * TOLERANCE_PX + 1, 2 * TOLERANCE_PX + 1)
        )
        near = cv2.dilate(damage.view(np.uint8), disc).view(np.bool_)
        best = np.asarray(cv2.dilate(scores, disc), np.uint8)
        for counts, values in (
            (self.right, scores[near & counted]),
            (self.wrong, scores[~near & counted]),
            (self.reached, best[damage & counted]),
        ):
            counts += np.bincount(values, minlength=_LEVELS)
        self.both += int((found & damage & counted).sum())
        self.either += int(((found | damage) & counted).sum())

    @property
    def has_damage(self) -> bool:
        """Whether there was anything to find."""
        return bool(self.reached.sum())

    def curve(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Precision and recall with tolerance, at thresholds 255 down to 1."""
        right = np.cumsum(self.right[:0:-1])
        wrong = np.cumsum(self.wrong[:0:-1])
        recall = np.cumsum(self.reached[:0:-1]) / max(1, self.reached.sum())
        found = right + wrong
        return np.where(found > 0, right / np.maximum(found, 1), 1.0), recall

    @property
    def average_precision(self) -> float:
        """Area under precision over recall: the sum of precision times the gain in recall."""
        precision, recall = self.curve()
        return float((precision * np.diff(recall, prepend=0.0)).sum())

    @property
    def best_f1(self) -> tuple[float, int]:
        """The largest F1 over all thresholds, and that threshold."""
        precision, recall = self.curve()
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
        place = int(f1.argmax())
        return float(f1[place]), _LEVELS - 1 - place

    def at(self, threshold: int) -> tuple[float, float]:
        """Precision and recall with tolerance at one threshold."""
        precision, recall = self.curve()
        place = _LEVELS - 1 - threshold
        return float(precision[place]), float(recall[place])

    @property
    def iou(self) -> float:
        """Intersection over union at the sensitivity asked for, exact to the pixel."""
        return self.both / max(1, self.either)


@dataclass(frozen=True)
class PhotoFigures:
    """How well one photograph was marked: scratches, dust and tears, with tolerance.

    Attributes
    ----------
    name
        Of the photograph.
    precision, recall, f1
        Of the mask that a user gets, at the sensitivity that suits the photograph or the one asked
        for.
    average_precision, best_f1
        Over all thresholds.
    """

    name: str
    precision: float
    recall: float
    f1: float
    average_precision: float
    best_f1: float

    @classmethod
    def of(cls, name: str, counts: Counts, mask: Mask, damage: Mask, counted: Mask) -> PhotoFigures:
        """Figures of a mask, and of the `counts` of the same photograph."""
        at_mask = Counts()
        at_mask.add(mask.astype(np.uint8) * np.uint8(255), damage, counted, mask)
        precision, recall = at_mask.at(255)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return cls(name, precision, recall, f1, counts.average_precision, counts.best_f1[0])


@dataclass
class Alarms:
    """What was found where nothing is damaged."""

    pixels: int = 0
    flagged: int = 0
    places: int = 0

    def add(self, mask: Mask) -> None:
        """Count one mask."""
        self.pixels += mask.size
        self.flagged += int(mask.sum())
        self.places += cv2.connectedComponents(mask.view(np.uint8), connectivity=8)[0] - 1

    @property
    def share(self) -> float:
        """Share of pixels found."""
        return self.flagged / max(1, self.pixels)

    @property
    def places_per_megapixel(self) -> float:
        """Connected places found in a million pixels."""
        return 1e6 * self.places / max(1, self.pixels)


@dataclass(eq=False)
class Measured:
    """A finder's counts: by kind, all kinds together, what it found in whole photographs, and the
    figures of each damaged one."""

    by_kind: Mapping[FindingKind, Counts]
    together: Counts
    alarms: Alarms
    photos: tuple[PhotoFigures, ...] = ()

    def mean(self, figure: str) -> float:
        """The mean over photographs of one of their figures."""
        return float(np.mean([getattr(photo, figure) for photo in self.photos]))


def measure(
    finder: Finder,
    trials: Iterable[Trial],
    *,
    sensitivity: float | None = None,
    kinds: frozenset[FindingKind] = frozenset(_KINDS),
    token: ProgressToken | None = None,
) -> Measured:
    """Search every trial and count.

    A kind's map is judged against damage of that kind; where another kind alone is damaged it is
    not judged, since a crack found as a scratch is found. `together` judges the strongest score of
    all `kinds` against all damage of these kinds. Without a `sensitivity` masks are made at the one
    that suits each photograph.
    """
    token = token or ProgressToken()
    by_kind = {kind: Counts() for kind in _KINDS if kind in kinds}
    together, alarms = Counts(), Alarms()
    photos: list[PhotoFigures] = []
    for trial in trials:
        token.check()
        findings = Findings(finder.find(trial.image, frozenset(by_kind), ProgressToken()))
        _count(trial, findings, sensitivity, by_kind, together)
        if not trial.any_damage.any():
            alarms.add(_found(findings, sensitivity, DEFAULT_KINDS & kinds, trial, grows=True))
        elif kinds >= DEFAULT_KINDS:
            photos.append(_figures(trial, findings, sensitivity))
    return Measured(by_kind, together, alarms, tuple(photos))


def _figures(trial: Trial, findings: Findings, sensitivity: float | None) -> PhotoFigures:
    damage: Mask = np.logical_or.reduce([trial.damage[kind] for kind in DEFAULT_KINDS])
    counted = ~trial.undecided & (damage | ~trial.any_damage)
    strongest = np.maximum.reduce([findings.scores[kind] for kind in DEFAULT_KINDS])
    mask = _found(findings, sensitivity, DEFAULT_KINDS, trial, grows=True)
    counts = Counts()
    counts.add(strongest[trial.box.slices], damage, counted, mask)
    return PhotoFigures.of(trial.name, counts, mask, damage, counted)


def _count(
    trial: Trial,
    findings: Findings,
    sensitivity: float | None,
    by_kind: Mapping[FindingKind, Counts],
    together: Counts,
) -> None:
    kinds = frozenset(by_kind)
    damaged: Mask = np.logical_or.reduce([trial.damage[kind] for kind in kinds])
    elsewhere = trial.any_damage & ~damaged
    strongest = np.maximum.reduce([findings.scores[kind] for kind in kinds])[trial.box.slices]
    counted = ~trial.undecided & ~elsewhere
    together.add(strongest, damaged, counted, _found(findings, sensitivity, kinds, trial))
    if not trial.kinds_known:
        return
    for kind, counts in by_kind.items():
        own = trial.damage[kind]
        judged = ~trial.undecided & (own | ~trial.any_damage)
        found = _found(findings, sensitivity, frozenset({kind}), trial)
        counts.add(findings.scores[kind][trial.box.slices], own, judged, found)


def _found(
    findings: Findings,
    sensitivity: float | None,
    kinds: frozenset[FindingKind],
    trial: Trial,
    *,
    grows: bool = False,
) -> Mask:
    grow_px = None if grows else 0
    mask: Mask = findings.mask(sensitivity, kinds, grow_px=grow_px)[trial.box.slices]
    return np.ascontiguousarray(mask)
