"""Photo files made in code, for the tests of readers and writers."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageCms

MakeExif = Callable[..., bytes]


@pytest.fixture(scope="session")
def picture() -> NDArray[np.uint8]:
    """A small photo of odd size: smooth enough for JPEG, with a hard red corner."""
    y, x = np.mgrid[0:61, 0:83]
    image = np.stack([x * 3, y * 4, (x + y) * 1.7], axis=2).astype(np.uint8)
    image[:12, :16] = (200, 30, 30)
    return image


@pytest.fixture(scope="session")
def icc_profile() -> bytes:
    """An ICC profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture(scope="session")
def make_exif() -> MakeExif:
    """Make an EXIF block with maker notes and, if asked for, a thumbnail."""

    def make(
        orientation: int = 1, thumbnail: bytes | None = None, order: str = "<", unit: int = 2
    ) -> bytes:
        def packed(code: str, *values: Any) -> bytes:
            import struct

            return struct.pack(order + code, *values)

        def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
            return packed("HHI", tag, kind, count) + value.ljust(4, b"\0")

        head = (b"II*\0" if order == "<" else b"MM\0*") + packed("I", 8)
        # Main directory at 8 (6 tags), EXIF directory behind it, then values, then the thumbnail.
        exif_at = 8 + 2 + 6 * 12 + 4
        values_at = exif_at + 2 + 2 * 12 + 4
        maker_notes = b"MakerNote\0" + bytes(range(200)) + packed("I", 0xDEAD)
        values = b"Camera\0\0" + packed("IIII", 300, 1, 150, 1) + b"2020:02:03 04:05:06\0"
        notes_at = values_at + len(values)
        ifd1_at = notes_at + len(maker_notes)
        main = packed("H", 6)
        main += entry(0x010F, 2, 7, packed("I", values_at))
        main += entry(0x0112, 3, 1, packed("H", orientation))
        main += entry(0x011A, 5, 1, packed("I", values_at + 8))
        main += entry(0x011B, 5, 1, packed("I", values_at + 16))
        main += entry(0x0128, 3, 1, packed("H", unit))
        main += entry(0x8769, 4, 1, packed("I", exif_at))
        main += packed("I", ifd1_at if thumbnail is not None else 0)
        below = packed("H", 2)
        below += entry(0x9003, 2, 20, packed("I", values_at + 24))
        below += entry(0x927C, 7, len(maker_notes), packed("I", notes_at))
        below += packed("I", 0)
        block = head + main + below + values + maker_notes
        if thumbnail is not None:
            second = packed("H", 3)
            second += entry(0x0103, 3, 1, packed("H", 6))
            second += entry(0x0201, 4, 1, packed("I", ifd1_at + 2 + 3 * 12 + 4))
            second += entry(0x0202, 4, 1, packed("I", len(thumbnail)))
            block += second + packed("I", 0) + thumbnail
        return block

    return make


@pytest.fixture(scope="session")
def small_jpeg() -> bytes:
    """A thumbnail that is plainly of another picture: blue all over."""
    stream = io.BytesIO()
    PillowImage.new("RGB", (40, 30), (0, 0, 255)).save(stream, "JPEG", quality=90)
    return stream.getvalue()
