"""The Models dialog to the end, with a real pointer: import, verify, a damaged file, removal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from x_screen import virtual_screen
from x_studio import HEIGHT, WIDTH, Studio

pytestmark = pytest.mark.x11


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Studio]:
    with virtual_screen(tmp_path, WIDTH, HEIGHT, kind=Studio) as made:
        yield made


def told(screen: Studio, words: str) -> bool:
    """Whether the window says so anywhere."""
    return any(words in part["text"] for part in screen.parts())


def test_a_model_is_imported_verified_and_removed_with_the_pointer(
    screen: Studio, small_edgeconnect: dict[str, Path]
) -> None:
    screen.settings(model="telea", first_start_done=True)
    screen.open()
    screen.press(name="panel_models")
    dialog = screen.window_of("Models")
    screen.place(dialog, 100, 60, 900, 620)

    def absent() -> list[str]:
        texts = [part["text"] for part in screen.parts(kind="item")]
        return [text for text in texts if "EdgeConnect" in text and "not installed" in text]

    screen.wait(lambda: bool(absent()), "the list of models")
    screen.press(kind="item", text=absent()[0])
    screen.press(name="models_import")
    screen.window_of("Import")
    for role in ("edge", "completion"):
        screen.press(kind="QLineEdit", name=f"import_{role}")
        screen.type(small_edgeconnect[role])
    screen.press(kind="QLineEdit", name="import_name")
    screen.key("ctrl+a")
    screen.type("mine")
    screen.press(kind="QPushButton", text="Import")
    screen.wait(lambda: told(screen, "It is imported as mine."), "the import")
    folder = screen.folder / "models" / "mine"
    assert any(folder.rglob("*.safetensors"))

    screen.press(name="models_verify")  # of the one that was imported
    screen.wait(lambda: told(screen, "Every file is right."), "the verification")
    weights = max(folder.rglob("*"), key=lambda path: path.stat().st_size)
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    screen.press(name="models_verify")
    screen.wait(lambda: told(screen, "Remove the model and install it again."), "the fault")

    screen.press(name="models_remove")
    screen.window_of("Remove")
    screen.press(kind="QPushButton", text="Cancel")  # think again
    assert folder.is_dir()
    screen.press(name="models_remove")
    screen.window_of("Remove")
    screen.press(kind="QPushButton", text="Remove")
    screen.wait(lambda: not folder.exists(), "the removal")
    screen.wait(lambda: told(screen, "It is removed."), "the word of it")
    screen.wait(
        lambda: not any("mine" in part["text"] for part in screen.parts(kind="item")),
        "it to leave the lists",
    )
    assert "Traceback" not in screen.log()
