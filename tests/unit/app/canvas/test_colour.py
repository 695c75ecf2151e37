"""ICC profiles: what is drawn is brought to sRGB, grey profiles too; the photo stays as it is."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from PySide6.QtGui import QColorSpace
from pytestqt.qtbot import QtBot

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.colour import as_seen, display_conversion
from inpaint_studio.document.document import Document
from inpaint_studio.imaging.files import read_photo


def grey_profile(gamma: float) -> bytes:
    """An ICC profile (ICC.1:2001) of grey levels with a pure power curve."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    white = fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"grey" + bytes(80),
        b"cprt": b"text" + bytes(4) + b"none" + bytes(4),
        b"wtpt": b"XYZ " + bytes(4) + white,
        b"kTRC": b"curv" + bytes(4) + struct.pack(">IHxx", 1, round(gamma * 256)),
    }
    first = 128 + 4 + 12 * len(tags)
    directory, data = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        directory += name + struct.pack(">II", first + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    size = 128 + len(directory) + len(data)
    head = struct.pack(
        ">I4s4s4s4s4s", size, b"none", bytes([2, 16, 0, 0]), b"mntr", b"GRAY", b"XYZ "
    )
    return head + bytes(12) + b"acsp" + bytes(28) + white + bytes(48) + directory + data


def srgb_of(linear: float) -> float:
    """IEC 61966-2-1."""
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def test_a_grey_profile_is_a_curve() -> None:
    convert = display_conversion(grey_profile(1.0))
    assert convert is not None
    pixels = np.full((3, 5, 4), 255, np.uint8)
    pixels[..., :3] = 55
    convert(pixels)
    assert abs(int(pixels[1, 2, 0]) - 255 * srgb_of(55 / 255)) < 1.5
    assert (pixels[..., :3] == pixels[0, 0, 0]).all()
    assert (pixels[..., 3] == 255).all()


def test_a_grey_photo_is_drawn_by_its_profile_and_kept_as_it_is(
    tmp_path: Path, qtbot: QtBot
) -> None:
    from PIL import Image

    path = tmp_path / "grey.png"
    Image.fromarray(np.full((40, 60), 55, np.uint8)).save(path, icc_profile=grey_profile(1.0))
    photo = read_photo(path)
    assert photo.info.is_gray
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    document = Document.open(photo)
    canvas.set_document(document)
    canvas.show()
    shown = canvas.grab().toImage()
    seen = shown.pixelColor(shown.width() // 2, shown.height() // 2)
    assert abs(seen.red() - 255 * srgb_of(55 / 255)) < 2
    assert (document.image_array() == 55).all()
    canvas.set_document(None)


def test_pictures_beside_the_canvas_have_its_colours() -> None:
    wide = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
    pixels = np.full((4, 7, 3), (200, 100, 50), np.uint8)
    before = pixels.copy()
    seen = as_seen(pixels, wide)
    assert seen.shape == pixels.shape
    assert seen[0, 0, 0] > 210
    assert seen[0, 0, 2] < 100
    assert np.array_equal(pixels, before)
    assert as_seen(pixels, None) is pixels
