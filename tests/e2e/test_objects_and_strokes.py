"""A thing is selected by a click, and a stroke is gone as the pointer lifts: by real mouse and keys."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as Pictures
from x_studio import Studio, differs, red_px

pytestmark = pytest.mark.x11

Box = tuple[int, int, int, int]
CENTRE, RADIUS = (0.25, 0.2), 0.09  # of the ball, as shares of the photo's height


def with_a_ball(photo: Path) -> Path:
    """The photograph with a shaded ball in its sky."""
    pixels = np.array(Pictures.open(photo).convert("RGB"))
    height = pixels.shape[0]
    at = (round(CENTRE[0] * height), round(CENTRE[1] * height))
    cover = np.zeros(pixels.shape[:2], np.float32)
    cv2.circle(cover, at, round(RADIUS * height), 1.0, -1)
    cover = cv2.GaussianBlur(cover, (0, 0), 1.0)[..., None]
    light = np.linspace(1.0, 0.5, height, dtype=np.float32)[:, None, None]
    ball = light * np.array([70.0, 45.0, 30.0], np.float32)
    target = photo.with_name("ball.png")
    mixed = cover * ball + (1 - cover) * pixels
    Pictures.fromarray(np.rint(mixed).astype(np.uint8)).save(target)
    return target


def ball_on_screen(box: Box) -> tuple[tuple[int, int], int]:
    """Middle and radius of the ball on the screen."""
    left, top, _, bottom = box
    height = bottom - top
    middle = (left + round(CENTRE[0] * height), top + round(CENTRE[1] * height))
    return middle, round(RADIUS * height)


def square(middle: tuple[int, int], reach: int) -> Box:
    return middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach


def test_a_click_selects_the_thing_and_restore_takes_it_away(screen: Studio, photo: Path) -> None:
    screen.settings(model="patchmatch", first_start_done=True, predict_edges=False)
    screen.open(with_a_ball(photo))
    box = screen.photo_box()
    middle, radius = ball_on_screen(box)
    ball = square(middle, radius)
    screen.key("a")
    screen.click(*middle)
    inside = square(middle, round(0.6 * radius))
    whole = (2 * round(0.6 * radius)) ** 2
    screen.wait(lambda: red_px(screen.grab(), inside) > 0.9 * whole, "the ball to be marked")
    screen.park()
    screen.settle()
    marked = screen.grab()
    outer = square(middle, 2 * radius)
    assert 2.8 * radius**2 < red_px(marked, outer) < 3.8 * radius**2  # pi: the disc and no more
    screen.key("F5")
    screen.wait(lambda: red_px(screen.grab(), outer) < 20, "the fill")
    screen.settle()
    assert differs(marked, screen.grab(), ball).mean() > 0.7
    assert "Traceback" not in screen.log()


def test_a_stroke_is_gone_as_the_pointer_lifts_and_comes_back_by_one_undo(
    screen: Studio, photo: Path
) -> None:
    screen.settings(model="telea", first_start_done=True, predict_edges=False, brush_size_px=90.0)
    screen.open(with_a_ball(photo))
    box = screen.photo_box()
    middle, radius = ball_on_screen(box)
    ball = square(middle, radius)
    screen.park()
    screen.settle()
    before = screen.grab()
    screen.key("q")
    screen.wait(lambda: screen.parts(name="option_fills_at_once"), "the option")
    y = middle[1]
    screen.stroke((middle[0] - radius, y), middle, (middle[0] + radius, y))

    def gone() -> bool:
        picture = screen.grab()
        return red_px(picture, ball) < 20 and bool(differs(before, picture, ball).mean() > 0.2)

    screen.wait(gone, "the stroke to be filled")
    screen.focus()
    screen.key("ctrl+z")
    screen.park()
    screen.wait(lambda: not differs(before, screen.grab(), ball).any(), "one undo to bring it back")
    assert red_px(screen.grab(), box) < 20
    assert "Traceback" not in screen.log()
