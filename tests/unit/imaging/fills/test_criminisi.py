"""Criminisi's fill: known pixels, textures and lines that must come out, edges of the image."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.errors import BadInputError, CancelledError, OptionError
from inpaint_studio.imaging.fills.criminisi import criminisi
from inpaint_studio.imaging.types import to_unit
from inpaint_studio.progress import ProgressToken


def textured(height: int, width: int, dtype: type[np.generic] = np.uint8) -> np.ndarray:
    """A chessboard with fields of 4 px."""
    rows, columns = np.mgrid[:height, :width] // 4
    scale = {np.uint8: 255, np.uint16: 65535, np.float32: 1}[dtype]
    light = np.where((rows + columns) % 2 == 0, 0.2, 0.7)
    image: np.ndarray = (light[..., None] * np.array([1.0, 0.8, 0.6]) * scale).astype(dtype)
    return image


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_texture_is_restored_exactly(dtype: type[np.generic]) -> None:
    image = textured(64, 80, dtype)
    mask = np.zeros((64, 80), np.bool_)
    mask[20:41, 30:55] = True
    mask[5:9, 3:6] = True
    damaged = image.copy()
    damaged[mask] = 0
    before = damaged.copy()
    result = criminisi(damaged, mask)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result[~mask], to_unit(image)[~mask])
    np.testing.assert_allclose(result[mask], to_unit(image)[mask], atol=2 / 255)
    np.testing.assert_array_equal(damaged, before)


def test_a_line_goes_through_the_hole() -> None:
    image = np.full((60, 90, 3), 60, np.uint8)
    image[28:32] = 220
    mask = np.zeros((60, 90), np.bool_)
    mask[10:50, 30:60] = True
    result = criminisi(image * ~mask[..., None], mask)
    np.testing.assert_allclose(result, to_unit(image), atol=1e-3)


@pytest.mark.parametrize("place", [(0, 0), (0, 30), (39, 0), (39, 55), (20, 55)])
def test_holes_at_the_border_of_the_image(place: tuple[int, int]) -> None:
    image = textured(51, 67)
    mask = np.zeros((51, 67), np.bool_)
    mask[place[0] : place[0] + 12, place[1] : place[1] + 12] = True
    result = criminisi(image * ~mask[..., None], mask, patch_px=7)
    np.testing.assert_array_equal(result[~mask], to_unit(image)[~mask])
    colours = np.unique(to_unit(image).reshape(-1, 3), axis=0)
    distance = np.abs(result[mask][:, None] - colours[None]).sum(axis=2).min(axis=1)
    assert distance.max() < 1e-6  # every pixel is a copy


def test_what_lies_in_the_hole_is_not_seen() -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (50, 50, 3), np.uint8)
    mask = np.zeros((50, 50), np.bool_)
    mask[15:30, 20:33] = True
    other = image.copy()
    other[mask] = 255
    np.testing.assert_array_equal(criminisi(image, mask), criminisi(other, mask))


def test_of_patches_about_as_alike_the_nearest_is_taken() -> None:
    """Plain ground with noise that nobody sees; where it is far away repeated to the last bit,
    a stain begins."""
    image = (120 + np.random.default_rng(0).integers(0, 2, (60, 120, 3))).astype(np.uint8)
    image[:, 82:90] = image[:, 7:15]
    image[:, 90:] = 20
    mask = np.zeros((60, 120), np.bool_)
    mask[:, 15:35] = True
    result = criminisi(image * ~mask[..., None], mask)
    assert result[mask].min() >= 120 / 255 - 1e-6


def test_patches_are_looked_for_farther_where_there_are_none_near() -> None:
    image = textured(40, 200)
    mask = np.ones((40, 200), np.bool_)
    mask[:, 180:] = False
    mask[12:14, 20:23] = False
    result = criminisi(image, mask, search_px=12)
    assert np.isfinite(result).all()
    np.testing.assert_array_equal(result[~mask], to_unit(image)[~mask])


def test_no_hole_and_many_holes() -> None:
    image = textured(40, 40)
    np.testing.assert_array_equal(criminisi(image, np.zeros((40, 40), np.bool_)), to_unit(image))
    mask = np.zeros((40, 40), np.bool_)
    mask[2::13, 1::11] = True
    np.testing.assert_allclose(criminisi(image * ~mask[..., None], mask), to_unit(image), atol=0.01)


def test_holes_within_the_box_of_another_hole() -> None:
    image = textured(60, 60)
    mask = np.zeros((60, 60), np.bool_)
    mask[10:50, 10:14] = mask[46:50, 10:50] = True
    mask[20:24, 30:34] = mask[30:32, 25:45] = True
    result = criminisi(image * ~mask[..., None], mask)
    np.testing.assert_array_equal(result[~mask], to_unit(image)[~mask])
    np.testing.assert_allclose(result[mask], to_unit(image)[mask], atol=2 / 255)


def test_bad_requests_and_cancelling() -> None:
    image, mask = textured(30, 30), np.zeros((30, 30), np.bool_)
    mask[10:20, 10:20] = True
    for patch_px, search_px in ((8, 100), (33, 100), (9, 3)):
        with pytest.raises(OptionError):
            criminisi(image, mask, patch_px=patch_px, search_px=search_px)
    with pytest.raises(BadInputError, match="wholly known"):
        criminisi(image, ~mask | (np.indices(mask.shape).sum(axis=0) % 5 == 0))
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        criminisi(image, mask, token=token)
