"""Memory: how much is free, and how the libraries that find none tell it, each in its own words."""

from __future__ import annotations

from inpaint_studio.jobs.messages import Message

__all__ = ["NO_MEMORY", "free_bytes", "is_scarce_memory"]

_WORDS = (
    "not enough memory",
    "out of memory",
    "outofmemory",
    "allocate memory",  # torch: "can't allocate memory: you tried to allocate"
    "cannot allocate",
    "failed to allocate",  # OpenCV
    "unable to allocate",  # NumPy
    "insufficient memory",
    "could not create a memory",  # oneDNN
    "could not create a primitive",
    "bad_alloc",
    "bad allocation",
    "failed to map segment",  # the system's loader: a library found no room
)
_MOST_CAUSES = 8
NO_MEMORY = Message("Memory ran out; close other programs or work on a smaller photo.")
"""What is told of an error that `is_scarce_memory` knows, where nothing better is known."""


def is_scarce_memory(error: BaseException) -> bool:
    """True for an error that says that memory ran out, itself or by its cause, whatever its type."""
    cause: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if cause is None:
            return False
        text = str(cause).lower()
        if isinstance(cause, MemoryError) or any(words in text for words in _WORDS):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def free_bytes() -> int | None:
    """Memory that programs may still take; None where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        return None
    return None
