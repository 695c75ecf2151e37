"""Contact sheets: pictures of what models made of the same photographs, side by side.

Watchers for `runner.evaluate` that keep only what their sheet shows. Labels are drawn in plain
ASCII. Knows nothing of scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import DEFAULT_KINDS, Finder, Findings
from inpaint_studio.errors import PhotoFileError
from inpaint_studio.evaluation.detection_sets import Trial
from inpaint_studio.evaluation.runner import ModelVariant, predicted_edges
from inpaint_studio.evaluation.samples import Case
from inpaint_studio.imaging.edges import canny
from inpaint_studio.imaging.types import EdgeMap, Mask
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest, RestoreResult
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.progress import ProgressToken

__all__ = ["ContactSheet", "EdgeSheets", "agreement_picture", "damage_sheet", "grid"]

_Picture = NDArray[np.uint8]

_LARGEST_CELL_PX = 256
_GAP_PX = 4
_HEADER_PX = 20
_PAPER, _INK, _HOLE = 255, 30, 128
_HIT, _FALSE, _MISSED, _KNOWN = (255, 255, 255), (230, 70, 60), (70, 130, 240), (110, 110, 110)


class ContactSheet:
    """A row a photograph: original, hole, and each variant's restoration.

    Parameters
    ----------
    names
        Names of the samples that the sheet shows, in order.
    cell_px
        Longest side of a picture; larger ones are shrunk.
    """

    def __init__(self, names: Iterable[str], *, cell_px: int = _LARGEST_CELL_PX) -> None:
        self._cell_px = cell_px
        self._rows: dict[str, dict[str, _Picture]] = {name: {} for name in names}

    def __call__(self, case: Case, variant: ModelVariant, result: RestoreResult) -> None:
        """Keep the restoration if the sheet shows its photograph; a `Watcher`."""
        row = self._rows.get(case.sample.name)
        if row is None:
            return
        row.setdefault("original", _fitted(_picture(case.image), self._cell_px))
        row.setdefault("hole", _fitted(_damaged(case), self._cell_px))
        row[variant.label] = _fitted(_picture(result.image), self._cell_px)

    def write(self, path: Path) -> Path:
        """Write the sheet as PNG and return its path."""
        rows = [row for row in self._rows.values() if row]
        titles = list(rows[0])
        pictures = [[row[title] for title in titles] for row in rows]
        return _write(path, grid(titles, pictures, cell_px=self._cell_px))


class EdgeSheets:
    """Edge maps before and after, a sheet a variant, a row a photograph.

    Columns: original, its edges, the hole, the known edges, the map that the model completed
    (where it shows one), the restoration, its edges, and their agreement with the original's.

    Parameters
    ----------
    names
        Names of the samples that the sheets show.
    sigma
        Canny sigma in pixels with which originals and restorations are compared.
    """

    def __init__(self, names: Iterable[str], sigma: float) -> None:
        self._names = frozenset(names)
        self._sigma = sigma
        self._rows: dict[str, list[dict[str, _Picture]]] = {}

    def __call__(self, case: Case, variant: ModelVariant, result: RestoreResult) -> None:
        """Keep a row if the sheets show this photograph; a `Watcher`."""
        if case.sample.name not in self._names:
            return
        wanted = canny(case.image, sigma=self._sigma)
        found = canny(result.image, sigma=self._sigma)
        row = {
            "original": _picture(case.image),
            "edges": _edge_picture(wanted),
            "hole": _damaged(case),
            "known edges": _edge_picture(canny(case.image, case.mask, sigma=variant.sigma)),
        }
        completed = predicted_edges(case, variant, result)
        if completed is not None:
            row["completed edges"] = agreement_picture(completed, wanted, case.mask)
        row["restored"] = _picture(result.image)
        row["edges after"] = _edge_picture(found)
        row["agreement"] = agreement_picture(found, wanted, case.mask)
        self._rows.setdefault(variant.label, []).append(row)

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write `edges_LABEL.png` for each variant and return the paths."""
        written = []
        for label, rows in self._rows.items():
            titles = list(dict.fromkeys(title for row in rows for title in row))
            blank = np.full_like(rows[0]["original"], _PAPER)
            cells = [[row.get(title, blank) for title in titles] for row in rows]
            name = "".join(c if c.isalnum() or c in "._-" else "_" for c in label)
            written.append(_write(folder / f"edges_{name}.png", grid(titles, cells)))
        return tuple(written)


def agreement_picture(found: EdgeMap, wanted: EdgeMap, mask: Mask) -> _Picture:
    """uint8 (H, W, 3): in the hole white where both maps have an edge, red where only `found`
    has, blue where only `wanted` has; edges of `wanted` in the known area grey."""
    has, should = found > 0.5, wanted > 0.5
    picture = np.zeros((*mask.shape, 3), np.uint8)
    picture[mask] = 24
    picture[should & ~mask] = _KNOWN
    picture[mask & has & should] = _HIT
    picture[mask & has & ~should] = _FALSE
    picture[mask & ~has & should] = _MISSED
    return picture


def grid(
    titles: Sequence[str],
    rows: Sequence[Sequence[_Picture]],
    *,
    cell_px: int = _LARGEST_CELL_PX,
) -> _Picture:
    """uint8 (H, W, 3): pictures in rows under titles, each within a square of `cell_px`.

    Parameters
    ----------
    titles
        One a column; cut where longer than the column is wide.
    rows
        Pictures uint8 (h, w, 3) of any size, as many a row as there are titles; not modified.
    """
    cells = [[_fitted(cell, cell_px) for cell in row] for row in rows]
    width = max(cell.shape[1] for row in cells for cell in row)
    heights = [max(cell.shape[0] for cell in row) for row in cells]
    total = (
        _HEADER_PX + sum(heights) + _GAP_PX * (len(rows) + 1),
        (width + _GAP_PX) * len(titles) + _GAP_PX,
        3,
    )
    sheet = np.full(total, _PAPER, np.uint8)
    for column, title in enumerate(titles):
        left = _GAP_PX + column * (width + _GAP_PX)
        _draw_title(sheet[:_HEADER_PX, left : left + width], title)
        top = _HEADER_PX + _GAP_PX
        for row, height in zip(cells, heights, strict=True):
            cell = row[column]
            sheet[top : top + cell.shape[0], left : left + cell.shape[1]] = cell
            top += height + _GAP_PX
    return sheet


def _draw_title(strip: _Picture, title: str) -> None:
    text = title.encode("ascii", "replace").decode()
    canvas = np.ascontiguousarray(strip)
    font, scale = cv2.FONT_HERSHEY_SIMPLEX, 0.42
    while len(text) > 1 and cv2.getTextSize(text, font, scale, 1)[0][0] > strip.shape[1]:
        text = text[:-1]
    cv2.putText(canvas, text, (1, 14), font, scale, (_INK,) * 3, 1, cv2.LINE_AA)
    strip[...] = canvas


def _picture(image: NDArray[np.generic]) -> _Picture:
    return np.array(image, dtype=np.uint8)


def _damaged(case: Case) -> _Picture:
    picture = _picture(case.image)
    picture[case.mask] = _HOLE
    return picture


def _edge_picture(edges: EdgeMap) -> _Picture:
    return np.repeat((edges > 0.5).astype(np.uint8)[..., None] * np.uint8(255), 3, axis=2)


def _fitted(picture: _Picture, cell_px: int) -> _Picture:
    scale = cell_px / max(picture.shape[:2])
    if scale >= 1.0:
        return picture
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _write(path: Path, picture: _Picture) -> Path:
    done, encoded = cv2.imencode(".png", picture[..., ::-1])
    if not done:
        raise PhotoFileError("{path} could not be encoded as PNG.", path=path)
    write_atomic(path, encoded.tobytes())
    return path


def damage_sheet(
    trial: Trial, finder: Finder, engine: Engine, sensitivity: float | None = None
) -> _Picture:
    """A photograph, what is found in it (red; blue what is missed), and it repaired, uint8 RGB.

    Parameters
    ----------
    trial
        With its damage, of the whole photograph.
    sensitivity
        None: what suits the photograph.
    """
    findings = Findings(finder.find(trial.image, DEFAULT_KINDS, ProgressToken()))
    mask = findings.mask(sensitivity)
    damage: Mask = np.logical_or.reduce([trial.damage[kind] for kind in DEFAULT_KINDS])
    marked = np.asarray(trial.image, np.uint8).copy()
    marked[damage & ~mask] = _MISSED
    marked[mask] = _FALSE
    repaired = trial.image
    if mask.any():
        repaired = engine.restore(RestoreRequest(image=trial.image, mask=mask)).image
    gap = np.full((marked.shape[0], _GAP_PX, 3), _PAPER, np.uint8)
    return np.hstack(
        [np.asarray(trial.image, np.uint8), gap, marked, gap, np.asarray(repaired, np.uint8)]
    )
