"""Tools without a window: what pointer events make of the document."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import pytest

from inpaint_studio.app.canvas.snapping import nearest_end
from inpaint_studio.app.canvas.tools.base import (
    Modifier,
    Pointer,
    Tool,
    ToolKey,
    ToolOptions,
    ToolPreview,
)
from inpaint_studio.app.canvas.tools.table import OPTIONS, TOOLS, ToolGroup, ToolRow, make_tools
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.mask_edits import MaskChange, change_mask
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.document.strokes import StrokeKind
from inpaint_studio.geometry import Box
from inpaint_studio.paths import resources_dir
from inpaint_studio.settings.table import setting


class Host:
    """Records what tools ask for."""

    def __init__(self) -> None:
        self.document = Document(np.zeros((300, 400, 3), np.uint8))
        self.options = ToolOptions(brush_size_px=20)
        self.preview: ToolPreview | None = None
        self.calls: list[tuple[object, ...]] = []

    @property
    def visible_box(self) -> Box:
        return self.document.size.box

    def show_preview(self, preview: ToolPreview | None) -> None:
        self.preview = preview

    def pan(self, right_px: float, down_px: float) -> None:
        self.calls.append(("pan", right_px, down_px))

    def zoom_by(self, steps: float, view_x: float, view_y: float) -> None:
        self.calls.append(("zoom_by", steps))

    def zoom_to(self, box: Box) -> None:
        self.calls.append(("zoom_to", box))

    def heal(self, box: Box) -> None:
        self.calls.append(("heal", box))

    def change_mask(self, change: MaskChange) -> None:
        change_mask(self.document, change)

    def probe(self, at: Point) -> None:
        self.calls.append(("probe", at))

    def line_end(self, at: Point, reach_px: float) -> Point | None:
        return nearest_end(self.document, at, reach_px, sigma=2.0)

    def drag(self, tool: str, *way: tuple[float, float], **extra: object) -> None:
        hand = self.tools[tool]
        pointers = [Pointer(Point(y, x), x, y, **extra) for y, x in way]  # type: ignore[arg-type]
        hand.press(pointers[0])
        for pointer in pointers[1:]:
            hand.move(pointer)
        hand.release(pointers[-1])

    def click(self, tool: str, *places: tuple[float, float], **extra: object) -> None:
        for place in places:
            self.drag(tool, place, **extra)

    @property
    def kinds(self) -> list[EditKind]:
        return [edit.kind for edit in self.document.history.edits]


@pytest.fixture
def host() -> Host:
    host = Host()
    host.tools = make_tools(host)  # type: ignore[attr-defined]
    return host


SHIFT = Modifier.SHIFT


def test_brush_and_eraser(host: Host) -> None:
    host.drag("brush", (50, 50), (50, 200), (100, 200))
    mask = host.document.mask_array()
    assert mask[50, 120]
    assert mask[80, 200]
    assert not mask[65, 120]
    host.drag("eraser", (50, 50), (50, 200))
    host.drag("brush", (60, 200), (100, 200), erases=True)
    assert not host.document.mask_array()[55:95, 200].any()
    assert host.kinds == ["brush", "eraser", "eraser"]


def test_shift_draws_a_straight_line_from_the_last_end(host: Host) -> None:
    host.click("brush", (50, 50))
    host.tools["brush"].hover(Pointer(Point(200, 300), modifiers=SHIFT))
    assert host.preview == ToolPreview(lines=((Point(50, 50), Point(200, 300)),))
    host.click("brush", (200, 300), modifiers=SHIFT)
    assert host.document.mask_array()[125, 175]
    assert host.kinds == ["brush", EditKind.MASK_LINE]


def test_pressure_narrows_the_brush(host: Host) -> None:
    host.click("brush", (50, 50), pressure=0.5)
    light = host.document.mask_array().sum()
    assert light == pytest.approx(math.pi * 25, rel=0.1)
    host.options.pressure_sets_size = False
    host.click("brush", (150, 150), pressure=0.5)
    assert host.document.mask_array().sum() - light == pytest.approx(math.pi * 100, rel=0.05)


def test_spot_heal_paints_and_asks(host: Host) -> None:
    host.click("spot_heal", (100, 100))
    assert host.kinds == [EditKind.SPOT_HEAL]
    assert host.calls == [("heal", Box(90, 90, 110, 110))]
    host.click("spot_heal", (100, 100), erases=True)
    assert len(host.calls) == 1


def test_what_is_painted_is_filled_at_once_if_wanted(host: Host) -> None:
    host.click("brush", (50, 50))
    host.drag("rectangle", (10, 10), (30, 40))
    assert host.calls == []
    host.options.fills_at_once = True
    host.click("brush", (100, 100))
    host.drag("rectangle", (150, 150), (170, 180))
    host.drag("lasso", (200, 200), (200, 240), (240, 240))
    asked = [
        ("heal", Box(90, 90, 110, 110)),
        ("heal", Box(150, 150, 170, 180)),
        ("heal", Box(199, 199, 241, 241)),
    ]
    assert host.calls == asked
    host.click("brush", (100, 100), erases=True)
    host.click("eraser", (50, 50))
    host.drag("rectangle", (150, 150), (170, 180), erases=True)
    assert host.calls == asked


@pytest.mark.parametrize(
    ("tool", "kind", "area"),
    [
        ("rectangle", "rectangle", 100 * 200),
        ("ellipse", "ellipse", math.pi * 50 * 100),
    ],
)
def test_shapes_between_two_corners(host: Host, tool: str, kind: str, area: float) -> None:
    host.drag(tool, (50, 50), (90, 90), (150, 250))
    assert host.kinds == [kind]
    assert host.document.mask_array().sum() == pytest.approx(area, rel=0.01)
    assert host.preview is None
    host.document.undo()
    host.drag(tool, (50, 50), (150, 250), modifiers=SHIFT)
    box = host.document.mask.bounds()
    assert box.height == box.width == 200
    host.document.undo()
    host.drag(tool, (150, 200), (160, 230), modifiers=Modifier.ALT)
    assert host.document.mask.bounds() == Box(140, 170, 160, 230)
    host.options.subtract = True
    host.drag(tool, (100, 100), (200, 300))
    assert not host.document.mask_array().any()


def test_lasso(host: Host) -> None:
    host.drag("lasso", (50, 50), (50, 150), (150, 150), (150, 50))
    assert host.kinds == ["lasso"]
    assert host.document.mask_array()[51:149, 51:149].all()
    host.click("lasso", (10, 10))
    assert len(host.kinds) == 1


CORNERS = ((50, 50), (50, 150), (150, 150))


def test_polygon_by_double_click_enter_and_first_corner(host: Host) -> None:
    tool = host.tools["polygon"]
    host.click("polygon", *CORNERS)
    assert host.preview is not None
    assert host.preview.handles == tuple(Point(*corner) for corner in CORNERS)
    tool.double_click(Pointer(Point(*CORNERS[-1])))
    host.click("polygon", *CORNERS[::-1], (10, 10))
    assert tool.key(ToolKey.STEP_BACK)
    assert tool.key(ToolKey.FINISH)
    # The same triangle again changes nothing, so that there is one edit still.
    assert host.kinds == ["polygon"]
    host.document.undo()
    host.click("polygon", *CORNERS, (53, 52))
    assert host.kinds == ["polygon"]
    assert not tool.is_busy
    assert not tool.key(ToolKey.FINISH)


def test_polygon_can_be_given_up(host: Host) -> None:
    tool = host.tools["polygon"]
    host.click("polygon", *CORNERS)
    assert tool.is_busy
    assert tool.key(ToolKey.CANCEL)
    assert not tool.is_busy
    host.click("polygon", (10, 10))
    tool.key(ToolKey.STEP_BACK)
    assert not tool.is_busy
    assert host.preview is None
    assert host.kinds == []


def test_wand(host: Host) -> None:
    host.click("wand", (5, 5))
    assert host.document.hole_share() == 1.0
    host.click("wand", (5, 5), erases=True)
    assert host.document.hole_share() == 0.0


def thing_photo() -> tuple[Document, np.ndarray, np.ndarray]:
    """A document with a red and a blue disc on grey grain, and their masks."""
    random = np.random.default_rng(3)
    photo = np.clip(random.normal(120, 12, (300, 400, 1)), 0, 255).repeat(3, axis=2)
    rows, columns = np.mgrid[:300, :400]
    red = np.hypot(rows - 120, columns - 120) < 40
    blue = np.hypot(rows - 150, columns - 205) < 35
    photo[red], photo[blue] = (190, 60, 50), (50, 70, 180)
    return Document(photo.astype(np.uint8)), red, blue


def test_object_is_clicked_refined_and_undone(host: Host) -> None:
    host.document, red, blue = thing_photo()
    document = host.document
    host.options.takes_shadow = False
    host.click("brush", (280, 20))
    painted = document.mask_array()
    host.click("object", (120, 120))
    assert host.kinds == ["brush", "object"]
    once = document.mask_array()
    assert _iou(once & ~painted, red) > 0.95
    assert (once | painted).sum() == once.sum()
    host.click("object", (150, 205))
    twice = document.mask_array()
    assert _iou(twice & ~painted, red | blue) > 0.93
    host.click("object", (150, 210), modifiers=Modifier.CONTROL)
    assert host.kinds == ["brush", "object", "object", "object"]
    assert not document.mask_array()[150, 210]
    assert document.mask_array()[280, 20]
    document.undo()
    assert np.array_equal(document.mask_array(), twice)
    document.undo()
    assert np.array_equal(document.mask_array(), once)
    host.click("object", (150, 200))  # goes on from what is shown
    assert _iou(document.mask_array() & ~painted, red | blue) > 0.93
    assert host.kinds == ["brush", "object", "object"]


def test_object_needs_a_thing_before_it_is_told_what_is_not_of_it(host: Host) -> None:
    host.document, _, _ = thing_photo()
    host.click("object", (120, 120), erases=True)
    assert host.kinds == []
    host.click("object", (-40, -40))
    assert host.kinds == []


def test_object_leaves_alone_what_was_painted_over_it_since(host: Host) -> None:
    host.document, _, _ = thing_photo()
    host.options.takes_shadow = False
    host.click("object", (120, 120))
    host.drag("eraser", (120, 100), (120, 140))
    rubbed = host.document.mask_array()
    host.click("object", (120, 150), erases=True)
    assert np.array_equal(host.document.mask_array(), rubbed)


def _iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def test_edge_pencil_and_eraser(host: Host) -> None:
    host.drag("edge_pencil", (10, 10), (10.1, 10.1), (60, 60))
    host.drag("edge_eraser", (30, 20), (30, 50))
    host.drag("edge_pencil", (40, 20), (40, 50), erases=True)
    host.click("edge_pencil", (90, 90), modifiers=SHIFT)
    drawn, rubbed, end, straight = host.document.strokes
    assert drawn.points == (Point(10, 10), Point(60, 60))
    assert (drawn.kind, drawn.width_px) == (StrokeKind.DRAW, 1.0)
    assert (rubbed.kind, rubbed.width_px) == (StrokeKind.ERASE, 16.0)
    assert end.kind is StrokeKind.ERASE
    assert straight.points == (Point(40, 50), Point(90, 90))
    assert host.kinds[:2] == ["edge_pencil", "edge_eraser"]
    assert not host.document.mask_array().any()


def test_edge_line_snaps_with_shift(host: Host) -> None:
    host.drag("edge_line", (50, 50), (52, 150), modifiers=SHIFT)
    (line,) = host.document.strokes
    assert line.points[1].y == pytest.approx(50)
    host.drag("edge_line", (50, 50), (50, 50))
    assert len(host.document.strokes) == 1


def test_edge_curve_passes_its_clicks(host: Host) -> None:
    tool = host.tools["edge_curve"]
    host.click("edge_curve", *CORNERS, (5, 5))
    tool.key(ToolKey.STEP_BACK)
    tool.hover(Pointer(Point(200, 200)))
    assert host.preview is not None
    assert host.preview.stroke is not None
    tool.double_click(Pointer(Point(*CORNERS[-1])))
    (curve,) = host.document.strokes
    for corner in CORNERS:
        assert Point(*map(float, corner)) in curve.points
    assert host.kinds == ["edge_curve"]
    host.click("edge_curve", (1, 1))
    tool.key(ToolKey.FINISH)
    assert len(host.document.strokes) == 1


def test_navigation_changes_nothing(host: Host) -> None:
    host.drag("hand", (10, 10), (30, 40))
    host.click("zoom", (10, 10))
    host.click("zoom", (10, 10), erases=True)
    host.drag("zoom", (10, 10), (60, 110))
    host.drag("probe", (3, 4))
    assert host.calls == [
        ("pan", 30, 20),
        ("zoom_by", 3),
        ("zoom_by", -3),
        ("zoom_to", Box(10, 10, 60, 110)),
        ("probe", Point(3, 4)),
    ]
    assert host.document.revision == 0


def test_handles_of_a_line_are_dragged_and_taken_out(host: Host) -> None:
    host.drag("edge_line", (50, 50), (50, 150))
    host.drag("edge_line", (52, 148), (80, 160))
    (line,) = host.document.strokes
    assert line.points == (Point(50, 50), Point(80, 160))
    assert host.preview is not None
    assert host.preview.handles == line.controls
    host.document.undo()
    assert host.document.strokes[0].points == (Point(50, 50), Point(50, 150))
    host.document.redo()
    host.drag("edge_curve", (80, 160), (20, 20))  # curves take hold of lines too
    assert host.document.strokes[0].points[1] == Point(20, 20)
    host.click("edge_line", (50, 50), erases=True)
    assert not host.document.strokes
    host.document.undo()
    assert len(host.document.strokes) == 1


def test_handles_of_a_curve_are_dragged_and_taken_out(host: Host) -> None:
    host.click("edge_curve", (10, 10), (50, 60), (10, 110))
    host.tools["edge_curve"].key(ToolKey.FINISH)
    host.drag("edge_curve", (51, 59), (90, 60))
    (curve,) = host.document.strokes
    assert curve.controls == (Point(10, 10), Point(90, 60), Point(10, 110))
    assert Point(90, 60) in curve.points
    host.click("edge_curve", (90, 60), erases=True)
    assert host.document.strokes[0].points == (Point(10, 10), Point(10, 110))
    host.drag("edge_curve", (10, 10), (30, 30))
    host.tools["edge_curve"].press(Pointer(Point(30, 30)))
    assert host.tools["edge_curve"].key(ToolKey.CANCEL)  # Esc lets go
    assert not host.tools["edge_curve"].is_busy
    assert host.document.strokes[0].controls[0] == Point(30, 30)


@pytest.fixture
def horizon(host: Host) -> Host:
    """Dark below row 150, and a hole across that line."""
    image = np.full((300, 400, 3), 200, np.uint8)
    image[150:] = 60
    host.document = Document(image)
    host.document.paint(Rectangle(Point(120, 170), Point(180, 230)), "rectangle")
    return host


@pytest.mark.parametrize("tool", ["edge_line", "edge_pencil"])
def test_a_drawn_line_meets_the_edges_of_the_photo(horizon: Host, tool: str) -> None:
    horizon.drag(tool, (155, 166), (154, 200), (144, 236))
    points = horizon.document.strokes[0].points
    for point, column in ((points[0], 168), (points[-1], 232)):
        assert abs(point.y - 150) <= 1
        assert abs(point.x - column) <= 2
    horizon.document.undo()
    horizon.drag(tool, (155, 166), (144, 236), modifiers=Modifier.CONTROL)
    assert horizon.document.strokes[0].points[0] == Point(155, 166)
    assert horizon.document.strokes[0].points[-1] == Point(144, 236)
    horizon.document.undo()
    horizon.options.edge_snap = False
    horizon.drag(tool, (155, 166), (144, 236))
    assert horizon.document.strokes[0].points[-1] == Point(144, 236)


def test_the_place_where_a_line_would_begin_is_shown(horizon: Host) -> None:
    line = horizon.tools["edge_line"]
    line.hover(Pointer(Point(20, 20)))
    assert horizon.preview is None
    line.hover(Pointer(Point(154, 165)))
    assert horizon.preview is not None
    ((y, x),) = horizon.preview.handles
    assert abs(y - 150) <= 1
    assert abs(x - 168) <= 2


@pytest.mark.parametrize("reach_px", [12.0, 60.0])
def test_an_end_is_found_at_every_scale(reach_px: float) -> None:
    image = np.full((800, 900, 3), 200, np.uint8)
    image[400:] = 60
    document = Document(image)
    assert nearest_end(document, Point(400, 300), reach_px, 2.0) is None
    document.paint(Rectangle(Point(300, 400), Point(500, 600)), "rectangle")
    end = nearest_end(document, Point(400 + reach_px / 2, 390), reach_px, 2.0)
    assert end is not None
    assert abs(end.y - 400) <= reach_px / 12
    assert abs(end.x - 398) <= reach_px / 6
    assert nearest_end(document, Point(480, 390), min(reach_px, 40), 2.0) is None
    assert nearest_end(document, Point(-900, 390), reach_px, 2.0) is None


@pytest.mark.parametrize("entry", TOOLS, ids=lambda entry: entry.identity)
def test_every_tool_can_be_given_up_at_any_time(host: Host, entry: ToolRow) -> None:
    tool = host.tools[entry.identity]
    assert tool.identity == entry.identity
    tool.cancel()
    tool.move(Pointer(Point(5, 5)))
    tool.release(Pointer(Point(5, 5)))
    tool.press(Pointer(Point(5, 5)))
    tool.move(Pointer(Point(50, 60)))
    tool.cancel()
    assert not tool.is_busy
    assert host.preview is None
    if entry.identity != "wand":
        assert host.document.revision == 0
        assert not host.document.mask_array().any()


def test_the_table_names_every_tool_once() -> None:
    every = [each for each in _leaves(Tool) if hasattr(each, "identity")]
    assert {row.make for row in TOOLS} == set(every)
    for facts in (
        [row.identity for row in TOOLS],
        [row.key for row in TOOLS],
        [row.text for row in TOOLS],
    ):
        assert all(facts)
        assert len(set(facts)) == len(TOOLS)
    assert [row.group for row in TOOLS] == sorted(
        (row.group for row in TOOLS), key=list(ToolGroup).index
    )
    for row in TOOLS:
        assert set(row.options) <= {option.name for option in OPTIONS}
        assert (resources_dir() / "icons" / f"{row.icon}.svg").is_file()
        # Who only moves about makes no edits.
        assert bool(row.edit) == (row.group is not ToolGroup.NAVIGATE)


def test_the_table_names_every_option_once_as_it_is_remembered() -> None:
    assert sorted(option.name for option in OPTIONS) == sorted(
        each.name for each in fields(ToolOptions)
    )
    assert {name for row in TOOLS for name in row.options} == {each.name for each in OPTIONS}
    for option in OPTIONS:
        value = getattr(ToolOptions(), option.name)
        assert (option.slide is None) == isinstance(value, bool)
        if option.setting:
            assert setting(option.setting).default == value
            assert type(setting(option.setting).default) is type(value)


def _leaves(kind: type[Tool]) -> Iterator[type[Tool]]:
    """Every class of tools below `kind`."""
    for each in kind.__subclasses__():
        yield each
        yield from _leaves(each)
