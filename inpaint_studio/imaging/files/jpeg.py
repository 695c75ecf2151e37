"""JPEG: decoded and encoded by Pillow, everything around the pixels carried over from the source.

A JPEG that is written like another one gets its quantisation tables, chroma subsampling, scan type
and colour model, all its metadata segments, and what programs keep behind its end. Left out,
because they would show or describe the old picture: JFIF thumbnails, the Photoshop thumbnail, every
other picture in a segment, videos and further pictures behind the first one (previews, gain maps)
with their index, and signatures of content credentials. CMYK is converted to sRGB and written back
as such. Of a file that was cut off what is there is read, and the rest told as lost.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import exif, jpeg_segments
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder, warnings_silenced
from inpaint_studio.imaging.files.colour import array_of, cmyk_to_srgb, srgb_profile
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.inner_pictures import (
    blanked,
    holds_picture,
    without_resource_pictures,
)
from inpaint_studio.imaging.files.jpeg_segments import (
    JpegEncoding,
    JpegSegment,
    find,
    is_newsroom_trailer,
    moved_trailer,
)
from inpaint_studio.imaging.files.orientation import upright_size
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels
from inpaint_studio.imaging.files.xmp import without_motion, without_pictures
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

__all__ = ["DEFAULT_QUALITY", "MAX_EXIF_BYTES", "MAX_SIDE_PX", "decode", "read_info", "write"]

DEFAULT_QUALITY = 95
"""Quality of a JPEG that is not written like another one; with full chroma (4:4:4)."""

MAX_SIDE_PX = 65500
MAX_EXIF_BYTES = jpeg_segments.MAX_PAYLOAD_BYTES - len(jpeg_segments.EXIF_HEAD)
_MAX_TRAILER_BYTES = 8 << 20
_KNOWN_HEADS = (
    jpeg_segments.EXIF_HEAD,
    jpeg_segments.XMP_HEAD,
    jpeg_segments.EXTENDED_XMP_HEAD,
    jpeg_segments.ICC_HEAD,
    jpeg_segments.MPF_HEAD,
    jpeg_segments.IRB_HEAD,
    jpeg_segments.ADOBE_HEAD,
    jpeg_segments.JFIF_HEAD,
    jpeg_segments.JFXX_HEAD,
)

_CMYK_NOTICE = Message("CMYK colours were converted to sRGB; the photo is written as RGB.")
_PILLOW_SUBSAMPLING = {(1, 1): 0, (2, 1): 1, (2, 2): 2}
_FULL_CHROMA_QUALITY = 90


def read_info(stream: BinaryIO, path: Path) -> PhotoInfo:
    """The header of a JPEG file; see `Codec.read_info`."""
    encoding = jpeg_segments.read_header(stream)
    channels = len(encoding.component_ids)
    if encoding.precision not in (range(2, 17) if encoding.is_lossless else (8, 12)):
        raise PhotoFileError(
            "{photo} is a JPEG of {bits} bits; convert it to a 16-bit TIFF.",
            photo=shown(path),
            bits=encoding.precision,
        )
    if channels not in (1, 3, 4):
        raise BrokenFileError(
            "it has {channels} colour channels; 1, 3 or 4 can be read", channels=channels
        )
    segments = encoding.segments
    block, _ = jpeg_segments.exif_of(segments)
    packet = find(segments, jpeg_segments.APP1, jpeg_segments.XMP_HEAD)
    orientation = exif.orientation_of(block)
    jfif = find(segments, jpeg_segments.APP0, jpeg_segments.JFIF_HEAD)
    metadata = Metadata(
        icc_profile=srgb_profile() if channels == 4 else jpeg_segments.icc_profile_of(segments),
        exif=block if block and exif.is_exif(block) else None,
        xmp=packet.payload[len(jpeg_segments.XMP_HEAD) :] if packet else None,
        iptc=jpeg_segments.iptc_of(segments),
        dpi=jpeg_segments.jfif_dpi(jfif) or exif.dpi_of(block),
    )
    notices = [_CMYK_NOTICE] if channels == 4 else []
    if find(segments, jpeg_segments.APP2, jpeg_segments.MPF_HEAD):
        notices.append(
            Message(
                "The file holds further pictures (previews or a gain map); they show the old "
                "photo and are left out when it is written."
            )
        )
    elif _shows_photo(encoding.trailer):
        notices.append(
            Message(
                "Behind the picture the file holds a video or further pictures; they show the "
                "old photo and are left out when it is written."
            )
        )
    bit_depth = 8 if encoding.precision <= 8 else 16
    if bit_depth > 8:
        notices.append(
            Message(
                "The file has {bits} bits a channel; a JPEG is written with 8, other formats with "
                "16 where they can.",
                bits=encoding.precision,
            )
        )
    if not encoding.has_end:
        notices.append(Message("The file lacks its end; what is there was read."))
    encoding = replace(encoding, trailer=_kept_trailer(encoding))
    return PhotoInfo(
        format=PhotoFormat.JPEG,
        size=upright_size(Size(encoding.height, encoding.width), orientation),
        bit_depth=bit_depth,
        is_gray=channels == 1,
        has_alpha=False,
        orientation=orientation,
        metadata=metadata,
        encoding=encoding,
        path=path,
        notices=tuple(notices),
    )


def decode(stream: BinaryIO, info: PhotoInfo) -> Pixels:
    """The pixels of a JPEG file; see `Codec.decode`."""
    from PIL.JpegImagePlugin import JpegImageFile

    # The class and not Image.open: no check of other formats, no limit or warning but our own.
    encoding = _source(info)
    if not encoding.is_usual:
        return _decoded_by_codecs(stream.read(), info, encoding)
    lost = None
    if not encoding.has_end:
        content = stream.read().rstrip(b"\xff")
        lost = _lost(content, encoding)
        stream = io.BytesIO(content + b"\xff\xd9")
    with warnings_silenced():
        opened = JpegImageFile(stream)
    with opened as picture:
        picture.load()
        if picture.mode == "CMYK":
            colour = cmyk_to_srgb(picture, jpeg_segments.icc_profile_of(encoding.segments))
        else:
            colour = array_of(picture)
    if colour.shape[:2] != info.stored_size:
        raise BrokenFileError("its header and its pixels differ in size")
    return Pixels(colour, None, lost)


def _decoded_by_codecs(content: bytes, info: PhotoInfo, encoding: JpegEncoding) -> Pixels:
    """The pixels of a JPEG of more than 8 bits, or of a lossless one."""
    import imagecodecs

    decode = imagecodecs.ljpeg_decode if encoding.is_lossless else imagecodecs.jpeg8_decode
    samples: NDArray[Any] = decode(content)
    if samples.shape[:2] != info.stored_size:
        raise BrokenFileError("its header and its pixels differ in size")
    most, wanted = (1 << encoding.precision) - 1, (1 << info.bit_depth) - 1
    scaled = np.rint(np.minimum(samples, most) * (wanted / most))
    return Pixels(np.ascontiguousarray(scaled, np.uint8 if info.bit_depth == 8 else np.uint16))


def _lost(content: bytes, encoding: JpegEncoding) -> NDArray[np.bool_] | None:
    """Where a picture without its end marker is empty; None when only the marker is missing.

    What is missing shows where two decodings with different bits for it differ. Blocks come row by
    row, so all that follows the first such block is lost too. Where several scans refine the
    picture, what the decoder left mid-grey to the end is lost.
    """
    first, second = (
        _decoded(content + filling + b"\xff\xd9") for filling in (b"", b"\xaa\x55\x66" * 8)
    )
    height, width = first.shape[:2]
    across, down = (8 * max(pair[axis] for pair in encoding.sampling) for axis in (0, 1))
    if len(encoding.sampling) == 1:
        across = down = 8
    empty = first == 128 if encoding.is_progressive else first != second
    wanted = empty.all(axis=2) if encoding.is_progressive else empty.any(axis=2)
    padding = ((0, -height % down), (0, -width % across))
    padded = np.pad(wanted, padding, constant_values=encoding.is_progressive)
    blocks = padded.reshape(padded.shape[0] // down, down, -1, across)
    if encoding.is_progressive:
        filled = np.flatnonzero(~blocks.all(axis=(1, 3)))
        start = int(filled[-1]) + 1 if filled.size else 0
    else:
        # Chroma of a coarser grid reaches a pixel into the blocks above and to the left.
        differing = np.flatnonzero(blocks[:, :-1, :, :-1].any(axis=(1, 3)))
        start = int(differing[0]) if differing.size else blocks.shape[0] * blocks.shape[2]
    is_lost = np.arange(blocks.shape[0] * blocks.shape[2]) >= start
    if not is_lost.any():
        return None
    shape = blocks.shape[0], blocks.shape[2]
    grown = is_lost.reshape(shape).repeat(down, axis=0).repeat(across, axis=1)
    return np.ascontiguousarray(grown[:height, :width])


def _decoded(content: bytes) -> NDArray[np.uint8]:
    from PIL.JpegImagePlugin import JpegImageFile

    with warnings_silenced():
        opened = JpegImageFile(io.BytesIO(content))
    with opened as picture:
        picture.load()
        samples = array_of(picture)
    return samples.reshape(*samples.shape[:2], -1)


def _shows_photo(trailer: bytes) -> bool:
    return b"ftyp" in trailer or holds_picture(trailer)


def _kept_trailer(encoding: JpegEncoding) -> bytes:
    """What behind the picture stays: neither pictures nor videos, nor more than any caption needs."""
    trailer = encoding.trailer
    has_index = find(encoding.segments, jpeg_segments.APP2, jpeg_segments.MPF_HEAD) is not None
    if has_index or len(trailer) > _MAX_TRAILER_BYTES or b"ftyp" in trailer:
        return b""
    if not holds_picture(trailer):
        return trailer
    # Captions with a nail of the photo stay, without the nail.
    return blanked(trailer)[0] if is_newsroom_trailer(trailer) else b""


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
    """Write a JPEG file; see `Codec.write`. Alpha must have been laid over white before."""
    from PIL import Image as PillowImage

    size = pixels.size
    if max(size) > MAX_SIDE_PX:
        raise PhotoFileError(
            "{path} cannot be a JPEG: {size} pixels, the limit is {max_side_px} a side; write a "
            "PNG or TIFF.",
            path=shown(order.path),
            size=size,
            max_side_px=MAX_SIDE_PX,
        )
    encoding = _source(order.source) if order.source is not None else None
    options, notices = _options(encoding, order.quality, pixels.is_gray)
    content = io.BytesIO()
    _save(PillowImage.fromarray(pixels.colour), content, options)
    own, coded = jpeg_segments.split_header(content.getbuffer())
    if encoding is None:
        segments, left_out = _fresh_segments(order.metadata)
    else:
        segments, left_out = _carried_segments(encoding, order.metadata)
    adobe = [s for s in own if s.marker == jpeg_segments.APP14]
    head = b"".join((b"\xff\xd8", *(segment.to_bytes() for segment in (*segments, *adobe))))
    stream.write(head)
    stream.write(coded)
    if encoding is not None:
        stream.write(moved_trailer(encoding.trailer, len(head) + len(coded)))
    return (*notices, *left_out)


def _source(info: PhotoInfo) -> JpegEncoding:
    if not isinstance(info.encoding, JpegEncoding):
        raise TypeError(f"a JPEG's encoding is needed, not {type(info.encoding).__name__}")
    return info.encoding


def _save(picture: PillowImage, content: io.BytesIO, options: dict[str, Any]) -> None:
    picture.save(content, "JPEG", **options)


def _options(
    encoding: JpegEncoding | None, quality: int | None, is_gray: bool
) -> tuple[dict[str, Any], list[Message]]:
    """Pillow's options for a JPEG like `encoding`, and notices."""
    if encoding is None:
        wanted = DEFAULT_QUALITY if quality is None else quality
        full_chroma = wanted >= _FULL_CHROMA_QUALITY
        return {"quality": wanted, "subsampling": 0 if full_chroma else 2}, []
    options: dict[str, Any] = {"progressive": encoding.is_progressive}
    notices = []
    if not is_gray:
        subsampling = _subsampling(encoding)
        if subsampling is None:
            subsampling = 0
            notices.append(
                Message(
                    "The chroma subsampling of the file is a rare one that cannot be written; "
                    "full chroma (4:4:4) is used instead."
                )
            )
        options["subsampling"] = subsampling
        options["keep_rgb"] = encoding.is_rgb
    # CMYK's tables belong to inks, unless the file holds luma, chroma and black.
    # Those of more bits are for larger numbers.
    tables = [t for t in encoding.tables[:3] if len(t) == 64 and encoding.is_usual]
    if quality is not None or len(tables) < min(3, len(encoding.tables)):
        options["quality"] = DEFAULT_QUALITY if quality is None else quality
        return options, notices
    if is_gray:
        tables = tables[:1]
    elif len(set(tables[1:])) == 1:
        tables = tables[:1] if tables[0] == tables[1] else tables[:2]
    if max(max(table) for table in tables) > 255:
        # Baseline holds steps up to 255.
        options["progressive"] = True
    options["qtables"] = [list(table) for table in tables]
    return options, notices


def _subsampling(encoding: JpegEncoding) -> int | None:
    (h, v), *others = encoding.sampling[:3]
    if len(encoding.sampling) == 1 or not others or any(0 in pair for pair in others):
        return 0
    if len(set(others)) > 1:
        return None
    chroma_h, chroma_v = others[0]
    if h % chroma_h or v % chroma_v:
        return None
    return _PILLOW_SUBSAMPLING.get((h // chroma_h, v // chroma_v))


def _fresh_segments(metadata: Metadata) -> tuple[list[JpegSegment], list[Message]]:
    segments, left_out = [jpeg_segments.jfif_segment(metadata.dpi)], list[Message]()
    if metadata.exif is not None:
        if len(metadata.exif) <= MAX_EXIF_BYTES:
            segments.append(jpeg_segments.exif_segment(metadata.exif))
        else:
            left_out.append(
                Message("The EXIF data is too large for a JPEG (64 KB) and was left out.")
            )
    if metadata.xmp is not None:
        segment = jpeg_segments.xmp_segment(metadata.xmp)
        if len(segment.payload) <= jpeg_segments.MAX_PAYLOAD_BYTES:
            segments.append(segment)
        else:
            left_out.append(
                Message("The XMP data is too large for a JPEG (64 KB) and was left out.")
            )
    if metadata.iptc is not None:
        segment = jpeg_segments.iptc_segment(metadata.iptc)
        if len(segment.payload) <= jpeg_segments.MAX_PAYLOAD_BYTES:
            segments.append(segment)
        else:
            left_out.append(
                Message("The IPTC data is too large for a JPEG (64 KB) and was left out.")
            )
    if metadata.icc_profile is not None:
        profile = jpeg_segments.icc_segments(metadata.icc_profile)
        segments.extend(profile)
        if not profile:
            left_out.append(
                Message("The ICC profile is too large for a JPEG (16 MB) and was left out.")
            )
    return segments, left_out


def _carried_segments(
    encoding: JpegEncoding, metadata: Metadata
) -> tuple[list[JpegSegment], list[Message]]:
    """The source's segments in their order, renewed or left out where they show the old picture."""
    given = encoding.segments
    signed = any(s.marker == jpeg_segments.APP11 and b"c2pa" in s.payload for s in given)
    extended, renamed = jpeg_segments.renewed_extended_xmp(given, _renewed_packet)
    _, exif_count = jpeg_segments.exif_of(given)
    shown_again = _segments_with_pictures(given)
    resources = without_resource_pictures(jpeg_segments.resources_of(given))
    segments: list[JpegSegment] = []
    exif_seen = 0
    for segment in given:
        marker, payload = segment
        if jpeg_segments.is_resources(segment):
            segments.extend(jpeg_segments.resource_segments(resources))
            resources = b""
        elif jpeg_segments.is_extended_xmp(segment):
            segments.extend(extended)
            extended = []
        elif marker == jpeg_segments.APP1 and payload.startswith(jpeg_segments.EXIF_HEAD):
            exif_seen += 1
            if exif_seen == 1 and metadata.exif is not None:
                segments.extend(jpeg_segments.exif_segments(metadata.exif))
            elif exif_seen > exif_count or metadata.exif is None:
                segments.append(JpegSegment(marker, blanked(payload)[0]))
        elif marker == jpeg_segments.APP1 and payload.startswith(jpeg_segments.XMP_HEAD):
            is_main = metadata.xmp is not None and not any(_is_packet(s) for s in segments)
            packet = (
                metadata.xmp if is_main else _renewed_packet(payload[len(jpeg_segments.XMP_HEAD) :])
            )
            for old, new in renamed.items():
                packet = (packet or b"").replace(old, new)
            segments.append(jpeg_segments.xmp_segment(packet or b""))
        elif segment not in shown_again:
            carried = _carried(segment, signed, len(encoding.component_ids) == 4)
            if carried is not None:
                segments.append(carried)
    if len(encoding.component_ids) == 4:
        segments.extend(jpeg_segments.icc_segments(srgb_profile()))
    notices = (
        [Message("The content credentials no longer fit and were left out.")] if signed else []
    )
    if shown_again:
        notices.append(
            Message("Segments of the file held pictures of the old photo and were left out.")
        )
    return segments, notices


def _is_packet(segment: JpegSegment) -> bool:
    return segment.marker == jpeg_segments.APP1 and segment.payload.startswith(
        jpeg_segments.XMP_HEAD
    )


def _renewed_packet(packet: bytes) -> bytes:
    return without_motion(without_pictures(packet))


def _segments_with_pictures(segments: Sequence[JpegSegment]) -> set[JpegSegment]:
    """Comments and application segments of unknown meaning that a picture lies in, or goes on in."""
    unknown: dict[tuple[int, bytes], list[JpegSegment]] = {}
    for segment in segments:
        if not segment.payload.startswith(_KNOWN_HEADS):
            # What belongs together begins alike.
            name = segment.payload[:4] if segment.marker != jpeg_segments.COM else b""
            unknown.setdefault((segment.marker, name), []).append(segment)
    found: set[JpegSegment] = set()
    for group in unknown.values():
        if any(holds_picture(s.payload) for s in group) or holds_picture(
            b"".join(s.payload for s in group)
        ):
            found.update(group)
    return found


def _carried(segment: JpegSegment, is_signed: bool, was_cmyk: bool) -> JpegSegment | None:
    marker, payload = segment
    if marker == jpeg_segments.APP0:
        if not payload.startswith(jpeg_segments.JFIF_HEAD) or len(payload) < 14:
            return None if payload.startswith(jpeg_segments.JFXX_HEAD) else segment
        return JpegSegment(marker, payload[:12] + b"\0\0")
    if marker == jpeg_segments.APP2 and payload.startswith(jpeg_segments.MPF_HEAD):
        return None
    if marker == jpeg_segments.APP2 and payload.startswith(jpeg_segments.ICC_HEAD):
        return None if was_cmyk else segment
    if marker == jpeg_segments.APP11 and is_signed:
        return None
    if marker == jpeg_segments.APP14 and payload.startswith(jpeg_segments.ADOBE_HEAD):
        return None
    return segment
