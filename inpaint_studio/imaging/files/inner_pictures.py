"""Pictures inside what a file carries besides its pixels: found, renewed or blanked.

Thumbnails, previews, originals that an editor kept: whatever shows the photo as it was must not
stay in a file from which something was removed. One search serves EXIF blocks with maker notes, XMP
packets, comments, application segments and private chunks: it looks for how files of pictures
begin, as bytes, as base64 and as hexadecimal text. Its time grows with the data and no faster.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
from typing import NamedTuple

import numpy as np

from inpaint_studio.imaging.files.codec import warnings_silenced
from inpaint_studio.imaging.files.exif import find_thumbnail, replace_thumbnail
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.photo import Pixels

__all__ = [
    "InnerPicture",
    "SmallCopies",
    "blanked",
    "find_pictures",
    "holds_picture",
    "holds_thumbnail_resource",
    "renewed_exif",
    "without_resource_pictures",
]

_USUAL_SIDES_PX = (160, 120)
_MAX_SIDE_PX = 1024
_QUALITIES = (85, 75, 60, 45, 30)
_MOST_RENEWED = 8
_MOST_SEGMENTS = 1000
_MOST_HOPS = 50_000
_LEAST_TEXT_BYTES = 80

# Photoshop's thumbnails, and what other makers keep under the same numbers.
_THUMBNAIL_RESOURCES = (1033, 1036)
_RESOURCE_MARKS = (b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR")

_START = re.compile(
    rb"(?P<jpeg>\xff\xd8\xff[\xc0-\xfe])"
    rb"|(?P<png>\x89PNG\r\n\x1a\n)"
    rb"|(?P<webp>RIFF....WEBP)"
    rb"|(?P<gif>GIF8[79]a)"
    rb"|(?P<box>\0\0\0[\x0c-\x7f](?:ftyp(?:avi|hei|hev|mif|msf)|JXL \r))"
    rb"|(?P<jp2>\xff\x4f\xff\x51|jP  \r\n\x87\n)"
    rb"|(?P<text>(?<![A-Za-z0-9+/])(?:/9j/|iVBORw0KG|UklGR|R0lGOD|SUkqA|TU0AK|AAAA[A-Za-z0-9+/]{1,2}"
    rb"(?:Z0eX|pYTC)|Qk[0-9A-Za-z+/]{2}))"
    rb"|(?P<wide>/\x009\x00j\x00/\x00)"
    rb"|(?P<hex>[fF]{2}\s?[dD]8\s?[fF]{2}|89504[eE]47)",
    re.DOTALL,
)
_MARKS = (
    *(b"\xff\xd8\xff", b"\x89PNG", b"WEBP", b"GIF8", b"ftyp", b"JXL \r", b"\xff\x4f\xff\x51"),
    *(b"jP  ", b"/9j/", b"iVBORw0KG", b"UklGR", b"R0lGOD", b"SUkqA", b"TU0AK", b"Z0eX", b"pYTC"),
    *(b"Qk", b"/\x009\x00", b"d8", b"D8", b"89504"),
)
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_TEXT = re.compile(rb"(?:[A-Za-z0-9+/=\s]|&#x?[0-9A-Fa-f]{1,5};)+")
_WIDE = re.compile(rb"(?:[A-Za-z0-9+/=\s]\x00)+")
_HEX = re.compile(rb"[0-9a-fA-F\s]+")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


class InnerPicture(NamedTuple):
    """Where a picture lies; `is_text` for one that is written as letters."""

    start: int
    end: int
    is_jpeg: bool
    is_text: bool = False


def find_pictures(data: bytes) -> list[InnerPicture]:
    """All pictures in `data`, in order; one inside another counts with it."""
    found: list[InnerPicture] = []
    # Looking for fixed bytes is many times quicker than the expression that knows them all.
    if not any(mark in data for mark in _MARKS):
        return found
    work = _Work()
    at = 0
    while (start := _START.search(data, at)) is not None:
        end = _end(data, start, work)
        if end is None:
            at = start.start() + 1
            continue
        kind = start.lastgroup
        found.append(
            InnerPicture(start.start(), end, kind == "jpeg", kind in ("text", "wide", "hex"))
        )
        at = end
    return found


def holds_picture(data: bytes) -> bool:
    """True when there is a picture in `data`."""
    return bool(find_pictures(data))


def blanked(data: bytes) -> tuple[bytes, int]:
    """`data` with zeros (spaces in text) for its pictures, of the same length; and their number."""
    found = find_pictures(data)
    if not found:
        return data, 0
    changed = bytearray(data)
    for each in found:
        changed[each.start : each.end] = _blank(each)
    return bytes(changed), len(found)


def _blank(found: InnerPicture) -> bytes:
    return (b" " if found.is_text else b"\0") * (found.end - found.start)


def _end(data: bytes, start: re.Match[bytes], work: _Work) -> int | None:
    """Where the picture that begins there ends; None when none does."""
    at = start.start()
    match start.lastgroup:
        case "jpeg":
            return _jpeg_end(data, at, work)
        case "png":
            end = data.find(b"IEND", at)
            return len(data) if end < 0 else end + 8
        case "webp":
            return min(len(data), at + 8 + int.from_bytes(data[at + 4 : at + 8], "little"))
        case "text":
            return _text_end(data, at, work)
        case "wide" | "hex":
            run = (_WIDE if start.lastgroup == "wide" else _HEX).match(data, at)
            end = at if run is None else run.end()
            return end if end - at >= _LEAST_TEXT_BYTES else None
    # Formats whose length is told nowhere near their start: nothing of what follows is spared.
    return len(data) if len(data) - at >= _LEAST_TEXT_BYTES else None


def _text_end(data: bytes, at: int, work: _Work) -> int | None:
    if at >= work.text_end:
        run = _TEXT.match(data, at)
        work.text_end = at if run is None else run.end()
    if work.text_end - at < _LEAST_TEXT_BYTES:
        return None
    letters = re.sub(rb"&#x?[0-9A-Fa-f]{1,5};|\s", b"", data[at : at + 2 * _LEAST_TEXT_BYTES])
    try:
        head = base64.b64decode(letters[: _LEAST_TEXT_BYTES // 4 * 4])
    except (binascii.Error, ValueError):
        return None
    is_picture = any(each.facts.is_content(head) for each in PhotoFormat) or head[:4] == b"GIF8"
    return work.text_end if is_picture else None


def _jpeg_end(data: bytes, start: int, work: _Work) -> int | None:
    """The end of a JPEG, found by its markers; None when it has no frame."""
    at, has_frame = start + 2, False
    for _ in range(_MOST_SEGMENTS):
        if work.hops_left <= 0:
            return min(len(data), start + 4)  # enough that nothing can be read there
        work.hops_left -= 1
        if at + 4 > len(data) or data[at] != 0xFF:
            return len(data) if has_frame else None
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2 if has_frame else None
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        has_frame |= marker in _FRAMES
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:
            following = _MARKER.search(data, at)
            if following is None:
                return len(data) if has_frame else None
            at = following.start()
    return at if has_frame else None


class _Work:
    """What false starts by the thousand share, so that they cost no more than one.

    Attributes
    ----------
    hops_left
        How many markers may still be looked at.
    text_end
        Where the last run of letters looked at ends; what begins in it ends there too.
    """

    def __init__(self) -> None:
        self.hops_left = _MOST_HOPS
        self.text_end = 0


class SmallCopies:
    """Small pictures of a photo, to take the place of older ones.

    Parameters
    ----------
    pixels
        The photo in the layout in which the file stores it.
    """

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels
        self._made: dict[tuple[int, int], dict[int, bytes]] = {}
        self._left = _MOST_RENEWED

    def like(self, jpeg: bytes) -> bytes:
        """A JPEG of the sides of another one, not longer if that can be; b"" after the eighth."""
        if self._left <= 0:
            return b""
        self._left -= 1
        made = self._made.setdefault(_jpeg_sides_px(jpeg), {})
        for quality in _QUALITIES:
            if quality not in made:
                made[quality] = self._encoded(_jpeg_sides_px(jpeg), quality)
            if len(made[quality]) <= len(jpeg):
                return made[quality]
        return made[75]

    def _encoded(self, sides_px: tuple[int, int], quality: int) -> bytes:
        import cv2
        from PIL import Image as PillowImage

        size = self._pixels.size
        scale = min(sides_px[0] / size.width, sides_px[1] / size.height, 1.0)
        target = max(1, round(size.width * scale)), max(1, round(size.height * scale))
        small = cv2.resize(self._pixels.colour, target, interpolation=cv2.INTER_AREA)
        if small.dtype == np.uint16:
            small = np.rint(small / 257.0).astype(np.uint8)
        stream = io.BytesIO()
        picture = PillowImage.fromarray(small.astype(np.uint8, copy=False))
        picture.save(stream, "JPEG", quality=quality)
        return stream.getvalue()


def renewed_exif(block: bytes, copies: SmallCopies, max_bytes: int) -> bytes:
    """`block` with its thumbnail, and further pictures as maker notes hold them, made anew.

    Parameters
    ----------
    block
        An EXIF block.
    copies
        Of the photo as it is now.
    max_bytes
        What the container can hold; a thumbnail that does not fit is dropped.
    """
    own = find_thumbnail(block)
    changed = bytearray(block)
    for found in find_pictures(block):
        if own is not None and found.start == own.at:
            continue
        old = block[found.start : found.end]
        new = copies.like(old) if found.is_jpeg else b""
        # What takes an old one's place is not longer; where none fits, zeros do.
        changed[found.start : found.end] = (
            new.ljust(len(old), b"\0") if new and len(new) <= len(old) else _blank(found)
        )
    block = bytes(changed)
    if own is None:
        return block
    old = block[own.at : own.at + own.length]
    return replace_thumbnail(block, copies.like(old) or None if own.is_jpeg else None, max_bytes)


def holds_thumbnail_resource(block: bytes) -> bool:
    """True for Photoshop resources with a thumbnail or another picture."""
    at = block.find(b"8BIM")
    return at >= 0 and without_resource_pictures(block[at:]) != block[at:]


def without_resource_pictures(block: bytes) -> bytes:
    """Photoshop image resources without thumbnails and other pictures.

    What follows an unreadable resource comes back as it is, but for pictures in it.

    Source: Adobe Photoshop File Formats Specification, "Image Resource Blocks".
    """
    kept, at = [], 0
    while at + 12 <= len(block) and block[at : at + 4] in _RESOURCE_MARKS:
        (identifier,) = struct.unpack_from(">H", block, at + 4)
        name_bytes = (block[at + 6] + 2) & ~1
        size_at = at + 6 + name_bytes
        if size_at + 4 > len(block):
            break
        (size,) = struct.unpack_from(">I", block, size_at)
        end = size_at + 4 + size + size % 2
        if identifier not in _THUMBNAIL_RESOURCES and not holds_picture(block[at:end]):
            kept.append(block[at:end])
        at = end
    return b"".join(kept) + blanked(block[at:])[0]


def _jpeg_sides_px(thumbnail: bytes) -> tuple[int, int]:
    """Width and height of a JPEG thumbnail; the usual ones when it cannot be read."""
    from PIL.JpegImagePlugin import JpegImageFile

    try:
        with warnings_silenced(), JpegImageFile(io.BytesIO(thumbnail)) as old:
            width, height = old.size
    except Exception:  # a damaged thumbnail is no reason not to write the photo
        return _USUAL_SIDES_PX
    return min(max(width, 16), _MAX_SIDE_PX), min(max(height, 16), _MAX_SIDE_PX)
