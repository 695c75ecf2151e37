"""Finding the photos of a folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from inpaint_studio.batch.scan import scan_folder
from inpaint_studio.errors import BadInputError


def touch(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def names(root: Path, **options: object) -> list[str]:
    return [p.as_posix() for p in scan_folder(root, **options).photos]  # type: ignore[arg-type]


def test_photos_are_found_in_order_and_hidden_files_are_not(tmp_path: Path) -> None:
    touch(tmp_path, "b.JPG", "a.png", "notes.txt", ".hidden.jpg", "sub/c.tif", ".trash/d.png")
    assert names(tmp_path) == ["a.png", "b.JPG"]
    assert names(tmp_path, recursive=True) == ["a.png", "b.JPG", "sub/c.tif"]
    assert scan_folder(tmp_path).other_count == 1


def test_folders_to_leave_out_are_known_by_any_name(tmp_path: Path) -> None:
    touch(tmp_path, "a.png", "out/a.png")
    (tmp_path / "link").symlink_to(tmp_path / "out")
    assert names(tmp_path, recursive=True, leave_out=[tmp_path / "out" / "."]) == ["a.png"]


def test_links_in_a_circle_end_and_are_told(tmp_path: Path) -> None:
    touch(tmp_path, "sub/a.png")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "sub")
    (tmp_path / "self.jpg").symlink_to("self.jpg")
    scan = scan_folder(tmp_path, recursive=True)
    assert [p.name for p in scan.photos].count("a.png") == 1
    assert Path("self.jpg") in scan.photos
    assert sum("read already" in str(notice) for notice in scan.notices) == 2


def test_results_of_another_batch_are_no_photos(tmp_path: Path) -> None:
    touch(tmp_path, "a.png", "out/a.png", "out/.inpaint-studio/ledger.sqlite")
    scan = scan_folder(tmp_path, recursive=True)
    assert scan.photos == (Path("a.png"),)
    assert "holds results of a batch" in str(scan.notices[0])
    assert names(tmp_path / "out") == ["a.png"]


def test_linked_folders_are_followed(tmp_path: Path) -> None:
    touch(tmp_path, "elsewhere/a.png")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")
    assert names(tmp_path / "in", recursive=True) == ["link/a.png"]


def test_names_with_newlines_chinese_and_stray_bytes(tmp_path: Path) -> None:
    odd = ["two\nlines.jpg", "照片.png", "a 'quoted' \"name\".tif"]
    touch(tmp_path, *odd)
    if sys.platform == "linux":
        odd.append(os.fsdecode(b"latin\xe9.jpg"))
        touch(tmp_path, odd[-1])
    assert set(names(tmp_path)) == set(odd)


def test_twenty_thousand_files(tmp_path: Path) -> None:
    for number in range(20_000):
        os.close(os.open(tmp_path / f"{number:05}.jpg", os.O_CREAT | os.O_WRONLY))
    found = names(tmp_path)
    assert len(found) == 20_000
    assert found[:2] == ["00000.jpg", "00001.jpg"]


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    touch(tmp_path, "a.png")
    with pytest.raises(BadInputError, match=r"a\.png' is not a folder"):
        scan_folder(tmp_path / "a.png")
