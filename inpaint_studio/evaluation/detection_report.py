"""The table of detectors, as Markdown and as CSV. Knows counts, but no finder and no photograph."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from inpaint_studio.detection.findings import FindingKind
from inpaint_studio.evaluation.detection import TOLERANCE_PX, Measured

__all__ = ["DetectionTable", "FigureRow"]

_MEANS = {
    "f1": "F1 of the mask",
    "precision": "precision of the mask",
    "recall": "recall of the mask",
    "average_precision": "average precision",
    "best_f1": "best F1",
}


@dataclass(frozen=True)
class FigureRow:
    """One line: photographs, kind, figure, and its value for each finder."""

    photographs: str
    kind: str
    figure: str
    values: tuple[float, ...]
    better: int
    """1 where more is better, -1 where less is."""
    form: str = ".3f"


@dataclass(frozen=True)
class DetectionTable:
    """All figures of some finders side by side.

    Parameters
    ----------
    drawn, real, whole
        Measurements by finder, each over the same trials in the same order of finders; `real` and
        `whole` by the name of the set.
    """

    drawn: Mapping[str, Measured]
    real: Mapping[str, Mapping[str, Measured]]
    whole: Mapping[str, Mapping[str, Measured]]

    @property
    def finders(self) -> tuple[str, ...]:
        """Names in order."""
        sets = [self.drawn, *self.real.values(), *self.whole.values()]
        return tuple(next((each for each in sets if each), {}))

    def rows(self) -> list[FigureRow]:
        """Every line of the table."""
        rows: list[FigureRow] = []
        for name, found in (("drawn damage", self.drawn), *self.real.items()):
            if not found:
                continue
            results = list(found.values())
            if name in self.real and all(result.photos for result in results):
                for figure, words in _MEANS.items():
                    values = tuple(result.mean(figure) for result in results)
                    rows.append(FigureRow(name, "mean of photographs", words, values, 1))
            for kind in (*results[0].by_kind, None):
                counts = [r.together if kind is None else r.by_kind[kind] for r in results]
                if not counts[0].has_damage:
                    continue
                label = "all together" if kind is None else str(kind)
                rows += [
                    FigureRow(
                        name,
                        label,
                        "average precision",
                        tuple(c.average_precision for c in counts),
                        1,
                    ),
                    FigureRow(name, label, "best F1", tuple(c.best_f1[0] for c in counts), 1),
                    FigureRow(
                        name, label, "precision at 0.5", tuple(c.at(128)[0] for c in counts), 1
                    ),
                    FigureRow(name, label, "recall at 0.5", tuple(c.at(128)[1] for c in counts), 1),
                    FigureRow(name, label, "IoU at 0.5 (exact)", tuple(c.iou for c in counts), 1),
                ]
        for name, found in self.whole.items():
            results = list(found.values())
            share = tuple(100 * r.alarms.share for r in results)
            places = tuple(r.alarms.places_per_megapixel for r in results)
            rows.append(FigureRow(name, "false alarms", "% of pixels", share, -1, ".2f"))
            rows.append(FigureRow(name, "false alarms", "places per megapixel", places, -1, ".0f"))
        return rows

    def markdown(self) -> str:
        """The table; the better value of a line is bold."""
        lines = ["| photographs | damage | figure | " + " | ".join(self.finders) + " |"]
        lines.append("|---|---|---|" + "---:|" * len(self.finders))
        for row in self.rows():
            shown = [format(value, row.form) for value in row.values]
            best = format((max if row.better > 0 else min)(row.values), row.form)
            cells = [f"**{text}**" if text == best and len(shown) > 1 else text for text in shown]
            lines.append(
                f"| {row.photographs} | {row.kind} | {row.figure} | " + " | ".join(cells) + " |"
            )
        return "\n".join(lines) + "\n"

    def by_photo(self) -> str:
        """Markdown of each real photograph: F1 of the mask / average precision, by finder."""
        lines = ["| photograph | " + " | ".join(self.finders) + " |"]
        lines.append("|---|" + "---:|" * len(self.finders))
        for found in self.real.values():
            for photos in zip(*(result.photos for result in found.values()), strict=True):
                cells = [f"{photo.f1:.3f} / {photo.average_precision:.3f}" for photo in photos]
                lines.append(f"| {photos[0].name} | " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"

    def csv(self) -> str:
        """The same as comma-separated values."""
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(("photographs", "damage", "figure", *self.finders))
        for row in self.rows():
            values = (f"{value:.6g}" for value in row.values)
            lines.writerow((row.photographs, row.kind, row.figure, *values))
        return text.getvalue()

    def explanation(self) -> str:
        """What the figures mean, one paragraph."""
        kinds = ", ".join(list(FindingKind)[:4])
        return (
            f"Kinds: {kinds}. Precision and recall with a tolerance of {TOLERANCE_PX} px; average "
            "precision over all thresholds. A kind is judged where no other kind is damaged; "
            "'all together' takes the strongest score. The mask is the one that a user gets, of "
            "scratches, dust and tears; false alarms are counted in it. IoU is exact to the pixel, "
            "before marks are grown. Undecided pixels are left out.\n"
        )
