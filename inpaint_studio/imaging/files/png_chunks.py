"""The chunks of a PNG file: taken apart, and put together again.

Reads everything but the compressed pixels; decodes none. Source: PNG specification, third edition
(W3C 2025), sections 5 and 11, and section 14.2 for what an editor may copy.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, cast

import numpy as np

from inpaint_studio.imaging.files.codec import BrokenFileError
from inpaint_studio.imaging.files.colour_profile import Points, measured_profile
from inpaint_studio.imaging.files.photo import Encoding
from inpaint_studio.jobs.messages import Message

__all__ = [
    "SIGNATURE",
    "Chunk",
    "ColourType",
    "PngEncoding",
    "exif_of",
    "find",
    "iccp_chunk",
    "phys_chunk",
    "phys_dpi",
    "pixel_file",
    "profile_of",
    "read_header",
    "split_encoded",
    "xmp_chunk",
    "xmp_of",
]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP_KEYWORD = b"XML:com.adobe.xmp\0"
_MAX_KEPT_BYTES = 256 << 20
_MAX_INFLATED_BYTES = 32 << 20
_INCH_M = 0.0254
_SRGB_GAMMA = 0.45455
_SRGB_POINTS = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)


class ColourType:
    """Colour types of the image header."""

    GRAY, RGB, PALETTE, GRAY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
    ALL = frozenset({GRAY, RGB, PALETTE, GRAY_ALPHA, RGB_ALPHA})


class Chunk(NamedTuple):
    """One chunk: four letters and its data."""

    kind: bytes
    data: bytes

    def to_bytes(self) -> bytes:
        """The chunk as it stands in a file."""
        check = zlib.crc32(self.data, zlib.crc32(self.kind))
        return struct.pack(">I", len(self.data)) + self.kind + self.data + struct.pack(">I", check)


@dataclass(frozen=True)
class PngEncoding(Encoding):
    """How a PNG was encoded: its header's fields and the chunks before and after the pixels."""

    width: int
    height: int
    bit_depth: int
    colour_type: int
    before: tuple[Chunk, ...]
    after: tuple[Chunk, ...]

    @property
    def has_alpha_channel(self) -> bool:
        """True when alpha is stored for each pixel."""
        return self.colour_type in (ColourType.GRAY_ALPHA, ColourType.RGB_ALPHA)

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All chunks but the header, the pixels and the end."""
        return self.before + self.after

    @property
    def is_possible(self) -> bool:
        """True when all chunks are such as a decoder may pass over."""
        kinds = (chunk.kind for chunk in self.chunks)
        return all(len(kind) == 4 and kind.isalpha() and kind[:1].islower() for kind in kinds)

    @property
    def texts(self) -> Mapping[str, str]:
        """The text chunks by keyword, XMP and raw profiles apart."""
        found: dict[str, str] = {}
        for chunk in self.chunks:
            plain = None if is_xmp(chunk) or is_raw_profile(chunk) else text_of(chunk)
            if plain is not None and plain[1].strip():
                found.setdefault(*plain)
        return found

    @property
    def profile(self) -> bytes | None:
        """That of gAMA and cHRM, where neither a profile nor a name goes before them."""
        kinds = {chunk.kind for chunk in self.chunks}
        gamma = find(self.chunks, b"gAMA")
        if kinds & {b"iCCP", b"sRGB", b"cICP"} or gamma is None or len(gamma) != 4:
            return None
        places = find(self.chunks, b"cHRM")
        points = None
        if places is not None and len(places) == 32:
            points = cast(Points, tuple(v / 1e5 for v in struct.unpack(">8I", places)))
        exponent = int.from_bytes(gamma, "big") / 1e5
        is_usual = abs(exponent - _SRGB_GAMMA) < 0.001
        if is_usual and (points is None or np.allclose(points, _SRGB_POINTS, atol=0.002)):
            return None
        is_gray = self.colour_type in (ColourType.GRAY, ColourType.GRAY_ALPHA)
        return measured_profile(exponent, points, is_gray=is_gray)

    @property
    def left_behind(self) -> tuple[Message, ...]:
        """What other formats have no place for."""
        kinds = {chunk.kind for chunk in self.chunks}
        named = {
            b"mDCV": Message("the mastering display"),
            b"cLLI": Message("the light level"),
            b"sPLT": Message("palettes"),
        }
        return tuple(name for kind, name in named.items() if kind in kinds)


def read_header(stream: BinaryIO) -> PngEncoding:
    """Read all chunks of a file, skipping the pixels.

    Raises
    ------
    BrokenFileError
        If the chunks make no sense or the file ends early.
    """
    if stream.read(8) != SIGNATURE:
        raise BrokenFileError("it does not start as a PNG does")
    header: Chunk | None = None
    before: list[Chunk] = []
    after: list[Chunk] = []
    has_pixels = False
    for chunk in _chunks(stream):
        if header is None:
            header = chunk
        elif chunk.kind == b"IDAT":
            has_pixels = True
        else:
            (after if has_pixels else before).append(chunk)
    if header is None or header.kind != b"IHDR" or len(header.data) != 13:
        raise BrokenFileError("it does not begin with an image header")
    if not has_pixels:
        raise BrokenFileError("it holds no pixels")
    width, height, bit_depth, colour_type = struct.unpack_from(">IIBB", header.data)
    if colour_type not in ColourType.ALL or bit_depth not in (1, 2, 4, 8, 16):
        raise BrokenFileError(
            "its colour type {colour_type} with {bit_depth} bits does not exist",
            colour_type=colour_type,
            bit_depth=bit_depth,
        )
    return PngEncoding(width, height, bit_depth, colour_type, tuple(before), tuple(after))


def pixel_file(stream: BinaryIO, encoding: PngEncoding) -> bytearray:
    """The file reduced to what its pixels need, for a decoder that has opinions on metadata.

    Raises
    ------
    BrokenFileError
        If a needed chunk fails its check sum or makes no sense, or the file ends early.
    """
    content = bytearray(stream.read(8))
    waiting = _needed_once(encoding)
    while True:
        head = stream.read(8)
        if not head.strip(b"\0"):
            # Only the end chunk is missing: all pixels are there.
            return content + Chunk(b"IEND", b"").to_bytes()
        if len(head) < 8:
            raise BrokenFileError("it is cut short")
        length, kind = struct.unpack(">I4s", head)
        if kind in waiting:
            waiting.discard(kind)
        elif kind not in (b"IDAT", b"IEND"):
            stream.seek(length + 4, 1)
            continue
        body = stream.read(length + 4)
        if len(body) < length + 4:
            raise BrokenFileError("it is cut short")
        check = zlib.crc32(memoryview(body)[:length], zlib.crc32(kind))
        if check != int.from_bytes(body[length:], "big"):
            raise BrokenFileError("the check sum of a {chunk} chunk is wrong", chunk=kind.decode())
        content += head
        content += body
        if kind == b"IEND":
            return content


def _needed_once(encoding: PngEncoding) -> set[bytes]:
    """Chunks besides the pixels' own that a decoder needs.

    Raises
    ------
    BrokenFileError
        If they stand in the wrong order or have the wrong length.
    """
    kinds = [chunk.kind for chunk in encoding.before]
    palette = find(encoding.before, b"PLTE") or b""
    needed = {b"IHDR"}
    if encoding.colour_type == ColourType.PALETTE:
        if not palette or len(palette) % 3 or len(palette) > 768:
            raise BrokenFileError("its palette is missing or makes no sense")
        needed.add(b"PLTE")
    transparent = find(encoding.before, b"tRNS")
    if transparent is None or encoding.has_alpha_channel:
        return needed
    lengths = {ColourType.GRAY: (2,), ColourType.RGB: (6,)}.get(
        encoding.colour_type, range(1, len(palette) // 3 + 1)
    )
    is_late = b"PLTE" in kinds and kinds.index(b"PLTE") > kinds.index(b"tRNS")
    if len(transparent) not in lengths or is_late:
        raise BrokenFileError("its transparent colour makes no sense")
    return needed | {b"tRNS"}


def split_encoded(content: bytes | bytearray) -> tuple[memoryview, memoryview]:
    """An encoder's output: signature with image header, and the pixels up to the end chunk."""
    view = memoryview(content)
    at = 33
    while bytes(view[at + 4 : at + 8]) != b"IDAT":
        at += 12 + struct.unpack_from(">I", view, at)[0]
    return view[:33], view[at : len(view) - 12]


def find(chunks: Iterable[Chunk], kind: bytes) -> bytes | None:
    """The data of the first chunk of a kind."""
    return next((chunk.data for chunk in chunks if chunk.kind == kind), None)


def profile_of(chunks: Iterable[Chunk]) -> bytes | None:
    """The ICC profile, or None when it is absent, damaged or larger than 32 MB."""
    data = find(chunks, b"iCCP")
    if data is None:
        return None
    _, _, compressed = data.partition(b"\0")
    return _inflated(compressed[1:])


def iccp_chunk(profile: bytes) -> Chunk:
    """The chunk of an ICC profile."""
    return Chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(profile, 9))


def phys_chunk(dpi: tuple[float, float]) -> Chunk | None:
    """The chunk of a resolution; None when it cannot be stated."""
    x, y = (round(value / _INCH_M) for value in dpi)
    if not (0 < x < 1 << 31 and 0 < y < 1 << 31):
        return None
    return Chunk(b"pHYs", struct.pack(">IIB", x, y, 1))


def phys_dpi(chunks: Iterable[Chunk]) -> tuple[float, float] | None:
    """Pixels per inch, None when the file states none."""
    data = find(chunks, b"pHYs")
    if data is None or len(data) != 9:
        return None
    x, y, unit = struct.unpack(">IIB", data)
    return (x * _INCH_M, y * _INCH_M) if unit == 1 and x and y else None


def is_xmp(chunk: Chunk) -> bool:
    """True for the text chunk that holds an XMP packet."""
    return chunk.kind == b"iTXt" and chunk.data.startswith(_XMP_KEYWORD)


def xmp_of(chunks: Iterable[Chunk]) -> bytes | None:
    """The XMP packet, or None."""
    for chunk in chunks:
        if not is_xmp(chunk):
            continue
        flags = chunk.data[len(_XMP_KEYWORD) : len(_XMP_KEYWORD) + 2]
        _, _, rest = chunk.data[len(_XMP_KEYWORD) + 2 :].partition(b"\0")
        _, _, text = rest.partition(b"\0")
        return _inflated(text) if flags[:1] == b"\1" else text
    return None


def xmp_chunk(packet: bytes) -> Chunk:
    """The chunk of an XMP packet, uncompressed as its specification asks."""
    return Chunk(b"iTXt", _XMP_KEYWORD + b"\0\0\0\0" + packet)


def text_of(chunk: Chunk) -> tuple[str, str] | None:
    """Keyword and text of a text chunk; None for other chunks and damaged ones."""
    name, _, rest = chunk.data.partition(b"\0")
    keyword = name.decode("latin-1")
    if chunk.kind == b"tEXt":
        return keyword, rest.decode("latin-1")
    if chunk.kind == b"zTXt":
        plain = _inflated(rest[1:])
        return None if plain is None else (keyword, plain.decode("latin-1"))
    if chunk.kind == b"iTXt" and len(rest) > 2:
        text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        plain = _inflated(text) if rest[:1] == b"\1" else text
        return None if plain is None else (keyword, plain.decode("utf-8", "replace"))
    return None


def is_raw_profile(chunk: Chunk) -> bool:
    """True for metadata in hexadecimal text, as ImageMagick keeps them."""
    return chunk.kind in (b"zTXt", b"tEXt") and chunk.data.startswith(b"Raw profile type ")


def content_of(chunk: Chunk) -> bytes:
    """What a chunk holds, unpacked as far as it is packed in a way that PNG knows."""
    plain = text_of(chunk)
    if plain is None:
        return chunk.data
    if is_raw_profile(chunk):
        return _unhexed(plain[1].encode("latin-1")) or plain[1].encode("latin-1")
    return plain[1].encode("utf-8")


def cicp_of(chunks: Iterable[Chunk]) -> tuple[int, int, int] | None:
    """Primaries, transfer and matrix that a cICP chunk names; None without one."""
    data = find(chunks, b"cICP")
    return (data[0], data[1], data[2]) if data is not None and len(data) == 4 else None


def is_raw_exif(chunk: Chunk) -> bool:
    """True for the hexadecimal text in which some programs keep EXIF in a PNG."""
    return chunk.kind in (b"zTXt", b"tEXt") and chunk.data.startswith(
        (b"Raw profile type exif\0", b"Raw profile type APP1\0")
    )


def exif_of(chunks: Iterable[Chunk]) -> bytes | None:
    """The EXIF block, of its own chunk or of a raw profile; None without one."""
    chunks = tuple(chunks)
    block = find(chunks, b"eXIf")
    if block is not None:
        return block.removeprefix(b"Exif\0\0")
    for chunk in chunks:
        if is_raw_exif(chunk):
            _, _, text = chunk.data.partition(b"\0")
            plain = text if chunk.kind == b"tEXt" else _inflated(text[1:])
            block = _unhexed(plain or b"")
            if block is not None and block.startswith(b"Exif\0\0"):
                return block.removeprefix(b"Exif\0\0")
    return None


def _unhexed(text: bytes) -> bytes | None:
    # "\nname\n   length\nhexadecimal digits in lines"
    parts = text.split(b"\n", 3)
    if len(parts) < 4:
        return None
    try:
        return bytes.fromhex(b"".join(parts[3].split()).decode("ascii"))
    except ValueError:
        return None


def _inflated(compressed: bytes) -> bytes | None:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(compressed, _MAX_INFLATED_BYTES)
    except zlib.error:
        return None
    return plain if inflater.eof and plain else None


def _chunks(stream: BinaryIO) -> Iterator[Chunk]:
    kept_bytes = 0
    while True:
        head = stream.read(8)
        if not head.strip(b"\0"):
            return
        if len(head) < 8:
            raise BrokenFileError("it is cut short")
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IEND":
            return
        data = b""
        if kind in (b"IDAT", b"fdAT"):
            stream.seek(length, 1)
        else:
            kept_bytes += length
            if kept_bytes > _MAX_KEPT_BYTES:
                raise BrokenFileError("its metadata is larger than 256 MB")
            data = stream.read(length)
            if len(data) < length:
                raise BrokenFileError("it is cut short")
        if len(stream.read(4)) < 4:
            raise BrokenFileError("it is cut short")
        yield Chunk(kind, data)
