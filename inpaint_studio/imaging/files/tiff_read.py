"""Reading TIFF: segment by segment.

What is plain (see `tiff_segments`) is read here. The rest is decoded by tifffile: 1-, 2- and 4-bit
grey and palettes (expanded to 8 bits), 9 to 15 and 32 bits, signed and floating point samples
(brought to 16), CMYK and Lab (converted to sRGB) and other compressions; YCbCr and the old kind of
JPEG by libtiff.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.imaging.files.codec import BrokenFileError, log_silenced
from inpaint_studio.imaging.files.colour import cmyk_to_srgb, lab_to_srgb, srgb_profile
from inpaint_studio.imaging.files.exif import resolution_of
from inpaint_studio.imaging.files.formats import PhotoFormat, check_pixels
from inpaint_studio.imaging.files.orientation import upright_size
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels
from inpaint_studio.imaging.files.tiff_description import exif_block_of
from inpaint_studio.imaging.files.tiff_directory import Directory, T, Tiff
from inpaint_studio.imaging.files.tiff_segments import (
    Compression,
    Photometric,
    TiffLayout,
    divided,
    is_reduced,
    layout_of,
    main_page,
    samples_of,
    segment_ranges,
)
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = ["decode", "read_info"]

_SIGNED, _FLOAT = 2, 3
_ROWS_AT_ONCE = 256


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of a TIFF file; see `Codec.read_info`."""
    tiff = Tiff(stream)
    directories = list(tiff.chain())
    if not directories:
        raise BrokenFileError("it holds no picture")
    page = main_page(tiff, directories)
    main = directories[page]
    layout = layout_of(tiff, main, page)
    check_pixels(layout.size, path)
    _check_readable(layout, main, path)
    orientation = tiff.integer(main, T.ORIENTATION, 1)
    orientation = orientation if 1 <= orientation <= 8 else 1
    is_converted = layout.photometric in (Photometric.CMYK, *Photometric.LAB)
    metadata = Metadata(
        icc_profile=srgb_profile() if is_converted else _bytes(main, T.ICC),
        exif=exif_block_of(tiff, main),
        xmp=_bytes(main, T.XMP),
        iptc=_bytes(main, T.IPTC),
        dpi=resolution_of(tiff, main),
    )
    return PhotoInfo(
        format=PhotoFormat.TIFF,
        size=upright_size(layout.size, orientation),
        bit_depth=_bit_depth(layout),
        is_gray=layout.photometric in (Photometric.WHITE_IS_ZERO, Photometric.BLACK_IS_ZERO),
        has_alpha=layout.alpha_channel is not None,
        orientation=orientation,
        metadata=metadata,
        encoding=layout,
        path=path,
        frames=len(directories),
        notices=_notices(tiff, layout, directories),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of a TIFF file; see `Codec.decode`."""
    layout = info.encoding
    if not isinstance(layout, TiffLayout):
        raise TypeError(f"a TIFF's layout is needed, not {type(layout).__name__}")
    tiff = Tiff(stream)
    directory = list(tiff.chain())[layout.page]
    if layout.is_plain:
        return _decoded_here(tiff, layout, segment_ranges(tiff, directory, layout))
    if _needs_libtiff(layout):
        return _decoded_by_libtiff(stream, layout)
    return _decoded_by_tifffile(stream, tiff, directory, layout, info.icc_profile)


def _bytes(directory: Directory, number: int) -> bytes | None:
    tag = directory.tags.get(number)
    return None if tag is None else tag.value


def _check_readable(layout: TiffLayout, directory: Directory, path: Path) -> None:
    """Refuse the kinds of TIFF that cannot be read, saying which and what to do."""
    why = None
    if T.DNG_VERSION in directory.tags:
        why = Message("a camera raw file (DNG); develop it to a 16-bit TIFF")
    elif layout.photometric not in (0, 1, 2, 3, 5, 6, *Photometric.LAB):
        why = Message("a TIFF of colour model {model}; convert it to RGB", model=layout.photometric)
    elif layout.bits not in _readable_bits(layout):
        why = Message(
            "a TIFF of {bits} bits a channel; convert it to 8 or 16 bits", bits=layout.bits
        )
    if why is not None:
        raise PhotoFileError("{path} is {why}.", path=shown(path), why=why)
    if layout.samples < layout.channels:
        raise BrokenFileError(
            "it has {samples} channels and needs {channels}",
            samples=layout.samples,
            channels=layout.channels,
        )


def _readable_bits(layout: TiffLayout) -> Collection[int]:
    match layout.photometric:
        case Photometric.WHITE_IS_ZERO | Photometric.BLACK_IS_ZERO:
            return range(1, 65) if layout.samples == 1 else range(8, 65)
        case Photometric.PALETTE:
            return (1, 2, 4, 8)
        case Photometric.RGB:
            return range(8, 65)
        case Photometric.YCBCR:
            return (8, 12) if layout.compression == Compression.JPEG else (8,)
    return (8, 16)


def _bit_depth(layout: TiffLayout) -> int:
    is_deep = layout.bits > 8 and layout.photometric != Photometric.CMYK
    return 16 if is_deep or layout.sample_format == _FLOAT else 8


def _needs_libtiff(layout: TiffLayout) -> bool:
    if layout.compression == Compression.OLD_JPEG:
        return True
    return layout.photometric == Photometric.YCBCR and layout.compression != Compression.JPEG


def _notices(tiff: Tiff, layout: TiffLayout, directories: list[Directory]) -> tuple[Message, ...]:
    notices = []
    if layout.photometric == Photometric.CMYK:
        notices.append(Message("CMYK colours were converted to sRGB; the photo is written as RGB."))
    elif layout.photometric == Photometric.PALETTE:
        notices.append(Message("The palette was expanded; the photo is written as full colour."))
    elif layout.photometric in Photometric.LAB:
        notices.append(Message("Lab colours were converted to sRGB; the photo is written as RGB."))
    elif layout.sample_format == _FLOAT:
        notices.append(Message("Floating point samples were rounded to 16 bits."))
    elif (layout.bits > 8 and layout.bits != 16) or layout.sample_format == _SIGNED:
        notices.append(
            Message(
                "The {bits}-bit samples were brought to {bit_depth} bits; the photo is written so.",
                bits=layout.bits,
                bit_depth=_bit_depth(layout),
            )
        )
    elif layout.photometric == Photometric.YCBCR:
        notices.append(Message("YCbCr colours were converted to RGB; the photo is written as RGB."))
    elif layout.bits < 8:
        notices.append(
            Message(
                "The {bits}-bit grey was expanded; the photo is written with 8 bits.",
                bits=layout.bits,
            )
        )
    elif not layout.is_plain:
        notices.append(Message("The photo's compression is only read; it is written as deflate."))
    pages = sum(
        1
        for page, directory in enumerate(directories)
        if page != layout.page and not is_reduced(tiff, directory)
    )
    if pages:
        notices.append(
            Message(
                "The file has {pages} pages; page {page} is shown, the others are kept only in a "
                "TIFF.",
                pages=pages + 1,
                page=layout.page + 1,
            )
        )
    return tuple(notices)


def _decoded_here(tiff: Tiff, layout: TiffLayout, ranges: list[tuple[int, int]]) -> Pixels:
    shape = tuple(layout.size)
    colour = np.zeros(shape if layout.channels == 1 else (*shape, layout.channels), layout.dtype)
    number = layout.alpha_channel
    alpha = None if number is None else np.zeros(shape, layout.dtype)
    for segment in layout.segments():
        offset, count = ranges[segment.number]
        if count == 0:
            continue
        samples = layout.decoded(tiff.read_at(offset, count), segment)
        samples = samples[: segment.box.height, : segment.box.width]
        rows, columns = segment.box.slices
        for i in range(samples.shape[2]):
            channel = segment.plane if layout.is_planar else i
            if channel < layout.channels and colour.ndim == 2:
                colour[rows, columns] = samples[..., i]
            elif channel < layout.channels:
                colour[rows, columns, channel] = samples[..., i]
            elif channel == number and alpha is not None:
                alpha[rows, columns] = samples[..., i]
    if layout.photometric == Photometric.WHITE_IS_ZERO:
        np.invert(colour, out=colour)
    if layout.is_multiplied and alpha is not None:
        colour = _divided(colour, alpha)
    return Pixels(colour, alpha)


def _divided(colour: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    for top in range(0, colour.shape[0], _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        colour[rows] = divided(colour[rows], alpha[rows])
    return colour


def _decoded_by_libtiff(stream: BinaryIO, layout: TiffLayout) -> Pixels:
    import imagecodecs

    stream.seek(0)
    samples = imagecodecs.tiff_decode(stream.read(), index=layout.page, asrgb=True)
    if samples.shape[:2] != layout.size:
        raise BrokenFileError("its header and its pixels differ")
    if layout.channels == 1:
        return Pixels(np.ascontiguousarray(samples[..., 0]))
    return Pixels(np.ascontiguousarray(samples[..., :3]))


def _brought_to_depth(samples: NDArray[Any], layout: TiffLayout) -> NDArray[Any]:
    """Samples of any type as uint8 or uint16."""
    bits = layout.bits
    if samples.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            values = np.nan_to_num(samples.astype(np.float32), posinf=0.0, neginf=0.0)
        # Light that goes beyond white, or another range altogether: the brightest is white.
        top = float(values.max(initial=0.0))
        white = top if top > 1.5 else 1.0
        deep: NDArray[Any] = np.rint(np.clip(values / np.float32(white), 0, 1) * 65535)
        return deep.astype(np.uint16)
    if samples.dtype == np.bool_ or (bits in (8, 16) and samples.dtype.kind == "u"):
        return samples
    if samples.dtype.kind == "i":
        samples = (samples.astype(np.int64) + (1 << (bits - 1))).astype(np.uint64)
    if bits <= 8:
        return samples.astype(np.uint8)
    if bits > 16:
        return (samples.astype(np.uint64) >> np.uint64(bits - 16)).astype(np.uint16)
    scaled: NDArray[Any] = np.rint(samples * (65535 / (2**bits - 1)))
    return scaled.astype(np.uint16)


def _decoded_by_tifffile(
    stream: BinaryIO, tiff: Tiff, directory: Directory, layout: TiffLayout, icc: bytes | None
) -> Pixels:
    import tifffile

    stream.seek(0)
    with log_silenced("tifffile"), tifffile.TiffFile(stream) as reader:
        samples = np.asarray(reader.pages[layout.page].asarray())
    if layout.is_planar:
        samples = np.moveaxis(samples, 0, -1)
    samples = _brought_to_depth(samples.reshape(*layout.size, layout.samples), layout)
    alpha = None
    if layout.alpha_channel is not None:
        alpha = np.ascontiguousarray(samples[..., layout.alpha_channel])
    colour = samples[..., : layout.channels]
    if layout.photometric == Photometric.PALETTE:
        return Pixels(_palette(tiff, directory, layout)[samples[..., 0].astype(np.uint8)], alpha)
    if layout.photometric in Photometric.LAB:
        return Pixels(
            lab_to_srgb(colour, is_signed=layout.photometric != Photometric.ICC_LAB), alpha
        )
    if layout.photometric == Photometric.CMYK:
        from PIL import Image as PillowImage

        if colour.dtype == np.uint16:
            colour = np.rint(colour / 257).astype(np.uint8)
        picture = PillowImage.frombytes("CMYK", layout.size[::-1], colour.tobytes())
        return Pixels(cmyk_to_srgb(picture, _bytes(directory, T.ICC)), alpha)
    if layout.channels == 1:
        colour = colour[..., 0]
        if layout.bits < 8:
            colour = colour.astype(np.uint8) * np.uint8(255 // (2**layout.bits - 1))
        colour = samples_of(layout, colour)
    if layout.is_multiplied and alpha is not None and alpha.dtype == colour.dtype:
        colour = _divided(np.ascontiguousarray(colour), alpha)
    if colour.dtype not in (np.uint8, np.uint16):
        raise BrokenFileError("its pixels are of type {dtype}", dtype=colour.dtype)
    return Pixels(np.ascontiguousarray(colour), alpha)


def _palette(tiff: Tiff, directory: Directory, layout: TiffLayout) -> NDArray[np.uint8]:
    entries = 2**layout.bits
    values = tiff.integers(directory.tags.get(T.COLOUR_MAP))
    if len(values) != 3 * entries:
        raise BrokenFileError("its palette is incomplete")
    table = np.array(values, np.uint32).reshape(3, entries).T
    # Values are 16-bit; some writers store 8-bit ones.
    return (table >> 8 if table.max() > 255 else table).astype(np.uint8)
