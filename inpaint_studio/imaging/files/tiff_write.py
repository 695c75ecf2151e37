"""Writing TIFF: a copy of the source in which only changed pixels are new.

Only strips and tiles whose pixels changed are encoded again, as they were encoded before. A new one
takes the old one's place if it fits, else it goes to the end of the file, and the old bytes are
zeroed, so that nothing of what was removed lingers. Every other byte stays: tags, EXIF, XMP, maker
notes, further pages. Reduced copies of the picture are renewed where it changed, or left out.

Pictures that cannot be encoded as they were (palette, CMYK, below 8 bits, lossy compression) get
new strips, deflated, and a changed directory. Without a TIFF source the same makes a new file.
"""

from __future__ import annotations

import io
import shutil
from typing import BinaryIO

import numpy as np

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files.codec import BrokenFileError, WriteOrder
from inpaint_studio.imaging.files.exif import is_exif
from inpaint_studio.imaging.files.inner_pictures import SmallCopies
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels
from inpaint_studio.imaging.files.tiff_copies import (
    check_apart,
    drop_layers,
    old_look,
    renew_blocks,
    renew_copies,
    renew_hidden,
    stated_ranges,
)
from inpaint_studio.imaging.files.tiff_description import copied_description
from inpaint_studio.imaging.files.tiff_directory import (
    BYTE,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Directory,
    T,
    Tag,
    Tiff,
)
from inpaint_studio.imaging.files.tiff_patch import patch_segments
from inpaint_studio.imaging.files.tiff_read import read_info
from inpaint_studio.imaging.files.tiff_segments import (
    Compression,
    Photometric,
    TiffLayout,
    layout_of,
    segment_ranges,
)
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = ["write"]

_STRIP_BYTES = 1 << 20
_BIG_BYTES = 4_000_000_000
_PREDICTED = 2
# Of storage, not of the photo: removed when a picture gets new strips.
_STORAGE_TAGS = (
    *(T.FILL_ORDER, T.COLOUR_MAP, T.TILE_WIDTH, T.TILE_HEIGHT, T.TILE_OFFSETS, T.TILE_BYTES),
    *(
        T.EXTRA_SAMPLES,
        T.SAMPLE_FORMAT,
        T.INK_SET,
        280,
        281,
        290,
        291,
        292,
        293,
        301,
        321,
        333,
        334,
    ),
    *(336, 340, 341, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532),
)


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
    """Write a TIFF file to an empty stream; see `Codec.write`."""
    notices: list[Message] = []
    try:
        if order.source is not None:
            info = _current(order.source)
            if info is not None:
                return _patched(stream, pixels, info, order.metadata)
            notices.append(
                Message(
                    "The original file has changed or is gone; the TIFF was written anew with "
                    "its colour profile, EXIF, XMP and IPTC data, other tags and pages are lost."
                )
            )
        _fresh(stream, pixels, order.metadata)
    except BrokenFileError as fault:
        raise PhotoFileError(
            "{photo} cannot be written: the original TIFF is damaged ({why}); open and save it with "
            "another program first.",
            photo=shown(order.path),
            why=str(fault),
        ) from fault
    except OverflowError:
        raise PhotoFileError(
            "{path} would pass 4 GB, the limit of a classic TIFF; write a PNG, or convert the "
            "photo to BigTIFF first.",
            path=shown(order.path),
        ) from None
    return tuple(notices)


def _current(info: PhotoInfo) -> PhotoInfo | None:
    """The source's header as it is now; None unless the same photo is still there."""
    if info.path is None:
        return None
    try:
        with open(info.path, "rb") as stream:
            now = read_info(stream, info.path)
    except (OSError, ValueError, PhotoFileError):
        return None
    same = all(
        getattr(now, name) == getattr(info, name)
        for name in ("size", "is_gray", "has_alpha", "orientation")
    )
    return now if same else None


def _patched(
    stream: BinaryIO, pixels: Pixels, info: PhotoInfo, metadata: Metadata
) -> tuple[Message, ...]:
    if info.path is None or not isinstance(info.encoding, TiffLayout):
        raise TypeError("a TIFF that was read from a file is needed")
    with open(info.path, "rb") as source:
        shutil.copyfileobj(source, stream, 1 << 20)
    tiff = Tiff(stream)
    layout = info.encoding
    directories = list(tiff.chain())
    main = directories[layout.page]
    notices: list[Message] = []
    changed = np.zeros(layout.size, np.bool_)
    if layout.is_plain:
        check_apart(tiff, main, layout)
    look = old_look(tiff, main, layout)
    if layout.is_plain and layout.bits == pixels.bit_depth:
        patch_segments(tiff, main, layout, pixels, changed)
    else:
        changed[:] = True
        notices += _replace_strips(tiff, main, layout, pixels)
    if changed.any():
        now = next(d for d in tiff.chain() if d.pointer_at == main.pointer_at)
        tiff.keep(segment_ranges(tiff, now, layout_of(tiff, now, layout.page)))
        copies = SmallCopies(pixels)
        notices += renew_copies(tiff, pixels, changed, layout, look, copies)
        renew_blocks(tiff, layout.page, metadata)
        renew_hidden(tiff, copies)
        notices += drop_layers(tiff, layout.page)
    return tuple(notices)


def _append_strips(tiff: Tiff, pixels: Pixels) -> dict[int, Tag | None]:
    """Write deflated strips at the end; the tags that describe them."""
    size = pixels.size
    channels = 1 if pixels.is_gray else 3
    samples = channels + (pixels.alpha is not None)
    rows = max(1, _STRIP_BYTES // (size.width * samples * pixels.bit_depth // 8))
    layout = TiffLayout(
        page=0,
        order=tiff.order,
        size=size,
        bits=pixels.bit_depth,
        samples=samples,
        extra_samples=(2,) if pixels.alpha is not None else (),
        sample_format=1,
        photometric=Photometric.BLACK_IS_ZERO if pixels.is_gray else Photometric.RGB,
        compression=Compression.DEFLATE,
        predictor=_PREDICTED,
        fill_order=1,
        is_planar=False,
        is_tiled=False,
        segment_size=Size(min(rows, size.height), size.width),
    )
    ranges = []
    for segment in layout.segments():
        strip = pixels.colour[segment.box.slices].reshape(*segment.box.size, channels)
        if pixels.alpha is not None:
            strip = np.dstack([strip, pixels.alpha[segment.box.slices]])
        data = layout.encoded(strip)
        ranges.append((tiff.append(data), len(data)))
    tags: dict[int, Tag | None] = {
        T.WIDTH: tiff.tag_of(LONG, [size.width]),
        T.HEIGHT: tiff.tag_of(LONG, [size.height]),
        T.BITS: tiff.tag_of(SHORT, [pixels.bit_depth] * samples),
        T.COMPRESSION: tiff.tag_of(SHORT, [layout.compression]),
        T.PHOTOMETRIC: tiff.tag_of(SHORT, [layout.photometric]),
        T.STRIP_OFFSETS: tiff.offsets_tag(offset for offset, _ in ranges),
        T.SAMPLES: tiff.tag_of(SHORT, [samples]),
        T.ROWS_PER_STRIP: tiff.tag_of(LONG, [layout.segment_size.height]),
        T.STRIP_BYTES: tiff.offsets_tag(count for _, count in ranges),
        T.PLANAR: tiff.tag_of(SHORT, [1]),
        T.PREDICTOR: tiff.tag_of(SHORT, [_PREDICTED]),
    }
    if pixels.alpha is not None:
        tags[T.EXTRA_SAMPLES] = tiff.tag_of(SHORT, [2])
    return tags


def _replace_strips(
    tiff: Tiff, directory: Directory, layout: TiffLayout, pixels: Pixels
) -> list[Message]:
    """Give a picture that cannot be encoded as it was new strips, and zero the old ones."""
    for at, length in stated_ranges(tiff, directory):
        tiff.zero(at, length)
    changes: dict[int, Tag | None] = dict.fromkeys(_STORAGE_TAGS)
    changes.update(_append_strips(tiff, pixels))
    if layout.photometric in (Photometric.CMYK, *Photometric.LAB):
        from inpaint_studio.imaging.files.colour import srgb_profile

        profile = srgb_profile()
        changes[T.ICC] = Tag(UNDEFINED, len(profile), profile)
    tiff.rewrite(directory, changes)
    extra = layout.samples - layout.channels - (layout.alpha_channel is not None)
    return (
        [Message("{extra} extra channels of the file were left out.", extra=extra)]
        if extra > 0
        else []
    )


def _fresh(stream: BinaryIO, pixels: Pixels, metadata: Metadata) -> None:
    """A new file: description first, then the strips and the directory."""
    block = metadata.exif if metadata.exif is not None and is_exif(metadata.exif) else None
    order = ">" if block is not None and block[:2] == b"MM" else "<"
    raw_bytes = pixels.colour.nbytes + (0 if pixels.alpha is None else pixels.alpha.nbytes)
    tiff = Tiff.started(stream, order, is_big=raw_bytes > _BIG_BYTES)
    tags: dict[int, Tag | None] = {}
    if block is not None:
        source = Tiff(io.BytesIO(block))
        first = next(source.chain(), None)
        if first is not None:
            tags.update(copied_description(source, first, tiff))
    if metadata.dpi is not None:
        for number, value in ((T.X_RESOLUTION, 0), (T.Y_RESOLUTION, 1)):
            tags[number] = tiff.tag_of(RATIONAL, [round(metadata.dpi[value] * 1000), 1000])
        tags[T.RESOLUTION_UNIT] = tiff.tag_of(SHORT, [2])
    for number, kind, data in (
        (T.ICC, UNDEFINED, metadata.icc_profile),
        (T.XMP, BYTE, metadata.xmp),
        (T.IPTC, UNDEFINED, metadata.iptc),
    ):
        if data is not None:
            tags[number] = Tag(kind, len(data), data)
    tags.update(_append_strips(tiff, pixels))
    written = {number: tag for number, tag in tags.items() if tag is not None}
    tiff.link(tiff.first_pointer_at, tiff.append_directory(written))
