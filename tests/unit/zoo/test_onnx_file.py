"""Constants read out of ONNX files."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.errors import ModelFileError
from inpaint_studio.zoo.onnx_file import onnx_tensors

FLOAT32, INT64 = 1, 7


def field(number: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([number << 3 | 2, len(content)]) + content


def tensor(name: str, shape: tuple[int, ...], kind: int, data: bytes, number: int = 9) -> bytes:
    dims = b"".join(bytes([1 << 3, side]) for side in shape)
    return field(5, dims + bytes([2 << 3, kind]) + field(8, name.encode()) + field(number, data))


def write(path: Path, *tensors: bytes) -> Path:
    version = bytes([1 << 3, 8])
    path.write_bytes(version + field(7, b"".join(tensors)))
    return path


@pytest.mark.parametrize("number", [4, 9], ids=["float_data", "raw_data"])
def test_names_shapes_and_values_come_in_the_order_of_the_file(tmp_path: Path, number: int) -> None:
    values = np.arange(6, dtype="<f4").reshape(2, 3)
    path = write(
        tmp_path / "m.onnx",
        tensor("b", (2, 3), FLOAT32, values.tobytes(), number),
        tensor("a", (1,), INT64, bytes(8)),
    )
    first, second = onnx_tensors(path)
    assert (first.name, first.shape, first.is_float) == ("b", (2, 3), True)
    assert np.array_equal(first.float32(), values)
    assert (second.name, second.shape, second.is_float) == ("a", (1,), False)


def test_values_of_another_kind_or_number_are_refused(tmp_path: Path) -> None:
    path = write(
        tmp_path / "m.onnx",
        tensor("whole", (1,), INT64, bytes(8)),
        tensor("short", (3,), FLOAT32, bytes(8)),
    )
    for each in onnx_tensors(path):
        with pytest.raises(ModelFileError, match=each.name):
            each.float32()


@pytest.mark.parametrize("cut", [1, 9, 20])
def test_a_file_that_ends_too_early_is_named(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "m.onnx", tensor("w", (2,), FLOAT32, bytes(8)))
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(ModelFileError, match=r"m\.onnx"):
        onnx_tensors(path)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff" * 2_000_000,
        b"\x3a" + b"\x80" * 500_000,
        b"PK\x03\x04",
        b"",
        b"\x3a\x05\x2a\x03\x0a\x01",
    ],
    ids=["number without end", "length without end", "zip", "empty", "cut"],
)
def test_what_is_no_graph_is_told_soon(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.onnx"
    path.write_bytes(content)
    begun_s = time.process_time()
    with contextlib.suppress(ModelFileError):
        assert onnx_tensors(path) == ()
    assert time.process_time() - begun_s < 2.0


def test_absurd_shapes_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "m.onnx", tensor("w", (127,) * 40, FLOAT32, bytes(8)))
    (found,) = onnx_tensors(path)
    with pytest.raises(ModelFileError, match="w"):
        found.float32()
