"""Families are found in a source tree, in an installation and in a frozen program alike."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest

import inpaint_studio
from inpaint_studio.zoo import entry_points
from inpaint_studio.zoo.entry_points import GROUP, family_entry_points
from inpaint_studio.zoo.registry import Registry, families

FOLDERS = Path(inpaint_studio.__file__).parent / "families"


def point(name: str, value: str) -> metadata.EntryPoint:
    return metadata.EntryPoint(name, value, GROUP)


def found(monkeypatch: pytest.MonkeyPatch, installed: Iterable[metadata.EntryPoint]) -> list[str]:
    monkeypatch.setattr(metadata, "entry_points", lambda group: tuple(installed))
    return [f"{each.name} = {each.value}" for each in family_entry_points()]


def test_every_folder_is_in_the_table_under_its_own_name() -> None:
    listed = {each.value.split(":")[0] for each in entry_points._of_source_tree()}
    assert listed == {f"{GROUP}.{path.parent.name}.card" for path in FOLDERS.glob("*/card.py")}
    for row in families():
        if row.package.startswith(f"{GROUP}.") and not row.cards:
            assert row.package == f"{GROUP}.{row.name.replace('-', '_')}"
    assert Registry((), family_entry_points).problems() == ()


def test_a_source_tree_is_read_from_its_own_table(monkeypatch: pytest.MonkeyPatch) -> None:
    of_tree = found(monkeypatch, [])
    assert "edgeconnect = inpaint_studio.families.edgeconnect.card:FAMILY" in of_tree
    stale = point("gone", "inpaint_studio.gone:FAMILY")
    theirs = point("theirs", "other:FAMILY")
    assert found(monkeypatch, [stale, theirs]) == [*of_tree, "theirs = other:FAMILY"]


def test_an_installation_is_read_from_its_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_points, "_of_source_tree", list)
    ours = [point(name, f"inpaint_studio.{name}:FAMILY") for name in ("b", "a")]
    theirs = point("theirs", "other:FAMILY")
    expected = [
        "a = inpaint_studio.a:FAMILY",
        "b = inpaint_studio.b:FAMILY",
        "theirs = other:FAMILY",
    ]
    assert found(monkeypatch, [theirs, *ours]) == expected


def test_without_metadata_the_folders_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    of_tree = found(monkeypatch, [])
    monkeypatch.setattr(entry_points, "_of_source_tree", list)
    assert found(monkeypatch, []) == of_tree


def test_another_project_beside_the_package_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_points, "__file__", str(tmp_path / "package" / "zoo" / "x.py"))
    assert entry_points._of_source_tree() == []
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "another"\n')
    assert entry_points._of_source_tree() == []
