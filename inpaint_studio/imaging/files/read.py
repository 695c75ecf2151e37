"""Reading photo files: from a path to an upright photo.

The one door through which photo files come in. It tells formats by content, checks size before
anything is decoded, and turns every fault into one `PhotoFileError`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import numpy as np

from inpaint_studio.errors import InpaintStudioError, PhotoFileError
from inpaint_studio.imaging.files.codec import BrokenFileError, Codec, codec_for
from inpaint_studio.imaging.files.colour import three_channels
from inpaint_studio.imaging.files.formats import HEAD_BYTES, check_pixels, sniff, suffix_notice
from inpaint_studio.imaging.files.orientation import upright
from inpaint_studio.imaging.files.photo import Photo, PhotoInfo, Pixels
from inpaint_studio.jobs.files import os_fault, shown
from inpaint_studio.jobs.memory import free_bytes, is_scarce_memory
from inpaint_studio.jobs.messages import Message

__all__ = ["probe_photo", "read_photo", "read_upright"]

_LARGEST_METADATA_BYTES = 256 << 20
_LARGEST_PIXEL_BYTES = 10
_ALWAYS_PIXELS = 16_000_000
_COPIES = 2  # what decoding holds besides the picture


def read_photo(path: Path | str) -> Photo:
    """Read a photo file.

    Parameters
    ----------
    path
        A file of any format in `PhotoFormat`; its content tells which.

    Returns
    -------
    Photo
        Upright, at 8 or 16 bits a channel. Greyscale photos have three equal channels; CMYK is
        converted to sRGB and palettes are expanded, as `Photo.notices` then says.

    Raises
    ------
    PhotoFileError
        If the file is missing, unreadable, empty, damaged, cut short or larger than `MAX_PIXELS`.
    MissingPartError
        If reading its format needs a package that is not installed.
    """
    pixels, info = read_upright(path)
    notices = info.notices
    if pixels.lost is not None:
        lost_px = int(np.count_nonzero(pixels.lost))
        notices += (
            Message(
                "The file was cut off: {lost_px:,} px at its end are lost; they are hole.",
                lost_px=lost_px,
            ),
        )
    return Photo(three_channels(pixels.colour), pixels.alpha, info, notices, pixels.lost)


def read_upright(path: Path | str) -> tuple[Pixels, PhotoInfo]:
    """The upright samples of a photo file, grey ones as one channel, and its header.

    Raises as `read_photo` does.
    """
    path = Path(path)
    with _opened(path) as stream, _faults_told(path):
        codec, info = _read_info(stream, path)
        stream.seek(0)
        pixels = codec.decode(stream, info)
        colour = upright(pixels.colour, info.orientation)
        alpha = None if pixels.alpha is None else upright(pixels.alpha, info.orientation)
        lost = None if pixels.lost is None else upright(pixels.lost, info.orientation)
    return Pixels(colour, alpha, lost), info


def probe_photo(path: Path | str) -> PhotoInfo:
    """Read the header of a photo file only: format, size, depth, metadata.

    Raises
    ------
    PhotoFileError, MissingPartError
        As `read_photo`, as far as the header shows it.
    """
    path = Path(path)
    with _opened(path) as stream, _faults_told(path):
        return _read_info(stream, path)[1]


def _read_info(stream: BinaryIO, path: Path) -> tuple[Codec, PhotoInfo]:
    photo_format = sniff(stream.read(HEAD_BYTES), path)
    codec = codec_for(photo_format)
    stream.seek(0)
    info = codec.read_info(stream, path)
    check_pixels(info.size, path)
    _check_claim(info, stream.seek(0, os.SEEK_END), path)
    if notice := suffix_notice(photo_format, path):
        info = replace(info, notices=(*info.notices, *notice))
    if not info.metadata.has_possible_dpi:
        info = replace(info, metadata=replace(info.metadata, dpi=None))
    file_bytes = stream.seek(0, os.SEEK_END)
    # Codecs may take in the whole file; what no photo of this size can need is refused first.
    if file_bytes > info.size.pixels * _LARGEST_PIXEL_BYTES + _LARGEST_METADATA_BYTES:
        raise PhotoFileError(
            "{path} is {megabytes:,.0f} MB for {info_size} pixels, more than a photo of that "
            "size can need; the file is damaged, use another copy.",
            path=shown(path),
            megabytes=file_bytes / 1000000.0,
            info_size=info.size,
        )
    return codec, info


def _check_claim(info: PhotoInfo, file_bytes: int, path: Path) -> None:
    """Refuse what a few bytes claim and cannot hold, and what there is no memory for.

    Raises
    ------
    PhotoFileError
        Naming the file, what it asks for and the limit.
    """
    pixels = info.size.pixels
    if pixels > max(_ALWAYS_PIXELS, file_bytes * info.format.facts.pixels_a_byte):
        raise PhotoFileError(
            "{path} claims {size} pixels in {bytes} bytes, more than they can hold; the file is "
            "damaged, use another copy.",
            path=shown(path),
            size=str(info.size),
            bytes=file_bytes,
        )
    needed = pixels * 3 * (info.bit_depth // 8) * _COPIES
    free = free_bytes()
    if free is not None and needed > max(free, _ALWAYS_PIXELS * 3):
        raise PhotoFileError(
            "{path} needs about {needed:.1f} GB of memory and {free:.1f} GB are free; close other "
            "programs or scale it down.",
            path=shown(path),
            needed=needed / 1e9,
            free=free / 1e9,
        )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        # A folder or a pipe must be told from a file before it is opened: a pipe would wait.
        if path.exists() and not path.is_file():
            raise PhotoFileError(
                "{path} is a folder; name a photo file."
                if path.is_dir()
                else "{path} is a device; name a photo file.",
                path=shown(path),
            )
        stream = open(path, "rb")  # noqa: SIM115 - closed below, apart from the faults of opening
    except (OSError, ValueError) as fault:
        raise os_fault(path, "read", fault) from fault
    with stream:
        yield stream


@contextlib.contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    try:
        yield
    except InpaintStudioError:
        raise
    except MemoryError as fault:
        raise PhotoFileError(
            "{path} does not fit into memory; close other programs or scale it down.",
            path=shown(path),
        ) from fault
    except OSError as fault:
        if fault.errno is not None:
            raise os_fault(path, "read", fault) from fault
        raise _damaged(path, fault) from fault
    except Exception as fault:  # codecs raise whatever they like over damaged files
        if is_scarce_memory(fault):
            raise PhotoFileError(
                "{path} does not fit into memory; close other programs or scale it down.",
                path=shown(path),
            ) from fault
        raise _damaged(path, fault) from fault


# How libraries say that a file is a good one of a kind that they do not know.
_RARE = ("unsupported", "not supported", "unimplemented")


def _damaged(path: Path, fault: Exception) -> PhotoFileError:
    why: Message | str
    if isinstance(fault, BrokenFileError):
        why = fault.message
    else:
        lines = str(fault).splitlines()
        why = lines[0].strip().rstrip(".") if lines else ""
        why = "".join(c if c.isprintable() else "?" for c in why)[:160] or type(fault).__name__
    if any(word in str(why).lower() for word in _RARE):
        return PhotoFileError(
            "{path} is of a rare kind that cannot be read ({why}); convert it to PNG or TIFF.",
            path=shown(path),
            why=why,
        )
    return PhotoFileError(
        "{path} is damaged or cut short ({why}); use another copy of the file.",
        path=shown(path),
        why=why,
    )
