"""File dialogs start where the last one for the same purpose ended, the next time too."""

from __future__ import annotations

from pathlib import Path

from inpaint_studio.app.files.folders import Folders, Purpose
from inpaint_studio.settings.store import SettingsStore


def test_folders_are_remembered_by_purpose_and_over_starts(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    settings = SettingsStore(file)
    scans, masks = tmp_path / "scans = all", tmp_path / "masks"
    scans.mkdir()
    masks.mkdir()
    folders = Folders(settings)
    assert folders.last(Purpose.MASK, "elsewhere") == "elsewhere"
    folders.remember(Purpose.BATCH_PHOTOS, scans)
    folders.remember(Purpose.MASK, masks / "a.png")
    settings.save()
    again = Folders(SettingsStore(file))
    assert again.last(Purpose.BATCH_PHOTOS) == str(scans)
    assert again.last(Purpose.MASK) == str(masks)
    assert again.last(Purpose.MODEL) == ""
    masks.rmdir()
    assert again.last(Purpose.MASK) == ""


def test_without_settings_they_last_as_long_as_the_window(tmp_path: Path) -> None:
    folders = Folders()
    folders.remember(Purpose.PHOTO, tmp_path)
    assert folders.last(Purpose.PHOTO) == str(tmp_path)


def test_two_that_are_open_at_once_keep_what_each_remembers(tmp_path: Path) -> None:
    settings = SettingsStore(tmp_path / "settings.json")
    one, other = Folders(settings), Folders(settings)
    one.remember(Purpose.MASK, tmp_path)
    other.remember(Purpose.MODEL, tmp_path)
    for each in (one, other):
        assert each.last(Purpose.MASK) == each.last(Purpose.MODEL) == str(tmp_path)
