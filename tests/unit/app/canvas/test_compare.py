"""How the viewport is divided, and how a finished picture is moved."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPainter

from inpaint_studio.app.canvas.compare import CompareMode, divide
from inpaint_studio.app.canvas.pyramid import PhotoVariant
from inpaint_studio.app.canvas.view import Rect
from inpaint_studio.app.canvas.viewport_image import ViewportImage


@pytest.mark.parametrize("mode", CompareMode)
@pytest.mark.parametrize("width", [1, 2, 801])
@pytest.mark.parametrize("split", [-1.0, 0.0, 0.3, 1.0, 2.0])
def test_panes_never_overlap_and_lie_inside(mode: CompareMode, width: int, split: float) -> None:
    panes = divide(mode, width, 500, split)
    covered = np.zeros(width, int)
    for pane in panes:
        assert (pane.rect[1], pane.rect[3]) == (0, 500)
        assert 0 <= pane.rect[0] <= pane.rect[2] <= width
        covered[pane.rect[0] : pane.rect[2]] += 1
    assert covered.max() <= 1
    if mode is not CompareMode.SIDE_BY_SIDE:
        assert covered.min() == 1


def test_side_by_side_has_equal_frames_and_a_split_one() -> None:
    left, right = divide(CompareMode.SIDE_BY_SIDE, 801, 500, 0.5)
    assert left.frame[2] - left.frame[0] == right.frame[2] - right.frame[0] == 400
    assert right.frame[0] - left.frame[2] >= 1
    before, after = divide(CompareMode.SPLIT, 800, 500, 0.25)
    assert before.frame == after.frame == (0, 0, 800, 500)
    assert (before.variant, after.variant) == (PhotoVariant.ORIGINAL, PhotoVariant.SHOWN)
    assert not before.annotated


class Wall:
    """Something to look at through the picture: colour by place, moved by an offset."""

    def __init__(self) -> None:
        self.x = self.y = 0
        self.area = 0

    def draw(self, painter: QPainter, rect: Rect) -> None:
        self.area += (rect[2] - rect[0]) * (rect[3] - rect[1])
        for y in range(rect[1], rect[3]):
            for x in range(rect[0], rect[2]):
                painter.fillRect(x, y, 1, 1, QColor((x - self.x) % 256, (y - self.y) % 256, 7))


@pytest.mark.parametrize(
    "moves", [[(3, 0)], [(-4, 5), (2, -1)], [(0, 0)], [(100, 0)], [(5, 5), (-5, -5)]]
)
def test_scrolling_equals_drawing_anew(moves: list[tuple[int, int]]) -> None:
    picture, wall = ViewportImage(), Wall()
    picture.fit(40, 30)
    picture.refresh(wall.draw)
    for right, down in moves:
        picture.scroll(right, down)
        wall.x, wall.y = wall.x + right, wall.y + down
    picture.refresh(wall.draw)
    anew = ViewportImage()
    anew.fit(40, 30)
    anew.refresh(wall.draw)
    assert picture.image == anew.image


def test_a_small_move_draws_little() -> None:
    picture, wall = ViewportImage(), Wall()
    picture.fit(40, 30)
    picture.refresh(wall.draw)
    wall.area = 0
    picture.scroll(2, 0)
    wall.x = 2
    picture.refresh(wall.draw)
    assert wall.area == 2 * 30
    picture.refresh(wall.draw)
    assert wall.area == 2 * 30
    assert picture.mark((-5, -5, 3, 3)).width() == 3
