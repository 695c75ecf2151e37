"""The report of a batch: an HTML page to look at and a CSV table to count with.

Reads the ledger and, for photos whose small pictures were not kept, the files; both reports are
written atomically.
"""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes

from inpaint_studio.batch.corrected import with_corrected_mask
from inpaint_studio.batch.folders import make_folder, path_text
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.ledger import Ledger, LedgerRow, Pictures
from inpaint_studio.batch.mask_source import MaskSource
from inpaint_studio.batch.pairing import Pairs, PhotoJob
from inpaint_studio.batch.pictures import make_pictures
from inpaint_studio.batch.report_page import Card, foot, head, render_card, render_list
from inpaint_studio.batch.request import State, Verdict
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.imaging.files import Photo, read_photo
from inpaint_studio.imaging.mask_file import read_mask
from inpaint_studio.imaging.types import Mask, size_of
from inpaint_studio.jobs.files import atomic_file, shown

__all__ = ["CSV_FILE", "HTML_FILE", "BatchReport", "write_report"]

HTML_FILE = "report.html"
CSV_FILE = "report.csv"
_LONGEST_LIST = 2000
_COLUMNS = (
    *("photo", "state", "verdict", "error", "output", "mask", "format", "width_px", "height_px"),
    *("hole_px", "hole_share", "holes", "hole_kind", "model", "device", "seconds", "ended"),
    *("photo_sha256", "mask_sha256", "settings", "version", "notes"),
)


@dataclass(frozen=True, eq=False)
class BatchReport:
    """What is reported.

    Attributes
    ----------
    pairs
        The plan; photos that only an older plan held are not reported.
    output
        The batch's output folder.
    source
        Gives the mask again where small pictures must be made from the files.
    ledger
        What was done.
    pictures_bytes
        So many bytes of pictures are embedded; further photos are listed without.
    """

    pairs: Pairs
    output: Path
    source: MaskSource
    ledger: Ledger
    pictures_bytes: int


def write_report(folder: Path, report: BatchReport) -> Path:
    """Write `report.html` and `report.csv` into `folder`, which is made, and return the page.

    Raises
    ------
    PhotoFileError
        If it cannot be written; former reports stay as they were.
    """
    make_folder(folder)
    rows = report.ledger.rows()
    with atomic_file(folder / CSV_FILE) as stream:
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        stream.write(_csv(report.pairs, rows).encode("utf-8-sig"))
    with atomic_file(folder / HTML_FILE) as stream:
        for part in _page(report, rows, folder):
            stream.write(part.encode())
    return folder / HTML_FILE


def _csv(pairs: Pairs, rows: dict[Path, LedgerRow]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, _COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()

    def add(values: dict[str, object]) -> None:
        table.writerow({name: _no_formula(value) for name, value in values.items()})

    for job in pairs.jobs:
        row = rows.get(job.relative)
        values: dict[str, object] = {
            "photo": path_text(job.relative),
            "output": path_text(job.output),
            "state": State.WAITING.value if row is None else row.state.value,
        }
        if row is not None and (row.state.is_done or row.state is State.FAILED):
            entry = row.entry
            values["verdict"] = row.verdict.value
            values |= {name: getattr(entry, name) for name in _COLUMNS if hasattr(entry, name)}
            values["notes"] = "\n".join(map(str, entry.notes))
            values["mask"] = entry.mask_path
            values["error"] = "" if row.error is None else str(row.error)
            values["seconds"] = f"{entry.seconds:.3f}"
            values["ended"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(row.updated_s))
            if entry.width_px:
                values["hole_share"] = f"{_share(row):.6f}"
        add(values)
    for refused in pairs.refused:
        state = State.FAILED.value
        photo = path_text(refused.relative)
        add({"photo": photo, "state": state, "error": refused.reason})
    for path in pairs.without_mask:
        reason = "no mask belongs to it"
        photo = path_text(path)
        add({"photo": photo, "state": State.LEFT_OUT.value, "error": reason})
    return text.getvalue()


def _no_formula(value: object) -> object:
    """A text that no spreadsheet takes for a formula, whatever a file is called."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _share(row: LedgerRow) -> float:
    return row.entry.hole_px / max(1, row.entry.width_px * row.entry.height_px)


@dataclass(frozen=True)
class _Groups:
    """The photos of the plan by what became of them."""

    done: list[PhotoJob]
    untouched: list[PhotoJob]
    rejected: list[PhotoJob]
    failures: list[str]
    waiting: list[PhotoJob]


def _groups(pairs: Pairs, rows: dict[Path, LedgerRow]) -> _Groups:
    groups = _Groups([], [], [], [], [])
    for job in pairs.jobs:
        row = rows.get(job.relative)
        if row is not None and row.verdict is Verdict.REJECTED and row.state.is_done:
            groups.rejected.append(job)
        elif row is not None and row.state is State.DONE:
            groups.done.append(job)
        elif row is not None and row.state is State.UNTOUCHED:
            groups.untouched.append(job)
        elif row is not None and row.state is State.FAILED:
            groups.failures.append(str(row.error))
        else:
            groups.waiting.append(job)
    groups.failures.extend(str(refused.reason) for refused in pairs.refused)
    return groups


def _page(report: BatchReport, rows: dict[Path, LedgerRow], folder: Path) -> Iterator[str]:
    pairs, groups = report.pairs, _groups(report.pairs, rows)
    yield head("Restored photographs", _figures(report, rows, groups))
    yield _list("Failed", groups.failures, is_bad=True)
    yield _list("Not yet restored", _names(groups.waiting))
    left_bytes = report.pictures_bytes
    bare: list[str] = []
    yield '<section><h2>Restored</h2><div class="cards">\n' if groups.done else ""
    for job in groups.done:
        row = rows[job.relative]
        pictures = _pictures(report, job, row) if left_bytes > 0 else None
        if pictures is None or pictures.size_bytes > left_bytes:
            bare.append(f"{shown(job.relative)}: {_facts(row)}")
            continue
        left_bytes -= pictures.size_bytes
        link = _link(job.output, folder)
        remarks = [str(note) for note in row.entry.notes]
        yield render_card(Card(shown(job.relative)[1:-1], link, _facts(row), pictures, remarks))
    yield "</div></section>\n" if groups.done else ""
    yield _list("Restored, without pictures here", bare)
    yield _list("Nothing to do, copied as they are", _names(groups.untouched))
    yield _list("Rejected, their results removed", _names(groups.rejected))
    yield _list("Photos without a mask, left out", [shown(p) for p in pairs.without_mask])
    yield _list("Masks without a photo", [shown(p) for p in pairs.unused_masks])
    yield foot()


def _names(jobs: list[PhotoJob]) -> list[str]:
    return [shown(job.relative) for job in jobs]


def _figures(
    report: BatchReport, rows: dict[Path, LedgerRow], groups: _Groups
) -> list[tuple[str, str, bool]]:
    entries = [rows[job.relative].entry for job in groups.done]
    models = sorted({entry.model.split()[0] for entry in entries if entry.model})
    failed = len(groups.failures)
    figures = [
        ("restored", f"{len(groups.done):,}", False),
        ("failed", f"{failed:,}", failed > 0),
        ("not yet restored", f"{len(groups.waiting):,}", False),
        ("with nothing to do", f"{len(groups.untouched):,}", False),
        ("rejected", f"{len(groups.rejected):,}", False),
        ("without mask", f"{len(report.pairs.without_mask):,}", False),
        ("megapixels", f"{sum(e.width_px * e.height_px for e in entries) / 1e6:,.1f}", False),
        ("pixels filled", f"{sum(entry.hole_px for entry in entries):,}", False),
        ("model", ", ".join(models) or "–", False),
        ("written", time.strftime("%Y-%m-%d %H:%M"), False),
    ]
    return [figure for figure in figures if figure[1] != "0" or figure[0] in ("restored", "failed")]


def _list(heading: str, items: list[str], *, is_bad: bool = False) -> str:
    if len(items) > _LONGEST_LIST:
        more = f"… and {len(items) - _LONGEST_LIST:,} more; all are in {CSV_FILE}."
        items = [*items[:_LONGEST_LIST], more]
    return render_list(heading, items, is_bad=is_bad)


def _facts(row: LedgerRow) -> str:
    entry = row.entry
    size = f"{entry.format} {entry.width_px}×{entry.height_px}"
    holes = "1 hole" if entry.holes == 1 else f"{entry.holes} holes"
    by = f", by {entry.model.split()[0]}" if entry.model else ""
    return f"{size}, {holes}, {_share(row):.2%} of the photo{by}, {entry.seconds:.1f}\u00a0s"


def _link(output: Path, folder: Path) -> str:
    try:
        relative = os.path.relpath(os.path.realpath(output), os.path.realpath(folder))
    except ValueError:  # another drive
        return output.absolute().as_uri()
    return quote_from_bytes(os.fsencode(relative.replace(os.sep, "/")))


def _pictures(report: BatchReport, job: PhotoJob, row: LedgerRow) -> Pictures | None:
    """Small pictures from the ledger, or made from the files."""
    kept = report.ledger.pictures(job.relative)
    if kept is not None:
        return kept
    try:
        photo, result = read_photo(job.photo), read_photo(job.output)
        mask = _mask(report, job, row, photo)
    except InpaintStudioError:
        return None
    if size_of(photo.image) != size_of(result.image):
        return None
    pictures = make_pictures(photo.image, result.image, mask)
    report.ledger.save_pictures(job.relative, pictures)
    return pictures


def _mask(report: BatchReport, job: PhotoJob, row: LedgerRow, photo: Photo) -> Mask:
    """The mask that a result was made with: corrected, kept when it was found, or the given one."""
    job = with_corrected_mask(job, row.entry, report.output, report.source)
    if job.is_corrected and job.mask is not None:
        return read_mask(job.mask, size=size_of(photo.image))
    found = Path(row.entry.mask_path) if isinstance(report.source, FoundDamage) else None
    return report.source.read(photo, job.mask or found).mask
