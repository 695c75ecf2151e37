"""A third party's family in the window: the model panel lists it and shows its options."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_family_installed import lay_out
from PySide6.QtCore import Qt

from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.zoo import registry
from inpaint_studio.zoo.registry import ModelState


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example package, found as an installed one is, and a model of its family."""
    lay_out(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(registry, "_default", None)


def test_it_is_in_the_panel_with_its_option(marked_window: MainWindow) -> None:
    panel = marked_window.model_panel
    shown = {
        panel._list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(panel._list.count())
    }
    assert "small-fill" in shown
    assert registry.find_model("small-fill").state is ModelState.NOT_INSTALLED
    marked_window.restoring.chosen.choose_model("small-fill")
    assert set(panel._options.rows) == {"calm", "texture"}
