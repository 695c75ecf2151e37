"""Thumbnails that files carry: made anew, because the old one shows what was removed.

Covers the JPEG in an EXIF block, the thumbnail resource of Photoshop blocks and the base64 picture
in an XMP packet.
"""

from __future__ import annotations

import io
import re
import struct

import cv2
import numpy as np

from inpaint_studio.imaging.files.codec import warnings_silenced
from inpaint_studio.imaging.files.exif import find_thumbnail, replace_thumbnail
from inpaint_studio.imaging.files.photo import Pixels

__all__ = ["renewed_exif", "without_irb_thumbnail", "without_xmp_thumbnail"]

_USUAL_SIDES_PX = (160, 120)
_MAX_SIDE_PX = 1024
_QUALITIES = (85, 75, 60, 45, 30)
_IRB_THUMBNAILS = (1033, 1036)
_JPEG_START = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]")
_XMP_THUMBNAILS = re.compile(rb"<(\w*:?Thumbnails)\b[^>]*>.*?</\1\s*>", re.DOTALL)
_XMP_PICTURE = re.compile(rb"(<xmpGImg:image>)[^<]*(</xmpGImg:image>)")
_XMP_PICTURE_ATTRIBUTE = re.compile(rb"(xmpGImg:image=)([\"'])[^\"']*\2")


def renewed_exif(block: bytes, pixels: Pixels, max_bytes: int) -> bytes:
    """`block` with its thumbnail (if it has one) made anew from `pixels`.

    Parameters
    ----------
    block
        An EXIF block.
    pixels
        The photo in the layout in which the file stores it.
    max_bytes
        What the container can hold; a thumbnail that does not fit is dropped.
    """
    block = _with_previews_renewed(block, pixels)
    found = find_thumbnail(block)
    if found is None:
        return block
    old = block[found.at : found.at + found.length]
    thumbnail: bytes | None = None
    if found.is_jpeg:
        thumbnail = _jpeg_within(pixels, _jpeg_sides_px(old), len(old))
    return replace_thumbnail(block, thumbnail, max_bytes)


def _with_previews_renewed(block: bytes, pixels: Pixels) -> bytes:
    """`block` with further JPEGs, as maker notes hold them, replaced where they lie.

    What takes an old one's place is not longer; where none fits, zeros do.
    """
    found = find_thumbnail(block)
    own_at = found.at if found is not None else -1
    changed = bytearray(block)
    at = 0
    while (start := _JPEG_START.search(block, at)) is not None:
        end = block.find(b"\xff\xd9", start.end())
        at = start.end()
        if end < 0 or start.start() == own_at:
            continue
        old = block[start.start() : end + 2]
        new = _jpeg_within(pixels, _jpeg_sides_px(old), len(old))
        new = new if len(new) <= len(old) else b""
        changed[start.start() : end + 2] = new.ljust(len(old), b"\0")
        at = end + 2
    return bytes(changed)


def without_irb_thumbnail(block: bytes) -> bytes:
    """Photoshop image resources without their thumbnail; unreadable ones come back unchanged.

    Source: Adobe Photoshop File Formats Specification, "Image Resource Blocks".
    """
    kept, at = [], 0
    while at + 12 <= len(block) and block[at : at + 4] == b"8BIM":
        (identifier,) = struct.unpack_from(">H", block, at + 4)
        name_bytes = (block[at + 6] + 2) & ~1
        size_at = at + 6 + name_bytes
        if size_at + 4 > len(block):
            break
        (size,) = struct.unpack_from(">I", block, size_at)
        end = size_at + 4 + size + size % 2
        if identifier not in _IRB_THUMBNAILS:
            kept.append(block[at:end])
        at = end
    return b"".join(kept) + block[at:]


def without_xmp_thumbnail(packet: bytes) -> bytes:
    """An XMP packet whose thumbnails are blanked; its length does not change."""
    if b"xmpGImg" not in packet and b"Thumbnails" not in packet:
        return packet
    blanked = _XMP_THUMBNAILS.sub(lambda found: b" " * len(found[0]), packet)
    blanked = _XMP_PICTURE.sub(
        lambda found: found[1] + b" " * (len(found[0]) - len(found[1] + found[2])) + found[2],
        blanked,
    )
    return _XMP_PICTURE_ATTRIBUTE.sub(
        lambda found: found[1] + found[2] + b" " * (len(found[0]) - len(found[1]) - 2) + found[2],
        blanked,
    )


def _jpeg_sides_px(thumbnail: bytes) -> tuple[int, int]:
    """Width and height of a JPEG thumbnail; the usual ones when it cannot be read."""
    from PIL.JpegImagePlugin import JpegImageFile

    try:
        with warnings_silenced(), JpegImageFile(io.BytesIO(thumbnail)) as old:
            width, height = old.size
    except Exception:  # a damaged thumbnail is no reason not to write the photo
        return _USUAL_SIDES_PX
    return min(max(width, 16), _MAX_SIDE_PX), min(max(height, 16), _MAX_SIDE_PX)


def _jpeg_within(pixels: Pixels, sides_px: tuple[int, int], wanted_bytes: int) -> bytes:
    """A small JPEG of `pixels`, at the best quality that fits `wanted_bytes`, else at the middle one."""
    from PIL import Image as PillowImage

    size = pixels.size
    scale = min(sides_px[0] / size.width, sides_px[1] / size.height, 1.0)
    target = max(1, round(size.width * scale)), max(1, round(size.height * scale))
    small = cv2.resize(pixels.colour, target, interpolation=cv2.INTER_AREA)
    if small.dtype == np.uint16:
        small = np.rint(small / 257.0).astype(np.uint8)
    picture = PillowImage.fromarray(small.astype(np.uint8, copy=False))
    made: dict[int, bytes] = {}
    for quality in _QUALITIES:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality)
        made[quality] = stream.getvalue()
        if len(made[quality]) <= wanted_bytes:
            return made[quality]
    return made[75]
