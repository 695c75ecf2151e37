"""WebP: by Pillow. A lossless file stays lossless; a lossy one is written at high quality.

The quality of a lossy WebP cannot be read from it, so it is written at `DEFAULT_QUALITY`. ICC
profile, EXIF and XMP are kept; of an animation only the first picture is.

Source: RFC 9649 (WebP image format), section 2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import exif
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder
from inpaint_studio.imaging.files.colour import array_of
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.orientation import upright_size
from inpaint_studio.imaging.files.photo import Encoding, Metadata, PhotoInfo, Pixels
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = ["DEFAULT_QUALITY", "MAX_EXIF_BYTES", "MAX_SIDE_PX", "decode", "read_info", "write"]

DEFAULT_QUALITY = 95
MAX_SIDE_PX = 16383
MAX_EXIF_BYTES = 64 << 20
_KEPT = frozenset({b"ICCP", b"EXIF", b"XMP ", b"VP8X"})
_MAX_KEPT_BYTES = 64 << 20


@dataclass(frozen=True)
class WebpEncoding(Encoding):
    """How a WebP was encoded."""

    is_lossless: bool


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of a WebP file; see `Codec.read_info`."""
    from PIL.WebPImagePlugin import WebPImageFile

    chunks = _read_chunks(stream)
    stream.seek(0)
    with WebPImageFile(stream) as picture:
        size, has_alpha = Size(picture.height, picture.width), picture.mode == "RGBA"
    block = chunks.blocks.get(b"EXIF")
    block = block.removeprefix(b"Exif\0\0") if block else None
    orientation = exif.orientation_of(block)
    notices: tuple[Message, ...] = ()
    if chunks.frames > 1:
        notices = (
            Message(
                "The file is an animation of {frames} pictures; only the first is read and "
                "written.",
                frames=chunks.frames,
            ),
        )
    return PhotoInfo(
        format=PhotoFormat.WEBP,
        size=upright_size(size, orientation),
        bit_depth=8,
        is_gray=False,
        has_alpha=has_alpha,
        orientation=orientation,
        metadata=Metadata(
            icc_profile=chunks.blocks.get(b"ICCP"),
            exif=block if block and exif.is_exif(block) else None,
            xmp=chunks.blocks.get(b"XMP "),
            dpi=exif.dpi_of(block),
        ),
        encoding=WebpEncoding(chunks.is_lossless),
        path=path,
        frames=chunks.frames,
        notices=notices,
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of a WebP file; see `Codec.decode`."""
    from PIL.WebPImagePlugin import WebPImageFile

    with WebPImageFile(stream) as picture:
        picture.load()
        samples = array_of(picture)
    if samples.shape != (*info.stored_size, 4 if info.has_alpha else 3):
        raise BrokenFileError("its header and its pixels differ")
    if not info.has_alpha:
        return Pixels(samples)
    return Pixels(np.ascontiguousarray(samples[..., :3]), np.ascontiguousarray(samples[..., 3]))


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
    """Write a WebP file; see `Codec.write`."""
    from PIL import Image as PillowImage

    if max(pixels.size) > MAX_SIDE_PX:
        raise PhotoFileError(
            "{path} cannot be a WebP: {pixels_size} pixels, the limit is {max_side_px} a side; "
            "write a PNG or TIFF.",
            path=shown(order.path),
            pixels_size=pixels.size,
            max_side_px=MAX_SIDE_PX,
        )
    source = order.source.encoding if order.source is not None else None
    is_lossless = isinstance(source, WebpEncoding) and source.is_lossless and order.quality is None
    options: dict[str, Any] = {"lossless": is_lossless, "exact": is_lossless, "method": 4}
    # For a lossless file quality is only how long to search.
    quality = DEFAULT_QUALITY if order.quality is None else order.quality
    options["quality"] = 60 if is_lossless else quality
    metadata = order.metadata
    for name, block in (
        ("icc_profile", metadata.icc_profile),
        ("exif", metadata.exif),
        ("xmp", metadata.xmp),
    ):
        if block is not None:
            options[name] = block
    colour = pixels.colour
    if pixels.is_gray:
        colour = np.repeat(colour[..., np.newaxis], 3, axis=2)
    if pixels.alpha is not None:
        colour = np.dstack([colour, pixels.alpha])
    PillowImage.fromarray(np.ascontiguousarray(colour)).save(stream, "WEBP", **options)
    return (Message("WebP has no place for IPTC data; it was left out."),) if metadata.iptc else ()


class _Chunks(NamedTuple):
    """What a WebP file's chunks tell: metadata, whether it is lossless, and how many pictures."""

    blocks: dict[bytes, bytes]
    is_lossless: bool
    frames: int


def _read_chunks(stream: BinaryIO) -> _Chunks:
    """Walk over the chunks of a file.

    Raises
    ------
    BrokenFileError
        If the file is shorter than it says.
    """
    head = stream.read(12)
    if len(head) < 12:
        raise BrokenFileError("it is cut short")
    (length,) = struct.unpack_from("<I", head, 4)
    end = stream.seek(0, 2)
    if length + 8 > end:
        raise BrokenFileError("it is cut short")
    blocks: dict[bytes, bytes] = {}
    kinds: list[bytes] = []
    for kind, at, size in _walk(stream, 12, length + 8):
        if kind == b"ANMF":
            kinds.append(kind)
            kinds.extend(inner for inner, _, _ in _walk(stream, at + 16, at + size))
        elif kind in _KEPT and size <= _MAX_KEPT_BYTES:
            stream.seek(at)
            blocks.setdefault(kind, stream.read(size))
        else:
            kinds.append(kind)
    is_lossless = b"VP8L" in kinds and b"VP8 " not in kinds
    return _Chunks(blocks, is_lossless, max(1, kinds.count(b"ANMF")))


def _walk(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    at = start
    while at + 8 <= end:
        stream.seek(at)
        head = stream.read(8)
        if len(head) < 8:
            return
        kind, size = struct.unpack("<4sI", head)
        if at + 8 + size > end:
            raise BrokenFileError("it is cut short")
        yield kind, at + 8, size
        at += 8 + size + size % 2
