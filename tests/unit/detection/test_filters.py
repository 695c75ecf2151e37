"""The classical finder: scratches and specks are found, plain pictures and grain are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from scratched_photo import landscape, scratched

from inpaint_studio.detection import FindingKind, Findings, Method, find_damage
from inpaint_studio.detection.filters import FilterFinder
from inpaint_studio.errors import CancelledError
from inpaint_studio.progress import ProgressToken

ALL = FilterFinder.kinds


def found(image: np.ndarray, *kinds: FindingKind) -> Findings:
    return Findings(FilterFinder().find(image, frozenset(kinds) or ALL, ProgressToken()))


@pytest.mark.parametrize("tone", [250, 5])
def test_scratches_are_found(tone: int) -> None:
    image, truth = scratched(landscape(), tone)
    mask = found(image, FindingKind.SCRATCHES).mask(0.5, grow_px=2)
    assert (mask & truth).sum() > 0.8 * truth.sum()
    assert mask.mean() < 0.1


@pytest.mark.parametrize("grain", [0.0, 3.0, 12.0])
def test_next_to_nothing_is_found_where_nothing_is(grain: float) -> None:
    assert found(landscape(grain=grain)).mask(0.5, grow_px=0).mean() < 0.005
    assert not found(np.full((64, 80, 3), 90, np.uint8)).mask(0.5).any()


def test_specks_are_dust() -> None:
    image = landscape()
    for y, x in ((40, 50), (90, 200), (200, 300)):
        cv2.circle(image, (x, y), 2, (250, 250, 250), -1)
    mask = found(image, FindingKind.DUST).mask(0.5)
    assert mask[40, 50]
    assert mask[90, 200]
    assert mask[200, 300]


def test_a_yellow_stain_stands_out_of_a_grey_photograph() -> None:
    image = landscape()
    image[60:160, 100:220] = image[60:160, 100:220] * np.array([1.0, 0.85, 0.55])
    mask = found(image, FindingKind.STAINS).mask(0.5)
    assert mask[80:140, 120:200].mean() > 0.9
    assert mask[:, 260:].mean() < 0.05


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_other_depths_give_nearly_the_same(dtype: type) -> None:
    image, _ = scratched(landscape(96, 120))
    deep = image.astype(np.uint16) * 257 if dtype is np.uint16 else image / np.float32(255)
    one, other = found(image), found(deep.astype(dtype))
    for kind in ALL:
        assert np.abs(one.scores[kind].astype(int) - other.scores[kind]).mean() < 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (37, 5), (33, 47)])
def test_odd_sizes_keep_their_shape_and_the_input_its_values(shape: tuple[int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 255, (*shape, 3), np.uint8)
    before = image.copy()
    scores = found(image).scores
    assert {map_.shape for map_ in scores.values()} == {shape}
    assert np.array_equal(image, before)


def test_it_can_be_cancelled() -> None:
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        find_damage(landscape(), method=Method.FILTERS, token=token)
