"""PNG: pixels by libpng (imagecodecs), every other chunk carried over from the source.

Palettes and 1-, 2- and 4-bit grey are expanded to 8 bits; a transparent colour becomes an alpha
channel. Left out when a PNG is written like another one: the palette and what counts in it, a
second copy of the EXIF data as text, animation frames, signatures of content credentials, and
chunks that their maker marked as unsafe to copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import exif, png_chunks
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.inner_pictures import holds_picture, holds_thumbnail_resource
from inpaint_studio.imaging.files.orientation import upright_size
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels, Samples
from inpaint_studio.imaging.files.png_chunks import Chunk, ColourType, PngEncoding
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = ["MAX_EXIF_BYTES", "MAX_SIDE_PX", "decode", "read_info", "write"]

MAX_EXIF_BYTES = 64 << 20
MAX_SIDE_PX = 1_000_000
"""What libpng agrees to decode by default."""

_LEVEL = 3
_HOLDS_PALETTE_VALUES = frozenset({b"PLTE", b"tRNS", b"hIST"})
_HOLDS_SAMPLE_VALUES = frozenset({b"bKGD", b"sBIT"})
_ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})
_CREDENTIALS = b"caBX"
_KNOWN = frozenset(
    b"iCCP sRGB gAMA cHRM cICP mDCV cLLI pHYs tEXt zTXt iTXt eXIf tIME sPLT bKGD sBIT oFFs pCAL "
    b"sCAL sTER gIFg gIFx".split()
)


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of a PNG file; see `Codec.read_info`."""
    encoding = png_chunks.read_header(stream)
    chunks = encoding.chunks
    block = png_chunks.exif_of(chunks)
    orientation = exif.orientation_of(block)
    is_palette = encoding.colour_type == ColourType.PALETTE
    metadata = Metadata(
        icc_profile=png_chunks.profile_of(chunks),
        exif=block if block and exif.is_exif(block) else None,
        xmp=png_chunks.xmp_of(chunks),
        dpi=png_chunks.phys_dpi(chunks) or exif.dpi_of(block),
        cicp=png_chunks.cicp_of(chunks),
    )
    notices = []
    if is_palette:
        notices.append(Message("The palette was expanded; the photo is written as full colour."))
    frames = _frames(chunks)
    if frames > 1:
        notices.append(
            Message(
                "The file is an animation of {frames} pictures; only the first is read and "
                "written.",
                frames=frames,
            )
        )
    return PhotoInfo(
        format=PhotoFormat.PNG,
        size=upright_size(Size(encoding.height, encoding.width), orientation),
        bit_depth=16 if encoding.bit_depth == 16 else 8,
        is_gray=encoding.colour_type in (ColourType.GRAY, ColourType.GRAY_ALPHA),
        has_alpha=_has_alpha(encoding),
        orientation=orientation,
        metadata=metadata,
        encoding=encoding,
        path=path,
        frames=frames,
        notices=tuple(notices),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of a PNG file; see `Codec.decode`."""
    import imagecodecs

    encoding = info.encoding
    if not isinstance(encoding, PngEncoding):
        raise TypeError(f"a PNG's encoding is needed, not {type(encoding).__name__}")
    samples: Samples = imagecodecs.png_decode(png_chunks.pixel_file(stream, encoding))
    if samples.shape[:2] != info.stored_size or samples.dtype.itemsize * 8 != info.bit_depth:
        raise BrokenFileError("its header and its pixels differ")
    channels = 1 if samples.ndim == 2 else samples.shape[2]
    if channels in (2, 4):
        colour = samples[..., 0] if channels == 2 else samples[..., :3]
        pixels = Pixels(np.ascontiguousarray(colour), np.ascontiguousarray(samples[..., -1]))
    else:
        pixels = Pixels(samples)
    if pixels.is_gray != info.is_gray or (pixels.alpha is not None) != info.has_alpha:
        raise BrokenFileError("its header and its pixels differ")
    return pixels


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
    """Write a PNG file; see `Codec.write`."""
    import imagecodecs

    size = pixels.size
    if max(size) > MAX_SIDE_PX:
        raise PhotoFileError(
            "{path} cannot be a PNG: {size} pixels, the limit is {max_side_px} a side; write a "
            "TIFF.",
            path=shown(order.path),
            size=size,
            max_side_px=MAX_SIDE_PX,
        )
    samples = pixels.colour
    if pixels.alpha is not None:
        samples = np.dstack([pixels.colour, pixels.alpha])
    content = imagecodecs.png_encode(np.ascontiguousarray(samples), level=_LEVEL)
    del samples
    head, pixel_chunks = png_chunks.split_encoded(content)
    encoding = order.source.encoding if order.source is not None else None
    before: list[Chunk]
    after: list[Chunk]
    notices: tuple[Message, ...]
    if isinstance(encoding, PngEncoding):
        before, after, notices = _carried_chunks(encoding, pixels, order.metadata)
    else:
        before, after, notices = *_fresh_chunks(order.metadata), ()
        if order.metadata.iptc is not None:
            notices = (Message("PNG has no place for IPTC data; it was left out."),)
    stream.write(head)
    for chunk in before:
        stream.write(chunk.to_bytes())
    stream.write(pixel_chunks)
    for chunk in (*after, Chunk(b"IEND", b"")):
        stream.write(chunk.to_bytes())
    return notices


def _has_alpha(encoding: PngEncoding) -> bool:
    return encoding.has_alpha_channel or png_chunks.find(encoding.before, b"tRNS") is not None


def _frames(chunks: tuple[Chunk, ...]) -> int:
    control = png_chunks.find(chunks, b"acTL")
    return max(1, int.from_bytes(control[:4], "big")) if control else 1


def _fresh_chunks(metadata: Metadata) -> tuple[list[Chunk], list[Chunk]]:
    before: list[Chunk | None] = []
    if metadata.icc_profile is not None:
        before.append(png_chunks.iccp_chunk(metadata.icc_profile))
    elif metadata.cicp is not None:
        # Samples are RGB here, whatever matrix the source coded them by.
        before.append(Chunk(b"cICP", bytes((*metadata.cicp[:2], 0, 1))))
    if metadata.dpi is not None:
        before.append(png_chunks.phys_chunk(metadata.dpi))
    if metadata.exif is not None:
        before.append(Chunk(b"eXIf", metadata.exif))
    if metadata.xmp is not None:
        before.append(png_chunks.xmp_chunk(metadata.xmp))
    return [chunk for chunk in before if chunk is not None], []


def _carried_chunks(
    encoding: PngEncoding, pixels: Pixels, metadata: Metadata
) -> tuple[list[Chunk], list[Chunk], tuple[Message, ...]]:
    """The source's chunks before and after the pixels, and what was left out."""
    same_samples = (
        encoding.colour_type == _colour_type(pixels) and encoding.bit_depth == pixels.bit_depth
    )
    sides = [
        [
            renewed
            for chunk in side
            if (renewed := _carried(chunk, metadata, same_samples)) is not None
        ]
        for side in (encoding.before, encoding.after)
    ]
    if metadata.exif is not None and png_chunks.find((*sides[0], *sides[1]), b"eXIf") is None:
        sides[0].append(Chunk(b"eXIf", metadata.exif))
    notices: tuple[Message, ...] = ()
    if png_chunks.find(encoding.chunks, _CREDENTIALS) is not None:
        notices = (Message("The content credentials no longer fit and were left out."),)
    kept = [[chunk for chunk in side if not _shows_photo(chunk)] for side in sides]
    if kept != sides:
        notices += (
            Message("Chunks of the file held pictures of the old photo and were left out."),
        )
    return kept[0], kept[1], notices


def _shows_photo(chunk: Chunk) -> bool:
    """True where a picture lies in what is carried; EXIF and XMP are renewed before."""
    if chunk.kind in (b"eXIf", b"iCCP") or png_chunks.is_xmp(chunk):
        return False
    content = png_chunks.content_of(chunk)
    return holds_picture(content) or holds_thumbnail_resource(content)


def _carried(chunk: Chunk, metadata: Metadata, same_samples: bool) -> Chunk | None:
    kind = chunk.kind
    if kind in _HOLDS_PALETTE_VALUES or kind in _ANIMATION or kind == _CREDENTIALS:
        return None
    if kind in _HOLDS_SAMPLE_VALUES:
        return chunk if same_samples else None
    if kind == b"eXIf":
        return chunk if metadata.exif is None else Chunk(kind, metadata.exif)
    if png_chunks.is_raw_exif(chunk):
        return chunk if metadata.exif is None else None
    if png_chunks.is_xmp(chunk) and metadata.xmp is not None:
        renewed = png_chunks.xmp_of([chunk]) != metadata.xmp
        return png_chunks.xmp_chunk(metadata.xmp) if renewed else chunk
    is_safe_to_copy = bool(kind[3] & 0x20)
    return chunk if kind in _KNOWN or is_safe_to_copy else None


def _colour_type(pixels: Pixels) -> int:
    if pixels.is_gray:
        return ColourType.GRAY if pixels.alpha is None else ColourType.GRAY_ALPHA
    return ColourType.RGB if pixels.alpha is None else ColourType.RGB_ALPHA
