"""A state in parts is whole again, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.training.parts import MANIFEST, join_parts, split_parts


def _source(folder: Path, size: int) -> Path:
    path = folder / "state.pt"
    path.write_bytes(bytes(i * 31 % 251 for i in range(size)))
    return path


@pytest.mark.parametrize("size", [0, 1, 1024, 1025, 5000])
def test_round_trip_within_the_bound(tmp_path: Path, size: int) -> None:
    source = _source(tmp_path, size)
    count = split_parts(source, tmp_path / "parts", part_mib=1 / 1024)
    parts = sorted((tmp_path / "parts").glob("*.part"))
    assert len(parts) == count == -(-size // 1024)
    assert all(part.stat().st_size <= 1024 for part in parts)
    join_parts(tmp_path / "parts", tmp_path / "again.pt")
    assert (tmp_path / "again.pt").read_bytes() == source.read_bytes()


def test_a_second_split_replaces_the_first(tmp_path: Path) -> None:
    split_parts(_source(tmp_path, 5000), tmp_path / "parts", part_mib=1 / 1024)
    split_parts(_source(tmp_path, 10), tmp_path / "parts", part_mib=1 / 1024)
    assert len(list((tmp_path / "parts").iterdir())) == 2


@pytest.mark.parametrize("harm", ["damage", "remove", "manifest", "mix"])
def test_harmed_parts_are_refused_and_leave_no_file(tmp_path: Path, harm: str) -> None:
    parts = tmp_path / "parts"
    split_parts(_source(tmp_path, 3000), parts, part_mib=1 / 1024)
    if harm == "damage":
        (parts / "001.part").write_bytes(b"x" * 1024)
    elif harm == "remove":
        (parts / "001.part").unlink()
    elif harm == "manifest":
        (parts / MANIFEST).write_text("{")
    else:
        text = (parts / MANIFEST).read_text()
        (parts / MANIFEST).write_text(text.replace('"sha256": "', '"sha256": "0', 1))
    with pytest.raises(BadInputError, match="carry"):
        join_parts(parts, tmp_path / "again.pt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["parts", "state.pt"]


def test_impossible_size_is_named(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="positive"):
        split_parts(_source(tmp_path, 1), tmp_path / "parts", part_mib=0)
