"""Formats that are read and never written: GIF, PNM, TGA, JPEG 2000 and OpenRaster's merged image.

Masks often come as one of them, and photographs sometimes do. What is restored is written as PNG,
or in any format that its name asks for.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import numpy as np

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder, warnings_silenced
from inpaint_studio.imaging.files.colour import array_of, rescaled
from inpaint_studio.imaging.files.formats import HEAD_BYTES, PhotoFormat, format_of_head
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels, Samples
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

__all__ = ["MAX_EXIF_BYTES", "decode", "read_info", "write"]

MAX_EXIF_BYTES = 0
_MERGED = "mergedimage.png"
_MAX_MERGED_BYTES = 1 << 30
_DEEP_MODES = frozenset({"I", "I;16", "I;16B"})


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of such a file; see `Codec.read_info`."""
    photo_format = format_of_head(stream.read(HEAD_BYTES))
    if photo_format is PhotoFormat.OPENRASTER:
        return _merged_info(stream, path)
    if photo_format is None:
        raise BrokenFileError("its header makes no sense")
    stream.seek(0)
    with warnings_silenced(), _opened(stream, photo_format) as picture:
        mode, size = picture.mode, Size(picture.height, picture.width)
        frames = int(getattr(picture, "n_frames", 1))
        has_alpha = "A" in mode or "transparency" in picture.info
        profile = picture.info.get("icc_profile")
    is_deep = mode in _DEEP_MODES
    if photo_format in (PhotoFormat.JPEG_2000, PhotoFormat.PNM):
        is_deep = is_deep or _deep_bits(stream, photo_format) > 8
    notices = []
    if mode == "P":
        notices.append(Message("The palette was expanded; the photo is written as full colour."))
    if frames > 1:
        notices.append(
            Message(
                "The file is an animation of {frames} pictures; only the first is read and "
                "written.",
                frames=frames,
            )
        )
    return PhotoInfo(
        format=photo_format,
        size=size,
        bit_depth=16 if is_deep else 8,
        is_gray=mode in ("1", "L", "LA", *_DEEP_MODES),
        has_alpha=has_alpha,
        metadata=Metadata(icc_profile=profile),
        path=path,
        frames=frames,
        notices=tuple(notices),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of such a file; see `Codec.decode`."""
    if info.format is PhotoFormat.OPENRASTER:
        return _merged_pixels(stream)
    if info.bit_depth == 16 and info.format in (PhotoFormat.JPEG_2000, PhotoFormat.PNM):
        return _split(_deep_samples(stream, info), info)
    stream.seek(0)
    wanted = ("L" if info.is_gray else "RGB") + ("A" if info.has_alpha else "")
    with warnings_silenced(), _opened(stream, info.format) as picture:
        picture.load()
        if info.bit_depth == 16:
            return Pixels(np.asarray(picture).clip(0, 65535).astype(np.uint16))
        samples = array_of(picture if picture.mode == wanted else picture.convert(wanted))
    return _split(samples, info)


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> NoReturn:
    """Raises: these formats are only read."""
    raise PhotoFileError(
        "{path} cannot be written: this format is only read; let the name end in .png.",
        path=shown(order.path),
    )


def _opened(stream: BinaryIO, photo_format: PhotoFormat) -> ImageFile:
    # The class and not Image.open: no check of other formats, no limit or warning but our own.
    match photo_format:
        case PhotoFormat.GIF:
            from PIL.GifImagePlugin import GifImageFile

            return GifImageFile(stream)
        case PhotoFormat.PNM:
            from PIL.PpmImagePlugin import PpmImageFile

            return PpmImageFile(stream)
        case PhotoFormat.JPEG_2000:
            from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile

            return Jpeg2KImageFile(stream)
    from PIL.TgaImagePlugin import TgaImageFile

    return TgaImageFile(stream)


def _deep_bits(stream: BinaryIO, photo_format: PhotoFormat) -> int:
    """Bits a channel of a file of whose depth Pillow says nothing."""
    stream.seek(0)
    head = stream.read(4096)
    if photo_format is PhotoFormat.PNM:
        numbers = [t for line in head.split(b"\n") for t in line.partition(b"#")[0].split()]
        is_bitmap = numbers[:1] in ([b"P1"], [b"P4"])
        white = numbers[3] if len(numbers) > 3 and not is_bitmap else b"1"
        return int(white).bit_length() if white.isdigit() and len(white) < 6 else 8
    at = head.find(b"\xff\x51")  # the SIZ marker; its components begin 40 bytes on
    return (head[at + 40] & 0x7F) + 1 if 0 <= at < len(head) - 40 else 8


def _deep_samples(stream: BinaryIO, info: PhotoInfo) -> Samples:
    bits = _deep_bits(stream, info.format)
    stream.seek(0)
    content = stream.read()
    if info.format is PhotoFormat.JPEG_2000:
        import imagecodecs

        samples: Any = imagecodecs.jpeg2k_decode(content)
    else:
        import cv2

        samples = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
        if samples is None:
            raise BrokenFileError("its pixels cannot be decoded")
        samples = samples if samples.ndim == 2 else np.ascontiguousarray(samples[..., ::-1])
    if samples.dtype != np.uint16:
        raise BrokenFileError("its pixels are of type {dtype}", dtype=samples.dtype)
    return rescaled(samples, 2**bits - 1, 65535, np.uint16)


def _split(samples: Samples, info: PhotoInfo) -> Pixels:
    samples = samples.reshape(*samples.shape[:2], -1)
    channels = (1 if info.is_gray else 3) + info.has_alpha
    if samples.shape != (*info.size, channels):
        raise BrokenFileError("its header and its pixels differ")
    colour = samples[..., 0] if info.is_gray else samples[..., :3]
    alpha = np.ascontiguousarray(samples[..., -1]) if info.has_alpha else None
    return Pixels(np.ascontiguousarray(colour), alpha)


def _merged(stream: BinaryIO) -> BinaryIO:
    """The picture of all layers, which every OpenRaster file has."""
    with zipfile.ZipFile(stream) as archive:
        try:
            entry = archive.getinfo(_MERGED)
        except KeyError:
            raise BrokenFileError("it holds no merged image") from None
        if entry.file_size > _MAX_MERGED_BYTES:
            raise BrokenFileError("its merged image is too large")
        return io.BytesIO(archive.read(entry))


def _merged_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    from inpaint_studio.imaging.files import png

    info = png.read_info(_merged(stream), path)
    notice = Message("The layers of the file were merged; only what they show together was read.")
    return replace(info, format=PhotoFormat.OPENRASTER, notices=(*info.notices, notice))


def _merged_pixels(stream: BinaryIO) -> Pixels:
    from inpaint_studio.imaging.files import png

    merged = _merged(stream)
    info = png.read_info(merged, Path(_MERGED))
    merged.seek(0)
    return png.decode(merged, info)
