"""From scores of single photographs to tables: means with intervals, by hole share and by kind.

All groups, models and measures of one group share the same bootstrap draws, so that differences
between models are paired. Knows nothing of files or of how tables look.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.evaluation.bootstrap import DEFAULT_RESAMPLES, Interval, Resampling
from inpaint_studio.evaluation.runner import Record, Run
from inpaint_studio.evaluation.scores import Metric

__all__ = [
    "HOLE_SHARES",
    "Difference",
    "Group",
    "GroupKind",
    "HoleShares",
    "Summary",
    "hole_shares_of",
    "summarize",
]


class HoleShares(NamedTuple):
    """A range of hole shares, `low <= share < high`."""

    low: float
    high: float

    @property
    def label(self) -> str:
        """As tables head it."""
        return f"{100 * self.low:.0f}–{100 * self.high:.0f} %"


HOLE_SHARES = (
    HoleShares(0.0, 0.1),
    HoleShares(0.1, 0.2),
    HoleShares(0.2, 0.3),
    HoleShares(0.3, 0.4),
    HoleShares(0.4, 0.6),
    HoleShares(0.6, 1.0),
)
"""The usual ranges of the literature; the last ones take what is thicker. Empty ones are left
out of tables."""


def hole_shares_of(share: float) -> HoleShares:
    """The range in which a hole share in (0, 1) lies."""
    return next(each for each in HOLE_SHARES if each.low <= share < each.high)


class GroupKind(enum.StrEnum):
    """By what photographs are put together."""

    ALL = "all"
    HOLE_SHARE = "hole share"
    KIND = "kind"


@dataclass(frozen=True)
class Group:
    """Photographs put together, and what each variant scored on them.

    Attributes
    ----------
    by, label
        What they share.
    count
        Photographs.
    means
        By variant label and measure; measures that a variant lacks are absent.
    """

    by: GroupKind
    label: str
    count: int
    means: Mapping[str, Mapping[Metric, Interval]]


@dataclass(frozen=True)
class Difference:
    """Mean of `first` minus mean of `second` over all photographs, paired."""

    first: str
    second: str
    metric: Metric
    interval: Interval


@dataclass(frozen=True)
class Summary:
    """All tables of a run: first the group of all photographs, then the others."""

    labels: tuple[str, ...]
    metrics: tuple[Metric, ...]
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...]
    resamples: int
    level: float

    @property
    def overall(self) -> Group:
        """The group of all photographs."""
        return self.groups[0]

    def by(self, kind: GroupKind) -> tuple[Group, ...]:
        """The groups of one kind."""
        return tuple(group for group in self.groups if group.by is kind)


def summarize(
    run: Run, *, resamples: int = DEFAULT_RESAMPLES, level: float = 0.95, seed: int = 0
) -> Summary:
    """Tables of a run.

    Parameters
    ----------
    run
        What `evaluate` returned.
    resamples, level, seed
        See `Resampling`.
    """
    labels = tuple(fact.variant.label for fact in run.variants)
    metrics = tuple(m for m in Metric if any(m in record.scores for record in run.records))
    by_name: dict[str, dict[str, Record]] = {}
    for record in run.records:
        by_name.setdefault(record.sample.name, {})[record.label] = record
    groups, differences = [], list[Difference]()
    for kind, label, names in _memberships(run):
        table = _Table([by_name[name] for name in names], labels, metrics)
        draws = Resampling(len(names), resamples=resamples, level=level, seed=seed)
        groups.append(Group(kind, label, len(names), table.means(draws)))
        if kind is GroupKind.ALL:
            differences = table.differences(draws)
    return Summary(labels, metrics, tuple(groups), tuple(differences), resamples, level)


def _memberships(run: Run) -> list[tuple[GroupKind, str, list[str]]]:
    first = run.variants[0].variant.label
    records = [record for record in run.records if record.label == first]
    found = [(GroupKind.ALL, "all", [record.sample.name for record in records])]
    for shares in HOLE_SHARES:
        names = [r.sample.name for r in records if hole_shares_of(r.hole_share) == shares]
        if names:
            found.append((GroupKind.HOLE_SHARE, shares.label, names))
    for kind in sorted({record.sample.kind for record in records} - {""}):
        names = [r.sample.name for r in records if r.sample.kind == kind]
        found.append((GroupKind.KIND, kind, names))
    return found


class _Table:
    """Values (photographs, variants, measures) of one group; NaN where not measured."""

    def __init__(
        self,
        records: Sequence[Mapping[str, Record]],
        labels: Sequence[str],
        metrics: Sequence[Metric],
    ) -> None:
        self._labels, self._metrics = labels, metrics
        self._values: NDArray[np.float64] = np.array(
            [
                [[row[label].scores.get(m, np.nan) for m in metrics] for label in labels]
                for row in records
            ]
        )

    def means(self, draws: Resampling) -> dict[str, dict[Metric, Interval]]:
        result: dict[str, dict[Metric, Interval]] = {}
        for index, label in enumerate(self._labels):
            intervals = draws.intervals(self._values[:, index])
            pairs = zip(self._metrics, intervals, strict=True)
            result[label] = {m: each for m, each in pairs if not np.isnan(each.mean)}
        return result

    def differences(self, draws: Resampling) -> list[Difference]:
        result = []
        for (a, first), (b, second) in combinations(enumerate(self._labels), 2):
            intervals = draws.intervals(self._values[:, a] - self._values[:, b])
            for metric, interval in zip(self._metrics, intervals, strict=True):
                if not np.isnan(interval.mean):
                    result.append(Difference(first, second, metric, interval))
        return result
