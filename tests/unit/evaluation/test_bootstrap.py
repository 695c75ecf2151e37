"""Bootstrap intervals: known cases, coverage, pairing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inpaint_studio.errors import OptionError
from inpaint_studio.evaluation.bootstrap import Interval, Resampling


def test_interval_of_a_constant_is_a_point() -> None:
    (interval,) = Resampling(5).intervals(np.full((5, 1), 3.0))
    assert interval == pytest.approx((3.0, 3.0, 3.0))


def test_one_photograph_has_no_interval() -> None:
    (interval,) = Resampling(1).intervals(np.array([[2.0]]))
    assert interval.mean == 2.0
    assert math.isnan(interval.low)
    assert math.isnan(interval.high)
    assert not interval.excludes_zero


def test_same_seed_same_interval() -> None:
    values = np.random.default_rng(0).normal(size=(20, 2))
    assert Resampling(20, seed=4).intervals(values) == Resampling(20, seed=4).intervals(values)
    assert Resampling(20, seed=4).intervals(values) != Resampling(20, seed=5).intervals(values)


def test_width_is_that_of_the_standard_error() -> None:
    values = np.random.default_rng(1).normal(size=(400, 1))
    (interval,) = Resampling(400).intervals(values)
    error = float(values.std() / 20)
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert interval.low < interval.mean < interval.high


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=(40, 300))  # 300 experiments with a true mean of 0
    intervals = Resampling(40, resamples=500).intervals(values)
    covered = np.mean([interval.low <= 0.0 <= interval.high for interval in intervals])
    assert 0.90 <= covered <= 0.98


def test_pairing_sees_a_small_difference_among_hard_and_easy_photographs() -> None:
    rng = np.random.default_rng(3)
    difficulty = rng.normal(scale=10.0, size=(50, 1))
    gain = 0.5 + rng.normal(scale=0.2, size=(50, 1))
    draws = Resampling(50)
    (alone,) = draws.intervals(difficulty)
    (paired,) = draws.intervals((difficulty + gain) - difficulty)
    assert paired.excludes_zero
    assert paired.high - paired.low < 0.1 * (alone.high - alone.low)


def test_missing_values_stay_missing() -> None:
    values = np.array([[1.0, math.nan], [2.0, 3.0]])
    first, second = Resampling(2).intervals(values)
    assert first.mean == 1.5
    assert math.isnan(second.mean)


def test_sides_of_zero() -> None:
    assert Interval(1.0, 0.5, 1.5).excludes_zero
    assert Interval(-1.0, -1.5, -0.5).excludes_zero
    assert not Interval(0.1, -0.5, 0.7).excludes_zero


@pytest.mark.parametrize("resamples", [0, 99, 100_001])
def test_draws_out_of_range_are_refused(resamples: int) -> None:
    with pytest.raises(OptionError, match="100 to 100000"):
        Resampling(3, resamples=resamples)
