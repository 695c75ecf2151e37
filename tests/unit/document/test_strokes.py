"""Edge strokes: crisp at every scale, later ones win, boxes agree with the whole."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.document.shapes import Point
from inpaint_studio.document.strokes import (
    EdgeStroke,
    StrokeKind,
    rasterise_strokes,
    smooth_curve,
)
from inpaint_studio.geometry import Box, Size

DRAW, ERASE = StrokeKind.DRAW, StrokeKind.ERASE
LINE = (Point(50.5, 10.5), Point(50.5, 89.5))


def test_a_thin_line_is_one_pixel_wide_at_every_scale() -> None:
    stroke = EdgeStroke(DRAW, (Point(400.0, 80.0), Point(400.0, 720.0)))
    for side in (800, 400, 100, 50):
        add, erase = rasterise_strokes([stroke], Box(0, 0, 800, 800), Size(side, side))
        assert add.shape == (side, side)
        assert (add.sum(axis=0) <= 1).all()
        assert add.sum() >= 0.78 * side
        assert not erase.any()


def test_later_strokes_win() -> None:
    drawn = EdgeStroke(DRAW, LINE, 3)
    rubbed = EdgeStroke(ERASE, (Point(30, 50), Point(70, 50)), 20)
    whole = Box(0, 0, 100, 100)
    add, erase = rasterise_strokes([drawn, rubbed], whole)
    assert not add[50, 50]
    assert erase[50, 50]
    assert add[50, 20]
    add, erase = rasterise_strokes([rubbed, drawn], whole)
    assert add[50, 50]
    assert not erase[50, 50]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.builds(
            EdgeStroke,
            st.sampled_from(StrokeKind),
            st.lists(
                st.builds(Point, st.floats(0, 99), st.floats(0, 99)), min_size=1, max_size=5
            ).map(tuple),
            st.sampled_from([1.0, 1.4]),
        ),
        max_size=4,
    )
)
def test_never_both_drawn_and_erased(strokes: list[EdgeStroke]) -> None:
    add, erase = rasterise_strokes(strokes, Box(0, 0, 100, 100))
    assert not (add & erase).any()
    bounds = np.zeros((100, 100), np.bool_)
    for stroke in strokes:
        bounds[stroke.bounds.clipped(Size(100, 100)).slices] = True
    assert not (add | erase)[~bounds].any()


def test_a_dot_is_a_pixel_and_nothing_is_nothing() -> None:
    add, _ = rasterise_strokes([EdgeStroke(DRAW, (Point(5.5, 6.5),))], Box(0, 0, 10, 10))
    assert add.sum() == 1
    assert add[5, 6]
    add, erase = rasterise_strokes([], Box(0, 0, 4, 5))
    assert add.shape == erase.shape == (4, 5)
    assert EdgeStroke(DRAW, ()).bounds.is_empty


def test_a_box_shows_its_part() -> None:
    strokes = [EdgeStroke(DRAW, LINE, 1)]
    whole, _ = rasterise_strokes(strokes, Box(0, 0, 100, 100))
    part, _ = rasterise_strokes(strokes, Box(40, 30, 60, 70))
    assert np.array_equal(part, whole[40:60, 30:70])


def test_a_curve_passes_its_points() -> None:
    controls = [Point(0, 0), Point(30, 40), Point(10, 80), Point(60, 90)]
    curve = np.array(smooth_curve(controls))
    for control in controls:
        assert np.hypot(*(curve - control).T).min() < 1e-9
    assert smooth_curve(controls[:2]) == tuple(controls[:2])
