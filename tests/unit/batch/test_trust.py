"""Originals are only read, and what goes wrong with disks and files has a defined end."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from batch_bench import Bench, hashes, save_mask, save_photo

from inpaint_studio.batch import stages
from inpaint_studio.batch.ledger import Ledger
from inpaint_studio.batch.mask_source import MaskFolder
from inpaint_studio.errors import InpaintStudioError, PhotoFileError
from inpaint_studio.imaging.files import read
from inpaint_studio.jobs import files

# Refuses, as a read-only disk would, even for a user whom permissions do not stop; and notes every
# opening for writing, renaming or removing in the folders of photos and masks.
WATCHED = """
import os, sys
folders = tuple(os.path.realpath(p) + os.sep for p in sys.argv[1:3])
touched = []
def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        names = [path] if writes else []
    elif event in ("os.rename", "os.link", "os.symlink"):
        names = arguments[:2]
    elif event in ("os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.chown", "os.utime",
                   "os.truncate", "os.setxattr"):
        names = arguments[:1]
    else:
        return
    for name in names:
        if isinstance(name, (str, bytes, os.PathLike)):
            if (os.path.realpath(os.fsdecode(name)) + os.sep).startswith(folders):
                touched.append((event, name))
                raise OSError(30, "Read-only file system", name)
sys.addaudithook(watch)
from inpaint_studio.cli import main
photos, masks, out, report = sys.argv[1:]
status = main(["batch", photos, out, "--masks", masks, "--recursive", "--model", "telea",
               "--report", report])
assert not touched, touched
sys.exit(status)
"""


@contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    paths = [p for folder in folders for p in (folder, *folder.rglob("*"))]
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    for path in reversed(paths):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_originals_are_only_read(bench: Bench) -> None:
    folders = (bench.photos, bench.masks)
    before = [hashes(folder) for folder in folders]
    times = {p: p.stat().st_mtime_ns for f in folders for p in f.rglob("*")}
    with read_only(*folders):
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *map(str, [*folders, bench.output, bench.root / "r"])],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert [hashes(folder) for folder in folders] == before
    assert times == {p: p.stat().st_mtime_ns for f in folders for p in f.rglob("*")}
    assert set(hashes(bench.output)) == {"a.jpg", "b.png", "sub/c.tif"}


def full_disk(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """The disk is full from the photo on that is written after so many."""
    left = [after]

    def sync(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", sync)


def test_a_full_disk_ends_the_run_and_resume_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        save_photo(bench.photos / f"n{number:02}.png", number)
        save_mask(bench.masks / f"n{number:02}.png")
    with monkeypatch.context() as patch:
        full_disk(patch, after=3)
        result = bench.run(workers=1)
    assert result.stopped_by is not None
    assert "disk is full" in str(result.stopped_by)
    assert result.done_count == 1
    # It is no fault of a photo, and every further one would have met it too.
    assert result.failures == ()
    assert not result.is_complete
    assert len(bench.filled) < 12
    assert len(hashes(bench.output)) == 1
    assert not list(bench.output.rglob("*.part"))
    assert bench.run(resume=True).is_complete
    assert len(hashes(bench.output)) == 23


def test_a_full_disk_under_the_ledger_is_told_in_one_line(bench: Bench) -> None:
    with Ledger(bench.root / "ledger.sqlite") as ledger:
        ledger._database.execute("PRAGMA max_page_count = 12")
        with pytest.raises(InpaintStudioError, match=r"disk is full; .*earlier run") as told:
            fill_up(ledger)
    assert "\n" not in str(told.value)


def fill_up(ledger: Ledger) -> None:
    for number in range(10_000):
        ledger.start(Path("long" * 40 + str(number)))


@pytest.mark.skipif(sys.platform != "linux", reason="needs file systems in memory")
def test_a_disk_that_is_really_full(bench: Bench) -> None:
    """A disk of a megabyte: what fits is done and whole, the run says what happened."""
    for number in range(100):
        save_photo(bench.photos / f"n{number:02}.png", number)
        save_mask(bench.masks / f"n{number:02}.png")
    bench.output.mkdir()
    script = (
        f"mount -t tmpfs -o size=600k none {bench.output} || exit 99; "
        f"{sys.executable} -m inpaint_studio batch {bench.photos} {bench.output}/o --masks "
        f"{bench.masks} --model telea; status=$?; "
        f"cp -r {bench.output}/o {bench.root}/copy; exit $status"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False
    )
    if done.returncode == 99 or "unshare" in done.stderr:
        pytest.skip("this user may not mount")
    assert done.returncode in (1, 2), done.stderr
    assert "full" in done.stderr
    assert "Traceback" not in done.stderr
    for path in (bench.root / "copy").glob("*.png"):
        assert read.read_photo(path).size == (40, 60)


def test_a_photo_that_nobody_may_read_fails_alone(bench: Bench) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o777)
        for name in ("in", "masks"):
            shutil.copytree(bench.root / name, folder / name)
        (folder / "in" / "b.png").chmod(0)
        with as_nobody():
            result = bench.run(
                photos=folder / "in", output=folder / "out", source=MaskFolder(folder / "masks")
            )
        assert [f.relative.name for f in result.failures] == ["b.png"]
        assert "permission is denied" in str(result.failures[0].error)
        assert result.done_count == 2
    finally:
        shutil.rmtree(folder)


def test_an_output_folder_that_nobody_may_write(bench: Bench) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        for name in ("in", "masks"):
            shutil.copytree(bench.root / name, folder / name)
        folder.chmod(0o555)
        source = MaskFolder(folder / "masks")
        with as_nobody(), pytest.raises(PhotoFileError, match=r"out.*permission is denied"):
            bench.run(photos=folder / "in", output=folder / "out", source=source)
        (folder / "masks").chmod(0)
        with as_nobody(), pytest.raises(PhotoFileError, match=r"masks.*permission is denied"):
            bench.run(photos=folder / "in", output=folder / "out", source=source)
    finally:
        for path in (folder, folder / "masks"):
            path.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """The super-user may read and write everything; be somebody else for a while."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("which", ["photo", "mask"])
def test_a_file_that_changes_while_it_is_filled(bench: Bench, which: str) -> None:
    path = bench.photos / "b.png" if which == "photo" else bench.masks / "b.png"

    def change(request: Any, token: object) -> None:
        if request.image.shape and not changed and is_b(bench, request):
            changed.append(True)
            (save_photo if which == "photo" else save_mask)(path, 15)

    changed: list[bool] = []
    original = read.read_photo(bench.photos / "b.png").image
    bench.before = change
    bench.b_pixels = original  # type: ignore[attr-defined]
    result = bench.run()
    assert [f.relative.name for f in result.failures] == ["b.png"]
    assert "changed while it was worked on" in str(result.failures[0].error)
    assert set(hashes(bench.output)) == {"a.jpg", "sub/c.tif"}
    bench.before = None
    assert bench.run(resume=True).done_count == 1


def is_b(bench: Any, request: Any) -> bool:
    return bool((request.image[0, 0] == bench.b_pixels[0, 0]).all())


def test_a_file_that_changes_while_its_result_is_written(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    write: Callable[..., Any] = stages.write_photo

    def write_and_change(path: Path, image: Any, **options: Any) -> Any:
        unkept = write(path, image, **options)
        if path.name == "c.tif":
            save_photo(bench.photos / "sub/c.tif", 50)
        return unkept

    with monkeypatch.context() as patch:
        patch.setattr(stages, "write_photo", write_and_change)
        result = bench.run()
    assert [f.relative.name for f in result.failures] == ["c.tif"]
    assert not (bench.output / "sub" / "c.tif").exists()
    assert bench.run(resume=True).is_complete


def test_a_photo_that_is_removed_before_its_turn(bench: Bench) -> None:
    request = replace(bench.request, workers=1)

    def remove(fill: object, token: object) -> None:
        (bench.photos / "z.png").unlink(missing_ok=True)

    for number in range(12):
        save_photo(bench.photos / f"m{number}.png")
        save_mask(bench.masks / f"m{number}.png")
    save_photo(bench.photos / "z.png")
    save_mask(bench.masks / "z.png")
    bench.before = remove
    result = bench.run(workers=request.workers)
    assert [f.relative.name for f in result.failures] == ["z.png"]
    assert "no such file" in str(result.failures[0].error)


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
def test_what_only_looks_like_a_photo_fails_alone(bench: Bench) -> None:
    """Links in a circle or to nowhere, a pipe, an empty file: each told, the others done."""
    (bench.photos / "circle.png").symlink_to("circle.png")
    (bench.photos / "nowhere.png").symlink_to("gone.png")
    (bench.photos / "empty.png").touch()
    os.mkfifo(bench.photos / "pipe.png")
    odd = ("circle", "empty", "nowhere", "pipe")
    for name in odd:
        save_mask(bench.masks / f"{name}.png")
    result = bench.run()
    assert result.done_count == 3
    assert sorted(f.relative.stem for f in result.failures) == list(odd)
    told = {f.relative.stem: str(f.error) for f in result.failures}
    assert "links lead in a circle" in told["circle"]
    assert "there is no such file" in told["nowhere"]
    assert "is empty (0 bytes)" in told["empty"]
    assert "is a device" in told["pipe"]
    assert set(hashes(bench.output)) == {"a.jpg", "b.png", "sub/c.tif"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_folders_linked_in_a_circle_are_entered_once(bench: Bench) -> None:
    (bench.photos / "again").symlink_to(bench.photos)
    (bench.photos / "sub" / "up").symlink_to(bench.photos)
    assert bench.run().done_count == 3
    assert set(hashes(bench.output)) == {"a.jpg", "b.png", "sub/c.tif"}
