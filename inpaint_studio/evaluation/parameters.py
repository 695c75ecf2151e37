"""How many parameters a model's files hold, counted from the files without running them.

Knows the containers (safetensors, ONNX, TorchScript archives), not the networks in them.
"""

from __future__ import annotations

import json
import math
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from inpaint_studio.zoo.card import ModelCard

__all__ = ["count_parameters"]

_FLOATS = frozenset({"F16", "BF16", "F32", "F64"})
_ONNX_GRAPH, _ONNX_INITIALIZER, _ONNX_DIMS, _ONNX_TYPE = 7, 5, 1, 2
_ONNX_FLOATS = frozenset({1, 10, 11, 16})  # float, float16, double, bfloat16
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_ARCHIVE_DATA = "/data/"  # of tensors, one file each; constants lie elsewhere
_ARCHIVE_FLOAT_BYTES = 4


def count_parameters(card: ModelCard, folder: Path | None) -> int | None:
    """Floating-point numbers in all files of a model, buffers such as running means included.

    Parameters
    ----------
    card, folder
        The model, and where its files lie (None where it has none).

    Returns
    -------
    0 for a method without files; None where a file is of a kind that is not known here. A
    TorchScript archive is taken to hold float32.
    """
    if not card.files:
        return 0 if not card.needs_weights else None
    if folder is None:
        return None
    total = 0
    for file in card.files:
        counter = _COUNTERS.get(Path(file.path).suffix)
        if counter is None:
            return None
        try:
            total += counter(folder / file.path)
        except (OSError, ValueError, KeyError, IndexError, struct.error, zipfile.BadZipFile):
            return None
    return total


def _in_safetensors(path: Path) -> int:
    with path.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(min(length, 100_000_000)))
    tensors = (value for name, value in header.items() if name != "__metadata__")
    return sum(math.prod(each["shape"]) for each in tensors if each["dtype"] in _FLOATS)


def _in_onnx(path: Path) -> int:
    """Sizes of the graph's initialisers, read from the protocol buffer as it lies in the file."""
    total = 0
    data = memoryview(path.read_bytes())
    for field, value in _fields(data):
        if field != _ONNX_GRAPH or isinstance(value, int):
            continue
        for inner, tensor in _fields(value):
            if inner == _ONNX_INITIALIZER and not isinstance(tensor, int):
                total += _tensor_size(tensor)
    return total


def _tensor_size(tensor: memoryview) -> int:
    dims: list[int] = []
    is_float = False
    for field, value in _fields(tensor):
        if field == _ONNX_DIMS and isinstance(value, int):
            dims.append(value)
        elif field == _ONNX_DIMS and not isinstance(value, int):
            place = 0
            while place < len(value):
                size, place = _varint(value, place)
                dims.append(size)
        elif field == _ONNX_TYPE:
            is_float = value in _ONNX_FLOATS
    return math.prod(dims) if is_float else 0


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field of a protocol buffer message."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        kind = key & 7
        if kind == _VARINT:
            value, place = _varint(data, place)
            yield key >> 3, value
        elif kind == _BYTES:
            length, place = _varint(data, place)
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


def _in_archive(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        sizes = [info.file_size for info in archive.infolist() if _ARCHIVE_DATA in info.filename]
    return sum(sizes) // _ARCHIVE_FLOAT_BYTES


_COUNTERS = {
    ".safetensors": _in_safetensors,
    ".onnx": _in_onnx,
    ".pt": _in_archive,
}
