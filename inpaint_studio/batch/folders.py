"""Folders that a batch makes, and paths as the ledger and the reports write them."""

from __future__ import annotations

import os
from pathlib import Path

from inpaint_studio.jobs.files import os_fault

__all__ = ["make_folder", "path_text"]


def make_folder(folder: Path) -> None:
    """Make a folder and those above it.

    Raises
    ------
    PhotoFileError
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise os_fault(folder, "made", fault) from fault


def path_text(path: Path | str) -> str:
    """A path as text that any file can hold: bytes that are no text are shown as escapes."""
    return os.fsencode(path).decode(errors="backslashreplace")
