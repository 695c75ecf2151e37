"""What the window saves and what the command line writes are the same bytes, in every format."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image as PillowImage
from pytestqt.qtbot import QtBot
from window_acts import open_file, paint, restore

from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.cli import main

Y, X = np.mgrid[0:60, 0:80]
RGB = np.stack([X * 3, Y * 4, X + Y], axis=2).astype(np.uint8)
DEEP = RGB.astype(np.uint16) * 257 + 3
ALPHA = np.dstack([RGB, np.where(X < 70, 255, 90).astype(np.uint8)])


def pillow(form: str, image: Any = RGB, **options: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        stream = io.BytesIO()
        PillowImage.fromarray(image).save(stream, form, **options)
        return stream.getvalue()

    return make


def tiff(image: Any, **options: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        stream = io.BytesIO()
        tifffile.imwrite(stream, image, photometric="rgb", metadata=None, **options)
        return stream.getvalue()

    return make


def heic(mode: str, image: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        heif = pytest.importorskip("pillow_heif")
        stream = io.BytesIO()
        heif.from_bytes(mode, (80, 60), image.tobytes()).save(stream, quality=80)
        return stream.getvalue()

    return make


FILES = {
    "a.jpg": pillow("JPEG", quality=83, progressive=True, dpi=(300, 300)),
    "grey.jpg": pillow("JPEG", RGB[..., 0].copy()),
    "a.png": pillow("PNG", ALPHA, dpi=(300, 300)),
    "deep.png": lambda: bytes(imagecodecs.png_encode(DEEP)),
    "a.tif": tiff(RGB, compression="lzw"),
    "deep.tif": tiff(DEEP),
    "lossy.webp": pillow("WEBP", quality=70),
    "lossless.webp": pillow("WEBP", ALPHA, lossless=True),
    "a.bmp": pillow("BMP"),
    "a.avif": pillow("AVIF", quality=70),
    "deep.avif": lambda: bytes(imagecodecs.avif_encode(DEEP >> 6, level=90, bitspersample=10)),
    "a.heic": heic("RGB", RGB),
    "deep.heic": heic("RGB;16", DEEP),
    "a.jxl": lambda: bytes(imagecodecs.jpegxl_encode(RGB, lossless=True)),
}


@pytest.mark.parametrize("name", FILES)
def test_window_and_command_line_write_the_same_bytes(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    photo = tmp_path / name
    photo.write_bytes(FILES[name]())
    open_file(window, qtbot, photo)
    mask = paint(window)
    PillowImage.fromarray(mask.astype(np.uint8) * 255).save(tmp_path / "mask.png")
    restore(window, qtbot)
    ours, theirs = tmp_path / f"window-{name}", tmp_path / f"command-{name}"
    with qtbot.waitSignal(window.session.told, timeout=20_000):
        window.filing.write(ours)
    order = ["restore", photo, "--mask", tmp_path / "mask.png", "-o", theirs, "--model", "telea"]
    assert main([str(each) for each in order]) == 0
    assert ours.read_bytes() == theirs.read_bytes()
    assert ours.read_bytes() != photo.read_bytes()
