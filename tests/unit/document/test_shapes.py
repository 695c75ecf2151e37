"""Shapes cover the pixels whose centres lie inside, the same whole or box by box."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inpaint_studio.document.shapes import (
    Capsule,
    Ellipse,
    Point,
    Polygon,
    Rectangle,
    Shape,
    dab,
    effective_radius,
)
from inpaint_studio.geometry import Box

places = st.builds(Point, st.floats(-20, 90), st.floats(-20, 90))
radii = st.floats(0.5, 30)
FRAME = Box(-60, -60, 130, 130)


def centres(box: Box) -> tuple[np.ndarray, np.ndarray]:
    return np.mgrid[box.top : box.bottom, box.left : box.right] + 0.5


@settings(max_examples=50, deadline=None)
@given(places, places, radii, radii)
def test_a_capsule_is_the_hull_of_its_discs(a: Point, b: Point, ra: float, rb: float) -> None:
    covered = Capsule(a, b, ra, rb).cover(Capsule(a, b, ra, rb).bounds)
    y, x = centres(Capsule(a, b, ra, rb).bounds)
    # A pixel lies in the hull when some disc between the ends holds it.
    depth = np.full(y.shape, -np.inf)
    for t in np.linspace(0, 1, 400):
        cy, cx, r = a.y + t * (b.y - a.y), a.x + t * (b.x - a.x), ra + t * (rb - ra)
        np.maximum(depth, r - np.hypot(y - cy, x - cx), out=depth)
    assert covered[depth > 1e-6].all()
    assert not covered[depth < -0.05].any()


@settings(max_examples=30, deadline=None)
@given(
    st.one_of(
        st.builds(Capsule, places, places, radii, radii),
        st.builds(Ellipse, places, places),
        st.builds(Rectangle, places, places),
        st.builds(Polygon, st.lists(places, min_size=3, max_size=7).map(tuple)),
    ),
    st.integers(-60, 100),
    st.integers(-60, 100),
)
@example(Polygon((Point(0.0, 0.0), Point(0.0, 0.0), Point(1.0, 1.0))), 0, 1)
@example(Polygon((Point(11.0, 33.0), Point(11.0, 33.0), Point(17.0, 20.0))), 11, 31)
def test_boxes_add_up_to_the_whole(shape: Shape, row: int, column: int) -> None:
    whole = shape.cover(FRAME)
    part = Box(row, column, row + 30, column + 30)
    assert np.array_equal(shape.cover(part), whole[part.moved(60, 60).slices])
    outside = whole.copy()
    outside[shape.bounds.intersection(FRAME).moved(60, 60).slices] = False
    assert not outside.any()


def test_a_rectangle_is_exact() -> None:
    covered = Rectangle(Point(2.0, 3.0), Point(5.0, 9.0)).cover(Box(0, 0, 10, 12))
    assert covered[2:5, 3:9].all()
    assert covered.sum() == 3 * 6


def test_an_ellipse_has_its_area() -> None:
    covered = Ellipse(Point(5, 5), Point(105, 65)).cover(Box(0, 0, 110, 70))
    assert covered.sum() == pytest.approx(math.pi * 50 * 30, rel=0.01)


def test_flat_shapes_cover_nothing() -> None:
    assert not Ellipse(Point(5, 5), Point(5, 50)).cover(Box(0, 0, 60, 60)).any()
    assert not Rectangle(Point(5, 5), Point(5, 50)).cover(Box(0, 0, 60, 60)).any()
    assert not Polygon((Point(1, 1),)).cover(Box(0, 0, 9, 9)).any()
    assert not Polygon(()).cover(Box(0, 0, 9, 9)).any()


@pytest.mark.parametrize(("y", "x"), [(4.0, 7.0), (4.5, 7.5), (4.99, 7.01)])
def test_the_thinnest_brush_covers_one_pixel(y: float, x: float) -> None:
    shape = dab(Point(y, x), Point(y, x), 0.5, 0.5)
    covered = shape.cover(Box(0, 0, 12, 12))
    assert covered.sum() == 1
    assert covered[4, 7]


def test_a_crossing_polygon_holds_all_its_loops() -> None:
    # A pentagram: even-odd filling would leave its middle out.
    tips = [
        Point(50 - 40 * math.cos(4 * math.pi * i / 5), 50 + 40 * math.sin(4 * math.pi * i / 5))
        for i in range(5)
    ]
    shape = Polygon(tuple(tips))
    covered = shape.cover(Box(0, 0, 100, 100))
    assert covered[50, 50]
    assert not covered[2, 2]


def test_a_plain_polygon_is_filled() -> None:
    square = Polygon((Point(10, 10), Point(10, 30), Point(30, 30), Point(30, 10)))
    covered = square.cover(Box(0, 0, 40, 40))
    assert covered[11:29, 11:29].all()
    assert not covered[:9].any()
    assert not covered[32:].any()


def test_a_soft_brush_covers_less() -> None:
    assert effective_radius(40, 1.0) == 20
    assert effective_radius(40, 0.0) == 10
    assert effective_radius(40, 5.0) == 20
