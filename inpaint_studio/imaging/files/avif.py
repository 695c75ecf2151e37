"""AVIF: by Pillow, at 8 bits a channel.

The quality of an AVIF cannot be read from it, so it is written at `DEFAULT_QUALITY`. ICC profile,
EXIF and XMP are kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from inpaint_studio.errors import MissingPartError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import exif
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder, warnings_silenced
from inpaint_studio.imaging.files.colour import array_of
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.orientation import upright_size
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels

__all__ = ["DEFAULT_QUALITY", "MAX_EXIF_BYTES", "decode", "read_info", "write"]

DEFAULT_QUALITY = 90
_FULL_CHROMA_QUALITY = 85
MAX_EXIF_BYTES = 64 << 20


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of an AVIF file; see `Codec.read_info`."""
    _check_present()
    from PIL.AvifImagePlugin import AvifImageFile

    with warnings_silenced(), AvifImageFile(stream) as picture:
        size, has_alpha = Size(picture.height, picture.width), picture.mode == "RGBA"
        found: dict[Any, Any] = dict(picture.info)
        frames = int(getattr(picture, "n_frames", 1))
    block = found.get("exif")
    block = block.removeprefix(b"Exif\0\0") if block else None
    orientation = exif.orientation_of(block)
    notices = []
    if frames > 1:
        notices.append(
            f"The file is an animation of {frames} pictures; only the first is read and written."
        )
    return PhotoInfo(
        format=PhotoFormat.AVIF,
        size=upright_size(size, orientation),
        bit_depth=8,
        is_gray=False,
        has_alpha=has_alpha,
        orientation=orientation,
        metadata=Metadata(
            icc_profile=found.get("icc_profile") or None,
            exif=block if block and exif.is_exif(block) else None,
            xmp=found.get("xmp") or None,
            dpi=exif.dpi_of(block),
        ),
        path=path,
        frames=frames,
        notices=tuple(notices),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of an AVIF file; see `Codec.decode`."""
    from PIL.AvifImagePlugin import AvifImageFile

    with warnings_silenced():
        opened = AvifImageFile(stream)
    with opened as picture:
        picture.load()
        samples = array_of(picture)
    if samples.shape != (*info.stored_size, 4 if info.has_alpha else 3):
        raise BrokenFileError("its header and its pixels differ")
    if not info.has_alpha:
        return Pixels(samples)
    return Pixels(np.ascontiguousarray(samples[..., :3]), np.ascontiguousarray(samples[..., 3]))


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[str, ...]:
    """Write an AVIF file; see `Codec.write`."""
    _check_present()
    from PIL import Image as PillowImage

    metadata = order.metadata
    quality = DEFAULT_QUALITY if order.quality is None else order.quality
    options: dict[str, Any] = {
        "quality": quality,
        "subsampling": "4:4:4" if quality >= _FULL_CHROMA_QUALITY else "4:2:0",
        "icc_profile": metadata.icc_profile or b"",
        "exif": metadata.exif or b"",
        "xmp": metadata.xmp or b"",
    }
    colour = pixels.colour
    if pixels.is_gray:
        colour = np.repeat(colour[..., np.newaxis], 3, axis=2)
    if pixels.alpha is not None:
        colour = np.dstack([colour, pixels.alpha])
    with warnings_silenced():
        PillowImage.fromarray(np.ascontiguousarray(colour)).save(stream, "AVIF", **options)
    return ("AVIF has no place for IPTC data; it was left out.",) if metadata.iptc else ()


def _check_present() -> None:
    from PIL import features

    if not features.check("avif"):
        raise MissingPartError(
            "AVIF files need a Pillow that was built with AVIF; install Pillow 11.3 or later from "
            "its own packages, or convert the photo to PNG."
        )
