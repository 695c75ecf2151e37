"""Messages between two processes: what goes in comes out, arrays with memory of their own."""

from __future__ import annotations

import io
import os
import threading
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.jobs.wire import receive, send


def passed_on(message: object) -> Any:
    read_end, write_end = os.pipe()
    source = cast(io.RawIOBase, os.fdopen(read_end, "rb", buffering=0))
    sink = cast(io.RawIOBase, os.fdopen(write_end, "wb", buffering=0))
    sender = threading.Thread(target=send, args=(sink, message))
    sender.start()
    with source, sink:
        try:
            return receive(source)
        finally:
            sender.join()


@settings(max_examples=30, deadline=None)
@given(st.recursive(st.none() | st.text() | st.integers() | st.binary(), st.lists, max_leaves=9))
def test_plain_values_arrive_as_they_were(value: object) -> None:
    assert passed_on(("x", value)) == ("x", value)


@pytest.mark.parametrize("shape", [(0, 3), (1, 1), (5, 7, 3), (300, 400, 3), (1500, 2000)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "bool"])
def test_arrays_arrive_as_they_were(shape: tuple[int, ...], dtype: str) -> None:
    values = np.random.default_rng(1).integers(0, 2, shape).astype(dtype)
    values.flags.writeable = False
    here = {"a": values, "again": (values, values[..., ::-1])}
    there = passed_on(here)
    assert there["a"].dtype == values.dtype
    assert np.array_equal(there["a"], values)
    assert np.array_equal(there["again"][1], values[..., ::-1])
    assert not np.shares_memory(there["a"], values)


def test_a_closed_pipe_is_told() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, b"\0" * 5)
    os.close(write_end)
    with os.fdopen(read_end, "rb", buffering=0) as source, pytest.raises(EOFError):
        receive(cast(io.RawIOBase, source))
