"""Pairing photos with masks and outputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.cli.pairing import pair_jobs, parse_colour
from inpaint_studio.errors import BadInputError, OptionError


@pytest.fixture
def masks(tmp_path: Path) -> Path:
    folder = tmp_path / "masks"
    folder.mkdir()
    for name in ("a.png", "b.JPG", "notes.txt"):
        (folder / name).touch()
    return folder


def test_masks_are_found_by_stem(masks: Path, tmp_path: Path) -> None:
    jobs = pair_jobs([Path("x/a.jpg"), Path("x/b.tif")], None, masks, tmp_path / "out")
    assert [job.mask and job.mask.name for job in jobs] == ["a.png", "b.JPG"]
    assert [job.output for job in jobs] == [tmp_path / "out/a.jpg", tmp_path / "out/b.tif"]


def test_a_folder_that_is_yet_to_be_made_is_known_by_its_slash(tmp_path: Path) -> None:
    (job,) = pair_jobs([Path("a.jpg")], Path("m.png"), None, f"{tmp_path}/out/")
    assert job.output == tmp_path / "out/a.jpg"
    (job,) = pair_jobs([Path("a.jpg")], Path("m.png"), None, f"{tmp_path}/out.png")
    assert job.output == tmp_path / "out.png"


@pytest.mark.parametrize(
    "command",
    [
        ["restore", "photo.png", "--mask", "mask.png", "--model", "telea", "-o", "out/"],
        ["repair", "photo.png", "--model", "telea", "-o", "out/"],
        ["detect", "photo.png", "-o", "out/"],
    ],
)
def test_one_photo_goes_into_the_folder_that_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    image = np.full((40, 48, 3), 120, np.uint8)
    Image.fromarray(image).save("photo.png")
    mask = np.zeros((40, 48), np.uint8)
    mask[10:14, 10:30] = 255
    Image.fromarray(mask).save("mask.png")
    assert main(command) == 0
    (made,) = (tmp_path / "out").iterdir()
    assert made.name.startswith("photo.png")


def test_missing_mask_names_photo_and_folder(masks: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"notes\.jpg has no mask: .*notes\.\*"):
        pair_jobs([Path("notes.jpg")], None, masks, tmp_path / "out")


def test_two_masks_for_one_photo_are_refused(masks: Path, tmp_path: Path) -> None:
    (masks / "a.tif").touch()
    with pytest.raises(BadInputError, match=r"a\.png and a\.tif"):
        pair_jobs([Path("a.jpg")], None, masks, tmp_path / "out")


def test_masks_must_be_a_folder(masks: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="not a folder"):
        pair_jobs([Path("a.jpg")], None, masks / "a.png", tmp_path)


def test_two_photos_for_one_output_are_refused(tmp_path: Path) -> None:
    photos = [Path("x/a.jpg"), Path("y/a.jpg")]
    with pytest.raises(BadInputError, match="different folders"):
        pair_jobs(photos, Path("m.png"), None, tmp_path / "out")


def test_one_photo_into_a_file_or_a_folder(tmp_path: Path) -> None:
    mask = Path("m.png")
    (job,) = pair_jobs([Path("a.jpg")], mask, None, tmp_path / "new.png")
    assert job.output == tmp_path / "new.png"
    (job,) = pair_jobs([Path("a.jpg")], mask, None, tmp_path)
    assert job.output == tmp_path / "a.jpg"


def test_in_place_writes_to_the_photos() -> None:
    jobs = pair_jobs([Path("a.jpg"), Path("b/a.jpg")], Path("m.png"), None, None, in_place=True)
    assert [job.output for job in jobs] == [Path("a.jpg"), Path("b/a.jpg")]


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_colours_are_read_in_both_spellings(colour: tuple[int, int, int]) -> None:
    assert parse_colour("#{:02x}{:02X}{:02x}".format(*colour)) == colour
    assert parse_colour("{}, {},{}".format(*colour)) == colour


@pytest.mark.parametrize("text", ["", "red", "#12345", "1,2", "1,2,256", "1,2,-3", "#1234567"])
def test_other_colours_are_refused(text: str) -> None:
    with pytest.raises(OptionError, match="255,0,255"):
        parse_colour(text)
