"""*Find more like this*: what was painted is learnt, recall rises, and false marks do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from inpaint_studio.detection import FindingKind, Findings
from inpaint_studio.detection.filters import FilterFinder
from inpaint_studio.detection.network import MARKS, NetworkFinder
from inpaint_studio.detection.teach import Example, Lesson, learn, taught
from inpaint_studio.errors import BadInputError, CancelledError, MissingPartError
from inpaint_studio.imaging.types import Image, Mask
from inpaint_studio.inference.device import CPU
from inpaint_studio.progress import ProgressToken

KINDS = frozenset(MARKS)


class BrightLines(nn.Module):
    """Marks what is brighter than its surroundings, and knows how dark its surroundings are.

    Bright lines on dark ground and on light ground are alike to it until it is taught.
    """

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))

    def fuse(self) -> None: ...

    def described(self, image: Tensor) -> tuple[Tensor, Tensor]:
        light = image.mean(1, keepdim=True)
        around = functional.avg_pool2d(light, 31, 1, 15, count_include_pad=False)
        fine = torch.cat([light - around, -functional.relu(around - light), around], 1)
        return functional.avg_pool2d(fine, 2), functional.avg_pool2d(around, 4)

    def judged(self, finest: Tensor) -> Tensor:
        said = 60.0 * finest[:, :1] - 6.0
        return functional.interpolate(said, scale_factor=2).expand(-1, 4, -1, -1)

    def forward(self, image: Tensor) -> Tensor:
        return self.judged(self.described(image)[0])


def finder() -> NetworkFinder:
    return NetworkFinder(CPU, BrightLines())


def torn_photo() -> tuple[Image, Mask, Mask]:
    """Left dark, right light: bright cracks on the left that are hardly seen, and on the right
    bright wires that are no damage. The photo, its cracks, its wires."""
    image = np.full((192, 256, 3), 60, np.uint8)
    image[:, 128:] = 150
    cracks, wires = np.zeros((192, 256), np.bool_), np.zeros((192, 256), np.bool_)
    for top in range(20, 180, 32):
        cracks[top : top + 4, 8:116] = True
        wires[top : top + 4, 140:248] = True
    image[cracks] = 80
    image[wires] = 200
    return image, cracks, wires


def found(image: Image, lesson: Lesson | None = None) -> Mask:
    scores = finder().find(image, KINDS, ProgressToken(), lesson)
    return Findings(scores).mask(0.5)


def recall(mask: Mask, truth: Mask) -> float:
    return float((mask & truth).sum() / truth.sum())


def strokes(part: Mask) -> Mask:
    """One line of `part`, painted by a broad brush."""
    painted = np.zeros_like(part)
    painted[16:28] = cv2.dilate(part.view(np.uint8), np.ones((5, 5), np.uint8))[16:28] > 0
    return painted


def test_one_stroke_finds_the_rest_and_what_was_rubbed_out_stays_out() -> None:
    image, cracks, wires = torn_photo()
    before = found(image)
    assert recall(before, wires) > 0.9
    assert recall(before, cracks) < 0.1
    kept = image.copy()
    lesson = learn(finder(), [Example(image, strokes(cracks), strokes(wires))])
    after = found(image, lesson)
    # The other cracks too, and the other wires no longer; nothing else comes.
    assert recall(after, cracks) > 0.9
    assert recall(after, wires) < 0.2
    near = cv2.dilate((cracks | wires).view(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert (after & ~near).sum() <= (before & ~near).sum()
    assert np.array_equal(image, kept)


def test_a_stroke_alone_raises_recall_and_not_false_marks() -> None:
    image, cracks, wires = torn_photo()
    nothing = np.zeros_like(cracks)
    lesson = learn(finder(), [Example(image, strokes(cracks), nothing)])
    after, before = found(image, lesson), found(image)
    assert recall(after, cracks) > recall(before, cracks) + 0.5
    near = cv2.dilate((cracks | wires).view(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert (after & ~near).sum() <= (before & ~near).sum() + 0.01 * after.size


def test_a_lesson_is_good_for_another_photograph_like_it() -> None:
    image, cracks, wires = torn_photo()
    lesson = learn(finder(), [Example(image, cracks, wires)])
    other = np.ascontiguousarray(image[::-1, 4:])
    after = found(other, lesson)
    assert recall(after, cracks[::-1, 4:]) > 0.8
    assert recall(after, wires[::-1, 4:]) < 0.2


def test_lessons_are_the_same_for_the_same_strokes() -> None:
    image, cracks, wires = torn_photo()
    one, again = (learn(finder(), [Example(image, cracks, wires)]) for _ in range(2))
    other = learn(finder(), [Example(image, wires, cracks)])
    assert one.identity() == again.identity() != other.identity()


def test_a_large_photograph_is_taught_at_the_size_of_a_print() -> None:
    image, cracks, wires = torn_photo()
    size = (image.shape[1] * 7, image.shape[0] * 7)
    large = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    painted, rubbed = (
        cv2.resize(strokes(each).view(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        for each in (cracks, wires)
    )
    lesson = learn(finder(), [Example(large, painted, rubbed)])
    scores = finder().find(large, frozenset({FindingKind.TEARS}), ProgressToken(), lesson)
    assert scores[FindingKind.TEARS].shape == large.shape[:2]
    assert int(scores[FindingKind.TEARS][7 * 150, 7 * 60]) > 128


def test_nothing_painted_other_sizes_and_filters_are_refused() -> None:
    image, cracks, _ = torn_photo()
    nothing = np.zeros_like(cracks)
    with pytest.raises(BadInputError, match="Nothing was painted"):
        Example(image, nothing, nothing)
    with pytest.raises(BadInputError, match="192 x 256"):
        Example(image, cracks[1:], nothing)
    with pytest.raises(BadInputError, match="learn from"):
        learn(finder(), [])
    lesson = learn(finder(), [Example(image, cracks, nothing)])
    with pytest.raises(MissingPartError, match="Filters"):
        taught(FilterFinder(), lesson)
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        learn(finder(), [Example(image, cracks, nothing)], token)


def test_stains_are_not_taught() -> None:
    image, cracks, wires = torn_photo()
    lesson = learn(finder(), [Example(image, cracks, wires)])
    stains = frozenset({FindingKind.STAINS})
    plain = finder().find(image, stains, ProgressToken())
    after = finder().find(image, stains, ProgressToken(), lesson)
    assert np.array_equal(plain[FindingKind.STAINS], after[FindingKind.STAINS])
