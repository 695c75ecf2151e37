"""The canvas in a window without a screen: what is on it, pixel by pixel, and what events do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from document_acts import take_image
from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QImage,
    QInputDevice,
    QPointingDevice,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.app.canvas import scene
from inpaint_studio.app.canvas.canvas import Canvas, PixelReading
from inpaint_studio.app.canvas.compare import CompareMode
from inpaint_studio.app.canvas.overlay import MaskView
from inpaint_studio.app.canvas.style import EdgeLayer
from inpaint_studio.document.changes import EdgePatch
from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.geometry import Box

GREY = (112, 112, 112)
LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def picture(height: int = 200, width: int = 300) -> np.ndarray:
    image = np.empty((height, width, 3), np.uint8)
    image[..., 0] = np.arange(width) * 200 // width
    image[..., 1] = (np.arange(height) * 200 // height)[:, None]
    image[..., 2] = 50
    return image


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    canvas.set_document(Document(picture()))
    settle(canvas)
    return canvas


def settle(canvas: Canvas) -> None:
    """Let idle work finish, the pointer being elsewhere."""
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    QApplication.processEvents()
    until = QDeadlineTimer(20_000)
    while canvas._work.isActive() and not until.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def shown(canvas: Canvas) -> np.ndarray:
    """(h, w, 3) RGB on the widget."""
    settle(canvas)
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def place(canvas: Canvas, y: float, x: float) -> QPoint:
    """Where an image point is on the widget."""
    view_x, view_y = canvas.view.to_view(Point(y, x))
    ratio = canvas.devicePixelRatioF()
    return QPoint(int(view_x / ratio), int(view_y / ratio))


def drag(
    qtbot: QtBot, canvas: Canvas, *way: tuple[float, float], button: Qt.MouseButton = LEFT
) -> None:
    qtbot.mousePress(canvas, button, pos=place(canvas, *way[0]))
    for step in way[1:]:
        qtbot.mouseMove(canvas, place(canvas, *step))
    qtbot.mouseRelease(canvas, button, pos=place(canvas, *way[-1]))


def wheel(canvas: Canvas, notches: float, at: QPoint, held: Qt.KeyboardModifier) -> None:
    where = QPointF(at)
    turn = QPoint(0, int(120 * notches))
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        where, where, QPoint(), turn, none, held, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(canvas, event)


def test_the_photo_is_on_screen_bit_for_bit_at_full_size(canvas: Canvas) -> None:
    assert canvas.scale == 1.0
    pixels = shown(canvas)
    assert np.array_equal(pixels[100:300, 150:450], picture())
    assert tuple(pixels[5, 5]) == GREY
    assert tuple(pixels[99, 300]) == GREY


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turning_turns_the_view_only(canvas: Canvas, turns: int) -> None:
    canvas.rotate_view(turns)
    pixels = shown(canvas)
    turned = np.rot90(picture(), -turns)
    height, width = turned.shape[:2]
    top, left = 200 - height // 2, 300 - width // 2
    assert np.array_equal(pixels[top : top + height, left : left + width], turned)
    assert np.array_equal(canvas.document.image_array(), picture())


def test_magnified_pixels_are_squares(canvas: Canvas) -> None:
    canvas.set_canvas_style(replace(canvas.canvas_style, pixel_grid_scale=0))
    canvas.zoom_to_scale(8.0)
    pixels = shown(canvas)
    x, y = canvas.view.to_view(Point(100, 150))
    block = pixels[int(y) : int(y) + 8, int(x) : int(x) + 8]
    assert (block == picture()[100, 150]).all()


def test_painting_reddens_what_was_painted_and_nothing_else(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_options(brush_size_px=20)
    before = shown(canvas)
    drag(qtbot, canvas, (100, 100), (100, 150), (100, 200))
    after = shown(canvas)
    mask = canvas.document.mask_array()
    assert mask[100, 150]
    changed = (before != after).any(axis=2)[100:300, 150:450]
    assert np.array_equal(changed, mask)
    expected = 0.55 * picture()[100, 150] + 0.45 * np.array((255, 64, 64))
    assert np.abs(after[200, 300] - expected).max() <= 2
    canvas.document.undo()
    assert np.array_equal(shown(canvas), before)


def test_the_right_button_erases(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_options(brush_size_px=20)
    drag(qtbot, canvas, (100, 100), (100, 200))
    drag(qtbot, canvas, (100, 100), (100, 210), button=RIGHT)
    assert not canvas.document.mask_array()[100, 100:200].any()


def test_mask_views(canvas: Canvas) -> None:
    canvas.document.paint(Rectangle(Point(50, 50), Point(150, 250)), "rectangle")
    plain = picture()
    for view, inside, border in (
        (MaskView.OVERLAY, True, True),
        (MaskView.OUTLINE, False, True),
        (MaskView.HIDDEN, False, False),
    ):
        canvas.set_canvas_style(replace(canvas.canvas_style, mask_view=view))
        pixels = shown(canvas)[100:300, 150:450]
        assert (tuple(pixels[100, 150]) != tuple(plain[100, 150])) == inside
        assert (tuple(pixels[100, 50]) != tuple(plain[100, 50])) == border
        assert tuple(pixels[100, 49]) == tuple(plain[100, 49])


def with_result(canvas: Canvas) -> Box:
    box = Box(50, 50, 150, 250)
    result = picture()
    result[box.slices] = 255
    take_image(canvas.document, box, result)
    return box


def test_results_appear_and_the_held_key_shows_the_original(canvas: Canvas, qtbot: QtBot) -> None:
    with_result(canvas)
    assert tuple(shown(canvas)[200, 300]) == (255, 255, 255)
    qtbot.keyPress(canvas, Qt.Key.Key_Backslash)
    assert canvas.compare_mode is CompareMode.ORIGINAL
    assert np.array_equal(shown(canvas)[100:300, 150:450], picture())
    qtbot.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert tuple(shown(canvas)[200, 300]) == (255, 255, 255)


def test_the_split_shows_both_and_can_be_dragged(canvas: Canvas, qtbot: QtBot) -> None:
    with_result(canvas)
    canvas.set_compare_mode(CompareMode.SPLIT)
    pixels = shown(canvas)
    assert tuple(pixels[160, 250]) == tuple(picture()[60, 100])
    assert tuple(pixels[160, 350]) == (255, 255, 255)
    qtbot.mousePress(canvas, LEFT, pos=QPoint(300, 50))
    qtbot.mouseMove(canvas, QPoint(380, 50))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(380, 50))
    assert canvas.split == pytest.approx(380 / 600)
    pixels = shown(canvas)
    assert tuple(pixels[160, 350]) == tuple(picture()[60, 200])
    assert tuple(pixels[160, 395]) == (255, 255, 255)
    assert not canvas.document.mask_array().any()


def test_side_by_side_shows_the_same_place_twice(canvas: Canvas, qtbot: QtBot) -> None:
    with_result(canvas)
    canvas.set_compare_mode(CompareMode.SIDE_BY_SIDE)
    canvas.zoom_to_scale(1.0)
    pixels = shown(canvas)
    left, right = canvas.panes
    x, y = canvas.view.to_view(Point(100, 150))
    column = round(x) + left.frame[0]
    assert tuple(pixels[round(y), column]) == tuple(picture()[100, 150])
    assert tuple(pixels[round(y), column + right.frame[0] - left.frame[0]]) == (255, 255, 255)
    # Painting in either pane paints the same place.
    canvas.set_options(brush_size_px=9)
    painted = []
    for pane in (left, right):
        qtbot.mouseClick(canvas, LEFT, pos=QPoint(round(x) + pane.frame[0], round(y)))
        painted.append(canvas.document.mask.bounds())
        canvas.document.undo()
    assert painted[0] == painted[1]
    assert painted[0].contains(Box(97, 147, 103, 153))


def test_wheel_zooms_at_the_cursor_and_scrolls(canvas: Canvas) -> None:
    at = place(canvas, 20, 30)
    wheel(canvas, 6, at, CONTROL)
    assert canvas.scale == pytest.approx(4.0)
    again = place(canvas, 20, 30)
    assert abs(again.x() - at.x()) <= 2
    assert abs(again.y() - at.y()) <= 2
    view = canvas.view
    wheel(canvas, -1, at, Qt.KeyboardModifier.NoModifier)
    assert canvas.view.offset_y == view.offset_y - 64
    assert canvas.view.offset_x == view.offset_x


def test_brush_size_by_wheel_and_keys(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_options(brush_size_px=40)
    wheel(canvas, 1, QPoint(50, 50), ALT)
    assert canvas.options.brush_size_px == 46
    qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.options.brush_size_px == 40
    canvas.set_options(brush_size_px=1)
    qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.options.brush_size_px == 1
    qtbot.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert canvas.options.brush_size_px == 2


def test_alt_and_the_right_button_drag_the_size(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_options(brush_size_px=40)
    alt = Qt.KeyboardModifier.AltModifier
    start = place(canvas, 100, 100)
    qtbot.mousePress(canvas, RIGHT, alt, pos=start)
    qtbot.mouseMove(canvas, start + QPoint(60, 3))
    larger = canvas.options.brush_size_px
    assert larger > 50
    qtbot.mouseMove(canvas, start + QPoint(-60, 3))
    assert canvas.options.brush_size_px < 30
    qtbot.mouseRelease(canvas, RIGHT, alt, pos=start + QPoint(-60, 3))
    size = canvas.options.brush_size_px
    qtbot.mouseMove(canvas, start + QPoint(60, 3))
    assert canvas.options.brush_size_px == size  # the drag ended with the button
    qtbot.mouseMove(
        canvas, QPoint(1, 1)
    )  # a pointer left where the next canvas opens has its ring there
    assert not canvas.document.mask_array().any()


def test_the_divider_starts_at_the_hole_and_says_what_is_on_its_sides(canvas: Canvas) -> None:
    canvas.zoom_to_scale(1.0)
    canvas.set_compare_mode(CompareMode.SPLIT)
    assert canvas.split == 0.5
    canvas.set_compare_mode(CompareMode.RESULT)
    canvas.document.paint(Rectangle(Point(50, 200), Point(90, 240)), "rectangle")
    canvas.set_compare_mode(CompareMode.SPLIT)
    x, _ = canvas.view.to_view(Point(70, 220))
    assert canvas.split * canvas._viewport()[0] == pytest.approx(x, abs=1)
    divider = canvas.panes[0].rect[2]
    plain = shown(canvas)
    top = plain[4:24]
    for words in (top[:, divider - 60 : divider - 8], top[:, divider + 8 : divider + 60]):
        assert (words.min(axis=2) > 200).any()


def test_panning_by_space_middle_button_and_arrows(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.zoom_to_scale(4.0)
    start = canvas.view
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    drag(qtbot, canvas, (100, 150), (110, 160))
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view.offset_x == start.offset_x + 40
    drag(qtbot, canvas, (100, 150), (110, 160), button=MIDDLE)
    assert canvas.view.offset_y == start.offset_y + 80
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.view.offset_x == start.offset_x + 80 + 64
    assert not canvas.document.mask_array().any()


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("scale", [0.3, 0.77, 1.6])
def test_drawing_in_bands_gives_the_same_pixels(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch, scale: float, turns: int
) -> None:
    canvas.resize(601, 433)
    noise = np.random.default_rng(3).integers(0, 255, (900, 1100, 3), np.uint8)
    canvas.set_document(Document(noise))
    canvas.document.paint(Rectangle(Point(100, 100), Point(600, 700)), "rectangle")
    canvas.rotate_view(turns)
    canvas.zoom_to_scale(scale)
    canvas.pan(37, -21)
    shown(canvas)  # from here on every tile is there
    monkeypatch.setattr(scene, "_ROWS_ALONE", 23)
    canvas._redraw_all()
    in_bands = shown(canvas)
    monkeypatch.setattr(scene, "_ROWS_ALONE", 1_000_000)
    canvas._redraw_all()
    assert np.array_equal(in_bands, shown(canvas))


@pytest.mark.parametrize("scale", [4.0, 2.7, 1.7])
def test_scrolled_pictures_equal_new_ones(canvas: Canvas, scale: float) -> None:
    canvas.zoom_to_scale(scale)
    canvas.document.paint(Rectangle(Point(50, 50), Point(90, 99)), "rectangle")
    shown(canvas)
    for right, down in ((30, -17), (-200, 5), (4, 60)):
        canvas.pan(right, down)
    scrolled = shown(canvas)
    canvas._redraw_all()
    # At broken scales Qt's nearest-pixel sampling may round one pixel's border either way.
    assert np.abs(shown(canvas).astype(int) - scrolled).max() <= (0 if scale == 4.0 else 1)


def test_edges_are_drawn_ghosted_and_hidden(canvas: Canvas) -> None:
    edges = np.zeros((100, 100), np.float32)
    edges[50] = 1.0
    document = canvas.document
    document.set_predicted(document.revision, [EdgePatch(Box(50, 100, 150, 200), edges)])
    blue = canvas.canvas_style.predicted_colour
    assert tuple(shown(canvas)[200, 300]) == blue
    canvas.set_tool("edge_eraser")
    rubbed = [(100.5, 140.0), (100.5, 160.0)]
    tool = canvas.tool
    pointer = canvas._pointer
    tool.press(pointer(QPointF(place(canvas, *rubbed[0])), Qt.KeyboardModifier.NoModifier))
    tool.move(pointer(QPointF(place(canvas, *rubbed[1])), Qt.KeyboardModifier.NoModifier))
    tool.release(pointer(QPointF(place(canvas, *rubbed[1])), Qt.KeyboardModifier.NoModifier))
    ghost = shown(canvas)[200, 300].astype(float)
    expected = 0.75 * picture()[100, 150] + 0.25 * np.array(blue)
    assert np.abs(ghost - expected).max() <= 4
    assert tuple(shown(canvas)[200, 260]) == blue
    canvas.set_canvas_style(replace(canvas.canvas_style, edges=frozenset()))
    assert np.array_equal(shown(canvas)[100:300, 150:450], picture())


def test_a_pencil_line_is_drawn_in_its_colour(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_tool("edge_pencil")
    canvas.set_options(edge_width_px=5)
    drag(qtbot, canvas, (100, 100), (100, 200))
    assert tuple(shown(canvas)[200, 300]) == canvas.canvas_style.user_colour
    assert len(canvas.document.strokes) == 1


def test_known_edges_appear_in_black(canvas: Canvas) -> None:
    image = np.full((200, 300, 3), 40, np.uint8)
    image[:, 150:] = 220
    canvas.set_document(Document(image))
    canvas.set_canvas_style(
        replace(canvas.canvas_style, edges=frozenset({EdgeLayer.KNOWN}), edge_sigma=1.0)
    )
    row = shown(canvas)[200, 290:310]
    assert (row == 0).all(axis=1).any()


def test_a_pen_presses_erases_and_sends_no_mouse_events(canvas: Canvas) -> None:
    canvas.set_options(brush_size_px=40)
    kinds = QPointingDevice.PointerType
    none = Qt.KeyboardModifier.NoModifier

    def pen(
        kind: QEvent.Type, at: QPoint, pressure: float, end: QPointingDevice.PointerType
    ) -> bool:
        device = QPointingDevice(
            "pen", 1, QInputDevice.DeviceType.Stylus, end, QInputDevice.Capability.Pressure, 1, 1
        )
        held = LEFT if kind is not QEvent.Type.TabletRelease else Qt.MouseButton.NoButton
        event = QTabletEvent(
            kind, device, QPointF(at), QPointF(at), pressure, 0, 0, 0, 0, 0, none, LEFT, held
        )
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()

    at = place(canvas, 100, 150)
    assert pen(QEvent.Type.TabletPress, at, 0.5, kinds.Pen)
    assert pen(QEvent.Type.TabletMove, at, 0.5, kinds.Pen)
    assert pen(QEvent.Type.TabletRelease, at, 0.0, kinds.Pen)
    bounds = canvas.document.mask.bounds()
    assert 19 <= bounds.width <= 22
    pen(QEvent.Type.TabletPress, at, 1.0, kinds.Eraser)
    pen(QEvent.Type.TabletRelease, at, 0.0, kinds.Eraser)
    assert not canvas.document.mask_array().any()
    assert [edit.kind for edit in canvas.document.history.edits] == [
        "brush",
        "eraser",
    ]


def test_escape_gives_up_a_stroke(canvas: Canvas, qtbot: QtBot) -> None:
    qtbot.mousePress(canvas, LEFT, pos=place(canvas, 100, 100))
    qtbot.mouseMove(canvas, place(canvas, 100, 150))
    assert canvas.document.mask_array().any()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas, LEFT, pos=place(canvas, 100, 150))
    assert not canvas.document.mask_array().any()
    assert canvas.document.revision == 0


def test_polygon_by_mouse(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_tool("polygon")
    for corner in ((50, 50), (50, 200), (150, 200)):
        qtbot.mouseClick(canvas, LEFT, pos=place(canvas, *corner))
    qtbot.mouseDClick(canvas, LEFT, pos=place(canvas, 150, 200))
    assert canvas.document.mask_array()[70, 180]
    assert not canvas.tool.is_busy


def test_the_window_hears_of_the_pointer(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.document.paint(Rectangle(Point(0, 0), Point(5, 5)), "rectangle")
    with qtbot.waitSignal(canvas.pointer_moved) as moved:
        qtbot.mouseMove(canvas, place(canvas, 3.5, 4.5))
    colour = tuple(float(part) for part in picture()[3, 4])
    assert moved.args == [PixelReading(3, 4, colour, True)]
    canvas.set_tool("probe")
    with qtbot.waitSignal(canvas.colour_probed) as probed:
        qtbot.mouseClick(canvas, LEFT, pos=place(canvas, 3.5, 4.5))
    assert probed.args == moved.args
    canvas.set_tool("spot_heal")
    canvas.set_options(brush_size_px=10)
    with qtbot.waitSignal(canvas.heal_requested) as healed:
        qtbot.mouseClick(canvas, LEFT, pos=place(canvas, 100, 100))
    assert healed.args[0].contains(Box(97, 97, 103, 103))


def test_a_large_photo_becomes_sharp(qtbot: QtBot) -> None:
    image = np.zeros((3000, 5000, 3), np.uint8)
    image[::2] = 200  # averages to an even grey, which subsampling would miss
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 300)
    canvas.show()
    canvas.set_document(Document(image))
    pixels = shown(canvas)
    middle = pixels[100:200, 100:400]
    assert np.abs(middle.astype(int) - 100).max() <= 2


def test_no_document_is_plain_grey_and_takes_events(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(200, 100)
    canvas.show()
    qtbot.mouseClick(canvas, LEFT, pos=QPoint(50, 50))
    qtbot.mouseMove(canvas, QPoint(60, 50))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    wheel(canvas, 1, QPoint(5, 5), CONTROL)
    assert (shown(canvas) == 112).all()
    canvas.set_document(Document(picture()))
    canvas.set_document(None)
    assert not canvas.has_document
    assert (shown(canvas) == 112).all()


def test_a_closed_document_is_let_go(canvas: Canvas) -> None:
    old = canvas.document
    canvas.set_document(Document(picture()))
    assert old._listeners == []
    view = canvas.view
    old.paint(Rectangle(Point(0, 0), Point(50, 50)), "rectangle")
    assert canvas.view == view
    assert np.array_equal(shown(canvas)[100:300, 150:450], picture())


def test_fractional_pixel_ratio(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(Canvas, "devicePixelRatioF", lambda self: 1.5)
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    canvas.set_document(Document(picture(900, 1200)))
    QApplication.processEvents()
    assert (canvas.view.width, canvas.view.height) == (600, 450)
    canvas.set_options(brush_size_px=20)
    drag(qtbot, canvas, (450, 600), (450, 800))
    bounds = canvas.document.mask.bounds()
    assert bounds.contains(Box(449, 605, 451, 795))
    assert bounds.height <= 24
