"""What is read from an EXIF block, and the few values that are changed in it.

An EXIF block is a small TIFF file: its offsets count from the block's start, and maker notes hold
offsets that nobody but the maker understands. So nothing is ever moved here: a value is overwritten
where it lies, or put at the end. Damaged blocks are read as far as they make sense and never raise.

Source: CIPA DC-008 (Exif 2.32), section 4.5.
"""

from __future__ import annotations

import contextlib
import io
from typing import NamedTuple

from inpaint_studio.imaging.files.codec import BrokenFileError
from inpaint_studio.imaging.files.orientation import NORMAL, swaps_sides
from inpaint_studio.imaging.files.tiff_directory import (
    LONG,
    RATIONAL,
    SHORT,
    Directory,
    T,
    Tag,
    Tiff,
)

__all__ = [
    "Thumbnail",
    "dpi_of",
    "find_thumbnail",
    "is_exif",
    "new_block",
    "orientation_of",
    "replace_thumbnail",
    "turned_upright",
]

_CM_PER_INCH = 2.54


class Thumbnail(NamedTuple):
    """Where the thumbnail of a block lies; `is_jpeg` is false for a bare bitmap."""

    at: int
    length: int
    is_jpeg: bool


def is_exif(block: bytes) -> bool:
    """True when `block` starts as a TIFF structure does."""
    return len(block) >= 14 and block[:4] in (b"II*\0", b"MM\0*")


def orientation_of(block: bytes | None) -> int:
    """The orientation 1..8 that a block states; 1 when it states none or nonsense."""
    tiff, first = _opened(block)
    value = 0 if tiff is None or first is None else tiff.integer(first, T.ORIENTATION)
    return value if 1 <= value <= 8 else NORMAL


def turned_upright(block: bytes) -> bytes:
    """`block` for the same photo with its pixels stored upright: orientation 1, resolution turned.

    Only these values change, in place.
    """
    tiff, first = _opened(block)
    if tiff is None or first is None or T.ORIENTATION not in first.tags:
        return block
    x, y = (first.tags.get(number) for number in (T.X_RESOLUTION, T.Y_RESOLUTION))
    if swaps_sides(orientation_of(block)) and x is not None and y is not None:
        for target, source in ((x, y), (y, x)):
            if target.length == source.length == 8:
                tiff.write_at(target.value_at, source.value)
    orientation = first.tags[T.ORIENTATION]
    if tiff.integers(orientation) != (NORMAL,):
        tiff.replace_value(orientation, tiff.tag_of(SHORT, [NORMAL]))
    return _content(tiff)


def dpi_of(block: bytes | None) -> tuple[float, float] | None:
    """Pixels per inch, horizontal and vertical, that a block states; None without a sensible one."""
    tiff, first = _opened(block)
    return None if tiff is None or first is None else resolution_of(tiff, first)


def resolution_of(tiff: Tiff, directory: Directory) -> tuple[float, float] | None:
    """Pixels per inch, horizontal and vertical, that a directory states."""
    scale = {2: 1.0, 3: _CM_PER_INCH}.get(tiff.integer(directory, T.RESOLUTION_UNIT, 2))
    x, y = (tiff.rational(directory, number) for number in (T.X_RESOLUTION, T.Y_RESOLUTION))
    return (x * scale, y * scale) if scale and x and y else None


def find_thumbnail(block: bytes) -> Thumbnail | None:
    """The thumbnail that the block's second directory points to, or None."""
    return _thumbnail(*_opened(block))


def replace_thumbnail(block: bytes, thumbnail: bytes | None, max_bytes: int) -> bytes:
    """`block` with another JPEG thumbnail, or with none.

    The old thumbnail's bytes are overwritten, so that nothing of it remains. The new one takes its
    place if it is not longer, else it goes to the end; if the block would pass `max_bytes`, or the
    old one was a bare bitmap, or `thumbnail` is None, the second directory is unlinked. Every other
    byte stays where and as it was. A block without a thumbnail comes back unchanged.
    """
    tiff, first = _opened(block)
    found = _thumbnail(tiff, first)
    if tiff is None or first is None or found is None:
        return block
    tiff.zero(found.at, found.length)
    fits = thumbnail is not None and len(thumbnail) <= found.length
    appended = thumbnail is not None and len(block) + 1 + len(thumbnail) <= max_bytes
    if thumbnail is None or not found.is_jpeg or not (fits or appended):
        tiff.link(first.next_pointer_at, 0)
        return _content(tiff)
    at = found.at
    if fits:
        tiff.write_at(at, thumbnail)
    else:
        at = tiff.append(thumbnail)
    second = tiff.directory(first.next_ifd)
    if second is not None:
        for number, value in ((T.JPEG_AT, at), (T.JPEG_BYTES, len(thumbnail))):
            tiff.replace_value(second.tags[number], tiff.tag_of(LONG, [value]))
    return _content(tiff)


def new_block(orientation: int, dpi: tuple[float, float] | None = None) -> bytes:
    """A minimal big-endian EXIF block that states an orientation and, if given, a resolution."""
    stream = io.BytesIO()
    tiff = Tiff.started(stream, ">")
    tags: dict[int, Tag] = {T.ORIENTATION: tiff.tag_of(SHORT, [orientation])}
    if dpi is not None:
        for number, value in zip((T.X_RESOLUTION, T.Y_RESOLUTION), dpi, strict=True):
            tags[number] = tiff.tag_of(RATIONAL, [round(value * 1000), 1000])
        tags[T.RESOLUTION_UNIT] = tiff.tag_of(SHORT, [2])
    tiff.link(tiff.first_pointer_at, tiff.append_directory(tags))
    return stream.getvalue()


def _opened(block: bytes | None) -> tuple[Tiff | None, Directory | None]:
    if block is None or not is_exif(block):
        return None, None
    tiff = Tiff(io.BytesIO(block))
    try:
        return tiff, next(tiff.chain(), None)
    except BrokenFileError:
        return None, None


def _content(tiff: Tiff) -> bytes:
    return tiff.read_at(0, tiff.size_bytes)


def _thumbnail(tiff: Tiff | None, first: Directory | None) -> Thumbnail | None:
    second = None
    if tiff is not None and first is not None and first.next_ifd:
        with contextlib.suppress(BrokenFileError):
            second = tiff.directory(first.next_ifd)
    if tiff is None or second is None:
        return None
    for at_tag, bytes_tag in ((T.JPEG_AT, T.JPEG_BYTES), (T.STRIP_OFFSETS, T.STRIP_BYTES)):
        at, length = (tiff.integer(second, number, -1) for number in (at_tag, bytes_tag))
        if 8 <= at < tiff.size_bytes and length >= 0:
            is_jpeg = at_tag == T.JPEG_AT
            return Thumbnail(at, min(length, tiff.size_bytes - at), is_jpeg)
    return None
