"""The store: typed, atomic, and never in the way of starting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.settings.store import SettingsStore, default_path
from inpaint_studio.settings.table import SETTINGS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_defaults_without_a_file(path: Path) -> None:
    store = SettingsStore(path)
    assert {entry.name: store[entry.name] for entry in SETTINGS} == {
        entry.name: entry.default for entry in SETTINGS
    }
    assert store.notices == ()
    store.save()
    assert not path.exists()


def test_values_come_back_typed(path: Path) -> None:
    store = SettingsStore(path)
    store.set("wheel_zooms", True)
    store.set("jpeg_quality", 80)
    store.set("edge_sigma", 3)
    store.set("theme", "dark")
    store.set("recent_files", ["/a/b.png", "/bad\udcff.png"])
    store.save()
    again = SettingsStore(path)
    assert again.get_bool("wheel_zooms") is True
    assert again.get_int("jpeg_quality") == 80
    assert again.get_float("edge_sigma") == 3.0
    assert again.get_text("theme") == "dark"
    assert again.get_texts("recent_files") == ("/a/b.png", "/bad\udcff.png")
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_a_value_back_at_its_default_leaves_the_file(path: Path) -> None:
    store = SettingsStore(path)
    store.set("theme", "dark")
    store.save()
    store.reset("theme")
    store.save()
    assert json.loads(path.read_text()) == {}


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_reported_and_defaults_hold(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    store = SettingsStore(path)
    assert len(store.notices) == 1
    assert "damaged" in str(store.notices[0])
    assert store["theme"] == "system"


def test_wrong_values_are_reported_and_others_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"jpeg_quality": "high", "wheel_zooms": "false", "theme": "dark"}')
    store = SettingsStore(path)
    assert len(store.notices) == 2
    assert store.get_int("jpeg_quality") == 95
    assert store.get_bool("wheel_zooms") is False
    assert store.get_text("theme") == "dark"


def test_unknown_names_and_the_changes_of_others_stay(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"from_the_future": [1]}')
    one, two = SettingsStore(path), SettingsStore(path)
    assert one.notices == ()
    one.set("theme", "dark")
    one.save()
    two.set("seed", 5)
    two.save()
    assert json.loads(path.read_text()) == {"from_the_future": [1], "theme": "dark", "seed": 5}


def test_wrong_values_are_refused(path: Path) -> None:
    store = SettingsStore(path)
    with pytest.raises(OptionError, match="jpeg_quality is 101"):
        store.set("jpeg_quality", 101)
    with pytest.raises(OptionError, match="no setting"):
        store.set("none", 1)
    assert store.get_int("jpeg_quality") == 95


def test_asking_for_another_type_is_a_mistake() -> None:
    store = SettingsStore(None)
    for ask in (store.get_int, store.get_float, store.get_text, store.get_texts):
        with pytest.raises(TypeError):
            ask("wheel_zooms")
    with pytest.raises(TypeError):
        store.get_bool("theme")


def test_listeners_hear_changes_only() -> None:
    store = SettingsStore(None)
    heard: list[str] = []
    remove = store.add_listener(heard.append)
    store.set("theme", "dark")
    store.set("theme", "dark")
    remove()
    store.set("theme", "light")
    assert heard == ["theme"]
    store.save()


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = SettingsStore(tmp_path / "file" / "settings.json")
    store.set("theme", "dark")
    with pytest.raises(BadInputError, match="cannot be written"):
        store.save()


def test_the_users_file_lies_in_the_config_folder() -> None:
    assert default_path().name == "settings.json"
