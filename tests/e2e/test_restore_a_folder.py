"""A user restores a folder, the machine dies on the way, and the next run goes on."""

from __future__ import annotations

import csv
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from command_line import Command
from PIL import Image

COUNT = 30
PROGRAM = Path(sys.executable).with_name("inpaint-studio")


@pytest.fixture
def shoebox(tmp_path: Path) -> Path:
    """Photographs with scratches, large enough that a run takes a while."""
    rng = np.random.default_rng(0)
    for folder in ("scans/album 一", "masks/album 一"):
        (tmp_path / folder).mkdir(parents=True)
    for number in range(COUNT):
        low = rng.integers(0, 255, (30, 40, 3), np.uint8)
        photo = Image.fromarray(low).resize((800, 600), Image.Resampling.BICUBIC)
        mask = np.zeros((600, 800), np.uint8)
        mask[50:550, 100 + number : 104 + number] = 255
        mask[300:303, 50:750] = 255
        name = f"album 一/{number:02}"
        photo.save(tmp_path / "scans" / f"{name}.{'jpg' if number % 3 else 'png'}")
        Image.fromarray(mask).save(tmp_path / "masks" / f"{name}.png")
    return tmp_path


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.suffix in (".jpg", ".png")
    }


ARGUMENTS = ["batch", "scans", "done", "--masks", "masks", "--recursive", "--model", "telea"]


def interrupted(folder: Path, number: signal.Signals, after: int) -> subprocess.Popen[str]:
    """A run that gets a signal once so many results are there."""
    running = subprocess.Popen(
        [str(PROGRAM), *ARGUMENTS, "--workers", "1"],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 120
    while len(hashes(folder / "done")) < after and running.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    running.send_signal(number)
    return running


def test_a_folder_is_restored_with_a_report(command: Command, shoebox: Path) -> None:
    before = hashes(shoebox / "scans")
    done = command(*ARGUMENTS, "--report", "report")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{COUNT} restored in ")
    assert hashes(shoebox / "scans") == before
    assert set(hashes(shoebox / "done")) == set(before)
    with (shoebox / "report/report.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["state"] for row in rows} == {"done"}
    assert len(rows) == COUNT
    restored = np.array(Image.open(shoebox / "done/album 一/00.png"))
    original = np.array(Image.open(shoebox / "scans/album 一/00.png"))
    mask = np.array(Image.open(shoebox / "masks/album 一/00.png")) > 0
    assert (restored[~mask] == original[~mask]).all()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_after_kill_9_resume_goes_on_and_repeats_nothing(command: Command, shoebox: Path) -> None:
    with interrupted(shoebox, signal.SIGKILL, after=5) as running:
        assert running.wait(60) == -signal.SIGKILL
    refused = command(*ARGUMENTS)
    assert refused.returncode == 2
    assert "--resume" in refused.stderr

    for path in (shoebox / "done").rglob("*.*"):
        if path.suffix in (".jpg", ".png"):
            Image.open(path).load()  # nothing is half-written
    plan = command(*ARGUMENTS, "--resume", "--dry-run").stdout.splitlines()
    kept = {line.split("'")[1].rsplit("/")[-1] for line in plan if line.startswith("done:")}
    assert 1 <= len(kept) < COUNT
    times = {p: p.stat().st_mtime_ns for p in (shoebox / "done").rglob("*") if p.name in kept}

    resumed = command(*ARGUMENTS, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stdout.startswith(f"{COUNT - len(kept)} restored in ")
    assert f"{len(kept)} done already" in resumed.stdout
    assert all(path.stat().st_mtime_ns == time_ns for path, time_ns in times.items())

    uninterrupted = command(*[a if a != "done" else "again" for a in ARGUMENTS])
    assert uninterrupted.returncode == 0
    assert hashes(shoebox / "done") == hashes(shoebox / "again")


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to another process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_termination_end_cleanly_and_resume_goes_on(
    command: Command, shoebox: Path, number: signal.Signals
) -> None:
    with interrupted(shoebox, number, after=3) as running:
        _, told = running.communicate(timeout=60)
    assert running.returncode == 130, told
    assert "run again with --resume to do the rest" in told
    assert "Traceback" not in told
    assert not list((shoebox / "done").rglob("*.part"))
    resumed = command(*ARGUMENTS, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert len(hashes(shoebox / "done")) == COUNT
