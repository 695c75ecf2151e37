"""Counting parameters in files."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from engine_fakes import make_card
from safetensors.numpy import save_file

from inpaint_studio.evaluation.parameters import count_parameters
from inpaint_studio.zoo.card import ModelCard, ModelFile

SHA = "0123456789abcdef" * 4


def card(*names: str) -> ModelCard:
    files = tuple(ModelFile(name, f"role{i}", SHA, 1) for i, name in enumerate(names))
    return make_card(files=files, needs_weights=True)


def field(number: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([number << 3 | 2, len(content)]) + content


def test_safetensors_are_summed_over_files(tmp_path: Path) -> None:
    save_file(
        {"w": np.zeros((3, 5), np.float16), "n": np.zeros(7, np.int64)}, tmp_path / "a.safetensors"
    )
    save_file({"w": np.zeros((2, 2), np.float32)}, tmp_path / "b.safetensors")
    assert count_parameters(card("a.safetensors", "b.safetensors"), tmp_path) == 19


@pytest.mark.parametrize("packed", [True, False])
def test_onnx_initialisers_are_counted(tmp_path: Path, packed: bool) -> None:
    dims = field(1, bytes([4, 6])) if packed else bytes([1 << 3, 4, 1 << 3, 6])
    weights = dims + bytes([2 << 3, 1]) + field(9, b"data")
    indices = bytes([1 << 3, 9, 2 << 3, 7])  # nine whole numbers
    version = bytes([1 << 3, 8])
    graph = field(5, weights) + field(2, b"name") + field(5, indices)
    (tmp_path / "m.onnx").write_bytes(version + field(7, graph))
    assert count_parameters(card("m.onnx"), tmp_path) == 24


def test_what_cannot_be_counted_is_not_guessed(tmp_path: Path) -> None:
    assert count_parameters(make_card(), None) == 0
    assert count_parameters(card("a.bin"), tmp_path) is None
    assert count_parameters(card("a.safetensors"), tmp_path) is None
    (tmp_path / "a.safetensors").write_bytes(struct.pack("<Q", 9) + b"no header")
    assert count_parameters(card("a.safetensors"), tmp_path) is None
    (tmp_path / "a.onnx").write_bytes(b"\xff\xff")
    assert count_parameters(card("a.onnx"), tmp_path) is None
