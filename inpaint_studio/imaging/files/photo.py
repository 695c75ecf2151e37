"""What a photo file holds: the upright photo, and what writing it back needs.

Plain data; reading and writing lie elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.orientation import NORMAL, swaps_sides
from inpaint_studio.imaging.transparency import visible_hole
from inpaint_studio.imaging.types import Image
from inpaint_studio.jobs.messages import Message

__all__ = ["Encoding", "Metadata", "Photo", "PhotoInfo", "Pixels", "Samples", "seen"]

_LEAST_DPI, _MOST_DPI = 0.01, 1e6

Samples: TypeAlias = NDArray[Any]
"""uint8 or uint16 samples: (H, W) grey, or (H, W, 3) RGB."""


@dataclass(frozen=True)
class Encoding:
    """How a file of one format was encoded; each codec has its own subclass."""

    @property
    def texts(self) -> Mapping[str, str]:
        """Texts of the file's own kind, by keywords as PNG has them, for a change of format."""
        return {}

    @property
    def profile(self) -> bytes | None:
        """An ICC profile of what the file says of its colours in a way that only it has."""
        return None

    @property
    def left_behind(self) -> tuple[Message, ...]:
        """What no other format can take over, each fit for "... was left out"."""
        return ()

    @property
    def is_possible(self) -> bool:
        """False where a value lies where no file's can: a project's record may hold anything."""
        return True


@dataclass(frozen=True)
class Metadata:
    """What a file says about its pixels, as raw blocks that no format owns.

    Attributes
    ----------
    icc_profile
        The ICC profile.
    exif
        The EXIF block: a TIFF structure that starts with its byte order mark, without "Exif\\0\\0".
    xmp
        The XMP packet (the main one, where it is split).
    iptc
        The IPTC-IIM record.
    dpi
        Pixels per inch, horizontally and vertically, of the stored layout.
    cicp
        Numbers of colour primaries, transfer and matrix (ITU-T H.273), where the file names its
        colours so. Without them and without a profile the photo is sRGB.
    """

    icc_profile: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    dpi: tuple[float, float] | None = None
    cicp: tuple[int, int, int] | None = None

    @property
    def has_possible_dpi(self) -> bool:
        """False for a resolution that makes no sense."""
        return self.dpi is None or all(_LEAST_DPI <= value <= _MOST_DPI for value in self.dpi)


@dataclass(frozen=True)
class PhotoInfo:
    """What the header of a photo file tells.

    Attributes
    ----------
    format
        The format of the content.
    size
        Size in pixels of the upright photo.
    bit_depth
        Bits a channel of `Photo.image`: 8 or 16.
    is_gray
        True when the file stores one grey channel.
    has_alpha
        True when the photo has an alpha channel.
    orientation
        EXIF orientation 1..8 by which the stored layout is turned to be upright.
    metadata
        ICC profile, EXIF, XMP, IPTC and resolution.
    encoding
        What the codec needs to write the file as it was.
    path
        The file.
    frames
        Pictures in the file; only the first is read.
    notices
        What was converted or left out in reading, in sentences for the user.
    """

    format: PhotoFormat
    size: Size
    bit_depth: int
    is_gray: bool
    has_alpha: bool
    orientation: int = NORMAL
    metadata: Metadata = field(default_factory=Metadata)
    encoding: Encoding = field(default_factory=Encoding)
    path: Path | None = None
    frames: int = 1
    notices: tuple[Message, ...] = ()

    @property
    def icc_profile(self) -> bytes | None:
        """The ICC profile, or None."""
        return self.metadata.icc_profile

    @property
    def dpi(self) -> tuple[float, float] | None:
        """Pixels per inch of the upright photo, horizontally and vertically, or None."""
        dpi = self.metadata.dpi
        if dpi is None or not swaps_sides(self.orientation):
            return dpi
        return dpi[1], dpi[0]

    @property
    def stored_size(self) -> Size:
        """Size of the pixels as the file stores them, before they are turned upright."""
        if swaps_sides(self.orientation):
            return Size(self.size.width, self.size.height)
        return self.size


@dataclass(frozen=True, eq=False)
class Photo:
    """A photo as the user sees it: upright.

    Attributes
    ----------
    image
        (H, W, 3) RGB, uint8 or uint16; a greyscale photo has three equal channels.
    alpha
        (H, W) of the same dtype, or None. Colours are never multiplied by it on reading.
    info
        The file's header.
    notices
        What was converted or left out in reading, in sentences for the user.
    lost
        bool (H, W), True where the file was cut off and holds no pixel: hole; None usually.
    """

    image: Image
    alpha: Samples | None
    info: PhotoInfo
    notices: tuple[Message, ...] = ()
    lost: NDArray[np.bool_] | None = None

    @property
    def size(self) -> Size:
        """Size in pixels."""
        return self.info.size


def seen(photo: Photo, hole: NDArray[np.bool_]) -> Photo:
    """`photo` with its alpha raised where a hole was filled, so that the fill is seen."""
    if photo.alpha is None:
        return photo
    return replace(photo, alpha=visible_hole(photo.alpha, hole))


class Pixels(NamedTuple):
    """Samples as a file stores them: colour (H, W) or (H, W, 3), alpha (H, W) or None.

    `lost` is bool (H, W), True where a file that was cut off holds no pixel.
    """

    colour: Samples
    alpha: Samples | None = None
    lost: NDArray[np.bool_] | None = None

    @property
    def size(self) -> Size:
        """Size in pixels of the stored layout."""
        return Size(int(self.colour.shape[0]), int(self.colour.shape[1]))

    @property
    def is_gray(self) -> bool:
        """True when the colour is one grey channel."""
        return self.colour.ndim == 2

    @property
    def bit_depth(self) -> int:
        """Bits a channel: 8 or 16."""
        return 8 * int(self.colour.dtype.itemsize)
