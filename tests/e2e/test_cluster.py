"""A folder on a cluster of two machines, one of which dies on the way."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from batch_bench import hashes
from PIL import Image

from inpaint_studio.batch.ledger import Ledger
from inpaint_studio.batch.request import State

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(
        importlib.util.find_spec("ray") is None,
        reason="Ray is not installed; pip install 'inpaint-studio[cluster]'",
    ),
]

COUNT = 80
PROGRAM = Path(sys.executable).with_name("inpaint-studio")


@pytest.fixture
def cluster() -> Iterator[subprocess.Popen[str]]:
    script = Path(__file__).resolve().parents[1] / "cluster_here.py"
    running = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield running
    assert running.stdin is not None
    running.stdin.close()
    running.wait(60)
    assert running.stdout is not None
    running.stdout.close()


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for folder in ("scans", "masks"):
        (tmp_path / folder).mkdir()
    for number in range(COUNT):
        low = rng.integers(0, 255, (30, 40, 3), np.uint8)
        photo = Image.fromarray(low).resize((1600, 1200), Image.Resampling.BICUBIC)
        mask = np.zeros((1200, 1600), np.uint8)
        mask[50:1150, 100 + number : 108 + number] = 255
        mask[600:606, 50:1550] = 255
        photo.save(tmp_path / f"scans/{number:02}.png", compress_level=1)
        Image.fromarray(mask).save(tmp_path / f"masks/{number:02}.png")
    (tmp_path / "scans" / "broken.png").write_bytes(b"")
    (tmp_path / "masks" / "broken.png").write_bytes((tmp_path / "masks/00.png").read_bytes())
    return tmp_path


def batch(scans: Path, output: str, *more: str) -> subprocess.Popen[str]:
    words = ["batch", "scans", output, "--masks", "masks", "--model", "telea", *more]
    return subprocess.Popen(
        [str(PROGRAM), *words],
        cwd=scans,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_machine_that_dies_loses_nothing_and_nothing_is_done_twice(
    cluster: subprocess.Popen[str], scans: Path
) -> None:
    assert cluster.stdout is not None
    assert cluster.stdin is not None
    address = cluster.stdout.readline().strip()
    with batch(scans, "done", "--cluster", address, "--report", "report") as running:
        deadline = time.monotonic() + 200
        while len(hashes(scans / "done")) < 10 and running.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        cluster.stdin.write("kill\n")
        cluster.stdin.flush()
        early = {path: path.stat().st_mtime_ns for path in (scans / "done").glob("*.png")}
        with Ledger(scans / "done/.inpaint-studio/ledger.sqlite", read_only=True) as ledger:
            settled = {name for name, row in ledger.rows().items() if row.state is State.DONE}
        assert cluster.stdout.readline().strip() == "killed"
        assert len(settled) < COUNT, "the run was over before the machine died"
        told, errors = running.communicate(timeout=250)
    assert running.returncode == 1, errors  # for the broken one
    assert told.startswith(f"{COUNT} restored in ")
    assert "'broken.png' is empty" in errors or "broken.png" in errors
    assert "Traceback" not in errors
    # What was in the ledger when the machine died was not touched again.
    for path, time_ns in early.items():
        if Path(path.name) in settled:
            assert path.stat().st_mtime_ns == time_ns
    with (scans / "report/report.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sum(row["state"] == "done" for row in rows) == COUNT
    assert len(rows) == COUNT + 1
    with batch(scans, "alone") as local:
        local.communicate(timeout=250)
    assert hashes(scans / "done") == hashes(scans / "alone")
    with batch(scans, "done", "--resume") as again:
        assert again.communicate(timeout=100)[0].startswith(f"0 restored, {COUNT} done already")


def test_an_address_without_a_cluster_is_told_in_one_line(scans: Path) -> None:
    with batch(scans, "done", "--cluster", "127.0.0.1:1") as running:
        _, errors = running.communicate(timeout=200)
    assert running.returncode == 1
    assert "There is no Ray cluster at '127.0.0.1:1'" in errors
    assert "Traceback" not in errors
    assert not hashes(scans / "done")
