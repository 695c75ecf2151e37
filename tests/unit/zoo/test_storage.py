"""Model folders appear whole or not at all."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from inpaint_studio.errors import CancelledError, ModelFileError
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelFile
from inpaint_studio.zoo.storage import (
    copy_checked,
    describe_file,
    discard_folder,
    new_model_folder,
    sha256_of,
)

DATA = b"weights" * 1000
FILE = ModelFile("w.bin", "weights", hashlib.sha256(DATA).hexdigest(), len(DATA))


def test_a_folder_appears_when_it_is_filled(models_dir: Path) -> None:
    with new_model_folder("one") as folder:
        (folder / "w.bin").write_bytes(DATA)
        assert not (models_dir / "one").exists()
    assert [path.name for path in models_dir.iterdir()] == ["one"]
    assert (models_dir / "one" / "w.bin").read_bytes() == DATA


@pytest.mark.parametrize("error", [ModelFileError("x"), KeyboardInterrupt(), OSError(28, "full")])
def test_nothing_is_left_of_a_failure(models_dir: Path, error: BaseException) -> None:
    def fail() -> None:
        with new_model_folder("one") as folder:
            (folder / "w.bin").write_bytes(DATA)
            raise error

    with pytest.raises((ModelFileError, KeyboardInterrupt)):
        fail()
    assert list(models_dir.iterdir()) == []


def test_a_taken_name_is_refused_unless_replaced(models_dir: Path) -> None:
    for text in ("first", "second"):
        with new_model_folder("one", replace=True) as folder:
            (folder / "w").write_text(text)
    with pytest.raises(ModelFileError, match="exists already"), new_model_folder("one") as folder:
        (folder / "w").write_text("third")
    assert (models_dir / "one" / "w").read_text() == "second"
    assert [path.name for path in models_dir.iterdir()] == ["one"]


def test_old_leftovers_are_cleared_and_new_ones_kept(models_dir: Path) -> None:
    old, new = models_dir / ".new-old", models_dir / ".new-young"
    for folder in (old, new):
        folder.mkdir()
    os.utime(old, (time.time() - 1e6, time.time() - 1e6))
    with new_model_folder("one"):
        pass
    assert not old.exists()
    assert new.exists()


def test_unwritable_places_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("INPAINT_STUDIO_MODELS", str(tmp_path / "file"))
    with pytest.raises(ModelFileError, match="INPAINT_STUDIO_MODELS"), new_model_folder("one"):
        pass


def test_copying_checks_size_and_hash(tmp_path: Path) -> None:
    source, target = tmp_path / "given.bin", tmp_path / "w.bin"
    source.write_bytes(DATA)
    copy_checked(source, target, FILE, ProgressToken())
    assert target.read_bytes() == DATA
    assert describe_file(tmp_path, "w.bin", "weights") == FILE
    target.unlink()
    for wrong, said in ((DATA[1:], "bytes"), (b"x" + DATA[1:], "sha256")):
        source.write_bytes(wrong)
        with pytest.raises(ModelFileError, match=said):
            copy_checked(source, target, FILE, ProgressToken())
        assert not target.exists()
    with pytest.raises(ModelFileError, match="absent"):
        copy_checked(tmp_path / "absent", target, FILE, ProgressToken())


def test_a_cancelled_copy_leaves_nothing(tmp_path: Path) -> None:
    source, target, token = tmp_path / "given.bin", tmp_path / "w.bin", ProgressToken()
    source.write_bytes(DATA)
    token.cancel()
    with pytest.raises(CancelledError):
        copy_checked(source, target, FILE, token)
    assert not target.exists()


def test_discarding(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "w").write_text("x")
    link = tmp_path / "link"
    link.symlink_to(folder)
    discard_folder(link)
    assert (folder / "w").exists()
    discard_folder(folder)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ModelFileError, match="cannot be removed"):
        discard_folder(folder)


def test_hashing(tmp_path: Path) -> None:
    path = tmp_path / "w"
    path.write_bytes(DATA)
    assert sha256_of(path) == FILE.sha256
    with pytest.raises(ModelFileError, match="absent"):
        sha256_of(tmp_path / "absent")
