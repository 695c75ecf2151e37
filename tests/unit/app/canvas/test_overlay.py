"""The mask's overlay: updated in part it equals one made anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.app.canvas.known_edges import KnownEdges
from inpaint_studio.app.canvas.overlay import (
    Colour,
    MaskOverlay,
    MaskView,
    coverage,
    premultiplied,
)
from inpaint_studio.app.canvas.pyramid import ImagePyramid, LevelTile, PhotoVariant
from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Capsule, Point, Rectangle
from inpaint_studio.document.tiles import TileStore
from inpaint_studio.geometry import Box, Size

HEIGHT, WIDTH = 700, 900


@pytest.mark.parametrize("level", [0, 1, 2, 4])
def test_coverage_is_the_mean_of_the_mask(level: int) -> None:
    mask = np.random.default_rng(0).random((768, 512)) < 0.3
    store = TileStore(Size(768, 512))
    store.write(Box(0, 0, 768, 512), mask)
    factor = 1 << level
    box = Box(-1, 3, 768 // factor, 20)
    found = coverage(store, level, box)
    mean = mask.reshape(768 // factor, factor, 512 // factor, factor).mean(axis=(1, 3)) * 255
    assert np.abs(found[1:].astype(float) - mean[:, 3:20]).max() <= 1
    assert not found[0].any()


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, HEIGHT), st.floats(0, WIDTH), st.floats(1, 200), st.booleans()),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 3),
    st.sampled_from(MaskView),
)
def test_partial_updates_equal_a_new_overlay(
    discs: list[tuple[float, float, float, bool]], level: int, view: MaskView
) -> None:
    document = Document(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    overlay = MaskOverlay(lambda: document.mask)
    overlay.set_style(view, Colour(10, 200, 30), 0.5)
    document.add_listener(lambda change: overlay.changed(change.box) and None)
    tiles = LevelTile.around(document.size.box, level)
    for y, x, radius, hole in discs:
        for tile in tiles:
            overlay.tile(tile)
        centre = Point(y, x)
        document.paint(Capsule(centre, centre, radius, radius), "brush", hole=hole)
    anew = MaskOverlay(lambda: document.mask)
    anew.set_style(view, Colour(10, 200, 30), 0.5)
    for tile in tiles:
        one, other = overlay.tile(tile), anew.tile(tile)
        one = np.zeros(1, np.uint32) if one is None else one
        other = np.zeros(1, np.uint32) if other is None else other
        assert np.array_equal(
            np.broadcast_to(one, other.shape) if one.size == 1 else one,
            other if other.size > 1 else np.broadcast_to(other, one.shape),
        )


def test_views_of_a_square() -> None:
    document = Document(np.zeros((300, 300, 3), np.uint8))
    document.paint(Rectangle(Point(50, 50), Point(100, 100)), "rectangle")
    tile = LevelTile(0, 0, 0)
    overlay = MaskOverlay(lambda: document.mask)
    overlay.set_style(MaskView.OVERLAY, Colour(255, 0, 0), 0.5)
    pixels = overlay.tile(tile)
    assert pixels is not None
    assert pixels[75, 75] == 0x80800000
    assert pixels[75, 50] >> 24 > 0x80
    assert pixels[75, 49] == 0
    overlay.set_style(MaskView.OUTLINE, Colour(255, 0, 0), 0.5)
    pixels = overlay.tile(tile)
    assert pixels is not None
    assert pixels[75, 75] == 0
    assert pixels[75, 50] >> 24 > 0x80
    overlay.set_style(MaskView.HIDDEN, Colour(255, 0, 0), 0.5)
    assert overlay.tile(tile) is None


def test_colours_are_premultiplied() -> None:
    table = premultiplied(Colour(255, 128, 0), 1.0)
    assert table[0] == 0
    assert table[255] == 0xFFFF8000
    assert table[128] >> 24 == 128


def test_known_edges_keep_out_of_the_hole_and_follow_changes() -> None:
    image = np.zeros((600, 600, 3), np.uint8)
    image[:, 300:] = 200
    document = Document(image)
    document.paint(Rectangle(Point(200, 200), Point(400, 400)), "rectangle")
    pyramid = ImagePyramid(lambda: document.original, lambda: document.shown)
    known = KnownEdges(pyramid, lambda: document.mask)
    tile = LevelTile(0, 0, 1)
    while (needed := known.missing(tile)) is not None:
        pyramid.build(PhotoVariant.SHOWN, needed)
    known.build(tile)
    pixels, fresh = known.find(tile)
    assert fresh
    assert pixels is not None
    columns = np.flatnonzero((pixels[20:180] == 0xFF000000).any(axis=0)) + 256
    assert set(columns) <= {298, 299, 300, 301}
    assert columns.size
    assert not pixels[205:256, : 400 - 256].any()
    known.changed(Box(100, 300, 110, 310))
    pixels, fresh = known.find(tile)
    assert pixels is not None
    assert not fresh
    known.set_style(3.0, Colour(1, 1, 1))
    assert known.find(tile)[0] is not None
