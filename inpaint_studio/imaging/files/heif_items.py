"""The items of an AVIF or HEIC file: what the main picture says of itself, and what lies beside it.

Reads the `meta` box, and writes one anew with EXIF, XMP and an ICC profile; decodes no pixel.

Source: ISO/IEC 23008-12 (HEIF), sections 6 and 9; ISO/IEC 14496-12, section 8.11; libavif's mapping
of EXIF orientations to `irot` and `imir`.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from inpaint_studio.imaging.files.boxes import FileBox, box, boxes, read_box
from inpaint_studio.imaging.files.codec import BrokenFileError
from inpaint_studio.jobs.messages import Message

__all__ = ["HeifItems", "extras_notice", "read_items", "with_metadata"]

_MAX_META_BYTES = 16 << 20
_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_XMP_TYPE = b"application/rdf+xml\0"
# How a stored picture is turned and mirrored, by EXIF orientation.
_TURNS = {3: 2, 5: 1, 6: 3, 7: 3, 8: 1}
_MIRRORS = {2: 1, 4: 0, 5: 0, 7: 0}


@dataclass
class HeifItems:
    """What a `meta` box tells.

    Attributes
    ----------
    primary
        The main picture's number.
    properties
        Its properties: pairs of four letters and content.
    extras
        What else shows the photo: "a gain map", "a depth map", "a video", "another picture".
    """

    primary: int = 0
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    extras: list[Message] = field(default_factory=list)

    def all_of(self, kind: bytes) -> Iterator[bytes]:
        """The contents of the main picture's properties of a kind."""
        return (content for name, content in self.properties if name == kind)

    @property
    def bits(self) -> int | None:
        """Bits a channel, None where the file does not say."""
        for content in self.all_of(b"pixi"):
            if len(content) > 5:
                return content[5]
        for content in self.all_of(b"av1C"):
            if len(content) > 2 and content[2] & 0x40:
                return 12 if content[2] & 0x20 else 10
        return None

    @property
    def cicp(self) -> tuple[int, int, int] | None:
        """Primaries, transfer and matrix, where the file names them."""
        for content in self.all_of(b"colr"):
            if content[:4] == b"nclx" and len(content) >= 10:
                primaries, transfer, matrix = struct.unpack_from(">HHH", content, 4)
                return primaries, transfer, matrix
        return None


def read_items(stream: BinaryIO) -> HeifItems:
    """What the file says; of a damaged one as much as makes sense."""
    found = HeifItems()
    for each in boxes(stream):
        if each.kind == b"mpvd":
            found.extras.append(Message("a video"))
        elif each.kind == b"meta" and each.length <= _MAX_META_BYTES:
            try:
                _read_meta(stream, each, found)
            except (struct.error, IndexError):
                continue
    return found


def extras_notice(extras: list[Message]) -> Message:
    """What to say of pictures beside the main one."""
    return Message(
        "The file also holds {named}, which shows the old photo and is left out when it is "
        "written.",
        named=list(dict.fromkeys(extras)),
    )


def _read_meta(stream: BinaryIO, meta: FileBox, found: HeifItems) -> None:
    parts = {each.kind: each for each in boxes(stream, meta.at + 4, meta.at + meta.length)}
    pitm = read_box(stream, parts[b"pitm"]) if b"pitm" in parts else b""
    if pitm:
        found.primary = int.from_bytes(pitm[4:8] if pitm[0] else pitm[4:6], "big")
    associations: dict[int, list[int]] = {}
    held: list[tuple[bytes, bytes]] = []
    if b"iprp" in parts:
        place = parts[b"iprp"]
        for each in boxes(stream, place.at, place.at + place.length):
            if each.kind == b"ipco":
                inner = boxes(stream, each.at, each.at + each.length)
                held = [(one.kind, read_box(stream, one)) for one in inner]
            elif each.kind == b"ipma":
                associations.update(_associations(read_box(stream, each)))
    for number in associations.get(found.primary, []):
        if 0 < number <= len(held):
            found.properties.append(held[number - 1])
    for item, numbers in associations.items():
        kinds = [
            held[n - 1][1][4:].rstrip(b"\0")
            for n in numbers
            if 0 < n <= len(held) and held[n - 1][0] == b"auxC"
        ]
        for kind in kinds:
            if item != found.primary and kind not in _ALPHA:
                depth = b"auxid:2" in kind or b"depth" in kind
                found.extras.append(Message("a depth map" if depth else "a gain map"))
    if b"iinf" in parts:
        place = parts[b"iinf"]
        content = read_box(stream, place)
        start = place.at + (6 if content[0] == 0 else 8)
        for each in boxes(stream, start, place.at + place.length):
            if read_box(stream, each)[8:12] == b"tmap":
                found.extras.append(Message("a gain map"))


def _associations(content: bytes) -> dict[int, list[int]]:
    version, wide = content[0], content[3] & 1
    (count,) = struct.unpack_from(">I", content, 4)
    at, found = 8, dict[int, list[int]]()
    for _ in range(min(count, 65536)):
        item = int.from_bytes(content[at : at + (4 if version else 2)], "big")
        at += 4 if version else 2
        number, at = content[at], at + 1
        size = 2 if wide else 1
        mask = 0x7FFF if wide else 0x7F
        found[item] = [
            int.from_bytes(content[at + size * k : at + size * (k + 1)], "big") & mask
            for k in range(number)
        ]
        at += size * number
    return found


def with_metadata(
    content: bytes,
    *,
    exif: bytes | None,
    xmp: bytes | None,
    icc_profile: bytes | None,
    orientation: int,
) -> bytes:
    """A file of one picture, as an encoder made it, with metadata and a turn.

    Raises
    ------
    BrokenFileError
        If the encoder's file is of an unknown kind.
    """
    stream = io.BytesIO(content)
    top = list(boxes(stream))
    kinds = [each.kind for each in top]
    if kinds != [b"ftyp", b"meta", b"mdat"]:
        raise BrokenFileError("the encoder's file is of an unknown kind")
    ftyp, meta, mdat = (read_box(stream, each) for each in top)
    inside = io.BytesIO(meta[4:])
    parts = [(each.kind, read_box(inside, each)) for each in boxes(inside)]
    found = read_items(stream)
    iloc = dict(parts)[b"iloc"]
    items = _locations(iloc)
    added: list[tuple[bytes, bytes]] = []
    if exif is not None:
        added.append((b"Exif\0", bytes(4) + exif))
    if xmp is not None:
        added.append((b"mime\0" + _XMP_TYPE, xmp))
    first = 1 + max(items)
    infes = b"".join(
        box(b"infe", b"\2\0\0\1" + struct.pack(">HH", first + n, 0) + kind)
        for n, (kind, _) in enumerate(added)
    )
    links = b"".join(
        box(b"cdsc", struct.pack(">HHH", first + n, 1, found.primary)) for n in range(len(added))
    )
    properties: list[tuple[bytes, bool]] = []
    if icc_profile is not None:
        properties.append((box(b"colr", b"prof", icc_profile), False))
    if orientation in _TURNS:
        properties.append((box(b"irot", bytes((_TURNS[orientation],))), True))
    if orientation in _MIRRORS:
        properties.append((box(b"imir", bytes((_MIRRORS[orientation],))), True))

    def built(shift: int) -> bytes:
        renewed = []
        for kind, part in parts:
            if kind == b"iinf":
                (count,) = struct.unpack_from(">H", part, 4)
                part = part[:4] + struct.pack(">H", count + len(added)) + part[6:] + infes
            elif kind == b"iref":
                part += links
            elif kind == b"iprp":
                part = _with_properties(part, found.primary, properties)
            elif kind == b"iloc":
                places = {i: [(at + shift, size) for at, size in p] for i, p in items.items()}
                at = mdat_at + shift + len(mdat)
                for n, (_, data) in enumerate(added):
                    places[first + n] = [(at, len(data))]
                    at += len(data)
                part = _written_locations(places)
            renewed.append(box(kind, part))
        if links and b"iref" not in dict(parts):
            renewed.append(box(b"iref", bytes(4), links))
        return box(b"meta", meta[:4], *renewed)

    mdat_at = top[2].at
    # Sizes do not depend on the shift: one try tells it.
    new_meta_at = len(box(b"ftyp", ftyp))
    shift = new_meta_at + len(built(0)) + 8 - mdat_at
    return b"".join(
        (
            box(b"ftyp", ftyp),
            built(shift),
            box(b"mdat", mdat, *(data for _, data in added)),
        )
    )


def _locations(content: bytes) -> dict[int, list[tuple[int, int]]]:
    """Where the items of an encoder's file lie: (offset in the file, bytes) by number."""
    version = content[0]
    sizes = content[4] >> 4, content[4] & 15, content[5] >> 4, content[5] & 15
    offset_size, length_size, base_size, index_size = sizes
    at = 6
    wide = 4 if version == 2 else 2

    def number(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(content[at - size : at], "big")

    found: dict[int, list[tuple[int, int]]] = {}
    for _ in range(number(wide)):
        item = number(wide)
        if version and number(2) & 15:
            raise BrokenFileError("the encoder's file is of an unknown kind")
        number(2)
        base = number(base_size)
        extents = []
        for _ in range(number(2)):
            if version:
                number(index_size)
            offset = number(offset_size)
            extents.append((base + offset, number(length_size)))
        found[item] = extents
    return found


def _written_locations(places: dict[int, list[tuple[int, int]]]) -> bytes:
    parts = [bytes(4), b"\x44\0", struct.pack(">H", len(places))]
    for item, extents in places.items():
        parts.append(struct.pack(">HHH", item, 0, len(extents)))
        parts.extend(struct.pack(">II", at, length) for at, length in extents)
    return b"".join(parts)


def _with_properties(part: bytes, primary: int, properties: list[tuple[bytes, bool]]) -> bytes:
    """An `iprp` box's content with more properties of one item."""
    if not properties:
        return part
    stream = io.BytesIO(part)
    renewed = []
    count = 0
    for each in boxes(stream):
        content = read_box(stream, each)
        if each.kind == b"ipco":
            count = len(list(boxes(stream, each.at, each.at + each.length)))
            content += b"".join(data for data, _ in properties)
        elif each.kind == b"ipma":
            content = _with_associations(content, primary, count, properties)
        renewed.append(box(each.kind, content))
    return b"".join(renewed)


def _with_associations(
    content: bytes, primary: int, count: int, properties: list[tuple[bytes, bool]]
) -> bytes:
    if content[0] or content[3] & 1 or count + len(properties) > 127:
        raise BrokenFileError("the encoder's file is of an unknown kind")
    more = bytes(
        count + 1 + n | (0x80 if essential else 0) for n, (_, essential) in enumerate(properties)
    )
    at = 8
    for _ in range(struct.unpack_from(">I", content, 4)[0]):
        (item,) = struct.unpack_from(">H", content, at)
        number = content[at + 2]
        end = at + 3 + number
        if item == primary:
            head = content[: at + 2] + bytes((number + len(more),))
            return head + content[at + 3 : end] + more + content[end:]
        at = end
    raise BrokenFileError("the encoder's file is of an unknown kind")
