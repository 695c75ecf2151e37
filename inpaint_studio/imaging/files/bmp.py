"""BMP: read by Pillow; written here, because Pillow cannot write alpha that it reads back.

Grey is written with a grey palette, RGB with 24 bits, RGB with alpha with 32 bits and a version 5
header. The resolution is kept; an ICC profile is kept by the version 5 header alone and so is
written with one. BMP has no place for EXIF, XMP or IPTC.

Source: Microsoft, "Bitmap Storage" (BITMAPINFOHEADER, BITMAPV5HEADER).
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder
from inpaint_studio.imaging.files.colour import array_of
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = ["MAX_EXIF_BYTES", "decode", "read_info", "write"]

MAX_EXIF_BYTES = 0
_INCH_M = 0.0254
_FILE_HEAD_BYTES, _INFO_BYTES, _V5_BYTES = 14, 40, 124
_MAX_FILE_BYTES = (1 << 32) - 1
_MAX_PROFILE_BYTES = 16 << 20
_ROWS_AT_ONCE = 256


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of a BMP file; see `Codec.read_info`."""
    from PIL.BmpImagePlugin import BmpImageFile

    with BmpImageFile(stream) as picture:
        mode = picture.mode
        size = Size(picture.height, picture.width)
    stream.seek(0)
    header = stream.read(_FILE_HEAD_BYTES + _V5_BYTES)
    is_palette = mode == "P"
    return PhotoInfo(
        format=PhotoFormat.BMP,
        size=size,
        bit_depth=8,
        is_gray=mode in ("L", "1"),
        has_alpha=mode == "RGBA",
        metadata=Metadata(icc_profile=_profile(stream, header), dpi=_dpi(header)),
        path=path,
        notices=(Message("The palette was expanded; the photo is written as full colour."),)
        if is_palette
        else (),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of a BMP file; see `Codec.decode`."""
    from PIL.BmpImagePlugin import BmpImageFile

    with BmpImageFile(stream) as picture:
        picture.load()
        wanted = "L" if info.is_gray else "RGBA" if info.has_alpha else "RGB"
        samples = array_of(picture if picture.mode == wanted else picture.convert(wanted))
    if samples.shape[:2] != info.stored_size:
        raise BrokenFileError("its header and its pixels differ")
    if not info.has_alpha:
        return Pixels(samples)
    return Pixels(np.ascontiguousarray(samples[..., :3]), np.ascontiguousarray(samples[..., 3]))


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
    """Write a BMP file; see `Codec.write`."""
    metadata = order.metadata
    size = pixels.size
    channels = 1 if pixels.is_gray and pixels.alpha is None else 3 + (pixels.alpha is not None)
    row_bytes = -(-size.width * channels // 4) * 4
    profile = metadata.icc_profile or b""
    is_v5 = channels == 4 or bool(profile)
    palette = bytes(v for i in range(256) for v in (i, i, i, 0)) if channels == 1 else b""
    pixels_at = _FILE_HEAD_BYTES + (_V5_BYTES if is_v5 else _INFO_BYTES) + len(palette)
    total = pixels_at + row_bytes * size.height + len(profile)
    if total > _MAX_FILE_BYTES:
        raise PhotoFileError(
            "{path} cannot be a BMP: it would pass 4 GB; write a PNG or TIFF.",
            path=shown(order.path),
        )
    x, y = (round(v / _INCH_M) for v in metadata.dpi) if metadata.dpi else (0, 0)
    stream.write(struct.pack("<2sIHHI", b"BM", total, 0, 0, pixels_at))
    stream.write(
        struct.pack(
            "<IiiHHIIiiII",
            _V5_BYTES if is_v5 else _INFO_BYTES,
            *(size.width, size.height, 1, channels * 8, 3 if channels == 4 else 0),
            *(row_bytes * size.height, x, y, 256 if channels == 1 else 0, 0),
        )
    )
    if is_v5:
        profile_at = pixels_at - _FILE_HEAD_BYTES + row_bytes * size.height
        masks = (0xFF0000, 0xFF00, 0xFF, 0xFF000000) if channels == 4 else (0, 0, 0, 0)
        space = b"DEBM" if profile else b"BGRs"
        stream.write(struct.pack("<4I4s", *masks, space) + bytes(48))
        stream.write(struct.pack("<4I", 4, profile_at if profile else 0, len(profile), 0))
    stream.write(palette)
    _write_rows(stream, pixels, channels, row_bytes)
    stream.write(profile)
    lost = [n for n in ("exif", "xmp", "iptc") if getattr(metadata, n) is not None]
    if not lost:
        return ()
    return (
        Message(
            "BMP has no place for {upper} data; it was left out.", upper=", ".join(lost).upper()
        ),
    )


def _write_rows(stream: BinaryIO, pixels: Pixels, channels: int, row_bytes: int) -> None:
    """Rows from the bottom up, blue first, each padded to four bytes."""
    size = pixels.size
    for bottom in range(size.height, 0, -_ROWS_AT_ONCE):
        rows = slice(max(0, bottom - _ROWS_AT_ONCE), bottom)
        colour = pixels.colour[rows][::-1]
        padded = np.zeros((colour.shape[0], row_bytes), np.uint8)
        samples = padded[:, : size.width * channels].reshape(-1, size.width, channels)
        if channels == 1:
            samples[..., 0] = colour
        else:
            samples[..., :3] = colour[..., np.newaxis] if colour.ndim == 2 else colour[..., ::-1]
        if pixels.alpha is not None:
            samples[..., 3] = pixels.alpha[rows][::-1]
        padded[:, : size.width * channels] = samples.reshape(colour.shape[0], -1)
        stream.write(padded.tobytes())


def _dpi(header: bytes) -> tuple[float, float] | None:
    if len(header) < _FILE_HEAD_BYTES + _INFO_BYTES or header[14] < _INFO_BYTES:
        return None
    x, y = struct.unpack_from("<ii", header, 38)
    return (x * _INCH_M, y * _INCH_M) if x > 0 and y > 0 else None


def _profile(stream: BinaryIO, header: bytes) -> bytes | None:
    if len(header) < _FILE_HEAD_BYTES + _V5_BYTES or header[14] != _V5_BYTES:
        return None
    at, length = struct.unpack_from("<II", header, _FILE_HEAD_BYTES + 112)
    if header[70:74] != b"DEBM" or not 0 < length <= _MAX_PROFILE_BYTES:
        return None
    stream.seek(_FILE_HEAD_BYTES + at)
    profile = stream.read(length)
    return profile if len(profile) == length else None
