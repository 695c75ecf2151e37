"""Where people wait: the lines of the manual's table, against the previous release.

`INPAINT_STUDIO_BASELINE` names a checkout or an unpacked wheel of that release; without it rows give
seconds only. Processes of both run in turn, three times, one thread each, after a small restoration
that loads everything; seconds are the processor's, since a desktop has other work too.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3
# What is restored, by which model: a scene of so many rows and columns, and its marks.
CASES = (
    ("object of 1.9 % of 8 MP", "patchmatch", "(2448, 3264)", "[(1200, 1600, 190, 260)]"),
    ("796 specks of up to 8 px on 4 MP", "auto", "(2000, 2000)", "specks(796, 4)"),
    ("28,581 specks of 1 px on 1 MP", "edgeconnect-small", "(1000, 1000)", "specks(28581, 0)"),
    ("304 marks of up to 11 px on 0.3 MP", "edgeconnect-small", "(640, 480)", "specks(304, 5)"),
)
CODE = """
import sys, time
import numpy as np
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
try:
    from inpaint_studio.jobs.fill_settings import FillSettings
    request = lambda image, mask: RestoreRequest(image, mask, FillSettings({model!r}))
except ImportError:  # before 1.1 the model was a field of the request
    request = lambda image, mask: RestoreRequest(image, mask, model={model!r})
height, width = {size}
rng = np.random.default_rng(0)
rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
image = np.stack([128 + 80 * np.sin(rows / 37 + columns / (41 + c)) for c in range(3)], axis=-1)
image = (image + rng.normal(0, 6, image.shape)).clip(0, 255).astype(np.uint8)
def specks(count, reach):
    return [(int(rng.integers(height)), int(rng.integers(width)), *rng.integers(0, reach + 1, 2))
            for _ in range(count)]
mask = np.zeros((height, width), bool)
for row, column, down, right in {marks}:
    box = np.s_[max(row - down, 0) : row + down + 1, max(column - right, 0) : column + right + 1]
    y, x = rows[box] - row, columns[box] - column
    mask[box] |= (y / max(down, 0.5)) ** 2 + (x / max(right, 0.5)) ** 2 <= 1
engine = Engine("cpu", full_precision=True)
first = np.zeros((200, 200), bool)
first[80:110, 80:120] = first[20:22, 20:180] = True
engine.restore(request(image[:200, :200].copy(), first))
started = time.process_time()
engine.restore(request(image, mask))
print(time.process_time() - started)
"""


def seconds(folder: Path, code: str) -> float:
    alone = {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | alone,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(done.stderr)
    return float(done.stdout.split()[-1])


def run() -> Iterator[dict[str, object]]:
    named = os.environ.get("INPAINT_STUDIO_BASELINE")
    for what, model, size, marks in CASES:
        code = CODE.format(model=model, size=size, marks=marks)
        pairs = [
            (seconds(ROOT, code), seconds(Path(named), code) if named else None)
            for _ in range(RUNS)
        ]
        own = statistics.median(pair[0] for pair in pairs)
        row: dict[str, object] = {"name": f"{what}, {model}", "seconds": own, "note": "CPU s"}
        if named:
            row["baseline_seconds"] = statistics.median(pair[1] or 0.0 for pair in pairs)
            row["ratio"] = statistics.median(pair[0] / (pair[1] or 1.0) for pair in pairs)
        yield row
