"""HEIC: by pillow-heif, an optional part (the extra `heif`).

Pictures of 10 and 12 bits are read at 16 bits and written as they were; grey stays grey, and the
naming of colours is kept. Gain and depth maps, and videos, show the old photo; they are told and
left out. The quality of a HEIC cannot be
read from it, so it is written at `DEFAULT_QUALITY`. A HEIC is turned by its container, not by EXIF:
it is decoded upright and written upright.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from inpaint_studio.errors import MissingPartError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import exif
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder
from inpaint_studio.imaging.files.colour import rescaled
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.heif_items import extras_notice, read_items
from inpaint_studio.imaging.files.photo import Encoding, Metadata, PhotoInfo, Pixels
from inpaint_studio.jobs.messages import Message

try:
    import pillow_heif
except ImportError:
    raise MissingPartError(
        "HEIC photos need the optional part 'heif'; install it with: "
        'pip install "inpaint-studio[heif]", or convert the photo to PNG.'
    ) from None

__all__ = ["DEFAULT_QUALITY", "MAX_EXIF_BYTES", "decode", "read_info", "write"]

DEFAULT_QUALITY = 90
MAX_EXIF_BYTES = 64 << 20
# An eighth of the encoder's usual time for files an eighth larger, no less like the photo: 24
# megapixels would else take minutes.
_EFFORT = "ultrafast"
_SRGB = (1, 13, 6)
_MOST_BITS = 12


@dataclass(frozen=True)
class HeicEncoding(Encoding):
    """How a HEIC was encoded: 8, 10 or 12 bits a channel."""

    bits: int = 8


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of a HEIC file; see `Codec.read_info`."""
    items = read_items(stream)
    stream.seek(0)
    opened = pillow_heif.open_heif(stream, convert_hdr_to_8bit=False)
    block = opened.info.get("exif") or None
    block = block.removeprefix(b"Exif\0\0") if block else None
    # The picture comes upright from its container, so the tag must not turn it again.
    block = exif.turned_upright(block) if block and exif.is_exif(block) else None
    frames = len(opened)
    notices: tuple[Message, ...] = ()
    if frames > 1:
        notices = (
            Message(
                "The file holds {frames} pictures; only the main one is read and written.",
                frames=frames,
            ),
        )
    extras = items.extras + ([Message("a depth map")] if opened.info.get("depth_images") else [])
    if extras:
        notices += (extras_notice(extras),)
    return PhotoInfo(
        format=PhotoFormat.HEIC,
        size=Size(opened.size[1], opened.size[0]),
        bit_depth=16 if ";16" in opened.mode else 8,
        is_gray=opened.mode.startswith(("L", "I")),
        has_alpha="A" in opened.mode or "a" in opened.mode,
        metadata=Metadata(
            icc_profile=opened.info.get("icc_profile") or None,
            exif=block,
            xmp=opened.info.get("xmp") or None,
            dpi=exif.dpi_of(block),
            cicp=None if items.cicp in (_SRGB, None) else items.cicp,
        ),
        encoding=HeicEncoding(int(opened.info.get("bit_depth") or 8)),
        path=path,
        frames=frames,
        notices=notices,
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of a HEIC file; see `Codec.decode`."""
    stream.seek(0)
    opened = pillow_heif.open_heif(stream, convert_hdr_to_8bit=False)
    samples = np.array(opened)
    samples = samples.reshape(*samples.shape[:2], -1)
    channels = 1 if info.is_gray else 3
    if samples.shape != (*info.stored_size, channels + info.has_alpha):
        raise BrokenFileError("its header and its pixels differ")
    if samples.dtype == np.uint16:
        bits = _bits(info)
        samples = rescaled(samples >> (16 - bits), 2**bits - 1, 65535, np.uint16)
    colour = samples[..., 0] if info.is_gray else samples[..., :3]
    alpha = np.ascontiguousarray(samples[..., -1]) if info.has_alpha else None
    return Pixels(np.ascontiguousarray(colour), alpha)


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
    """Write a HEIC file; see `Codec.write`."""
    metadata = order.metadata
    bits = 8
    if pixels.bit_depth == 16:
        bits = _bits(order.source) if order.source is not None else _MOST_BITS
        bits = bits if bits > 8 else _MOST_BITS
    colour = pixels.colour
    if pixels.alpha is not None:
        if pixels.is_gray:
            colour = np.repeat(colour[..., np.newaxis], 3, axis=2)
        colour = np.dstack([colour, pixels.alpha])
    mode = "RGBA" if pixels.alpha is not None else "L" if pixels.is_gray else "RGB"
    if bits > 8:
        colour = rescaled(colour, 65535, 2**bits - 1, np.uint16)
        mode = f"{'I' if mode == 'L' else mode};{bits}"
    colour = np.ascontiguousarray(colour)
    primaries, transfer, matrix = metadata.cicp or _SRGB
    options: dict[str, Any] = {
        "quality": DEFAULT_QUALITY if order.quality is None else order.quality,
        "exif": b"Exif\0\0" + metadata.exif if metadata.exif is not None else None,
        "xmp": metadata.xmp,
        "icc_profile": metadata.icc_profile,
        "color_primaries": primaries,
        "transfer_characteristics": transfer,
        "matrix_coefficients": matrix,
        "full_range_flag": 1,
    }
    options = {name: value for name, value in options.items() if value is not None}
    picture = pillow_heif.from_bytes(mode, pixels.size[::-1], colour.tobytes())
    picture.save(stream, chroma=444, enc_params={"preset": _EFFORT}, **options)
    if order.source is None and pixels.bit_depth == 16:
        return (
            Message("HEIC holds 12 bits a channel; the photo's 16 were rounded."),
            *(
                (Message("HEIC has no place for IPTC data; it was left out."),)
                if metadata.iptc
                else ()
            ),
        )
    return (Message("HEIC has no place for IPTC data; it was left out."),) if metadata.iptc else ()


def _bits(info: PhotoInfo) -> int:
    return info.encoding.bits if isinstance(info.encoding, HeicEncoding) else 8
