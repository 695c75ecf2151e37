"""In the Chinese window nothing is said in English: all dialogs, and the batch window."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_window_here import RunHere
from PIL import Image
from PySide6.QtCore import QAbstractListModel, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTabWidget,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from inpaint_studio.app.batch_window.driver import Driver
from inpaint_studio.app.batch_window.setup import Holes
from inpaint_studio.app.batch_window.window import BatchWindow
from inpaint_studio.app.restore.card_texts import card_text
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.zoo.registry import list_models

WORDS = re.compile(r"[A-Za-z']{2,}")
OF_OTHERS = (
    re.compile(r"\b(19|20)\d\d\b|et al\."),  # papers
    re.compile(r"\b(licen[cs]e|BSD|MIT|GPL|Apache)\b", re.IGNORECASE),  # names of licences
    re.compile(r"/|\.(png|jpg|json|safetensors)\b"),  # files
)
pytestmark = pytest.mark.usefixtures("chinese")


def texts(widget: QWidget) -> Iterator[str]:
    """Everything that `widget` and what it holds show or say to a reader of the screen."""
    yield widget.windowTitle()
    for each in (widget, *widget.findChildren(QWidget)):
        yield from (each.toolTip(), each.accessibleName(), each.accessibleDescription())
        if isinstance(each, QLabel | QAbstractButton | QLineEdit):
            yield each.text()
        if isinstance(each, QLineEdit):
            yield each.placeholderText()
        if isinstance(each, QGroupBox):
            yield each.title()
        if isinstance(each, QComboBox):
            yield from (each.itemText(index) for index in range(each.count()))
        if isinstance(each, QPlainTextEdit | QTextEdit):
            yield each.toPlainText()
        if isinstance(each, QProgressBar):
            yield each.format()
        if isinstance(each, QTabWidget):
            yield from (each.tabText(index) for index in range(each.count()))
        if isinstance(each, QAbstractItemView) and each.model() is not None:
            model = each.model()
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            for column in range(columns):
                yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
                for row in range(model.rowCount()):
                    index = model.index(row, column)
                    yield str(index.data() or "")
                    yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        yield from (action.text() for action in each.actions())


def english(widget: QWidget) -> list[str]:
    """Lines of three or more English words and no Chinese one, but what is called so."""
    names = {card_text(model.card.title) for model in list_models()}
    found = set()
    for text in texts(widget):
        for line in re.sub(r"<(?:br|/p|/td|/tr|/li)[^>]*>", "\n", text).splitlines():
            plain = re.sub(r"<[^>]+>|&\w+;", " ", line).strip()
            is_name = plain in names
            if is_name or re.search(r"[\u4e00-\u9fff]", plain):
                continue
            if len(WORDS.findall(plain)) >= 3:
                found.add(plain)
    return sorted(line for line in found if not any(each.search(line) for each in OF_OTHERS))


def visit(open_it: Callable[[], object], look: Callable[[QWidget], None]) -> None:
    """Open a modal dialog, look at it, and close it."""
    failures: list[BaseException] = []

    def begin() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, begin)
            return
        try:
            look(dialog)
        except BaseException as error:
            failures.append(error)
        finally:
            dialog.close()

    QTimer.singleShot(0, begin)
    open_it()
    if failures:
        raise failures[0]


DIALOGS = ("shortcuts", "about", "settings", "export", "models", "try_all", "measure")


@pytest.mark.parametrize("action", DIALOGS)
def test_no_dialog_speaks_english(action: str, marked_window: Any, qtbot: QtBot) -> None:
    found: list[str] = []

    def look(dialog: Any) -> None:
        if action == "models":
            for row in range(dialog._list.count()):
                dialog._list.setCurrentRow(row)
                found.extend(english(dialog))
        if action in ("try_all", "measure"):
            qtbot.waitUntil(lambda: marked_window.session.models.is_busy(), timeout=5000)
            qtbot.wait(300)
        found.extend(english(dialog))

    visit(marked_window.actions_by_name[action].trigger, look)
    assert found == []


def test_the_main_window_speaks_no_english(marked_window: Any) -> None:
    assert english(marked_window) == []
    actions = [action.text() for action in marked_window.actions_by_name.values()]
    assert [text for text in actions if len(WORDS.findall(text)) >= 3] == []


def test_the_batch_window_speaks_no_english(folders: Path, scene: Any, qtbot: QtBot) -> None:
    import numpy as np

    for name in ("in", "masks"):
        (folders / name).mkdir()
    mask = np.zeros(scene.shape[:2], np.uint8)
    mask[20:24, 10:60] = 255
    for name in ("a", "bad", "untouched"):
        Image.fromarray(scene).save(folders / "in" / f"{name}.png")
        Image.fromarray(mask * (name != "untouched")).save(folders / "masks" / f"{name}.png")
    (folders / "in" / "bad.png").write_bytes(b"")
    Image.fromarray(scene).save(folders / "in" / "alone.png")
    Image.fromarray(mask).save(folders / "masks" / "of-nobody.png")
    window = BatchWindow(
        lambda photo, mask: None,
        settings=FillSettings("telea"),
        driver=Driver(make_process=RunHere),
    )
    qtbot.addWidget(window)
    window.show()
    window.run_bar.plan.click()  # nothing is chosen yet
    found = english(window)
    window.setup.photos.field.setText(str(folders / "in"))
    window.setup.holes.setCurrentIndex(Holes.FOLDER)
    window.setup.masks.field.setText(str(folders / "masks"))
    window.run_bar.plan.click()
    qtbot.waitUntil(lambda: not window.driver.is_busy, timeout=20_000)
    found += english(window)
    window.run_bar.start.click()
    qtbot.waitUntil(lambda: not window.driver.is_busy, timeout=30_000)
    for row in range(window.photos.view.model().rowCount()):
        window.photos.view.selectRow(row)
        qtbot.wait(50)
        found += english(window)
    assert found == []
    said = "\n".join(texts(window))
    for part in ("bad.png", "alone.png", "of-nobody.png"):
        assert part in said
    window.driver.stop()
    window.close()
