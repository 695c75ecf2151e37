"""Programs killed at random moments: files are whole, nothing is done twice, work comes back."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from inpaint_studio.document.project_reader import read_project
from inpaint_studio.imaging.files import read_photo

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL"),
]

PROGRAM = (sys.executable, "-m", "inpaint_studio")
KILLS = 25
PHOTOS = 12
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from inpaint_studio.app.startup import make_application
application = make_application(["studio"])
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.settings.store import SettingsStore
window = MainWindow(SettingsStore(Path(sys.argv[3])))
window.show()
def paint(number=0):
    document = window.session.document
    if document is not None:
        at = 5 + number * 7 % 180
        document.paint(Rectangle(Point(at, at), Point(at + 20, at + 30)), "rectangle")
        if number % 5 == 4 and not window.session.files.is_busy():
            window.filing.write(Path(sys.argv[2]))
        print(number, flush=True)
    QTimer.singleShot(1200, lambda: paint(number + 1))
window.filing.open_path(Path(sys.argv[1]))
paint()
application.exec()
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of half a megapixel, beside its mask."""
    y, x = np.mgrid[0:600, 0:800]
    image = np.stack([x % 251, y % 241, (x * y) % 239], axis=2).astype(np.uint8)
    PillowImage.fromarray(image).save(tmp_path / "photo.png")
    mask = np.zeros((600, 800), np.uint8)
    mask[100:140, 200:420] = 255
    PillowImage.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path / "photo.png"


def killed(command: list[Any], after_s: float, **options: Any) -> bool:
    """Run a command and kill it after some time; False when it was quicker."""
    running = subprocess.Popen(
        [str(each) for each in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )
    try:
        running.wait(after_s)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return True
    return False


def parts(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


def test_in_place(photo: Path) -> None:
    order = [*PROGRAM, "restore", photo, "--mask", photo.with_name("mask.png"), "--in-place"]
    order += ["--model", "telea"]
    original = photo.read_bytes()
    for _ in range(2):  # the first one compiles what is compiled once
        photo.write_bytes(original)
        begun_s = time.monotonic()
        subprocess.run([str(each) for each in order], check=True, capture_output=True)
        whole_s = time.monotonic() - begun_s
    restored = photo.read_bytes()
    chance = random.Random(1)
    kills = 0
    for _ in range(KILLS):
        photo.write_bytes(original)
        # Most of them in the last part, in which the file is written.
        kills += killed(order, whole_s * chance.triangular(0.2, 1.0, 0.8))
        assert photo.read_bytes() in (original, restored)
    photo.write_bytes(original)
    subprocess.run([str(each) for each in order], check=True, capture_output=True)
    assert photo.read_bytes() == restored
    assert parts(photo.parent) == []
    assert kills > KILLS // 4


def test_batches(photo: Path, tmp_path: Path) -> None:
    photos, masks = tmp_path / "in", tmp_path / "masks"
    for folder, source in ((photos, photo), (masks, photo.with_name("mask.png"))):
        folder.mkdir()
        for number in range(PHOTOS):
            (folder / f"{number:02}.png").write_bytes(source.read_bytes())
    order = [*PROGRAM, "batch", photos, tmp_path / "out", "--masks", masks, "--model", "telea"]
    begun_s = time.monotonic()
    whole = [str(tmp_path / "whole") if each == tmp_path / "out" else str(each) for each in order]
    subprocess.run(whole, check=True, capture_output=True)
    whole_s = time.monotonic() - begun_s
    wanted = (tmp_path / "whole" / "00.png").read_bytes()
    chance = random.Random(2)
    output, kills, redone = tmp_path / "out", 0, []
    while kills < KILLS:
        done: dict[str, int] = {}
        for run in range(40):
            again = ["--resume"] if run else []
            # A new file is another inode: results take their names whole.
            before = {path.name: path.stat().st_ino for path in output.glob("*.png")}
            redone += [name for name, inode in done.items() if before.get(name) != inode]
            done = before
            if not killed([*order, *again], whole_s * chance.uniform(0.3, 1.0)):
                break
            kills += 1
            for path in output.glob("*.png"):
                assert path.read_bytes() == wanted, path
        subprocess.run([str(e) for e in [*order, "--resume"]], check=True, capture_output=True)
        assert {p.name: p.read_bytes() for p in output.glob("*.png")} == {
            f"{number:02}.png": wanted for number in range(PHOTOS)
        }
        assert parts(output) == []
        for path in sorted(output.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        output.rmdir()
    assert redone == []


def test_windows(photo: Path, tmp_path: Path) -> None:
    target = tmp_path / "saved.png"
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("STATE", "CONFIG", "DATA")}
    environment = {**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", WINDOW, photo, target, tmp_path / "settings.json"]
    chance = random.Random(3)
    size = read_photo(photo).size
    kept = 0
    for _ in range(KILLS // 2):
        running = subprocess.Popen(
            [str(each) for each in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        assert running.stdout is not None
        assert running.stdout.readline()  # the first hole is painted
        time.sleep(chance.uniform(0.0, 9.0))
        running.kill()
        running.communicate()
        if target.exists():
            assert read_photo(target).size == size
        for work in (tmp_path / "STATE").rglob("*.ora"):
            kept += 1
            assert read_project(work, follows_reference=True).document.has_hole
            work.unlink()
    assert kept > 1
    assert read_photo(photo).size == size
