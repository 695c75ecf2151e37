"""JPEG XL: pixels by libjxl (imagecodecs); the boxes around them and the header are read here.

Kept: 8 to 16 bits, grey, alpha, EXIF, XMP, and colours that the header names (such as Display P3).
A lossless file stays lossless; a lossy one is written at high quality, since its own cannot be
read. A file of more than 8 bits, or whose colours are not sRGB, is written without loss: the
encoder takes 8 bits for sRGB and more for linear light, and only where it stores samples as they are
may the header be given the right colours. The file is decoded upright and written upright, as its
header and not EXIF turns it.

An ICC profile lies in the compressed data, where imagecodecs does not reach. pylibjxl, an optional
part (the extra `jxl`), reads that of any lossless file and writes one at 8 bits, in RGB, RGBA and
grey. A lossy file with a profile is decoded to linear light, which becomes sRGB. What is not kept is
told.

Source: ISO/IEC 18181-1 annexes D and E (image header), 18181-2 section 9 (boxes).
"""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import exif
from inpaint_studio.imaging.files.boxes import FileBox, box, boxes, read_box
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder
from inpaint_studio.imaging.files.colour import rescaled, srgb_of_light
from inpaint_studio.imaging.files.formats import PhotoFormat, check_pixels
from inpaint_studio.imaging.files.photo import Encoding, Metadata, PhotoInfo, Pixels, Samples
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = ["DEFAULT_QUALITY", "MAX_EXIF_BYTES", "decode", "read_info", "write"]

DEFAULT_QUALITY = 95
MAX_EXIF_BYTES = 64 << 20
_SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"
_HEADER_BYTES = 4096
_MAX_BLOCK_BYTES = 64 << 20
# Thirty times quicker than the encoder's usual effort, for files of about the same size.
_EFFORT_LOSSLESS, _EFFORT_LOSSY = 3, 4
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_ALPHA, _SPOT, _BLACK, _CFA = 0, 2, 4, 5
# H.273's numbers of primaries (with D65 as white) in a header; its transfers are the same there.
_NAMED_PRIMARIES = {1: 1, 9: 9, 12: 11}
_NAMED_TRANSFERS = frozenset({1, 8, 13, 16, 18})
# How a header names sRGB and its grey.
_SRGB, _SRGB_GRAY = "1", "0010100" + "011101" + "10"


@dataclass(frozen=True)
class JpegXlEncoding(Encoding):
    """How a JPEG XL was encoded.

    Attributes
    ----------
    is_lossless
        Whether samples are stored as they are, not in the colour space of lossy files.
    bits
        Bits a channel.
    colour_bits
        The header's naming of a colour space other than sRGB, as ones and zeros; "" for sRGB.
    is_linear
        Whether the decoder gives linear light, as it does for a lossy file with an ICC profile.
    """

    is_lossless: bool
    bits: int
    colour_bits: str = ""
    is_linear: bool = False


class _Header(NamedTuple):
    size: Size
    bits: int
    is_float: bool
    is_gray: bool
    is_lossless: bool
    has_profile: bool
    extra_kinds: tuple[int, ...]
    is_animation: bool
    # Places in bits: where the naming of colours begins and ends.
    colour_at: int
    colour_end: int
    bits_read: str
    colour_name: tuple[int, ...] | None


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of a JPEG XL file; see `Codec.read_info`."""
    blocks = _blocks(stream)
    header = _parsed(blocks.pop(b"start"))
    block = blocks.get(b"Exif")
    block = block[4 + int.from_bytes(block[:4], "big") :] if block else None
    block = block.removeprefix(b"Exif\0\0") if block else None
    # The picture comes upright from its own header, so the tag must not turn it again.
    block = exif.turned_upright(block) if block and exif.is_exif(block) else None
    notices = []
    profile = None
    if header.has_profile and not header.is_lossless:
        notices.append(
            Message(
                "The colours of a lossy JPEG XL with a colour profile were converted to sRGB; so "
                "they will be written."
            )
        )
    elif header.has_profile and _has_profile_part():
        check_pixels(header.size, path)
        profile = _profile_of(stream)
    elif header.has_profile:
        notices.append(
            Message(
                "The colour profile of a JPEG XL needs the optional part 'jxl' (pip install "
                '"inpaint-studio[jxl]"); the photo is shown, and will be written, as sRGB.'
            )
        )
    others = [kind for kind in header.extra_kinds if kind != _ALPHA]
    if _BLACK in others:
        raise PhotoFileError(
            "{path} is a JPEG XL of CMYK colours; convert it to RGB.", path=shown(path)
        )
    if others:
        notices.append(
            Message(
                "{other_count} extra channels of the file were left out.", other_count=len(others)
            )
        )
    if header.is_float:
        notices.append(Message("Floating point samples were rounded to 16 bits."))
    if header.is_animation:
        notices.append(
            Message("The file is an animation; only the first picture is read and written.")
        )
    if b"jhgm" in blocks:
        notices.append(Message("The gain map of the file shows the old photo and is left out."))
    if b"jumb" in blocks:
        notices.append(Message("The content credentials no longer fit and were left out."))
    named = header.bits_read[header.colour_at : header.colour_end]
    is_srgb = header.colour_name is None or header.has_profile
    return PhotoInfo(
        format=PhotoFormat.JPEG_XL,
        size=header.size,
        bit_depth=16 if header.bits > 8 or header.is_float else 8,
        is_gray=header.is_gray,
        has_alpha=_ALPHA in header.extra_kinds,
        metadata=Metadata(
            icc_profile=profile,
            exif=block,
            xmp=blocks.get(b"xml ") or None,
            dpi=exif.dpi_of(block),
            cicp=None if is_srgb else _cicp_of(header.colour_name),
        ),
        encoding=JpegXlEncoding(
            header.is_lossless,
            min(header.bits, 16),
            "" if is_srgb else named,
            is_linear=header.has_profile and not header.is_lossless,
        ),
        path=path,
        frames=2 if header.is_animation else 1,
        notices=tuple(notices),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of a JPEG XL file; see `Codec.decode`."""
    import imagecodecs

    encoding = _encoding(info)
    stream.seek(0)
    samples: Samples = imagecodecs.jpegxl_decode(stream.read(), index=0)
    samples = samples.reshape(*samples.shape[:2], -1)
    channels = 1 if info.is_gray else 3
    if samples.shape[:2] != info.size or samples.shape[2] < channels + info.has_alpha:
        raise BrokenFileError("its header and its pixels differ")
    if samples.dtype.kind == "f":
        samples = np.rint(np.clip(samples.astype(np.float32), 0, 1) * 65535).astype(np.uint16)
    elif info.bit_depth == 16:
        samples = rescaled(samples, 2**encoding.bits - 1, 65535, np.uint16)
    elif encoding.bits < 8:
        samples = rescaled(samples, 2**encoding.bits - 1, 255, np.uint8)
    colour = samples[..., 0] if info.is_gray else samples[..., :3]
    alpha = np.ascontiguousarray(samples[..., channels]) if info.has_alpha else None
    if encoding.is_linear:
        colour = _curve_of_srgb(colour.dtype)[colour]
    return Pixels(np.ascontiguousarray(colour), alpha)


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
    """Write a JPEG XL file; see `Codec.write`."""
    import imagecodecs

    source = _encoding(order.source) if order.source is not None else None
    named = source.colour_bits if source is not None else ""
    if not named and order.metadata.cicp is not None:
        named = _named_colours(order.metadata.cicp, is_gray=pixels.is_gray)
    wants_loss = order.quality is not None or source is None or not source.is_lossless
    bits = pixels.bit_depth
    samples = pixels.colour
    if pixels.alpha is not None:
        samples = np.dstack([samples, pixels.alpha])
    content, notices = _with_profile(samples, order.metadata.icc_profile)
    is_lossless = not wants_loss or bool(named) or bits > 8 or content is not None
    if wants_loss and is_lossless:
        notices.append(
            Message(
                "A JPEG XL of more than 8 bits, or of colours other than sRGB, is written "
                "without loss."
            )
        )
    if content is not None:
        named = ""
    elif bits > 8 and not named:
        named = _SRGB_GRAY if pixels.is_gray else _SRGB
    if source is not None and 8 < source.bits < 16 and bits == 16:
        bits = source.bits
        samples = rescaled(samples, 65535, 2**bits - 1, np.uint16)
    quality = DEFAULT_QUALITY if order.quality is None else order.quality
    if content is None:
        encoded = imagecodecs.jpegxl_encode(
            np.ascontiguousarray(samples),
            lossless=is_lossless,
            distance=None if is_lossless else _distance(quality),
            effort=_EFFORT_LOSSLESS if is_lossless else _EFFORT_LOSSY,
            bitspersample=bits,
        )
        content = bytes(encoded)
    _write_boxes(stream, content, named, order.metadata)
    if order.metadata.iptc is not None:
        notices.append(Message("JPEG XL has no place for IPTC data; it was left out."))
    return tuple(notices)


def _has_profile_part() -> bool:
    return importlib.util.find_spec("pylibjxl") is not None


def _profile_of(stream: BinaryIO) -> bytes | None:
    """The ICC profile of a lossless file. The library gives it only with the decoded pixels."""
    import pylibjxl

    stream.seek(0)
    try:
        _, found = pylibjxl.decode(stream.read(), metadata=True)
    except RuntimeError:
        raise BrokenFileError("its colour profile cannot be read") from None
    return bytes(found["icc"]) if "icc" in found else None


def _with_profile(samples: Samples, profile: bytes | None) -> tuple[bytes | None, list[Message]]:
    """`samples` encoded without loss and with `profile`, or None and why the profile is lost."""
    if profile is None:
        return None, []
    if not _has_profile_part():
        lost = Message(
            "The ICC profile was left out; a JPEG XL keeps it with the optional part 'jxl': "
            'pip install "inpaint-studio[jxl]".'
        )
        return None, [lost]
    import pylibjxl

    is_possible = samples.dtype == np.uint8 and samples.shape[2:] != (2,)
    try:
        if is_possible:
            content = pylibjxl.encode(
                np.ascontiguousarray(samples), lossless=True, effort=_EFFORT_LOSSLESS, icc=profile
            )
            return bytes(content), []
    except RuntimeError:  # a profile of another colour space, or a damaged one
        pass
    lost = Message(
        "The ICC profile cannot be written to a JPEG XL of this kind and was left out; PNG and "
        "TIFF keep it."
    )
    return None, [lost]


def _curve_of_srgb(dtype: np.dtype[Any]) -> Samples:
    """For every sample of linear light its sample of sRGB, both of `dtype`."""
    most = np.iinfo(dtype).max
    table: Samples = np.rint(srgb_of_light(np.arange(most + 1) / most) * most).astype(dtype)
    return table


def _cicp_of(name: tuple[int, ...] | None) -> tuple[int, int, int] | None:
    if name is None or len(name) != 4 or name[0] > 1 or name[1] != 1:
        return None
    primaries = {own: number for number, own in _NAMED_PRIMARIES.items()}.get(name[2])
    return None if primaries is None or name[3] < 0 else (primaries, name[3], 0)


def _encoding(info: PhotoInfo) -> JpegXlEncoding:
    if not isinstance(info.encoding, JpegXlEncoding):
        raise TypeError(f"a JPEG XL's encoding is needed, not {type(info.encoding).__name__}")
    return info.encoding


def _named_colours(cicp: tuple[int, int, int], *, is_gray: bool) -> str:
    """How a header names colours by the numbers of H.273; "" for those that it cannot name."""
    primaries, transfer, _ = cicp
    place = _NAMED_PRIMARIES.get(primaries)
    if place is None or transfer not in _NAMED_TRANSFERS:
        return ""
    space = _enum_bits(1) if is_gray else _enum_bits(0)
    chosen = "" if is_gray else _enum_bits(place)
    return "00" + space + _enum_bits(1) + chosen + "0" + _enum_bits(transfer) + _enum_bits(1)


def _enum_bits(value: int) -> str:
    if value < 2:
        return ("00", "10")[value]
    if value < 18:
        return "01" + f"{value - 2:04b}"[::-1]
    return "11" + f"{value - 18:06b}"[::-1]


def _distance(quality: int) -> float:
    """The butteraugli distance of a JPEG-like quality, as libjxl's own tools map it."""
    if quality >= 100:
        return 0.05
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return 53 / 3000 * quality**2 - 23 / 20 * quality + 25


def _write_boxes(stream: BinaryIO, content: bytes, named: str, metadata: Metadata) -> None:
    """The codestream alone where that is enough, else in a container."""
    level, codestream = b"", content
    if content.startswith(_SIGNATURE):
        inner = io.BytesIO(content)
        found = {each.kind: read_box(inner, each) for each in boxes(inner)}
        codestream = found[b"jxlc"] if b"jxlc" in found else _joined(inner)
        level = box(b"jxll", found[b"jxll"]) if b"jxll" in found else b""
    if named:
        codestream = _with_colours(codestream, named)
    if not level and metadata.exif is None and metadata.xmp is None:
        stream.write(codestream)
        return
    stream.write(_SIGNATURE + box(b"ftyp", b"jxl \0\0\0\0jxl ") + level)
    if metadata.exif is not None:
        stream.write(box(b"Exif", bytes(4), metadata.exif))
    if metadata.xmp is not None:
        stream.write(box(b"xml ", metadata.xmp))
    stream.write(box(b"jxlc", codestream))


def _joined(stream: BinaryIO) -> bytes:
    """A codestream that lies in several boxes."""
    parts = [read_box(stream, each) for each in boxes(stream) if each.kind == b"jxlp"]
    return b"".join(part[4:] for part in parts)


def _with_colours(codestream: bytes, named: str) -> bytes:
    """`codestream`, of stored samples, with a header that names other colours."""
    header = _parsed(codestream[:_HEADER_BYTES])
    bits = header.bits_read
    after = _after_colours(_Bits(codestream[:_HEADER_BYTES], header.colour_end))
    if not header.is_lossless or after is None:
        raise BrokenFileError("the encoder's header is of an unknown kind")
    frames_at = -(-after // 8)
    text = bits[: header.colour_at] + named + bits[header.colour_end : after]
    text += "0" * (-len(text) % 8)
    head = bytes(int(text[at : at + 8][::-1], 2) for at in range(0, len(text), 8))
    return head + codestream[frames_at:]


def _after_colours(reader: _Bits) -> int | None:
    """Where the header ends, if nothing unusual follows the colours."""
    has_no_extensions = reader.number(2) == 0
    return reader.at + 1 if has_no_extensions and reader.number(1) == 1 else None


def _blocks(stream: BinaryIO) -> dict[bytes, bytes]:
    """The metadata of a file by kind, and as b"start" the beginning of its codestream."""
    stream.seek(0)
    if stream.read(2) == b"\xff\x0a":
        stream.seek(0)
        return {b"start": stream.read(_HEADER_BYTES)}
    found: dict[bytes, bytes] = {}
    for each in boxes(stream):
        kind, head = each.kind, 0
        if kind in (b"jxlc", b"jxlp"):
            head = 4 if kind == b"jxlp" else 0
            part = read_box(stream, FileBox(kind, each.at + head, min(each.length, _HEADER_BYTES)))
            found[b"start"] = (found.get(b"start", b"") + part)[:_HEADER_BYTES]
        elif kind in (b"Exif", b"xml ", b"brob") and each.length <= _MAX_BLOCK_BYTES:
            content = read_box(stream, each)
            if kind == b"brob":
                kind, content = content[:4], _unpacked(content[4:])
            found.setdefault(kind, content)
        else:
            found.setdefault(kind, b"")
    if b"start" not in found:
        raise BrokenFileError("it holds no picture")
    return found


def _unpacked(content: bytes) -> bytes:
    import imagecodecs

    try:
        room = bytearray(min(_MAX_BLOCK_BYTES, 64 * len(content) + 4096))
        return bytes(imagecodecs.brotli_decode(content, out=room))
    except (imagecodecs.BrotliError, ValueError):
        return b""


class _Bits:
    """Numbers of a codestream's header, least significant bit first."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.text = "".join(f"{byte:08b}"[::-1] for byte in data)
        self.at = at

    def number(self, bits: int) -> int:
        """An unsigned number of so many bits."""
        taken = self.text[self.at : self.at + bits]
        if len(taken) < bits:
            raise BrokenFileError("its header is cut short")
        self.at += bits
        return int(taken[::-1] or "0", 2)

    def flag(self) -> bool:
        """One bit."""
        return self.number(1) == 1

    def one_of(self, *ways: tuple[int, int]) -> int:
        """A number stored in one of four ways: (added, bits)."""
        added, bits = ways[self.number(2)]
        return added + self.number(bits)

    def enum(self) -> int:
        """A member of an enumeration."""
        return self.one_of((0, 0), (1, 0), (2, 4), (18, 6))


def _parsed(data: bytes) -> _Header:
    """What the image header tells, up to the naming of colours."""
    reader = _Bits(data)
    if reader.number(16) != 0x0AFF:
        raise BrokenFileError("its picture does not start as a JPEG XL does")
    size = _size(reader)
    bits, is_float, is_animation, orientation = 8, False, False, 1
    kinds: list[int] = []
    if reader.flag():  # all as usual: 8 bits, sRGB, lossy
        at = reader.at
        return _Header(size, 8, False, False, False, False, (), False, at, at, reader.text, None)
    if reader.flag():
        orientation = 1 + reader.number(3)
        if reader.flag():
            _size(reader)
        if reader.flag():
            _skip_preview(reader)
        is_animation = reader.flag()
        if is_animation:
            reader.one_of((100, 0), (1000, 0), (1, 10), (1, 30))
            reader.one_of((1, 0), (1001, 0), (1, 8), (1, 10))
            reader.one_of((0, 0), (0, 3), (0, 16), (0, 32))
            reader.flag()
    bits, is_float = _depth(reader)
    reader.flag()
    for _ in range(reader.one_of((0, 0), (1, 0), (2, 4), (1, 12))):
        kinds.append(_extra_channel(reader))
    is_xyb = reader.flag()
    start = reader.at
    colour = _colours(reader)
    if orientation >= 5:
        size = Size(size.width, size.height)
    return _Header(
        size,
        bits,
        is_float,
        colour.is_gray,
        not is_xyb,
        colour.has_profile,
        tuple(kinds),
        is_animation,
        start,
        reader.at,
        reader.text,
        colour.name,
    )


class _Colours(NamedTuple):
    is_gray: bool
    has_profile: bool
    name: tuple[int, ...] | None


def _colours(reader: _Bits) -> _Colours:
    if reader.flag():
        return _Colours(False, False, None)
    has_profile = reader.flag()
    space = reader.enum()
    if has_profile:
        return _Colours(space == 1, True, (space,))
    white = primaries = 1
    transfer = 13
    if space != 2:
        white = reader.enum()
        if white == 2:
            _xy(reader)
        if space != 1:
            primaries = reader.enum()
            if primaries == 2:
                for _ in range(3):
                    _xy(reader)
        transfer = -reader.number(24) if reader.flag() else reader.enum()
    reader.enum()
    is_srgb = (white, primaries, transfer) == (1, 1, 13)
    return _Colours(space == 1, False, None if is_srgb else (space, white, primaries, transfer))


def _xy(reader: _Bits) -> None:
    for _ in range(2):
        reader.one_of((0, 19), (1 << 19, 19), (1 << 20, 20), (1 << 21, 21))


def _depth(reader: _Bits) -> tuple[int, bool]:
    if reader.flag():
        bits = reader.one_of((32, 0), (16, 0), (24, 0), (1, 6))
        reader.number(4)
        return bits, True
    return reader.one_of((8, 0), (10, 0), (12, 0), (1, 6)), False


def _extra_channel(reader: _Bits) -> int:
    if reader.flag():
        return _ALPHA
    kind = reader.enum()
    _depth(reader)
    reader.one_of((0, 0), (3, 0), (4, 0), (1, 3))
    for _ in range(reader.one_of((0, 0), (0, 4), (16, 5), (48, 10))):
        reader.number(8)
    if kind == _ALPHA:
        reader.flag()
    elif kind == _SPOT:
        reader.number(64)
    elif kind == _CFA:
        reader.one_of((1, 0), (0, 2), (3, 4), (19, 8))
    return kind


def _size(reader: _Bits) -> Size:
    is_small = reader.flag()

    def side() -> int:
        if is_small:
            return 8 * (1 + reader.number(5))
        return 1 + reader.one_of((0, 9), (0, 13), (0, 18), (0, 30))

    return _with_ratio(reader, side)


def _skip_preview(reader: _Bits) -> None:
    in_eights = reader.flag()

    def side() -> int:
        if in_eights:
            return 8 * reader.one_of((16, 0), (32, 0), (1, 5), (33, 9))
        return reader.one_of((1, 6), (65, 8), (321, 10), (1345, 12))

    _with_ratio(reader, side)


def _with_ratio(reader: _Bits, side: Callable[[], int]) -> Size:
    height = side()
    ratio = reader.number(3)
    if ratio == 0:
        return Size(height, side())
    above, below = _RATIOS[ratio - 1]
    return Size(height, height * above // below)
