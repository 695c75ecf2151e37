"""Peak memory of a stretch of work, as the operating system and the GPU's allocator tell it.

On Linux the kernel's high-water mark of resident memory is reset before and read after; on other
systems the process's figure is absent rather than guessed.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
from pathlib import Path
from typing import NamedTuple

__all__ = ["MemoryProbe", "MemoryUse"]

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"


class MemoryUse(NamedTuple):
    """MiB that a stretch of work needed on top of what was there; None where not measurable."""

    process_mib: float | None
    device_mib: float | None


class MemoryProbe:
    """Measures from its making until `read`; one at a time in a process."""

    def __init__(self) -> None:
        _return_freed_memory()
        self._start_mib = _resident_mib("VmRSS:") if _reset_peak() else None
        self._device_start_mib = _reset_device_peak()

    def read(self) -> MemoryUse:
        """The peak so far above the level at the start."""
        process, device = None, None
        peak_mib = _resident_mib("VmHWM:")
        if self._start_mib is not None and peak_mib is not None:
            process = max(0.0, peak_mib - self._start_mib)
        if self._device_start_mib is not None:
            torch = sys.modules["torch"]
            device = torch.cuda.max_memory_allocated() / 2**20 - self._device_start_mib
        return MemoryUse(process, device)


def _return_freed_memory() -> None:
    """Give what earlier work freed back to the system, so that reuse of it counts as growth."""
    gc.collect()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def _reset_peak() -> bool:
    try:
        _CLEAR.write_text(_RESET_PEAK)
    except OSError:
        return False
    return True


def _resident_mib(field: str) -> float | None:
    try:
        text = _STATUS.read_text()
    except OSError:
        return None
    for line in text.splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return None


def _reset_device_peak() -> float | None:
    # A process that has not loaded torch has nothing on a GPU to measure.
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available():
        return None
    torch.cuda.reset_peak_memory_stats()
    return float(torch.cuda.memory_allocated() / 2**20)
