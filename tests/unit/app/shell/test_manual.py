"""The manual in the window: every panel and tool has its page, and every link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QTimer, QTranslator, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QMenu, QTextBrowser
from pytestqt.qtbot import QtBot

from inpaint_studio.app.canvas.tools.table import ToolGroup
from inpaint_studio.app.shell import dialog_opener as module
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.app.shell.manual import PAGES, ManualWindow, fill_menu, page_about, page_path
from inpaint_studio.document.document import Document
from inpaint_studio.paths import resources_dir


@pytest.fixture
def manual(window: MainWindow) -> ManualWindow:
    return ManualWindow(window)


@pytest.fixture
def chinese(qtbot: QtBot) -> Iterator[None]:
    """The window's texts in Chinese."""
    translator = QTranslator()
    assert translator.load("studio_zh_CN", str(resources_dir() / "translations"))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def shown_page(browser: QTextBrowser) -> str:
    return Path(browser.source().toLocalFile()).stem


def test_the_pages_are_the_files() -> None:
    files = {path.stem for path in (resources_dir() / "manual" / "en").glob("*.md")}
    assert {page.name for page in PAGES} == files
    subjects = [subject for page in PAGES for subject in page.about]
    assert len(set(subjects)) == len(subjects)


def test_its_pages_are_in_the_help_menu(window: MainWindow) -> None:
    menus = {menu.title(): menu for menu in window.findChildren(QMenu)}
    pages = menus["Manual &pages"]
    assert pages.menuAction() in menus["&Help"].actions()
    pages.aboutToShow.emit()
    pages.actions()[2].trigger()
    opened = window.dialogs._manual
    assert opened is not None
    assert shown_page(opened.browser) == PAGES[2].name


def test_every_panel_and_every_group_of_tools_has_a_page_of_its_own(window: MainWindow) -> None:
    for name, dock in window._docks.items():
        assert page_about(f"dock_{name}") != PAGES[0].name, name
        dock.help_button.click()
        opened = window.dialogs._manual
        assert opened is not None
        assert shown_page(opened.browser) == page_about(f"dock_{name}")
    for group in ToolGroup:
        assert page_about(f"tools_{group.value}") != PAGES[0].name, group


def test_help_is_about_what_is_in_use(window: MainWindow, scene: object) -> None:
    help_action = window.actions_by_name["manual"]
    assert [key.toString() for key in help_action.shortcuts()] == ["F1"]
    help_action.trigger()
    opened = window.dialogs._manual
    assert opened is not None
    assert shown_page(opened.browser) == "first-minute"
    window.session.set_document(Document(scene))
    window.canvas.set_tool("edge_pencil")
    help_action.trigger()
    assert shown_page(opened.browser) == "edges"


def test_every_page_is_in_the_menu_under_its_title(window: MainWindow) -> None:
    menu, asked = QMenu(), []
    fill_menu(menu, asked.append)
    assert [action.text() for action in menu.actions()] == [page.title for page in PAGES]
    for action in menu.actions():
        action.trigger()
    assert asked == [page.name for page in PAGES]


def links_of(document: QTextDocument) -> set[str]:
    found, block = set(), document.begin()
    while block.isValid():
        for fragment in block:
            form = fragment.fragment().charFormat()
            found.add(form.anchorHref())
        block = block.next()
    return found - {""}


def test_every_link_and_picture_is_found_from_inside(manual: ManualWindow) -> None:
    followed = 0
    for page in PAGES:
        manual.open_page(page.name)
        browser = manual.browser
        assert browser.toPlainText().startswith(page.title)
        assert manual.titles.currentItem().text() == page.title
        text = page_path(page.name).read_text(encoding="utf-8")
        for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text):
            kind = QTextDocument.ResourceType.ImageResource.value
            loaded = browser.loadResource(kind, QUrl(picture))
            assert isinstance(loaded, QImage)
            assert 100 < loaded.width() <= 660 * loaded.devicePixelRatio()
        for link in links_of(browser.document()):
            if urlparse(link).scheme:
                continue
            followed += 1
            assert Path(browser.source().resolved(QUrl(link)).toLocalFile()).is_file(), link
    assert followed > 20


def test_pages_speak_the_language_of_the_window(chinese: None, manual: ManualWindow) -> None:
    manual.open_page("masks")
    assert page_path("masks").parent.name == "zh_CN"
    assert manual.browser.toPlainText().startswith("蒙版")
    assert manual.titles.item(0).text() == "第一分钟"


@pytest.mark.parametrize(
    ("dialog", "page"),
    [("models", "models"), ("shortcuts", "keys"), ("settings", "trouble"), ("export", "formats")],
)
def test_dialogs_lead_to_their_page(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, dialog: str, page: str
) -> None:
    window.session.set_document(Document(scene))
    shown: list[str] = []

    def look() -> None:
        opened = QApplication.activeModalWidget()
        assert isinstance(opened, QDialog)
        buttons = opened.findChild(QDialogButtonBox)
        assert isinstance(buttons, QDialogButtonBox)
        help_button = buttons.button(QDialogButtonBox.StandardButton.Help)
        assert help_button.shortcut().toString() == "F1"
        help_button.click()
        manual = opened.findChild(ManualWindow)
        assert isinstance(manual, ManualWindow)
        assert manual.isVisible()
        shown.append(shown_page(manual.browser))
        opened.reject()

    QTimer.singleShot(200, look)
    getattr(window.dialogs, dialog)()
    assert shown == [page]


def test_every_panel_group_of_tools_and_dialog_has_its_page() -> None:
    known = {subject for page in PAGES for subject in page.about}
    opener = (Path(module.__file__)).read_text(encoding="utf-8")
    asked = set(re.findall(r'"(dialog_\w+)"', opener)) | {"batch"}
    panels = {f"dock_{name}" for name in ("model", "edges", "mask", "history")}
    tools = {f"tools_{group.value}" for group in ToolGroup}
    assert asked | panels | tools <= known
