"""Tiles: reads equal a plain array, snapshots do not move, and only what is written is copied."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.document.tiles import FULL_TILE, TileStore, TileView, keys_of
from inpaint_studio.geometry import Box, Size

HEIGHT, WIDTH = 300, 531


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    top = draw(st.integers(0, HEIGHT - 1))
    left = draw(st.integers(0, WIDTH - 1))
    return Box(top, left, draw(st.integers(top + 1, HEIGHT)), draw(st.integers(left + 1, WIDTH)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(boxes(), st.booleans()), max_size=6), boxes())
def test_a_mask_store_reads_like_an_array(writes: list[tuple[Box, bool]], seen: Box) -> None:
    store = TileStore(Size(HEIGHT, WIDTH))
    plain = np.zeros((HEIGHT, WIDTH), np.bool_)
    for box, value in writes:
        store.write(box, np.full(box.size, value))
        plain[box.slices] = value
    store.settle(list(store.changed_keys))
    assert np.array_equal(store.read(seen), plain[seen.slices])
    assert np.array_equal(store.to_array(), plain)
    assert store.count_nonzero() == plain.sum()
    found = store.bounds()
    rows, columns = np.nonzero(plain)
    expected = (
        Box(rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)
        if rows.size
        else Box(0, 0, 0, 0)
    )
    assert found == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(boxes(), st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_a_count_that_was_remembered_holds(writes: list[tuple[Box, bool, bool]]) -> None:
    store = TileStore(Size(HEIGHT, WIDTH))
    plain = np.zeros((HEIGHT, WIDTH), np.bool_)
    for box, value, is_kept in writes:
        if is_kept:
            assert store.snapshot().count_nonzero() == plain.sum()
        store.write(box, np.full(box.size, value))
        plain[box.slices] = value
        assert store.count_nonzero() == plain.sum()
        assert store.count_nonzero() == plain.sum()


@settings(max_examples=25, deadline=None)
@given(boxes(), boxes(), st.integers(0, 255))
def test_an_image_store_reads_like_an_array(box: Box, other: Box, value: int) -> None:
    base = np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    kept = base.copy()
    store = TileStore(Size(HEIGHT, WIDTH), base)
    before = store.snapshot()
    store.write(box, np.full((*box.size, 3), value, np.uint8))
    middle = store.snapshot()
    store.write(other, np.zeros((*other.size, 3), np.uint8))
    plain = kept.copy()
    assert np.array_equal(before.to_array(), plain)
    plain[box.slices] = value
    assert np.array_equal(middle.to_array(), plain)
    plain[other.slices] = 0
    assert np.array_equal(store.to_array(), plain)
    assert np.array_equal(base, kept)


def test_reading_what_did_not_change_copies_nothing() -> None:
    base = np.zeros((400, 400, 3), np.uint8)
    view = TileView(Size(400, 400), base)
    part = view.read(Box(10, 10, 300, 300))
    assert np.shares_memory(part, base)
    assert not part.flags.writeable
    assert base.flags.writeable


def test_only_touched_tiles_are_kept() -> None:
    store = TileStore(Size(2000, 2000))
    store.write(Box(10, 10, 20, 20), np.ones((10, 10), np.bool_))
    assert store.changed_keys == {(0, 0)}


def test_tiles_back_at_the_base_are_let_go_and_full_ones_shared() -> None:
    store = TileStore(Size(600, 600))
    store.write(Box(0, 0, 512, 256), np.ones((512, 256), np.bool_))
    store.write(Box(256, 0, 512, 256), np.zeros((256, 256), np.bool_))
    store.settle(list(store.changed_keys))
    assert store.changed_keys == {(0, 0)}
    assert store.tile((0, 0)) is FULL_TILE
    store.writable((0, 0))[5, 5] = False
    assert FULL_TILE.all()


def test_writing_what_is_there_changes_nothing() -> None:
    store = TileStore(Size(300, 300))
    assert store.write(Box(0, 0, 300, 300), np.zeros((300, 300), np.bool_)).is_empty
    assert store.is_base


def test_keys_cover_a_box_and_nothing_for_an_empty_one() -> None:
    assert set(keys_of(Box(255, 0, 257, 1))) == {(0, 0), (1, 0)}
    assert not list(keys_of(Box(5, 5, 5, 9)))
