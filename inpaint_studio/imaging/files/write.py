"""Writing photo files: the photo comes back as it was.

The one door through which photo files go out. It decides the format, brings pixels to the depth,
channels and layout of the file, renews thumbnails and writes atomically. The input is never
overwritten unless asked for.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from inpaint_studio.errors import OptionError, PhotoFileError, SizeMismatchError
from inpaint_studio.imaging.files import exif
from inpaint_studio.imaging.files.codec import WriteOrder, codec_for
from inpaint_studio.imaging.files.colour import gray_of, over_white, to_depth
from inpaint_studio.imaging.files.colour_profile import named_profile
from inpaint_studio.imaging.files.formats import (
    SUFFIXES,
    PhotoFormat,
    format_of_suffix,
    suffix_notice,
)
from inpaint_studio.imaging.files.inner_pictures import SmallCopies, renewed_exif
from inpaint_studio.imaging.files.orientation import NORMAL, stored
from inpaint_studio.imaging.files.photo import Metadata, Photo, PhotoInfo, Pixels
from inpaint_studio.imaging.files.xmp import (
    with_normal_orientation,
    with_texts,
    without_motion,
    without_pictures,
)
from inpaint_studio.imaging.types import Image, check_image, size_of
from inpaint_studio.jobs.files import atomic_file, is_same_file, os_fault, shown
from inpaint_studio.jobs.messages import Message, Remedy

__all__ = ["copy_photo", "write_photo"]


def write_photo(
    path: Path | str,
    image: Image,
    *,
    like: Photo | None = None,
    quality: int | None = None,
    bit_depth: int | None = None,
    in_place: bool = False,
) -> tuple[Message, ...]:
    """Write a photo file; everything that is not a pixel comes from `like`.

    Parameters
    ----------
    path
        The file to write. Its suffix decides the format; without one, `like` does.
    image
        (H, W, 3) RGB, upright; not modified. Brought to the bit depth of `like` (without it: its
        own, 8 bits for float32), and to luminance if `like` is greyscale.
    like
        The photo that was read: its alpha, metadata and stored orientation are kept, and its
        encoding too when the format stays the same. When the format changes, the pixels are stored
        upright, and 16 bits or alpha are reduced if the target cannot hold them (alpha is laid
        over white).
    quality
        1..100 for lossy formats. By default a JPEG is written with the tables of `like`, and at
        quality 95 without one.
    bit_depth
        8 to write a 16-bit photo with 8 bits; everything else of `like` is kept.
    in_place
        Allow `path` to be the file that `like` was read from.

    Returns
    -------
    tuple of str
        What could not be kept, in sentences for the user; usually empty.

    Raises
    ------
    PhotoFileError
        If `path` is the input and `in_place` is false, has a suffix of no known format, or cannot
        be written; nothing is left behind then.
    SizeMismatchError
        If `image` and `like` differ in size.
    OptionError
        If `quality` is out of range.
    MissingPartError
        If writing the format needs a package that is not installed.
    """
    path = Path(path)
    check_image(image)
    if quality is not None and not 1 <= quality <= 100:
        raise OptionError("Quality {quality} is out of range; give 1 to 100.", quality=quality)
    info = like.info if like is not None else None
    if info is not None and size_of(image) != info.size:
        raise SizeMismatchError(
            "The restored image is {image_size} pixels but the photo is {info_size}; write an "
            "image of the photo's size.",
            image_size=size_of(image),
            info_size=info.size,
        )
    target = _target_format(path, info)
    _check_overwriting(path, info, target, in_place)
    codec = codec_for(target)
    same = info if info is not None and info.format is target else None
    pixels, notices = _pixels(image, like, target, same, bit_depth)
    metadata = _metadata(info, pixels, target, codec.MAX_EXIF_BYTES)
    if info is not None and same is None:
        left = list(info.encoding.left_behind)
        notices += (
            (
                Message(
                    "{target} has no place for {left}; it was left out.",
                    target=target.value,
                    left=left,
                ),
            )
            if left
            else ()
        )
    with atomic_file(path) as stream:
        left_out = codec.write(stream, pixels, WriteOrder(path, metadata, same, quality))
    return (*notices, *left_out)


def copy_photo(path: Path | str, like: Photo, *, in_place: bool = False) -> bool:
    """Write the file that `like` was read from, byte for byte, where nothing was restored.

    Returns
    -------
    bool
        False, and nothing is written, if the name of `path` asks for another format. With
        `in_place` nothing is written either: the file is there.

    Raises
    ------
    PhotoFileError
        As `write_photo`; also if the file is gone.
    """
    path, source = Path(path), like.info.path
    if source is None or _target_format(path, like.info) is not like.info.format:
        return False
    if in_place and is_same_file(path, source):
        return True
    _check_overwriting(path, like.info, like.info.format, in_place)
    try:
        with open(source, "rb") as original, atomic_file(path) as stream:
            shutil.copyfileobj(original, stream, 1 << 20)
    except OSError as fault:
        raise os_fault(source, "read", fault) from fault
    return True


def _target_format(path: Path, info: PhotoInfo | None) -> PhotoFormat:
    found = format_of_suffix(path)
    own = info.path if info is not None else None
    # A name that claims nothing, or claims wrongly what the photo's own name claims wrongly too.
    is_like = own is not None and path.suffix.lower() in ("", own.suffix.lower())
    if (
        info is not None
        and info.format.facts.is_written
        and is_like
        and (found is None or suffix_notice(info.format, path))
    ):
        return info.format
    if found is not None and not found.facts.is_written:
        raise PhotoFileError(
            "{path} cannot be written: {format} is only read; let the name end in .png.",
            path=shown(path),
            format=found.value,
        )
    if found is not None:
        return found
    raise PhotoFileError(
        "{path} cannot be written: {suffix} is the suffix of no known format; use one of "
        "{suffixes}.",
        path=shown(path),
        suffix=path.suffix or "no suffix",
        suffixes=" ".join(s for s, each in SUFFIXES.items() if each.facts.is_written),
    )


def _check_overwriting(
    path: Path, info: PhotoInfo | None, target: PhotoFormat, in_place: bool
) -> None:
    if info is None or info.path is None or not is_same_file(path, info.path):
        return
    if not in_place:
        raise PhotoFileError(
            "{path} is the photo itself and would be overwritten; choose another name, or {remedy}.",
            remedy=Remedy.SAVE_IN_PLACE,
            path=shown(path),
        )
    if info.frames > 1 and not target.facts.keeps_pages:
        raise PhotoFileError(
            "{path} holds {frames} pictures, of which only the first would remain; choose "
            "another name.",
            path=shown(path),
            frames=info.frames,
        )


def _pixels(
    image: Image, like: Photo | None, target: PhotoFormat, same: PhotoInfo | None, depth: int | None
) -> tuple[Pixels, tuple[Message, ...]]:
    """The pixels as the file will store them, and what they lost."""
    notices: list[Message] = []
    wanted = like.info.bit_depth if like is not None else (16 if image.dtype == "uint16" else 8)
    wanted = min(wanted, depth or wanted)
    bit_depth = wanted if wanted in target.facts.bit_depths else 8
    if bit_depth < wanted:
        notices.append(
            Message(
                "{target} holds 8 bits a channel; the photo's 16 were rounded.", target=target.value
            )
        )
    is_gray = like is not None and like.info.is_gray
    colour = to_depth(gray_of(image) if is_gray else image, bit_depth)
    alpha = None if like is None or like.alpha is None else to_depth(like.alpha, bit_depth)
    if alpha is not None and not target.facts.holds_alpha:
        if (alpha < 2**bit_depth - 1).any():
            notices.append(
                Message(
                    "{target} has no transparency; the photo was laid over white.",
                    target=target.value,
                )
            )
        colour, alpha = over_white(Pixels(colour, alpha)), None
    orientation = same.orientation if same is not None else NORMAL
    colour = stored(colour, orientation)
    return Pixels(colour, None if alpha is None else stored(alpha, orientation)), tuple(notices)


def _metadata(
    info: PhotoInfo | None, pixels: Pixels, target: PhotoFormat, max_exif_bytes: int
) -> Metadata:
    """What is embedded: thumbnails renewed, the orientation normal if the format changed."""
    if info is None:
        return Metadata()
    block, packet = info.metadata.exif, info.metadata.xmp
    is_same = info.format is target
    if not is_same:
        block = None if block is None else exif.turned_upright(block)
        packet = None if packet is None else with_normal_orientation(packet)
        packet = with_texts(packet, info.encoding.texts)
        if block is None and info.dpi is not None and target.facts.states_dpi_in_exif:
            block = exif.new_block(NORMAL, info.dpi)
    profile, cicp = info.metadata.icc_profile, info.metadata.cicp
    if not is_same:
        profile = profile or info.encoding.profile
        if cicp is not None and not target.facts.names_colours:
            profile = profile or named_profile(cicp, is_gray=info.is_gray)
        if cicp is not None:
            # Which matrix makes YCbCr of RGB is the writer's own choice; for BT.2020 there is one.
            cicp = (*cicp[:2], 9 if cicp[0] == 9 else 6)
    return replace(
        info.metadata,
        icc_profile=profile,
        cicp=cicp,
        exif=None if block is None else renewed_exif(block, SmallCopies(pixels), max_exif_bytes),
        xmp=None if packet is None else without_motion(without_pictures(packet)),
        dpi=info.metadata.dpi if is_same else info.dpi,
    )
