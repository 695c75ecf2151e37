"""Which photo files lie in a folder, in an order that never changes.

Looks at names only and opens no photo. Knows nothing of masks.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files import SUFFIXES
from inpaint_studio.jobs.files import os_fault, shown
from inpaint_studio.jobs.messages import Message

__all__ = ["STATE_FOLDER", "FileIdentity", "Scan", "check_folder", "identity_of", "scan_folder"]

STATE_FOLDER = ".inpaint-studio"
"""Where a batch keeps ledger and lock, in its output folder."""

FileIdentity = tuple[int, int]
"""Device and number of a file or folder: the same for every name that leads to it."""


@dataclass(frozen=True)
class Scan:
    """What lies in a folder.

    Attributes
    ----------
    photos
        Paths relative to the folder, sorted; files whose suffix is that of a photo format, and
        whose name does not begin with a dot.
    other_count
        Files of other suffixes.
    notices
        Sentences for the user: folders that could not be read, links that lead in a circle.
    """

    photos: tuple[Path, ...]
    other_count: int = 0
    notices: tuple[Message, ...] = ()


def identity_of(path: Path | str) -> FileIdentity | None:
    """Identity of what `path` leads to; None when there is nothing."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def scan_folder(root: Path, *, recursive: bool = False, leave_out: Collection[Path] = ()) -> Scan:
    """Find the photo files of a folder.

    Parameters
    ----------
    root
        The folder.
    recursive
        Its subfolders too; links to folders are followed, each folder once. Subfolders that hold
        the results of a batch are left out.
    leave_out
        Folders that are not entered, by whatever name they are met.

    Raises
    ------
    BadInputError
        If `root` is no folder or cannot be read.
    """
    check_folder(root)
    walk = _Walk(recursive, {identity_of(folder) for folder in leave_out})
    try:
        photos = sorted(walk.photos(root, Path()), key=lambda path: path.parts)
    except OSError as fault:
        raise os_fault(root, "read", fault) from fault
    return Scan(tuple(photos), walk.other_count, tuple(walk.notices))


def check_folder(path: Path) -> None:
    """Raise `BadInputError` unless `path` is a folder that can be looked at."""
    try:
        is_folder = path.is_dir()
    except (OSError, ValueError) as fault:
        raise os_fault(path, "read", fault) from fault
    if not is_folder:
        raise BadInputError("{path} is not a folder; name a folder.", path=shown(path))


class _Walk:
    """One walk; remembers which folders it has entered."""

    def __init__(self, recursive: bool, left_out: set[FileIdentity | None]) -> None:
        self._recursive = recursive
        self._left_out = left_out
        self._entered: set[FileIdentity | None] = set()
        self.other_count = 0
        self.notices: list[Message] = []

    def photos(self, root: Path, start: Path) -> Iterator[Path]:
        """Photos of `root / start` and below; raises `OSError` if that one cannot be listed."""
        waiting = [start]
        while waiting:
            relative = waiting.pop()
            folder = root / relative
            self._entered.add(identity_of(folder))
            try:
                entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            except OSError as fault:
                if relative == start:
                    raise
                self.notices.append(os_fault(folder, "read", fault).message)
                continue
            for entry in entries:
                below = relative / entry.name
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    if self._recursive and self._may_enter(folder / entry.name):
                        waiting.append(below)
                elif below.suffix.lower() in SUFFIXES:
                    yield below
                else:
                    self.other_count += 1

    def _may_enter(self, folder: Path) -> bool:
        identity = identity_of(folder)
        if identity in self._left_out:
            return False
        if os.path.isdir(folder / STATE_FOLDER):
            self.notices.append(
                Message("{folder} holds results of a batch; it is left out.", folder=shown(folder))
            )
            return False
        if identity in self._entered:
            self.notices.append(
                Message(
                    "{folder} leads to a folder that was read already; it is left out.",
                    folder=shown(folder),
                )
            )
            return False
        # Marked before it is entered: two links to one folder may wait at the same time.
        self._entered.add(identity)
        return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle: reading it as a photo will tell
        return False
