"""The chunks of a WebP file's header; decodes no pixel.

Source: RFC 9649 (WebP image format), section 2.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from inpaint_studio.imaging.files.faults import BrokenFileError

__all__ = ["WebpChunks", "read_chunks"]

_KEPT = frozenset({b"ICCP", b"EXIF", b"XMP ", b"VP8X"})
_MAX_KEPT_BYTES = 64 << 20


class WebpChunks(NamedTuple):
    """What a WebP file's chunks tell: metadata, whether it is lossless, and how many pictures."""

    blocks: dict[bytes, bytes]
    is_lossless: bool
    frames: int


def read_chunks(stream: BinaryIO) -> WebpChunks:
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
    return WebpChunks(blocks, is_lossless, max(1, kinds.count(b"ANMF")))


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
