"""Scarce memory, in the words of each library that meets it, is known as such."""

from __future__ import annotations

import pytest

from inpaint_studio.jobs.memory import free_bytes, is_scarce_memory


def chained() -> Exception:
    try:
        try:
            raise OSError("libllvmlite.so: failed to map segment from shared object")
        except OSError as error:
            raise OSError("Could not find/load shared object file 'libllvmlite.so'") from error
    except OSError as error:
        return error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to"),
        RuntimeError("could not create a memory object"),
        ValueError(
            "OpenCV(4.12) error: (-4:Insufficient memory) Failed to allocate 72000000 bytes"
        ),
        ImportError("libtorch_cpu.so: failed to map segment from shared object"),
        chained(),
    ],
    ids=["Python", "PyTorch", "oneDNN", "OpenCV", "loader", "by its cause"],
)
def test_scarce_memory(error: Exception) -> None:
    assert is_scarce_memory(error)


@pytest.mark.parametrize("error", [ValueError("memory of things past"), ImportError("no module")])
def test_other_faults(error: Exception) -> None:
    assert not is_scarce_memory(error)


def test_free_memory_is_some() -> None:
    free = free_bytes()
    assert free is None or free > 1 << 20
