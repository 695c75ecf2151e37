"""How scarce memory is told by the libraries that meet it, each in its own words.

Imports nothing of the package.
"""

from __future__ import annotations

__all__ = ["is_scarce_memory"]

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
