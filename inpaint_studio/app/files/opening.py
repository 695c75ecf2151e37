"""Reading files that may come from anywhere, in a process of its own. No Qt.

What a hostile or huge file does to the process that decodes it, it must not do to the window and the
work in it. The worker's thread asks; what is asked for runs over there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from inpaint_studio.errors import OutOfMemoryError, PhotoFileError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.types import Mask
from inpaint_studio.jobs.files import shown
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.document.project_reader import Project
    from inpaint_studio.imaging.files import Photo
    from inpaint_studio.jobs.process import ChildProcess

__all__ = ["mask", "photo", "project", "reading_process"]


def reading_process() -> ChildProcess:
    """What reads; started with the first file."""
    from inpaint_studio.jobs.process import ChildProcess

    return ChildProcess()


def photo(process: ChildProcess, path: Path, token: ProgressToken) -> Photo:
    """`read_photo`, over there."""
    read: Photo = _read(process, token, "_photo", path)
    return read


def mask(process: ChildProcess, path: Path, size: Size, token: ProgressToken) -> Mask:
    """`read_mask`, over there."""
    read: Mask = _read(process, token, "_mask", path, size)
    return read


def project(
    process: ChildProcess,
    path: Path,
    token: ProgressToken,
    *,
    history_cap_bytes: int,
    follows_reference: bool,
) -> Project:
    """`read_project`, over there."""
    read: Project = _read(process, token, "_project", path, history_cap_bytes, follows_reference)
    return read


def _read(
    process: ChildProcess, token: ProgressToken, function: str, path: Path, *arguments: object
) -> Any:
    try:
        return process.call(f"{__name__}:{function}", path, *arguments, token=token)
    except OutOfMemoryError as fault:
        raise PhotoFileError(
            "{path} does not fit into memory; close other programs or scale it down.",
            path=shown(path),
        ) from fault


# Over there


def _photo(path: Path, *, token: ProgressToken) -> Photo:
    from inpaint_studio.imaging.files import read_photo

    return read_photo(path)


def _mask(path: Path, size: Size, *, token: ProgressToken) -> Mask:
    from inpaint_studio.imaging.mask_file import read_mask

    return read_mask(path, size=size)


def _project(
    path: Path, history_cap_bytes: int, follows_reference: bool, *, token: ProgressToken
) -> Project:
    from inpaint_studio.document.project_reader import read_project

    return read_project(
        path, history_cap_bytes=history_cap_bytes, follows_reference=follows_reference
    )
