"""Dates and text are found where they were drawn, and not where there are none.

Typefaces are OpenCV's, which neither the generator of damage nor the fit of the weights used.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from inpaint_studio.detection import FindingKind, Findings, find_damage
from inpaint_studio.detection.lettering import LetteringFinder
from inpaint_studio.errors import CancelledError
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.progress import ProgressToken

SAMPLES = Path(__file__).resolve().parents[3] / "resources" / "samples"
TEXT, DATE = FindingKind.TEXT, FindingKind.DATE
ORANGE = (255, 130, 40)


def sample(name: str, long_px: int = 640) -> np.ndarray:
    image = read_photo(SAMPLES / f"{name}.jpg").image
    scale = long_px / max(image.shape[:2])
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def written(
    image: np.ndarray, text: str, at: tuple[int, int], colour: tuple[int, int, int], scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """The photo with a line of text from `at` (x, foot) on, and the pixels that changed."""
    marked = image.copy()
    cv2.putText(marked, text, at, cv2.FONT_HERSHEY_COMPLEX, scale, colour, 2, cv2.LINE_AA)
    return marked, np.abs(marked.astype(int) - image).max(axis=2) > 40


def dated(
    image: np.ndarray, at: tuple[int, int], colour: tuple[int, int, int] = ORANGE
) -> tuple[np.ndarray, np.ndarray]:
    """The photo with glowing digits, and the pixels of their cores."""
    glow = np.zeros(image.shape[:2], np.uint8)
    cv2.putText(glow, "'94 10 27", at, cv2.FONT_HERSHEY_DUPLEX, 0.8, 255, 2, cv2.LINE_AA)
    core = glow.astype(np.float32)[..., None] / 255
    bloom = cv2.GaussianBlur(core, (0, 0), 2.5)[..., None] * 0.5
    lit = image * (1 - core) + np.array(colour) * core
    lit = np.maximum(lit, image + (np.array(colour) - image) * bloom * (1 - core))
    return np.clip(lit, 0, 255).astype(np.uint8), glow > 128


def mask_of(image: np.ndarray, kind: FindingKind, sensitivity: float = 0.5) -> np.ndarray:
    return find_damage(image, [kind]).mask(sensitivity)


@pytest.mark.parametrize("name", ["black-canyon", "dust-bowl-home", "aeroplane"])
@pytest.mark.parametrize("colour", [(250, 250, 245), (20, 18, 16)], ids=["white", "black"])
def test_a_caption_is_found(name: str, colour: tuple[int, int, int]) -> None:
    image = sample(name)
    # On a ground on which the ink is seen.
    rows = image.shape[0]
    band = image.copy()
    band[rows - 60 :] = band[rows - 60 :] // 4 + (20 if colour[0] > 128 else 150)
    marked, truth = written(band, "Ferry at Port Hallan, 1931", (40, rows - 22), colour, 0.9)
    found = mask_of(marked, TEXT)
    assert found[truth].mean() > 0.85
    near = cv2.dilate(truth.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert (found & near).sum() > 0.7 * found.sum()


@pytest.mark.parametrize(
    "name", ["alpine-valley", "nagasaki-boats", "dahlia.original", "coffee.original"]
)
def test_photographs_without_lettering_are_left_alone(name: str) -> None:
    image = sample(name)
    found = LetteringFinder().find(image, frozenset({TEXT, DATE}), ProgressToken())
    assert Findings(found).mask(0.5).mean() < 0.002


@pytest.mark.parametrize("colour", [ORANGE, (255, 70, 50), (250, 210, 80), (190, 240, 70)], ids=str)
def test_a_date_is_found_whatever_its_lamp(colour: tuple[int, int, int]) -> None:
    image = sample("cat.original")
    rows, columns = image.shape[:2]
    marked, digits = dated(image, (columns - 200, rows - 30), colour)
    found = mask_of(marked, DATE)
    assert found[digits].mean() > 0.9
    assert found.mean() < 0.03
    assert not mask_of(image, DATE).any()


def test_a_date_on_its_side_is_found() -> None:
    image = sample("coffee.original")
    rows, columns = image.shape[:2]
    marked, digits = dated(image, (columns - 200, rows - 30))
    found = mask_of(np.ascontiguousarray(np.rot90(marked)), DATE)
    assert found[np.rot90(digits)].mean() > 0.8


def test_digits_in_the_middle_are_no_date() -> None:
    image = sample("black-canyon")
    rows, columns = image.shape[:2]
    marked, _ = dated(image, (columns // 2 - 80, rows // 2))
    assert not mask_of(marked, DATE).any()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_depths_agree_and_the_input_is_kept(dtype: type) -> None:
    image, truth = written(sample("black-canyon", 400), "Vale of Ersk", (30, 40), (255,) * 3, 0.8)
    if dtype is np.uint16:
        image = image.astype(np.uint16) * 257
    elif dtype is np.float32:
        image = (image / 255).astype(np.float32)
    before = image.copy()
    found = LetteringFinder().find(image, frozenset({TEXT, DATE}), ProgressToken())
    assert np.array_equal(image, before)
    assert set(found) == {TEXT, DATE}
    for scores in found.values():
        assert scores.shape == image.shape[:2]
        assert scores.dtype == np.uint8
    assert (found[TEXT] > 127)[truth].mean() > 0.8


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (33, 47), (211, 97)])
def test_any_size_is_taken(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(1).integers(0, 255, (*shape, 3), np.uint8)
    found = LetteringFinder().find(image, frozenset({TEXT, DATE}), ProgressToken())
    assert all(scores.shape == shape for scores in found.values())


def test_only_what_is_asked_for_is_looked_for() -> None:
    image = sample("pasture", 300)
    assert set(LetteringFinder().find(image, frozenset({DATE}), ProgressToken())) == {DATE}


def test_it_can_be_cancelled() -> None:
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        LetteringFinder().find(sample("pasture", 300), frozenset({TEXT}), token)
