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
from collections.abc import Sequence
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files.codec import WriteOrder
from inpaint_studio.imaging.files.colour import to_depth
from inpaint_studio.imaging.files.exif import is_exif
from inpaint_studio.imaging.files.faults import BrokenFileError, shown
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels
from inpaint_studio.imaging.files.thumbnail import without_irb_thumbnail
from inpaint_studio.imaging.files.tiff import main_page, read_info, samples_of, segment_ranges
from inpaint_studio.imaging.files.tiff_description import copied_description
from inpaint_studio.imaging.files.tiff_directory import (
    BYTE,
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Directory,
    Tag,
    Tiff,
)
from inpaint_studio.imaging.files.tiff_segments import (
    Compression,
    Photometric,
    T,
    TiffLayout,
    layout_of,
)

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


def write(stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[str, ...]:
    """Write a TIFF file to an empty stream; see `Codec.write`."""
    notices: list[str] = []
    try:
        if order.source is not None:
            info = _current(order.source)
            if info is not None:
                return _patched(stream, pixels, info, order.metadata)
            notices.append(
                "The original file has changed or is gone; the TIFF was written anew with its "
                "colour profile, EXIF, XMP and IPTC data, other tags and pages are lost."
            )
        _fresh(stream, pixels, order.metadata)
    except OverflowError:
        raise PhotoFileError(
            f"{shown(order.path)} would pass 4 GB, the limit of a classic TIFF; write a PNG, or "
            "convert the photo to BigTIFF first."
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
        for name in ("size", "bit_depth", "is_gray", "has_alpha", "orientation")
    )
    return now if same else None


def _patched(
    stream: BinaryIO, pixels: Pixels, info: PhotoInfo, metadata: Metadata
) -> tuple[str, ...]:
    if info.path is None or not isinstance(info.encoding, TiffLayout):
        raise TypeError("a TIFF that was read from a file is needed")
    with open(info.path, "rb") as source:
        shutil.copyfileobj(source, stream, 1 << 20)
    tiff = Tiff(stream)
    layout = info.encoding
    directories = list(tiff.chain())
    main = directories[layout.page]
    notices: list[str] = []
    changed = np.zeros(layout.size, np.bool_)
    if layout.is_plain:
        _patch_segments(tiff, main, layout, pixels.colour, changed)
    else:
        changed[:] = True
        notices += _replace_strips(tiff, main, layout, pixels)
    if changed.any():
        notices += _renew_copies(tiff, pixels, changed)
        _renew_blocks(tiff, layout.page, metadata)
        notices += _drop_layers(tiff, layout.page)
    return tuple(notices)


def _patch_segments(
    tiff: Tiff,
    directory: Directory,
    layout: TiffLayout,
    colour: NDArray[Any],
    changed: NDArray[np.bool_],
    where: NDArray[np.bool_] | None = None,
) -> None:
    """Bring the segments of a plain picture to `colour`, only at `where` if given.

    `changed` is set where pixels came out different.
    """
    ranges = segment_ranges(tiff, directory, layout)
    placed = _Placing(tiff, ranges)
    for segment in layout.segments():
        offset, count = ranges[segment.number]
        box = segment.box
        if count:
            old = layout.decoded(tiff.read_at(offset, count), segment)
        else:
            old = np.zeros((*segment.stored, layout.samples_a_segment), layout.dtype)
        wanted = samples_of(layout, colour[box.slices])
        if layout.is_planar:
            if segment.plane >= layout.channels:
                continue
            wanted = wanted[..., segment.plane] if wanted.ndim == 3 else wanted
        wanted = wanted.reshape(*box.size, -1)
        new = old.copy()
        inner = new[: box.height, : box.width, : wanted.shape[2]]
        differs = (inner != wanted).any(axis=2)
        if where is not None:
            differs &= where[box.slices]
        if differs.any():
            inner[differs] = wanted[differs]
            changed[box.slices] |= differs
            placed.put(segment.number, layout.encoded(new))
    placed.update(directory, is_tiled=layout.is_tiled)


class _Placing:
    """Where the segments of one picture go when they are encoded again."""

    def __init__(self, tiff: Tiff, ranges: Sequence[tuple[int, int]]) -> None:
        self._tiff = tiff
        self._old = list(ranges)
        self._new = list(ranges)
        self._shared = _overlapping(ranges)

    def put(self, index: int, data: bytes) -> None:
        """Write a segment over its old bytes or at the end."""
        offset, count = self._old[index]
        is_own = index not in self._shared
        if is_own and len(data) <= count:
            self._tiff.write_at(offset, data)
            self._tiff.zero(offset + len(data), count - len(data))
            self._new[index] = offset, len(data)
            return
        self._new[index] = self._tiff.append(data), len(data)
        if is_own and count:
            self._tiff.zero(offset, count)

    def blank(self) -> None:
        """Zero all old bytes."""
        for offset, count in self._old:
            self._tiff.zero(offset, count)

    def update(self, directory: Directory, *, is_tiled: bool) -> None:
        """Write the new offsets and byte counts into the directory's tags."""
        offsets_tag, counts_tag = (
            (T.TILE_OFFSETS, T.TILE_BYTES) if is_tiled else (T.STRIP_OFFSETS, T.STRIP_BYTES)
        )
        for number, which in ((offsets_tag, 0), (counts_tag, 1)):
            old = [pair[which] for pair in self._old]
            new = [pair[which] for pair in self._new]
            tag = directory.tags.get(number)
            if tag is None or old == new:
                continue
            # The type is kept if it can hold the values.
            fits = tag.kind == SHORT and max(new) <= 0xFFFF
            value = self._tiff.tag_of(SHORT, new) if fits else self._tiff.offsets_tag(new)
            if tag.kind not in (SHORT, LONG):
                value = self._tiff.tag_of(tag.kind, new)
            self._tiff.replace_value(tag, value)


def _overlapping(ranges: Sequence[tuple[int, int]]) -> set[int]:
    """Indices of segments that share bytes with another one."""
    shared: set[int] = set()
    order = sorted((offset, count, i) for i, (offset, count) in enumerate(ranges) if count)
    end, last = -1, -1
    for offset, count, index in order:
        if offset < end:
            shared.update((index, last))
        if offset + count > end:
            end, last = offset + count, index
    return shared


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
) -> list[str]:
    """Give a picture that cannot be encoded as it was new strips, and zero the old ones."""
    _Placing(tiff, segment_ranges(tiff, directory, layout)).blank()
    changes: dict[int, Tag | None] = dict.fromkeys(_STORAGE_TAGS)
    changes.update(_append_strips(tiff, pixels))
    if layout.photometric == Photometric.CMYK:
        from inpaint_studio.imaging.files.colour import srgb_profile

        profile = srgb_profile()
        changes[T.ICC] = Tag(UNDEFINED, len(profile), profile)
    tiff.rewrite(directory, changes)
    extra = layout.samples - layout.channels - (layout.alpha_channel is not None)
    return [f"{extra} extra channels of the file were left out."] if extra > 0 else []


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


def _renew_copies(tiff: Tiff, pixels: Pixels, changed: NDArray[np.bool_]) -> list[str]:
    """Renew the reduced copies of the picture where it changed; leave out those that cannot be."""
    left_out = 0
    directories = list(tiff.chain())
    main_at = directories[main_page(tiff, directories)].at
    reduced = [d for d in directories if tiff.integer(d, T.SUBFILE_TYPE) & 1 and d.at != main_at]
    for at in [d.at for d in reduced]:
        # Read anew each time: unlinking one moves the pointer to the next.
        copy = next(d for d in tiff.chain() if d.at == at)
        if not _renew_copy(tiff, copy, pixels, changed):
            tiff.link(copy.pointer_at, copy.next_ifd)
            left_out += 1
    main = next(d for d in tiff.chain() if d.at == main_at)
    below = tiff.integers(main.tags.get(T.SUB_IFDS))
    kept = []
    for at in below:
        below_it = tiff.directory(at)
        if below_it is not None and _renew_copy(tiff, below_it, pixels, changed):
            kept.append(at)
    if len(kept) < len(below):
        left_out += len(below) - len(kept)
        tag = tiff.tag_of(main.tags[T.SUB_IFDS].kind, kept) if kept else None
        tiff.rewrite(main, {T.SUB_IFDS: tag})
    if not left_out:
        return []
    return [f"{left_out} previews in the file still showed the old photo and were left out."]


def _renew_copy(
    tiff: Tiff, directory: Directory, pixels: Pixels, changed: NDArray[np.bool_]
) -> bool:
    """Renew one copy; on failure its pixels are zeroed and the result is False."""
    try:
        layout = layout_of(tiff, directory, 0)
        ranges = segment_ranges(tiff, directory, layout)
    except BrokenFileError:
        return False
    wanted_channels = 1 if pixels.is_gray else 3
    if not layout.is_plain or layout.channels != wanted_channels:
        _Placing(tiff, ranges).blank()
        return False
    sides = (layout.size.width, layout.size.height)
    small = to_depth(cv2.resize(pixels.colour, sides, interpolation=cv2.INTER_AREA), layout.bits)
    lit = np.multiply(changed, np.float32(1))
    touched = cv2.resize(lit, sides, interpolation=cv2.INTER_AREA)
    # Grown by a pixel: rounding must not leave a rim of what was removed.
    where: NDArray[np.bool_] = cv2.dilate(touched, np.ones((3, 3), np.uint8)) > 0
    _patch_segments(tiff, directory, layout, small, np.zeros(layout.size, np.bool_), where)
    return True


def _renew_blocks(tiff: Tiff, page: int, metadata: Metadata) -> None:
    """Blank the thumbnails in the XMP packet and the Photoshop resources."""
    main = list(tiff.chain())[_page_now(tiff, page)]
    xmp = main.tags.get(T.XMP)
    if xmp is not None and metadata.xmp is not None and len(metadata.xmp) == len(xmp.value):
        tiff.write_at(xmp.value_at, metadata.xmp)
    resources = main.tags.get(T.PHOTOSHOP)
    if resources is None:
        return
    renewed = without_irb_thumbnail(resources.value)
    if renewed != resources.value and renewed:
        tiff.replace_value(resources, Tag(resources.kind, len(renewed), renewed))
    elif not renewed:
        tiff.zero(resources.value_at, len(resources.value))


def _drop_layers(tiff: Tiff, page: int) -> list[str]:
    """Photoshop's layers are what it would open, and they hold the old picture."""
    main = list(tiff.chain())[_page_now(tiff, page)]
    layers = main.tags.get(T.LAYERS)
    if layers is None:
        return []
    tiff.zero(layers.value_at, layers.length)
    tiff.rewrite(main, {T.LAYERS: None})
    return ["The file's Photoshop layers hold the old photo and were left out."]


def _page_now(tiff: Tiff, page: int) -> int:
    # Copies before the main picture may have been unlinked.
    return min(page, main_page(tiff, list(tiff.chain())))
