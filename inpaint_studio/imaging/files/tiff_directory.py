"""The directories (IFDs) of a TIFF file: read, and changed without moving anything else.

Classic TIFF and BigTIFF, both byte orders. A value is overwritten where it lies if it fits, else
put at the end of the file; a directory that gains or loses tags is written anew at the end. So
every offset that somebody else keeps in the file stays right. Knows nothing of pixels.

Source: TIFF 6.0 (Adobe 1992), section 2; BigTIFF as in the libtiff design note.
"""

from __future__ import annotations

import bisect
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Literal, NamedTuple

from inpaint_studio.imaging.files.codec import BrokenFileError

__all__ = [
    "ASCII",
    "BYTE",
    "LONG",
    "RATIONAL",
    "SHORT",
    "UNDEFINED",
    "Directory",
    "T",
    "Tag",
    "Tiff",
]

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, LONG8 = 1, 2, 3, 4, 5, 7, 16
_TYPE_BYTES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_INTEGER_CODES = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_MAX_DIRECTORIES = 4096
_MAX_TAGS = 4096
_MAX_VALUE_BYTES = 64 << 20
_MAX_SHARED_BYTES = 1 << 20
_ZEROS = bytes(1 << 16)


class T:
    """Numbers of the tags that are used."""

    SUBFILE_TYPE = 254
    WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
    FILL_ORDER = 266
    STRIP_OFFSETS, ORIENTATION, SAMPLES, ROWS_PER_STRIP, STRIP_BYTES = 273, 274, 277, 278, 279
    X_RESOLUTION, Y_RESOLUTION, PLANAR, RESOLUTION_UNIT = 282, 283, 284, 296
    PREDICTOR, COLOUR_MAP = 317, 320
    TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_BYTES, SUB_IFDS = 322, 323, 324, 325, 330
    INK_SET, EXTRA_SAMPLES, SAMPLE_FORMAT = 332, 338, 339
    XMP, IPTC, PHOTOSHOP, EXIF, ICC, GPS = 700, 33723, 34377, 34665, 34675, 34853
    LAYERS, DNG_VERSION, INTEROP = 37724, 50706, 40965
    JPEG_AT, JPEG_BYTES, MAKER_NOTE = 513, 514, 37500


class Tag(NamedTuple):
    """One tag; `entry_at` and `value_at` are where it lies in the file, 0 for a new one.

    A value longer than 64 MB (the layers of an editor) is not read: `value` is empty then.
    """

    kind: int
    number: int
    value: bytes
    entry_at: int = 0
    value_at: int = 0

    @property
    def length(self) -> int:
        """Bytes of the value."""
        return _TYPE_BYTES.get(self.kind, 0) * self.number


@dataclass(frozen=True)
class Directory:
    """The tags of one picture, and where the pointer to the directory and the next one lie."""

    at: int
    pointer_at: int
    tags: Mapping[int, Tag]
    next_ifd: int
    next_pointer_at: int = 0


class Tiff:
    """A TIFF file in a seekable stream.

    Parameters
    ----------
    stream
        Open for reading, and for writing where something is to be changed.

    Raises
    ------
    BrokenFileError
        If it does not start as a TIFF does.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size_bytes = stream.seek(0, os.SEEK_END)
        head = self.read_at(0, 16)
        if head[:2] not in (b"II", b"MM") or len(head) < 8:
            raise BrokenFileError("it does not start as a TIFF does")
        self.order: Literal["<", ">"] = "<" if head[:2] == b"II" else ">"
        version = struct.unpack_from(self.order + "H", head, 2)[0]
        if version not in (42, 43):
            raise BrokenFileError("its TIFF version {version} is unknown", version=version)
        self.is_big = version == 43
        self.first_pointer_at = 8 if self.is_big else 4
        self._kept: list[tuple[int, int]] = []
        self._values: dict[tuple[int, int], bytes] = {}
        self._values_bytes = 0

    @classmethod
    def started(cls, stream: BinaryIO, order: str, *, is_big: bool = False) -> Tiff:
        """A new file without a directory in an empty stream."""
        mark = b"II" if order == "<" else b"MM"
        if is_big:
            stream.write(mark + struct.pack(order + "HHHQ", 43, 8, 0, 0))
        else:
            stream.write(mark + struct.pack(order + "HI", 42, 0))
        return cls(stream)

    @property
    def offset_code(self) -> str:
        """The `struct` code of an offset."""
        return self.order + ("Q" if self.is_big else "I")

    @property
    def offset_bytes(self) -> int:
        """The size of an offset, and of a value that fits into its entry."""
        return 8 if self.is_big else 4

    def read_at(self, at: int, length: int) -> bytes:
        """Up to `length` bytes from `at`; never more than the file has."""
        if at >= self.size_bytes or length <= 0:
            return b""
        self.stream.seek(at)
        return self.stream.read(min(length, self.size_bytes - at))

    def offset_at(self, at: int) -> int:
        """The offset stored at `at`, 0 when it lies outside."""
        data = self.read_at(at, self.offset_bytes)
        if len(data) < self.offset_bytes:
            return 0
        return int(struct.unpack(self.offset_code, data)[0])

    def chain(self) -> Iterator[Directory]:
        """The directories in their order; ends at a damaged one or when they go in a circle."""
        pointer_at, seen = self.first_pointer_at, set[int]()
        while len(seen) < _MAX_DIRECTORIES:
            at = self.offset_at(pointer_at)
            if at == 0 or at in seen:
                return
            seen.add(at)
            directory = self.directory(at, pointer_at)
            if directory is None:
                return
            yield directory
            pointer_at = directory.next_pointer_at

    def directory(self, at: int, pointer_at: int = 0) -> Directory | None:
        """The directory at an offset, None when there is none; tags with lost values are left out."""
        count = self._count_at(at)
        if count is None or not 0 < count <= _MAX_TAGS:
            return None
        entries = self.read_at(at + self._count_bytes, count * self._entry_bytes)
        tags: dict[int, Tag] = {}
        for start in range(0, len(entries) - self._entry_bytes + 1, self._entry_bytes):
            code = self.order + ("HHQ" if self.is_big else "HHI")
            number_tag, kind, number = struct.unpack_from(code, entries, start)
            length = _TYPE_BYTES.get(kind, 0) * number
            entry_at = at + self._count_bytes + start
            value_at = entry_at + self._entry_bytes - self.offset_bytes
            if length > self.offset_bytes:
                value_at = self.offset_at(value_at)
            if length > 0 and value_at + length <= self.size_bytes:
                value = self._value(value_at, length)
                tags.setdefault(number_tag, Tag(kind, number, value, entry_at, value_at))
        end = at + self._count_bytes + count * self._entry_bytes
        return Directory(at, pointer_at, tags, self.offset_at(end), end) if tags else None

    def _value(self, at: int, length: int) -> bytes:
        """The bytes of a value; one that several tags share is kept once.

        Raises
        ------
        BrokenFileError
            If values lie over each other so often that together they are larger than the file.
        """
        if length > _MAX_VALUE_BYTES:
            return b""
        if length <= self.offset_bytes:
            return self.read_at(at, length)
        value = self._values.get((at, length))
        if value is None:
            self._values_bytes += length
            if self._values_bytes > self.size_bytes + _MAX_SHARED_BYTES:
                raise BrokenFileError("its tags lie over each other")
            value = self._values[at, length] = self.read_at(at, length)
        return value

    def integers(self, tag: Tag | None) -> tuple[int, ...]:
        """The values of an integer tag; empty for none and for other types."""
        code = None if tag is None else _INTEGER_CODES.get(tag.kind)
        if tag is None or code is None or len(tag.value) < tag.length:
            return ()
        return struct.unpack(f"{self.order}{tag.number}{code}", tag.value)

    def integer(self, directory: Directory, number: int, default: int = 0) -> int:
        """The first value of an integer tag."""
        values = self.integers(directory.tags.get(number))
        return values[0] if values else default

    def rational(self, directory: Directory, number: int) -> float | None:
        """The value of an unsigned fraction, None when it is absent or not positive."""
        tag = directory.tags.get(number)
        if tag is None or tag.kind != RATIONAL:
            return None
        above, below = struct.unpack_from(self.order + "II", tag.value)
        return above / below if above and below else None

    def tag_of(self, kind: int, values: Iterable[int]) -> Tag:
        """A new tag of integers; `RATIONAL` takes numerators and denominators in turn."""
        numbers = list(values)
        if kind == RATIONAL:
            return Tag(
                kind, len(numbers) // 2, struct.pack(f"{self.order}{len(numbers)}I", *numbers)
            )
        code = _INTEGER_CODES[kind]
        return Tag(kind, len(numbers), struct.pack(f"{self.order}{len(numbers)}{code}", *numbers))

    def offsets_tag(self, values: Iterable[int]) -> Tag:
        """A new tag of offsets or byte counts."""
        numbers = list(values)
        fits = max(numbers, default=0) < 1 << 32
        return self.tag_of(LONG if fits else LONG8, numbers)

    def keep(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Remember ranges (offset, bytes) that `is_kept` is asked for: the picture itself."""
        self._kept = sorted((at, at + length) for at, length in ranges if length > 0)

    def is_kept(self, at: int, length: int) -> bool:
        """Whether a range meets one of those that are kept."""
        before = bisect.bisect_left(self._kept, (at + length, 0))
        # Ranges of one picture hardly ever lie over each other: the nearest ones tell.
        return any(end > at for _, end in self._kept[max(0, before - 8) : before])

    def write_at(self, at: int, data: bytes | memoryview) -> None:
        """Overwrite, or extend the file."""
        self._forget_values()
        self.stream.seek(at)
        self.stream.write(data)
        self.size_bytes = max(self.size_bytes, at + len(data))

    def zero(self, at: int, length: int) -> None:
        """Overwrite with zeros, within the file."""
        self._forget_values()
        length = min(length, self.size_bytes - at)
        self.stream.seek(at)
        while length > 0:
            length -= self.stream.write(_ZEROS[: min(length, len(_ZEROS))])

    def append(self, data: bytes | memoryview) -> int:
        """Put `data` at the end, on an even offset, and return where.

        Raises
        ------
        OverflowError
            If the file would pass what its offsets can say (4 GB in a classic TIFF).
        """
        at = self.size_bytes + self.size_bytes % 2
        if not self.is_big and at + len(data) >= 1 << 32:
            raise OverflowError("a classic TIFF ends at 4 GB")
        if at > self.size_bytes:
            self.write_at(self.size_bytes, b"\0")
        self.write_at(at, data)
        return at

    def replace_value(self, old: Tag, new: Tag) -> None:
        """Give an existing tag another value; what remains of the old one is zeroed."""
        field_at = old.entry_at + self._entry_bytes - self.offset_bytes
        was_inline = old.value_at == field_at
        self.zero(old.value_at, old.length)
        if len(new.value) <= self.offset_bytes:
            self.write_at(field_at, new.value.ljust(self.offset_bytes, b"\0"))
        elif not was_inline and len(new.value) <= old.length:
            self.write_at(old.value_at, new.value)
        else:
            self.write_at(field_at, struct.pack(self.offset_code, self.append(new.value)))
        code = self.order + ("HQ" if self.is_big else "HI")
        self.write_at(old.entry_at + 2, struct.pack(code, new.kind, new.number))

    def append_directory(self, tags: Mapping[int, Tag], next_ifd: int = 0) -> int:
        """Write a directory at the end and return where; values of its existing tags stay."""
        entries = []
        for number in sorted(tags):
            tag = tags[number]
            if tag.length <= self.offset_bytes:
                field = tag.value.ljust(self.offset_bytes, b"\0")
            else:
                value_at = tag.value_at if tag.entry_at else self.append(tag.value)
                field = struct.pack(self.offset_code, value_at)
            code = self.order + ("HHQ" if self.is_big else "HHI")
            entries.append(struct.pack(code, number, tag.kind, tag.number) + field)
        count = struct.pack(self.order + ("Q" if self.is_big else "H"), len(entries))
        following = struct.pack(self.offset_code, next_ifd)
        return self.append(count + b"".join(entries) + following)

    def rewrite(self, directory: Directory, changes: Mapping[int, Tag | None]) -> Directory:
        """Write `directory` anew at the end with tags replaced, added or (None) removed."""
        tags = {**directory.tags, **changes}
        kept = {number: tag for number, tag in tags.items() if tag is not None}
        at = self.append_directory(kept, directory.next_ifd)
        self.write_at(directory.pointer_at, struct.pack(self.offset_code, at))
        written = self.directory(at, directory.pointer_at)
        if written is None:
            raise BrokenFileError("a directory cannot be read back")
        return written

    def link(self, pointer_at: int, ifd_at: int) -> None:
        """Let the pointer at `pointer_at` lead to the directory at `ifd_at`."""
        self.write_at(pointer_at, struct.pack(self.offset_code, ifd_at))

    def _forget_values(self) -> None:
        self._values.clear()
        self._values_bytes = 0

    @property
    def _count_bytes(self) -> int:
        return 8 if self.is_big else 2

    @property
    def _entry_bytes(self) -> int:
        return 20 if self.is_big else 12

    def _count_at(self, at: int) -> int | None:
        data = self.read_at(at, self._count_bytes) if at >= 8 else b""
        if len(data) < self._count_bytes:
            return None
        return int(struct.unpack(self.order + ("Q" if self.is_big else "H"), data)[0])
