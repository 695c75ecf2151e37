"""Specks and hairlines: what counts as one, and that filling them goes on with what is around."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from inpaint_studio.errors import CancelledError
from inpaint_studio.imaging.fills.specks import fill_specks, smooth_specks, speck_part
from inpaint_studio.imaging.types import from_unit, to_unit
from inpaint_studio.progress import ProgressToken


def marks(height: int = 300, width: int = 340) -> NDArray[np.bool_]:
    """A hairline of 3 px, specks of 2 px, and a blot of 20 px with a tail of 3 px."""
    mask = np.zeros((height, width), bool)
    mask[40:43, 20:320] = True
    mask[100:300:20, 30:300:30] = True
    mask[101:300:20, 31:300:30] = True
    mask[200:220, 200:220] = True
    mask[209:212, 220:300] = True
    return mask


def wave(height: int = 300, width: int = 340) -> NDArray[np.float32]:
    rows, columns = np.mgrid[0:height, 0:width]
    planes = [np.sin(rows / 17 + columns / 23 + turn) for turn in range(3)]
    return (0.5 + 0.4 * np.stack(planes, axis=-1)).astype(np.float32)


def test_specks_are_what_is_thin_and_not_beside_something_thick() -> None:
    mask = marks()
    specks = speck_part(mask, 4)
    assert not (specks & ~mask).any()
    assert specks[40:43, 20:320].all()
    assert specks[100, 30]
    assert not specks[200:220, 200:220].any()
    assert not specks[210, 222], "the root of a tail belongs to the blot"
    assert specks[210, 280], "its end is a hairline"
    assert not speck_part(mask, 0).any()
    assert not speck_part(mask, 2)[40:43, 60:300].any()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_the_photo_goes_on_through_specks_and_nothing_else_changes(dtype: type) -> None:
    truth, mask = from_unit(wave(), np.dtype(dtype)), marks()
    image = truth.copy()
    image[mask] = image.max()
    specks = speck_part(mask, 4)
    before = image.copy()
    smooth_specks(image, mask, specks)
    np.testing.assert_array_equal(image[~specks], before[~specks])
    assert np.abs(to_unit(image) - to_unit(truth))[specks].max() < 0.1
    image[mask & ~specks] = truth[mask & ~specks]
    image[specks] = image.max()
    fill_specks(image, specks, 0, ProgressToken())
    np.testing.assert_array_equal(image[~specks], truth[~specks])
    assert np.abs(to_unit(image) - to_unit(truth))[specks].max() < 0.05


def test_what_lies_in_the_hole_is_not_read() -> None:
    mask = marks()
    specks = speck_part(mask, 4)
    filled = []
    for level in (0.0, 1.0):
        image = wave()
        image[mask] = level
        smooth_specks(image, mask, specks)
        filled.append(image[specks])
    np.testing.assert_array_equal(filled[0], filled[1])


def test_grey_stays_grey_and_a_cancelled_call_stops() -> None:
    grey = np.repeat(wave()[..., :1], 3, axis=-1)
    mask = marks()
    fill_specks(grey, speck_part(mask, 4), 0, ProgressToken())
    np.testing.assert_array_equal(grey[..., 0], grey[..., 1])
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        fill_specks(grey, speck_part(mask, 4), 0, token)
