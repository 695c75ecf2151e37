"""Bare networks on arrays: the published call, and arrays that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inpaint_studio.errors import BadInputError, ModelFileError, ModelNotFoundError
from inpaint_studio.zoo.compute import compute, compute_names, read_arrays, write_outputs

pytestmark = pytest.mark.usefixtures("one_thread")

ARRAYS = {
    "image": np.random.default_rng(0).random((2, 3, 70, 80), np.float32),
    "edge": np.zeros((2, 1, 70, 80), np.float32),
    "mask": np.ones((2, 1, 70, 80), np.float32),
}
CONTAINERS = {"edge": "generator", "completion": "generator", "discriminator": "discriminator"}


@pytest.mark.parametrize("role", list(CONTAINERS))
def test_reference_vectors(role: str, reference: Callable[[str], Any], tmp_path: Path) -> None:
    case = reference(f"edgeconnect_{role}")
    weights = case.save_published(tmp_path / "w.pth", container=CONTAINERS[role])
    before = {key: value.copy() for key, value in case.inputs.items()}
    (out,) = compute(case.name, weights, case.inputs)
    assert out.dtype == np.float32
    assert np.abs(out - case.outputs[0]).max() <= 1e-4
    assert all((case.inputs[key] == before[key]).all() for key in before)


def test_all_rows_of_the_table_run(small_edgeconnect: dict[str, Path]) -> None:
    assert {f"edgeconnect_{role}" for role in CONTAINERS} <= set(compute_names())
    arrays = {key: value[..., :68, :] for key, value in ARRAYS.items()}
    for role, path in small_edgeconnect.items():
        (out,) = compute(f"edgeconnect_{role}", path, arrays)
        assert out.shape[0] == 2
        assert out.min() >= 0
        assert out.max() <= 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"edge": None}, "'edge' is missing"),
        ({"image": ARRAYS["image"][0]}, r"float32 \(N, 3, H, W\)"),
        ({"image": ARRAYS["edge"]}, r"float32 \(N, 3, H, W\)"),
        ({"mask": ARRAYS["mask"].astype(np.float64)}, "float64"),
        ({"mask": ARRAYS["mask"][:1]}, "does not fit"),
        ({"mask": ARRAYS["mask"][..., 1:]}, "does not fit"),
        ({key: value[..., :2, :2] for key, value in ARRAYS.items()}, "cannot run on arrays of 2x2"),
    ],
)
def test_arrays_that_do_not_fit(
    changes: dict[str, Any], said: str, small_edgeconnect: dict[str, Path]
) -> None:
    arrays = {k: v for k, v in {**ARRAYS, **changes}.items() if v is not None}
    with pytest.raises(BadInputError, match=said):
        compute("edgeconnect_edge", small_edgeconnect["edge"], arrays)


def test_wrong_names_and_weights(small_edgeconnect: dict[str, Path]) -> None:
    with pytest.raises(ModelNotFoundError, match="edgeconnect_edge"):
        compute("edgeconnect", small_edgeconnect["edge"], ARRAYS)
    with pytest.raises(ModelFileError, match="completion generator"):
        compute("edgeconnect_edge", small_edgeconnect["completion"], ARRAYS)


def test_arrays_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "out.arrays"
    write_outputs(path, [ARRAYS["image"], ARRAYS["mask"]])
    read = read_arrays(path)
    assert list(read) == ["out0", "out1"]
    assert (read["out0"] == ARRAYS["image"]).all()
    assert [p.name for p in tmp_path.iterdir()] == ["out.arrays"]
    with pytest.raises(BadInputError, match="cannot be written"):
        write_outputs(tmp_path / "absent" / "o.npz", [])


def test_files_that_are_no_arrays(tmp_path: Path) -> None:
    path = tmp_path / "in.npz"
    with pytest.raises(BadInputError, match="cannot be read"):
        read_arrays(path)
    path.write_bytes(b"hello")
    with pytest.raises(BadInputError, match=r"not an \.npz"):
        read_arrays(path)
    path.write_bytes(b"PK\x03\x04hello")
    with pytest.raises(BadInputError, match=r"not an \.npz"):
        read_arrays(path)
    np.save(tmp_path / "one.npy", ARRAYS["mask"])
    with pytest.raises(BadInputError, match="single array"):
        read_arrays(tmp_path / "one.npy")
    np.savez(path, image=np.array([object()], dtype=object))
    with pytest.raises(BadInputError, match="plain arrays"):
        read_arrays(path)
