"""A person restores a folder in the Studio: looks at the plan, runs it, rejects one, corrects one."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from batch_bench import hashes
from PIL import Image
from x_screen import XScreen, virtual_screen

from inpaint_studio.batch.ledger import Ledger
from inpaint_studio.batch.request import Verdict

pytestmark = pytest.mark.x11

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "samples" / "dust-bowl-home.jpg"
NAMES = ("a.jpg", "b.jpg", "c.jpg")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[XScreen]:
    with virtual_screen(tmp_path) as made:
        yield made


@pytest.fixture
def shoebox(tmp_path: Path) -> Path:
    """Three photos, each with a mask."""
    for name in ("scans", "masks"):
        (tmp_path / name).mkdir()
    with Image.open(SAMPLE) as sample:
        size = sample.size
    mask = np.zeros((size[1], size[0]), np.uint8)
    mask[size[1] // 3 : size[1] // 3 + 30, size[0] // 5 : size[0] // 2] = 255
    for name in NAMES:
        shutil.copy(SAMPLE, tmp_path / "scans" / name)
        Image.fromarray(mask).save(tmp_path / "masks" / f"{name}.png")
    folder = tmp_path / "config" / "inpaint-studio"
    folder.mkdir(parents=True)
    (folder / "settings.json").write_text(json.dumps({"model": "telea", "first_start_done": True}))
    return tmp_path


def red_px(picture: np.ndarray) -> int:
    """Pixels under the mask's overlay on this nearly grey photo."""
    return int((picture[..., 0] - picture[..., 1] > 60).sum())


def test_restore_a_folder_reject_one_correct_one(screen: XScreen, shoebox: Path) -> None:
    before = hashes(shoebox / "scans")
    screen.start(Path(sys.executable).with_name("inpaint-studio"), "studio")
    main = screen.window_of("Inpaint Studio")
    screen.place(main, 0, 0, 1400, 900)
    screen.key("ctrl+shift+o")
    batch = screen.window_of("Restore a folder")
    screen.place(batch, 0, 0, 1300, 860)

    # By keys alone: the folder of photos, past the results, to the kind of hole and the masks.
    screen.type(shoebox / "scans")
    screen.key(*["Tab"] * 5)
    screen.key("Down", "Tab")
    screen.type(shoebox / "masks")
    screen.key("alt+l")  # Look at the plan
    reds = red_px(screen.grab())
    screen.wait(lambda: blue_default(screen.grab()), "the plan")
    assert not (shoebox / "scans-restored").exists()
    screen.key("alt+s")  # Start
    done = shoebox / "scans-restored"
    screen.wait(lambda: len(hashes(done)) == 3, "the results")
    report = shoebox / "scans-restored-report" / "report.html"
    screen.wait(report.is_file, "the report")
    assert hashes(shoebox / "scans") == before
    assert all(hashes(done)[name] != before[name] for name in NAMES)

    screen.click(500, 157)  # the second photo
    screen.wait(lambda: looked_at(screen.grab()), "its before and after")
    screen.key("alt+r")  # Reject
    screen.wait(lambda: len(hashes(done)) == 2, "the rejected result to go")
    with Ledger(done / ".inpaint-studio" / "ledger.sqlite", read_only=True) as ledger:
        rejected = [name for name, row in ledger.rows().items() if row.verdict is Verdict.REJECTED]
    assert len(rejected) == 1
    assert str(rejected[0]) not in hashes(done)
    assert hashes(shoebox / "scans") == before

    screen.key("alt+c")  # the one after it, in the canvas
    screen.xdotool("windowunmap", batch)
    screen.wait(lambda: red_px(screen.grab()) > reds + 500, "the photo with its mask")
    had = hashes(done)
    opened = red_px(screen.grab())
    screen.drag((560, 560), (600, 565), (660, 570))  # more of the hole, by the brush
    screen.wait(lambda: red_px(screen.grab()) > opened + 200, "the stroke")
    screen.key("ctrl+shift+b")  # back to the batch
    screen.wait(lambda: hashes(done) != had, "the photo as it was restored in the canvas")
    screen.wait(
        lambda: "*" not in screen.xdotool("getwindowname", main), "that nothing is left to save"
    )
    again = hashes(done)
    assert len([name for name in again if again[name] != had[name]]) == 1
    assert set(again) == set(had)
    assert hashes(shoebox / "scans") == before
    assert "Traceback" not in (screen.folder / "log.txt").read_text()


def blue_default(picture: np.ndarray) -> bool:
    """True when three rows of the table show thumbnails: something lighter than the ground."""
    column = picture[90:270, 335:385]
    return bool((column.max(axis=2) > 110).mean() > 0.25)


def looked_at(picture: np.ndarray) -> bool:
    """True when the review shows a photo with its divider, a line of the accent."""
    part = picture[50:620, 900:1290]
    accent = (np.abs(part - np.array((63, 127, 193))) < 12).all(axis=2)
    return bool(accent.sum(axis=0).max() > 100)
