"""The log of a run: one JSON object a line, TensorBoard beside it if asked, and curves from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inpaint_studio.errors import BadInputError, MissingPartError
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.training.run_state import RunState

__all__ = ["LOG_FILE", "LoggedMeans", "RunLog", "draw_curves", "read_log"]

LOG_FILE = "log.jsonl"


@dataclass(frozen=True)
class LoggedMeans:
    """Means since the report before: `losses` by name, speed, and the share of the run done."""

    state: RunState
    rate: float
    samples_per_s: float
    done: float
    losses: Mapping[str, float]

    def row(self) -> dict[str, float]:
        """Flat and rounded, as it goes into the log."""
        return {
            "step": self.state.step,
            "samples": self.state.samples,
            "elapsed_s": round(self.state.elapsed_s, 1),
            "samples_per_s": round(self.samples_per_s, 2),
            "rate": float(f"{self.rate:.4e}"),
        } | {name: float(f"{value:.6g}") for name, value in self.losses.items()}


class RunLog:
    """Appends reports to `log.jsonl` in a folder, and to TensorBoard event files there.

    Parameters
    ----------
    folder
        The run's folder; must exist.
    tensorboard
        Also write event files into `folder/tensorboard`.

    Raises
    ------
    MissingPartError
        If TensorBoard is asked for and not installed.
    """

    def __init__(self, folder: Path, *, tensorboard: bool = False) -> None:
        self._path = folder / LOG_FILE
        self._writer: Any = None
        if tensorboard:
            try:
                from torch.utils.tensorboard import SummaryWriter
            except ImportError as error:
                raise MissingPartError(
                    "TensorBoard is not installed; install inpaint-studio[train] "
                    "or set output.tensorboard to false."
                ) from error
            self._writer = SummaryWriter(str(folder / "tensorboard"))

    def write(self, report: LoggedMeans) -> None:
        """Append one report."""
        row = report.row()
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")
        if self._writer is not None:
            for name, value in row.items():
                if name != "step":
                    self._writer.add_scalar(name, value, report.state.step)
            self._writer.flush()

    def close(self) -> None:
        """Close the event file."""
        if self._writer is not None:
            self._writer.close()

    def cut(self, step: int) -> None:
        """Drop lines after `step`: a resumed run repeats them."""
        if self._path.is_file():
            kept = [row for row in read_log(self._path) if row["step"] <= step]
            write_atomic(self._path, "".join(json.dumps(row) + "\n" for row in kept).encode())


def read_log(path: Path) -> list[dict[str, float]]:
    """The rows of a log; a last line cut off by a crash is left out.

    Raises
    ------
    BadInputError
        If the file is missing or a line before the last is no JSON.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise BadInputError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError as error:
            if number == len(lines):
                break
            raise BadInputError(
                "{path} line {number} is no JSON; remove the line.", path=path, number=number
            ) from error
    return rows


def draw_curves(logs: Sequence[Path], path: Path) -> None:
    """Every quantity of the logs over the samples seen, one panel each, as a picture.

    Logs given in order are drawn one after another, for runs made of several parts.

    Raises
    ------
    MissingPartError
        If matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingPartError("Curves need matplotlib; install inpaint-studio[train].") from error
    parts = [read_log(log) for log in logs]
    skipped = {"step", "samples", "elapsed_s"}
    names = sorted({name for rows in parts for row in rows for name in row} - skipped)
    columns = 3
    figure = Figure(figsize=(4 * columns, 2.6 * -(-len(names) // columns)), layout="constrained")
    for number, name in enumerate(names):
        axes = figure.add_subplot(-(-len(names) // columns), columns, number + 1)
        offset = 0.0
        for part, rows in enumerate(parts):
            points = [(offset + row["samples"], row[name]) for row in rows if name in row]
            if points:
                axes.plot(*zip(*points, strict=True), linewidth=1, color=f"C{part}")
            offset += rows[-1]["samples"] if rows else 0
        axes.set_title(name, fontsize=9)
        axes.tick_params(labelsize=7)
        axes.set_xlabel("samples", fontsize=7)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)
