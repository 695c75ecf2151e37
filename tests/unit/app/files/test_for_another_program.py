"""Another program opens the window with a photo, its hole and the place of the result."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from inpaint_studio.app import startup
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.cli import main
from inpaint_studio.imaging.files import read_photo


@pytest.fixture
def handed(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Photo, mask and where the result is awaited."""
    photo, mask = tmp_path / "photo.png", tmp_path / "mask.png"
    Image.fromarray(np.full((40, 50, 3), 90, np.uint8)).save(photo)
    hole = np.zeros((40, 50), np.uint8)
    hole[10:20, 10:30] = 255
    Image.fromarray(hole).save(mask)
    return photo, mask, tmp_path / "result.png"


def test_save_writes_what_is_awaited_without_asking(
    window: MainWindow, qtbot: QtBot, handed: tuple[Path, Path, Path]
) -> None:
    photo, mask, result = handed
    window.open_for_another(photo, mask, result)
    qtbot.waitUntil(lambda: window.session.document is not None)
    document = window.session.document
    assert document is not None
    qtbot.waitUntil(lambda: document.has_hole)
    assert int(document.mask_array().sum()) == 200
    assert window.filing.name == "result.png"
    assert not result.exists()
    with qtbot.waitSignal(window.session.told, timeout=20_000):  # that it is saved
        window.filing.save()
    np.testing.assert_array_equal(read_photo(result).image, read_photo(photo).image)


def test_the_command_hands_everything_over(
    monkeypatch: pytest.MonkeyPatch, handed: tuple[Path, Path, Path]
) -> None:
    seen: list[list[str]] = []

    def opened(words: list[str]) -> int:
        seen.append(words)
        return 0

    monkeypatch.setattr(startup, "main", opened)
    photo, mask, result = map(str, handed)
    assert main(["studio", "--mask", mask, "--save-to", result, photo]) == 0
    assert main(["studio", photo]) == 0
    assert seen == [[photo, "--mask", mask, "--save-to", result], [photo]]
