"""Changes worked out on a frozen document equal those made at once, and are refused when late."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.tiles import FULL_TILE, TileStore
from inpaint_studio.errors import SizeMismatchError
from inpaint_studio.geometry import Box, Size

SIZE = Size(530, 610)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    top, left = draw(st.integers(0, SIZE.height - 1)), draw(st.integers(0, SIZE.width - 1))
    bottom = draw(st.integers(top + 1, SIZE.height))
    right = draw(st.integers(left + 1, SIZE.width))
    return Box(top, left, bottom, right)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(boxes(), st.booleans()), min_size=1, max_size=4))
def test_tiles_with_parts_are_what_writing_them_gives(parts: list[tuple[Box, bool]]) -> None:
    store = TileStore(SIZE)
    store.write(Box(200, 200, 300, 400), np.ones((100, 200), np.bool_))
    before = store.to_array().copy()
    written = [(box, np.full(box.size, value)) for box, value in parts]
    tiles = store.tiles_with(written)
    assert np.array_equal(store.to_array(), before)
    wanted = before.copy()
    for box, values in written:
        wanted[box.slices] = values
    for key, tile in tiles.items():
        store.put(key, tile)
    assert np.array_equal(store.to_array(), wanted)
    for key in store.changed_keys:
        tile = store.tile(key)
        assert tile is not None
        assert tile.any()
        assert (tile is FULL_TILE) == bool(tile.all() and tile.shape == FULL_TILE.shape)


def test_pixels_in_several_parts_are_one_edit() -> None:
    image = np.random.default_rng(0).integers(0, 255, (*SIZE, 3), np.uint8)
    document = Document(image)
    parts = [
        (box, np.zeros((*box.size, 3), np.uint8)) for box in (Box(0, 0, 9, 9), Box(5, 5, 300, 20))
    ]
    edit = document.take_result(document.freeze().prepare_image(parts))
    assert edit is not None
    wanted = image.copy()
    for box, _ in parts:
        wanted[box.slices] = 0
    assert np.array_equal(document.image_array(), wanted)
    assert document.undo()
    assert document.image.is_base


def test_what_changed_meanwhile_is_not_written_over() -> None:
    document = Document(np.zeros((*SIZE, 3), np.uint8))
    frozen = document.freeze()
    box = Box(10, 10, 40, 40)
    late = frozen.prepare_mask(box, np.ones(box.size, np.bool_))
    pixels = frozen.prepare_image([(box, np.full((*box.size, 3), 9, np.uint8))])
    painted = document.freeze().prepare_mask(Box(30, 30, 50, 50), np.ones((20, 20), np.bool_))
    document.take_mask(painted, "brush")
    assert document.take_mask(late, EditKind.GROW) is None
    assert document.take_result(pixels) is None
    assert not document.show_preview(pixels)
    assert document.mask.count_nonzero() == 400
    assert document.image.is_base


def test_what_equals_the_document_is_no_edit() -> None:
    image = np.random.default_rng(1).integers(0, 255, (*SIZE, 3), np.uint8)
    document = Document(image)
    box = Box(0, 0, 300, 300)
    assert document.take_result(document.freeze().prepare_image([(box, image[box.slices])])) is None
    nothing = document.freeze().prepare_mask(box, np.zeros(box.size, np.bool_))
    assert document.take_mask(nothing, EditKind.CLEAR_MASK) is None
    assert not document.history.edits


def test_a_preview_that_equals_the_original_shows_the_original() -> None:
    image = np.random.default_rng(2).integers(0, 255, (*SIZE, 3), np.uint8)
    document = Document(image)
    box = Box(0, 0, 256, 256)
    document.take_result(
        document.freeze().prepare_image([(box, np.zeros((*box.size, 3), np.uint8))])
    )
    back = document.freeze().prepare_image([(box, image[box.slices])])
    assert document.show_preview(back)
    assert np.array_equal(document.shown.to_array(), image)
    document.take_result(back)
    assert document.image.is_base


def test_parts_of_another_size_or_depth_are_refused() -> None:
    frozen = Document(np.zeros((*SIZE, 3), np.uint8)).freeze()
    with pytest.raises(SizeMismatchError, match="uint16"):
        frozen.prepare_image([(Box(0, 0, 2, 2), np.zeros((2, 2, 3), np.uint16))])
    with pytest.raises(SizeMismatchError, match="its box"):
        frozen.prepare_image([(Box(0, 0, 2, 2), np.zeros((2, 3, 3), np.uint8))])
