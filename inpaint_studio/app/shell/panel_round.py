"""Goes round the window by one key: the photo, the tool's options, the panels that are open.

Within each, Tab goes on. Knows the window's parts, not what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

__all__ = ["PanelRound"]


class PanelRound(QObject):
    """See the module.

    Parameters
    ----------
    stops
        The parts in order, asked anew at each key.
    """

    def __init__(self, stops: Callable[[], Sequence[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._stops = stops

    def next(self) -> None:
        """Give the keyboard to the part after the one that has it."""
        stops = [stop for stop in self._stops() if not stop.isHidden()]
        focus = QApplication.focusWidget()
        here = next(
            (
                number
                for number, stop in enumerate(stops)
                if focus is stop or (focus is not None and stop.isAncestorOf(focus))
            ),
            -1,
        )
        for step in range(1, len(stops) + 1):
            stop = stops[(here + step) % len(stops)]
            if isinstance(stop, QDockWidget):
                stop.raise_()
            target = _first(stop)
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return


def _first(stop: QWidget) -> QWidget | None:
    """The first widget of a part that takes the keyboard, in the order of Tab."""
    if stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return stop
    each = stop.nextInFocusChain()
    while each is not None and each is not stop:
        takes_keys = bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus) and each.isEnabled()
        if takes_keys and stop.isAncestorOf(each) and each.isVisibleTo(stop):
            return each
        each = each.nextInFocusChain()
    return None
