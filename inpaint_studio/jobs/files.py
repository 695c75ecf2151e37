"""Files: written whole or not at all, held by one program at a time, faults told in one line.

What is written goes to a temporary file in the target's own folder, is synced to the disk and then
takes the target's name in one step. Knows neither photos nor models.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from inpaint_studio.errors import BadInputError, PhotoFileError
from inpaint_studio.jobs.messages import Message

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = [
    "FileHold",
    "atomic_file",
    "atomic_path",
    "check_overwriting",
    "hold_file",
    "is_held",
    "is_same_file",
    "make_private_folder",
    "os_fault",
    "shown",
    "sweep_parts",
    "write_atomic",
]

_ATTEMPTS = 16
_LONGEST_SHOWN = 160
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
# `.inpaint-HOST-PROCESS-RANDOM.part`: whether the writer still lives can be seen from the name.
_PART = re.compile(r"\.inpaint-(?:([0-9a-f]{8})-(\d+)-)?[0-9a-f]{8,12}\.part")
_ABANDONED_S = 24 * 3600.0

_REMEDIES = {
    errno.ENOENT: Message("there is no such file; check the name and the folder"),
    errno.EACCES: Message(
        "permission is denied; change the file's or folder's permissions or use another"
    ),
    errno.EPERM: Message(
        "the system does not permit it; change the permissions or use another folder"
    ),
    errno.EEXIST: Message("a file is in the way; rename it or use another folder"),
    errno.EISDIR: Message("it is a folder; name a file"),
    errno.ENOTDIR: Message("a part of its folder's name is a file; check the folder"),
    errno.ENAMETOOLONG: Message(
        "the name is longer than the system allows (usually 255 bytes); shorten it"
    ),
    errno.ENOSPC: Message("the disk is full; free some space or write to another disk"),
    errno.EDQUOT: Message("the disk quota is used up; free some space or write to another disk"),
    errno.EROFS: Message("the disk is read-only; write to another disk"),
    errno.EFBIG: Message("the file system cannot hold a file of this size; write to another disk"),
    errno.ELOOP: Message("its links lead in a circle; name the file itself"),
    errno.EMFILE: Message("too many files are open; close other programs and try again"),
    errno.EIO: Message("the disk reports an error; use another copy of the file or another disk"),
}
_VERBS = {
    verb.template: verb
    for verb in (Message("read"), Message("written"), Message("made"), Message("removed"))
}


def shown(path: Path | str) -> str:
    """`path` in quotes, on one line: control characters escaped, the middle of a long one left out."""
    text = os.fspath(path)
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    if len(text) > _LONGEST_SHOWN:
        text = f"{text[:40]}…{text[-(_LONGEST_SHOWN - 41) :]}"
    return f"'{text}'"


def os_fault(
    path: Path | str,
    verb: str,
    fault: OSError | ValueError,
    error: type[BadInputError] = PhotoFileError,
) -> BadInputError:
    """The error for a fault of the operating system.

    Parameters
    ----------
    path
        The file that was asked for.
    verb
        What failed: "read", "written", "made" or "removed".
    fault
        What was raised. A `ValueError` is what Python raises for a name with a null character.
    error
        Its class.
    """
    if isinstance(fault, ValueError):
        why = Message("the name contains a character that the system does not allow; rename it")
    elif fault.errno in _REMEDIES:
        why = _REMEDIES[fault.errno]
    else:
        reason = fault.strerror or type(fault).__name__
        why = Message("{reason}; try another folder or copy", reason=reason)
    said = Message("{path} cannot be {verb}: {why}.", path=shown(path), verb=_VERBS[verb], why=why)
    return error.saying(said)


@contextlib.contextmanager
def atomic_path(
    path: Path | str, *, private: bool = False, error: type[BadInputError] = PhotoFileError
) -> Iterator[Path]:
    """An empty file that becomes `path` when the block ends well; for libraries that want a name.

    An existing target keeps its permissions (and its owner, where the system lets us), and until
    then the temporary file is the owner's alone; a target that is a symbolic link stays one, and
    the file that it points to is replaced. When the block raises anything, `KeyboardInterrupt`
    included, the temporary file is removed and the target stays as it was. What a killed program
    left in the folder is removed when the next one first writes there.

    Parameters
    ----------
    private
        Only the owner may read the file, whatever was there before.
    error
        The class of what is raised.

    Raises
    ------
    PhotoFileError
        (or `error`) If the folder or the target cannot be written, or the disk is full.
        Operating-system errors raised inside the block are told the same way.
    """
    try:
        target = Path(os.path.realpath(path))
        existing = _status(target)
    except (OSError, ValueError) as fault:
        raise os_fault(path, "written", fault, error) from fault
    if existing is not None and not stat.S_ISREG(existing.st_mode):
        raise error(
            "{path} cannot be written: it is a folder or device; name a file.", path=shown(path)
        )
    if not target.parent.is_dir():
        raise error(
            "{path} cannot be written: there is no folder {folder}; create it first.",
            path=shown(path),
            folder=shown(target.parent),
        )
    _sweep_once(target.parent)
    try:
        with _temporary(target, existing, private) as temporary:
            yield temporary
    except OSError as fault:
        raise os_fault(path, "written", fault, error) from fault


@contextlib.contextmanager
def atomic_file(
    path: Path | str, *, private: bool = False, error: type[BadInputError] = PhotoFileError
) -> Iterator[BinaryIO]:
    """A binary file, open for reading and writing, that becomes `path` as with `atomic_path`."""
    with (
        atomic_path(path, private=private, error=error) as temporary,
        open(temporary, "r+b") as stream,
    ):
        yield stream


def write_atomic(
    path: Path | str,
    content: bytes,
    *,
    private: bool = False,
    error: type[BadInputError] = PhotoFileError,
) -> None:
    """Write `content` to `path` as `atomic_path` does."""
    with atomic_file(path, private=private, error=error) as stream:
        stream.write(content)


def is_same_file(one: Path | str, other: Path | str) -> bool:
    """True when two names lead to one file, through links and hard links; it need not exist."""
    return _identity(one) == _identity(other)


def check_overwriting(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write over what is read, or two results over each other, by whatever names.

    Folders among `outputs` are left out: what is written into them has names of its own.

    Raises
    ------
    BadInputError
        Naming both files.
    """
    read = {_identity(path): path for path in inputs}
    written: dict[object, Path] = {}
    for path in outputs:
        if os.path.isdir(path):
            continue
        identity = _identity(path)
        if identity in read:
            raise BadInputError(
                "{output} would be written over {input}, which is read; choose another name.",
                output=shown(path),
                input=shown(read[identity]),
            )
        if identity in written:
            raise BadInputError(
                "{first} and {second} would be one file; choose two names.",
                first=shown(written[identity]),
                second=shown(path),
            )
        written[identity] = path


def _identity(path: Path | str) -> object:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return os.path.normcase(os.path.realpath(os.fspath(path)))
    return status.st_dev, status.st_ino


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it, that only its owner may enter; also if it is there.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder.mkdir(_PRIVATE_FOLDER, parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        folder.chmod(_PRIVATE_FOLDER)


@contextlib.contextmanager
def _temporary(target: Path, existing: os.stat_result | None, private: bool) -> Iterator[Path]:
    # A copy of a private file in the making must never be more open than the file.
    open_to = 0o666 if existing is None and not private else _PRIVATE_FILE
    temporary = _create_beside(target, open_to)
    placed = False
    try:
        yield temporary
        if existing is not None and not private:
            _keep_permissions(temporary, existing)
        with contextlib.ExitStack() as closing:
            descriptor = os.open(temporary, os.O_RDWR | getattr(os, "O_BINARY", 0))
            closing.callback(os.close, descriptor)
            os.fsync(descriptor)
        os.replace(temporary, target)
        placed = True
    finally:
        if not placed:
            with contextlib.suppress(OSError):
                temporary.unlink()
    _sync_folder(target.parent)


def _status(target: Path) -> os.stat_result | None:
    try:
        return os.stat(target)
    except FileNotFoundError:
        return None


def _create_beside(target: Path, open_to: int) -> Path:
    # Not tempfile: its files are readable by the owner alone, whatever the umask says. The name is
    # short and of its own, so that a target with a name of the greatest length still works.
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
    for attempt in range(_ATTEMPTS):
        path = target.parent / f".inpaint-{_host()}-{os.getpid()}-{os.urandom(4).hex()}.part"
        try:
            os.close(os.open(path, flags, open_to))
            return path
        except FileExistsError:
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _keep_permissions(temporary: Path, existing: os.stat_result) -> None:
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


# What killed programs left


_swept: set[Path] = set()


def _sweep_once(folder: Path) -> None:
    """Once a folder and process: a batch writes ten thousand files into one folder."""
    if folder not in _swept:
        _swept.add(folder)
        sweep_parts(folder)


def sweep_parts(folder: Path) -> None:
    """Remove the temporary files in `folder` whose writer was killed.

    That is, those of processes of this machine that are gone, and any that nobody has written to
    for a day. Faults are passed over: it is a courtesy.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            named = _PART.fullmatch(entry.name)
            if named is not None and _is_abandoned(entry, named):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)


def _is_abandoned(entry: os.DirEntry[str], named: re.Match[str]) -> bool:
    host, process = named.groups()
    if host == _host() and not _is_running(int(process)):
        return True
    try:
        return time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED_S
    except OSError:
        return False


def _host() -> str:
    import socket  # here: what only reads or shows help does without

    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return _is_running_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _is_running_on_windows(process: int) -> bool:
    # There, os.kill ends the process.
    import ctypes

    limited_query, access_denied, still_active = 0x1000, 5, 259
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(limited_query, False, process)
    if not handle:
        return bool(ctypes.get_last_error() == access_denied)  # type: ignore[attr-defined,unused-ignore]
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == still_active


# Files that one program holds


class FileHold:
    """A file that this process holds until `close`; made by `hold_file`.

    The system lets go of it however the process ends, so that what a crash leaves holds nothing.
    """

    def __init__(self, lock: BaseFileLock) -> None:
        self._lock = lock

    def close(self) -> None:
        """Let go. The file stays: removing it would let two others hold two files of one name."""
        self._lock.release(force=True)

    def __enter__(self) -> FileHold:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def hold_file(path: Path) -> FileHold | None:
    """Hold `path`; None when another program, or another hold of this one, has it.

    File and folder are made if need be.

    Raises
    ------
    OSError
        If the file cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return FileHold(lock)


def is_held(path: Path) -> bool:
    """True when a running program holds `path`; False when there is no such file."""
    if not path.exists():
        return False
    try:
        hold = hold_file(path)
    except OSError:
        return True
    if hold is not None:
        hold.close()
    return hold is None
