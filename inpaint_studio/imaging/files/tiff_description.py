"""Moving what describes a photo between a TIFF file's tags and an EXIF block.

Both are TIFF structures: descriptive tags lie in the main directory, EXIF and GPS in directories
below it. Knows nothing of pixels.
"""

from __future__ import annotations

import io

from inpaint_studio.imaging.files.tiff_directory import LONG, Directory, T, Tag, Tiff

__all__ = ["copied_description", "exif_block_of"]

# Description, maker, model, orientation, resolution, software, date, artist, host, copyright,
# ratings and the comments of Windows: what says something of the photo, not of its storage.
_DESCRIPTIVE = frozenset(
    {
        270,
        271,
        272,
        274,
        282,
        283,
        296,
        305,
        306,
        315,
        316,
        18246,
        18249,
        33432,
        *range(40091, 40096),
    }
)
_DIRECTORIES = frozenset({T.EXIF, T.GPS, T.INTEROP})
_CLASSIC_TYPES = frozenset(range(1, 14))
_MAX_VALUE_BYTES = 16 << 20


def exif_block_of(tiff: Tiff, directory: Directory) -> bytes | None:
    """The descriptive, EXIF and GPS tags of a picture as an EXIF block; None when it has none."""
    stream = io.BytesIO()
    block = Tiff.started(stream, tiff.order)
    tags = copied_description(tiff, directory, block)
    if not tags:
        return None
    block.link(block.first_pointer_at, block.append_directory(tags))
    return stream.getvalue()


def copied_description(source: Tiff, directory: Directory, target: Tiff) -> dict[int, Tag]:
    """Descriptive tags of `directory` for a main directory of `target`.

    The directories below it are written to `target` at once. Both files must have the same byte
    order. Maker notes come along, but offsets that they hold to places outside themselves are lost.
    """
    if source.order != target.order:
        raise ValueError("descriptions are copied between files of the same byte order only")
    tags = _values(source, directory, target)
    return {number: tag for number, tag in tags.items() if number in _DESCRIPTIVE | {T.EXIF, T.GPS}}


def _values(source: Tiff, directory: Directory, target: Tiff, depth: int = 0) -> dict[int, Tag]:
    tags: dict[int, Tag] = {}
    for number, tag in directory.tags.items():
        if number in _DIRECTORIES:
            at = source.integer(directory, number)
            below = source.directory(at) if at and depth < 2 else None
            if below is not None:
                inner = _values(source, below, target, depth + 1)
                tags[number] = target.tag_of(LONG, [target.append_directory(inner)])
        elif tag.kind in _CLASSIC_TYPES and len(tag.value) <= _MAX_VALUE_BYTES:
            tags[number] = Tag(tag.kind, tag.number, tag.value)
    return tags
