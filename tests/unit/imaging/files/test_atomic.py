"""A file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.imaging.files.atomic import atomic_file, write_atomic

Clean = Callable[..., None]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")


def test_content_arrives_whole(tmp_path: Path, folder_is_clean: Clean) -> None:
    write_atomic(tmp_path / "a", b"one")
    write_atomic(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    folder_is_clean("a")


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, SystemExit])
def test_any_fault_leaves_the_target_and_nothing_else(
    tmp_path: Path, folder_is_clean: Clean, fault: type[BaseException]
) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def interrupted() -> None:
        with atomic_file(tmp_path / "a") as stream:
            stream.write(b"half")
            raise fault

    with pytest.raises(fault):
        interrupted()
    assert (tmp_path / "a").read_bytes() == b"old"
    folder_is_clean("a")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_full_disk_is_told(
    tmp_path: Path, folder_is_clean: Clean, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(PhotoFileError, match=r"'.*a\.png' cannot be written: the disk is full"):
        write_photo(tmp_path / "a.png", np.zeros((3, 3, 3), np.uint8))
    folder_is_clean()


@posix
def test_permissions_of_an_existing_target_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    write_atomic(tmp_path / "a", b"new")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


@posix
def test_new_files_follow_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a", b"new")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


@posix
def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "far" / "a")
    write_atomic(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "far" / "a").read_bytes() == b"new"


def test_missing_folder_and_folder_as_target_are_told(tmp_path: Path) -> None:
    with pytest.raises(PhotoFileError, match=r"no folder .*create it first"):
        write_atomic(tmp_path / "no" / "a", b"")
    (tmp_path / "b").mkdir()
    with pytest.raises(PhotoFileError, match="name a file"):
        write_atomic(tmp_path / "b", b"")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_folder_without_permission_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PhotoFileError, match="permission is denied"):
            write_atomic(tmp_path / "a", b"")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "name",
    [
        "Straße mit Kindern 1923.png",
        "写真 と 空白.png",
        "emoji \N{CAMERA}.png",
        pytest.param("two\nlines.png", marks=posix),
        pytest.param("x" * 251 + ".png", id="longest component"),
    ],
)
def test_names_of_all_kinds(tmp_path: Path, name: str) -> None:
    image = np.arange(27, dtype=np.uint8).reshape(3, 3, 3)
    write_photo(tmp_path / name, image)
    photo = read_photo(tmp_path / name)
    assert (photo.image == image).all()
    write_photo(tmp_path / name, image, like=photo, in_place=True)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_deep_paths_work(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["d" * 100] * 8)
    folder.mkdir(parents=True)
    image = np.zeros((2, 2, 3), np.uint8)
    write_photo(folder / "a.png", image)
    assert (read_photo(folder / "a.png").image == image).all()


@posix
def test_too_long_a_name_is_told(tmp_path: Path, folder_is_clean: Clean) -> None:
    path = tmp_path / ("x" * 300 + ".png")
    with pytest.raises(PhotoFileError, match=r"longer than the system allows.*shorten it"):
        write_photo(path, np.zeros((2, 2, 3), np.uint8))
    with pytest.raises(PhotoFileError, match="shorten it"):
        read_photo(path)
    folder_is_clean()
