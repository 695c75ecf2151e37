"""Pairing photographs with masks, kinds, and the one preparation of both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.evaluation.samples import (
    Sample,
    find_samples,
    load_case,
    prepare,
    spread,
)

PhotoSet = Callable[..., tuple[Path, Path]]


def test_photographs_are_paired_by_stem(photo_set: PhotoSet) -> None:
    images, masks = photo_set(4)
    (masks / "unused.png").write_bytes((masks / "face_01.png").read_bytes())
    (images / "notes.txt").write_text("no photograph")
    samples = find_samples(images, masks)
    assert [sample.name for sample in samples] == ["face_01", "face_03", "scene_00", "scene_02"]
    assert all(sample.photo.stem == sample.mask.stem for sample in samples)
    assert {sample.kind for sample in samples} == {""}


@pytest.mark.parametrize("beside", [True, False])
def test_index_gives_kinds(photo_set: PhotoSet, beside: bool) -> None:
    images, masks = photo_set(4)
    folder = images.parent if beside else images
    (folder / "index.csv").write_text("name,kind\nscene_00,street\nscene_02.png,\n")
    kinds = {sample.name: sample.kind for sample in find_samples(images, masks)}
    assert kinds == {
        "scene_00": "street",
        "scene_02": "scene",
        "face_01": "face",
        "face_03": "face",
    }


def test_what_cannot_be_paired_is_named(photo_set: PhotoSet, tmp_path: Path) -> None:
    images, masks = photo_set(2)
    with pytest.raises(BadInputError, match="not a folder"):
        find_samples(images / "none", masks)
    with pytest.raises(BadInputError, match="holds no photograph"):
        find_samples(tmp_path, masks)
    (images / "scene_00.jpg").write_bytes(b"")
    with pytest.raises(BadInputError, match="one stem"):
        find_samples(images, masks)
    (images / "scene_00.jpg").unlink()
    (masks / "face_01.png").unlink()
    with pytest.raises(BadInputError, match=r"face_01\.png has no mask"):
        find_samples(images, masks)


def test_spread_is_even_and_keeps_the_ends() -> None:
    samples = [Sample(str(i), Path(), Path()) for i in range(10)]
    assert [s.name for s in spread(samples, 4)] == ["0", "3", "6", "9"]
    assert spread(samples, 99) == tuple(samples)
    assert len(spread(samples, 1)) == 1


def test_load_case(photo_set: PhotoSet) -> None:
    images, masks = photo_set(2, 48)
    case = load_case(find_samples(images, masks)[1], 48)
    expected = cv2.imread(str(images / "scene_00.png"))[..., ::-1]
    np.testing.assert_array_equal(case.image, expected)
    assert case.mask.dtype == np.bool_
    assert 0.0 < case.hole_share == case.mask.mean() < 1.0


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 90), st.integers(1, 90), st.integers(32, 64), st.sampled_from(["u1", "u2", "f4"])
)
def test_prepared_size_and_dtype(height: int, width: int, size_px: int, dtype: str) -> None:
    rng = np.random.default_rng(height * 97 + width)
    kind = np.dtype(dtype)
    scale = 1.0 if kind == np.float32 else np.iinfo(kind).max
    image = (rng.random((height, width, 3)) * scale).astype(kind)
    mask = rng.random((height, width)) > 0.5
    before = image.copy(), mask.copy()
    prepared, hole = prepare(image, mask, size_px)
    side = min(height, width, size_px)
    assert prepared.shape == (side, side, 3)
    assert prepared.dtype == np.uint8
    assert hole.shape == (side, side)
    assert hole.dtype == np.bool_
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(mask, before[1])


def test_photograph_of_the_size_is_untouched_and_never_enlarged() -> None:
    image = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    mask = image[..., 0] > 128
    for size_px in (40, 256):
        prepared, hole = prepare(image, mask, size_px)
        np.testing.assert_array_equal(prepared, image)
        np.testing.assert_array_equal(hole, mask)


def test_photo_and_mask_are_cut_and_shrunk_alike() -> None:
    image = np.zeros((80, 200, 3), np.uint8)
    image[20:60, 80:120] = 255  # within the central square, on the grid of the shrunken photo
    prepared, hole = prepare(image, image[..., 0] > 0, 40)
    np.testing.assert_array_equal(prepared[..., 0] > 128, hole)
    assert int(hole.sum()) == 20 * 20


def test_mask_of_another_size_is_brought_to_the_photo() -> None:
    image = np.zeros((64, 64, 3), np.uint8)
    mask = np.zeros((128, 128), np.bool_)
    mask[:64] = True
    _, hole = prepare(image, mask, 64)
    assert hole[:32].all()
    assert not hole[32:].any()


@pytest.mark.parametrize("size_px", [0, 31, 4097])
def test_size_out_of_range_is_refused(size_px: int) -> None:
    with pytest.raises(OptionError, match="32 to 4096"):
        prepare(np.zeros((40, 40, 3), np.uint8), np.zeros((40, 40), np.bool_), size_px)
