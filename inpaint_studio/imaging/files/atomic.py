"""Writing a file so that it is either there whole or not at all.

The content goes to a temporary file in the target's own folder, is synced to the disk and then
takes the target's name in one step. Knows nothing of images.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.imaging.files.faults import os_fault, shown

__all__ = ["atomic_file", "write_atomic"]

_ATTEMPTS = 16


@contextlib.contextmanager
def atomic_file(path: Path | str) -> Iterator[BinaryIO]:
    """A binary file, open for reading and writing, that becomes `path` when the block ends well.

    An existing target keeps its permissions (and its owner, where the system lets us); a target
    that is a symbolic link stays one, and the file that it points to is replaced. When the block
    raises anything, `KeyboardInterrupt` included, the temporary file is removed and the target
    stays as it was.

    Raises
    ------
    PhotoFileError
        If the folder or the target cannot be written, or the disk is full. Operating-system
        errors raised inside the block are told the same way.
    """
    try:
        target = Path(os.path.realpath(path))
        existing = _status(target)
    except (OSError, ValueError) as fault:
        raise os_fault(path, "written", fault) from fault
    if existing is not None and not stat.S_ISREG(existing.st_mode):
        raise PhotoFileError(
            "{path} cannot be written: it is a folder or device; name a file.", path=shown(path)
        )
    if not target.parent.is_dir():
        raise PhotoFileError(
            "{path} cannot be written: there is no folder {folder}; create it first.",
            path=shown(path),
            folder=shown(target.parent),
        )
    try:
        with _temporary(target, existing) as stream:
            yield stream
    except OSError as fault:
        raise os_fault(path, "written", fault) from fault


def write_atomic(path: Path | str, content: bytes) -> None:
    """Write `content` to `path` as `atomic_file` does."""
    with atomic_file(path) as stream:
        stream.write(content)


@contextlib.contextmanager
def _temporary(target: Path, existing: os.stat_result | None) -> Iterator[BinaryIO]:
    descriptor, temporary = _create_beside(target)
    placed = False
    try:
        with open(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            if existing is not None:
                _keep_permissions(temporary, existing)
            os.fsync(stream.fileno())
        os.replace(temporary, target)
        placed = True
    finally:
        if not placed:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    _sync_folder(target.parent)


def _status(target: Path) -> os.stat_result | None:
    try:
        return os.stat(target)
    except FileNotFoundError:
        return None


def _create_beside(target: Path) -> tuple[int, str]:
    # Not tempfile: its files are readable by the owner alone, whatever the umask says. The name is
    # short and of its own, so that a target with a name of the greatest length still works.
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for attempt in range(_ATTEMPTS):
        name = str(target.parent / f".inpaint-{secrets.token_hex(6)}.part")
        try:
            return os.open(name, flags, 0o666), name
        except FileExistsError:
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _keep_permissions(temporary: str, existing: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(temporary, existing.st_uid, existing.st_gid)
    with contextlib.suppress(OSError):
        os.chmod(temporary, stat.S_IMODE(existing.st_mode))


def _sync_folder(folder: Path) -> None:
    # So that the new name outlives a power cut; some systems cannot open or sync a folder.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
