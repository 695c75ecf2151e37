"""A short tour of the window: one card a part, beside the part, that can be left at any time.

It starts by itself at the first start, as long as no photo is open, and never again; *Tour* in the
Help menu starts it whenever it is wanted. Work goes on below it: it takes no click but its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inpaint_studio.app.panels.fields import faint, heading
from inpaint_studio.app.shell.message_bar import announce
from inpaint_studio.app.shell.theme import current_theme
from inpaint_studio.app.texts import marked

__all__ = ["STOPS", "Stop", "Tour"]

_WIDTH_PX, _AWAY_PX, _RING_PX = 340, 14, 3


class Stop(NamedTuple):
    """What is shown where: the name of a part of the window, a title and a sentence or two."""

    part: str
    title: str
    text: str


STOPS = (
    Stop(
        "tools",
        marked("Tour", "Paint over what should go"),
        marked(
            "Tour",
            "Brush, lasso, wand and the others mark the hole. The tools below the first line draw "
            "edges, the last ones move about.",
        ),
    ),
    Stop(
        "edges",
        marked("Tour", "See the edges before the fill"),
        marked(
            "Tour",
            "Blue lines show what is expected in the hole, and a fill appears with them. Draw and "
            "rub out lines, and the fill follows.",
        ),
    ),
    Stop(
        "restore",
        marked("Tour", "Restore"),
        marked(
            "Tour",
            "It fills the hole with the model chosen above. Pixels that you did not paint never "
            "change.",
        ),
    ),
    Stop(
        "options",
        marked("Tour", "Compare, and go back"),
        marked(
            "Tour",
            "Undo, zoom, and before and after are on the right of this bar; the options of the tool "
            "in hand on its left.",
        ),
    ),
    Stop(
        "help",
        marked("Tour", "Read more"),
        marked(
            "Tour",
            "F1 opens the manual at the page about what you are using; so does the ? of each "
            "panel. This tour is in the Help menu too.",
        ),
    ),
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Tour", text)


class _Ring(QWidget):
    """A line around the part that is spoken of; lets everything through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Qt: paint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_theme().accent), _RING_PX))
        inset = _RING_PX // 2 + 1
        painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), 6, 6)


class Tour(QFrame):
    """See the module.

    Parameters
    ----------
    window
        The main window, over which it lies.
    parts
        The parts of the window, by the names in `STOPS`.
    """

    def __init__(self, window: QWidget, parts: Mapping[str, QWidget]) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self.setFixedWidth(_WIDTH_PX)
        self._window, self._parts, self._at = window, parts, 0
        self._ring = _Ring(window)
        self._title, self._text = heading(""), faint("")
        self._text.setWordWrap(True)
        self._place_text = faint("")
        self.skip = QPushButton(self.tr("Skip the tour"))
        self.skip.setObjectName("tour_skip")
        self.skip.clicked.connect(self.end)
        self.next = QPushButton()
        self.next.setObjectName("tour_next")
        self.next.setDefault(True)
        self.next.clicked.connect(self._go_on)
        row = QHBoxLayout()
        row.addWidget(self._place_text, 1)
        row.addWidget(self.skip)
        row.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 14, 12)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addLayout(row)
        self.hide()

    @property
    def stop(self) -> Stop:
        """What is spoken of."""
        return STOPS[self._at]

    def begin(self, *, takes_keyboard: bool = True) -> None:
        """Start with the first stop."""
        self._at = 0
        self._window.installEventFilter(self)
        self._show()
        if takes_keyboard:
            self.next.setFocus()

    def end(self) -> None:
        """Leave it."""
        self._window.removeEventFilter(self)
        self.hide()
        self._ring.hide()

    def _go_on(self) -> None:
        if self._at + 1 == len(STOPS):
            self.end()
        else:
            self._at += 1
            self._show()

    def _show(self) -> None:
        self._title.setText(_tr(self.stop.title))
        self._text.setText(_tr(self.stop.text))
        self._place_text.setText(f"{self._at + 1} / {len(STOPS)}")
        is_last = self._at + 1 == len(STOPS)
        self.next.setText(self.tr("Done") if is_last else self.tr("Next"))
        self.skip.setVisible(not is_last)
        self.setAccessibleName(f"{self._title.text()}. {self._text.text()}")
        self.show()
        self._place()
        announce(self, self.accessibleName())
        for each in (self._ring, self):
            each.show()
            each.raise_()

    def _place(self) -> None:
        part, window = self._parts[self.stop.part], self._window.rect()
        spoken = QRect(part.mapTo(self._window, QPoint(0, 0)), part.size()).intersected(window)
        self._ring.setGeometry(spoken.adjusted(-2, -2, 2, 2))
        self.adjustSize()
        size, middle = self.size(), spoken.center() - self.rect().center()
        room = window.adjusted(_AWAY_PX, _AWAY_PX, -_AWAY_PX, -_AWAY_PX)
        beside = (
            QPoint(spoken.right() + _AWAY_PX, middle.y()),
            QPoint(spoken.left() - _AWAY_PX - size.width(), middle.y()),
            QPoint(middle.x(), spoken.bottom() + _AWAY_PX),
            QPoint(middle.x(), spoken.top() - _AWAY_PX - size.height()),
        )
        for place in beside:
            lies = QRect(place, size)
            lies.moveLeft(min(max(lies.left(), room.left()), room.right() - size.width()))
            lies.moveTop(min(max(lies.top(), room.top()), room.bottom() - size.height()))
            if not lies.intersects(spoken):
                break
        self.move(lies.topLeft())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt: a key went down; Esc leaves the tour."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt: the window has another size."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False
