"""Changing the pixels of one TIFF picture in place, segment by segment.

A segment that is encoded again takes its old place if it fits, else it goes to the end of the file;
old bytes are zeroed, so that nothing of what was removed lingers. Knows nothing of other pictures
in the file, nor of metadata.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.files.photo import Pixels
from inpaint_studio.imaging.files.tiff_directory import LONG, SHORT, Directory, T, Tiff
from inpaint_studio.imaging.files.tiff_segments import (
    TiffLayout,
    TiffSegment,
    divided,
    multiplied,
    samples_of,
    segment_ranges,
)

__all__ = ["Placing", "patch_segments"]


def patch_segments(
    tiff: Tiff,
    directory: Directory,
    layout: TiffLayout,
    pixels: Pixels,
    changed: NDArray[np.bool_],
    where: NDArray[np.bool_] | None = None,
) -> None:
    """Bring the segments of a plain picture to `pixels`, only at `where` if given.

    Without alpha in `pixels` the file's own stays. `changed` is set where pixels came out different.
    """
    ranges = segment_ranges(tiff, directory, layout)
    placed = Placing(tiff, ranges)
    for segment in layout.segments():
        offset, count = ranges[segment.number]
        box = segment.box
        if count:
            old = layout.decoded(tiff.read_at(offset, count), segment)
        else:
            old = np.zeros((*segment.stored, layout.samples_a_segment), layout.dtype)
        new = old.copy()
        inside = new[: box.height, : box.width]
        alpha = None if pixels.alpha is None else pixels.alpha[box.slices]
        wanted = _wanted(layout, segment, inside, pixels.colour[box.slices], alpha)
        differs = (inside != wanted).any(axis=2)
        if where is not None:
            differs &= where[box.slices]
        if differs.any():
            inside[differs] = wanted[differs]
            changed[box.slices] |= differs
            placed.put(segment.number, layout.encoded(new))
    placed.update(directory, is_tiled=layout.is_tiled)


def _wanted(
    layout: TiffLayout,
    segment: TiffSegment,
    stored: NDArray[Any],
    colour: NDArray[Any],
    alpha: NDArray[Any] | None,
) -> NDArray[Any]:
    """What a segment shall store; `stored` where that means the same."""
    wanted = stored.copy()
    number = layout.alpha_channel
    meant = samples_of(layout, colour).reshape(*colour.shape[:2], -1)
    if layout.is_planar:
        if segment.plane < layout.channels:
            wanted[..., 0] = meant[..., segment.plane]
        elif segment.plane == number and alpha is not None:
            wanted[..., 0] = alpha
        return wanted
    if number is not None and alpha is not None:
        wanted[..., number] = alpha
    if not layout.is_multiplied or number is None:
        wanted[..., : layout.channels] = meant
        return wanted
    # Dividing loses what multiplying does not give back: only other colours are stored anew.
    held = divided(stored[..., : layout.channels], stored[..., number])
    differs = (held != meant).any(axis=2) | (wanted[..., number] != stored[..., number])
    renewed = multiplied(meant, wanted[..., number])
    wanted[differs, : layout.channels] = renewed[differs]
    return wanted


class Placing:
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

    def _blank_unshared(self) -> None:
        """Zero what several segments shared and none uses any more."""
        used = sorted(self._new[index] for index in self._shared)
        for offset, count in {self._old[index] for index in self._shared} - set(used):
            at = offset
            for start, length in used:
                if start + length > at and start < offset + count:
                    self._tiff.zero(at, max(0, start - at))
                    at = max(at, start + length)
            self._tiff.zero(at, max(0, offset + count - at))

    def update(self, directory: Directory, *, is_tiled: bool) -> None:
        """Write the new offsets and byte counts into the directory's tags."""
        self._blank_unshared()
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
