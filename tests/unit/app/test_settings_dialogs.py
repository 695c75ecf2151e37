"""Settings, keys, about, texts, and what the window remembers of its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDockWidget,
    QPushButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from inpaint_studio.app.dialogs.about import AboutDialog
from inpaint_studio.app.dialogs.settings_dialog import SettingsDialog
from inpaint_studio.app.dialogs.shortcuts import ShortcutsDialog
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.imaging.files import write_photo
from inpaint_studio.paths import resources_dir
from inpaint_studio.settings.store import SettingsStore
from inpaint_studio.settings.table import SETTINGS, Section


def test_every_setting_that_is_shown_has_an_editor(qtbot: QtBot) -> None:
    settings = SettingsStore(None)
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    shown = {entry.name for entry in SETTINGS if entry.section is not Section.HIDDEN}
    assert set(dialog.editors) == shown
    for name, editor in dialog.editors.items():
        assert editor.accessibleName(), name


def test_the_model_is_chosen_among_those_that_are_ready(qtbot: QtBot) -> None:
    settings = SettingsStore(None)
    settings.set("model", "one-of-yesterday")
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    models = dialog.editors["model"]
    assert isinstance(models, QComboBox)
    assert not models.isEditable()
    assert models.currentData() == "one-of-yesterday"
    names = [models.itemData(row) for row in range(models.count())]
    assert names[0] == "auto"
    assert {"patchmatch", "edgeconnect-small"} <= set(names)
    assert "lama" not in names  # not installed
    models.setCurrentIndex(names.index("patchmatch"))
    assert settings.get_text("model") == "patchmatch"


def test_editing_a_setting_changes_it_and_defaults_bring_it_back(qtbot: QtBot) -> None:
    settings = SettingsStore(None)
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    box, spin, combo = (dialog.editors[n] for n in ("wheel_zooms", "jpeg_quality", "theme"))
    assert isinstance(box, QCheckBox)
    assert isinstance(spin, QSpinBox)
    assert isinstance(combo, QComboBox)
    box.setChecked(True)
    spin.setValue(90)
    combo.setCurrentIndex(combo.findData("light"))
    assert settings.get_bool("wheel_zooms")
    assert settings.get_int("jpeg_quality") == 90
    assert settings.get_text("theme") == "light"
    dialog._reset()
    assert not settings.get_bool("wheel_zooms")
    assert not box.isChecked()


def test_what_waits_for_the_next_start_offers_one(qtbot: QtBot) -> None:
    dialog = SettingsDialog(SettingsStore(None))
    qtbot.addWidget(dialog)
    dialog.show()
    button = dialog.findChild(QPushButton, "restart_now")
    theme, language = dialog.editors["theme"], dialog.editors["language"]
    assert isinstance(theme, QComboBox)
    assert isinstance(language, QComboBox)
    theme.setCurrentIndex(theme.findData("light"))
    assert not button.isVisible()
    language.setCurrentIndex(language.findData("zh_CN"))
    assert button.isVisible()
    with qtbot.waitSignal(dialog.restart_wanted, timeout=1000):
        button.click()
    assert not dialog.isVisible()


def test_a_key_is_changed_and_one_in_use_refused(window: MainWindow, qtbot: QtBot) -> None:
    settings = window.session.settings
    dialog = ShortcutsDialog(settings, list(window.actions_by_name.values()), window)
    qtbot.addWidget(dialog)
    editor = dialog.editors["fit"]
    editor.setKeySequence(QKeySequence("F9"))
    editor.editingFinished.emit()
    assert window.actions_by_name["fit"].shortcut() == QKeySequence("F9")
    assert "F9" in window.actions_by_name["fit"].toolTip()
    assert settings.get_texts("shortcuts") == ("fit=F9",)
    editor.setKeySequence(QKeySequence("Ctrl+S"))
    editor.editingFinished.emit()
    assert window.actions_by_name["fit"].shortcut() == QKeySequence("F9")
    assert "Save" in dialog._note.text()


def test_all_keys_go_back_to_what_they_were(window: MainWindow, qtbot: QtBot) -> None:
    settings = window.session.settings
    tools = list(window.tools.actions_by_tool.values())
    actions = [*window.actions_by_name.values(), *tools]
    before = [(action.shortcuts(), action.toolTip()) for action in actions]
    dialog = ShortcutsDialog(settings, actions, window)
    qtbot.addWidget(dialog)
    for name, key in (("redo", "F9"), (tools[0].objectName(), "F10"), ("original", "")):
        dialog.editors[name].setKeySequence(QKeySequence(key))
        dialog.editors[name].editingFinished.emit()
    assert len(settings.get_texts("shortcuts")) == 3
    buttons = dialog.findChild(QDialogButtonBox)
    reset = buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert [(action.shortcuts(), action.toolTip()) for action in actions] == before
    assert settings.get_texts("shortcuts") == ()
    assert (
        dialog.editors["redo"].keySequence()
        == before[actions.index(window.actions_by_name["redo"])][0][0]
    )


def test_about_names_versions_and_licences(window: MainWindow, qtbot: QtBot) -> None:
    dialog = AboutDialog(window)
    qtbot.addWidget(dialog)
    from PySide6.QtWidgets import QPlainTextEdit

    (text,) = dialog.findChildren(QPlainTextEdit)
    for word in ("torch", "PySide6", "MIT", "PatchMatch"):
        assert word in text.toPlainText()


def test_every_text_is_translated() -> None:
    path = resources_dir() / "translations" / "studio_zh_CN.ts"
    assert path.with_suffix(".qm").stat().st_size > 10_000
    for message in ET.parse(path).getroot().iter("message"):
        translation = message.find("translation")
        assert translation is not None
        assert translation.text, message.findtext("source")
        assert translation.get("type") is None
        fields = {part.split("}")[0] for part in (message.findtext("source") or "").split("{")[1:]}
        for name in fields:
            assert f"{{{name}}}" in translation.text


def test_settings_are_written_when_the_window_closes(window: MainWindow, folders: Path) -> None:
    window.canvas.set_options(brush_size_px=55.0)
    window.close()
    kept: dict[str, Any] = json.loads((folders / "settings.json").read_text())
    assert kept["brush_size_px"] == 55.0
    assert kept["window_state"]


def test_docks_and_the_recent_file_are_where_they_were_left(
    window: MainWindow, qtbot: QtBot, folders: Path, tmp_path: Path, scene: np.ndarray
) -> None:
    path = tmp_path / "photo.png"
    write_photo(path, scene)
    with qtbot.waitSignal(window.session.document_changed, timeout=20000):
        window.filing.open_path(path)
    docks = {dock.objectName(): dock for dock in window.findChildren(QDockWidget)}
    docks["dock_history"].hide()
    docks["dock_mask"].setFloating(True)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, docks["dock_edges"])
    window.close()
    again = MainWindow(SettingsStore(folders / "settings.json"))
    again.show()
    docks = {dock.objectName(): dock for dock in again.findChildren(QDockWidget)}
    assert docks["dock_history"].isHidden()
    assert docks["dock_mask"].isFloating()
    assert again.dockWidgetArea(docks["dock_edges"]) is Qt.DockWidgetArea.LeftDockWidgetArea
    again._recent.aboutToShow.emit()
    assert [action.text() for action in again._recent.actions()] == ["photo.png"]
    assert path.name in [button.text() for button in again.welcome.findChildren(QPushButton)]
    again.close()
    again.deleteLater()
