"""How faults of files are told: one line that names the file and the remedy.

Knows operating-system errors and nothing of images.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from inpaint_studio.errors import PhotoFileError

__all__ = ["BrokenFileError", "os_fault", "shown"]

_LONGEST_SHOWN = 160

_REMEDIES = {
    errno.ENOENT: "there is no such file; check the name and the folder",
    errno.EACCES: "permission is denied; change the file's or folder's permissions or use another",
    errno.EPERM: "the system does not permit it; change the permissions or use another folder",
    errno.EISDIR: "it is a folder; name a file",
    errno.ENOTDIR: "a part of its folder's name is a file; check the folder",
    errno.ENAMETOOLONG: "the name is longer than the system allows (usually 255 bytes); shorten it",
    errno.ENOSPC: "the disk is full; free some space or write to another disk",
    errno.EDQUOT: "the disk quota is used up; free some space or write to another disk",
    errno.EROFS: "the disk is read-only; write to another disk",
    errno.EFBIG: "the file system cannot hold a file of this size; write to another disk",
    errno.ELOOP: "its links lead in a circle; name the file itself",
    errno.EMFILE: "too many files are open; close other programs and try again",
    errno.EIO: "the disk reports an error; use another copy of the file or another disk",
}


class BrokenFileError(ValueError):
    """A file breaks the rules of its format; the message completes "it is damaged (…)".

    Raised by codecs, told as `PhotoFileError` by `read_photo`; it never leaves the package.
    """


def shown(path: Path | str) -> str:
    """`path` in quotes, on one line: control characters escaped, the middle of a long one left out."""
    text = os.fspath(path)
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    if len(text) > _LONGEST_SHOWN:
        text = f"{text[:40]}…{text[-(_LONGEST_SHOWN - 41) :]}"
    return f"'{text}'"


def os_fault(path: Path | str, verb: str, fault: OSError | ValueError) -> PhotoFileError:
    """The `PhotoFileError` for a fault of the operating system.

    Parameters
    ----------
    path
        The file that was asked for.
    verb
        What failed, as in "read" or "written".
    fault
        What was raised. A `ValueError` is what Python raises for a name with a null character.
    """
    if isinstance(fault, ValueError):
        why = "the name contains a character that the system does not allow; rename it"
    else:
        told = _REMEDIES.get(fault.errno or 0)
        why = told or f"{fault.strerror or type(fault).__name__}; try another folder or copy"
    return PhotoFileError("{path} cannot be {verb}: {why}.", path=shown(path), verb=verb, why=why)
