"""The files that a model's card lists: where they lie, what they hold, how to know them.

Knows nothing of what is in them, and opens none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from inpaint_studio.errors import ModelFileError

__all__ = ["CARD_FILE", "DETECTOR_FILE", "ModelFile"]

CARD_FILE = "card.json"
DETECTOR_FILE = "detector.json"
"""The card of a detector, so that no detector is taken for a restorer."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class ModelFile:
    """One file of a model.

    Parameters
    ----------
    path
        Relative to the model's folder, with forward slashes; never leads out of it.
    role
        What the family uses it for, such as "edge" or "completion".
    sha256
        64 lower-case hexadecimal digits.
    size_bytes
        Exact size.
    url
        Where the file can be fetched, https only; None for imported and bundled files.

    Raises
    ------
    ModelFileError
        If one of these is not so.
    """

    path: str
    role: str
    sha256: str
    size_bytes: int
    url: str | None = None

    def __post_init__(self) -> None:
        _check_relative(self.path)
        if not _SHA256.fullmatch(self.sha256):
            raise ModelFileError(
                "File {path}: sha256 is {sha256!r}; it must be 64 hexadecimal digits.",
                path=self.path,
                sha256=self.sha256,
            )
        if self.size_bytes < 0:
            raise ModelFileError(
                "File {path}: size is {size_bytes}; it must be >= 0.",
                path=self.path,
                size_bytes=self.size_bytes,
            )
        if self.url is not None and not self.url.startswith("https://"):
            raise ModelFileError(
                "File {path}: {url!r} is not an https address.", path=self.path, url=self.url
            )


def _check_relative(path: str) -> None:
    # Both path flavours are asked: a card may come from any platform.
    windows, posix = PureWindowsPath(path), PurePosixPath(path)
    safe = (
        path != ""
        and path == str(posix)
        and "\\" not in path
        and not any(ord(letter) < 32 for letter in path)
        and not posix.is_absolute()
        and windows.drive == ""
        and windows.root == ""
        and ".." not in posix.parts
        and path not in (".", CARD_FILE, DETECTOR_FILE)
    )
    if not safe:
        raise ModelFileError(
            "File name {path!r} is not a plain relative path inside the model's folder.", path=path
        )
