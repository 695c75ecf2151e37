"""FID, the Fréchet distance between the Inception features of two sets of photographs.

Heusel et al., GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium,
NeurIPS 2017, eq. 6. The distance itself is plain linear algebra; the features come from the
network of 2015 with which FID is defined, and only from weights that the user gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.types import Image

__all__ = ["FidCollector", "Gaussian", "frechet_distance", "gaussian_of"]

_Floats = NDArray[np.float64]


class Gaussian(NamedTuple):
    """Mean (D,) and covariance (D, D) of a set of features."""

    mean: _Floats
    covariance: _Floats


def gaussian_of(features: NDArray[np.floating]) -> Gaussian:
    """The Gaussian fitted to features (N, D), N >= 2; covariance with divisor N - 1.

    Raises
    ------
    BadInputError
        If there are fewer than two rows.
    """
    if features.shape[0] < 2:
        raise BadInputError(
            "FID of {count} photograph(s); it needs at least 2.", count=features.shape[0]
        )
    values = np.asarray(features, dtype=np.float64)
    return Gaussian(values.mean(axis=0), np.atleast_2d(np.cov(values, rowvar=False)))


def frechet_distance(first: Gaussian, second: Gaussian) -> float:
    """Squared Fréchet (2-Wasserstein) distance of two Gaussians.

    |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½), after Dowson and Landau, The Fréchet Distance between
    Multivariate Normal Distributions, 1982. The root's trace is taken from the eigenvalues of the
    symmetric C1^½ C2 C1^½, which stays real for singular covariances.

    Returns
    -------
    At least 0.

    Examples
    --------
    >>> import numpy as np
    >>> one = Gaussian(np.zeros(2), np.eye(2))
    >>> frechet_distance(one, Gaussian(np.array([3.0, 4.0]), 4 * np.eye(2)))
    27.0
    """
    root = _symmetric_root(first.covariance)
    product = root @ second.covariance @ root
    eigenvalues = np.linalg.eigvalsh((product + product.T) / 2.0)
    overlap = np.sqrt(np.clip(eigenvalues, 0.0, None)).sum()
    shift = float(np.square(first.mean - second.mean).sum())
    traces = float(np.trace(first.covariance) + np.trace(second.covariance))
    return max(0.0, shift + traces - 2.0 * float(overlap))


def _symmetric_root(matrix: _Floats) -> _Floats:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T)


@dataclass
class FidCollector:
    """Gathers features of the originals once and of each variant's restorations.

    Attributes
    ----------
    extract
        Features (D,) of one image (H, W, 3).
    """

    extract: Callable[[Image], NDArray[np.float32]]
    _originals: Gaussian | None = None
    _features: dict[str, list[NDArray[np.float32]]] = field(default_factory=dict)

    def add_originals(self, images: Iterable[Image]) -> None:
        """Fit the Gaussian of the originals."""
        self._originals = gaussian_of(np.stack([self.extract(image) for image in images]))

    def add(self, label: str, image: Image) -> None:
        """Add one restored photograph of a variant."""
        self._features.setdefault(label, []).append(self.extract(image))

    def distance(self, label: str) -> float:
        """FID of a variant's restorations so far."""
        assert self._originals is not None, "add_originals comes first"
        return frechet_distance(self._originals, gaussian_of(np.stack(self._features[label])))
