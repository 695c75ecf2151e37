"""Files of the window: export, projects, and recovery."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from inpaint_studio.app.dialogs.export import ExportDialog
from inpaint_studio.app.main_window import MainWindow
from inpaint_studio.document.document import Document
from inpaint_studio.imaging.files import read_photo, write_photo


def test_export_in_eight_bits_and_another_format(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, scene: np.ndarray
) -> None:
    deep = scene.astype(np.uint16) * 257
    source = tmp_path / "deep.png"
    write_photo(source, deep)
    window.session.set_document(Document.open(read_photo(source)))
    dialog = ExportDialog(window.session, window.filing, window)
    qtbot.addWidget(dialog)
    dialog._format.setCurrentText("TIFF")
    assert dialog._path.text().endswith(".tif")
    dialog._depth.setCurrentIndex(dialog._depth.findData(8))
    target = tmp_path / "flat.tif"
    dialog._path.setText(str(target))
    with qtbot.waitSignal(window.session.told, timeout=10000):
        dialog._export()
    written = read_photo(target).image
    assert written.dtype == np.uint8
    assert np.array_equal(written, scene)


def test_exporting_a_jpeg_keeps_its_tables_unless_another_quality_is_asked_for(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, scene: np.ndarray
) -> None:
    from PIL import Image

    source = tmp_path / "photo.jpg"
    Image.fromarray(scene).save(source, quality=83)
    window.session.set_document(Document.open(read_photo(source)))
    tables = []
    for quality in (0, 40):
        dialog = ExportDialog(window.session, window.filing, window)
        qtbot.addWidget(dialog)
        dialog._path.setText(str(tmp_path / f"copy{quality}.jpg"))
        if quality:
            dialog._quality.setValue(quality)
        with qtbot.waitSignal(window.session.told, timeout=10000):
            dialog._export()
        with Image.open(tmp_path / f"copy{quality}.jpg") as written:
            tables.append(written.quantization)
    with Image.open(source) as original:
        assert tables[0] == original.quantization
        assert tables[1] != original.quantization


def test_a_project_is_saved_and_opened_again(
    marked_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window, path = marked_window, tmp_path / "work.ora"
    document = window.session.document
    assert document is not None
    image, mask = document.image_array().copy(), document.mask_array()
    with qtbot.waitSignal(window.session.told, timeout=20000):
        window.projects.write(path)
    assert not document.is_modified
    with qtbot.waitSignal(window.session.document_changed, timeout=20000):
        window.filing.open_path(path)
    opened = window.session.document
    assert opened is not None
    assert opened is not document
    assert np.array_equal(opened.image_array(), image)
    assert np.array_equal(opened.mask_array(), mask)
    assert window.filing.project == path


def test_a_damaged_project_gives_a_message(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "bad.ora"
    path.write_bytes(b"PK nonsense")
    with qtbot.waitSignal(window.session.told, timeout=10000) as told:
        window.filing.open_path(path)
    assert "bad.ora" in told.args[0]


def test_work_is_kept_for_recovery_until_it_is_saved(
    marked_window: MainWindow, qtbot: QtBot, folders: Path
) -> None:
    window = marked_window
    window.projects.autosave()
    state = folders / "state"
    qtbot.waitUntil(lambda: bool(list(state.rglob("*.ora"))), timeout=10000)
    assert window.session.document is not None
    window.session.document.mark_saved()
    qtbot.waitUntil(lambda: not list(state.rglob("*.ora")), timeout=10000)
