"""Files from anywhere are read in a process of their own, and what goes wrong there is told here."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from inpaint_studio.app.files import opening
from inpaint_studio.document.document import Document
from inpaint_studio.document.project import state_of, write_project
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.errors import InpaintStudioError, OutOfMemoryError, PhotoFileError
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.jobs.process import ChildProcess
from inpaint_studio.progress import ProgressToken

IMAGE = np.arange(60 * 80 * 3, dtype=np.uint32).astype(np.uint8).reshape(60, 80, 3)


@pytest.fixture
def process() -> Iterator[ChildProcess]:
    made = opening.reading_process()
    yield made
    made.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    PillowImage.fromarray(IMAGE).save(tmp_path / "photo.png", dpi=(300, 300))
    return tmp_path / "photo.png"


def test_what_is_read_is_the_same(process: ChildProcess, path: Path) -> None:
    token = ProgressToken()
    photo, here = opening.photo(process, path, token), read_photo(path)
    assert np.array_equal(photo.image, IMAGE)
    assert photo.info == here.info
    assert process.process_id not in (None, os.getpid())
    document = Document.open(here)
    document.paint(Rectangle(Point(5, 5), Point(20, 30)), "rectangle")
    write_project(path.with_name("a.ora"), state_of(document))
    project = opening.project(
        process,
        path.with_name("a.ora"),
        token,
        history_cap_bytes=1 << 20,
        follows_reference=False,
    )
    assert np.array_equal(project.document.mask_array(), document.mask_array())
    assert np.array_equal(project.document.image_array(), IMAGE)
    project.document.paint(Rectangle(Point(30, 5), Point(40, 30)), "rectangle")
    assert project.document.mask_array().sum() > document.mask_array().sum()
    PillowImage.fromarray(document.mask_array().astype(np.uint8) * 255).save(path)
    mask = opening.mask(process, path, document.size, token)
    assert np.array_equal(mask, document.mask_array())


def test_what_goes_wrong_is_told_and_the_next_file_is_read(
    process: ChildProcess, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = ProgressToken()
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    with pytest.raises(PhotoFileError, match=r"bad\.png"):
        opening.photo(process, tmp_path / "bad.png", token)
    assert process.process_id is not None
    if hasattr(signal, "SIGKILL"):
        os.kill(process.process_id, signal.SIGKILL)  # as the system does where memory runs out
    try:
        photo = opening.photo(process, path, token)
    except InpaintStudioError:
        photo = opening.photo(process, path, token)
    assert np.array_equal(photo.image, IMAGE)

    def exhausted(*_: object, **__: object) -> None:
        raise OutOfMemoryError("The system ended the engine.")

    monkeypatch.setattr(ChildProcess, "call", exhausted)
    with pytest.raises(PhotoFileError, match="does not fit into memory"):
        opening.photo(process, path, token)
