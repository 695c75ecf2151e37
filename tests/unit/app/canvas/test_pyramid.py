"""Mipmaps: averages of the photo, shared between variants, old tiles marked, memory bounded."""

from __future__ import annotations

import numpy as np
import pytest
from document_acts import take_image
from PySide6.QtGui import QColorSpace

from inpaint_studio.app.canvas.colour import display_conversion
from inpaint_studio.app.canvas.pyramid import ImagePyramid, LevelTile, PhotoVariant, to_display
from inpaint_studio.document.document import Document
from inpaint_studio.geometry import Box, Size

ORIGINAL, SHOWN = PhotoVariant.ORIGINAL, PhotoVariant.SHOWN


def picture(height: int, width: int, dtype: type = np.uint8) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    ramp = np.stack([y * 255 // height, x * 255 // width, (y + x) % 256], axis=2)
    return ramp.astype(dtype) if dtype is np.uint8 else (ramp * 257).astype(dtype)


def pyramid_of(document: Document, cap_bytes: int = 1 << 30) -> ImagePyramid:
    return ImagePyramid(lambda: document.original, lambda: document.shown, cap_bytes)


def built(pyramid: ImagePyramid, variant: PhotoVariant, tile: LevelTile) -> np.ndarray:
    for _ in range(500):
        if pyramid.build(variant, tile):
            break
    pixels, fresh = pyramid.find(variant, tile)
    assert fresh
    assert pixels is not None
    return pixels


@pytest.mark.parametrize("level", [0, 1, 3, 4, 5])
def test_tiles_are_averages(level: int) -> None:
    image = picture(2003, 1501)
    pyramid = pyramid_of(Document(image))
    pixels = built(pyramid, ORIGINAL, LevelTile(level, 0, 0))
    factor = 1 << level
    rows, columns = (min(side // factor, 256) for side in image.shape[:2])
    rows, columns = rows - 1, columns - 1  # leave out pixels that reach over the border
    exact = image[: rows * factor, : columns * factor].reshape(rows, factor, columns, factor, 3)
    difference = pixels[:rows, :columns, 2::-1].astype(float) - exact.mean(axis=(1, 3))
    assert np.abs(difference).max() <= 1.6
    assert (pixels[..., 3] == 255).all()


def test_border_tiles_have_their_own_size() -> None:
    pyramid = pyramid_of(Document(picture(300, 700)))
    assert built(pyramid, ORIGINAL, LevelTile(0, 1, 2)).shape == (44, 188, 4)
    assert built(pyramid, ORIGINAL, LevelTile(1, 0, 1)).shape == (150, 94, 4)
    assert built(pyramid, ORIGINAL, LevelTile(5, 0, 0)).shape == (10, 22, 4)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(np.uint16(65535), 255), (np.uint16(256), 1), (np.float32(0.5), 128), (np.float32(7), 255)],
)
def test_deeper_photos_are_shown_in_eight_bits(value: np.generic, shown: int) -> None:
    pixels = to_display(np.full((2, 3, 3), value))
    assert pixels.dtype == np.uint8
    assert (pixels[..., :3] == shown).all()


def test_results_change_only_their_tiles() -> None:
    document = Document(picture(1200, 1200))
    pyramid = pyramid_of(document)
    for column in (0, 2):
        built(pyramid, SHOWN, LevelTile(0, 0, column))
    box = Box(10, 10, 100, 100)
    take_image(document, box, np.zeros((1200, 1200, 3), np.uint8))
    pyramid.changed(box)
    pixels, fresh = pyramid.find(SHOWN, LevelTile(0, 0, 0))
    assert pixels is not None  # the old picture is there to be drawn
    assert not fresh
    assert pyramid.find(SHOWN, LevelTile(0, 0, 2))[1]
    assert not built(pyramid, SHOWN, LevelTile(0, 0, 0))[20:90, 20:90, :3].any()
    assert built(pyramid, ORIGINAL, LevelTile(0, 0, 0))[20:90, 20:90, :3].any()
    document.undo()
    pyramid.changed(box)
    assert pyramid.find(SHOWN, LevelTile(0, 0, 0))[1]
    assert (
        pyramid.find(SHOWN, LevelTile(0, 0, 0))[0] is pyramid.find(ORIGINAL, LevelTile(0, 0, 0))[0]
    )


def test_memory_is_bounded() -> None:
    pyramid = pyramid_of(Document(picture(2560, 2560)), cap_bytes=20 * 256 * 256 * 4)
    tiles = LevelTile.around(Size(2560, 2560).box, 0)
    for tile in tiles:
        built(pyramid, ORIGINAL, tile)
    held = [tile for tile in tiles if pyramid.find(ORIGINAL, tile)[0] is not None]
    assert held == list(tiles[-20:])


def test_reading_needs_all_tiles() -> None:
    image = picture(600, 600)
    pyramid = pyramid_of(Document(image))
    built(pyramid, SHOWN, LevelTile(0, 0, 0))
    box = Box(200, 100, 300, 300)
    assert pyramid.read(SHOWN, 0, box) is None
    for tile in LevelTile.around(box, 0):
        built(pyramid, SHOWN, tile)
    pixels = pyramid.read(SHOWN, 0, box)
    assert pixels is not None
    assert np.array_equal(pixels[..., 2::-1], image[box.slices])


def test_the_thumbnail_shows_the_whole_photo() -> None:
    pyramid = pyramid_of(Document(picture(5000, 300)))
    assert max(pyramid.thumbnail.shape) <= 2048


def test_colours_are_brought_to_the_screen() -> None:
    wide = QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb)
    convert = display_conversion(bytes(wide.iccProfile().data()))
    assert convert is not None
    image = np.zeros((300, 300, 3), np.uint8)
    image[...] = (200, 100, 50)
    document = Document(image)
    pyramid = ImagePyramid(
        lambda: document.original, lambda: document.shown, 1 << 30, convert=convert
    )
    red = built(pyramid, ORIGINAL, LevelTile(1, 0, 0))[10, 10, 2]
    assert red > 210  # the same red needs more of sRGB's narrower primary
    assert pyramid.thumbnail[10, 10, 2] == red
    assert (document.image_array() == image).all()


def test_profiles_without_effect_or_sense_are_left_out() -> None:
    plain = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    assert display_conversion(None) is None
    assert display_conversion(b"no profile") is None
    assert display_conversion(bytes(plain.iccProfile().data())) is None
