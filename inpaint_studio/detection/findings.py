"""What a search for damage found: a map of confidence for each kind, and masks made of them.

Knows no finder and no network. Making a mask is quick, so that a slider can ask for one while it
moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, OptionError, SizeMismatchError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.types import Image, Mask, size_of
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

__all__ = [
    "DAMAGE_KINDS",
    "DEFAULT_KINDS",
    "LETTERING_KINDS",
    "Finder",
    "FindingKind",
    "Findings",
    "Scores",
    "parse_kinds",
    "thresholds",
]

Scores = NDArray[np.uint8]
"""Confidence (H, W): 0 surely nothing, 255 surely damage, 128 as likely as not."""


_LARGE_PX = 2_000_000
_FAINT, _SURE = 0.2, 0.9
_USUAL, _USUAL_SHARE, _POWER = 0.25, 0.01, 0.4
"""The threshold where so large a share is faintly like damage, and how it grows with that share."""
_AMOUNTS = (1e-6, 1e-4)
"""Shares of what is surely damaged from which anything, and everything, is believed."""
_LEAST, _STRICT = 0.05, 0.7
_EVEN = 0.5


class FindingKind(StrEnum):
    """What can be found."""

    SCRATCHES = "scratches"
    """Hair-fine and broad scratches, film lines."""
    DUST = "dust"
    """Specks, lint and hairs."""
    TEARS = "tears"
    """Cracks, creases, folds, rips, missing corners and edges, flaked emulsion."""
    STAINS = "stains"
    """Water stains, foxing, mould, tape."""
    DATE = "date"
    """The glowing digits of a camera's date back."""
    TEXT = "text"
    """Captions and overlaid names."""


DEFAULT_KINDS: frozenset[FindingKind] = frozenset(
    {FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.TEARS}
)
"""What is looked for when nothing is said: what can hardly be part of the picture."""


DAMAGE_KINDS = frozenset(
    {FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.TEARS, FindingKind.STAINS}
)
LETTERING_KINDS = frozenset({FindingKind.DATE, FindingKind.TEXT})


def parse_kinds(text: str) -> frozenset[FindingKind]:
    """The kinds named in `text`, separated by commas; `all` names every one.

    Raises
    ------
    OptionError
        If a name is unknown or none is given; the known ones are listed.
    """
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    if names == ["all"]:
        return frozenset(FindingKind)
    choices = ", ".join(FindingKind)
    if not names:
        raise OptionError(
            "No kind of damage is named; choose from {choices}, or all.", choices=choices
        )
    for name in names:
        if name not in set(FindingKind):
            raise OptionError(
                "{name!r} is no kind of damage; choose from {choices}, or all.",
                name=name,
                choices=choices,
            )
    return frozenset(FindingKind(name) for name in names)


def thresholds(sensitivity: float) -> tuple[int, int]:
    """Scores (low, high) of the hysteresis: found is what reaches `low` and touches `high`.

    Raises
    ------
    OptionError
        If `sensitivity` is not within (0, 1).
    """
    if not 0.0 < sensitivity < 1.0:
        raise OptionError(
            "Sensitivity is {sensitivity}; give more than 0 and less than 1.",
            sensitivity=sensitivity,
        )
    high = round(255 * (1.0 - sensitivity))
    high = min(max(high, 2), 254)
    return max(1, round(0.7 * high)), high


class Finder(Protocol):
    """Anything that finds damage."""

    kinds: frozenset[FindingKind]
    """What it can find."""

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        """Maps of the size of `image` for those of `kinds` that it can find."""
        ...


@dataclass(frozen=True, eq=False)
class Findings:
    """Maps of confidence by kind, all of one size, and what the user should know of them.

    Attributes
    ----------
    scores
        uint8 (H, W) for each kind that was looked for; not to be modified.
    notes
        Sentences such as "No detector weights: found by filters."

    Raises
    ------
    BadInputError
        If there is no map, or one is not uint8 (H, W).
    SizeMismatchError
        If the maps differ in size.
    """

    scores: Mapping[FindingKind, Scores]
    notes: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        if not self.scores:
            raise BadInputError("Findings hold no map; look for at least one kind of damage.")
        object.__setattr__(self, "scores", MappingProxyType(dict(self.scores)))
        sizes = set()
        for kind, scores in self.scores.items():
            if scores.ndim != 2 or scores.dtype != np.uint8:
                raise BadInputError(
                    "Scores of {kind} are {scores_dtype} {scores_shape}.",
                    kind=kind,
                    scores_dtype=scores.dtype,
                    scores_shape=scores.shape,
                )
            sizes.add(size_of(scores))
        if len(sizes) > 1:
            raise SizeMismatchError(
                "Maps of one photo differ in size: {sizes}.", sizes=sorted(sizes)
            )

    def __reduce__(
        self,
    ) -> tuple[type[Findings], tuple[dict[FindingKind, Scores], tuple[Message, ...]]]:
        # A read-only view cannot travel between processes; what it shows can.
        return Findings, (dict(self.scores), self.notes)

    @property
    def size(self) -> Size:
        """(height, width) of the photo."""
        return size_of(next(iter(self.scores.values())))

    @property
    def kinds(self) -> frozenset[FindingKind]:
        """The kinds that were looked for."""
        return frozenset(self.scores)

    def suggested_sensitivity(self, kinds: Iterable[FindingKind] | None = None) -> float:
        """The sensitivity that suits this photograph: a wreck is marked as a wreck, and a whole
        photograph stays whole.

        Two things decide, by a rule that was chosen on validation photographs. The more of the
        photograph is faintly like damage, the more is asked of a mark: it is texture that looks
        so. And where hardly a pixel is surely damaged, all that is found is doubted. The threshold
        with the highest F1 to be expected of the scores (Lipton, Elkan and Naryanaswamy 2014,
        arXiv 1402.1892) served worse: it marks what is merely unlike the rest.

        Parameters
        ----------
        kinds
            As for `mask`.
        """
        wanted = self.kinds if kinds is None else self.kinds & frozenset(kinds)
        wanted -= LETTERING_KINDS
        if not wanted:
            return _EVEN
        scores = self._strongest(wanted, self.size.pixels >= _LARGE_PX).scores
        faint, sure = (
            np.count_nonzero(scores >= round(255 * least)) / scores.size
            for least in (_FAINT, _SURE)
        )
        threshold = float(np.clip(_USUAL * (faint / _USUAL_SHARE) ** _POWER, _LEAST, _STRICT))
        trust = np.interp(np.log10(max(sure, 1e-9)), np.log10(_AMOUNTS), (0.0, 1.0))
        return float(1.0 - _STRICT ** (1 - trust) * threshold**trust)

    def mask(
        self,
        sensitivity: float | None = None,
        kinds: Iterable[FindingKind] | None = None,
        *,
        grow_px: int | None = None,
        smallest_px: int | None = None,
    ) -> Mask:
        """The hole to fill: scores above a threshold with hysteresis, specks dropped, grown.

        Quick enough to follow a slider at full size, without a smaller preview: the maps of the
        kinds asked for last are kept in one, so that another sensitivity costs 20 to 40 ms of one
        processor for 12 megapixels. Several threads may ask at once.

        Parameters
        ----------
        sensitivity
            In (0, 1); more finds more. At 0.5 a mark must be as likely as not somewhere. None:
            `suggested_sensitivity`; 0.5 for dates and text.
        kinds
            Which maps to use; None: all. Kinds that were not looked for are left out.
        grow_px
            By how much the marks are widened, so that their soft rim is filled too; None: 1 for
            small photographs, 2 from two megapixels.
        smallest_px
            Marks of fewer pixels (before growing) are dropped; None: 2, or 4 from two megapixels.

        Returns
        -------
        Mask
            bool (H, W), new.

        Raises
        ------
        OptionError
            If `sensitivity` is out of range.
        """
        wanted = self.kinds if kinds is None else self.kinds & frozenset(kinds)
        if sensitivity is None:
            if lettering := wanted & LETTERING_KINDS:
                letters = self.mask(_EVEN, lettering, grow_px=grow_px, smallest_px=smallest_px)
                if lettering == wanted:
                    return letters
                others = wanted - lettering
                return letters | self.mask(None, others, grow_px=grow_px, smallest_px=smallest_px)
            sensitivity = self.suggested_sensitivity(wanted)
        low, high = thresholds(sensitivity)
        if not wanted:
            return np.zeros(self.size, np.bool_)
        large = self.size.pixels >= _LARGE_PX
        grow = (2 if large else 1) if grow_px is None else grow_px
        smallest = (4 if large else 2) if smallest_px is None else smallest_px
        marks = _marks(self._strongest(wanted, large), low, high, smallest)
        if grow > 0:
            disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grow + 1, 2 * grow + 1))
            marks = cv2.dilate(marks, disc).astype(np.uint8, copy=False)
        return marks.view(np.bool_)

    def _strongest(self, kinds: frozenset[FindingKind], large: bool) -> _Combined:
        """The maps of `kinds` in one; kept for the next mask, as a slider asks for many."""
        last: _Combined | None = self.__dict__.get("_last")
        if last is None or last.kinds != kinds:
            strongest = _strongest([self.scores[kind] for kind in sorted(kinds)])
            last = _Combined(kinds, strongest, _in_cells(strongest, np.maximum) if large else None)
            object.__setattr__(self, "_last", last)
        return last


@dataclass(frozen=True, eq=False)
class _Combined:
    """The largest score of some kinds, and the same for cells of 2 x 2 pixels in large photos."""

    kinds: frozenset[FindingKind]
    scores: Scores
    cells: Scores | None


def _strongest(maps: list[Scores]) -> Scores:
    result = maps[0]
    for scores in maps[1:]:
        result = np.asarray(cv2.max(result, scores), np.uint8)
    return result


def _marks(combined: _Combined, low: int, high: int, smallest_px: int) -> Scores:
    """1 where a connected mark of at least `low` reaches `high` and is large enough, else 0.

    In large photos marks are joined on cells of 2 x 2 pixels, a quarter of the work: marks up to
    two pixels apart are one. Every pixel is still judged, and counted, by itself.
    """
    scores, strongest = combined.scores, combined.cells
    faint = np.asarray(cv2.threshold(scores, low - 1, 1, cv2.THRESH_BINARY)[1], np.uint8)
    if strongest is None:
        return _kept(faint, scores, high, smallest_px)
    height, width = scores.shape
    kept = _kept(_in_cells(faint, np.add), strongest, high, smallest_px)
    wide = cv2.resize(kept, (2 * kept.shape[1], 2 * kept.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.bitwise_and(faint, np.ascontiguousarray(wide[:height, :width])), np.uint8)


def _kept(cells: Scores, strongest: Scores, high: int, smallest_px: int) -> Scores:
    """1 where connected cells reach `high` and have at least `smallest_px` faint pixels."""
    count, labels = cv2.connectedComponents(cells, connectivity=8)
    where = np.flatnonzero(cells)
    owner = labels.reshape(-1)[where]
    area_px = np.bincount(owner, cells.reshape(-1)[where], minlength=count)
    is_kept = np.zeros(count, np.uint8)
    is_kept[owner[strongest.reshape(-1)[where] >= high]] = 1
    is_kept[area_px < smallest_px] = 0
    kept = np.zeros(cells.shape, np.uint8)
    kept.reshape(-1)[where] = is_kept[owner]
    return kept


def _in_cells(values: Scores, combine: np.ufunc) -> Scores:
    """The four pixels of each cell of 2 x 2 combined; odd sizes are continued by nothing."""
    height, width = values.shape
    if height % 2 or width % 2:
        values = np.asarray(
            cv2.copyMakeBorder(
                values, 0, height % 2, 0, width % 2, cv2.BORDER_CONSTANT, value=(0,)
            ),
            np.uint8,
        )
    # Neighbours in a row are taken as the two bytes of one number: that is quick, strides are not.
    pairs = combine(values[0::2], values[1::2]).view(np.uint16)
    low, high = pairs & np.uint16(255), pairs >> np.uint16(8)
    return np.asarray(combine(low, high), np.uint8)
