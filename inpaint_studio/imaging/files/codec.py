"""What every codec offers to the doors `read_photo` and `write_photo`.

A codec reads headers, decodes and encodes one format, in the layout that the file stores: turning
upright, thumbnails and the choice of format belong to the doors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels

__all__ = ["Codec", "WriteOrder"]


@dataclass(frozen=True)
class WriteOrder:
    """How a photo is to be written.

    Attributes
    ----------
    path
        The target's name, for messages.
    metadata
        What to embed, thumbnails already renewed.
    source
        The header of the photo that the file shall be like, when it has the same format; its
        encoding is followed.
    quality
        1..100 for lossy formats when the user chose one.
    """

    path: Path
    metadata: Metadata = field(default_factory=Metadata)
    source: PhotoInfo | None = None
    quality: int | None = None


class Codec(Protocol):
    """One format. Any exception of `read_info` and `decode` is told as a damaged file."""

    MAX_EXIF_BYTES: int

    def read_info(self, stream: BinaryIO, path: Path) -> PhotoInfo:
        """The header of the file that `stream` reads; no pixel is decoded."""

    def decode(self, stream: BinaryIO, info: PhotoInfo) -> Pixels:
        """The first picture of the file, complete or not at all."""

    def write(self, stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[str, ...]:
        """Write a file with `pixels`; notices of what could not be kept."""
