"""Recovery: what a killed program leaves is found, what a running one holds is not."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PilImage

from inpaint_studio.document.document import Document
from inpaint_studio.document.project import state_of
from inpaint_studio.document.project_reader import read_project
from inpaint_studio.document.recovery import RecoveryFile, left_behind
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.errors import PhotoFileError
from inpaint_studio.imaging.files import read_photo

KILLED = """
import sys, time, pathlib
import numpy as np
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.project import state_of
from inpaint_studio.document.recovery import RecoveryFile
from inpaint_studio.document.shapes import Point, Rectangle
document = Document(np.full((50, 60, 3), 7, np.uint8))
document.paint(Rectangle(Point(5, 5), Point(9, 9)), "rectangle")
recovery = RecoveryFile(pathlib.Path(sys.argv[1]))
recovery.save(state_of(document), extra={"zoom": 2})
print("saved", flush=True)
time.sleep(60)
"""


def painted(image: np.ndarray) -> Document:
    document = Document(image)
    document.paint(Rectangle(Point(5, 5), Point(9, 9)), "rectangle")
    return document


def test_a_running_program_keeps_its_own(tmp_path: Path) -> None:
    document = painted(np.zeros((20, 30, 3), np.uint8))
    with RecoveryFile(tmp_path) as recovery:
        recovery.save(state_of(document))
        assert recovery.path.exists()
        assert left_behind(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_after_a_kill_the_work_is_found(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "saved\n"
        assert left_behind(tmp_path) == ()
    finally:
        program.kill()
        program.communicate(timeout=30)
    (left,) = left_behind(tmp_path)
    project = read_project(left.path, follows_reference=True)
    assert project.extra == {"zoom": 2}
    assert project.document.mask_array().sum() == 16
    assert (project.document.image_array() == 7).all()
    left.remove()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_unsaved_work_is_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "recovery"
    with RecoveryFile(folder) as recovery:
        recovery.save(state_of(painted(np.zeros((20, 30, 3), np.uint8))))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(recovery.path.stat().st_mode) == 0o600


def test_a_photo_file_is_pointed_to_until_it_changes(tmp_path: Path) -> None:
    source = tmp_path / "photo.png"
    pixels = np.random.default_rng(0).integers(0, 255, (900, 900, 3), dtype=np.uint8)
    PilImage.fromarray(pixels).save(source)
    document = Document.open(read_photo(source))
    folder = tmp_path / "recovery"
    recovery = RecoveryFile(folder)
    recovery.save(state_of(document))
    # A small picture is in it, the photo is not.
    assert recovery.path.stat().st_size < source.stat().st_size / 5
    source.unlink()
    recovery.save(state_of(document))
    recovery.close(keep=True)
    (left,) = left_behind(folder)
    assert np.array_equal(
        read_project(left.path, follows_reference=True).document.image_array(), pixels
    )


def test_keeping_leaves_it_for_the_next_start(tmp_path: Path) -> None:
    recovery = RecoveryFile(tmp_path)
    recovery.save(state_of(painted(np.zeros((20, 30, 3), np.uint8))))
    recovery.close(keep=True)
    assert [left.path for left in left_behind(tmp_path)] == [recovery.path]


def test_old_litter_is_swept(tmp_path: Path) -> None:
    old, new = (tmp_path / f".inpaint-0123456789a{n}.part" for n in (1, 2))
    lock = tmp_path / "a.lock"
    for path in (old, new, lock):
        path.write_bytes(b"")
    for path in (old, lock):
        os.utime(path, (1, 1))
    assert left_behind(tmp_path) == ()
    assert [path.name for path in tmp_path.iterdir()] == [new.name]


def test_no_folder_is_no_recovery(tmp_path: Path) -> None:
    assert left_behind(tmp_path / "none") == ()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PhotoFileError, match="cannot be kept"):
        RecoveryFile(tmp_path / "file")


def test_what_was_left_says_whose_it_is_and_shows_it(tmp_path: Path) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    path = tmp_path / "aunt.png"
    PilImage.fromarray(picture).save(path)
    document = Document.open(read_photo(path))
    document.paint(Rectangle(Point(5, 5), Point(9, 9)), "rectangle")
    folder = tmp_path / "state"
    recovery = RecoveryFile(folder)
    recovery.save(state_of(document))
    recovery.close(keep=True)
    (left,) = left_behind(folder)
    name, small = left.look()
    assert name == "aunt.png"
    assert small is not None
    assert np.array_equal(small, picture)
    left.path.write_bytes(b"no zip")
    assert left.look() == ("", None)
