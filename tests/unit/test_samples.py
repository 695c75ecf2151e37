"""The sample photographs: each has a mask of its size, a credit, a row in the list, a small file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.mask_file import read_mask
from inpaint_studio.imaging.types import size_of
from inpaint_studio.paths import resources_dir

SAMPLES = resources_dir() / "samples"
MASKS = sorted(SAMPLES.glob("*.mask.png"))
LARGEST_BYTES = 350 * 1024


def photo_of(mask_path: Path) -> Path:
    return mask_path.with_name(mask_path.name.replace(".mask.png", ".jpg"))


def original_of(mask_path: Path) -> Path:
    return photo_of(mask_path).with_suffix(".original.jpg")


def test_there_are_enough() -> None:
    assert len(MASKS) >= 8


@pytest.mark.parametrize("mask_path", MASKS, ids=lambda path: path.name)
def test_mask_fits_its_photograph(mask_path: Path) -> None:
    photo = read_photo(photo_of(mask_path))
    mask = read_mask(mask_path, size=size_of(photo.image))
    assert 0.002 < mask.mean() < 0.2
    with Image.open(mask_path) as file:
        levels = np.unique(np.asarray(file.convert("L")))
    assert levels.tolist() == [0, 255]


@pytest.mark.parametrize(
    "mask_path",
    [path for path in MASKS if original_of(path).exists()],
    ids=lambda path: path.name,
)
def test_outside_the_mask_a_drawn_sample_is_its_original(mask_path: Path) -> None:
    """The mask covers what was drawn: beyond it only JPEG's rounding differs."""
    before = read_photo(original_of(mask_path)).image.astype(np.int16)
    after = read_photo(photo_of(mask_path)).image.astype(np.int16)
    known = ~read_mask(mask_path)
    difference = np.abs(before - after).max(2)
    assert difference[known].mean() < 4.0
    assert difference[~known].mean() > 2 * difference[known].mean()


def test_every_file_is_small_and_listed() -> None:
    listed = (SAMPLES / "README.md").read_text()
    for path in SAMPLES.iterdir():
        assert path.stat().st_size <= LARGEST_BYTES, path.name
        if path.name != "README.md":
            assert f"`{path.name.split('.')[0]}`" in listed, path.name


@pytest.mark.parametrize("mask_path", MASKS, ids=lambda path: path.name)
def test_the_file_names_its_author(mask_path: Path) -> None:
    with Image.open(photo_of(mask_path)) as file:
        comment = file.info["comment"].decode()
    assert "CC" in comment
    author = comment.split(",")[0]
    assert author in (SAMPLES / "README.md").read_text()
