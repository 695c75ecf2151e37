"""The marker segments of a JPEG file: taken apart, and put together again.

Reads everything around the scans; decodes no pixel. Sources: ITU-T T.81 annex B (markers,
tables, frame header), JFIF 1.02, CIPA DC-008 4.7 (APP1), ICC.1 annex B.4 (APP2), Adobe XMP
specification part 3 section 1.1.3.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from inpaint_studio.imaging.files.codec import BrokenFileError
from inpaint_studio.imaging.files.photo import Encoding
from inpaint_studio.jobs.messages import Message

__all__ = [
    "EXIF_HEAD",
    "MAX_PAYLOAD_BYTES",
    "XMP_HEAD",
    "JpegEncoding",
    "JpegSegment",
    "exif_segment",
    "icc_profile_of",
    "icc_segments",
    "iptc_of",
    "iptc_segment",
    "is_newsroom_trailer",
    "jfif_segment",
    "moved_trailer",
    "read_header",
    "split_header",
    "xmp_segment",
]

MAX_PAYLOAD_BYTES = 65533
JFIF_HEAD, JFXX_HEAD = b"JFIF\0", b"JFXX\0"
EXIF_HEAD = b"Exif\0\0"
XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_XMP_HEAD = b"http://ns.adobe.com/xmp/extension/\0"
ICC_HEAD = b"ICC_PROFILE\0"
MPF_HEAD = b"MPF\0"
IRB_HEAD = b"Photoshop 3.0\0"
ADOBE_HEAD = b"Adobe"
_IPTC_RESOURCE = 1028

SOI, EOI, SOS, DQT, DRI, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xDD, 0xFE
APP0, APP1, APP2, APP11, APP13, APP14, APP15 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE, 0xEF
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_LOSSLESS = frozenset({0xC3, 0xC7, 0xCB, 0xCF})
_AFCP_BYTES = 12  # of its head, of an entry and of its end mark
_MAX_HEADER_BYTES = 64 << 20
_MAX_FILE_BYTES = 4 << 30
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")

# Where the k-th coefficient of the zigzag order lies in natural order (T.81 figure A.6).
_ZIGZAG = sorted(
    range(64),
    key=lambda at: (at // 8 + at % 8, at % 8 if (at // 8 + at % 8) % 2 == 0 else at // 8),
)


class JpegSegment(NamedTuple):
    """One marker segment; `marker` is the second byte, `payload` comes after the length."""

    marker: int
    payload: bytes

    def to_bytes(self) -> bytes:
        """The segment as it stands in a file."""
        return struct.pack(">BBH", 0xFF, self.marker, len(self.payload) + 2) + self.payload


@dataclass(frozen=True)
class JpegEncoding(Encoding):
    """How a JPEG was encoded.

    Attributes
    ----------
    segments
        APPn and COM segments before the first scan, in order.
    height, width
        As stored.
    component_ids
        One for each component.
    sampling
        (horizontal, vertical) factor of each component.
    tables
        Quantisation table of each component, 64 steps in natural (row by row) order.
    is_progressive
        Whether several scans refine the picture.
    adobe_transform
        The transform byte of an Adobe segment, None without one.
    precision
        Bits a sample.
    is_lossless
        Whether samples are stored as they are (T.81 annex H), not transformed.
    has_end
        Whether the picture ends with its end marker.
    trailer
        What lies behind the end of the picture, as programs keep captions and ratings there.
    """

    segments: tuple[JpegSegment, ...]
    height: int
    width: int
    component_ids: tuple[int, ...]
    sampling: tuple[tuple[int, int], ...]
    tables: tuple[tuple[int, ...], ...]
    is_progressive: bool
    adobe_transform: int | None
    precision: int = 8
    is_lossless: bool = False
    has_end: bool = True
    trailer: bytes = b""

    @property
    def is_possible(self) -> bool:
        """True when the segments are of kinds that are carried, and the tables can be written."""
        return all(
            (APP0 <= s.marker <= APP15 or s.marker == COM) and len(s.payload) <= MAX_PAYLOAD_BYTES
            for s in self.segments
        ) and all(
            len(table) in (0, 64) and all(0 <= step < 1 << 16 for step in table)
            for table in self.tables
        )

    @property
    def texts(self) -> Mapping[str, str]:
        """The comments."""
        comments = [s.payload for s in self.segments if s.marker == COM]
        text = "\n".join(c.rstrip(b"\0").decode("utf-8", "replace") for c in comments)
        return {"Comment": text} if text.strip() else {}

    @property
    def left_behind(self) -> tuple[Message, ...]:
        """What other formats have no place for."""
        left = []
        if find(self.segments, APP1, EXTENDED_XMP_HEAD) is not None:
            left.append(Message("the extended part of the XMP data"))
        if self.trailer.strip(b"\0"):
            left.append(Message("what another program keeps behind the end of the JPEG"))
        return tuple(left)

    @property
    def is_usual(self) -> bool:
        """True for what every decoder reads and the encoder writes: transformed, of 8 bits."""
        return self.precision == 8 and not self.is_lossless

    @property
    def is_rgb(self) -> bool:
        """True when three components hold RGB rather than YCbCr, as decoders decide it."""
        if len(self.component_ids) != 3 or find(self.segments, APP0, JFIF_HEAD) is not None:
            return False
        if self.adobe_transform is not None:
            return self.adobe_transform == 0
        return self.component_ids == tuple(b"RGB")


def read_header(stream: BinaryIO) -> JpegEncoding:
    """Read a file from its start up to its first scan.

    Raises
    ------
    BrokenFileError
        If the markers make no sense or end early.
    """
    segments: list[JpegSegment] = []
    tables: dict[int, tuple[int, ...]] = {}
    frame: JpegSegment | None = None
    # The end is looked for in what follows the header of the first scan.
    for segment in _segments(stream):
        if segment.marker in _FRAMES:
            frame = segment if frame is None else frame
        elif segment.marker == DQT:
            tables.update(_quantisation_tables(segment.payload))
        elif APP0 <= segment.marker <= APP15 or segment.marker == COM:
            segments.append(segment)
    rest = stream.read(_MAX_FILE_BYTES)
    end = _scans_end(rest)
    if frame is None or len(frame.payload) < 6:
        raise BrokenFileError("no frame header comes before the pixels")
    precision, height, width, count = struct.unpack_from(">BHHB", frame.payload)
    components = frame.payload[6 : 6 + 3 * count]
    if len(components) < 3 * count or count == 0:
        raise BrokenFileError("the frame header is cut short")
    adobe = find(segments, APP14, ADOBE_HEAD)
    return JpegEncoding(
        segments=tuple(segments),
        height=height,
        width=width,
        component_ids=tuple(components[0::3]),
        sampling=tuple((factors >> 4, factors & 15) for factors in components[1::3]),
        tables=tuple(tables.get(number, ()) for number in components[2::3]),
        is_progressive=frame.marker in _PROGRESSIVE,
        adobe_transform=adobe.payload[11] if adobe and len(adobe.payload) >= 12 else None,
        precision=precision,
        is_lossless=frame.marker in _LOSSLESS,
        has_end=end is not None,
        trailer=b"" if end is None else rest[end:],
    )


def _scans_end(rest: bytes) -> int | None:
    """Where the picture ends, from the length of its first scan's header; None when it does not."""
    at = 0
    while at + 2 <= len(rest):
        at += int.from_bytes(rest[at : at + 2], "big")
        following = _MARKER.search(rest, at)
        while following is not None and following[0][1] in (0x01, SOI):
            following = _MARKER.search(rest, following.end())
        if following is None:
            return None
        at = following.end()
        if following[0][1] == EOI:
            return at
    return None


def split_header(content: memoryview) -> tuple[list[JpegSegment], memoryview]:
    """Take an encoder's output apart: its APPn and COM segments, and all that comes after them."""
    at, segments = 2, list[JpegSegment]()
    while content[at + 1] == COM or APP0 <= content[at + 1] <= APP15:
        (length,) = struct.unpack_from(">H", content, at + 2)
        segments.append(JpegSegment(content[at + 1], bytes(content[at + 4 : at + 2 + length])))
        at += 2 + length
    return segments, content[at:]


def find(segments: Iterable[JpegSegment], marker: int, head: bytes) -> JpegSegment | None:
    """The first segment of this marker whose payload starts with `head`."""
    return next((s for s in segments if s.marker == marker and s.payload.startswith(head)), None)


def icc_profile_of(segments: Iterable[JpegSegment]) -> bytes | None:
    """The ICC profile, joined from its numbered parts; None when it is absent or incomplete."""
    parts: dict[int, bytes] = {}
    total = 0
    for segment in segments:
        if segment.marker == APP2 and segment.payload.startswith(ICC_HEAD):
            number, total = segment.payload[12:14] if len(segment.payload) >= 14 else (0, 0)
            parts.setdefault(number, segment.payload[14:])
    if not total or set(parts) != set(range(1, total + 1)):
        return None
    return b"".join(parts[number] for number in sorted(parts)) or None


def icc_segments(profile: bytes) -> list[JpegSegment]:
    """The numbered segments of a profile; none when it is too large for the format."""
    room = MAX_PAYLOAD_BYTES - 14
    parts = [profile[at : at + room] for at in range(0, len(profile), room)]
    if len(parts) > 255:
        return []
    return [
        JpegSegment(APP2, ICC_HEAD + bytes((number, len(parts))) + part)
        for number, part in enumerate(parts, 1)
    ]


def exif_of(segments: Sequence[JpegSegment]) -> tuple[bytes | None, int]:
    """The EXIF block, joined where it goes on in the next segments, and in how many it lies."""
    places = [at for at, s in enumerate(segments) if _is_exif(s)]
    if not places:
        return None, 0
    count = 1
    # A segment of its own begins as a TIFF structure does; what does not goes on.
    while (after := places[0] + count) in places and not _starts_block(segments[after]):
        count += 1
    parts = segments[places[0] : places[0] + count]
    return b"".join(s.payload[len(EXIF_HEAD) :] for s in parts), count


def _is_exif(segment: JpegSegment) -> bool:
    return segment.marker == APP1 and segment.payload.startswith(EXIF_HEAD)


def _starts_block(segment: JpegSegment) -> bool:
    head = len(EXIF_HEAD)
    return segment.payload[head : head + 4] in (b"II*\0", b"MM\0*")


def exif_segments(block: bytes) -> list[JpegSegment]:
    """The segments of an EXIF block; more than one where it is longer than a segment can be."""
    room = MAX_PAYLOAD_BYTES - len(EXIF_HEAD)
    parts = [block[at : at + room] for at in range(0, max(1, len(block)), room)]
    return [JpegSegment(APP1, EXIF_HEAD + part) for part in parts]


def exif_segment(block: bytes) -> JpegSegment:
    """The one segment of an EXIF block that fits into it."""
    return JpegSegment(APP1, EXIF_HEAD + block)


def is_extended_xmp(segment: JpegSegment) -> bool:
    """True for a part of an extended XMP packet."""
    return segment.marker == APP1 and segment.payload.startswith(EXTENDED_XMP_HEAD)


def renewed_extended_xmp(
    segments: Iterable[JpegSegment], renew: Callable[[bytes], bytes]
) -> tuple[list[JpegSegment], dict[bytes, bytes]]:
    """The parts of extended XMP packets, each packet changed by `renew` to one of its length.

    Returns
    -------
    list of Segment
        As many as were given.
    dict
        What the packets are called (the MD5 of their content, by which the main packet points to
        them): old and new.
    """
    head = len(EXTENDED_XMP_HEAD)
    parts = [s for s in segments if is_extended_xmp(s) and len(s.payload) >= head + 40]
    renamed: dict[bytes, bytes] = {}
    packets: dict[bytes, bytes] = {}
    for name in dict.fromkeys(part.payload[head : head + 32] for part in parts):
        pieces = {
            int.from_bytes(p.payload[head + 36 : head + 40], "big"): p.payload[head + 40 :]
            for p in parts
            if p.payload[head : head + 32] == name
        }
        packet = b"".join(pieces[at] for at in sorted(pieces))
        packets[name] = renew(packet)
        if packets[name] != packet:
            renamed[name] = (
                hashlib.md5(packets[name], usedforsecurity=False).hexdigest().upper().encode()
            )
    taken = dict.fromkeys(packets, 0)
    made = []
    for part in sorted(parts, key=lambda p: p.payload[head + 36 : head + 40]):
        name, length = part.payload[head : head + 32], len(part.payload) - head - 40
        piece = packets[name][taken[name] : taken[name] + length]
        taken[name] += length
        label = renamed.get(name, name)
        payload = EXTENDED_XMP_HEAD + label + part.payload[head + 32 : head + 40] + piece
        made.append(JpegSegment(APP1, payload))
    return made, renamed


def xmp_segment(packet: bytes) -> JpegSegment:
    """The segment of an XMP packet."""
    return JpegSegment(APP1, XMP_HEAD + packet)


def jfif_segment(dpi: tuple[float, float] | None) -> JpegSegment:
    """A JFIF segment; without `dpi` it states square pixels and no resolution."""
    unit, x, y = (0, 1, 1) if dpi is None else (1, round(dpi[0]), round(dpi[1]))
    if not (0 < x < 65536 and 0 < y < 65536):
        unit, x, y = 0, 1, 1
    return JpegSegment(APP0, JFIF_HEAD + struct.pack(">BBBHHBB", 1, 1, unit, x, y, 0, 0))


def jfif_dpi(segment: JpegSegment | None) -> tuple[float, float] | None:
    """Pixels per inch that a JFIF segment states, None when it states none."""
    if segment is None or len(segment.payload) < 12:
        return None
    unit, x, y = struct.unpack_from(">BHH", segment.payload, 7)
    scale = {1: 1.0, 2: 2.54}.get(unit)
    return (x * scale, y * scale) if scale and x and y else None


def resources_of(segments: Iterable[JpegSegment]) -> bytes:
    """The Photoshop resources, joined where they lie in several segments."""
    head = len(IRB_HEAD)
    return b"".join(s.payload[head:] for s in segments if is_resources(s))


def is_resources(segment: JpegSegment) -> bool:
    """True for a segment of Photoshop resources."""
    return segment.marker == APP13 and segment.payload.startswith(IRB_HEAD)


def resource_segments(block: bytes) -> list[JpegSegment]:
    """The segments of Photoshop resources."""
    room = MAX_PAYLOAD_BYTES - len(IRB_HEAD)
    parts = [block[at : at + room] for at in range(0, len(block), room)]
    return [JpegSegment(APP13, IRB_HEAD + part) for part in parts]


def iptc_of(segments: Iterable[JpegSegment]) -> bytes | None:
    """The IPTC record inside the Photoshop resources, or None."""
    block, at = resources_of(segments), 0
    while at + 12 <= len(block) and block[at : at + 4] == b"8BIM":
        (identifier,) = struct.unpack_from(">H", block, at + 4)
        size_at = at + 6 + ((block[at + 6] + 2) & ~1)
        if size_at + 4 > len(block):
            return None
        (size,) = struct.unpack_from(">I", block, size_at)
        if identifier == _IPTC_RESOURCE:
            return block[size_at + 4 : size_at + 4 + size] or None
        at = size_at + 4 + size + size % 2
    return None


def iptc_segment(record: bytes) -> JpegSegment:
    """A segment of Photoshop resources that holds an IPTC record."""
    head = b"8BIM" + struct.pack(">HHI", _IPTC_RESOURCE, 0, len(record))
    return JpegSegment(APP13, IRB_HEAD + head + record + bytes(len(record) % 2))


def is_newsroom_trailer(trailer: bytes) -> bool:
    """True for captions behind a picture as the AXS File Concatenation Protocol keeps them."""
    return _afcp_start(trailer) is not None


def moved_trailer(trailer: bytes, place: int) -> bytes:
    """What lies behind the end of a picture, for `place` in the file.

    The AXS File Concatenation Protocol counts from the start of the file; others from their own.

    Source: AXS-AFCP specification (Tocarte); read also as ExifTool reads it.
    """
    start = _afcp_start(trailer)
    if start is None:
        return trailer
    order = ">" if trailer[start + 3 : start + 4] == b"!" else "<"
    (said,) = struct.unpack_from(f"{order}I", trailer, len(trailer) - _AFCP_BYTES + 4)
    (count,) = struct.unpack_from(f"{order}H", trailer, start + 6)
    moved = bytearray(trailer)
    places = [start + (2 + number) * _AFCP_BYTES - 4 for number in range(count)]
    if not all(at + 4 <= len(trailer) - _AFCP_BYTES for at in places):
        return trailer
    for at in (*places, len(trailer) - _AFCP_BYTES + 4):
        (offset,) = struct.unpack_from(f"{order}I", trailer, at)
        struct.pack_into(f"{order}I", moved, at, (offset - said + place + start) % (1 << 32))
    return bytes(moved)


def _afcp_start(trailer: bytes) -> int | None:
    """Where the block begins whose end mark closes `trailer`."""
    mark = trailer[-_AFCP_BYTES : -_AFCP_BYTES + 4]
    if len(trailer) < 2 * _AFCP_BYTES or mark not in (b"AXS!", b"AXS*"):
        return None
    start = trailer.find(mark)
    return start if start < len(trailer) - _AFCP_BYTES else None


def _segments(stream: BinaryIO) -> Iterator[JpegSegment]:
    if stream.read(2) != bytes((0xFF, SOI)):
        raise BrokenFileError("it does not start as a JPEG does")
    read_bytes = 0
    while True:
        marker = _next_marker(stream)
        if marker == EOI:
            raise BrokenFileError("it holds no picture")
        if marker == SOS:
            return
        if marker == 0x01 or 0xD0 <= marker <= SOI:
            continue
        head = stream.read(2)
        length = int.from_bytes(head, "big")
        payload = stream.read(max(0, length - 2))
        if len(head) < 2 or length < 2 or len(payload) < length - 2:
            raise BrokenFileError("its header is cut short")
        read_bytes += length
        if read_bytes > _MAX_HEADER_BYTES:
            raise BrokenFileError("its header is longer than 64 MB")
        yield JpegSegment(marker, payload)


def _next_marker(stream: BinaryIO) -> int:
    # Stray bytes between segments are skipped, as decoders do.
    previous = b""
    for _ in range(_MAX_HEADER_BYTES):
        byte = stream.read(1)
        if not byte:
            raise BrokenFileError("its header is cut short")
        if previous == b"\xff" and byte not in (b"\x00", b"\xff"):
            return byte[0]
        previous = byte
    raise BrokenFileError("its header makes no sense")


def _quantisation_tables(payload: bytes) -> dict[int, tuple[int, ...]]:
    tables, at = {}, 0
    while at < len(payload):
        precision, number = payload[at] >> 4, payload[at] & 15
        size = 128 if precision else 64
        if at + 1 + size > len(payload):
            break
        steps = struct.unpack_from(">64H" if precision else ">64B", payload, at + 1)
        natural = [0] * 64
        for k, step in enumerate(steps):
            natural[_ZIGZAG[k]] = step
        tables[number] = tuple(natural)
        at += 1 + size
    return tables
