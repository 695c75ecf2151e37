"""What else in a TIFF file shows its picture: previews, thumbnails in metadata, editors' layers.

They are renewed where the picture changed, or left out, so that the file does not show what was
removed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.files.codec import BrokenFileError
from inpaint_studio.imaging.files.colour import to_depth
from inpaint_studio.imaging.files.photo import Metadata, Pixels
from inpaint_studio.imaging.files.thumbnail import without_irb_thumbnail
from inpaint_studio.imaging.files.tiff_directory import Directory, T, Tag, Tiff
from inpaint_studio.imaging.files.tiff_patch import Placing, patch_segments
from inpaint_studio.imaging.files.tiff_segments import layout_of, main_page, segment_ranges

__all__ = ["drop_layers", "renew_blocks", "renew_copies"]


def renew_copies(tiff: Tiff, pixels: Pixels, changed: NDArray[np.bool_]) -> list[str]:
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
        Placing(tiff, ranges).blank()
        return False
    sides = (layout.size.width, layout.size.height)
    small = to_depth(cv2.resize(pixels.colour, sides, interpolation=cv2.INTER_AREA), layout.bits)
    lit = np.multiply(changed, np.float32(1))
    touched = cv2.resize(lit, sides, interpolation=cv2.INTER_AREA)
    # Grown by a pixel: rounding must not leave a rim of what was removed.
    where: NDArray[np.bool_] = cv2.dilate(touched, np.ones((3, 3), np.uint8)) > 0
    patch_segments(tiff, directory, layout, small, np.zeros(layout.size, np.bool_), where)
    return True


def renew_blocks(tiff: Tiff, page: int, metadata: Metadata) -> None:
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


def drop_layers(tiff: Tiff, page: int) -> list[str]:
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
