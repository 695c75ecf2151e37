"""One batch at a time in an output folder.

The system holds the lock for as long as the process lives and lets go of it however the process
ends, so that a lock left behind by a crash is no lock.
"""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import IO

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.imaging.files.faults import os_fault, shown

__all__ = ["FolderLock"]

_LOCKED_BYTE = 1 << 30  # beyond the text, which others may then read on Windows too


class FolderLock:
    """Holds `path` locked from its making until `close`.

    Raises
    ------
    InpaintStudioError
        If another process holds it; the message names that process.
    PhotoFileError
        If the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._stream: IO[bytes] = open(path, "a+b")  # noqa: SIM115 - held until `close`
        except OSError as fault:
            raise os_fault(path, "written", fault) from fault
        if not _lock(self._stream):
            self._stream.seek(0)
            holder = self._stream.read(200).decode(errors="replace").strip() or "another process"
            self._stream.close()
            raise InpaintStudioError(
                "Another batch is at work on {folder} ({holder}); wait until it has ended or "
                "name another output folder.",
                folder=shown(path.parent.parent),
                holder=holder,
            )
        with contextlib.suppress(OSError):
            self._stream.truncate(0)
            self._stream.write(f"process {os.getpid()} on {socket.gethostname()}".encode())
            self._stream.flush()

    def close(self) -> None:
        """Let go. The file stays: removing it would let two others lock two files of one name."""
        with contextlib.suppress(OSError):
            self._stream.truncate(0)
        self._stream.close()

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _lock(stream: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            stream.seek(_LOCKED_BYTE)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            stream.seek(0)
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
