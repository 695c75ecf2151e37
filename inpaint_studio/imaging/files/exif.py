"""Reading and patching an EXIF block in place.

An EXIF block is a small TIFF file: its offsets count from the block's start, and maker notes hold
offsets that nobody but the maker understands. So nothing is ever moved here: a value is overwritten
where it lies, or put at the end. Damaged blocks are read as far as they make sense and never raise.

Source: CIPA DC-008 (Exif 2.32), section 4.5, and TIFF 6.0, section 2.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from inpaint_studio.imaging.files.orientation import NORMAL, swaps_sides

__all__ = [
    "ORIENTATION",
    "Entry",
    "Ifd",
    "Thumbnail",
    "dpi_of",
    "find_thumbnail",
    "is_exif",
    "new_block",
    "orientation_of",
    "read_ifd",
    "replace_thumbnail",
    "turned_upright",
]

ORIENTATION = 0x0112
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x011A, 0x011B, 0x0128
_THUMBNAIL_AT, _THUMBNAIL_BYTES = 0x0201, 0x0202
_STRIP_AT, _STRIP_BYTES = 0x0111, 0x0117

TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SHORT, _LONG, _RATIONAL = 3, 4, 5


class Entry(NamedTuple):
    """One tag: where its twelve bytes and its value lie in the block."""

    tag: int
    type: int
    number: int
    at: int
    value_at: int
    value_bytes: int


class Ifd(NamedTuple):
    """One directory: its tags, and where the pointer to the next one lies."""

    order: str
    entries: dict[int, Entry]
    next_ifd: int
    next_pointer_at: int


class Thumbnail(NamedTuple):
    """Where the thumbnail of a block lies; `is_jpeg` is false for a bare bitmap."""

    at: int
    length: int
    is_jpeg: bool
    ifd: Ifd
    pointer_at: int


def is_exif(block: bytes) -> bool:
    """True when `block` starts as a TIFF structure does."""
    return len(block) >= 14 and block[:4] in (b"II*\0", b"MM\0*")


def byte_order(block: bytes) -> str:
    """The `struct` prefix of the block's byte order."""
    return "<" if block[:2] == b"II" else ">"


def read_ifd(block: bytes, at: int) -> Ifd | None:
    """The directory at offset `at`; None when it lies outside, tags with lost values left out."""
    order = byte_order(block)
    if not 8 <= at <= len(block) - 2:
        return None
    (count,) = struct.unpack_from(order + "H", block, at)
    entries: dict[int, Entry] = {}
    end = at + 2 + 12 * count
    for entry_at in range(at + 2, min(end, len(block) - 11), 12):
        tag, kind, number = struct.unpack_from(order + "HHI", block, entry_at)
        value_bytes = TYPE_BYTES.get(kind, 0) * number
        value_at = entry_at + 8
        if value_bytes > 4:
            (value_at,) = struct.unpack_from(order + "I", block, entry_at + 8)
        if value_bytes and value_at + value_bytes <= len(block):
            entries.setdefault(tag, Entry(tag, kind, number, entry_at, value_at, value_bytes))
    next_ifd = struct.unpack_from(order + "I", block, end)[0] if end + 4 <= len(block) else 0
    return Ifd(order, entries, next_ifd, end)


def orientation_of(block: bytes | None) -> int:
    """The orientation 1..8 that a block states; 1 when it states none or nonsense."""
    ifd = _first(block)
    value = _integer(block or b"", ifd, ORIENTATION)
    return value if value is not None and 1 <= value <= 8 else NORMAL


def turned_upright(block: bytes) -> bytes:
    """`block` for the same photo with its pixels stored upright: orientation 1, resolution turned.

    Only these values change, in place.
    """
    ifd = _first(block)
    if ifd is None or ORIENTATION not in ifd.entries:
        return block
    changed = bytearray(block)
    x, y = (ifd.entries.get(tag) for tag in (X_RESOLUTION, Y_RESOLUTION))
    if swaps_sides(orientation_of(block)) and x is not None and y is not None:
        for target, source in ((x, y), (y, x)):
            if target.value_bytes == source.value_bytes == 8:
                value = block[source.value_at : source.value_at + 8]
                changed[target.value_at : target.value_at + 8] = value
    _put_integer(changed, ifd.order, ifd.entries[ORIENTATION], NORMAL)
    return bytes(changed)


def dpi_of(block: bytes | None) -> tuple[float, float] | None:
    """Pixels per inch, horizontal and vertical, that a block states; None without a sensible one."""
    ifd = _first(block)
    if block is None or ifd is None:
        return None
    unit = _integer(block, ifd, RESOLUTION_UNIT)
    scale = {2: 1.0, 3: 2.54}.get(2 if unit is None else unit)
    x, y = (_rational(block, ifd, tag) for tag in (X_RESOLUTION, Y_RESOLUTION))
    if scale is None or x is None or y is None:
        return None
    return x * scale, y * scale


def find_thumbnail(block: bytes) -> Thumbnail | None:
    """The thumbnail that the block's second directory points to, or None."""
    first = _first(block)
    if first is None or not first.next_ifd:
        return None
    second = read_ifd(block, first.next_ifd)
    if second is None:
        return None
    for at_tag, bytes_tag, is_jpeg in (
        (_THUMBNAIL_AT, _THUMBNAIL_BYTES, True),
        (_STRIP_AT, _STRIP_BYTES, False),
    ):
        at, length = (_integer(block, second, tag) for tag in (at_tag, bytes_tag))
        if at is not None and length is not None and 8 <= at < len(block):
            length = min(length, len(block) - at)
            return Thumbnail(at, length, is_jpeg, second, first.next_pointer_at)
    return None


def replace_thumbnail(block: bytes, thumbnail: bytes | None, max_bytes: int) -> bytes:
    """`block` with another JPEG thumbnail, or with none.

    The old thumbnail's bytes are overwritten, so that nothing of it remains. The new one takes its
    place if it is not longer, else it goes to the end; if the block would pass `max_bytes`, or the
    old one was a bare bitmap, or `thumbnail` is None, the second directory is unlinked. Every other
    byte stays where and as it was. A block without a thumbnail comes back unchanged.
    """
    found = find_thumbnail(block)
    if found is None:
        return block
    changed = bytearray(block)
    changed[found.at : found.at + found.length] = bytes(found.length)
    fits = thumbnail is not None and len(thumbnail) <= found.length
    appended = thumbnail is not None and len(block) + 1 + len(thumbnail) <= max_bytes
    if thumbnail is None or not found.is_jpeg or not (fits or appended):
        if found.pointer_at + 4 <= len(changed):
            changed[found.pointer_at : found.pointer_at + 4] = bytes(4)
        return bytes(changed)
    at = found.at
    if not fits:
        changed.extend(bytes(len(changed) % 2))
        at = len(changed)
        changed.extend(thumbnail)
    changed[at : at + len(thumbnail)] = thumbnail
    entries = found.ifd.entries
    _put_integer(changed, found.ifd.order, entries[_THUMBNAIL_AT], at)
    _put_integer(changed, found.ifd.order, entries[_THUMBNAIL_BYTES], len(thumbnail))
    return bytes(changed)


def new_block(orientation: int, dpi: tuple[float, float] | None = None) -> bytes:
    """A minimal big-endian EXIF block that states an orientation and, if given, a resolution."""
    tags: list[tuple[int, int, bytes]] = [(ORIENTATION, _SHORT, struct.pack(">HH", orientation, 0))]
    values = b""
    if dpi is not None:
        values_at = 8 + 2 + 12 * 4 + 4
        for number, tag in enumerate((X_RESOLUTION, Y_RESOLUTION)):
            tags.append((tag, _RATIONAL, struct.pack(">I", values_at + 8 * number)))
            values += struct.pack(">II", round(dpi[number] * 1000), 1000)
        tags.append((RESOLUTION_UNIT, _SHORT, struct.pack(">HH", 2, 0)))
    head = b"MM\0*" + struct.pack(">IH", 8, len(tags))
    directory = b"".join(struct.pack(">HHI", tag, kind, 1) + value for tag, kind, value in tags)
    return head + directory + bytes(4) + values


def _first(block: bytes | None) -> Ifd | None:
    if block is None or not is_exif(block):
        return None
    (at,) = struct.unpack_from(byte_order(block) + "I", block, 4)
    return read_ifd(block, at)


def _integer(block: bytes, ifd: Ifd | None, tag: int) -> int | None:
    entry = None if ifd is None else ifd.entries.get(tag)
    if ifd is None or entry is None or entry.type not in (1, _SHORT, _LONG):
        return None
    code = {1: "B", _SHORT: "H", _LONG: "I"}[entry.type]
    return int(struct.unpack_from(ifd.order + code, block, entry.value_at)[0])


def _put_integer(block: bytearray, order: str, entry: Entry, value: int) -> None:
    if value > {1: 0xFF, _SHORT: 0xFFFF}.get(entry.type, 0xFFFFFFFF):
        # The value field has room for a LONG; only the type has to say so.
        struct.pack_into(order + "H", block, entry.at + 2, _LONG)
        struct.pack_into(order + "I", block, entry.at + 8, value)
        return
    code = {1: "B", _SHORT: "H", _LONG: "I"}.get(entry.type)
    if code is not None:
        struct.pack_into(order + code, block, entry.value_at, value)


def _rational(block: bytes, ifd: Ifd, tag: int) -> float | None:
    entry = ifd.entries.get(tag)
    if entry is None or entry.type != _RATIONAL:
        return None
    above, below = struct.unpack_from(ifd.order + "II", block, entry.value_at)
    return above / below if below and above else None
