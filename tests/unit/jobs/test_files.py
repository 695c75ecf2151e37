"""A file is there whole or not at all, and held by one program at a time."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.errors import ModelFileError, PhotoFileError
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.jobs.files import (
    atomic_file,
    atomic_path,
    hold_file,
    is_held,
    make_private_folder,
    sweep_parts,
    write_atomic,
)

Clean = Callable[..., None]
AT_WORK = """
import sys, time
from pathlib import Path
from inpaint_studio.jobs.files import atomic_file, hold_file
path = Path(sys.argv[1])
with hold_file(path.with_suffix(".lock")), atomic_file(path) as stream:
    stream.write(b"half")
    print("at work", flush=True)
    time.sleep(60)
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")


def test_content_arrives_whole(tmp_path: Path, folder_is_clean: Clean) -> None:
    write_atomic(tmp_path / "a", b"one")
    write_atomic(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"two"
    folder_is_clean("a")


@pytest.fixture
def folder_is_clean(tmp_path: Path) -> Clean:
    """Assert that a folder holds these files and nothing else."""

    def check(*names: str) -> None:
        assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(names)

    return check


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
@pytest.mark.parametrize(("mode", "private"), [(0o600, False), (0o644, True), (None, True)])
def test_what_is_private_is_private_from_the_first_byte(
    tmp_path: Path, mode: int | None, private: bool
) -> None:
    target = tmp_path / "a"
    if mode is not None:
        target.write_bytes(b"old")
        target.chmod(mode)
    with atomic_path(target, private=private) as temporary:
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@posix
def test_a_private_folder_is_made_and_one_that_is_there_closed(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    for name in ("open", "new"):
        make_private_folder(tmp_path / name)
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o700


def test_the_class_of_the_error_is_the_callers(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="create it first"):
        write_atomic(tmp_path / "no" / "a", b"", error=ModelFileError)


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


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that holds `a.lock` and is writing `a`."""
    command = [sys.executable, "-c", AT_WORK, str(tmp_path / "a")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "at work\n"
        try:
            yield program
        finally:
            program.kill()


def test_what_a_killed_writer_left_is_swept_and_a_living_one_left_alone(
    tmp_path: Path, at_work: subprocess.Popen[str], folder_is_clean: Clean
) -> None:
    (part,) = tmp_path.glob("*.part")
    sweep_parts(tmp_path)
    assert part.exists()
    at_work.kill()
    at_work.wait()
    write_atomic(tmp_path / "b", b"")  # the first file that the next program writes there
    folder_is_clean("a.lock", "b")


def test_parts_of_other_machines_are_swept_after_a_day(
    tmp_path: Path, folder_is_clean: Clean
) -> None:
    kept = [".inpaint-00000000-1-0123abcd.part", ".inpaint-0123456789ab.part", "mine.part"]
    gone = [".inpaint-00000000-2-0123abcd.part", ".inpaint-0123456789ac.part"]
    for name in [*kept, *gone]:
        (tmp_path / name).write_bytes(b"")
    for name in [*gone, "mine.part"]:
        os.utime(tmp_path / name, (1, 1))
    sweep_parts(tmp_path)
    folder_is_clean(*kept)


def test_a_hold_ends_with_its_program(tmp_path: Path, at_work: subprocess.Popen[str]) -> None:
    lock = tmp_path / "a.lock"
    assert is_held(lock)
    assert hold_file(lock) is None
    at_work.kill()
    at_work.wait()
    assert not is_held(lock)


def test_a_file_is_held_once_and_can_be_held_again(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    assert not is_held(lock)
    assert not lock.exists()
    for _ in range(2):
        hold = hold_file(lock)
        assert hold is not None
        with hold:
            assert hold_file(lock) is None
            assert is_held(lock)
        assert not is_held(lock)
    with pytest.raises(OSError, match="lock"):
        hold_file(lock / "below a file")
