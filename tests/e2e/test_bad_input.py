"""A user gives something that cannot be used: one line, exit status 2, nothing left behind."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from command_line import Command
from PIL import Image


def png_header_only(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    image = np.random.default_rng(0).integers(0, 255, (60, 80, 3), np.uint8)
    mask = np.zeros((60, 80), np.uint8)
    mask[10:20, 10:60] = 255
    Image.fromarray(image).save(tmp_path / "photo.jpg")
    Image.fromarray(mask).save(tmp_path / "mask.png")
    Image.fromarray(mask[:50]).save(tmp_path / "small.png")
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("Dear aunt, here are the photographs.")
    (tmp_path / "giant.png").write_bytes(png_header_only(65_000, 32_000))
    (tmp_path / "folder.jpg").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        ("empty.jpg", ["empty"]),
        ("text.jpg", []),
        ("giant.png", ["65000", "32000"]),
        ("missing.jpg", []),
        ("folder.jpg", []),
    ],
)
def test_unusable_photo_is_named_in_one_line(
    command: Command, folder: Path, photo: str, words: list[str]
) -> None:
    before = sorted(folder.iterdir())
    done = command("restore", photo, "--mask", "mask.png", "-o", "out.png")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert photo in done.stderr
    for word in words:
        assert word in done.stderr.replace(",", "").replace("\u202f", "")
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--mask", "small.png"], ["80x50", "80x60"]),
        (["--mask", "empty.jpg"], ["empty.jpg"]),
        (["--mask", "mask.png", "--model", "patchmach"], ["patchmach", "patchmatch"]),
        (["--mask", "mask.png", "--grow", "-3"], ["-3", "1000"]),
        (["--mask", "mask.png", "--device", "tpu", "--model", "telea"], ["'tpu'"]),
        (["--mask", "mask.png", "--model", "telea", "--save-edges", "e.png"], ["shows no edges"]),
        (["--hole-colour", "#ff00fe"], ["#ff00fe"]),
        (["--hole-colour", "purple"], ["purple"]),
        (["--masks", "mask.png"], ["not a folder"]),
    ],
)
def test_unusable_options_name_value_and_remedy(
    command: Command, folder: Path, arguments: list[str], words: list[str]
) -> None:
    before = sorted(folder.iterdir())
    done = command("restore", "photo.jpg", "-o", "out.png", *arguments)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert sorted(folder.iterdir()) == before
    for word in words:
        assert word in done.stderr


def test_model_that_is_not_installed_says_how_to_get_it(command: Command, folder: Path) -> None:
    done = command("restore", "photo.jpg", "--mask", "mask.png", "-o", "o.png", "--model", "migan")
    assert done.returncode == 1
    assert "models install migan" in done.stderr


def test_output_folder_that_cannot_be_made(command: Command, folder: Path) -> None:
    done = command("restore", "photo.jpg", "--mask", "mask.png", "-o", "mask.png/sub/out.png")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "mask.png" in done.stderr


def test_output_folder_is_made(command: Command, folder: Path) -> None:
    done = command("restore", "photo.jpg", "--mask", "mask.png", "-o", "new/folder/out.jpg")
    assert done.returncode == 0, done.stderr
    assert (folder / "new/folder/out.jpg").is_file()
