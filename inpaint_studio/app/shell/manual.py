"""The manual inside the window: its pages by name, and the window that shows them.

The pages are the Markdown files of `resources/manual`, one folder a language. Which panel and which
group of tools a page is about is said in its row here; titles are the pages' own first lines.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QImageReader,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.paths import resources_dir

__all__ = [
    "PAGES",
    "ManualPage",
    "ManualWindow",
    "fill_menu",
    "page_about",
    "page_path",
]


class ManualPage(NamedTuple):
    """A page: the name of its file, and the panels, groups of tools and dialogs it explains."""

    name: str
    about: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its first heading, in the language of the window."""
        with page_path(self.name).open(encoding="utf-8") as file:
            return file.readline().lstrip("# ").rstrip()


PAGES: tuple[ManualPage, ...] = (
    ManualPage("first-minute"),
    ManualPage("masks", ("dock_mask", "tools_mask")),
    ManualPage("edges", ("dock_edges", "tools_edge", "dialog_comparison")),
    ManualPage("damage"),
    ManualPage("objects"),
    ManualPage("watermarks"),
    ManualPage("models", ("dock_model", "dialog_models", "dialog_try_all", "dialog_measure")),
    ManualPage("folders", ("batch",)),
    ManualPage("projects", ("dock_history",)),
    ManualPage("keys", ("tools_navigate", "dialog_shortcuts")),
    ManualPage("formats", ("dialog_export",)),
    ManualPage("privacy"),
    ManualPage("trouble", ("dialog_settings",)),
    ManualPage("install"),
    ManualPage("programs"),
    ManualPage("platforms"),
    ManualPage("command-line"),
    ManualPage("python"),
)


def page_path(name: str) -> Path:
    """The file of a page in the language of the window, English where it has none of its own."""
    folder = resources_dir() / "manual"
    path = folder / QApplication.translate("Manual", "en") / f"{name}.md"
    return path if path.is_file() else folder / "en" / path.name


def page_about(subject: str) -> str:
    """Name of the page about a panel (`dock_edges`) or a group of tools (`tools_mask`)."""
    return next((page.name for page in PAGES if subject in page.about), PAGES[0].name)


class _Browser(QTextBrowser):
    """Shows a page; pictures as wide as the text at most, tables with lines."""

    _WIDEST_PX = 660

    def __init__(self) -> None:
        super().__init__()
        self.setOpenExternalLinks(True)
        self.document().setDocumentMargin(20)
        self.sourceChanged.connect(lambda _: self._dress())

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        """Qt: a page or a picture is needed."""
        url = self.source().resolved(QUrl(name))
        if kind != QTextDocument.ResourceType.ImageResource.value or not url.isLocalFile():
            return super().loadResource(kind, name)
        reader = QImageReader(url.toLocalFile())
        ratio = self.devicePixelRatioF()
        size, room = reader.size(), round(self._WIDEST_PX * ratio)
        if size.width() > room:
            reader.setScaledSize(QSize(room, round(size.height() * room / size.width())))
        picture = reader.read()
        picture.setDevicePixelRatio(ratio)
        return picture

    def _dress(self) -> None:
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().nonBreakableLines():  # a command, which may be long
                wrapping = block.blockFormat()
                wrapping.setNonBreakableLines(False)
                QTextCursor(block).setBlockFormat(wrapping)
            block = block.next()
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                look = frame.format()
                look.setBorder(1)
                look.setBorderBrush(Qt.GlobalColor.gray)
                look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                look.setBorderCollapse(True)
                look.setCellPadding(5)
                look.setCellSpacing(0)
                look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
                frame.setFormat(look)


class ManualWindow(QDialog):
    """Titles on the left, the page on the right; stays open beside the work."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Manual"))
        self.resize(980, 720)
        self.titles = QListWidget()
        self.titles.setAccessibleName(self.tr("Pages"))
        for page in PAGES:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self.titles.addItem(item)
        self.browser = _Browser()
        self.browser.setAccessibleName(self.tr("Page"))
        back, forward = self._arrow("←", self.tr("Back")), self._arrow("→", self.tr("Forward"))
        back.clicked.connect(self.browser.backward)
        forward.clicked.connect(self.browser.forward)
        self.browser.backwardAvailable.connect(back.setEnabled)
        self.browser.forwardAvailable.connect(forward.setEnabled)
        arrows = QHBoxLayout()
        arrows.addWidget(back)
        arrows.addWidget(forward)
        arrows.addStretch(1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(arrows)
        column.addWidget(self.titles, 1)
        halves = QSplitter()
        halves.addWidget(left)
        halves.addWidget(self.browser)
        halves.setStretchFactor(1, 1)
        halves.setSizes([210, 770])
        QVBoxLayout(self).addWidget(halves)
        self.titles.currentItemChanged.connect(self._choose)
        self.browser.sourceChanged.connect(self._follow)

    @staticmethod
    def _arrow(text: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setEnabled(False)
        return button

    def open_page(self, name: str) -> None:
        """Show a page, and the window in front."""
        self.browser.setSource(QUrl.fromLocalFile(str(page_path(name))))
        self.show()
        self.raise_()
        self.activateWindow()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            path = page_path(str(item.data(Qt.ItemDataRole.UserRole)))
            if Path(self.browser.source().toLocalFile()) != path:
                self.browser.setSource(QUrl.fromLocalFile(str(path)))

    def _follow(self, source: QUrl) -> None:
        """Mark the title of the page that a link led to."""
        shown = Path(source.toLocalFile())
        for row, page in enumerate(PAGES):
            if page_path(page.name) == shown:
                self.titles.setCurrentRow(row)


def fill_menu(menu: QMenu, show: Callable[[str], None]) -> None:
    """One entry a page; `show` is called with its name."""
    menu.clear()
    for page in PAGES:
        action = menu.addAction(page.title)
        action.setObjectName(f"page_{page.name}")
        action.triggered.connect(lambda _=False, name=page.name: show(name))
