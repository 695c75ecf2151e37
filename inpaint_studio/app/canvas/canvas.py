"""The canvas: a view of the document that passes pointer and keys to the tools.

Data goes round in one direction: events become `Pointer`s, tools change the document, the document
tells what changed, and only that is drawn again. The widget holds no state of the document.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from inpaint_studio.app.canvas.compare import CompareMode
from inpaint_studio.app.canvas.photo_view import DEFAULT_CACHE_BYTES, GRIP_PX, PixelReading
from inpaint_studio.app.canvas.tool_view import ToolView
from inpaint_studio.app.canvas.tools.base import Modifier, Pointer, Tool, ToolId, ToolKey

__all__ = ["Canvas", "PixelReading"]

_ARROW_PX = 64
_TOOL_KEYS = {
    Qt.Key.Key_Return: ToolKey.FINISH,
    Qt.Key.Key_Enter: ToolKey.FINISH,
    Qt.Key.Key_Escape: ToolKey.CANCEL,
    Qt.Key.Key_Backspace: ToolKey.STEP_BACK,
}
_ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Canvas(ToolView):
    """See the module.

    Signals
    -------
    pointer_moved(PixelReading | None)
        The pixel under the pointer, None outside the photo; those of `ToolView` besides.
    """

    pointer_moved = Signal(object)

    def __init__(
        self, parent: QWidget | None = None, *, cache_bytes: int = DEFAULT_CACHE_BYTES
    ) -> None:
        super().__init__(parent, cache_bytes=cache_bytes)
        self.wheel_zooms = False
        self.original_key: Qt.Key | None = Qt.Key.Key_Backslash
        self.smaller_key: Qt.Key | None = Qt.Key.Key_BracketLeft
        self.larger_key: Qt.Key | None = Qt.Key.Key_BracketRight
        self._drags_split = False
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._show_cursor()

    # Events

    def _pointer(
        self,
        place: QPointF,
        modifiers: Qt.KeyboardModifier,
        *,
        pressure: float = 1.0,
        erases: bool = False,
    ) -> Pointer:
        x, y = self._device(place)
        pane = self._drag[1] if self._drag else self._pane_at(x, y)
        x, y = x - pane.frame[0], y - pane.frame[1]
        held = Modifier.NONE
        for flag, modifier in (
            (Qt.KeyboardModifier.ShiftModifier, Modifier.SHIFT),
            (Qt.KeyboardModifier.ControlModifier, Modifier.CONTROL),
            (Qt.KeyboardModifier.AltModifier, Modifier.ALT),
        ):
            if modifiers & flag:
                held |= modifier
        at = self._view.to_image(x, y)
        return Pointer(at, x, y, 1.0 / self._view.scale, pressure, erases, held)

    def _on_divider(self, place: QPointF) -> bool:
        if self.compare_mode is not CompareMode.SPLIT:
            return False
        x, _ = self._device(place)
        reach = (GRIP_PX / 2) * self.devicePixelRatioF()
        return abs(x - self.panes[0].rect[2]) <= reach

    def _press(self, place: QPointF, pointer: Pointer, tool: Tool) -> None:
        self._drag = (tool, self._pane_at(*self._device(place)))
        tool.press(pointer)
        self._show_cursor()

    def _move(self, place: QPointF, pointer: Pointer) -> None:
        self._update_hud()
        self._hover = self._device(place)
        self._update_hud()
        if self._drag is not None:
            self._drag[0].move(pointer)
        else:
            self._tool.hover(pointer)
        self.pointer_moved.emit(self.reading(pointer.at))

    def _release(self, pointer: Pointer) -> None:
        if self._drag is not None:
            tool = self._drag[0]
            tool.release(pointer)
            self._drag = None
            self._show_cursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: a button went down."""
        if self._scene is None or self._drag is not None:
            return
        button = event.button()
        if button is Qt.MouseButton.LeftButton and self._on_divider(event.position()):
            self._drags_split = True
            return
        tool = self._tool
        if self._space_down or button is Qt.MouseButton.MiddleButton:
            tool = self._tools[ToolId.HAND]
        elif button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            super().mousePressEvent(event)
            return
        erases = button is Qt.MouseButton.RightButton
        pointer = self._pointer(event.position(), event.modifiers(), erases=erases)
        self._press(event.position(), pointer, tool)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: the pointer moved."""
        if self._scene is None:
            return
        if self._drags_split:
            x, _ = self._device(event.position())
            self.set_split(x / max(self._picture.width, 1))
            return
        if self._drag is None and self._on_divider(event.position()):
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self._show_cursor()
        erases = bool(event.buttons() & Qt.MouseButton.RightButton)
        self._move(
            event.position(), self._pointer(event.position(), event.modifiers(), erases=erases)
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: a button went up."""
        if self._drags_split:
            self._drags_split = False
            return
        if self._scene is not None:
            erases = event.button() is Qt.MouseButton.RightButton
            self._release(self._pointer(event.position(), event.modifiers(), erases=erases))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Qt: pressed twice quickly."""
        if self._scene is None:
            return
        if event.button() is not Qt.MouseButton.LeftButton or not self._tool.is_busy:
            self.mousePressEvent(event)
            return
        self._tool.double_click(self._pointer(event.position(), event.modifiers()))

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802
        """Qt: a pen event; accepting it keeps Qt from making up a mouse event."""
        event.accept()
        if self._scene is None:
            return
        erases = event.pointerType() is QPointingDevice.PointerType.Eraser
        erases |= bool(event.buttons() & Qt.MouseButton.RightButton)
        pointer = self._pointer(
            event.position(), event.modifiers(), pressure=event.pressure(), erases=erases
        )
        if event.type() is QEvent.Type.TabletPress:
            if self._drag is None:
                hand = self._space_down or event.button() is Qt.MouseButton.MiddleButton
                tool = self._tools[ToolId.HAND] if hand else self._tool
                self._press(event.position(), pointer, tool)
        elif event.type() is QEvent.Type.TabletRelease:
            self._release(pointer)
        else:
            self._move(event.position(), pointer)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Qt: wheel or two fingers: scrolls; with Ctrl zooms, with Alt changes the brush."""
        event.accept()
        if self._scene is None:
            return
        angle, pixels = event.angleDelta(), event.pixelDelta()
        notches = (angle.y() or angle.x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.change_size(notches)
            return
        zooms = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if zooms != (self.wheel_zooms and pixels.isNull()):
            x, y = self._device(event.position())
            frame = self._pane_at(x, y).frame
            self.zoom_by(notches, x - frame[0], y - frame[1])
            return
        ratio = self.devicePixelRatioF()
        across, down = pixels.x() * ratio, pixels.y() * ratio
        if pixels.isNull():
            across, down = angle.x() / 120 * _ARROW_PX, angle.y() / 120 * _ARROW_PX
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not across:
            across, down = down, 0.0
        self.pan(across, down)

    def event(self, event: QEvent) -> bool:
        """Qt: gestures, keys that must not go to shortcuts, and changes of the screen."""
        if isinstance(event, QNativeGestureEvent):
            return self._gesture(event)
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            mine = (Qt.Key.Key_Space, self.original_key, self.smaller_key, self.larger_key)
            if event.key() in mine or (event.key() in _TOOL_KEYS and self._tool.is_busy):
                event.accept()
                return True
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        return super().event(event)

    def _gesture(self, event: QNativeGestureEvent) -> bool:
        if self._scene is None:
            return False
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        x, y = self._device(event.position())
        frame = self._pane_at(x, y).frame
        scale = self._view.scale * (1.0 + event.value())
        self._set_view(self._view.zoomed(scale, x - frame[0], y - frame[1]).kept_in_sight())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt: a key went down."""
        key = Qt.Key(event.key())
        if self._scene is None:
            super().keyPressEvent(event)
        elif key is Qt.Key.Key_Space:
            self._update_hud()
            self._space_down = True
            self._show_cursor()
        elif key == self.original_key:
            self.hold_original(True)
        elif key == self.smaller_key:
            self.change_size(-1)
        elif key == self.larger_key:
            self.change_size(1)
        elif key in _TOOL_KEYS and self._tool.key(_TOOL_KEYS[key]):
            if not self._tool.is_busy:
                self._drag = None
        elif key in _ARROWS:
            right, down = _ARROWS[key]
            self.pan(right * _ARROW_PX, down * _ARROW_PX)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Qt: a key went up."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space_down = False
            self._show_cursor()
            self._update_hud()
        elif event.key() == self.original_key:
            self.hold_original(False)
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt: the keyboard is here; who came by a key is shown where."""
        by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._shows_focus = event.reason() in by_key
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Qt: held keys will not be seen going up."""
        self._space_down = self._shows_focus = False
        self.hold_original(False)
        self._show_cursor()
        super().focusOutEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Qt: the pointer came in."""
        self._hover = self._device(event.position())
        self._update_hud()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Qt: the pointer left."""
        self._update_hud()
        self._hover = None
        self.pointer_moved.emit(None)
