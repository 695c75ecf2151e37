"""Masks of findings: hysteresis, specks, growth, sensitivity; kinds by name."""

from __future__ import annotations

import pickle

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from inpaint_studio.detection import DEFAULT_KINDS, FindingKind, Findings, parse_kinds
from inpaint_studio.detection.findings import thresholds
from inpaint_studio.errors import BadInputError, OptionError, SizeMismatchError

SCRATCHES, DUST, STAINS = FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.STAINS


def findings(scores: np.ndarray, kind: FindingKind = SCRATCHES) -> Findings:
    return Findings({kind: scores})


def test_faint_pixels_are_kept_where_they_touch_sure_ones() -> None:
    scores = np.zeros((20, 40), np.uint8)
    scores[5, 2:18] = 90  # faint, but it goes on ...
    scores[5, 18:22] = 200  # ... from a sure mark
    scores[15, 2:18] = 90  # faint alone
    mask = findings(scores).mask(0.5, grow_px=0)
    assert mask[5, 2:22].all()
    assert not mask[15].any()


def test_specks_below_the_least_size_are_dropped_and_marks_are_grown() -> None:
    scores = np.zeros((21, 21), np.uint8)
    scores[3, 3] = 255
    scores[10, 10:12] = 255
    assert findings(scores).mask(0.5, grow_px=0).sum() == 2
    assert findings(scores).mask(0.5, grow_px=0, smallest_px=1).sum() == 3
    grown = findings(scores).mask(0.5, grow_px=2)
    assert grown[8, 10]
    assert grown[10, 13]
    assert not grown[6, 10]


@pytest.mark.parametrize("shape", [(1500, 1401), (1501, 1400)])
def test_large_photographs_are_judged_pixel_by_pixel_too(shape: tuple[int, int]) -> None:
    scores = np.zeros(shape, np.uint8)
    scores[700, 100:400] = 255
    scores[-1, -1] = scores[-1, -2] = scores[-2, -1] = scores[-2, -2] = 255
    scores[3, 3:6] = 255  # three pixels are too few here
    mask = findings(scores).mask(0.5, grow_px=0)
    assert mask[700, 100:400].all()
    assert mask[-1, -1]
    assert mask.sum() == 304


@given(
    hnp.arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12))),
    st.sampled_from([0.1, 0.4, 0.7]),
)
@settings(max_examples=50, deadline=None)
def test_more_sensitivity_finds_more_and_nothing_is_modified(
    scores: np.ndarray, sensitivity: float
) -> None:
    before = scores.copy()
    found = findings(scores)
    low = found.mask(sensitivity, grow_px=0, smallest_px=1)
    high = found.mask(sensitivity + 0.2, grow_px=0, smallest_px=1)
    assert low.dtype == np.bool_
    assert low.shape == scores.shape
    assert not (low & ~high).any()
    assert not low[scores < thresholds(sensitivity)[0]].any()
    assert low[scores >= thresholds(sensitivity)[1]].all()
    assert np.array_equal(scores, before)


def test_only_the_kinds_asked_for_are_in_the_mask() -> None:
    one, other = np.zeros((9, 9), np.uint8), np.zeros((9, 9), np.uint8)
    one[2, 2:6], other[6, 2:6] = 255, 255
    found = Findings({SCRATCHES: one, DUST: other})
    assert found.mask(kinds=[SCRATCHES], grow_px=0).sum() == 4
    assert found.mask(grow_px=0).sum() == 8
    assert not found.mask(kinds=[STAINS]).any()
    assert found.kinds == {SCRATCHES, DUST}
    assert found.size == (9, 9)


@pytest.mark.parametrize("sensitivity", [0.0, 1.0, -1.0, float("nan")])
def test_sensitivity_out_of_range_is_refused(sensitivity: float) -> None:
    with pytest.raises(OptionError, match="Sensitivity"):
        findings(np.zeros((3, 3), np.uint8)).mask(sensitivity)


def test_maps_of_other_sizes_and_types_are_refused() -> None:
    with pytest.raises(BadInputError, match="no map"):
        Findings({})
    with pytest.raises(BadInputError, match="float32"):
        findings(np.zeros((3, 3), np.float32))
    with pytest.raises(SizeMismatchError):
        Findings({SCRATCHES: np.zeros((3, 3), np.uint8), DUST: np.zeros((3, 4), np.uint8)})


def test_kinds_are_parsed_by_name() -> None:
    assert parse_kinds("scratches, Dust") == {SCRATCHES, DUST}
    assert parse_kinds("all") == frozenset(FindingKind)
    assert frozenset(FindingKind) >= DEFAULT_KINDS
    for text in ("", "scratch", "dust,all"):
        with pytest.raises(OptionError, match="stains"):
            parse_kinds(text)


@pytest.mark.parametrize("shape", [(40, 61), (1501, 1403)])
def test_masks_of_one_search_do_not_depend_on_those_asked_for_before(
    shape: tuple[int, int],
) -> None:
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (4, 16, 16), np.uint8)
    kinds = list(FindingKind)[:4]
    scores = {
        kind: np.asarray(cv2.resize(plane, shape[::-1], interpolation=cv2.INTER_CUBIC), np.uint8)
        for kind, plane in zip(kinds, coarse, strict=True)
    }
    before = {kind: plane.copy() for kind, plane in scores.items()}
    kept = Findings(scores)
    for sensitivity, wanted in ((0.5, kinds), (0.2, kinds), (0.2, kinds[:1]), (0.7, kinds)):
        fresh = Findings(scores).mask(sensitivity, wanted)
        assert fresh.any()
        assert np.array_equal(kept.mask(sensitivity, wanted), fresh)
    assert all(np.array_equal(scores[kind], before[kind]) for kind in kinds)
    travelled = pickle.loads(pickle.dumps(kept))
    assert np.array_equal(travelled.mask(0.3), kept.mask(0.3))


def photo(*, sure: int, perhaps: int, texture: int = 0) -> Findings:
    """A photo with rows that are surely damaged, perhaps so, and faintly like damage."""
    scores = np.full((400, 400), 3, np.uint8)
    scores[: 2 * sure : 2] = 250
    scores[100 : 100 + 2 * perhaps : 2] = 110
    scores[200 : 200 + 2 * texture : 2] = 60
    return findings(scores)


def test_the_sensitivity_suits_the_photo() -> None:
    wreck, whole = photo(sure=10, perhaps=3), photo(sure=0, perhaps=3)
    sensitivity = wreck.suggested_sensitivity()
    assert np.array_equal(wreck.mask(), wreck.mask(sensitivity))
    assert sensitivity > whole.suggested_sensitivity()
    # What may be damage is, in a wreck; in a photo without any sure damage it is not.
    assert wreck.mask(grow_px=0)[100].all()
    assert not whole.mask().any()
    assert whole.mask(0.6).any()


def test_more_is_asked_for_where_much_is_faintly_like_damage() -> None:
    plain, rough = photo(sure=1, perhaps=2), photo(sure=1, perhaps=2, texture=90)
    assert plain.suggested_sensitivity() > rough.suggested_sensitivity()
    assert plain.mask(grow_px=0)[100].all()
    assert not rough.mask(grow_px=0)[200].any()
    for each in (plain, rough):
        assert 0.0 < each.suggested_sensitivity() < 1.0


def test_dates_and_text_are_judged_as_likely_as_not() -> None:
    marks, letters = np.zeros((60, 60), np.uint8), np.zeros((60, 60), np.uint8)
    letters[40:45, 10:50] = 140
    both = Findings({SCRATCHES: marks, FindingKind.TEXT: letters})
    assert both.mask()[42, 20]
    assert np.array_equal(both.mask(kinds=[FindingKind.TEXT]), both.mask(0.5))
    assert findings(letters, FindingKind.TEXT).suggested_sensitivity() == 0.5
