"""History: compressed, capped in bytes, the newest edit always kept."""

from __future__ import annotations

import numpy as np
import pytest
from document_acts import take_image

from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind, TileVersion
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
