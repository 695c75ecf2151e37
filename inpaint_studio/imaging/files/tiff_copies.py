"""What else in a TIFF file shows its picture: previews, thumbnails in metadata, editors' layers.

They are renewed where the picture changed, or left out, so that the file does not show what was
removed.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.files.codec import BrokenFileError
from inpaint_studio.imaging.files.colour import to_depth
from inpaint_studio.imaging.files.inner_pictures import (
    SmallCopies,
    blanked,
    find_pictures,
    without_resource_pictures,
)
from inpaint_studio.imaging.files.photo import Metadata, Pixels
from inpaint_studio.imaging.files.tiff_directory import Directory, T, Tag, Tiff
from inpaint_studio.imaging.files.tiff_patch import patch_segments
from inpaint_studio.imaging.files.tiff_segments import (
    TiffLayout,
    is_reduced,
    layout_of,
    main_page,
    segment_ranges,
)
from inpaint_studio.jobs.messages import Message

__all__ = [
    "check_apart",
    "drop_layers",
    "old_look",
    "renew_blocks",
    "renew_copies",
    "renew_hidden",
    "stated_ranges",
]

_LOOK_PX = 16
_LIKE_CORRELATION, _LIKE_LEVELS = 0.9, 16.0
_MAX_SEARCHED_BYTES = 256 << 20
_PLACES = frozenset({T.STRIP_OFFSETS, T.STRIP_BYTES, T.TILE_OFFSETS, T.TILE_BYTES})
_BELOW = (T.EXIF, T.GPS, T.INTEROP)

Look = NDArray[np.float32]


class _Range(NamedTuple):
    start: int
    end: int


def check_apart(tiff: Tiff, main: Directory, layout: TiffLayout) -> None:
    """Refuse a file in which tags lie over the pixels: writing the one would destroy the other.

    Raises
    ------
    BrokenFileError
        If they do.
    """
    taken = _merged(segment_ranges(tiff, main, layout))
    for directory in _all_directories(tiff):
        own = [_Range(directory.at, directory.next_pointer_at + tiff.offset_bytes)]
        values = [
            _Range(tag.value_at, tag.value_at + tag.length)
            for number, tag in directory.tags.items()
            if tag.length > tiff.offset_bytes
        ]
        if any(_overlaps(taken, each) for each in (*own, *values)):
            raise BrokenFileError("its tags lie over its pixels")


def old_look(tiff: Tiff, main: Directory, layout: TiffLayout) -> Look | None:
    """What the picture looks like before it is changed; None where no page needs the comparison."""
    directories = list(tiff.chain())
    pages = [d for d in directories if d.at != main.at and not is_reduced(tiff, d)]
    if not any(_may_be_copy(tiff, page, layout) for page in pages):
        return None
    return _look(tiff, main, layout)


def renew_copies(
    tiff: Tiff,
    pixels: Pixels,
    changed: NDArray[np.bool_],
    layout: TiffLayout,
    look: Look | None,
    copies: SmallCopies,
) -> list[Message]:
    """Renew the smaller copies of the picture where it changed; leave out those that cannot be."""
    left_out = 0
    directories = list(tiff.chain())
    main_at = directories[main_page(tiff, directories)].at
    for at in [d.at for d in directories if d.at != main_at]:
        # Read anew each time: unlinking one moves the pointer to the next.
        copy = next(d for d in tiff.chain() if d.at == at)
        is_copy = is_reduced(tiff, copy) or _is_copy(tiff, copy, layout, look)
        if is_copy and not _renew_copy(tiff, copy, pixels, changed, copies):
            tiff.link(copy.pointer_at, copy.next_ifd)
            left_out += 1
    main = next(d for d in tiff.chain() if d.at == main_at)
    below = tiff.integers(main.tags.get(T.SUB_IFDS))
    kept = []
    for at in below:
        below_it = tiff.directory(at)
        if below_it is not None and _renew_copy(tiff, below_it, pixels, changed, copies):
            kept.append(at)
    if len(kept) < len(below):
        left_out += len(below) - len(kept)
        tag = tiff.tag_of(main.tags[T.SUB_IFDS].kind, kept) if kept else None
        tiff.rewrite(main, {T.SUB_IFDS: tag})
    if not left_out:
        return []
    return [
        Message(
            "{left_out} previews in the file still showed the old photo and were left out.",
            left_out=left_out,
        )
    ]


def _may_be_copy(tiff: Tiff, page: Directory, layout: TiffLayout) -> bool:
    """True for a page of at most half the sides and the same shape."""
    height, width = tiff.integer(page, T.HEIGHT), tiff.integer(page, T.WIDTH)
    if not 0 < 2 * height <= layout.size.height + 1 or not 0 < 2 * width <= layout.size.width + 1:
        return False
    across = width / layout.size.width
    return abs(height / layout.size.height - across) <= 0.04 * across + 1 / layout.size.height


def _is_copy(tiff: Tiff, page: Directory, layout: TiffLayout, look: Look | None) -> bool:
    """True for a thumbnail as EXIF has it, and for a page that looks like the picture."""
    if T.WIDTH not in page.tags and T.JPEG_AT in page.tags:
        return True
    if look is None or not _may_be_copy(tiff, page, layout):
        return False
    try:
        page_look = _look(tiff, page, layout_of(tiff, page, 0))
    except BrokenFileError:
        return False
    if page_look is None:
        return False
    near = float(np.abs(page_look - look).mean()) < _LIKE_LEVELS
    flat = min(float(page_look.std()), float(look.std())) < 1
    return near and (flat or np.corrcoef(page_look.ravel(), look.ravel())[0, 1] > _LIKE_CORRELATION)


def _look(tiff: Tiff, directory: Directory, layout: TiffLayout) -> Look | None:
    """A picture in 16 x 16 grey levels, 0..255; None when it is not plain."""
    if not layout.is_plain:
        return None
    height, width = layout.size
    small = np.zeros((height, width), np.float32)
    scale = np.float32(255 / (2**layout.bits - 1))
    ranges = segment_ranges(tiff, directory, layout)
    for segment in layout.segments():
        offset, count = ranges[segment.number]
        if not count or segment.plane:
            continue
        try:
            samples = layout.decoded(tiff.read_at(offset, count), segment)
        except Exception:  # codecs raise whatever they like over damaged data
            return None
        inside = samples[: segment.box.height, : segment.box.width, : layout.channels]
        small[segment.box.slices] = inside.mean(axis=2) * scale
    look = cv2.resize(small, (_LOOK_PX, _LOOK_PX), interpolation=cv2.INTER_AREA)
    return look.astype(np.float32)


def _renew_copy(
    tiff: Tiff,
    directory: Directory,
    pixels: Pixels,
    changed: NDArray[np.bool_],
    copies: SmallCopies,
) -> bool:
    """Renew one copy; on failure its pixels are zeroed and the result is False."""
    jpeg_at, jpeg_bytes = (tiff.integer(directory, n) for n in (T.JPEG_AT, T.JPEG_BYTES))
    if jpeg_at and jpeg_bytes:
        return _renew_jpeg(tiff, jpeg_at, jpeg_bytes, copies)
    try:
        layout = layout_of(tiff, directory, 0)
        ranges = segment_ranges(tiff, directory, layout)
    except BrokenFileError:
        _blank(tiff, stated_ranges(tiff, directory))
        return False
    wanted_channels = 1 if pixels.is_gray else 3
    if not layout.is_plain or layout.channels != wanted_channels:
        _blank(tiff, ranges)
        return False
    sides = (layout.size.width, layout.size.height)
    small = to_depth(cv2.resize(pixels.colour, sides, interpolation=cv2.INTER_AREA), layout.bits)
    lit = np.multiply(changed, np.float32(1))
    touched = cv2.resize(lit, sides, interpolation=cv2.INTER_AREA)
    # Grown by a pixel: rounding must not leave a rim of what was removed.
    where: NDArray[np.bool_] = cv2.dilate(touched, np.ones((3, 3), np.uint8)) > 0
    try:
        patch_segments(
            tiff, directory, layout, Pixels(small), np.zeros(layout.size, np.bool_), where
        )
    except Exception:  # codecs raise whatever they like over damaged data
        _blank(tiff, ranges)
        return False
    return True


def _renew_jpeg(tiff: Tiff, at: int, length: int, copies: SmallCopies) -> bool:
    old = tiff.read_at(at, length)
    new = copies.like(old) if find_pictures(old) else b""
    fits = bool(new) and len(new) <= len(old)
    _blank(tiff, [(at, len(old))])
    if fits and not tiff.is_kept(at, len(old)):
        tiff.write_at(at, new)
    return fits


def stated_ranges(tiff: Tiff, directory: Directory) -> list[tuple[int, int]]:
    """Where a damaged picture says that its pieces lie."""
    ranges: list[tuple[int, int]] = []
    for at, length in ((T.STRIP_OFFSETS, T.STRIP_BYTES), (T.TILE_OFFSETS, T.TILE_BYTES)):
        pairs = zip(
            tiff.integers(directory.tags.get(at)),
            tiff.integers(directory.tags.get(length)),
            strict=False,
        )
        ranges.extend(pairs)
    jpeg_at = tiff.integer(directory, T.JPEG_AT)
    if jpeg_at:
        ranges.append((jpeg_at, tiff.integer(directory, T.JPEG_BYTES)))
    return ranges


def _blank(tiff: Tiff, ranges: Iterable[tuple[int, int]]) -> None:
    """Zero what belongs to a copy, but nothing of the picture itself."""
    for at, length in ranges:
        if not tiff.is_kept(at, length):
            tiff.zero(at, length)


def renew_blocks(tiff: Tiff, page: int, metadata: Metadata) -> None:
    """Blank the thumbnails in the XMP packet and the Photoshop resources."""
    main = list(tiff.chain())[_page_now(tiff, page)]
    xmp = main.tags.get(T.XMP)
    if xmp is not None and metadata.xmp is not None and len(metadata.xmp) == len(xmp.value):
        tiff.write_at(xmp.value_at, metadata.xmp)
    resources = main.tags.get(T.PHOTOSHOP)
    if resources is None:
        return
    renewed = without_resource_pictures(resources.value)
    if renewed != resources.value and renewed:
        tiff.replace_value(resources, Tag(resources.kind, len(renewed), renewed))
    elif not renewed:
        tiff.zero(resources.value_at, len(resources.value))


def renew_hidden(tiff: Tiff, copies: SmallCopies) -> None:
    """Renew or blank every other picture: in tags, in maker notes, in what no tag points to."""
    pages: list[tuple[int, int]] = []
    for directory in _all_directories(tiff):
        pages += stated_ranges(tiff, directory)
        for number, tag in directory.tags.items():
            if number in _PLACES or len(tag.value) <= tiff.offset_bytes:
                continue
            for found in find_pictures(tag.value):
                old = tag.value[found.start : found.end]
                new = copies.like(old) if found.is_jpeg else b""
                fits = bool(new) and len(new) <= len(old)
                data = new.ljust(len(old), b"\0") if fits else blanked(old)[0]
                tiff.write_at(tag.value_at + found.start, data)
    # A thumbnail that was renewed is found again: it is new already, and made anew all the same.
    at = 8
    for taken in (*_merged(pages), _Range(tiff.size_bytes, tiff.size_bytes)):
        if 64 < taken.start - at <= _MAX_SEARCHED_BYTES:
            _renew_in_gap(tiff, at, taken.start, copies)
        at = max(at, taken.end)


def _renew_in_gap(tiff: Tiff, start: int, end: int, copies: SmallCopies) -> None:
    gap = tiff.read_at(start, end - start)
    for found in find_pictures(gap):
        old = gap[found.start : found.end]
        if not (found.is_jpeg and old.endswith(b"\xff\xd9")):
            continue  # where it ends is not certain, and directories may follow
        new = copies.like(old)
        fits = bool(new) and len(new) <= len(old)
        data = new.ljust(len(old), b"\0") if fits else bytes(len(old))
        tiff.write_at(start + found.start, data)


def drop_layers(tiff: Tiff, page: int) -> list[Message]:
    """Photoshop's layers are what it would open, and they hold the old picture."""
    main = list(tiff.chain())[_page_now(tiff, page)]
    layers = main.tags.get(T.LAYERS)
    if layers is None:
        return []
    tiff.zero(layers.value_at, layers.length)
    tiff.rewrite(main, {T.LAYERS: None})
    return [Message("The file's Photoshop layers hold the old photo and were left out.")]


def _all_directories(tiff: Tiff) -> list[Directory]:
    """The directories of pages and those below them."""
    found = list(tiff.chain())
    seen = {directory.at for directory in found}
    for directory in found:
        below = [tiff.integer(directory, number) for number in _BELOW]
        for at in (*below, *tiff.integers(directory.tags.get(T.SUB_IFDS))):
            inner = tiff.directory(at) if at and at not in seen else None
            if inner is not None:
                seen.add(at)
                found.append(inner)
    return found


def _merged(ranges: Sequence[tuple[int, int]]) -> list[_Range]:
    merged: list[_Range] = []
    for start, length in sorted(pair for pair in ranges if pair[1] > 0):
        if merged and start <= merged[-1].end:
            merged[-1] = _Range(merged[-1].start, max(merged[-1].end, start + length))
        else:
            merged.append(_Range(start, start + length))
    return merged


def _overlaps(merged: Sequence[_Range], one: _Range) -> bool:
    at = bisect.bisect_right(merged, (one.start, 1 << 63)) - 1
    near = merged[max(0, at) : at + 2]
    return any(each.start < one.end and one.start < each.end for each in near)


def _page_now(tiff: Tiff, page: int) -> int:
    # Copies before the main picture may have been unlinked.
    return min(page, main_page(tiff, list(tiff.chain())))
