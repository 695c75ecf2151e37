"""Recovery files: the work in progress, kept in the state folder until the program ends well.

Each open document has a file and a lock beside it that the running program holds. After a crash
the system has let go of the lock, which tells the next start that the work is to be offered; a
second program that is still running keeps its own.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.document.project import (
    ENTRY,
    THUMBNAIL,
    PhotoReference,
    ProjectState,
    reference_to,
    write_project,
)
from inpaint_studio.errors import PhotoFileError
from inpaint_studio.jobs.files import hold_file, is_held, make_private_folder, sweep_parts
from inpaint_studio.paths import state_dir
from inpaint_studio.progress import ProgressToken

__all__ = ["LeftBehind", "RecoveryFile", "left_behind", "recovery_dir"]

_SUFFIX = ".ora"
_LITTER_S = 3600.0


def recovery_dir(*, create: bool = False) -> Path:
    """Folder of recovery files."""
    folder = state_dir(create=create) / "recovery"
    if create:
        make_private_folder(folder)
    return folder


class RecoveryFile:
    """The recovery file of one open document.

    Parameters
    ----------
    folder
        Where it lies; `recovery_dir` by default, created if need be.

    Notes
    -----
    A photo that lies in a file is pointed to instead of stored, unless that file has changed since
    the first save: a hundred megapixels need not be written every minute. Folder and files are
    the owner's alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        folder = recovery_dir(create=True) if folder is None else folder
        try:
            make_private_folder(folder)
            self.path = folder / f"{secrets.token_hex(8)}{_SUFFIX}"
            self._lock_path = self.path.with_suffix(".lock")
            self._hold = hold_file(self._lock_path)
        except OSError as fault:
            raise PhotoFileError(
                "Recovery files cannot be kept in {folder}: {reason}; check its permissions.",
                folder=folder,
                reason=fault.strerror,
            ) from fault
        self._reference: PhotoReference | None = None
        self._is_referenced = True

    def save(
        self,
        state: ProjectState,
        *,
        extra: Mapping[str, Any] | None = None,
        token: ProgressToken | None = None,
    ) -> None:
        """Write the work; from any thread, one at a time.

        Raises
        ------
        PhotoFileError
            If it cannot be written; the last good file stays.
        """
        path = None if state.photo is None else state.photo.info.path
        now = None if path is None else reference_to(path.absolute())
        if self._reference is None:
            self._reference = now
        if now is None or now != self._reference:
            self._is_referenced = False
        reference = now if self._is_referenced else None
        write_project(self.path, state, extra=extra, reference=reference, token=token, private=True)

    def discard(self) -> None:
        """The work is safe elsewhere, or not wanted: remove the file."""
        with contextlib.suppress(OSError):
            self.path.unlink()

    def close(self, *, keep: bool = False) -> None:
        """End: remove file (unless `keep`) and lock."""
        if not keep:
            self.discard()
        if self._hold is not None:
            self._hold.close()
            self._hold = None
            with contextlib.suppress(OSError):
                self._lock_path.unlink()

    def __enter__(self) -> RecoveryFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True)
class LeftBehind:
    """A recovery file that no running program owns; `read_project` reads it."""

    path: Path
    modified_s: float

    def look(self) -> tuple[str, NDArray[np.uint8] | None]:
        """Name of the photo file ("" where there was none) and a small picture of the work.

        Of a file that cannot be read both are empty; `read_project` then says why.
        """
        import cv2

        with contextlib.suppress(OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError):
            with zipfile.ZipFile(self.path) as archive:
                data = json.loads(archive.read(ENTRY))
                drawn = np.frombuffer(archive.read(THUMBNAIL), np.uint8)
            name = str(data["name"])
            picture = cv2.imdecode(drawn, cv2.IMREAD_COLOR)
            if picture is None:
                return name, None
            return name, np.ascontiguousarray(picture[..., ::-1])
        return "", None

    def remove(self) -> None:
        """Forget the work."""
        for path in (self.path, self.path.with_suffix(".lock")):
            with contextlib.suppress(OSError):
                path.unlink()


def left_behind(folder: Path | None = None) -> tuple[LeftBehind, ...]:
    """Recovery files of programs that ended badly, newest first; litter of theirs is swept."""
    folder = recovery_dir() if folder is None else folder
    found = []
    sweep_parts(folder)
    try:
        names = sorted(folder.iterdir())
    except OSError:
        return ()
    for path in names:
        if path.suffix == ".lock" and _is_litter(path):
            with contextlib.suppress(OSError):
                path.unlink()
        if path.suffix == _SUFFIX and not is_held(path.with_suffix(".lock")):
            with contextlib.suppress(OSError):
                found.append(LeftBehind(path, path.stat().st_mtime))
    return tuple(sorted(found, key=lambda left: -left.modified_s))


def _is_litter(lock_path: Path) -> bool:
    """A lock without a file that has long been of no use."""
    try:
        if time.time() - lock_path.stat().st_mtime < _LITTER_S:
            return False
    except OSError:
        return False
    return not lock_path.with_suffix(_SUFFIX).exists() and not is_held(lock_path)
