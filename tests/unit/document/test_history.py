"""History: compressed, capped in bytes, the newest edit always kept."""

from __future__ import annotations

import numpy as np
import pytest
from document_acts import take_image

from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind, TileVersion
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.geometry import Box


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("shape", [(256, 256), (7, 13)])
def test_tiles_survive_compression(dtype: type, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    tile = (rng.random((*shape, 3) if dtype is not np.bool_ else shape) * 200).astype(dtype)
    version = TileVersion(tile)
    assert version.holds(tile)
    version.compress()
    version.compress()
    assert not version.is_raw
    assert version.array().dtype == tile.dtype
    assert np.array_equal(version.array(), tile)


def test_a_mask_tile_compresses_well() -> None:
    tile = np.zeros((256, 256), np.bool_)
    tile[40:80, 90:200] = True
    version = TileVersion(tile)
    version.compress()
    assert version.nbytes < 500


def filled(document: Document, value: int) -> None:
    noise = np.random.default_rng(value).integers(0, 255, (512, 512, 3), dtype=np.uint8)
    take_image(document, Box(0, 0, 512, 512), noise)


def test_memory_is_capped_and_the_newest_edit_stays() -> None:
    cap = 3_000_000  # three results of noise, which does not compress
    document = Document(np.zeros((512, 512, 3), np.uint8), history_cap_bytes=cap)
    for value in range(1, 12):
        filled(document, value)
        assert document.history.nbytes <= 2 * cap
        assert not document.history.compact(None)
        assert document.history.nbytes <= cap
    assert 1 <= len(document.history.edits) < 11
    last = document.image_array().copy()
    assert document.undo()
    assert not np.array_equal(document.image_array(), last)
    assert document.redo()
    assert np.array_equal(document.image_array(), last)


def test_one_edit_larger_than_the_cap_can_be_undone() -> None:
    document = Document(np.zeros((512, 512, 3), np.uint8), history_cap_bytes=1000)
    filled(document, 1)
    document.history.compact(None)
    assert document.undo()
    assert not document.image_array().any()


def test_saved_state_is_not_confused_with_forgotten_ones() -> None:
    document = Document(np.zeros((512, 512, 3), np.uint8), history_cap_bytes=1_000_000)
    for value in range(1, 6):
        filled(document, value)
    document.history.compact(None)
    while document.undo():
        pass
    assert document.history.position == 0
    assert document.is_modified  # the state that was opened is out of reach


def test_neighbouring_edits_share_tiles() -> None:
    document = Document(np.zeros((512, 512, 3), np.uint8))
    filled(document, 1)
    one = document.history.nbytes
    filled(document, 2)
    assert document.history.nbytes == 2 * one


def test_compacting_stops_when_its_time_is_up() -> None:
    document = Document(np.zeros((512, 512, 3), np.uint8))
    filled(document, 1)
    assert document.history.compact(0.0)
    assert not document.history.compact(None)


def test_kinds_are_distinct() -> None:
    assert len({kind.value for kind in EditKind}) == len(EditKind)


def test_edits_are_joined_into_one_step_that_is_undone_and_repeated() -> None:
    document = Document(np.zeros((300, 300, 3), np.uint8))
    document.paint(Rectangle(Point(200, 200), Point(210, 210)), "rectangle")
    before = document.image_array().copy(), document.mask_array()
    document.paint(Rectangle(Point(10, 10), Point(60, 60)), "brush")
    first = document.history.state
    hole = document.freeze().hole(Box(0, 0, 100, 100))
    filled_in = np.full((100, 100, 3), 9, np.uint8)
    prepared = document.freeze().prepare_image([(Box(0, 0, 100, 100), filled_in)])
    assert document.take_result(prepared, hole=hole) is not None
    after = document.image_array().copy(), document.mask_array()
    joined = document.join_edits(first)
    assert joined == document.history.state
    assert [edit.kind for edit in document.history.edits] == ["rectangle", "brush"]
    for _ in range(2):
        document.history.compact(None)
        assert document.undo()
        for had, has in zip(before, (document.image_array(), document.mask_array()), strict=True):
            assert np.array_equal(had, has)
        assert document.filled == ()
        assert document.redo()
        for had, has in zip(after, (document.image_array(), document.mask_array()), strict=True):
            assert np.array_equal(had, has)
        assert len(document.filled) == 1


def test_only_edits_that_are_applied_are_joined() -> None:
    document = Document(np.zeros((100, 100, 3), np.uint8))
    document.paint(Rectangle(Point(10, 10), Point(60, 60)), "brush")
    first = document.history.state
    document.paint(Rectangle(Point(70, 70), Point(80, 80)), "brush")
    document.undo()
    assert document.join_edits(first) is None
    assert document.join_edits(first + 1000) is None
    assert len(document.history.edits) == 2


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_result_is_faded_and_each_fade_replaces_the_last(dtype: type) -> None:
    top = 1 if dtype is np.float32 else np.iinfo(dtype).max
    before = (np.random.default_rng(1).random((300, 300, 3)) * top).astype(dtype)
    document = Document(before.copy())
    assert document.fading is None
    assert document.fade_work(0.5) is None
    new = (np.random.default_rng(2).random((300, 300, 3)) * top).astype(dtype)
    take_image(document, Box(0, 0, 300, 300), new)
    assert document.fading == (0, 1.0)
    for share in (0.5, 1 / 3, 0.25, 0.0):
        work = document.fade_work(share)
        assert work is not None
        document.history.compact(None)
        assert document.take_fade(work(), share) is not None
        expected = before + (new.astype(np.float32) - before) * share
        away = np.abs(document.image_array().astype(np.float64) - expected).max()
        assert away <= (1e-5 if dtype is np.float32 else 0.51)
        assert [edit.kind for edit in document.history.edits][1:] == ["fade"]
        assert document.fading == (0, share)
    document.undo()
    assert np.array_equal(document.image_array(), new)
    document.redo()
    work = document.fade_work(1.0)
    assert work is not None
    assert document.take_fade(work(), 1.0) is None
    assert np.array_equal(document.image_array(), new)
    document.undo()
    assert np.array_equal(document.image_array(), before)


def test_what_was_worked_out_for_another_state_is_not_taken() -> None:
    document = Document(np.zeros((100, 100, 3), np.uint8))
    take_image(document, Box(0, 0, 50, 50), np.full((50, 50, 3), 200, np.uint8))
    work = document.fade_work(0.5)
    assert work is not None
    answer = work()
    document.paint(Rectangle(Point(60, 60), Point(70, 70)), "brush")
    assert document.fading is None
    assert document.take_fade(answer, 0.5) is None
