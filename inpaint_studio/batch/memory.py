"""How much memory the photos of a batch may take together."""

from __future__ import annotations

import os
import threading

from inpaint_studio.imaging.files import PhotoInfo
from inpaint_studio.progress import ProgressToken

__all__ = ["MemoryBudget", "photo_bytes"]

_SHARE = 0.25
_LEAST_BYTES = 512 << 20
_COPIES = 5  # photo, the engine's copy, the result, and what encoding and decoding hold
_MASK_BYTES = 4
_POLL_S = 0.2


def photo_bytes(info: PhotoInfo) -> int:
    """About how much memory a photo takes from reading to writing."""
    return info.size.pixels * (3 * (info.bit_depth // 8) * _COPIES + _MASK_BYTES)


def _default_bytes() -> int:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 2 << 30
    return max(_LEAST_BYTES, int(total * _SHARE))


class MemoryBudget:
    """Memory that threads take and give back; a quarter of the machine's unless told otherwise.

    One photo alone may take any amount: it is the only one in memory then.
    """

    def __init__(self, limit_bytes: int | None = None) -> None:
        self._limit_bytes = _default_bytes() if limit_bytes is None else limit_bytes
        self._taken_bytes = 0
        self._changed = threading.Condition()

    def take(self, size_bytes: int, token: ProgressToken) -> None:
        """Wait until there is room, and take it.

        Raises
        ------
        CancelledError
            After `token.cancel()`; nothing is taken then.
        """
        with self._changed:
            while self._taken_bytes and self._taken_bytes + size_bytes > self._limit_bytes:
                token.check()
                self._changed.wait(_POLL_S)
            self._taken_bytes += size_bytes

    def give_back(self, size_bytes: int) -> None:
        """Give back what was taken."""
        with self._changed:
            self._taken_bytes -= size_bytes
            self._changed.notify_all()
