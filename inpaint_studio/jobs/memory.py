"""Memory: how much is free, and how the libraries that find none tell it, each in its own words.

Imports nothing of the package.
"""

from __future__ import annotations

__all__ = ["free_bytes", "is_scarce_memory"]

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
)


def is_scarce_memory(error: BaseException) -> bool:
    """True for an error that says that memory ran out, whatever its type."""
    if isinstance(error, MemoryError):
        return True
    text = str(error).lower()
    return any(words in text for words in _WORDS)


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
