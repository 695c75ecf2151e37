"""The icons of `resources/icons`, in the colour of the theme and sharp at every pixel ratio."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from inpaint_studio.app.shell.theme import current_theme
from inpaint_studio.paths import resources_dir

__all__ = ["APPLICATION", "icon"]

APPLICATION = "inpaint-studio"


@cache
def _source(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


class _Engine(QIconEngine):
    """Draws when asked, in the theme of that moment, so that a new theme needs no new icons."""

    def __init__(self, name: str, lights_up: bool) -> None:
        super().__init__()
        self._name = name
        self._lights_up = lights_up

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        theme = current_theme()
        if mode is QIcon.Mode.Disabled:
            return theme.dim
        if mode is QIcon.Mode.Selected:
            return theme.on_chosen
        on = state is QIcon.State.On and self._lights_up
        return theme.on_accent if on else theme.text

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        _renderer(self._name, self._colour(mode, state)).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        copy = _Engine(self._name, self._lights_up)
        _kept.append(copy)
        return copy


_kept: list[QIconEngine] = []


@cache
def icon(name: str, *, lights_up: bool = True) -> QIcon:
    """The icon called `name`; KeyError-free: a missing file is a programming mistake and raises.

    Of a button that does not light up when it is switched on, the icon must not either.
    """
    _source(name)
    engine = _Engine(name, lights_up)
    _kept.append(engine)
    return QIcon(engine)
