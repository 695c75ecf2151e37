"""Boxes of ISO base media files, as AVIF, HEIC and JPEG XL use them; decodes no pixel.

Source: ISO/IEC 14496-12, section 4.2.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

__all__ = ["FileBox", "box", "boxes", "read_box"]

_MOST_BOXES = 4096


class FileBox(NamedTuple):
    """One box: its four letters, and where its content lies."""

    kind: bytes
    at: int
    length: int


def boxes(stream: BinaryIO, start: int = 0, end: int | None = None) -> Iterator[FileBox]:
    """The boxes between two places of a file; ends at the first one that makes no sense."""
    end = stream.seek(0, os.SEEK_END) if end is None else end
    at = start
    for _ in range(_MOST_BOXES):
        stream.seek(at)
        head = stream.read(16)
        if at + 8 > end or len(head) < 8:
            return
        length, kind = struct.unpack_from(">I4s", head)
        head_bytes = 8
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack_from(">Q", head, 8)
            head_bytes = 16
        elif length == 0:
            length = end - at
        if length < head_bytes or at + length > end:
            return
        yield FileBox(kind, at + head_bytes, length - head_bytes)
        at += length


def read_box(stream: BinaryIO, found: FileBox) -> bytes:
    """The content of a box."""
    stream.seek(found.at)
    return stream.read(found.length)


def box(kind: bytes, *content: bytes) -> bytes:
    """A box as it stands in a file."""
    length = 8 + sum(map(len, content))
    if length < 1 << 32:
        return b"".join((struct.pack(">I4s", length, kind), *content))
    return b"".join((struct.pack(">I4sQ", 1, kind, length + 8), *content))
