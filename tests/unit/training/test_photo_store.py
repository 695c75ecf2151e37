"""The store gives back the pixels it was given, in crops of any window."""

# mypy: disable-error-code="no-untyped-call, type-arg"

from __future__ import annotations

import io
import logging
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.training.photo_store import (
    PhotoPixels,
    PhotoStore,
    Share,
    load_photos,
    photo_sources,
)

_CPU = torch.device("cpu")


def _store(*photos: np.ndarray, names: list[str] | None = None, shares: tuple = ()) -> PhotoStore:
    pixels = PhotoPixels()
    for number, photo in enumerate(photos):
        pixels.add(names[number] if names else f"p{number}", photo)
    return PhotoStore(pixels, _CPU, shares)


def _numbered(height: int, width: int, blue: int = 0) -> np.ndarray:
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows, columns, np.full_like(rows, blue)], 2).astype(np.uint8)


def _random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_photos_come_back_whole() -> None:
    photos = [_numbered(5, 9), _numbered(7, 3, 1), _numbered(1, 1, 2)]
    store = _store(*photos)
    for index, photo in enumerate(photos):
        assert torch.equal(store.photo(index), torch.from_numpy(photo))


def test_crops_are_parts_of_one_photo_upright_or_mirrored() -> None:
    store = _store(_numbered(40, 60, 1), _numbered(33, 50, 2))
    crops = (store.crops(64, 16, _random()) * 255).round().long()
    mirrored = 0
    for rows, columns, blue in crops:
        assert blue.unique().numel() == 1
        assert torch.equal(rows, rows[:, :1].expand_as(rows))
        assert (rows.diff(dim=0) == 1).all()
        steps = columns.diff(dim=1)
        assert steps.unique().numel() == 1
        mirrored += int(steps[0, 0] == -1)
    assert 16 < mirrored < 48
    assert crops[:, 2].unique().tolist() == [1, 2]
    assert crops[:, 0].max() == 39
    assert crops[:, 1].max() == 59


def test_small_photos_are_continued_by_reflection() -> None:
    crops = _store(_numbered(4, 3)).crops(8, 8, _random())
    rows = (crops[0, 0, :, 0] * 255).round().long().tolist()
    assert rows == [0, 1, 2, 3, 2, 1, 0, 1]
    assert torch.isfinite(_store(_numbered(1, 1)).crops(2, 8, _random())).all()


def test_windows_are_shrunk() -> None:
    store = _store(np.full((64, 64, 3), 100, np.uint8))
    crops = store.crops(2, 16, _random(), window_px=50)
    assert crops.shape == (2, 3, 16, 16)
    torch.testing.assert_close(crops, torch.full_like(crops, 100 / 255))


def test_same_seed_same_crops() -> None:
    store = _store(_numbered(40, 60), _numbered(50, 33))
    first, second = (store.crops(4, 16, _random(3)) for _ in range(2))
    assert torch.equal(first, second)
    assert not torch.equal(first, store.crops(4, 16, _random(4)))


def test_shares_decide_how_often_a_group_is_drawn() -> None:
    photos = [_numbered(16, 16, blue) for blue in (1, 2, 2, 2, 2, 2, 2, 2, 2)]
    names = ["old_1", *[f"new_{n}" for n in range(8)]]
    store = _store(*photos, names=names, shares=(Share("old*", 0.5), Share("*", 0.5)))
    blue = (store.crops(400, 8, _random())[:, 2, 0, 0] * 255).round()
    assert 150 < int((blue == 1).sum()) < 250


def test_shares_that_do_not_fit_are_named() -> None:
    with pytest.raises(OptionError, match="p0"):
        _store(_numbered(8, 8), shares=(Share("a*", 1.0),))
    with pytest.raises(OptionError, match=r"'a\*'"):
        _store(_numbered(8, 8), shares=(Share("a*", 1.0), Share("*", 1.0)))


def _png(photo: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(photo).save(stream, "png")
    return stream.getvalue()


def test_folders_tars_and_lists_are_read(tmp_path: Path) -> None:
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "a" / "deep" / "one.png").write_bytes(_png(_numbered(9, 8)))
    with tarfile.open(tmp_path / "b.tar", "w") as archive:
        encoded = _png(_numbered(10, 8))
        member = tarfile.TarInfo("two.png")
        member.size = len(encoded)
        archive.addfile(member, io.BytesIO(encoded))
    (tmp_path / "three.png").write_bytes(_png(_numbered(11, 8)))
    (tmp_path / "c.flist").write_text(f"three.png\n\n{tmp_path / 'a/deep/one.png'}\n")
    data = [tmp_path / "a", tmp_path / "b.tar", tmp_path / "c.flist"]
    store = load_photos(data, _CPU, smallest_side_px=8, largest_side_px=64)
    assert store.names == ("one.png", "two.png", "three.png", "one.png")
    assert [tuple(store.photo(i).shape[:2]) for i in range(4)] == [(9, 8), (10, 8), (11, 8), (9, 8)]
    assert len(load_photos(data, _CPU, smallest_side_px=8, largest_side_px=64, limit=2)) == 2


def test_sizes_are_brought_into_bounds(tmp_path: Path) -> None:
    (tmp_path / "small.png").write_bytes(_png(_numbered(10, 20)))
    (tmp_path / "wide.png").write_bytes(_png(_numbered(100, 50)))
    store = load_photos([tmp_path], _CPU, smallest_side_px=16, largest_side_px=32)
    assert [tuple(store.photo(i).shape[:2]) for i in range(2)] == [(16, 32), (64, 32)]


def test_unreadable_files_are_left_out_with_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "good.png").write_bytes(_png(_numbered(16, 16)))
    (tmp_path / "torn.png").write_bytes(_png(_numbered(16, 16))[:60])
    with caplog.at_level(logging.WARNING):
        store = load_photos([tmp_path], _CPU, smallest_side_px=8, largest_side_px=64)
    assert store.names == ("good.png",)
    assert "torn.png" in caplog.text


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="holds no photograph"):
        photo_sources([tmp_path])
    with pytest.raises(BadInputError, match="does not exist"):
        photo_sources([tmp_path / "gone"])
    (tmp_path / "a.flist").write_text("gone.png\n")
    with pytest.raises(BadInputError, match=r"gone\.png"):
        photo_sources([tmp_path / "a.flist"])
