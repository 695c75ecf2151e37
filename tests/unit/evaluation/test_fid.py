"""The Fréchet distance against Gaussians worked out by hand, and the collector."""

from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.errors import BadInputError
from inpaint_studio.evaluation.fid import FidCollector, Gaussian, frechet_distance, gaussian_of


def gaussian(mean: list[float], covariance: list[list[float]]) -> Gaussian:
    return Gaussian(np.array(mean), np.array(covariance))


def test_one_dimension_by_hand() -> None:
    # (m1 - m2)² + (s1 - s2)², with deviations 2 and 5.
    assert frechet_distance(gaussian([1.0], [[4.0]]), gaussian([4.0], [[25.0]])) == pytest.approx(
        18
    )


def test_commuting_covariances_by_hand() -> None:
    first = gaussian([0.0, 0.0], [[1.0, 0.0], [0.0, 9.0]])
    second = gaussian([1.0, 2.0], [[16.0, 0.0], [0.0, 4.0]])
    # 1 + 4 for the means; (1 - 4)² + (3 - 2)² for the deviations.
    assert frechet_distance(first, second) == pytest.approx(15.0)


def test_non_commuting_covariances_by_hand() -> None:
    # C1 = diag(4, 1), C2 = [[5, 4], [4, 5]]. The eigenvalues of C1 C2 = [[20, 16], [4, 5]] have
    # sum 25 and product 36, so the trace of its root is sqrt(25 + 2 * 6) = sqrt(37).
    first = gaussian([0.0, 0.0], [[4.0, 0.0], [0.0, 1.0]])
    second = gaussian([0.0, 0.0], [[5.0, 4.0], [4.0, 5.0]])
    assert frechet_distance(first, second) == pytest.approx(15 - 2 * 37**0.5)
    assert frechet_distance(second, first) == pytest.approx(15 - 2 * 37**0.5)


def test_singular_covariances_stay_real() -> None:
    # Fewer photographs than features, as always with few photographs.
    rng = np.random.default_rng(0)
    features = rng.normal(size=(6, 40))
    first = gaussian_of(features)
    assert frechet_distance(first, first) == pytest.approx(0.0, abs=1e-6)
    shifted = gaussian_of(features + 1.0)
    assert frechet_distance(first, shifted) == pytest.approx(40.0, abs=1e-5)


def test_gaussian_of_features() -> None:
    fitted = gaussian_of(np.array([[0.0, 1.0], [2.0, 5.0]], np.float32))
    np.testing.assert_allclose(fitted.mean, [1.0, 3.0])
    np.testing.assert_allclose(fitted.covariance, [[2.0, 4.0], [4.0, 8.0]])
    with pytest.raises(BadInputError, match="at least 2"):
        gaussian_of(np.zeros((1, 3)))


def test_collector_compares_each_variant_with_the_originals() -> None:
    images = [np.full((4, 4, 3), value, np.uint8) for value in (10, 50, 90)]
    collector = FidCollector(lambda image: image.reshape(-1)[:2].astype(np.float32))
    collector.add_originals(images)
    for image in images:
        collector.add("same", image)
        collector.add("brighter", image + np.uint8(3))
    assert collector.distance("same") == pytest.approx(0.0, abs=1e-9)
    assert collector.distance("brighter") == pytest.approx(18.0)
