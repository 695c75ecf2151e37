"""The report in a real browser: it opens from the disk, and its sliders follow pointer and keys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from x_screen import XScreen, virtual_screen

from inpaint_studio.batch.batch import run_batch
from inpaint_studio.batch.mask_source import MaskFolder
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.jobs.fill_settings import FillSettings

pytestmark = pytest.mark.x11

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
ACCENT = (240, 160, 48)
HOLE = (235, 60, 60)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[XScreen]:
    with virtual_screen(tmp_path, 1000, 800) as made:
        yield made


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Of one blue photo with a broad white scratch down each half."""
    for name in ("in", "masks"):
        (tmp_path / name).mkdir()
    photo = np.full((600, 800, 3), (40, 60, 140), np.uint8)
    mask = np.zeros((600, 800), np.uint8)
    for left in (180, 600):
        mask[50:550, left : left + 24] = 255
    photo[mask > 0] = 255
    Image.fromarray(photo).save(tmp_path / "in" / "blue & <b>.png")
    Image.fromarray(mask).save(tmp_path / "masks" / "blue & <b>.png")
    request = BatchRequest(
        photos=tmp_path / "in",
        output=tmp_path / "out",
        source=MaskFolder(tmp_path / "masks"),
        settings=FillSettings(model="telea"),
        report=tmp_path / "report",
    )
    page = run_batch(request).report
    assert page is not None
    return page


def is_colour(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return np.asarray((np.abs(picture - np.array(colour)) < 26).all(axis=2))


def divider(picture: np.ndarray, box: tuple[int, int, int, int] | None = None) -> int | None:
    """The column of the divider: a line of the accent's colour, as high as the photo.

    Looked for within the photo once that is known: what has the keyboard is framed in that colour.
    """
    first, last = (0, picture.shape[1]) if box is None else (box[0] + 6, box[2] - 6)
    counts = is_colour(picture, ACCENT).sum(axis=0)[first:last]
    return first + int(np.argmax(counts)) if counts.max() > 150 else None


def photo_box(picture: np.ndarray) -> tuple[int, int, int, int]:
    """Where the blue photo lies: left, top, right, bottom."""
    blue = is_colour(picture, (40, 60, 140))
    rows, columns = np.flatnonzero(blue.sum(axis=1) > 50), np.flatnonzero(blue.sum(axis=0) > 50)
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def white(picture: np.ndarray, box: tuple[int, int, int, int], low: float, high: float) -> int:
    """White pixels between two shares of the photo's width."""
    left, top, right, bottom = box
    wide = right - left
    part = picture[top:bottom, left + int(low * wide) : left + int(high * wide)]
    return int((part.min(axis=2) > 200).sum())


def test_sliders_follow_pointer_and_keys(screen: XScreen, report: Path) -> None:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        pytest.skip("there is no Chromium")
    screen.start(
        browser,
        *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
        *("--window-size=980,780", "--window-position=0,0"),
        f"--user-data-dir={screen.folder / 'profile'}",
        f"--app={report.as_uri()}",
    )
    screen.wait(lambda: divider(screen.grab()) is not None, "the page")
    shown = screen.grab()
    box = photo_box(shown)
    middle = divider(shown)
    assert middle is not None
    assert abs(middle - (box[0] + box[2]) / 2) < 4
    # Left of the divider is before, with its scratch; right of it after, without.
    assert white(shown, box, 0.0, 0.48) > 1000
    assert white(shown, box, 0.52, 1.0) == 0

    height = (box[1] + box[3]) // 2
    target = box[0] + int(0.1 * (box[2] - box[0]))
    screen.drag((middle, height), (middle - 40, height), (target, height))
    screen.wait(lambda: abs((divider(screen.grab(), box) or 999) - target) < 14, "the divider")
    assert white(screen.grab(), box, 0.14, 1.0) == 0

    screen.key("End")
    screen.wait(lambda: white(screen.grab(), box, 0.5, 0.97) > 1000, "the photo as it was")
    screen.key("Home")
    screen.wait(lambda: white(screen.grab(), box, 0.03, 1.0) == 0, "the result alone")

    screen.key("Tab", "space")  # on to "Mask"
    screen.wait(lambda: is_colour(screen.grab(), HOLE).sum() > 1000, "the mask")
