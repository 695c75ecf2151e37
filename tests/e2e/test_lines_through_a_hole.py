"""What lines do in a hole of 60 px, by the models that come with the product, measured in pixels.

Scenes of which every pixel is known: areas of one grey each, with a little grain.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inpaint_studio.document.shapes import Point
from inpaint_studio.document.strokes import EdgeStroke, rasterise_strokes
from inpaint_studio.geometry import Box
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.jobs.fill_settings import FillSettings

WHOLE, HOLE = Box(0, 0, 256, 256), Box(98, 98, 158, 158)
SKY, ROOF, GROUND = 205, 60, 130

Picture = NDArray[np.uint8]


def grained(image: NDArray[np.float32]) -> Picture:
    grain = np.random.default_rng(0).normal(0, 3, image.shape)
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def layers(*tops: tuple[int, int]) -> Picture:
    """Sky, and below each row another grey."""
    image = np.full((*WHOLE.size, 3), SKY, np.float32)
    for row, grey in tops:
        image[row:] = grey
    return grained(image)


def filled(image: Picture, model: str, *lines: EdgeStroke) -> NDArray[np.float64]:
    """The hole's fill, mean of the channels, float64 (60, 60)."""
    mask = np.zeros(WHOLE.size, np.bool_)
    mask[HOLE.slices] = True
    damaged = image.copy()
    damaged[mask] = 128
    guide = None
    if lines:
        add, erase = rasterise_strokes(lines, WHOLE)
        guide = EdgeGuide(add, erase)
    request = RestoreRequest(damaged, mask, FillSettings(model, speck_px=0), guide)
    with Engine("cpu", full_precision=True) as engine:
        return np.asarray(engine.restore(request).image[HOLE.slices].mean(axis=2))


def truth(image: Picture) -> NDArray[np.float64]:
    return np.asarray(image[HOLE.slices].mean(axis=2))


def steepest(part: NDArray[np.float64]) -> float:
    """Mean over the columns of the largest step from one row to the next: falls with blur."""
    return float(np.abs(np.diff(part, axis=0)).max(axis=0).mean())


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(layers((128, ROOF)), id="one line"),
        pytest.param(layers((122, ROOF), (134, GROUND)), id="a second line near the first"),
    ],
)
def test_predicted_lines_go_sharply_through_the_hole(image: Picture) -> None:
    fill = filled(image, "edgeconnect-small")
    assert steepest(fill) > 0.9 * steepest(truth(image))
    assert np.abs(fill - truth(image)).mean() < 6


def test_a_second_line_that_is_drawn_near_the_first_does_not_blur_it() -> None:
    image = layers((122, ROOF), (134, GROUND))
    lines = [EdgeStroke.through((Point(row, 90), Point(row, 166)), 1.0) for row in (122.0, 134.0)]
    for model in ("edgeconnect-small", "patchmatch"):
        fill = filled(image, model, *lines)
        assert steepest(fill) > 0.9 * steepest(truth(image)), model
        assert np.abs(fill - truth(image)).mean() < 6, model


def test_drawn_lines_that_meet_in_the_hole_have_their_effect() -> None:
    gable = np.full((*WHOLE.size, 3), SKY, np.float32)
    cv2.fillPoly(gable, [np.array([[60, 190], [128, 110], [196, 190]])], (ROOF,) * 3, cv2.LINE_AA)
    image = grained(gable)
    top = Point(110.0, 128.0)
    lines = [EdgeStroke.through((Point(147.7, x), top), 1.0) for x in (96.0, 160.0)]
    alone, drawn = (
        np.abs(filled(image, "patchmatch", *given) - truth(image)).mean() for given in ([], lines)
    )
    assert drawn < 0.5 * alone
