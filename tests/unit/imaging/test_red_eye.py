"""Red pupils are made dark; nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.red_eye import correct_red_eye

SKIN = np.array([205, 160, 140])
PUPIL = np.array([200, 50, 45])
WHITE = np.array([225, 220, 215])


def eye(radius: float = 6.0, *, red: bool = True, glint: bool = True) -> np.ndarray:
    """uint8 (61, 81, 3): skin, the white of an eye, and in its middle (30, 40) a pupil."""
    y, x = np.mgrid[0:61, 0:81]
    image = np.broadcast_to(SKIN, (61, 81, 3)).copy()
    image[np.hypot((y - 30) / 10, (x - 40) / 18) < 1] = WHITE
    image[np.hypot(y - 30, x - 40) < radius] = PUPIL if red else (40, 34, 30)
    if glint:
        image[28:30, 38:40] = 250
    noise = np.random.default_rng(3).integers(-4, 5, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def excess_red(image: np.ndarray) -> np.ndarray:
    values = image.astype(float)
    return np.asarray(values[..., 0] - values[..., 1:].max(axis=2))


@pytest.mark.parametrize("radius", [2.5, 6.0, 9.0])
def test_a_red_pupil_is_dark_afterwards(radius: float) -> None:
    image = eye(radius)
    found = correct_red_eye(image, Box(10, 15, 50, 65))
    assert found is not None
    y, x = np.mgrid[0:61, 0:81]
    pupil = np.hypot(y - 30, x - 40) < radius - 0.5
    assert excess_red(image)[pupil].mean() > 100
    assert excess_red(found.image)[pupil].max() < 30
    glint = found.image[28:30, 38:40]
    assert glint.min() > 225, "the lamp's glint stays"


def test_only_the_pupil_and_its_rim_change() -> None:
    image = eye()
    before = image.copy()
    found = correct_red_eye(image, Box(10, 15, 50, 65))
    assert found is not None
    assert np.array_equal(image, before), "the input is not modified"
    y, x = np.mgrid[0:61, 0:81]
    far = np.hypot(y - 30, x - 40) > 10
    assert np.array_equal(found.image[far], image[far])
    assert found.weight.shape == found.box.size
    changed = np.zeros(image.shape[:2], np.bool_)
    changed[found.box.slices] = found.weight > 0
    assert np.array_equal(found.image[~changed], image[~changed])


@pytest.mark.parametrize(
    "around", [Box(10, 15, 50, 65), Box(0, 0, 20, 20), Box(-5, -5, 61, 15)], ids=str
)
def test_without_a_red_pupil_nothing_is_found(around: Box) -> None:
    assert correct_red_eye(eye(red=False), around) is None


def test_depths_agree() -> None:
    image = eye()
    box = Box(10, 15, 50, 65)
    wide = correct_red_eye(image.astype(np.uint16) * 257, box)
    real = correct_red_eye((image / 255.0).astype(np.float32), box)
    narrow = correct_red_eye(image, box)
    assert wide is not None
    assert real is not None
    assert narrow is not None
    assert wide.image.dtype == np.uint16
    assert real.image.dtype == np.float32
    assert np.abs(wide.image / 257.0 - narrow.image).max() <= 1.0
    assert np.abs(real.image * 255.0 - narrow.image).max() <= 1.0


def test_a_box_outside_the_photo_is_refused() -> None:
    with pytest.raises(BadInputError, match="outside the photo"):
        correct_red_eye(eye(), Box(100, 100, 120, 120))


def test_an_astronaut_s_eyes_painted_red_are_found() -> None:
    data = pytest.importorskip("skimage.data")
    photo = data.astronaut()
    y, x = np.mgrid[0:512, 0:512] + 0.5
    painted = photo.copy()
    places = ((100.8, 203.8), (103.0, 246.7))
    for row, column in places:
        pupil = (np.hypot(y - row, x - column) < 2.8) & (photo.mean(axis=2) < 175)
        painted[pupil] = (215, 45, 40)
    corrected = painted
    for row, column in places:
        around = Box(int(row) - 10, int(column) - 12, int(row) + 11, int(column) + 13)
        assert correct_red_eye(photo, around) is None, "her own eyes are not red"
        found = correct_red_eye(corrected, around)
        assert found is not None
        corrected = found.image
    was_red = (painted != photo).any(axis=2)
    assert excess_red(painted)[was_red].min() > 150
    assert excess_red(corrected)[was_red].max() < 40
    assert (corrected != painted).any(axis=2).sum() < 3 * was_red.sum()
