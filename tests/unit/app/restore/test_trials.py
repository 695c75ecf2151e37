"""Holes cut from the known area, the ranking, and the scores of edges."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.app.dialogs.comparison import difference_picture, edge_score, known_band
from inpaint_studio.app.restore.trials import (
    MOST_PX,
    MeasuredModel,
    cut_holes,
    measure,
    ranked,
    try_models,
)
from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Ellipse, Point
from inpaint_studio.errors import BadInputError, CancelledError
from inpaint_studio.inference.engine import Engine
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken

CHOICES = [("Telea", FillSettings("telea")), ("Navier", FillSettings("navier-stokes"))]


@pytest.fixture
def document(scene: np.ndarray) -> Document:
    made = Document(np.tile(scene, (3, 3, 1)))
    made.paint(Ellipse(Point(40, 50), Point(56, 80)), "ellipse")
    return made


def test_cut_holes_have_the_shape_and_lie_in_the_known_area(document: Document) -> None:
    mask = document.mask_array()
    holes = cut_holes(mask, 3)
    assert len(holes) == 3
    whole = np.zeros_like(mask)
    for hole in holes:
        assert hole.truth.sum() == mask.sum()
        part = mask[hole.box.slices]
        assert not (hole.truth & part).any()
        assert np.array_equal(hole.mask, hole.truth | part)
        assert not (whole[hole.box.slices] & hole.truth).any()
        whole[hole.box.slices] |= hole.truth


def test_of_a_large_hole_the_middle_is_cut() -> None:
    mask = np.zeros((1400, 1400), np.bool_)
    mask[100:900, 100:900] = True
    holes = cut_holes(mask, 2)
    assert holes
    for hole in holes:
        assert hole.truth.sum() == MOST_PX
        assert not (hole.truth & mask[hole.box.slices]).any()


def test_where_the_whole_hole_has_no_room_its_largest_piece_is_taken() -> None:
    mask = np.zeros((60, 60), np.bool_)
    mask[2:6, 2:58] = True
    mask[54:58, 2:58] = True
    mask[30:33, 10:20] = True
    (hole, *_) = cut_holes(mask, 1)
    assert 0 < hole.truth.sum() < mask.sum()


def test_without_a_hole_or_room_it_says_so() -> None:
    with pytest.raises(BadInputError, match="paint"):
        cut_holes(np.zeros((20, 20), np.bool_), 1)
    with pytest.raises(BadInputError, match="room"):
        cut_holes(np.ones((20, 20), np.bool_), 1)


def test_measuring_ranks_every_model(document: Document) -> None:
    before = document.image_array().copy()
    with Engine() as engine:
        ranks = measure(engine, document.freeze(), CHOICES, ProgressToken(), count=2)
    assert [rank.place for rank in ranks] == [1, 2]
    assert {rank.measured.model for rank in ranks} == {"telea", "navier-stokes"}
    assert all(rank.measured.psnr > 20 and 0 < rank.measured.ssim <= 1 for rank in ranks)
    assert np.array_equal(document.image_array(), before)


def test_a_model_that_fails_is_last_and_says_why() -> None:
    rows = ranked(
        [
            MeasuredModel("broken", "Broken", error="no weights"),
            MeasuredModel("good", "Good", psnr=30, ssim=0.9, l1=0.01),
            MeasuredModel("poor", "Poor", psnr=20, ssim=0.5, l1=0.1),
        ]
    )
    assert [row.measured.model for row in rows] == ["good", "poor", "broken"]


def test_candidates_change_the_hole_alone(document: Document) -> None:
    found: list = []
    choices = [*CHOICES, ("Nobody", FillSettings("no-such-model"))]
    with Engine() as engine:
        try_models(engine, document.freeze(), choices, ProgressToken(), found.append)
    assert [bool(each.error) for each in found] == [False, False, True]
    base, mask = document.image_array(), document.mask_array()
    for candidate in found[:2]:
        image = candidate.image(base)
        assert np.array_equal(image[~mask], base[~mask])
        assert candidate.hole_px == mask.sum()


def test_of_a_model_that_does_not_vary_one_candidate_is_enough(document: Document) -> None:
    found: list = []
    begun: list[int] = []
    choices = [("Telea", FillSettings("telea", seed=seed)) for seed in range(4)]
    with Engine() as engine:
        try_models(
            engine,
            document.freeze(),
            choices,
            ProgressToken(),
            found.append,
            begun=lambda number, part: begun.append(number),
        )
    assert [each.repeats for each in found] == [False, True, True, True]
    assert begun == [0, 1]
    found.clear()
    with Engine() as engine:
        first = []
        try_models(engine, document.freeze(), choices[:1], ProgressToken(), first.append)
        try_models(
            engine, document.freeze(), choices[1:], ProgressToken(), found.append, known=first
        )
    assert all(each.repeats for each in found)


def test_a_skipped_model_does_not_end_the_others(document: Document) -> None:
    found: list = []
    ranks: list = []

    def skip_the_first(number: int, part: ProgressToken) -> None:
        if number == 0:
            part.cancel()

    with Engine() as engine:
        frozen = document.freeze()
        try_models(engine, frozen, CHOICES, ProgressToken(), found.append, begun=skip_the_first)
        last = measure(
            engine,
            frozen,
            CHOICES,
            ProgressToken(),
            count=1,
            found=ranks.append,
            begun=skip_the_first,
        )
    assert [each.skipped for each in found] == [True, False]
    assert [len(each) for each in ranks] == [1, 2]
    assert [row.measured.skipped for row in last] == [False, True]


def test_cancelling_ends_the_whole_trial(document: Document) -> None:
    token = ProgressToken()
    found: list = []

    def cancel_all(number: int, part: ProgressToken) -> None:
        token.cancel()

    with Engine() as engine, pytest.raises(CancelledError):
        try_models(engine, document.freeze(), CHOICES, token, found.append, begun=cancel_all)
    assert found == []


def test_equal_edges_score_one_and_shifted_ones_within_tolerance_too() -> None:
    edges = np.zeros((20, 20), np.float32)
    edges[10, 3:17] = 1
    everywhere = np.ones(edges.shape, np.bool_)
    assert edge_score(edges, edges, everywhere) == (1.0, 1.0)
    shifted = np.roll(edges, 1, axis=0)
    assert edge_score(shifted, edges, everywhere) == (1.0, 1.0)
    assert edge_score(shifted, edges, everywhere, tolerance_px=0) == (0.0, 0.0)


def test_scores_without_edges_say_nothing() -> None:
    nothing = np.zeros((5, 5), np.float32)
    assert edge_score(nothing, nothing, np.ones((5, 5), np.bool_)) == (None, None)


def test_the_known_band_surrounds_the_hole() -> None:
    mask = np.zeros((30, 30), np.bool_)
    mask[10:20, 10:20] = True
    band = known_band(mask, 3)
    assert not (band & mask).any()
    assert band[8, 15]
    assert not band[5, 15]


def test_the_difference_shows_new_and_lost_edges_in_two_colours() -> None:
    found, truth = np.zeros((9, 9), np.float32), np.zeros((9, 9), np.float32)
    found[1, 1], truth[7, 7] = 1, 1
    picture = difference_picture(found, truth)
    assert picture[1, 1, 2] > 200 > picture[1, 1, 0]
    assert picture[7, 7, 0] > 200 > picture[7, 7, 2]
