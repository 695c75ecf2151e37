"""Where the hole of each photograph comes from.

A source says which file of a photo it needs, if any, and gives the mask once the photo is read.
Another way to find holes is another class here; the rest of the batch does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files import Photo
from inpaint_studio.imaging.mask_file import hole_from_colour, read_mask
from inpaint_studio.imaging.types import Mask, size_of
from inpaint_studio.jobs.files import shown

__all__ = ["HoleColour", "MaskFolder", "MaskSource", "OneMask"]


class MaskSource(Protocol):
    """Gives the hole of a photo."""

    def identity(self) -> Mapping[str, object]:
        """What the result depends on besides photo and mask file, to be kept in the ledger."""
        ...

    def read(self, photo: Photo, mask: Path | None) -> Mask:
        """The hole of `photo`, bool (H, W), True = hole.

        Parameters
        ----------
        photo
            As read; not modified.
        mask
            The file that pairing found; None where the source needs none.

        Raises
        ------
        InpaintStudioError
            If there is no usable mask; the photo is then reported as failed.
        """
        ...


def _read_file(photo: Photo, mask: Path | None, invert: bool) -> Mask:
    assert mask is not None, "pairing leaves no photo without the mask that its source needs"
    return read_mask(mask, invert=invert, size=size_of(photo.image))


@dataclass(frozen=True)
class MaskFolder:
    """One mask file a photo, found in `folder` by name; `invert`: black is hole."""

    folder: Path
    invert: bool = False

    def identity(self) -> Mapping[str, object]:
        """See `MaskSource`."""
        return {"mask": "file", "invert": self.invert}

    def read(self, photo: Photo, mask: Path | None) -> Mask:
        """See `MaskSource`."""
        return _read_file(photo, mask, self.invert)


@dataclass(frozen=True)
class OneMask:
    """One mask file for every photo, which must all be of its size."""

    path: Path
    invert: bool = False

    def identity(self) -> Mapping[str, object]:
        """See `MaskSource`; the same as a folder's, since only the mask's content matters."""
        return {"mask": "file", "invert": self.invert}

    def read(self, photo: Photo, mask: Path | None) -> Mask:
        """See `MaskSource`."""
        return _read_file(photo, mask, self.invert)


@dataclass(frozen=True)
class HoleColour:
    """The hole is painted into the photo, in exactly this colour, 0..255 a channel."""

    colour: tuple[int, int, int]
    invert: bool = False

    def identity(self) -> Mapping[str, object]:
        """See `MaskSource`."""
        return {"mask": f"colour {self._text}", "invert": self.invert}

    def read(self, photo: Photo, mask: Path | None) -> Mask:
        """See `MaskSource`."""
        hole = hole_from_colour(photo.image, self.colour)
        if not hole.any():
            name = shown(photo.info.path or "The photo")
            raise BadInputError(
                "{name} has no pixel of colour {colour}; paint the hole in exactly that colour "
                "and save without loss.",
                name=name,
                colour=self._text,
            )
        return ~hole if self.invert else hole

    @property
    def _text(self) -> str:
        return "#{:02x}{:02x}{:02x}".format(*self.colour)
