"""A folder of scans with thin damage: `batch` against `restore` one photo at a time, against two
processes of that, and against one `restore` that is given all of them.

`INPAINT_STUDIO_BENCH_PHOTOS` says how many photos (24); `INPAINT_STUDIO_BENCH_MODELS` which models
(telea patchmatch). Whoever measures 200 photos may give the baselines fewer of them by
`INPAINT_STUDIO_BENCH_BASELINE_PHOTOS`: what starts a process for each photo keeps its pace. The
seconds are then those of as many photos as the baseline had. The note gives processor time too,
which does not depend on how busy the machine is.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

COUNT = int(os.environ.get("INPAINT_STUDIO_BENCH_PHOTOS", "24"))
BASELINE_COUNT = min(COUNT, int(os.environ.get("INPAINT_STUDIO_BENCH_BASELINE_PHOTOS", COUNT)))
MODELS = os.environ.get("INPAINT_STUDIO_BENCH_MODELS", "telea patchmatch").split()
HEIGHT, WIDTH = 1536, 2048
PROGRAM = [sys.executable, "-m", "inpaint_studio"]


def make_scans(folder: Path) -> None:
    """Photos of 3 megapixels, some hair-fine scratches in each."""
    rng = np.random.default_rng(0)
    for name in ("scans", "masks"):
        (folder / name).mkdir()
    for number in range(COUNT):
        low = rng.random((24, 32, 3), dtype=np.float32)
        photo = cv2.resize(low, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
        photo += rng.normal(0, 0.02, (HEIGHT, WIDTH, 1)).astype(np.float32)
        mask = np.zeros((HEIGHT, WIDTH), np.uint8)
        for _ in range(6):
            start = rng.integers(0, (WIDTH, HEIGHT))
            angle, length = rng.random() * 2 * np.pi, rng.integers(200, 900)
            end = start + length * np.array([np.cos(angle), np.sin(angle)])
            cv2.line(mask, start.tolist(), end.astype(int).tolist(), 255, int(rng.integers(1, 4)))
        photo[mask > 0] = 1.0
        cv2.imwrite(str(folder / f"scans/{number:04}.jpg"), (photo.clip(0, 1) * 255).astype("u1"))
        cv2.imwrite(str(folder / f"masks/{number:04}.png"), mask)


class Spent(NamedTuple):
    """Seconds on the clock, and of all processors together."""

    wall_s: float
    processor_s: float


def timed(work: Callable[..., None], *arguments: object) -> Spent:
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work(*arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(time.perf_counter() - started, used)


def call(*arguments: object) -> None:
    subprocess.run([*PROGRAM, *map(str, arguments)], check=True, capture_output=True)


def one_at_a_time(folder: Path, model: str, photos: list[Path], out: str) -> None:
    for photo in photos:
        target = folder / out / photo.name
        call("restore", photo, "--masks", folder / "masks", "--model", model, "-o", target)


def two_processes(folder: Path, model: str, photos: list[Path], out: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        halves = [photos[0::2], photos[1::2]]
        list(pool.map(lambda half: one_at_a_time(folder, model, half, out), halves))


def all_in_one(folder: Path, model: str, photos: list[Path], out: str) -> None:
    call("restore", *photos, "--masks", folder / "masks", "--model", model, "-o", folder / out)


def in_batch(folder: Path, model: str, photos: list[Path], out: str, *more: str) -> None:
    call(
        *("batch", photos[0].parent, folder / out, "--masks", folder / "masks"),
        *("--model", model, *more),
    )


def run() -> Iterator[dict[str, object]]:
    folder = Path(tempfile.mkdtemp())
    try:
        make_scans(folder)
        photos = sorted((folder / "scans").iterdir())
        for model in MODELS:
            one_at_a_time(folder, model, photos[:1], "warm")  # compiled loops are kept on the disk
            ours = timed(in_batch, folder, model, photos, f"{model}-batch")
            report = ("--report", str(folder / "report"))
            with_report = timed(in_batch, folder, model, photos, f"{model}-report", *report)
            yield row(f"batch with report / without, {model}", with_report, ours, COUNT)
            for name, baseline in (
                ("restore one at a time", one_at_a_time),
                ("two processes of restore", two_processes),
                ("one restore of all", all_in_one),
            ):
                out = f"{model}-{baseline.__name__}"
                theirs = timed(baseline, folder, model, photos[:BASELINE_COUNT], out)
                yield row(f"batch / {name}, {model}", ours, theirs, BASELINE_COUNT)
    finally:
        shutil.rmtree(folder)


def row(name: str, ours: Spent, baseline: Spent, baseline_count: int) -> dict[str, object]:
    pace, former = 60 * COUNT / ours.wall_s, 60 * baseline_count / baseline.wall_s
    of = f" (baseline: {baseline_count})" if baseline_count < COUNT else ""
    return {
        "name": f"{name}, {COUNT}{of} of 3 MP",
        "seconds": ours.wall_s * baseline_count / COUNT,
        "baseline_seconds": baseline.wall_s,
        "ratio": former / pace,
        "note": f"{pace:.0f} photos/min against {former:.0f}, {pace / former:.1f} times; processor "
        f"{1000 * ours.processor_s / COUNT:.0f} ms a photo against "
        f"{1000 * baseline.processor_s / baseline_count:.0f}",
    }
