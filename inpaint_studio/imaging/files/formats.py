"""The photo formats: one row each, with every fact that reading, writing and dialogs need.

Formats are told by content, never by name. Another format is a module with the doors of
`codec.Codec` and a row in `PhotoFormat`; nothing else lists formats. This module decodes nothing
and opens no file.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "Facts",
    "PhotoFormat",
    "check_pixels",
    "format_of_head",
    "format_of_suffix",
    "sniff",
    "suffix_notice",
    "written_name",
]

MAX_PIXELS = 600_000_000
"""Largest photo that is opened: 600 megapixels, 1.8 GB in memory at 8 bits a channel."""

HEAD_BYTES = 64

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _is_tiff(head: bytes) -> bool:
    return head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+") and head[8:11] != b"CR\x02"


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_bmp(head: bytes) -> bool:
    # "BM" alone is too weak a signature; the header that follows has a known size.
    size = int.from_bytes(head[14:18], "little")
    return head[:2] == b"BM" and len(head) >= 18 and 12 <= size <= 124


def _brands(head: bytes) -> set[bytes]:
    if head[4:8] != b"ftyp":
        return set()
    box_bytes = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12], *(head[at : at + 4] for at in range(16, box_bytes - 3, 4))}


def _is_avif(head: bytes) -> bool:
    return bool(_brands(head) & _AVIF_BRANDS)


def _is_heic(head: bytes) -> bool:
    return bool(_brands(head) & _HEIC_BRANDS) and not _is_avif(head)


def _is_pnm(head: bytes) -> bool:
    return head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace()


def _is_openraster(head: bytes) -> bool:
    return head[:4] == b"PK\x03\x04" and head[30:54] == b"mimetypeimage/openraster"


def _is_tga(head: bytes) -> bool:
    # There is no signature; these fields of the header leave little room for anything else.
    return (
        len(head) > 18
        and head[1] in (0, 1)
        and head[2] in (1, 2, 3, 9, 10, 11)
        and head[16] in (8, 15, 16, 24, 32)
        and not head[17] & 0xC0
        and all(int.from_bytes(head[at : at + 2], "little") for at in (12, 14))
    )


@dataclass(frozen=True)
class Facts:
    """All that is known of a format without opening a file.

    Attributes
    ----------
    name
        What users call it.
    module
        The codec, a module beside this one.
    suffixes
        In lower case, with their dot; the first is the preferred one.
    is_content
        Whether the first `HEAD_BYTES` bytes of a file are those of this format.
    bit_depths
        Bits a channel that can be written, 8, 16 or both.
    holds_alpha
        Whether it has transparency.
    is_lossy
        Whether a quality can be chosen.
    states_dpi_in_exif
        Whether EXIF is the only place for a resolution.
    names_colours
        Whether a file can name its colours by numbers (CICP).
    is_written
        Whether files of it are written, or only read.
    pixels_a_byte
        So many pixels, and no more, can a byte of a file stand for.
    keeps_pages
        Whether writing over a file of several pictures keeps the others.
    """

    name: str
    module: str
    suffixes: tuple[str, ...]
    is_content: Callable[[bytes], bool]
    bit_depths: tuple[int, ...] = (8,)
    holds_alpha: bool = True
    is_lossy: bool = False
    states_dpi_in_exif: bool = False
    names_colours: bool = False
    is_written: bool = True
    pixels_a_byte: int = 65536
    keeps_pages: bool = False


class PhotoFormat(enum.Enum):
    """A format that can be read and written; the value is the name that users know."""

    _value_: str

    JPEG = Facts(
        "JPEG",
        "jpeg",
        (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
        _starts(b"\xff\xd8\xff"),
        holds_alpha=False,
        is_lossy=True,
        pixels_a_byte=1024,  # two blocks of 64 a bit, chroma not counted
    )
    PNG = Facts(
        "PNG",
        "png",
        (".png",),
        _starts(b"\x89PNG\r\n\x1a\n"),
        bit_depths=(8, 16),
        names_colours=True,
        pixels_a_byte=8300,  # one bit a pixel, deflated
    )
    TIFF = Facts(
        "TIFF",
        "tiff",
        (".tif", ".tiff", ".btf"),
        _is_tiff,
        bit_depths=(8, 16),
        keeps_pages=True,
    )
    WEBP = Facts("WebP", "webp", (".webp",), _is_webp, is_lossy=True, states_dpi_in_exif=True)
    BMP = Facts("BMP", "bmp", (".bmp", ".dib"), _is_bmp, pixels_a_byte=256)
    AVIF = Facts(
        "AVIF",
        "avif",
        (".avif",),
        _is_avif,
        bit_depths=(8, 16),
        is_lossy=True,
        states_dpi_in_exif=True,
        names_colours=True,
    )
    HEIC = Facts(
        "HEIC",
        "heic",
        (".heic", ".heif", ".hif"),
        _is_heic,
        bit_depths=(8, 16),
        is_lossy=True,
        states_dpi_in_exif=True,
        names_colours=True,
    )
    JPEG_XL = Facts(
        "JPEG XL",
        "jpeg_xl",
        (".jxl",),
        _starts(b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n"),
        bit_depths=(8, 16),
        is_lossy=True,
        states_dpi_in_exif=True,
        names_colours=True,
    )

    GIF = Facts("GIF", "read_only", (".gif",), _starts(b"GIF8"), is_written=False)
    PNM = Facts(
        "PNM",
        "read_only",
        (".ppm", ".pgm", ".pbm", ".pnm"),
        _is_pnm,
        is_written=False,
        pixels_a_byte=8,
    )
    JPEG_2000 = Facts(
        "JPEG 2000",
        "read_only",
        (".jp2", ".j2k", ".jpx", ".jpf"),
        _starts(b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51"),
        is_lossy=True,
        is_written=False,
    )
    PSD = Facts(
        "Photoshop",
        "psd",
        (".psd", ".psb"),
        _starts(b"8BPS"),
        is_written=False,
        pixels_a_byte=64,
    )
    OPENRASTER = Facts("OpenRaster", "read_only", (), _is_openraster, is_written=False)
    TGA = Facts("TGA", "read_only", (".tga",), _is_tga, is_written=False, pixels_a_byte=128)

    facts: Facts

    def __new__(cls, facts: Facts) -> PhotoFormat:
        """A member whose value is the format's name."""
        member = object.__new__(cls)
        member._value_ = facts.name
        member.facts = facts
        return member

    @property
    def suffix(self) -> str:
        """The usual suffix, with its dot."""
        return self.facts.suffixes[0]


SUFFIXES: Mapping[str, PhotoFormat] = MappingProxyType(
    {suffix: each for each in PhotoFormat for suffix in each.facts.suffixes}
)
"""Which format each suffix claims; in lower case, with its dot."""

_OTHER_SIGNATURES: tuple[tuple[bytes, int, Message], ...] = (
    (b"%PDF", 0, Message("a PDF document")),
    (b"gimp xcf", 0, Message("a GIMP document")),
    (b"\x76\x2f\x31\x01", 0, Message("an OpenEXR image")),
    (b"#?RADIANCE", 0, Message("a Radiance HDR image")),
    (b"FUJIFILMCCD-RAW", 0, Message("a camera raw file")),
    (b"IIRO", 0, Message("a camera raw file")),
    (b"IIRS", 0, Message("a camera raw file")),
    (b"IIU\x00", 0, Message("a camera raw file")),
    (b"CR\x02", 8, Message("a camera raw file")),
    (b"ftypcrx ", 4, Message("a camera raw file")),
    (b"PK\x03\x04", 0, Message("a zip archive")),
    (b"<svg", 0, Message("an SVG drawing")),
    (b"<?xml", 0, Message("an XML document")),
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


def format_of_head(head: bytes) -> PhotoFormat | None:
    """The format of a file that begins so, None for one of no known format."""
    return next((each for each in PhotoFormat if each.facts.is_content(head)), None)


def written_name(path: Path) -> Path:
    """`path`, or with .png added to its name where its format is only read."""
    claimed = format_of_suffix(path)
    if claimed is None or claimed.facts.is_written:
        return path
    return path.with_name(f"{path.name}.png")


def format_of_suffix(path: Path) -> PhotoFormat | None:
    """The format that the name of `path` claims, None when its suffix claims none of ours."""
    return SUFFIXES.get(path.suffix.lower())


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
        If the file is empty, of no known format, or a camera raw file.
    """
    if not head:
        raise PhotoFileError(
            "{path} is empty (0 bytes); restore it from a copy or choose another file.",
            path=shown(path),
        )
    found = format_of_head(head)
    if found is None:
        what = _foreign(head)
        raise PhotoFileError(
            "{path} is {what}, not a photo that can be opened; convert it to one of {formats}.",
            path=shown(path),
            what=what,
            formats=[f.value for f in PhotoFormat],
        )
    if path.suffix.lower() in _RAW_SUFFIXES:
        raise PhotoFileError(
            "{path} is a camera raw file; develop it to a 16-bit TIFF first.", path=shown(path)
        )
    return found


def suffix_notice(found: PhotoFormat, path: Path) -> tuple[Message, ...]:
    """What to tell when the name of `path` claims another format than its content has."""
    claimed = format_of_suffix(path)
    if claimed is None or claimed is found:
        return ()
    return (
        Message(
            "The file is named as {claimed} but contains {found}; it is read as {found}, and "
            "written as such under a name with the same suffix.",
            claimed=claimed.value,
            found=found.value,
        ),
    )


def check_pixels(size: Size, path: Path) -> None:
    """Refuse a photo without pixels or with more than `MAX_PIXELS`, before anything is decoded.

    Raises
    ------
    PhotoFileError
        Naming the file, its size, the limit and the remedy.
    """
    if size.height < 1 or size.width < 1:
        raise PhotoFileError(
            "{path} claims a size of {size} pixels; the file is damaged, use another copy.",
            path=shown(path),
            size=size,
        )
    if size.pixels > MAX_PIXELS:
        raise PhotoFileError(
            "{path} has {size} pixels ({megapixels:,.0f} megapixels); the limit is {most:,.0f} "
            "megapixels: cut it into parts or scale it down.",
            path=shown(path),
            size=size,
            megapixels=size.pixels / 1000000.0,
            most=MAX_PIXELS / 1000000.0,
        )


def _foreign(head: bytes) -> Message:
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, at, what in _OTHER_SIGNATURES:
        if head[at:].startswith(signature) or (at == 0 and stripped.startswith(signature)):
            return what
    return Message("of an unknown kind")
