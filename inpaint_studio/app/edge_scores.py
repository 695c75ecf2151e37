"""How well the edges of two pictures agree: precision, recall, and a picture of the difference.

No Qt. EdgeConnect (arXiv 1901.00212, section 5.1) judges edges by precision and recall; here a
found edge may lie one pixel beside the true one, since thinning is not sure to a pixel.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.types import EdgeMap, Mask

__all__ = ["EdgeScore", "difference_picture", "edge_score", "known_band"]

_BOTH = (40, 40, 40)
_NEW = (32, 96, 255)
_GONE = (224, 72, 56)
_PAPER = (250, 250, 250)


class EdgeScore(NamedTuple):
    """Shares in [0, 1]; None where nothing can be said since there is no edge."""

    precision: float | None
    recall: float | None


def _near(edges: NDArray[np.bool_], tolerance_px: int) -> NDArray[np.bool_]:
    if tolerance_px == 0:
        return edges
    side = 2 * tolerance_px + 1
    grown = cv2.dilate(edges.astype(np.uint8), np.ones((side, side), np.uint8))
    return grown.astype(np.bool_)


def edge_score(found: EdgeMap, truth: EdgeMap, where: Mask, *, tolerance_px: int = 1) -> EdgeScore:
    """Precision and recall of `found` against `truth` inside `where`.

    Parameters
    ----------
    found, truth
        float32 (H, W) in [0, 1]; edges are what exceeds 0.5; not modified.
    where
        bool (H, W).
    """
    found_on, true_on = found > 0.5, truth > 0.5
    hits = found_on & _near(true_on, tolerance_px) & where
    met = true_on & _near(found_on, tolerance_px) & where
    found_px, true_px = np.count_nonzero(found_on & where), np.count_nonzero(true_on & where)
    return EdgeScore(
        np.count_nonzero(hits) / found_px if found_px else None,
        np.count_nonzero(met) / true_px if true_px else None,
    )


def known_band(mask: Mask, width_px: int) -> Mask:
    """The known pixels at most `width_px` from the hole; `mask` is not modified."""
    from inpaint_studio.imaging.mask import grow

    return grow(mask, width_px) & ~mask


def difference_picture(found: EdgeMap, truth: EdgeMap) -> NDArray[np.uint8]:
    """uint8 (H, W, 3): grey where both have an edge, blue where it is new, red where it is gone."""
    found_on, true_on = found > 0.5, truth > 0.5
    picture = np.full((*found.shape, 3), _PAPER, np.uint8)
    picture[found_on & ~_near(true_on, 1)] = _NEW
    picture[true_on & ~_near(found_on, 1)] = _GONE
    picture[found_on & _near(true_on, 1)] = _BOTH
    return picture
