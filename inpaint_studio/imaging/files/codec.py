"""What every codec offers to the doors `read_photo` and `write_photo`.

A codec reads headers, decodes and encodes one format, in the layout that the file stores: turning
upright, thumbnails and the choice of format belong to the doors. What codec libraries say of
damaged metadata is kept off the user's terminal: what matters is raised or returned.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.photo import Metadata, PhotoInfo, Pixels
from inpaint_studio.jobs.messages import Message

__all__ = [
    "BrokenFileError",
    "Codec",
    "WriteOrder",
    "codec_for",
    "log_silenced",
    "warnings_silenced",
]

_lock = threading.Lock()


class BrokenFileError(ValueError):
    """A file breaks the rules of its format; the message completes "it is damaged (…)".

    Raised by codecs, told as `PhotoFileError` by `read_photo`; it never leaves the package.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template)
        self.message = Message(template, **values)

    def __str__(self) -> str:
        return str(self.message)


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

    def write(self, stream: BinaryIO, pixels: Pixels, order: WriteOrder) -> tuple[Message, ...]:
        """Write a file with `pixels`; notices of what could not be kept."""


def codec_for(photo_format: PhotoFormat) -> Codec:
    """The codec of a format, imported when its format is met.

    Raises
    ------
    MissingPartError
        If the codec needs a package that is not installed.
    """
    name = f"inpaint_studio.imaging.files.{photo_format.facts.module}"
    return cast(Codec, importlib.import_module(name))


@contextlib.contextmanager
def warnings_silenced() -> Iterator[None]:
    """Ignore warnings inside the block; for short blocks, as one thread at a time may be in one."""
    # Filters belong to the process: two threads that restore them in turn would leave them wrong.
    with _lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def log_silenced(name: str) -> Iterator[None]:
    """Drop what this thread logs to the logger `name` inside the block."""
    thread = threading.get_ident()
    logger = logging.getLogger(name)

    def is_of_others(record: logging.LogRecord) -> bool:
        return record.thread != thread

    logger.addFilter(is_of_others)
    try:
        yield
    finally:
        logger.removeFilter(is_of_others)
