"""The view's geometry: there and back, the place under the cursor, whole device pixels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.app.canvas.view import MAX_SCALE, MIN_SCALE, ViewTransform, zoom_step
from inpaint_studio.document.shapes import Point
from inpaint_studio.geometry import Box, Size

views = st.builds(
    ViewTransform,
    image=st.just(Size(3000, 5000)),
    width=st.integers(1, 1700),
    height=st.integers(1, 1100),
    scale=st.floats(MIN_SCALE, MAX_SCALE),
    offset_x=st.integers(-9000, 9000),
    offset_y=st.integers(-9000, 9000),
    turns=st.integers(0, 3),
)
places = st.tuples(st.floats(0, 1700), st.floats(0, 1100))


@settings(max_examples=50, deadline=None)
@given(views, places)
def test_there_and_back(view: ViewTransform, place: tuple[float, float]) -> None:
    assert view.to_view(view.to_image(*place)) == pytest.approx(place, abs=1e-6)


@settings(max_examples=50, deadline=None)
@given(views, places, st.floats(MIN_SCALE, MAX_SCALE))
def test_zooming_keeps_the_place_under_the_cursor(
    view: ViewTransform, place: tuple[float, float], scale: float
) -> None:
    zoomed = view.zoomed(scale, *place)
    assert zoomed.scale == scale
    assert zoomed.to_view(view.to_image(*place)) == pytest.approx(place, abs=0.5001)


@settings(max_examples=50, deadline=None)
@given(views, st.integers(-50, 50), st.integers(-50, 50))
def test_panning_moves_by_whole_device_pixels(view: ViewTransform, right: int, down: int) -> None:
    view = view.kept_in_sight()
    moved = view.panned(right, down)
    a, b = view.to_view(Point(0, 0)), moved.to_view(Point(0, 0))
    assert (b[0] - a[0], b[1] - a[1]) == (round(b[0] - a[0]), round(b[1] - a[1]))
    if moved == moved.kept_in_sight() and moved.panned(-right, -down) == view:
        assert (round(b[0] - a[0]), round(b[1] - a[1])) == (right, down)


@settings(max_examples=50, deadline=None)
@given(views, st.integers(0, 2999), st.integers(0, 4999))
def test_what_a_box_shows_lies_in_its_rectangle(view: ViewTransform, row: int, column: int) -> None:
    box = Box(row, column, row + 1, column + 1)
    left, top, right, bottom = view.view_rect(box)
    x, y = view.to_view(Point(row + 0.5, column + 0.5))
    assert left <= x <= right
    assert top <= y <= bottom
    assert view.image_box((left, top, right, bottom)).contains(box)


def test_four_quarter_turns_are_none() -> None:
    view = ViewTransform(Size(300, 500), 640, 480, 0.7, -100, -90)
    assert view.turned(1).turned(1).turned(1).turned(1) == view
    assert view.turned(-1) == view.turned(3)
    x, y = view.turned(1).to_view(Point(0, 10))
    assert view.turned(1).to_view(Point(0, 20)) == pytest.approx((x, y + 7))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_fitting_shows_the_whole_photo(turns: int) -> None:
    view = ViewTransform(Size(3000, 5000), 801, 600, turns=turns).fitted()
    assert view.visible_box() == Size(3000, 5000).box
    for corner in (Point(0, 0), Point(3000, 5000)):
        x, y = view.to_view(corner)
        assert 0 <= x <= 801
        assert 0 <= y <= 600


def test_small_photos_fit_at_their_own_size() -> None:
    assert ViewTransform(Size(30, 50), 800, 600).fitted().scale == 1.0
    part = ViewTransform(Size(3000, 5000), 800, 600).fitted(Box(10, 10, 20, 20))
    assert part.scale == MAX_SCALE


def test_steps_stop_at_a_hundred_percent_and_at_the_limits() -> None:
    assert zoom_step(0.9, 1) == 1.0
    assert zoom_step(1.1, -3) == 1.0
    assert zoom_step(1.0, 3) == pytest.approx(2.0)
    assert zoom_step(MAX_SCALE, 5) == MAX_SCALE
    assert zoom_step(MIN_SCALE, -5) == MIN_SCALE


def test_levels_halve() -> None:
    view = ViewTransform(Size(9, 9), 9, 9)
    levels = {
        scale: ViewTransform(Size(9, 9), 9, 9, scale).level
        for scale in (8, 1, 0.6, 0.5, 0.26, 0.25, 0.02)
    }
    assert levels == {8: 0, 1: 0, 0.6: 0, 0.5: 1, 0.26: 1, 0.25: 2, 0.02: 5}
    assert view.kept_in_sight() == view
