"""Files of the window: opening, saving, the clipboard, masks, export, projects, and recovery."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from window_acts import open_file, paint

from inpaint_studio.app.dialogs.export import ExportDialog
from inpaint_studio.app.pictures import image_of
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.changes import ResultRecord
from inpaint_studio.document.document import Document
from inpaint_studio.document.project_reader import read_project
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import read_photo, write_photo


def test_opens_a_file_and_shows_its_size(
    window: MainWindow, qtbot: QtBot, photo_file: Path, scene: np.ndarray
) -> None:
    document = open_file(window, qtbot, photo_file)
    assert np.array_equal(document.image_array(), scene)
    assert "80 × 60" in window.status.text("size")
    assert window.windowTitle().startswith("photo.png")
    assert window.session.settings.get_texts("recent_files") == (str(photo_file),)
    assert not window.welcome.isVisible()


def test_opens_what_is_dropped(window: MainWindow, qtbot: QtBot, photo_file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo_file))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert window.filing.source == photo_file


def test_a_file_that_is_no_photo_gives_a_message(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "notes.jpg"
    path.write_text("no photo")
    with qtbot.waitSignal(window.session.told, timeout=10000) as told:
        window.filing.open_path(path)
    assert "notes.jpg" in told.args[0]
    assert window.session.document is None
    assert window.messages.text == told.args[0]


def test_saving_asks_where_and_then_keeps_the_place(
    window: MainWindow,
    qtbot: QtBot,
    photo_file: Path,
    scene: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = open_file(window, qtbot, photo_file)
    paint(window)
    target = photo_file.with_name("result.png")
    asked: list[str] = []

    def choose(*args: Any, **options: Any) -> tuple[str, str]:
        asked.append(args[2])
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    with qtbot.waitSignal(window.session.told, timeout=10000):
        window.actions_by_name["save"].trigger()
    assert asked == [str(photo_file.with_name("photo-restored.png"))]
    assert np.array_equal(read_photo(target).image, scene)
    assert not document.is_modified
    window.mask_panel.invert()
    with qtbot.waitSignal(window.session.told, timeout=10000):
        window.actions_by_name["save"].trigger()
    assert len(asked) == 1
    assert np.array_equal(read_photo(photo_file).image, scene)


def test_the_original_is_not_written_over_without_asking(
    window: MainWindow, qtbot: QtBot, photo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file(window, qtbot, photo_file)
    before = photo_file.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(photo_file), ""))
    seen: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: seen.append(box.text()) or 0)
    window.actions_by_name["save_as"].trigger()
    assert len(seen) == 1
    assert "original" in seen[0]
    assert photo_file.read_bytes() == before


def test_pasting_opens_the_picture_of_the_clipboard(
    window: MainWindow, scene: np.ndarray, qtbot: QtBot
) -> None:
    window.session.set_document(Document(scene))
    with qtbot.waitSignal(window.session.told, timeout=10000):
        window.actions_by_name["copy"].trigger()
    window.session.set_document(None)
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.actions_by_name["paste"].trigger()
    assert window.session.document is not None
    assert np.array_equal(window.session.document.image_array(), scene)
    QApplication.clipboard().clear()


def test_what_is_copied_has_the_screen_s_colours(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    from PIL import Image
    from PySide6.QtGui import QColorSpace

    path = tmp_path / "wide.png"
    wide = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
    flat = np.full((20, 30, 3), (200, 100, 50), np.uint8)
    Image.fromarray(flat).save(path, icc_profile=wide)
    document = open_file(window, qtbot, path)
    with qtbot.waitSignal(window.session.told, timeout=10000):
        window.actions_by_name["copy"].trigger()
    assert QApplication.clipboard().image().pixelColor(5, 5).red() > 210
    assert np.array_equal(document.image_array(), flat)
    QApplication.clipboard().clear()


def test_mask_files_go_out_and_in(
    window: MainWindow,
    qtbot: QtBot,
    scene: np.ndarray,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.session.set_document(Document(scene))
    mask = paint(window)
    target = tmp_path / "hole.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    with qtbot.waitSignal(window.session.told, timeout=10000) as told:
        window.actions_by_name["export_mask"].trigger()
    assert target.name in told.args[0]
    window.mask_panel.clear()
    document = window.session.document
    assert document is not None
    window.mask_files.read(target)
    qtbot.waitUntil(lambda: document.mask.count_nonzero() > 0, timeout=10000)
    assert np.array_equal(document.mask_array(), mask)


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


def test_work_is_kept_by_itself_a_moment_after_each_edit_but_not_in_the_middle_of_a_stroke(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, folders: Path
) -> None:
    document = Document(scene)
    window.session.set_document(document)
    state = folders / "state"
    document.paint(Rectangle(Point(5, 5), Point(9, 9)), "rectangle")
    qtbot.waitUntil(lambda: bool(list(state.rglob("*.ora"))), timeout=20_000)
    qtbot.waitUntil(lambda: not window.session.files.is_busy(), timeout=20_000)
    kept = next(iter(state.rglob("*.ora"))).stat().st_mtime_ns
    document.paint(Rectangle(Point(15, 5), Point(19, 9)), "rectangle")
    stroke = document.begin_mask_stroke("brush")
    window.projects.autosave()
    assert stroke.is_open
    assert not window.session.files.is_busy()
    stroke.commit()
    qtbot.waitUntil(
        lambda: next(iter(state.rglob("*.ora"))).stat().st_mtime_ns != kept, timeout=20_000
    )


def test_recent_files_are_kept_without_waiting_for_the_end(
    window: MainWindow, qtbot: QtBot, photo_file: Path, folders: Path
) -> None:
    with qtbot.waitSignal(window.session.document_changed):
        window.filing.open_path(photo_file)
    settings = folders / "settings.json"
    qtbot.waitUntil(
        lambda: settings.is_file() and photo_file.name in settings.read_text(), timeout=20_000
    )


@pytest.fixture
def showing(window: MainWindow, scene: np.ndarray) -> Document:
    """A document whose fill is shown and is not taken yet."""
    document = Document(scene)
    window.session.set_document(document)
    document.paint(Rectangle(Point(5, 5), Point(15, 25)), "rectangle")
    frozen, box = document.freeze(), Box(5, 5, 15, 25)
    filled = frozen.prepare_image([(box, np.full((*box.size, 3), 99, np.uint8))])
    assert document.show_preview(filled, ResultRecord("telea", (box,)), frozen.hole())
    document.mark_saved()
    assert document.is_modified  # the fill is not saved
    assert window.isWindowModified()
    return document


def test_what_is_shown_is_what_is_copied(
    window: MainWindow, qtbot: QtBot, showing: Document
) -> None:
    shown = showing.shown.to_array().copy()
    with qtbot.waitSignal(window.session.told, timeout=20_000) as told:
        window.filing.copy()
    assert "part of it now" in told.args[0]
    assert np.array_equal(image_of(QApplication.clipboard().image()), shown)
    assert np.array_equal(showing.image_array(), shown)
    showing.undo()
    assert showing.has_hole


@pytest.mark.parametrize("way", ["photo", "export", "project"])
def test_what_is_shown_is_what_is_written(
    window: MainWindow, qtbot: QtBot, showing: Document, tmp_path: Path, way: str
) -> None:
    shown = showing.shown.to_array().copy()
    path = tmp_path / ("work.ora" if way == "project" else "out.png")
    with qtbot.waitSignal(window.session.told, timeout=20_000) as told:
        if way == "project":
            window.projects.write(path)
        else:
            window.filing.write(path, becomes_target=way == "photo")
    assert "part of it now" in told.args[0]
    if way == "project":
        document = read_project(path).document
        assert np.array_equal(document.image_array(), shown)
        assert not document.has_hole
        assert len(document.filled) == 1
    else:
        assert np.array_equal(read_photo(path).image, shown)
    assert showing.is_modified == (way == "export")


@pytest.mark.parametrize("kind", ["project", "photo"])
def test_what_another_window_saved_meanwhile_is_not_lost_silently(
    window: MainWindow,
    qtbot: QtBot,
    photo_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    open_file(window, qtbot, photo_file)
    path = tmp_path / ("work.ora" if kind == "project" else "result.png")
    chosen = str(path), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **options: chosen)
    asked: list[str] = []

    def stay(box: QMessageBox) -> int:
        asked.append(box.text())
        return 0

    monkeypatch.setattr(QMessageBox, "exec", stay)

    def save() -> None:
        if kind == "project":
            window.projects.ask_save()
        else:
            window.filing.save()

    for _ in range(1 if kind == "project" else 2):  # a photo is saved again without a question
        paint(window)
        with qtbot.waitSignal(window.session.told, timeout=20_000):
            save()
    assert asked == []
    theirs = path.read_bytes() + b"theirs"
    path.write_bytes(theirs)
    paint(window)
    save()
    assert len(asked) == 1
    assert "changed by another window or program" in asked[0]
    assert path.read_bytes() == theirs
