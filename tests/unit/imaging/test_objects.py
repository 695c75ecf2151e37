"""An object is found from clicks: whole, at full resolution, refined, with its shadow."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.objects import find_object
from inpaint_studio.imaging.scribble import Scribble
from inpaint_studio.imaging.types import Image, Mask, full_scale


def scene(
    height: int = 600, width: int = 800, scale: int = 1, *, shadow: bool = False
) -> tuple[Image, Mask, Mask]:
    """(photo, the egg's mask, the shadow's mask): a reddish egg on grass-like grain."""
    random = np.random.default_rng(7)
    ground = np.empty((height, width, 3), np.float32)
    ground[:] = (0.36, 0.55, 0.28)
    grain = cv2.GaussianBlur(random.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 1.5)
    ground += 0.12 * grain[..., None]
    ground += np.linspace(-0.08, 0.08, width, dtype=np.float32)[None, :, None]
    cast = cv2.ellipse(
        np.zeros((height, width), np.float32), (430, 390), (120, 26), 0, 0, 360, 1, -1
    )
    if shadow:
        ground *= 1 - 0.3 * cv2.GaussianBlur(cast, (0, 0), 4)[..., None]
    egg = cv2.ellipse(
        np.zeros((height, width), np.float32), (400, 310), (70, 95), 20, 0, 360, 1, -1
    )
    alpha = cv2.GaussianBlur(egg, (0, 0), 1.0)[..., None]
    light = np.linspace(0.9, 0.45, height, dtype=np.float32)[:, None, None]
    thing = light * np.array([1.0, 0.45, 0.35], np.float32) + 0.04 * grain[..., None]
    photo = np.clip(alpha * thing + (1 - alpha) * ground, 0, 1)
    found = np.rint(photo * 255).astype(np.uint8)
    masks = [egg > 0.5, (cast > 0.5) & (egg < 0.5)]
    if scale > 1:
        found = cv2.resize(found, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        size = (width * scale, height * scale)
        smooth = [
            cv2.resize(each.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
            for each in masks
        ]
        masks = [each > 0.5 for each in smooth]
    return found, masks[0], masks[1]


def select(
    photo: Image,
    inside: list[tuple[float, float]],
    outside: list[tuple[float, float]],
    **more: object,
) -> Mask:
    size = Size(*photo.shape[:2])
    box, mask = find_object(
        lambda part: photo[part.slices],
        size,
        [Scribble((place,)) for place in inside],
        [Scribble((place,)) for place in outside],
        **more,  # type: ignore[arg-type]
    )
    found = np.zeros(size, np.bool_)
    found[box.slices] = mask
    return found


def iou(one: Mask, other: Mask) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_one_click_selects_the_thing(dtype: type) -> None:
    photo, egg, _ = scene()
    white = full_scale(np.dtype(dtype))
    same = (photo / 255.0 * white).astype(dtype)
    before = same.copy()
    assert iou(select(same, [(310, 400)], []), egg) > 0.95
    assert np.array_equal(same, before)


def test_the_rim_is_drawn_at_full_resolution() -> None:
    photo, egg, _ = scene(scale=4)
    found = select(photo, [(1240, 1600)], [])
    rim = found ^ egg
    away = cv2.distanceTransform(
        (~(egg ^ (cv2.erode(egg.view(np.uint8), np.ones((3, 3))) > 0))).astype(np.uint8),
        cv2.DIST_L2,
        5,
    )
    assert iou(found, egg) > 0.97
    assert np.median(away[rim]) < 4  # a pixel of the picture that was cut is nearly as wide


def test_a_scribble_and_a_click_give_the_same_thing() -> None:
    photo, egg, _ = scene()
    way = Scribble(((260.0, 380.0), (310.0, 400.0), (360.0, 420.0)), 6.0)
    box, mask = find_object(lambda part: photo[part.slices], Size(600, 800), [way])
    found = np.zeros((600, 800), np.bool_)
    found[box.slices] = mask
    assert iou(found, egg) > 0.95


def test_further_clicks_add_and_take_away() -> None:
    photo, egg, _ = scene()
    blue = cv2.ellipse(np.zeros((600, 800), np.uint8), (520, 300), (55, 60), 0, 0, 360, 1, -1) > 0
    photo[blue & ~egg] = (40, 60, 170)
    both = select(photo, [(310, 400), (300, 540)], [])
    assert iou(both, egg | blue) > 0.93
    only = select(photo, [(310, 400)], [(300, 540)])
    assert iou(only, egg) > 0.93


def test_the_shadow_comes_along_if_wanted() -> None:
    photo, egg, shadow = scene(shadow=True)
    without = select(photo, [(310, 400)], [])
    assert without[shadow].mean() < 0.2
    whole = select(photo, [(310, 400)], [], with_shadow=True)
    assert whole[shadow].mean() > 0.8
    assert iou(whole, egg | shadow) > 0.8
    bare, egg, _ = scene()
    assert iou(select(bare, [(310, 400)], [], with_shadow=True), egg) > 0.93


def test_a_thing_at_the_border_ends_there() -> None:
    photo, egg, _ = scene()
    cut, mask = photo[:, 400:], egg[:, 400:]
    assert iou(select(cut, [(310, 20)], []), mask) > 0.93


def test_what_is_much_larger_than_the_view_is_not_meant() -> None:
    photo, egg, _ = scene()
    photo[300:316, 392:408] = (250, 250, 240)
    near = select(photo, [(308, 400)], [], view=Box(288, 380, 328, 420))
    assert near.sum() < egg.sum() / 10


def test_the_same_click_does_the_same() -> None:
    photo, _, _ = scene()
    assert np.array_equal(select(photo, [(310, 400)], []), select(photo, [(310, 400)], []))


def test_a_click_outside_the_photo_is_an_error() -> None:
    photo, _, _ = scene()
    with pytest.raises(BadInputError):
        select(photo, [(-30, 20)], [])


def test_a_photo_of_one_colour_harms_nothing() -> None:
    photo = np.full((80, 90, 3), 128, np.uint8)
    found = select(photo, [(40, 40)], [])
    assert found.shape == (80, 90)
