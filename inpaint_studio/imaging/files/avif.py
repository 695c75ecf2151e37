"""AVIF: headers by Pillow, pixels by libavif (imagecodecs), metadata put in by `heif_items`.

Kept: 8, 10 and 12 bits, grey, alpha, the naming of colours, ICC profile, EXIF, XMP and the stored
orientation. The quality of an AVIF cannot be read from it, so it is written at `DEFAULT_QUALITY`.
Gain and depth maps show the old photo; they are told and left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from inpaint_studio.errors import MissingPartError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import exif
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder, warnings_silenced
from inpaint_studio.imaging.files.colour import rescaled
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.heif_items import extras_notice, read_items, with_metadata
from inpaint_studio.imaging.files.orientation import upright_size
from inpaint_studio.imaging.files.photo import Encoding, Metadata, PhotoInfo, Pixels, Samples
from inpaint_studio.jobs.messages import Message

__all__ = ["DEFAULT_QUALITY", "MAX_EXIF_BYTES", "decode", "read_info", "write"]

DEFAULT_QUALITY = 90
_FULL_CHROMA_QUALITY = 85
MAX_EXIF_BYTES = 64 << 20
_SRGB = (1, 13, 6)
_SPEED = 6


@dataclass(frozen=True)
class AvifEncoding(Encoding):
    """How an AVIF was encoded: 8, 10 or 12 bits a channel."""

    bits: int = 8


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of an AVIF file; see `Codec.read_info`."""
    _check_present()
    from PIL.AvifImagePlugin import AvifImageFile

    items = read_items(stream)
    stream.seek(0)
    with warnings_silenced(), AvifImageFile(stream) as picture:
        size, has_alpha = Size(picture.height, picture.width), picture.mode == "RGBA"
        found: dict[Any, Any] = dict(picture.info)
        frames = int(getattr(picture, "n_frames", 1))
    block = found.get("exif")
    block = block.removeprefix(b"Exif\0\0") if block else None
    orientation = exif.orientation_of(block)
    bits = items.bits or 8
    notices: list[Message] = []
    if frames > 1:
        notices.append(
            Message(
                "The file is an animation of {frames} pictures; only the first is read and "
                "written.",
                frames=frames,
            )
        )
    if items.extras:
        notices.append(extras_notice(items.extras))
    return PhotoInfo(
        format=PhotoFormat.AVIF,
        size=upright_size(size, orientation),
        bit_depth=16 if bits > 8 else 8,
        is_gray=_is_gray(items.all_of(b"av1C")),
        has_alpha=has_alpha,
        orientation=orientation,
        metadata=Metadata(
            icc_profile=found.get("icc_profile") or None,
            exif=block if block and exif.is_exif(block) else None,
            xmp=found.get("xmp") or None,
            dpi=exif.dpi_of(block),
            cicp=None if items.cicp in (_SRGB, None) else items.cicp,
        ),
        encoding=AvifEncoding(bits),
        path=path,
        frames=frames,
        notices=tuple(notices),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of an AVIF file; see `Codec.decode`."""
    import imagecodecs

    stream.seek(0)
    samples: Samples = imagecodecs.avif_decode(stream.read(), index=0)
    samples = samples.reshape(*samples.shape[:2], -1)
    channels = samples.shape[2] - info.has_alpha
    if samples.shape[:2] != info.stored_size or channels not in (1, 3):
        raise BrokenFileError("its header and its pixels differ")
    if samples.dtype == np.uint16:
        samples = rescaled(samples, 2 ** _bits(info) - 1, 65535, np.uint16)
    colour = samples[..., 0] if info.is_gray else samples[..., :3]
    if not info.is_gray and channels == 1:
        raise BrokenFileError("its header and its pixels differ")
    alpha = np.ascontiguousarray(samples[..., -1]) if info.has_alpha else None
    return Pixels(np.ascontiguousarray(colour), alpha)


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
    """Write an AVIF file; see `Codec.write`."""
    import imagecodecs

    metadata, source = order.metadata, order.source
    bits = 8
    if pixels.bit_depth == 16:
        bits = _bits(source) if source is not None and _bits(source) > 8 else 12
    quality = DEFAULT_QUALITY if order.quality is None else order.quality
    samples = pixels.colour
    if pixels.alpha is not None:
        samples = np.dstack([samples, pixels.alpha])
    if bits > 8:
        samples = rescaled(samples, 65535, 2**bits - 1, np.uint16)
    primaries, transfer, matrix = metadata.cicp or _SRGB
    full_chroma = quality >= _FULL_CHROMA_QUALITY or matrix == 0
    content = imagecodecs.avif_encode(
        np.ascontiguousarray(samples),
        level=quality,
        speed=_SPEED,
        bitspersample=bits,
        pixelformat="400" if pixels.is_gray else "444" if full_chroma else "420",
        primaries=primaries,
        transfer=transfer,
        # Grey has no matrix; identity would call for RGB.
        matrix=_SRGB[2] if pixels.is_gray and matrix == 0 else matrix,
    )
    stream.write(
        with_metadata(
            bytes(content),
            exif=metadata.exif,
            xmp=metadata.xmp,
            icc_profile=metadata.icc_profile,
            orientation=exif.orientation_of(metadata.exif),
        )
    )
    notices = []
    if source is None and pixels.bit_depth == 16:
        notices.append(Message("AVIF holds 12 bits a channel; the photo's 16 were rounded."))
    if metadata.iptc is not None:
        notices.append(Message("AVIF has no place for IPTC data; it was left out."))
    return tuple(notices)


def _bits(info: PhotoInfo) -> int:
    return info.encoding.bits if isinstance(info.encoding, AvifEncoding) else 8


def _is_gray(configurations: Any) -> bool:
    return any(len(content) > 2 and content[2] & 0x10 for content in configurations)


def _check_present() -> None:
    from PIL import features

    if not features.check("avif"):
        raise MissingPartError(
            "AVIF files need a Pillow that was built with AVIF; install Pillow 11.3 or later from "
            "its own packages, or convert the photo to PNG."
        )
