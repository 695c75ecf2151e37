"""Scores of one photograph: the table of measures, edges by hand, and what is left out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inpaint_studio.errors import BadInputError
from inpaint_studio.evaluation.scores import (
    LARGEST_PSNR_DB,
    METRICS,
    Metric,
    Scorer,
    edge_agreement,
    perceptual_distances,
)
from inpaint_studio.imaging.metrics import l1, ssim
from inpaint_studio.imaging.types import EdgeMap, Image, Mask

SIDE = 40
EDGE_METRICS = {Metric.EDGE_PRECISION, Metric.EDGE_RECALL}
MAP_METRICS = {Metric.EDGE_MAP_PRECISION, Metric.EDGE_MAP_RECALL}


def photo() -> Image:
    image = np.full((SIDE, SIDE, 3), 30, np.uint8)
    image[:, SIDE // 2 :] = 200
    return image


def hole() -> Mask:
    mask = np.zeros((SIDE, SIDE), np.bool_)
    mask[10:30, 10:30] = True
    return mask


def edge_map(*columns: int) -> EdgeMap:
    edges = np.zeros((4, 8), np.float32)
    edges[:, list(columns)] = 1.0
    return edges


def test_every_metric_has_a_row_in_the_table() -> None:
    assert set(METRICS) == set(Metric)
    assert all(info.better in (-1, 0, 1) and info.title for info in METRICS.values())
    assert Metric.L1.info.show(0.0123) == "1.230"
    assert Metric.PSNR.info.show(math.nan) == "–"


def test_original_scores_best() -> None:
    image, mask = photo(), hole()
    scores = Scorer(image, mask, sigma=2.0).score(image)
    assert scores[Metric.PSNR] == scores[Metric.PSNR_HOLE] == LARGEST_PSNR_DB
    assert scores[Metric.L1] == scores[Metric.L2_HOLE] == 0.0
    assert scores[Metric.SSIM] == scores[Metric.SSIM_HOLE] == pytest.approx(1.0)
    assert scores[Metric.EDGE_PRECISION] == scores[Metric.EDGE_RECALL] == 1.0


def test_scores_agree_with_the_single_measures() -> None:
    image, mask = photo(), hole()
    restored = image.copy()
    restored[mask] = np.random.default_rng(0).integers(0, 256, (int(mask.sum()), 3))
    before = restored.copy()
    scores = Scorer(image, mask).score(restored)
    assert scores[Metric.L1_HOLE] == l1(restored, image, mask)
    assert scores[Metric.SSIM] == pytest.approx(ssim(restored, image))
    assert scores[Metric.SSIM_HOLE] == pytest.approx(ssim(restored, image, mask))
    assert scores[Metric.L1] == pytest.approx(scores[Metric.L1_HOLE] * mask.mean())
    np.testing.assert_array_equal(restored, before)


def test_what_was_not_measured_is_absent() -> None:
    image, mask = photo(), hole()
    assert not EDGE_METRICS & set(Scorer(image, mask).score(image))
    with_edges = Scorer(image, mask, sigma=1.0)
    assert set(with_edges.score(image)) >= EDGE_METRICS
    assert set(with_edges.score_edge_map(np.zeros((SIDE, SIDE), np.float32))) == MAP_METRICS
    with pytest.raises(ValueError, match="sigma"):
        Scorer(image, mask).score_edge_map(np.zeros((SIDE, SIDE), np.float32))


def test_lost_edge_lowers_recall_and_wrong_edge_precision() -> None:
    image, mask = photo(), hole()
    scorer = Scorer(image, mask, sigma=1.0)
    blurred = image.copy()
    blurred[mask] = 115
    assert scorer.score(blurred)[Metric.EDGE_RECALL] < 0.2
    ruled = image.copy()
    ruled[14:16, 10:19] = 255
    scores = scorer.score(ruled)
    assert scores[Metric.EDGE_PRECISION] < scores[Metric.EDGE_RECALL]


def test_edge_agreement_by_hand() -> None:
    everywhere = np.ones((4, 8), np.bool_)
    result = edge_agreement(edge_map(1, 2, 5), edge_map(2, 6), everywhere)
    assert result == (pytest.approx(1 / 3), 0.5, 12, 8)
    right = everywhere.copy()
    right[:, :4] = False
    assert edge_agreement(edge_map(1, 2, 5), edge_map(2, 6), right)[:2] == (0.0, 0.0)
    assert edge_agreement(edge_map(1), edge_map(1, 6), everywhere)[:2] == (1.0, 0.5)


def test_edge_agreement_without_edges() -> None:
    everywhere = np.ones((4, 8), np.bool_)
    assert edge_agreement(edge_map(), edge_map(), everywhere)[:2] == (1.0, 1.0)
    assert edge_agreement(edge_map(), edge_map(3), everywhere)[:2] == (0.0, 0.0)
    assert edge_agreement(edge_map(3), edge_map(), everywhere)[:2] == (0.0, 0.0)


def test_mask_without_hole_is_refused() -> None:
    with pytest.raises(BadInputError, match="no hole"):
        Scorer(photo(), np.zeros((SIDE, SIDE), np.bool_))


def test_absent_perceptual_weights_are_told() -> None:
    distances, (note,) = perceptual_distances(None)
    assert distances == ()
    assert "LPIPS" in str(note)


def test_folder_without_weights_is_told(tmp_path: object) -> None:
    from pathlib import Path

    distances, notes = perceptual_distances(Path(str(tmp_path)))
    assert distances == ()
    assert [("alexnet" in str(note), "vgg16" in str(note)) for note in notes] == [
        (True, False),
        (False, True),
    ]
