"""Keeping what codec libraries say of damaged metadata off the user's terminal.

What matters is raised or returned; a warning about a corrupt EXIF tag, in the middle of a progress
bar, helps nobody.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import warnings
from collections.abc import Iterator

__all__ = ["log_silenced", "warnings_silenced"]

_lock = threading.Lock()


@contextlib.contextmanager
def warnings_silenced() -> Iterator[None]:
    """Ignore warnings inside the block; for short blocks, as one thread at a time may be in one."""
    # Filters belong to the process: two threads that restore them in turn would leave them wrong.
    with _lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def log_silenced(name: str) -> Iterator[None]:
    """Drop what this thread logs to the logger `name` inside the block."""
    thread = threading.get_ident()
    logger = logging.getLogger(name)

    def is_of_others(record: logging.LogRecord) -> bool:
        return record.thread != thread

    logger.addFilter(is_of_others)
    try:
        yield
    finally:
        logger.removeFilter(is_of_others)
