"""Whole-mask edits equal the plain functions on whole arrays; the wand finds what is alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.mask_edits import (
    CLEARING,
    FILLING,
    INVERTING,
    change_mask,
    growing,
    importing,
    picking,
    shrinking,
)
from inpaint_studio.document.shapes import Capsule, Ellipse, Point
from inpaint_studio.document.tiles import TileView
from inpaint_studio.document.wand import similar_region
from inpaint_studio.errors import SizeMismatchError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging import mask as operations

HEIGHT, WIDTH = 290, 310


def document_with(*discs: tuple[float, float, float]) -> Document:
    document = Document(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    for y, x, radius in discs:
        document.paint(Capsule(Point(y, x), Point(y, x), radius, radius), "brush")
    return document


discs = st.lists(
    st.tuples(st.floats(0, HEIGHT), st.floats(0, WIDTH), st.floats(1, 40)), min_size=1, max_size=4
)


@settings(max_examples=15, deadline=None)
@given(discs, st.integers(1, 30))
def test_grow_and_shrink_equal_the_plain_functions(
    spots: list[tuple[float, float, float]], by_px: int
) -> None:
    document = document_with(*spots)
    before = document.mask_array()
    change_mask(document, growing(by_px))
    assert np.array_equal(document.mask_array(), operations.grow(before, by_px))
    while document.mask_array().sum() != before.sum():
        document.undo()
    change_mask(document, shrinking(by_px))
    assert np.array_equal(document.mask_array(), operations.shrink(before, by_px))


def test_fill_enclosed() -> None:
    document = document_with()
    document.paint(Ellipse(Point(20, 20), Point(200, 220)), "ellipse")
    document.paint(Ellipse(Point(60, 60), Point(160, 180)), "ellipse", hole=False)
    before = document.mask_array()
    assert change_mask(document, FILLING) is not None
    assert np.array_equal(document.mask_array(), operations.fill_enclosed(before))
    assert document.mask_array()[110, 120]


def test_invert_twice_is_nothing_and_clear_is_empty() -> None:
    document = document_with((100, 100, 30))
    before = document.mask_array()
    change_mask(document, INVERTING)
    assert np.array_equal(document.mask_array(), ~before)
    change_mask(document, INVERTING)
    assert np.array_equal(document.mask_array(), before)
    change_mask(document, CLEARING)
    assert not document.mask_array().any()


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: change_mask(document, CLEARING),
        lambda document: change_mask(document, FILLING),
        lambda document: change_mask(document, growing(5)),
        lambda document: change_mask(document, shrinking(5)),
    ],
)
def test_an_empty_mask_makes_no_edit(edit: Callable[[Document], object]) -> None:
    document = document_with()
    assert edit(document) is None
    assert document.revision == 0


def test_import_replaces_or_adds() -> None:
    document = document_with((50, 50, 10))
    mask = np.zeros((HEIGHT, WIDTH), np.bool_)
    mask[200:220, 200:220] = True
    kept = mask.copy()
    change_mask(document, importing(mask, add=True))
    assert document.mask_array()[50, 50]
    change_mask(document, importing(mask))
    assert np.array_equal(document.mask_array(), kept)
    assert np.array_equal(mask, kept)
    with pytest.raises(SizeMismatchError):
        change_mask(document, importing(mask[:-1]))


def scene(dtype: type) -> np.ndarray:
    image = np.zeros((900, 700, 3), np.uint8)
    image[100:500, 100:300] = (200, 20, 20)
    image[600:800, 100:300] = (205, 25, 15)
    if dtype is np.uint16:
        return image.astype(np.uint16) * 257
    return image if dtype is np.uint8 else image.astype(np.float32) / 255


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_the_wand_takes_one_area_or_all(dtype: type) -> None:
    view = TileView(Size(900, 700), scene(dtype))
    at = Point(300.2, 200.7)
    box, region = similar_region(view, at, tolerance=10, contiguous=True)
    assert box == Box(100, 100, 500, 300)
    assert region.all()
    box, region = similar_region(view, at, tolerance=10, contiguous=False)
    assert box == Box(100, 100, 800, 300)
    assert region.sum() == 400 * 200 + 200 * 200
    box, region = similar_region(view, at, tolerance=2, contiguous=False)
    assert box == Box(100, 100, 500, 300)


def test_the_wand_follows_a_region_beyond_its_first_window() -> None:
    image = np.zeros((1400, 1400, 3), np.uint8)
    image[:, 5:8] = 255
    image[1390:1393, 5:1395] = 255
    box, region = similar_region(
        TileView(Size(1400, 1400), image), Point(1, 6), tolerance=0, contiguous=True
    )
    assert box == Box(0, 5, 1400, 1395)
    assert region.sum() == (image[..., 0] == 255).sum()


def test_the_wand_outside_the_photo_does_nothing() -> None:
    document = document_with()
    assert change_mask(document, picking(Point(-1, 5), tolerance=5)) is None
    assert change_mask(document, picking(Point(5, WIDTH), tolerance=5)) is None


def test_the_wand_adds_and_takes_away() -> None:
    document = Document(scene(np.uint8))
    edit = change_mask(document, picking(Point(300, 200), tolerance=10))
    assert edit is not None
    assert edit.kind is EditKind.WAND
    assert document.mask_array().sum() == 400 * 200
    change_mask(document, picking(Point(300, 200), tolerance=10, hole=False))
    assert not document.mask_array().any()
