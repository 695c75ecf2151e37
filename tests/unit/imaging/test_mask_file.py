"""Mask files mean what people who paint them expect."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image as PillowImage

from inpaint_studio.errors import (
    BadInputError,
    OptionError,
    PhotoFileError,
    SizeMismatchError,
)
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.mask_file import hole_from_colour, read_mask, write_mask

MASKS = npst.arrays(np.bool_, st.tuples(st.integers(1, 40), st.integers(1, 40)))


@pytest.fixture
def mask() -> Any:
    """A hole of two parts in an odd size."""
    mask = np.zeros((37, 53), np.bool_)
    mask[5:20, 7:30] = True
    mask[25:30, 40:] = True
    return mask


def save(path: Path, samples: Any, **options: Any) -> Path:
    PillowImage.fromarray(samples).save(path, **options)
    return path


@settings(max_examples=40, deadline=None)
@given(mask=MASKS, invert=st.booleans())
def test_round_trip(mask: Any, invert: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "m.png"
        write_mask(path, mask)
        assert (read_mask(path, invert=invert) == (mask ^ invert)).all()
        with PillowImage.open(path) as opened:
            assert opened.mode == "L"
            assert set(np.unique(np.asarray(opened))) <= {0, 255}


@pytest.mark.parametrize("suffix", ["png", "bmp", "tif", "webp", "jpg"])
@pytest.mark.parametrize("mode", ["L", "RGB", "1", "P"])
def test_any_format_and_mode(tmp_path: Path, mask: Any, suffix: str, mode: str) -> None:
    if suffix in ("jpg", "webp") and mode in ("1", "P"):
        pytest.skip("the format has no such mode")
    picture = PillowImage.fromarray(mask.astype(np.uint8) * 255).convert(mode)
    options: dict[str, Any] = {"webp": {"lossless": True}, "jpg": {"quality": 60}}.get(suffix, {})
    picture.save(tmp_path / f"m.{suffix}", **options)
    found = read_mask(tmp_path / f"m.{suffix}")
    # What JPEG smears is at the border only.
    assert (found != mask).sum() <= (0 if suffix != "jpg" else 4)


def test_sixteen_bits(tmp_path: Path, mask: Any) -> None:
    deep = np.where(mask, np.uint16(40_000), np.uint16(20_000))
    (tmp_path / "m.png").write_bytes(imagecodecs.png_encode(deep))
    tifffile.imwrite(tmp_path / "m.tif", deep)
    assert (read_mask(tmp_path / "m.png") == mask).all()
    assert (read_mask(tmp_path / "m.tif") == mask).all()


@pytest.mark.parametrize(("threshold", "holes"), [(1, 255), (128, 128), (255, 1)])
def test_threshold(tmp_path: Path, threshold: int, holes: int) -> None:
    path = save(tmp_path / "m.png", np.arange(256, dtype=np.uint8)[np.newaxis])
    assert read_mask(path, threshold=threshold).sum() == holes


@pytest.mark.parametrize("threshold", [0, 256])
def test_threshold_out_of_range(tmp_path: Path, threshold: int) -> None:
    with pytest.raises(OptionError, match="1 to 255"):
        read_mask(tmp_path / "m.png", threshold=threshold)


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (255, 0, 0), (10, 20, 200)])
@pytest.mark.parametrize("opacity", [255, 90])
def test_painted_on_transparent_ground(
    tmp_path: Path, mask: Any, colour: tuple[int, int, int], opacity: int
) -> None:
    samples = np.zeros((*mask.shape, 4), np.uint8)
    samples[mask] = (*colour, opacity)
    assert (read_mask(save(tmp_path / "m.png", samples)) == mask).all()


def test_painted_in_several_colours(tmp_path: Path, mask: Any) -> None:
    samples = np.zeros((*mask.shape, 4), np.uint8)
    samples[mask] = (255, 255, 0, 255)
    samples[25:] = np.where(mask[25:, :, np.newaxis], (120, 0, 0, 255), 0)
    assert (read_mask(save(tmp_path / "m.png", samples)) == mask).all()


def test_black_and_white_with_transparency(tmp_path: Path, mask: Any) -> None:
    samples = np.zeros((*mask.shape, 4), np.uint8)
    samples[..., 3] = 255
    samples[mask, :3] = 255
    samples[:3, :, 3] = 0
    assert (read_mask(save(tmp_path / "m.png", samples)) == mask).all()
    gray = np.ascontiguousarray(samples[..., [0, 3]])
    (tmp_path / "g.png").write_bytes(imagecodecs.png_encode(gray))
    assert (read_mask(tmp_path / "g.png") == mask).all()


def test_constant_opacity_is_ignored(tmp_path: Path, mask: Any) -> None:
    for opacity in (255, 60):
        samples = np.repeat(mask[..., np.newaxis].astype(np.uint8) * 255, 4, axis=2)
        samples[..., 3] = opacity
        assert (read_mask(save(tmp_path / "m.png", samples)) == mask).all()


def test_wholly_transparent_file_has_no_hole(tmp_path: Path, mask: Any) -> None:
    samples = np.full((*mask.shape, 4), 255, np.uint8)
    samples[..., 3] = 0
    assert not read_mask(save(tmp_path / "m.png", samples)).any()


def test_masks_are_upright(tmp_path: Path, mask: Any) -> None:
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    path = save(tmp_path / "m.png", mask.astype(np.uint8) * 255, exif=exif)
    assert (read_mask(path) == np.rot90(mask, -1)).all()


def test_size_mismatch_gives_both_sizes(tmp_path: Path, mask: Any) -> None:
    path = save(tmp_path / "m.png", mask)
    assert read_mask(path, size=Size(37, 53)).shape == (37, 53)
    with pytest.raises(SizeMismatchError, match=r"'.*m\.png' is 53x37 .* photo is 54x37"):
        read_mask(path, size=Size(37, 54))
    with pytest.raises(SizeMismatchError, match="turn it by a quarter"):
        read_mask(path, size=Size(53, 37))


def test_faults_are_told(tmp_path: Path, mask: Any) -> None:
    with pytest.raises(PhotoFileError, match="no such file"):
        read_mask(tmp_path / "m.png")
    with pytest.raises(PhotoFileError, match=r"\.png"):
        write_mask(tmp_path / "m.jpg", mask)
    with pytest.raises(BadInputError, match="bool array"):
        write_mask(tmp_path / "m.png", mask.astype(np.uint8))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("colour", [(255, 0, 0), (0, 0, 0), (255, 255, 255), (12, 200, 3)])
@pytest.mark.parametrize("tolerance", [0, 5, 40])
def test_hole_painted_into_the_photo(
    mask: Any, dtype: Any, colour: tuple[int, int, int], tolerance: int
) -> None:
    rng = np.random.default_rng(0)
    scale = {np.uint8: 1, np.uint16: 257, np.float32: np.float32(1 / 255)}[dtype]
    image = np.full((*mask.shape, 3), 128, np.int64)
    near = np.array(colour) + rng.integers(-tolerance, tolerance + 1, (int(mask.sum()), 3))
    image[mask] = near.clip(0, 255)
    image = (image * scale).astype(dtype)
    before = image.copy()
    found = hole_from_colour(image, colour, tolerance)
    assert found.dtype == np.bool_
    assert (found == mask).all()
    assert (image == before).all()


@pytest.mark.parametrize(
    ("colour", "tolerance"), [((256, 0, 0), 0), ((0, -1, 0), 0), ((0, 0, 0), 300)]
)
def test_colour_out_of_range(colour: Any, tolerance: int) -> None:
    with pytest.raises(OptionError):
        hole_from_colour(np.zeros((2, 2, 3), np.uint8), colour, tolerance)
