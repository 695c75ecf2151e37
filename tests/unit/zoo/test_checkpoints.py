"""Files of tensors: everything safe is read, nothing is ever run, damage is one line."""

from __future__ import annotations

import os
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.errors import ModelFileError
from inpaint_studio.zoo.checkpoints import (
    float32_state,
    read_checkpoint,
    read_safetensors,
    state_dicts,
    write_checkpoint,
    write_safetensors,
)

SPARSE = torch.sparse_coo_tensor(
    torch.zeros((2, 1)).long(), torch.ones(1), (9, 9), check_invariants=True
)
STATE = {"a.weight": torch.arange(6.0).reshape(2, 3), "a.bias": torch.ones(2)}


class Touch:
    """A pickle of this makes a file when it is opened carelessly."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self.path),))


def write_evil(kind: str, path: Path, trap: Path) -> None:
    content = {"generator": {"a": Touch(trap)}}
    if kind == "zip":
        torch.save(content, path)
    elif kind == "legacy":
        torch.save(content, path, _use_new_zipfile_serialization=False)
    else:
        path.write_bytes(pickle.dumps(content, protocol=int(kind)))


@pytest.mark.parametrize("kind", ["zip", "legacy", "0", "1", "2", "3", "4", "5"])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors", ".pt"])
def test_code_is_refused_and_not_run(tmp_path: Path, kind: str, suffix: str) -> None:
    path, trap = tmp_path / f"evil{suffix}", tmp_path / "trap"
    write_evil(kind, path, trap)
    with pytest.raises(ModelFileError, match="evil") as caught:
        read_checkpoint(path)
    assert not trap.exists()
    assert "\n" not in str(caught.value)


def test_the_trap_works(tmp_path: Path) -> None:
    write_evil("2", tmp_path / "evil.pth", tmp_path / "trap")
    pickle.loads((tmp_path / "evil.pth").read_bytes())
    assert (tmp_path / "trap").exists()


def test_what_would_be_called_is_named(tmp_path: Path) -> None:
    write_evil("zip", tmp_path / "evil.pth", tmp_path / "trap")
    with pytest.raises(ModelFileError, match="mkdir"):
        read_checkpoint(tmp_path / "evil.pth")


def test_whole_pickled_networks_are_refused(tmp_path: Path) -> None:
    torch.save(torch.nn.Linear(2, 2), tmp_path / "m.pth")
    with pytest.raises(ModelFileError, match="Linear"):
        read_checkpoint(tmp_path / "m.pth")


@pytest.mark.parametrize("zipped", [True, False])
def test_both_kinds_of_pytorch_files_are_read(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "Gewichte mit Leerzeichen ☂.pth"
    content = {"iteration": 3, "generator": OrderedDict(STATE)}
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    read = state_dicts(read_checkpoint(path))
    assert list(read) == ["generator"]
    assert all(torch.equal(read["generator"][key], STATE[key]) for key in STATE)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_safetensors_round_trip(tmp_path: Path, dtype: torch.dtype) -> None:
    path = tmp_path / "w.safetensors"
    whole = {**STATE, "n": torch.tensor([3]), "t": torch.ones(3, 2).T}
    write_safetensors(path, whole, dtype=dtype)
    read = read_safetensors(path)
    assert {value.dtype for key, value in read.items() if key != "n"} == {dtype}
    wide = float32_state(read)
    assert all(torch.equal(wide[key].float(), whole[key].float()) for key in whole)
    assert wide["n"].dtype == torch.int64
    assert [p.name for p in tmp_path.iterdir()] == ["w.safetensors"]
    assert set(read_checkpoint(path)) == set(whole)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_truncated_safetensors_are_refused(tmp_path_factory: Any, cut: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "w.safetensors"
    write_safetensors(path, STATE)
    whole = path.read_bytes()
    path.write_bytes(whole[: cut % len(whole)])
    with pytest.raises(ModelFileError, match="whole safetensors"):
        read_safetensors(path)
    with pytest.raises(ModelFileError):
        read_checkpoint(path)


@given(st.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_one_line(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "w.pth"
    path.write_bytes(data)
    try:
        read_checkpoint(path)
    except ModelFileError as error:
        assert "\n" not in str(error)  # noqa: PT017
        assert str(path) in str(error)  # noqa: PT017


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_pytorch_files_are_refused(tmp_path: Path, zipped: bool, share: float) -> None:
    path = tmp_path / "w.pth"
    torch.save({"generator": STATE}, path, _use_new_zipfile_serialization=zipped)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelFileError, match=r"w\.pth"):
        read_checkpoint(path)


def test_missing_and_empty_files(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="No such file"):
        read_checkpoint(tmp_path / "absent.pth")
    (tmp_path / "empty.pth").touch()
    with pytest.raises(ModelFileError, match="empty"):
        read_checkpoint(tmp_path / "empty.pth")
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_checkpoint(tmp_path)


def test_state_dicts_are_found_where_they_lie() -> None:
    wrapped = {"epoch": 3, "net": {"state_dict": {f"module.{k}": v for k, v in STATE.items()}}}
    assert list(state_dicts(STATE)) == [""]
    found = state_dicts(wrapped)
    assert list(found) == ["net.state_dict"]
    assert set(found["net.state_dict"]) == set(STATE)
    assert state_dicts([1, 2]) == {}
    assert state_dicts({"a": {"b": {"c": STATE}}}) == {}


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"(?i)pickle"):
        write_checkpoint(tmp_path / "w.pth", {"a": lambda: 0})
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ModelFileError, match="cannot be written"):
        write_safetensors(tmp_path / "absent" / "w.safetensors", STATE)


def test_widening_shares_nothing() -> None:
    wide = float32_state(STATE)
    wide["a.bias"].zero_()
    assert STATE["a.bias"].sum() == 2


@pytest.mark.parametrize(
    ("tensor", "why"),
    [
        (torch.zeros(1).expand(50_000, 8000), "more than they can hold"),
        (torch.zeros(100, 1).expand(100, 400_000), "more than they can hold"),
        (torch.empty(50_000, 8000, device="meta"), "empty shells"),
        (SPARSE, "sparse"),
        (torch.zeros(4, dtype=torch.complex64), "complex"),
    ],
    ids=["expanded", "rows", "meta", "sparse", "complex"],
)
def test_tensors_that_stand_for_more_than_the_file_holds(
    tmp_path: Path, tensor: torch.Tensor, why: str
) -> None:
    path = tmp_path / "bomb.pth"
    torch.save({"generator": {"w": tensor}}, path)
    with pytest.raises(ModelFileError, match=why):
        read_checkpoint(path)


def test_many_names_of_one_storage(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pth"
    one = torch.zeros(1 << 18)
    torch.save({f"w{number}": one for number in range(100)}, path)
    with pytest.raises(ModelFileError, match="more than they can hold"):
        read_checkpoint(path)


def test_an_archive_packed_a_hundredfold(tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain.pth", tmp_path / "packed.pth"
    torch.save({"w": torch.zeros(30 << 20)}, plain)
    with (
        zipfile.ZipFile(plain) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    with pytest.raises(ModelFileError, match="more than they can hold"):
        read_checkpoint(packed)
