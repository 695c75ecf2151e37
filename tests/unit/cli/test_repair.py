"""`repair`: damage found and filled in one go, and what is said about it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scratched_photo import landscape, scratched

from inpaint_studio.cli import main
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.imaging.mask_file import read_mask, write_mask

FILTERS = ("--method", "filters", "--sensitivity", "0.5", "--model", "telea")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    write_photo(path, scratched(landscape(), 250)[0])
    return path


def test_a_scratched_photo_is_repaired_and_told_how(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    before = photo.read_bytes()
    assert main(["repair", str(photo), "-o", str(out), "--keep-mask", *FILTERS]) == 0
    told = capsys.readouterr().out
    assert "repaired by telea" in told
    assert "% of the photo" in told
    mask = read_mask(tmp_path / "out.png.mask.png")
    _, truth = scratched(landscape(), 250)
    assert (mask & truth).sum() > 0.5 * truth.sum()
    old, new = read_photo(photo).image, read_photo(out).image
    assert np.array_equal(old[~mask], new[~mask])
    # The scratches are gone: what was there is nearer to the photo without them.
    clean = landscape().astype(int)
    found = mask & truth
    assert np.abs(new.astype(int) - clean)[found].mean() < 20
    assert np.abs(old.astype(int) - clean)[found].mean() > 40
    assert photo.read_bytes() == before


def test_no_mask_is_left_unless_it_is_asked_for(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    out.mkdir()
    assert main(["repair", str(photo), "-o", str(out), *FILTERS]) == 0
    assert [path.name for path in out.iterdir()] == ["photo.png"]


def test_a_whole_photo_is_copied_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, out = tmp_path / "whole.png", tmp_path / "out.png"
    write_photo(photo, np.full((80, 90, 3), 120, np.uint8))
    assert main(["repair", str(photo), "-o", str(out), *FILTERS]) == 0
    assert out.read_bytes() == photo.read_bytes()
    assert "no damage was found" in capsys.readouterr().out


def test_it_takes_the_way_of_batch(photo: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "one.png"
    folder.mkdir()
    photo.rename(folder / "photo.png")
    photo = folder / "photo.png"
    assert main(["repair", str(photo), "-o", str(out), "--model", "telea"]) == 0
    words = [str(folder), str(tmp_path / "all"), "--detect", "scratches,dust,tears"]
    assert main(["batch", *words, "--model", "telea"]) == 0
    batch = read_photo(tmp_path / "all" / "photo.png").image
    assert np.array_equal(read_photo(out).image, batch)


def test_several_photos_one_of_them_bad(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"nothing")
    out = tmp_path / "results"
    words = ["repair", str(photo), str(bad), "-o", str(out), "--json", *FILTERS]
    assert main(words) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["model"] == "telea"
    assert lines[0]["hole_px"] > 0
    assert "error" in lines[1]
    assert [path.name for path in out.iterdir()] == ["photo.png"]


def test_folders_the_photo_itself_and_senseless_options_are_refused(
    photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mask = tmp_path / "mask.png"
    write_mask(mask, np.zeros((10, 10), np.bool_))
    for words, said in (
        ([str(tmp_path), "-o", "x"], "batch"),
        ([str(photo), "-o", str(photo)], "which is read"),
        ([str(photo), "-o", "x.png", "--sensitivity", "2"], "Sensitivity"),
        ([str(photo), "-o", "x.png", "--like", str(photo), str(mask), "--method", "filters"],
         "--like"),
    ):  # fmt: skip
        assert main(["repair", *words]) == 2
        assert said in capsys.readouterr().err
