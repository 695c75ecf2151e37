"""Messages between two processes of ours, over pipes.

A message is a pickle; large arrays travel beside it as they lie in memory, without a copy, and
every read and write lets other threads run. Only for processes of our own making: reading a pickle
can run code, so nothing that comes from a file or from outside may ever be read by this.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import Any

import numpy as np

__all__ = ["receive", "send"]

_BESIDE_BYTES = 1 << 16  # smaller buffers are cheaper inside the pickle
_CHUNK_BYTES = 1 << 22
_HEAD = struct.Struct("<QI")
_SIZE = struct.Struct("<Q")


def send(stream: io.RawIOBase, message: object) -> None:
    """Write a message; not to be called from two threads at once.

    Raises
    ------
    OSError
        If the other side is gone.
    """
    beside: list[memoryview] = []

    def keep_inside(buffer: pickle.PickleBuffer) -> bool:
        view = buffer.raw()
        if view.nbytes < _BESIDE_BYTES:
            return True
        beside.append(view)
        return False

    packed = pickle.dumps(message, protocol=5, buffer_callback=keep_inside)
    head = [_HEAD.pack(len(packed), len(beside)), *(_SIZE.pack(view.nbytes) for view in beside)]
    _write(stream, memoryview(b"".join(head)))
    _write(stream, memoryview(packed))
    for view in beside:
        _write(stream, view)


def receive(stream: io.RawIOBase) -> Any:
    """The next message; arrays in it have memory of their own.

    Raises
    ------
    EOFError
        If the other side closed the pipe.
    """
    packed_bytes, count = _HEAD.unpack(_read(stream, _HEAD.size))
    sizes = [_SIZE.unpack(_read(stream, _SIZE.size))[0] for _ in range(count)]
    packed = _read(stream, packed_bytes)
    return pickle.loads(packed, buffers=[_read(stream, size) for size in sizes])


def _write(stream: io.RawIOBase, data: memoryview) -> None:
    while data.nbytes:
        written = stream.write(data[:_CHUNK_BYTES])
        data = data[written or 0 :]


def _read(stream: io.RawIOBase, size: int) -> memoryview:
    # Not a bytearray: filling it with zeros first would hold the interpreter.
    data, done = np.empty(size, np.uint8).data, 0
    while done < size:
        got = stream.readinto(data[done : done + _CHUNK_BYTES])
        if not got:
            raise EOFError("The other process closed the connection.")
        done += got
    return data
