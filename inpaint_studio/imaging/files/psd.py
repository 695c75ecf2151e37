"""Photoshop documents: the merged image is read; they are never written.

Source: Adobe Photoshop File Formats Specification, "Photoshop File Format".
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import exif
from inpaint_studio.imaging.files.codec import BrokenFileError
from inpaint_studio.imaging.files.colour import cmyk_to_srgb, lab_to_srgb, srgb_profile
from inpaint_studio.imaging.files.formats import PhotoFormat, check_pixels
from inpaint_studio.imaging.files.photo import Encoding, Metadata, PhotoInfo, Pixels, Samples
from inpaint_studio.imaging.files.read_only import write
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = ["MAX_EXIF_BYTES", "decode", "read_info", "write"]

MAX_EXIF_BYTES = 0
_BITMAP, _GRAY, _INDEXED, _RGB, _CMYK, _DUOTONE, _LAB = 0, 1, 2, 3, 4, 8, 9
_CHANNELS = {_BITMAP: 1, _GRAY: 1, _INDEXED: 1, _RGB: 3, _CMYK: 4, _DUOTONE: 1, _LAB: 3}
_ICC, _EXIF, _XMP, _IPTC, _RESOLUTION = 1039, 1058, 1060, 1028, 1005
_MAX_RESOURCES_BYTES = 64 << 20
_RAW, _PACKED = 0, 1


@dataclass(frozen=True)
class PsdLayout(Encoding):
    """Where the merged image lies, and how."""

    mode: int
    channels: int
    bits: int
    is_large: bool
    palette: bytes
    pixels_at: int


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of a Photoshop document; see `Codec.read_info`."""
    head = stream.read(26)
    if len(head) < 26:
        raise BrokenFileError("it is cut short")
    version, channels, height, width, bits, mode = struct.unpack(">4xH6xHIIHH", head)
    check_pixels(Size(height, width), path)
    colours = _CHANNELS.get(mode)
    if version not in (1, 2) or colours is None or bits not in (1, 8, 16) or channels < colours:
        raise PhotoFileError(
            "{path} is a Photoshop document of {bits} bits and colour mode {mode}, which cannot be "
            "read; convert it to 8 or 16 bits a channel in RGB.",
            path=shown(path),
            bits=bits,
            mode=mode,
        )
    palette = _block(stream, 4)
    resources = _resources(_block(stream, 4))
    large = 8 if version == 2 else 4
    (length,) = struct.unpack(">Q" if large == 8 else ">I", stream.read(large))
    layout = PsdLayout(mode, channels, bits, version == 2, palette[:768], stream.tell() + length)
    is_converted = mode in (_CMYK, _LAB)
    block = resources.get(_EXIF)
    return PhotoInfo(
        format=PhotoFormat.PSD,
        size=Size(height, width),
        bit_depth=16 if bits == 16 and mode != _CMYK else 8,
        is_gray=mode in (_BITMAP, _GRAY, _DUOTONE),
        # The merged image is laid over white where Photoshop writes a fourth channel itself.
        has_alpha=channels == colours + 1 and mode in (_GRAY, _RGB),
        metadata=Metadata(
            icc_profile=srgb_profile() if is_converted else resources.get(_ICC),
            exif=exif.turned_upright(block) if block and exif.is_exif(block) else None,
            xmp=resources.get(_XMP),
            iptc=resources.get(_IPTC),
            dpi=_dpi(resources.get(_RESOLUTION)),
        ),
        encoding=layout,
        path=path,
        notices=(
            Message("The layers of the file were merged; only what they show together was read."),
        ),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The merged image; see `Codec.decode`."""
    layout = info.encoding
    if not isinstance(layout, PsdLayout):
        raise TypeError(f"a document's layout is needed, not {type(layout).__name__}")
    planes = _planes(stream, info.size, layout)
    colours = _CHANNELS[layout.mode]
    alpha = planes[colours] if info.has_alpha else None
    if layout.mode == _BITMAP:
        return Pixels(np.where(planes[0] > 0, 0, 255).astype(np.uint8))
    if layout.mode == _INDEXED:
        palette = np.frombuffer(layout.palette.ljust(768, b"\0"), np.uint8).reshape(3, 256).T
        return Pixels(np.ascontiguousarray(palette[planes[0]]))
    if colours == 1:
        return Pixels(planes[0], alpha)
    colour = np.ascontiguousarray(np.stack(planes[:colours], axis=-1))
    if layout.mode == _LAB:
        return Pixels(lab_to_srgb(colour, is_signed=False))
    if layout.mode == _CMYK:
        from PIL import Image as PillowImage

        if colour.dtype == np.uint16:
            colour = np.rint(colour / 257).astype(np.uint8)
        # Photoshop stores ink as what is left of the paper.
        size = info.size.width, info.size.height
        return Pixels(
            cmyk_to_srgb(PillowImage.frombytes("CMYK", size, (255 - colour).tobytes()), None)
        )
    return Pixels(colour, alpha)


def _planes(stream: BinaryIO, size: Size, layout: PsdLayout) -> list[Samples]:
    """The channels that count, one by one."""
    import imagecodecs

    stream.seek(layout.pixels_at)
    packing = int.from_bytes(stream.read(2), "big")
    row_bytes = (size.width * layout.bits + 7) // 8
    wanted = min(layout.channels, _CHANNELS[layout.mode] + 1)
    rest = stream.seek(0, os.SEEK_END) - layout.pixels_at - 2
    stream.seek(layout.pixels_at + 2)
    if packing == _RAW:
        if rest < row_bytes * size.height * wanted:
            raise BrokenFileError("its pixels are cut short")
        raw = [stream.read(row_bytes * size.height) for _ in range(wanted)]
    elif packing == _PACKED:
        code = ">u4" if layout.is_large else ">u2"
        rows = size.height * layout.channels
        counts = np.frombuffer(stream.read(rows * (4 if layout.is_large else 2)), code)
        if len(counts) < rows or int(counts.sum(dtype=np.int64)) > rest:
            raise BrokenFileError("its pixels are cut short")
        raw = []
        for plane in range(wanted):
            lines = []
            for count in counts[plane * size.height : (plane + 1) * size.height]:
                line = bytes(imagecodecs.packbits_decode(stream.read(int(count))))
                if len(line) != row_bytes:
                    raise BrokenFileError("its pixels are cut short")
                lines.append(line)
            raw.append(b"".join(lines))
    else:
        raise BrokenFileError("its compression {packing} is unknown", packing=packing)
    if layout.bits == 16:
        return [np.frombuffer(p, ">u2").reshape(size).astype(np.uint16) for p in raw]
    planes = [np.frombuffer(p, np.uint8).reshape(size.height, row_bytes) for p in raw]
    if layout.bits == 1:
        return [np.unpackbits(plane, axis=1)[:, : size.width] for plane in planes]
    return [plane.copy() for plane in planes]


def _block(stream: BinaryIO, bytes_: int) -> bytes:
    length = int.from_bytes(stream.read(bytes_), "big")
    if length > _MAX_RESOURCES_BYTES:
        raise BrokenFileError("its resources are larger than 64 MB")
    content = stream.read(length)
    if len(content) < length:
        raise BrokenFileError("it is cut short")
    return content


def _resources(block: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at + 12 <= len(block) and block[at : at + 4] == b"8BIM":
        (number,) = struct.unpack_from(">H", block, at + 4)
        size_at = at + 6 + ((block[at + 6] + 2) & ~1)
        (size,) = struct.unpack_from(">I", block.ljust(size_at + 4, b"\0"), size_at)
        found.setdefault(number, block[size_at + 4 : size_at + 4 + size])
        at = size_at + 4 + size + size % 2
    return found


def _dpi(resource: bytes | None) -> tuple[float, float] | None:
    if resource is None or len(resource) < 16:
        return None
    x, y = (int.from_bytes(resource[at : at + 4], "big") / 65536 for at in (0, 8))
    return (x, y) if x > 0 and y > 0 else None
