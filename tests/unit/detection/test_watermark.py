"""A translucent mark is learnt from photographs that share it, found again, and undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from inpaint_studio.detection.watermark import OPAQUE, Mark, mark_of_mask, unmark
from inpaint_studio.detection.watermark_learn import learn_mark
from inpaint_studio.detection.watermark_place import lattice_of, place_mark
from inpaint_studio.errors import BadInputError, SizeMismatchError
from inpaint_studio.imaging.files import read_photo

SAMPLES = Path(__file__).resolve().parents[3] / "resources" / "samples"
SIZE = (200, 280)
NAMES = (
    "aeroplane", "alpine-valley", "black-canyon", "cameraman.original", "cat.original",
    "coffee.original", "dahlia.original", "dust-bowl-home", "nagasaki-boats", "pagoda.original",
)  # fmt: skip


def photos() -> list[np.ndarray]:
    """Ten samples, each once more mirrored, cut to one size."""
    cut = []
    for name in NAMES:
        image = read_photo(SAMPLES / f"{name}.jpg").image
        scale = max(SIZE[0] / image.shape[0], SIZE[1] / image.shape[1])
        size = (
            max(SIZE[1], round(image.shape[1] * scale)),
            max(SIZE[0], round(image.shape[0] * scale)),
        )
        small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA))
        small = np.ascontiguousarray(small[: SIZE[0], : SIZE[1]])
        cut += [small, np.ascontiguousarray(small[:, ::-1])]
    return cut


def drawn(opacity: float, size: tuple[int, int] = SIZE) -> Mark:
    """A word and a ring in near white."""
    cover = np.zeros(size, np.uint8)
    cv2.putText(cover, "(c) Proof", (40, 90), cv2.FONT_HERSHEY_DUPLEX, 1.2, 255, 3, cv2.LINE_AA)
    cv2.circle(cover, (140, 140), 28, 255, 5, cv2.LINE_AA)
    alpha = cover.astype(np.float32) / 255 * np.float32(opacity)
    colour = np.broadcast_to(np.float32(0.95), (*size, 3)) * (alpha > 0)[..., None]
    return Mark(colour.astype(np.float32), alpha)


def marked(image: np.ndarray, mark: Mark) -> np.ndarray:
    alpha = mark.opacity[..., None]
    return np.asarray(np.rint(image * (1 - alpha) + 255 * alpha * mark.colour), np.uint8)


def psnr(a: np.ndarray, b: np.ndarray, where: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((a[where].astype(float) - b[where]) ** 2)))


@pytest.fixture(scope="module")
def originals() -> list[np.ndarray]:
    return photos()


@pytest.fixture(scope="module")
def learnt(originals: list[np.ndarray]) -> Mark:
    return learn_mark([marked(photo, drawn(0.4)) for photo in originals[:16]])


def test_the_mark_is_learnt(learnt: Mark) -> None:
    true = drawn(0.4)
    inside = true.opacity > 0.3
    assert learnt.opacity[inside].mean() == pytest.approx(0.4, abs=0.1)
    assert learnt.area[inside].mean() > 0.95
    far = cv2.dilate(true.area.astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    assert learnt.area[far].mean() < 0.02
    assert learnt.colour[inside].mean() > 0.8


def test_it_is_undone_in_photographs_it_was_not_learnt_from(
    originals: list[np.ndarray], learnt: Mark
) -> None:
    true = drawn(0.4)
    gains = []
    for original in originals[16:]:
        photo = marked(original, true)
        before = photo.copy()
        undone = unmark(photo, place_mark(learnt, photo))
        assert np.array_equal(photo, before)
        assert np.array_equal(undone.image[~undone.touched], photo[~undone.touched])
        gains.append(psnr(original, undone.image, true.area) - psnr(original, photo, true.area))
    assert np.mean(gains) > 7.0
    assert min(gains) > 0.0


def test_a_mark_that_is_known_is_undone_but_for_rounding(originals: list[np.ndarray]) -> None:
    true = drawn(0.5)
    undone = unmark(marked(originals[3], true), true)
    assert (
        np.abs(undone.image.astype(int) - originals[3]).max() <= 4
    )  # a hundredth of opacity is let be
    assert not undone.opaque.any()


def test_where_it_is_opaque_a_hole_is_left(originals: list[np.ndarray]) -> None:
    solid = drawn(1.0)
    photo = marked(originals[5], solid)
    undone = unmark(photo, solid)
    assert np.array_equal(undone.opaque, solid.opacity >= OPAQUE)
    assert np.array_equal(undone.image[undone.opaque], photo[undone.opaque])


def test_it_is_found_at_another_place_of_another_photo(originals: list[np.ndarray]) -> None:
    mark = drawn(0.5)
    large = np.asarray(cv2.resize(originals[7], (420, 330), interpolation=cv2.INTER_CUBIC))
    moved = Mark(
        np.pad(mark.colour, ((100, 30), (90, 50), (0, 0))),
        np.pad(mark.opacity, ((100, 30), (90, 50))),
    )
    placed = place_mark(mark, marked(large, moved))
    assert np.array_equal(placed.opacity, moved.opacity)
    with pytest.raises(BadInputError, match="is not found"):
        place_mark(mark, large)


def test_a_mask_is_a_mark_of_no_known_colour() -> None:
    mask = np.zeros((20, 30), np.bool_)
    mask[4:8, 5:9] = True
    mark = mark_of_mask(mask)
    assert np.array_equal(mark.area, mask)
    undone = unmark(np.full((20, 30, 3), 77, np.uint8), mark)
    assert np.array_equal(undone.opaque, mask)


def test_what_cannot_be_learnt_from_is_refused(originals: list[np.ndarray]) -> None:
    with pytest.raises(BadInputError, match="3 photos or more"):
        learn_mark(originals[:2])
    with pytest.raises(BadInputError, match=r"share no mark|one size"):
        learn_mark([*originals[:3], originals[3][:150]])
    with pytest.raises(BadInputError, match="share no mark"):
        learn_mark([np.full((40, 60, 3), level, np.uint8) for level in (20, 90, 200)])
    with pytest.raises(SizeMismatchError, match="place it first"):
        unmark(originals[0][:50], drawn(0.4))


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_other_depths_are_undone_too(dtype: type, originals: list[np.ndarray]) -> None:
    true = drawn(0.4)
    alpha = true.opacity[..., None]
    white = 65535.0 if dtype is np.uint16 else 1.0
    original = originals[1] / 255.0 * white
    photo = (original * (1 - alpha) + white * alpha * true.colour).astype(dtype)
    undone = unmark(photo, true).image
    assert undone.dtype == dtype
    assert np.abs(undone - original).max() < 0.0125 * white  # a hundredth of opacity is let be


def turned(opacity: float, size: tuple[int, int] = SIZE) -> Mark:
    """A word right across, on a slant."""
    cover = np.zeros(size, np.uint8)
    at = (size[1] // 2 - 95, size[0] // 2 + 14)
    cv2.putText(cover, "SAMPLE", at, cv2.FONT_HERSHEY_DUPLEX, 1.6, 255, 5, cv2.LINE_AA)
    middle = (size[1] / 2, size[0] / 2)
    cover = cv2.warpAffine(cover, cv2.getRotationMatrix2D(middle, 28, 1.0), size[::-1])
    return white(cover, opacity)


def tiled(opacity: float, size: tuple[int, int] = SIZE, period: int = 70) -> Mark:
    """A short word all over, every second row set off."""
    cover = np.zeros(size, np.uint8)
    for row in range(-1, size[0] // period + 2):
        for column in range(-2, size[1] // period + 2):
            at = (column * period + (row % 2) * period // 2, row * period + 40)
            cv2.putText(cover, "proof", at, cv2.FONT_HERSHEY_DUPLEX, 0.6, 255, 1, cv2.LINE_AA)
    return white(cover, opacity)


def white(cover: np.ndarray, opacity: float) -> Mark:
    alpha = np.asarray(cover, np.float32) / 255 * np.float32(opacity)
    return Mark(np.ones((*alpha.shape, 3), np.float32) * (alpha > 0)[..., None], alpha)


def cut_to(photo: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    scale = max(size[0] / photo.shape[0], size[1] / photo.shape[1])
    large = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(large[: size[0], : size[1]])


@pytest.mark.parametrize("draw", [turned, tiled], ids=["on a slant", "all over"])
def test_marks_over_the_whole_photograph_are_undone_better_than_filled(
    originals: list[np.ndarray], draw: Callable[..., Mark]
) -> None:
    true = draw(0.4)
    learnt = learn_mark([marked(photo, true) for photo in originals[:16]])
    hole = cv2.dilate((true.opacity > 0.02).astype(np.uint8), np.ones((3, 3), np.uint8))
    undone, filled = [], []
    for original in originals[16:]:
        photo = marked(original, true)
        plain = cv2.inpaint(photo, hole, 4, cv2.INPAINT_TELEA)
        undone.append(psnr(original, unmark(photo, learnt).image, true.area))
        filled.append(psnr(original, plain, true.area))
    assert np.mean(undone) > np.mean(filled) + 2.0


def test_a_repeated_mark_goes_on_over_photos_of_any_size(originals: list[np.ndarray]) -> None:
    mark = tiled(0.5)
    lattice = lattice_of(mark)
    assert lattice is not None
    assert abs(lattice[0][0] * lattice[1][1] - lattice[0][1] * lattice[1][0]) == 70 * 70
    assert lattice_of(drawn(0.5)) is None
    for size in ((310, 460), (130, 350)):
        there = tiled(0.5, size)
        placed = place_mark(mark, marked(cut_to(originals[7], size), there))
        assert np.abs(placed.opacity - there.opacity)[there.area].mean() < 0.05
        assert placed.area[there.area].mean() > 0.9


def test_a_mark_is_learnt_from_photos_of_several_sizes(originals: list[np.ndarray]) -> None:
    """It keeps its size and its distance from the lower right corner."""
    corner = drawn(0.5, (120, 260))
    sizes = ((200, 280), (240, 300), (180, 320), (260, 280))

    def with_mark(photo: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, Mark]:
        room = ((size[0] - 120, 0), (size[1] - 260, 0))
        there = Mark(np.pad(corner.colour, (*room, (0, 0))), np.pad(corner.opacity, room))
        return marked(cut_to(photo, size), there), there

    given = [with_mark(photo, sizes[n % 4]) for n, photo in enumerate(originals[:16])]
    learnt = learn_mark([photo for photo, _ in given])
    assert learnt.size == sizes[0]
    true = given[0][1].opacity
    assert learnt.area[true > 0.3].mean() > 0.9
    assert learnt.opacity[true > 0.3].mean() == pytest.approx(0.5, abs=0.12)
    photo, there = with_mark(originals[17], (210, 340))
    placed = place_mark(learnt, photo)
    assert placed.area[there.opacity > 0.3].mean() > 0.9


def test_a_mark_grown_with_the_photo_is_found(originals: list[np.ndarray]) -> None:
    mark = drawn(0.6)
    opacity = np.asarray(cv2.resize(mark.opacity, (420, 300), interpolation=cv2.INTER_CUBIC))
    there = white(np.clip(opacity, 0, 1) * 255, 1.0)
    placed = place_mark(mark, marked(cut_to(originals[5], (300, 420)), there))
    assert placed.area[there.opacity > 0.3].mean() > 0.9


def test_one_marked_example_shows_where_to_fill_in_others(originals: list[np.ndarray]) -> None:
    true = drawn(0.9)
    by_hand = cv2.dilate(true.area.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    mark = mark_of_mask(by_hand, marked(originals[2], true))
    moved = Mark(
        np.pad(true.colour, ((30, 40), (60, 20), (0, 0))),
        np.pad(true.opacity, ((30, 40), (60, 20))),
    )
    photo = marked(cut_to(originals[9], moved.opacity.shape), moved)
    placed = place_mark(mark, photo)
    hole = unmark(photo, placed).opaque
    assert hole[moved.area].mean() > 0.98
    assert hole.sum() < 1.2 * by_hand.sum()
    with pytest.raises(SizeMismatchError, match="its photo is"):
        mark_of_mask(by_hand, photo)
