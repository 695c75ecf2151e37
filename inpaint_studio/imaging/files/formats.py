"""Which photo formats there are, how a file's content tells its format, and the size limits.

Formats are told by content, never by name. This module knows signatures and suffixes; it decodes
nothing and opens no file.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files.faults import shown

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "PhotoFormat",
    "check_pixels",
    "format_of_suffix",
    "preferred_suffix",
    "sniff",
]

MAX_PIXELS = 600_000_000
"""Largest photo that is opened: 600 megapixels, 1.8 GB in memory at 8 bits a channel."""

HEAD_BYTES = 64


class PhotoFormat(enum.Enum):
    """A format that can be read and written; the value is the name that users know."""

    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    WEBP = "WebP"
    BMP = "BMP"
    AVIF = "AVIF"
    HEIC = "HEIC"


SUFFIXES: Mapping[str, PhotoFormat] = MappingProxyType(
    {
        ".jpg": PhotoFormat.JPEG,
        ".jpeg": PhotoFormat.JPEG,
        ".jpe": PhotoFormat.JPEG,
        ".jfif": PhotoFormat.JPEG,
        ".png": PhotoFormat.PNG,
        ".tif": PhotoFormat.TIFF,
        ".tiff": PhotoFormat.TIFF,
        ".btf": PhotoFormat.TIFF,
        ".webp": PhotoFormat.WEBP,
        ".bmp": PhotoFormat.BMP,
        ".dib": PhotoFormat.BMP,
        ".avif": PhotoFormat.AVIF,
        ".heic": PhotoFormat.HEIC,
        ".heif": PhotoFormat.HEIC,
        ".hif": PhotoFormat.HEIC,
    }
)
"""Suffixes in lower case, with their dot; the first of a format is the preferred one."""

_OTHER_SIGNATURES: tuple[tuple[bytes, int, str], ...] = (
    (b"GIF8", 0, "a GIF"),
    (b"%PDF", 0, "a PDF document"),
    (b"8BPS", 0, "a Photoshop document"),
    (b"gimp xcf", 0, "a GIMP document"),
    (b"\x00\x00\x00\x0cjP  ", 0, "a JPEG 2000 image"),
    (b"\xff\x4f\xff\x51", 0, "a JPEG 2000 image"),
    (b"\x00\x00\x00\x0cJXL ", 0, "a JPEG XL image"),
    (b"\xff\x0a", 0, "a JPEG XL image"),
    (b"\x76\x2f\x31\x01", 0, "an OpenEXR image"),
    (b"#?RADIANCE", 0, "a Radiance HDR image"),
    (b"FUJIFILMCCD-RAW", 0, "a camera raw file"),
    (b"IIRO", 0, "a camera raw file"),
    (b"IIRS", 0, "a camera raw file"),
    (b"IIU\x00", 0, "a camera raw file"),
    (b"CR\x02", 8, "a camera raw file"),
    (b"ftypcrx ", 4, "a camera raw file"),
    (b"PK\x03\x04", 0, "a zip archive"),
    (b"<svg", 0, "an SVG drawing"),
    (b"<?xml", 0, "an XML document"),
)
_RAW_SUFFIXES = frozenset(
    [
        ".arw",
        ".cr2",
        ".cr3",
        ".dng",
        ".erf",
        ".kdc",
        ".nef",
        ".nrw",
        ".orf",
        ".pef",
        ".raf",
        ".raw",
        ".rw2",
        ".sr2",
        ".srw",
        ".3fr",
        ".iiq",
    ]
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)


def format_of_suffix(path: Path) -> PhotoFormat | None:
    """The format that the name of `path` claims, None when its suffix claims none of ours."""
    return SUFFIXES.get(path.suffix.lower())


def preferred_suffix(photo_format: PhotoFormat) -> str:
    """The usual suffix of a format, with its dot."""
    return next(suffix for suffix, named in SUFFIXES.items() if named is photo_format)


def sniff(head: bytes, path: Path) -> PhotoFormat:
    """The format of a file from its first bytes.

    Parameters
    ----------
    head
        The file's first `HEAD_BYTES` bytes, or all of it when it is shorter.
    path
        The file's name, for messages and for the check of its suffix.

    Raises
    ------
    PhotoFileError
        If the file is empty, of no known format, or of another format than its suffix claims.
    """
    if not head:
        raise PhotoFileError(
            f"{shown(path)} is empty (0 bytes); restore it from a copy or choose another file."
        )
    found = _format_of(head)
    if found is None:
        what = _foreign(head)
        raise PhotoFileError(
            f"{shown(path)} is {what}, not a photo that can be opened; "
            f"convert it to one of {', '.join(f.value for f in PhotoFormat)}."
        )
    if path.suffix.lower() in _RAW_SUFFIXES:
        raise PhotoFileError(
            f"{shown(path)} is a camera raw file; develop it to a 16-bit TIFF first."
        )
    claimed = format_of_suffix(path)
    if claimed is not None and claimed is not found:
        raise PhotoFileError(
            f"{shown(path)} is named as {claimed.value} but contains {found.value}; "
            f"rename it to end in {preferred_suffix(found)}."
        )
    return found


def check_pixels(size: Size, path: Path) -> None:
    """Refuse a photo without pixels or with more than `MAX_PIXELS`, before anything is decoded.

    Raises
    ------
    PhotoFileError
        Naming the file, its size, the limit and the remedy.
    """
    if size.height < 1 or size.width < 1:
        raise PhotoFileError(
            f"{shown(path)} claims a size of {size} pixels; the file is damaged, use another copy."
        )
    if size.pixels > MAX_PIXELS:
        raise PhotoFileError(
            f"{shown(path)} has {size} pixels ({size.pixels / 1e6:,.0f} megapixels); the limit is "
            f"{MAX_PIXELS / 1e6:,.0f} megapixels: cut it into parts or scale it down."
        )


def _format_of(head: bytes) -> PhotoFormat | None:
    if head.startswith(b"\xff\xd8\xff"):
        return PhotoFormat.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PhotoFormat.PNG
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") and head[8:11] != b"CR\x02":
        return PhotoFormat.TIFF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    # "BM" alone is too weak a signature; the header that follows has a known size.
    if head[:2] == b"BM" and len(head) >= 18 and 12 <= int.from_bytes(head[14:18], "little") <= 124:
        return PhotoFormat.BMP
    if head[4:8] == b"ftyp":
        return _heif_brand(head)
    return None


def _heif_brand(head: bytes) -> PhotoFormat | None:
    box_bytes = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, box_bytes - 3, 4))}
    if brands & _AVIF_BRANDS:
        return PhotoFormat.AVIF
    return PhotoFormat.HEIC if brands & _HEIC_BRANDS else None


def _foreign(head: bytes) -> str:
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, at, what in _OTHER_SIGNATURES:
        if head[at:].startswith(signature) or (at == 0 and stripped.startswith(signature)):
            return what
    return "of an unknown kind"
