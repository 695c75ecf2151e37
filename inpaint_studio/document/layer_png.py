"""PNG files written in bands, so that a layer of a hundred megapixels needs no second copy.

Only what project layers need: 8 and 16 bits, one to four channels. PNG: ISO/IEC 15948 (W3C
Portable Network Graphics, second edition).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files.png_chunks import SIGNATURE, Chunk, ColourType, iccp_chunk

__all__ = ["PngHeader", "decode_png", "png_header", "write_png"]

_COLOUR_TYPES = {
    1: ColourType.GRAY,
    2: ColourType.GRAY_ALPHA,
    3: ColourType.RGB,
    4: ColourType.RGB_ALPHA,
}
_UP = 2  # row filter: difference to the row above
_LEVEL = 1


class PngHeader(NamedTuple):
    """Size, bits a channel and channels of a PNG."""

    size: Size
    bit_depth: int
    channels: int


def write_png(
    stream: BinaryIO,
    header: PngHeader,
    bands: Iterable[NDArray[Any]],
    *,
    icc_profile: bytes | None = None,
) -> None:
    """Write a PNG.

    Parameters
    ----------
    stream
        Open for writing; need not seek.
    header
        What the bands add up to.
    bands
        uint8 or uint16 (rows, width, channels), from top to bottom; not modified.
    icc_profile
        Embedded where given.
    """
    size, depth, channels = header
    stream.write(SIGNATURE)
    kind = _COLOUR_TYPES[channels]
    head = struct.pack(">IIBBBBB", size.width, size.height, depth, kind, 0, 0, 0)
    stream.write(Chunk(b"IHDR", head).to_bytes())
    if icc_profile:
        stream.write(iccp_chunk(icc_profile).to_bytes())
    packer = zlib.compressobj(_LEVEL)
    row_bytes = size.width * channels * depth // 8
    above = np.zeros((1, row_bytes), np.uint8)
    for band in bands:
        dtype = np.dtype(">u2") if depth == 16 else np.dtype(np.uint8)
        rows = np.ascontiguousarray(band, dtype).view(np.uint8).reshape(len(band), row_bytes)
        filtered = np.empty((len(rows), row_bytes + 1), np.uint8)
        filtered[:, 0] = _UP
        np.subtract(rows[:1], above, out=filtered[:1, 1:])
        np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
        above = rows[-1:]
        packed = packer.compress(filtered.tobytes())
        if packed:
            stream.write(Chunk(b"IDAT", packed).to_bytes())
    stream.write(Chunk(b"IDAT", packer.flush()).to_bytes())
    stream.write(Chunk(b"IEND", b"").to_bytes())


def png_header(data: bytes) -> PngHeader:
    """What the first bytes of a PNG say.

    Raises
    ------
    PhotoFileError
        If it is no PNG of a kind that projects use.
    """
    if len(data) < 33 or data[:8] != SIGNATURE or data[12:16] != b"IHDR":
        raise PhotoFileError("A layer of the project is no PNG; the file is damaged.")
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    channels = {colour: count for count, colour in _COLOUR_TYPES.items()}.get(kind)
    if channels is None or depth not in (8, 16) or not width or not height:
        raise PhotoFileError("A layer of the project is of an unknown kind; the file is damaged.")
    return PngHeader(Size(height, width), depth, channels)


def decode_png(data: bytes, expected: PngHeader) -> NDArray[Any]:
    """Pixels of a PNG that must be as `expected`.

    Returns
    -------
    uint8 or uint16 (H, W, channels), RGB order.

    Raises
    ------
    PhotoFileError
        If its header differs (before anything is decoded) or it is damaged.
    """
    header = png_header(data[:64])
    if header != expected:
        raise PhotoFileError(
            "A layer of the project is {header_size}, {bit_depth} bit, {channels} channels but "
            "{expected_size}, {expected_bits} bit, {expected_channels} channels was expected; "
            "the file is damaged.",
            header_size=header.size,
            bit_depth=header.bit_depth,
            channels=header.channels,
            expected_size=expected.size,
            expected_bits=expected.bit_depth,
            expected_channels=expected.channels,
        )
    import cv2

    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        pixels = None
    if pixels is None:
        raise PhotoFileError("A layer of the project cannot be decoded; the file is damaged.")
    pixels = np.asarray(pixels)
    pixels = pixels.reshape(*pixels.shape[:2], -1)
    dtype = np.uint16 if expected.bit_depth == 16 else np.uint8
    if pixels.shape != (*expected.size, expected.channels) or pixels.dtype != dtype:
        raise PhotoFileError("A layer of the project is not what its header says; it is damaged.")
    if expected.channels == 3:
        cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB, dst=pixels)
    elif expected.channels == 4:
        cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA, dst=pixels)
    return pixels
