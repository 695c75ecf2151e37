"""Writing the photo's file; for the worker's thread, and for a process of its own. No Qt.

Encoders hold Python's interpreter while they copy what they made, and the window with it: a few
milliseconds for an ordinary photo, hundreds for a hundred megapixels. So large photos are written
by a process of its own, which also finishes the file when the window is killed meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.imaging.types import Image
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.imaging.files import Photo

__all__ = ["save_photo", "write"]

_ASIDE_FROM_BYTES = 48_000_000  # copied in some ten milliseconds; a process starts in a second


def save_photo(
    path: Path,
    image: Image,
    *,
    like: Photo | None,
    quality: int | None,
    bit_depth: int | None,
    in_place: bool,
) -> tuple[Message, ...]:
    """See `write_photo`; of the photo `like` only what is not its image is read."""
    # Its own image is not needed for writing another, and is not to travel.
    like = None if like is None else replace(like, image=image)
    if image.nbytes < _ASIDE_FROM_BYTES:
        return write(path, image, like, quality, bit_depth, in_place)
    from inpaint_studio.jobs.process import WhenAlone, call_aside

    target = "inpaint_studio.app.files.saving:write"
    arguments = (path, image, like, quality, bit_depth, in_place)
    notices: tuple[Message, ...] = call_aside(target, *arguments, when_alone=WhenAlone.FINISHED)
    return notices


def write(
    path: Path,
    image: Image,
    like: Photo | None,
    quality: int | None,
    bit_depth: int | None,
    in_place: bool,
    *,
    token: ProgressToken | None = None,
) -> tuple[Message, ...]:
    """`write_photo`, as a process of its own is asked for it."""
    from inpaint_studio.imaging.files import write_photo

    return write_photo(
        path, image, like=like, quality=quality, bit_depth=bit_depth, in_place=in_place
    )
