"""Strips and tiles of a TIFF picture: where they lie, decoded and encoded one by one.

Covers what scanners and editors write: 8 or 16 bits, grey or RGB with any extra channels, chunky
or planar, without compression or with LZW, deflate, PackBits or Zstandard, with or without
horizontal differencing. Whatever else a picture may be is not `is_plain`.

Source: TIFF 6.0, sections 3-9 and 13-15.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.files.codec import BrokenFileError
from inpaint_studio.imaging.files.photo import Encoding
from inpaint_studio.imaging.files.tiff_directory import Directory, T, Tiff

__all__ = [
    "Compression",
    "Photometric",
    "TiffLayout",
    "TiffSegment",
    "divided",
    "is_reduced",
    "layout_of",
    "main_page",
    "multiplied",
    "samples_of",
    "segment_ranges",
]


_MOST_SEGMENT_PIXELS = 4096 * 4096
"""Tiles may be larger than the picture, but not by any amount."""


class Photometric:
    """How samples mean colour."""

    WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR = 0, 1, 2, 3, 5, 6
    CIE_LAB, ICC_LAB, ITU_LAB = 8, 9, 10
    LAB = frozenset({CIE_LAB, ICC_LAB, ITU_LAB})


class Compression:
    """How segments are packed."""

    NONE, LZW, OLD_JPEG, JPEG = 1, 5, 6, 7
    DEFLATE, PACKBITS, OLD_DEFLATE, ZSTD = 8, 32773, 32946, 50000
    PLAIN = frozenset({NONE, LZW, DEFLATE, PACKBITS, OLD_DEFLATE, ZSTD})


class TiffSegment(NamedTuple):
    """One strip or tile: the pixels that it covers, its plane, and its shape as it is stored."""

    number: int
    plane: int
    box: Box
    stored: Size


@dataclass(frozen=True)
class TiffLayout(Encoding):
    """How a picture lies in its file.

    Attributes
    ----------
    page
        Number of the picture in the chain of directories.
    bits
        Bits of each sample (the same for all).
    samples
        Channels, extra ones included.
    extra_samples
        What the channels beyond the colour are: 1 and 2 mean alpha (1: colours are multiplied).
    sample_format
        1 for unsigned integers.
    """

    page: int
    order: Literal["<", ">"]
    size: Size
    bits: int
    samples: int
    extra_samples: tuple[int, ...]
    sample_format: int
    photometric: int
    compression: int
    predictor: int
    fill_order: int
    is_planar: bool
    is_tiled: bool
    segment_size: Size

    @property
    def channels(self) -> int:
        """Colour channels: 1, 3 or 4."""
        if self.photometric in (Photometric.RGB, Photometric.YCBCR, *Photometric.LAB):
            return 3
        return 4 if self.photometric == Photometric.CMYK else 1

    @property
    def alpha_channel(self) -> int | None:
        """Number of the alpha channel, or None."""
        extra = self.extra_samples[: self.samples - self.channels]
        return next((self.channels + i for i, kind in enumerate(extra) if kind in (1, 2)), None)

    @property
    def is_multiplied(self) -> bool:
        """True when colours are stored multiplied by alpha ("associated")."""
        number = self.alpha_channel
        return number is not None and self.extra_samples[number - self.channels] == 1

    @property
    def is_plain(self) -> bool:
        """True when segments can be decoded and encoded one by one, here."""
        return (
            self.photometric in (0, 1, 2)
            and self.bits in (8, 16)
            and self.sample_format in (1, 4)
            and self.compression in Compression.PLAIN
            and self.predictor in (1, 2)
            and self.fill_order == 1
            and self.samples >= self.channels
            and not (self.is_multiplied and self.is_planar)
        )

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of a decoded sample, in the machine's byte order."""
        return np.dtype(np.uint16 if self.bits == 16 else np.uint8)

    @property
    def planes(self) -> int:
        """Planes that are stored one after the other."""
        return self.samples if self.is_planar else 1

    @property
    def samples_a_segment(self) -> int:
        """Channels that lie side by side in a segment."""
        return 1 if self.is_planar else self.samples

    @property
    def segment_count(self) -> int:
        """Segments of the picture."""
        down = -(-self.size.height // self.segment_size.height)
        across = -(-self.size.width // self.segment_size.width)
        return down * across * self.planes

    def segments(self) -> Iterator[TiffSegment]:
        """All segments in the order of their offsets."""
        number = 0
        step = self.segment_size
        for plane in range(self.planes):
            for top in range(0, self.size.height, step.height):
                for left in range(0, self.size.width, step.width):
                    box = Box(top, left, top + step.height, left + step.width).clipped(self.size)
                    stored = step if self.is_tiled else box.size
                    yield TiffSegment(number, plane, box, stored)
                    number += 1

    def decoded(self, data: bytes, segment: TiffSegment) -> NDArray[Any]:
        """The samples of a segment, (h, w, channels) as stored; padding included.

        Raises
        ------
        BrokenFileError
            If there are fewer than there must be.
        """
        shape = (*segment.stored, self.samples_a_segment)
        needed = int(np.prod(shape)) * self.dtype.itemsize
        room = self.segment_size.pixels * self.samples_a_segment * self.dtype.itemsize
        raw = _unpacked(self.compression, data, room)
        if len(raw) < needed:
            raise BrokenFileError("its pixels are cut short")
        samples = np.frombuffer(raw, self.dtype.newbyteorder(self.order), int(np.prod(shape)))
        samples = samples.reshape(shape).astype(self.dtype)
        if self.predictor == 2:
            np.cumsum(samples, axis=1, dtype=self.dtype, out=samples)
        return samples

    def encoded(self, samples: NDArray[Any]) -> bytes:
        """The bytes of a segment; inverse of `decoded`."""
        if self.predictor == 2:
            differences = samples.copy()
            differences[:, 1:] -= samples[:, :-1]
            samples = differences
        ordered = np.ascontiguousarray(samples.astype(self.dtype.newbyteorder(self.order)))
        return _packed(self.compression, ordered)


def layout_of(tiff: Tiff, directory: Directory, page: int) -> TiffLayout:
    """How the picture of `directory` lies in its file.

    Raises
    ------
    BrokenFileError
        If its tags contradict each other.
    """
    size = Size(tiff.integer(directory, T.HEIGHT), tiff.integer(directory, T.WIDTH))
    each_bits = tiff.integers(directory.tags.get(T.BITS)) or (1,)
    samples = tiff.integer(directory, T.SAMPLES, len(each_bits))
    bits = set(each_bits)
    formats = set(tiff.integers(directory.tags.get(T.SAMPLE_FORMAT)) or (1,))
    if len(bits) != 1 or len(formats) != 1 or not 1 <= samples <= 64:
        raise BrokenFileError(
            "its {samples} channels have {bits} bits; all must have the same",
            samples=samples,
            bits=sorted(bits),
        )
    is_tiled = T.TILE_OFFSETS in directory.tags
    if is_tiled:
        segment = Size(
            tiff.integer(directory, T.TILE_HEIGHT), tiff.integer(directory, T.TILE_WIDTH)
        )
    else:
        rows = tiff.integer(directory, T.ROWS_PER_STRIP, size.height)
        segment = Size(min(rows, size.height), size.width)
    if size.pixels <= 0 or not 0 < segment.pixels <= max(_MOST_SEGMENT_PIXELS, 4 * size.pixels):
        raise BrokenFileError("its tiles of {segment} pixels make no sense", segment=segment)
    return TiffLayout(
        page=page,
        order=tiff.order,
        size=size,
        bits=bits.pop(),
        samples=samples,
        extra_samples=tiff.integers(directory.tags.get(T.EXTRA_SAMPLES)),
        sample_format=formats.pop(),
        photometric=tiff.integer(directory, T.PHOTOMETRIC, Photometric.BLACK_IS_ZERO),
        compression=tiff.integer(directory, T.COMPRESSION, Compression.NONE),
        predictor=tiff.integer(directory, T.PREDICTOR, 1),
        fill_order=tiff.integer(directory, T.FILL_ORDER, 1),
        is_planar=tiff.integer(directory, T.PLANAR, 1) == 2 and samples > 1,
        is_tiled=is_tiled,
        segment_size=segment,
    )


def is_reduced(tiff: Tiff, directory: Directory) -> bool:
    """True for a smaller copy of another page's picture."""
    return bool(tiff.integer(directory, T.SUBFILE_TYPE) & 1)


def main_page(tiff: Tiff, directories: list[Directory]) -> int:
    """The first picture that is not a reduced copy of another one; else the first."""
    for page, directory in enumerate(directories):
        if not is_reduced(tiff, directory):
            return page
    return 0


def segment_ranges(tiff: Tiff, directory: Directory, layout: TiffLayout) -> list[tuple[int, int]]:
    """(offset, bytes) of each segment; (0, 0) for one that was never written.

    Raises
    ------
    BrokenFileError
        If segments are missing or lie outside the file.
    """
    tags = directory.tags
    offsets = tiff.integers(tags.get(T.TILE_OFFSETS if layout.is_tiled else T.STRIP_OFFSETS))
    counts = tiff.integers(tags.get(T.TILE_BYTES if layout.is_tiled else T.STRIP_BYTES))
    expected = layout.segment_count
    if not counts and layout.compression == Compression.NONE:
        # Old writers left the byte counts out.
        row_bits = layout.samples_a_segment * layout.bits
        counts = tuple(
            segment.stored.height * -(-segment.stored.width * row_bits // 8)
            for segment in layout.segments()
        )
    if len(offsets) < expected or len(counts) < expected:
        raise BrokenFileError(
            "it lists {count} of {expected} pieces of its pixels",
            count=min(len(offsets), len(counts)),
            expected=expected,
        )
    ranges = list(zip(offsets[:expected], counts[:expected], strict=True))
    if any(offset + count > tiff.size_bytes for offset, count in ranges):
        raise BrokenFileError("its pixels are cut short")
    return ranges


def divided(colour: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    """Colours that were multiplied by alpha, as they were before; black where nothing is seen."""
    white = np.iinfo(alpha.dtype).max
    share = alpha if colour.ndim == 2 else alpha[..., np.newaxis]
    known = np.maximum(share, 1).astype(np.uint32)
    plain = (colour.astype(np.uint32) * white + known // 2) // known
    result: NDArray[Any] = np.where(share == 0, 0, np.minimum(plain, white))
    return result.astype(alpha.dtype)


def multiplied(colour: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    """Colours multiplied by alpha; inverse of `divided` as far as rounding lets it be."""
    white = np.iinfo(alpha.dtype).max
    share = alpha if colour.ndim == 2 else alpha[..., np.newaxis]
    product: NDArray[Any] = colour.astype(np.uint32) * share + white // 2
    return (product // white).astype(alpha.dtype)


def samples_of(layout: TiffLayout, colour: NDArray[Any]) -> NDArray[Any]:
    """Colour as the file means it: inverted when white is zero. Its own inverse."""
    return ~colour if layout.photometric == Photometric.WHITE_IS_ZERO else colour


def _unpacked(compression: int, data: bytes, room: int) -> bytes | bytearray:
    import imagecodecs

    match compression:
        case Compression.NONE:
            return data
        case Compression.LZW:
            return imagecodecs.lzw_decode(data, out=room)
        case Compression.DEFLATE | Compression.OLD_DEFLATE:
            return imagecodecs.zlib_decode(data, out=room)
        case Compression.PACKBITS:
            return imagecodecs.packbits_decode(data)
        case Compression.ZSTD:
            return imagecodecs.zstd_decode(data, out=room)
    raise ValueError(f"compression {compression} is not plain")


def _packed(compression: int, samples: NDArray[Any]) -> bytes:
    import imagecodecs

    rows = samples.view(np.uint8).reshape(samples.shape[0], -1)
    match compression:
        case Compression.NONE:
            return rows.tobytes()
        case Compression.LZW:
            return bytes(imagecodecs.lzw_encode(rows.tobytes()))
        case Compression.DEFLATE | Compression.OLD_DEFLATE:
            return bytes(imagecodecs.deflate_encode(rows.tobytes(), 6))
        case Compression.PACKBITS:
            # Rows are packed one by one, as the specification asks.
            return b"".join(bytes(imagecodecs.packbits_encode(row.tobytes())) for row in rows)
        case Compression.ZSTD:
            return bytes(imagecodecs.zstd_encode(rows.tobytes(), 9))
    raise ValueError(f"compression {compression} is not plain")
