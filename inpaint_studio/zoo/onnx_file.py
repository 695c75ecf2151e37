"""The constants of an ONNX file: names, shapes, values. No part of the file is run.

An ONNX file is one protocol buffer message; the few fields that matter here are read as they lie
in it (onnx.proto3, https://github.com/onnx/onnx).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import ModelFileError

__all__ = ["OnnxTensor", "onnx_tensors"]

_GRAPH, _INITIALIZER = 7, 5
_DIMS, _TYPE, _FLOAT_DATA, _NAME, _RAW_DATA = 1, 2, 4, 8, 9
_FLOAT32 = 1
_FLOATS = frozenset({_FLOAT32, 10, 11, 16})  # and float16, double, bfloat16
_WIDEST_BITS = 70  # ten bytes of seven bits hold every number
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5


@dataclass(frozen=True, eq=False)
class OnnxTensor:
    """One constant of a graph.

    Attributes
    ----------
    name, shape
        As in the file.
    is_float
        True for floating-point numbers of any width.
    """

    name: str
    shape: tuple[int, ...]
    is_float: bool
    _kind: int
    _data: memoryview | None

    def float32(self) -> NDArray[np.float32]:
        """A copy of the values.

        Raises
        ------
        ModelFileError
            If they are not float32, or not as many as the shape says.
        """
        if self._kind != _FLOAT32 or self._data is None:
            raise ModelFileError("Tensor {name} is not in float32.", name=self.name)
        try:
            return np.frombuffer(self._data, "<f4").reshape(self.shape).astype(np.float32)
        except (ValueError, OverflowError) as error:
            raise ModelFileError("Tensor {name} does not fit its shape.", name=self.name) from error


def onnx_tensors(path: Path) -> tuple[OnnxTensor, ...]:
    """The constants of the graph in the file, in its order.

    Raises
    ------
    ModelFileError
        If the file cannot be read as ONNX.
    """
    try:
        data = memoryview(path.read_bytes())
        return tuple(
            _tensor(message)
            for number, graph in _fields(data)
            if number == _GRAPH and isinstance(graph, memoryview)
            for part, message in _fields(graph)
            if part == _INITIALIZER and isinstance(message, memoryview)
        )
    except (OSError, ValueError, IndexError) as error:
        raise ModelFileError(
            "{path} cannot be read as an ONNX file ({error}).", path=path, error=str(error)
        ) from error


def _tensor(message: memoryview) -> OnnxTensor:
    name, kind, shape = "", 0, list[int]()
    data: memoryview | None = None
    for number, value in _fields(message):
        if number == _DIMS:
            shape += _numbers(value)
        elif number == _TYPE and isinstance(value, int):
            kind = value
        elif number == _NAME and isinstance(value, memoryview):
            name = bytes(value).decode()
        elif number in (_RAW_DATA, _FLOAT_DATA) and isinstance(value, memoryview):
            data = value
    return OnnxTensor(name, tuple(shape), kind in _FLOATS, kind, data)


def _numbers(value: int | memoryview) -> Iterator[int]:
    """The one number, or all those of a packed field."""
    if isinstance(value, int):
        yield value
        return
    place = 0
    while place < len(value):
        number, place = _varint(value, place)
        yield number


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field of a message."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        kind = key & 7
        if kind == _VARINT:
            value, place = _varint(data, place)
            yield key >> 3, value
        elif kind == _BYTES:
            length, place = _varint(data, place)
            if place + length > len(data):
                raise ValueError("it ends too early")
            yield key >> 3, data[place : place + length]
            place += length
        elif kind in (_FIXED_32, _FIXED_64):
            place += 4 if kind == _FIXED_32 else 8
        else:
            raise ValueError(f"wire type {kind}")


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
        shift += 7
        if shift >= _WIDEST_BITS:
            raise ValueError("a number without end")
