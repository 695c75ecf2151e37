"""How a file is known again: a quick stamp, and a hash of its content."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from inpaint_studio.jobs.files import os_fault

__all__ = ["Stamp", "hash_file", "stamp_of", "stamp_or_none"]


class Stamp(NamedTuple):
    """Size and times of a file. As long as it stays the same, nobody has written to the file.

    The time of the last change of state is part of it, since the time of modification can be set
    back; copying a file or touching it alters the stamp, and then the content's hash decides.
    """

    size_bytes: int
    modified_ns: int
    changed_ns: int

    def text(self) -> str:
        """The stamp as the ledger keeps it."""
        return " ".join(map(str, self))


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file.

    Raises
    ------
    PhotoFileError
        If there is none or it cannot be looked at.
    """
    try:
        status = os.stat(path)
    except (OSError, ValueError) as fault:
        raise os_fault(path, "read", fault) from fault
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def stamp_or_none(path: Path) -> Stamp | None:
    """The stamp of a file, None where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def hash_file(path: Path) -> str:
    """SHA-256 of a file's content, hexadecimal.

    Raises
    ------
    PhotoFileError
        If it cannot be read.
    """
    try:
        # Opening a pipe would wait for ever.
        if path.exists() and not path.is_file():
            raise IsADirectoryError(21, "not a file")
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError) as fault:
        raise os_fault(path, "read", fault) from fault
