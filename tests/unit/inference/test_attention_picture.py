"""Attention as a picture: colours only in the hole, each for its way."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.offset_colours import colour_wheel, offset_colours
from inpaint_studio.inference.attention_picture import attention_picture
from inpaint_studio.inference.request import WindowResult


def test_the_way_is_the_hue_and_the_distance_the_saturation() -> None:
    ways = np.array([[[0, 10], [10, 0], [0, -10], [-10, 0], [0, 0], [0, 5], [0, 99]]], np.float32)
    right, down, left, up, none, half, far = offset_colours(ways, 10.0)[0].astype(int)
    assert tuple(right) == (255, 0, 0)
    assert tuple(left) == (0, 255, 255)
    assert down[1] == 255 > down[0] > down[2]
    assert up[2] == 255 > up[0] > up[1]
    assert tuple(none) == (255, 255, 255)
    assert right[0] == half[0]
    assert 120 < half[1] < 135
    assert tuple(far) == tuple(right)


def test_bad_offsets_are_refused() -> None:
    with pytest.raises(BadInputError, match="float32"):
        offset_colours(np.zeros((3, 4, 2)), 1.0)  # type: ignore[arg-type]
    with pytest.raises(BadInputError, match="reach"):
        offset_colours(np.zeros((3, 4, 2), np.float32), 0.0)


def test_the_wheel_has_its_colours_where_they_point() -> None:
    wheel = colour_wheel(33)
    assert wheel.shape == (33, 33, 4)
    assert wheel[0, 0, 3] == 0
    assert wheel[16, 16, 3] == 255
    assert wheel[16, 31, 0] == 255 > wheel[16, 31, 1]
    assert wheel[16, 1, 1] == 255 > wheel[16, 1, 0]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_only_the_hole_is_coloured(dtype: type, scale: float) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, np.iinfo(dtype).max, (40, 60, 3)).astype(dtype)
    mask = np.zeros((40, 60), np.bool_)
    mask[10:20, 20:50] = True
    box = Box(0, 0, 40, 40)
    offsets = np.zeros((round(40 * scale), round(40 * scale), 2), np.float32)
    offsets[..., 1] = 20 * scale
    windows = (WindowResult(box, scale, np.zeros(offsets.shape[:2], np.bool_), attention=offsets),)
    before = image.copy()
    picture = attention_picture(image, mask, windows)
    assert picture.dtype == np.uint8
    assert (picture[10:20, 20:40] == (255, 0, 0)).all()
    assert (picture[10:20, 40:50] == 128).all(), "no window shows attention there"
    known = picture[~mask]
    assert (known[:, 0] == known[:, 1]).all()
    assert known.min() > 128
    assert np.array_equal(image, before)
    part = Box(5, 10, 25, 45)
    assert np.array_equal(attention_picture(image, mask, windows, part), picture[part.slices])
