"""Masks as files: any image in, black-and-white PNG out; and holes painted into a photo.

White is hole. Masks are upright, as photos are. What a mask means once it is an array is told in
`imaging.mask`, which knows no files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, OptionError, PhotoFileError, SizeMismatchError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files.codec import warnings_silenced
from inpaint_studio.imaging.files.colour import gray_of
from inpaint_studio.imaging.files.orientation import upright
from inpaint_studio.imaging.files.photo import Photo, PhotoInfo, Pixels
from inpaint_studio.imaging.files.read import read_upright
from inpaint_studio.imaging.types import Image, Mask, check_image, full_scale
from inpaint_studio.jobs.files import atomic_file, shown
from inpaint_studio.jobs.messages import Message

__all__ = [
    "DEFAULT_THRESHOLD",
    "MaskFile",
    "hole_from_colour",
    "is_lossy",
    "painted_hole",
    "read_mask",
    "read_mask_file",
    "write_mask",
]

DEFAULT_THRESHOLD = 128
"""Brightness, of 255, from which a mask's pixel is hole."""

_COLOURLESS = 24.0 / 255.0
_NOISE = 24.0 / 255.0
_NEARLY_ALL = 0.95
_MOST_LABELS = 64
_LOOKED_AT_PX = 200_000
# How far compression takes a painted colour off: inside of it, and at its rim.
_NEAR, _FAR = 40, 100
_ROWS_AT_ONCE = 256


class MaskFile(NamedTuple):
    """A mask as a file holds it, and what is to be told of it."""

    mask: Mask
    notes: tuple[Message, ...] = ()


def read_mask(
    path: Path | str,
    *,
    invert: bool = False,
    threshold: int = DEFAULT_THRESHOLD,
    label: int | None = None,
    size: Size | None = None,
) -> Mask:
    """The mask of `read_mask_file`, without what is told of it."""
    return read_mask_file(path, invert=invert, threshold=threshold, label=label, size=size).mask


def read_mask_file(
    path: Path | str,
    *,
    invert: bool = False,
    threshold: int = DEFAULT_THRESHOLD,
    label: int | None = None,
    size: Size | None = None,
) -> MaskFile:
    """Read a mask from any image file: white is hole.

    Without transparency, a pixel whose luminance is at least `threshold` is hole; so the noise
    that JPEG adds does no harm. Masks of labels are taken as they are meant: where nothing is
    light, or dark colours stand beside light ones, all that is not black is hole. With transparency
    that varies:

    - if the visible pixels are both dark and bright, without colour, the file is a black-and-white
      mask, and a pixel is hole when luminance times opacity reaches `threshold`;
    - otherwise something was painted on a transparent ground, and what is painted is hole, in
      whatever colour; the most opaque stroke counts as fully opaque.

    A file that is wholly transparent has no hole; opacity that is the same everywhere is ignored.

    Parameters
    ----------
    path
        A file of any format that `read_photo` reads, of any depth.
    invert
        Black is hole instead; applied last.
    threshold
        1..255, whatever the file's bit depth.
    label
        The hole is the pixels of this value alone: of a palette its number, else the grey level as
        the file has it.
    size
        The size of the upright photo that the mask must have.

    Returns
    -------
    MaskFile
        bool (H, W), upright, True = hole; and sentences for the user.

    Raises
    ------
    PhotoFileError
        If the file cannot be read.
    SizeMismatchError
        If the mask is not of `size`; both sizes are named.
    OptionError
        If `threshold` or `label` is out of range.
    BadInputError
        If no pixel has the value of `label`.
    """
    if not 1 <= threshold <= 255:
        raise OptionError(
            "Mask threshold {threshold} is out of range; give 1 to 255.", threshold=threshold
        )
    path = Path(path)
    pixels, info = read_upright(path)
    if size is not None and info.size != size:
        raise _mismatch(path, info.size, size)
    notes: list[Message] = []
    if label is not None:
        mask = _labelled(path, pixels, info, label)
    else:
        mask = _hole(pixels, threshold)
        if threshold == DEFAULT_THRESHOLD:
            mask, notes = _with_labels(pixels, info, mask)
    if invert:
        mask = np.logical_not(mask, out=mask)
    share = float(mask.mean())
    if share >= _NEARLY_ALL:
        notes.append(
            Message(
                "The mask marks {percent:.0f} % of the photo as hole; if black is hole in it, "
                "invert it.",
                percent=100 * share,
            )
        )
    return MaskFile(mask, tuple(notes))


def _labelled(path: Path, pixels: Pixels, info: PhotoInfo, label: int) -> Mask:
    """The pixels of one value."""
    if not 0 <= label <= 65535:
        raise OptionError("Label {label} is out of range; give 0 to 65535.", label=label)
    values = _palette_numbers(path, info)
    if values is None:
        values = pixels.colour if pixels.is_gray else gray_of(pixels.colour)
    mask: Mask = values == label
    if not mask.any():
        found = ", ".join(str(each) for each in np.unique(values)[:12])
        raise BadInputError(
            "{mask} has no pixel of label {label}; it has {found}.",
            mask=shown(path),
            label=label,
            found=found,
        )
    return mask


def _palette_numbers(path: Path, info: PhotoInfo) -> NDArray[Any] | None:
    """The numbers in its palette of each pixel, upright; None for a file without one."""
    from PIL import Image as PillowImage

    try:
        with warnings_silenced(), PillowImage.open(path) as opened:
            if opened.mode != "P":
                return None
            numbers = np.array(opened)
    except (OSError, ValueError, PillowImage.DecompressionBombError):
        return None
    return upright(numbers, info.orientation)


def _with_labels(pixels: Pixels, info: PhotoInfo, mask: Mask) -> tuple[Mask, list[Message]]:
    """The hole of a mask of labels, where this is one; and what is to be told."""
    if pixels.alpha is not None:
        lowest, highest = int(pixels.alpha.min()), int(pixels.alpha.max())
        if lowest != highest or highest == 0:
            return mask, []
    white = int(full_scale(pixels.colour.dtype))
    noise = int(_NOISE * white) if is_lossy(info) else 0
    colour = pixels.colour if not pixels.is_gray else pixels.colour[..., np.newaxis]
    brightest = int(colour.max())
    if not mask.any():
        if brightest == 0:
            return mask, []
        luminance = pixels.colour if pixels.is_gray else gray_of(pixels.colour)
        lightest = int(luminance.max())
        scale = Message("{brightest} of {white}", brightest=lightest, white=white)
        if brightest <= noise:
            return mask, [
                Message("The mask has no hole: its brightest value is {scale}.", scale=scale)
            ]
        lit: Mask = np.asarray((colour > noise).any(axis=2))
        return lit, [
            Message(
                "The brightest value of the mask is {scale}; all that is not black is hole.",
                scale=scale,
            )
        ]
    if pixels.is_gray or is_lossy(info):
        return mask, []
    chroma = np.ptp(colour, axis=2) > _COLOURLESS * white
    dark_labels = chroma & ~mask
    if not dark_labels.any() or not _has_few_colours(colour):
        return mask, []
    not_black: Mask = np.asarray(colour.any(axis=2))
    return not_black, [
        Message(
            "The mask has several colours; all that is not black is hole (a label picks one of "
            "them)."
        )
    ]


def is_lossy(info: PhotoInfo) -> bool:
    """Whether samples of the file may be off by the noise of its compression."""
    return info.format.facts.is_lossy and not getattr(info.encoding, "is_lossless", False)


def _has_few_colours(colour: NDArray[Any]) -> bool:
    step = max(1, colour.shape[0] * colour.shape[1] // _LOOKED_AT_PX)
    some = colour.reshape(-1, colour.shape[2])[::step]
    return len(np.unique(some, axis=0)) <= _MOST_LABELS


def write_mask(path: Path | str, mask: Mask) -> None:
    """Write `mask` as an 8-bit grey PNG, hole white and known black, atomically.

    Raises
    ------
    PhotoFileError
        If the name does not end in .png, or the file cannot be written.
    BadInputError
        If `mask` is not a two-dimensional bool array with at least one pixel.
    """
    import imagecodecs

    path = Path(path)
    if path.suffix.lower() != ".png":
        raise PhotoFileError(
            "{path} cannot be written: masks are PNG files; let its name end in .png.",
            path=shown(path),
        )
    if mask.ndim != 2 or mask.dtype != np.bool_ or mask.size == 0:
        raise BadInputError(
            "Mask is {mask_dtype} {mask_shape}; give a bool array (height, width), True = hole.",
            mask_dtype=mask.dtype,
            mask_shape=mask.shape,
        )
    content = imagecodecs.png_encode(np.multiply(mask, np.uint8(255), dtype=np.uint8))
    with atomic_file(path) as stream:
        stream.write(content)


def hole_from_colour(image: Image, colour: tuple[int, int, int], tolerance: int = 0) -> Mask:
    """The pixels of one colour: a hole that was painted into the photo itself.

    Parameters
    ----------
    image
        (H, W, 3) RGB; not modified.
    colour
        Red, green, blue, 0..255 whatever the image's depth.
    tolerance
        0..255: how far each channel may be off. 0 is for files without loss; a photo that was
        saved as JPEG after painting needs about 40.

    Raises
    ------
    OptionError
        If `colour` or `tolerance` is out of range.
    """
    check_image(image)
    if len(colour) != 3 or not all(0 <= channel <= 255 for channel in colour):
        raise OptionError(
            "Hole colour {colour} is no colour; give three numbers from 0 to 255.", colour=colour
        )
    if not 0 <= tolerance <= 255:
        raise OptionError(
            "Colour tolerance {tolerance} is out of range; give 0 to 255.", tolerance=tolerance
        )
    unit = full_scale(image.dtype) / 255.0
    # Half a step of room, so that float images and rounding do not lose the exact colour.
    slack = 0.5 if image.dtype == np.float32 else 0.0
    lowest = [(channel - tolerance - slack) * unit for channel in colour]
    highest = [(channel + tolerance + slack) * unit for channel in colour]
    mask: Mask = cv2.inRange(np.ascontiguousarray(image), np.array(lowest), np.array(highest)) != 0
    return mask


def painted_hole(photo: Photo, colour: tuple[int, int, int], tolerance: int | None) -> Mask:
    """The hole that was painted into a photo in one colour.

    Parameters
    ----------
    tolerance
        As for `hole_from_colour`. None: nothing in a file without loss; in another one what
        compression does to the colour inside and, beside it, at the rim.

    Raises
    ------
    OptionError
        If `colour` or `tolerance` is out of range.
    """
    if tolerance is not None or not is_lossy(photo.info):
        return hole_from_colour(photo.image, colour, tolerance or 0)
    near = hole_from_colour(photo.image, colour, _NEAR)
    far = hole_from_colour(photo.image, colour, _FAR)
    _, labels = cv2.connectedComponents(far.astype(np.uint8), connectivity=8)
    is_painted = np.zeros(int(labels.max()) + 1, np.bool_)
    is_painted[labels[near]] = True
    is_painted[0] = False
    hole: Mask = is_painted[labels]
    return hole


def _mismatch(path: Path, found: Size, wanted: Size) -> SizeMismatchError:
    return SizeMismatchError(
        "The mask {path} is {found} pixels but the photo is {wanted}; it seems to lie on its side: "
        "turn it by a quarter."
        if found == (wanted.width, wanted.height)
        else "The mask {path} is {found} pixels but the photo is {wanted}; make the mask the size "
        "of the photo.",
        path=shown(path),
        found=found,
        wanted=wanted,
    )


def _hole(pixels: Pixels, threshold: int) -> Mask:
    white = full_scale(pixels.colour.dtype)
    limit = threshold * white / 255.0
    luminance = pixels.colour if pixels.is_gray else gray_of(pixels.colour)
    alpha = pixels.alpha
    lowest, highest = (0, 0) if alpha is None else (int(alpha.min()), int(alpha.max()))
    if alpha is None or (lowest == highest and highest > 0):
        mask: Mask = luminance >= limit
        return mask
    if highest == 0:
        return np.zeros(alpha.shape, np.bool_)
    if _is_black_and_white(pixels, luminance, alpha, highest, limit):
        return _lit(luminance, alpha, limit * white)
    painted: Mask = alpha >= threshold * highest / 255.0
    return painted


def _is_black_and_white(
    pixels: Pixels, luminance: NDArray[Any], alpha: NDArray[Any], highest: int, limit: float
) -> bool:
    """True when the visible pixels are dark and bright ones without colour."""
    visible = alpha >= highest / 2
    shades = luminance[visible]
    if not (shades.min() < limit <= shades.max()):
        return False
    if pixels.is_gray:
        return True
    allowed = _COLOURLESS * full_scale(pixels.colour.dtype)
    for top in range(0, visible.shape[0], _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        seen: NDArray[Any] = pixels.colour[rows][visible[rows]]
        if seen.size and np.ptp(seen, axis=1).max() > allowed:
            return False
    return True


def _lit(luminance: NDArray[Any], alpha: NDArray[Any], limit: float) -> Mask:
    mask: Mask = np.empty(luminance.shape, np.bool_)
    for top in range(0, mask.shape[0], _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        mask[rows] = luminance[rows].astype(np.float64) * alpha[rows] >= limit
    return mask
