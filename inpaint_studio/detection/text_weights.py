"""Weights of the regression that tells lettering from other rows of strokes. Numbers only.

Fitted to 12,219 rows found in 187 photographs, of which 1,169 were lettering drawn with 74
typefaces; the figures are those of `lines.FEATURES`, in that order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["probability"]

_LOWEST = np.array((
    0, 0.2247, 0, 0, 0, 0, 0.1364, 0.3168, 0, 0.04296, 0.1172, 0.1726, 0.1369, -0.7143, 0,
    0.08299, 0.002482, 1.792, 0.09877,
))  # fmt: skip
_HIGHEST = np.array((
    3.135, 3.073, 0.7059, 0.6163, 2.757, 0.4868, 0.5477, 1, 0.5007, 0.4972, 0.5355, 0.5504,
    0.7688, 1.219, 1.077, 2.175, 1, 3.689, 0.3497,
))  # fmt: skip
_MEAN = np.array((
    1.042, 1.495, 0.2123, 0.0869, 0.3963, 0.1631, 0.3547, 0.5648, 0.124, 0.1601, 0.225,
    0.3178, 0.4107, 0.2342, 0.1959, 0.7575, 0.1929, 2.65, 0.204,
))  # fmt: skip
_DEVIATION = np.array((
    0.7299, 0.5229, 0.1786, 0.1305, 0.4973, 0.1326, 0.101, 0.1551, 0.1175, 0.09547, 0.06442,
    0.07106, 0.121, 0.3447, 0.2383, 0.4193, 0.2848, 0.4671, 0.05108,
))  # fmt: skip
_LINEAR = np.array((
    1.66, 0.45, -0.179, -1.2, -0.315, -0.251, -1.17, -0.299, -0.886, 0.345, -0.466, 0.277,
    1.25, -0.189, -0.233, -0.773, 1.13, -0.341, -0.227,
))  # fmt: skip
_SQUARE = np.array((
    -0.891, -0.487, -0.0143, 0.38, -0.215, -0.0125, 0.0692, 0.157, 0.239, 0.0516, 0.162,
    0.035, -0.44, -0.321, -0.0307, 0.0964, -0.337, 0.202, -0.15,
))  # fmt: skip
_WITH_COUNT = np.array((
    1.37, -0.159, -0.389, -0.0661, -0.17, 0.536, -0.167, 0.00448, -0.113, -0.115, 0.0146,
    -0.515, -0.538, -0.0834, 0.0795, 0.0276, -0.0367, -0.551,
))  # fmt: skip
_BIAS = -4.133  # half less than fitted: false alarms cost more than captions marked by hand


def probability(figures: NDArray[np.float64]) -> float:
    """How likely a row of strokes with these figures is lettering, 0 to 1."""
    scaled = (np.clip(np.nan_to_num(figures), _LOWEST, _HIGHEST) - _MEAN) / _DEVIATION
    odds = _BIAS + scaled @ _LINEAR + (scaled * scaled) @ _SQUARE
    odds += scaled[0] * (scaled[1:] @ _WITH_COUNT)
    return float(1.0 / (1.0 + np.exp(-odds)))
