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
from inpaint_studio.imaging.mask_file import MaskFile, painted_hole, read_mask_file
from inpaint_studio.imaging.transparency import transparent_hole
from inpaint_studio.imaging.types import size_of
from inpaint_studio.jobs.files import shown

__all__ = ["HoleColour", "MaskFolder", "MaskSource", "OneMask", "Transparent"]


class MaskSource(Protocol):
    """Gives the hole of a photo."""

    def identity(self) -> Mapping[str, object]:
        """What the result depends on besides photo and mask file, to be kept in the ledger."""
        ...

    def read(self, photo: Photo, mask: Path | None) -> MaskFile:
        """The hole of `photo`, bool (H, W), True = hole; and what is to be told of it.

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


class _MaskFiles:
    """What sources of mask files have in common."""

    invert: bool
    label: int | None

    def identity(self) -> Mapping[str, object]:
        """See `MaskSource`; the same for one mask and a folder: only the content matters."""
        chosen = {} if self.label is None else {"label": self.label}
        return {"mask": "file", "invert": self.invert, **chosen}

    def read(self, photo: Photo, mask: Path | None) -> MaskFile:
        """See `MaskSource`."""
        assert mask is not None, "pairing leaves no photo without the mask that its source needs"
        size = size_of(photo.image)
        return read_mask_file(mask, invert=self.invert, label=self.label, size=size)


@dataclass(frozen=True)
class MaskFolder(_MaskFiles):
    """One mask file a photo, found in `folder` by name.

    `invert`: black is hole. `label`: only pixels of this value are, see `read_mask_file`.
    """

    folder: Path
    invert: bool = False
    label: int | None = None


@dataclass(frozen=True)
class OneMask(_MaskFiles):
    """One mask file for every photo, which must all be of its size; else as `MaskFolder`."""

    path: Path
    invert: bool = False
    label: int | None = None


@dataclass(frozen=True)
class HoleColour:
    """The hole is painted into the photo, in this colour, 0..255 a channel.

    `tolerance`: how far each channel may be off; None: as the file's compression asks, see
    `painted_hole`.
    """

    colour: tuple[int, int, int]
    invert: bool = False
    tolerance: int | None = None

    def identity(self) -> Mapping[str, object]:
        """See `MaskSource`."""
        chosen = {} if self.tolerance is None else {"tolerance": self.tolerance}
        return {"mask": f"colour {self._text}", "invert": self.invert, **chosen}

    def read(self, photo: Photo, mask: Path | None) -> MaskFile:
        """See `MaskSource`."""
        hole = painted_hole(photo, self.colour, self.tolerance)
        if not hole.any():
            raise BadInputError(
                "{name} has no pixel of colour {colour}; paint the hole in exactly that colour and "
                "save without loss.",
                name=shown(photo.info.path or "The photo"),
                colour=self._text,
            )
        return MaskFile(~hole if self.invert else hole)

    @property
    def _text(self) -> str:
        return "#{:02x}{:02x}{:02x}".format(*self.colour)


@dataclass(frozen=True)
class Transparent:
    """What is not fully opaque is hole, and becomes opaque."""

    def identity(self) -> Mapping[str, object]:
        """See `MaskSource`."""
        return {"mask": "transparent"}

    def read(self, photo: Photo, mask: Path | None) -> MaskFile:
        """See `MaskSource`."""
        return MaskFile(transparent_hole(photo.alpha, size_of(photo.image)))
