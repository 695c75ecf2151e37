"""Arrays as Qt pictures and back."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.app.pictures import as_bytes, image_of, picture_of, shrunk


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (7, 4), (64, 33)])
def test_a_picture_and_back(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)
    before = pixels.copy()
    picture = picture_of(pixels)
    assert (picture.height(), picture.width()) == size
    assert np.array_equal(image_of(picture), before)
    assert np.array_equal(image_of(picture_of(pixels[::-1, ::-1])), before[::-1, ::-1])
    pixels[:] = 0  # the picture has memory of its own
    assert np.array_equal(image_of(picture), before)


def test_edges_are_drawn_dark_on_light() -> None:
    edges = np.zeros((4, 5), np.float32)
    edges[2, 3] = 1
    grey = image_of(picture_of(edges))
    assert grey[2, 3].max() < 30
    assert grey[0].min() > 240


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_every_depth_becomes_bytes(dtype: str) -> None:
    top = {"uint8": 255, "uint16": 65535, "float32": 1.0}[dtype]
    image = np.array([[[0, top, top / 2]]]).astype(dtype)
    assert as_bytes(image).tolist() in ([[[0, 255, 127]]], [[[0, 255, 128]]])
    assert shrunk(np.repeat(image, 64, axis=1), 16).shape == (1, 16, 3)
