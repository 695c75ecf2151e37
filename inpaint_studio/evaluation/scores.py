"""What is measured of one restored photograph.

`Metric` is the table of measures; `Scorer` computes them for one restored photograph. The trainer
uses the same scorer for validation. Knows nothing of models, files or tables.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.edges import canny
from inpaint_studio.imaging.metrics import SSIM_WINDOW_PX, l1, l2, psnr, ssim_map, total_variation
from inpaint_studio.imaging.types import EdgeMap, Image, Mask, check_image, check_mask
from inpaint_studio.jobs.messages import Message

if TYPE_CHECKING:
    from inpaint_studio.training.losses.lpips import Lpips

__all__ = [
    "LARGEST_PSNR_DB",
    "METRICS",
    "EdgeAgreement",
    "Metric",
    "MetricInfo",
    "Scorer",
    "Scores",
    "edge_agreement",
    "perceptual_distances",
]

LARGEST_PSNR_DB = 100.0
"""A fill that equals the original counts as this many dB, so that means stay finite."""


class Metric(enum.StrEnum):
    """Measures of one photograph; `..._HOLE` looks at the hole alone."""

    PSNR = "psnr"
    SSIM = "ssim"
    L1 = "l1"
    L2 = "l2"
    TV = "tv"
    LPIPS_ALEX = "lpips_alex"
    LPIPS_VGG = "lpips_vgg"
    PSNR_HOLE = "psnr_hole"
    SSIM_HOLE = "ssim_hole"
    L1_HOLE = "l1_hole"
    L2_HOLE = "l2_hole"
    TV_HOLE = "tv_hole"
    LPIPS_ALEX_HOLE = "lpips_alex_hole"
    LPIPS_VGG_HOLE = "lpips_vgg_hole"
    EDGE_PRECISION = "edge_precision"
    EDGE_RECALL = "edge_recall"
    EDGE_MAP_PRECISION = "edge_map_precision"
    EDGE_MAP_RECALL = "edge_map_recall"
    SECONDS = "seconds"

    @property
    def info(self) -> MetricInfo:
        """How the measure is shown and which way is better."""
        return METRICS[self]


class MetricInfo(NamedTuple):
    """A row of the table of measures.

    `better` is +1 where higher is better, -1 where lower is, 0 where neither is; shown values are
    multiplied by `factor` (percent) and have `decimals` digits.
    """

    title: str
    better: int
    factor: float = 1.0
    decimals: int = 2

    def show(self, value: float) -> str:
        """`value` as tables print it; a dash where there is none."""
        return "–" if np.isnan(value) else f"{value * self.factor:.{self.decimals}f}"


METRICS: Mapping[Metric, MetricInfo] = {
    Metric.PSNR: MetricInfo("PSNR (dB)", 1),
    Metric.SSIM: MetricInfo("SSIM", 1, decimals=4),
    Metric.L1: MetricInfo("L1 (%)", -1, 100.0, 3),
    Metric.L2: MetricInfo("L2 (%)", -1, 100.0, 3),
    Metric.TV: MetricInfo("TV (%)", 0, 100.0, 3),
    Metric.LPIPS_ALEX: MetricInfo("LPIPS (AlexNet)", -1, decimals=4),
    Metric.LPIPS_VGG: MetricInfo("LPIPS (VGG)", -1, decimals=4),
    Metric.PSNR_HOLE: MetricInfo("PSNR, hole (dB)", 1),
    Metric.SSIM_HOLE: MetricInfo("SSIM, hole", 1, decimals=4),
    Metric.L1_HOLE: MetricInfo("L1, hole (%)", -1, 100.0, 3),
    Metric.L2_HOLE: MetricInfo("L2, hole (%)", -1, 100.0, 3),
    Metric.TV_HOLE: MetricInfo("TV, hole (%)", 0, 100.0, 3),
    Metric.LPIPS_ALEX_HOLE: MetricInfo("LPIPS (AlexNet), hole", -1, decimals=4),
    Metric.LPIPS_VGG_HOLE: MetricInfo("LPIPS (VGG), hole", -1, decimals=4),
    Metric.EDGE_PRECISION: MetricInfo("Edge precision (%)", 1, 100.0, 1),
    Metric.EDGE_RECALL: MetricInfo("Edge recall (%)", 1, 100.0, 1),
    Metric.EDGE_MAP_PRECISION: MetricInfo("Predicted edges, precision (%)", 1, 100.0, 1),
    Metric.EDGE_MAP_RECALL: MetricInfo("Predicted edges, recall (%)", 1, 100.0, 1),
    Metric.SECONDS: MetricInfo("Seconds", -1, decimals=2),
}

Scores = Mapping[Metric, float]
"""Values by measure; measures that were not taken are absent."""

_LPIPS_METRICS = {
    "alex": (Metric.LPIPS_ALEX, Metric.LPIPS_ALEX_HOLE),
    "vgg": (Metric.LPIPS_VGG, Metric.LPIPS_VGG_HOLE),
}


class EdgeAgreement(NamedTuple):
    """Precision and recall in [0, 1], and the pixels counted."""

    precision: float
    recall: float
    found_px: int
    wanted_px: int


def edge_agreement(found: EdgeMap, wanted: EdgeMap, mask: Mask) -> EdgeAgreement:
    """Precision and recall of edge pixels in the hole, matched pixel for pixel.

    As in EdgeConnect (arXiv 1901.00212, section 5.2, table of the edge generator): precision is
    the share of edge pixels found that are edges of the original, recall the share of the
    original's that were found. Both are 1 where neither has an edge, 0 where only one has.

    Parameters
    ----------
    found, wanted
        (H, W) in [0, 1], an edge above 0.5; not modified.
    mask
        bool (H, W), True = hole; edges elsewhere do not count.
    """
    has, should = (found > 0.5) & mask, (wanted > 0.5) & mask
    found_px, wanted_px = int(has.sum()), int(should.sum())
    if found_px == 0 and wanted_px == 0:
        return EdgeAgreement(1.0, 1.0, 0, 0)
    hits = int((has & should).sum())
    return EdgeAgreement(hits / max(found_px, 1), hits / max(wanted_px, 1), found_px, wanted_px)


def perceptual_distances(
    folder: Path | None, device: str = "cpu"
) -> tuple[tuple[Lpips, ...], tuple[Message, ...]]:
    """LPIPS over AlexNet and VGG, as far as `folder` holds weights, and notes on what is absent.

    Raises
    ------
    ModelFileError
        If a file is there but not what it should be.
    """
    from inpaint_studio.errors import MissingPartError
    from inpaint_studio.training.losses.lpips import Lpips, PerceptualNet

    if folder is None:
        note = Message("LPIPS was not measured: no folder of perceptual weights was named.")
        return (), (note,)
    found, notes = [], []
    for net in PerceptualNet:
        try:
            found.append(Lpips.from_folder(folder, net, device))
        except MissingPartError as error:
            notes.append(Message("Not measured: {error}", error=error))
    return tuple(found), tuple(notes)


class Scorer:
    """Scores restored photographs against one original.

    What depends on the original alone is computed once, so that several restorations of one
    photograph are cheap.

    Parameters
    ----------
    original
        (H, W, 3), uint8, uint16 or float32 in [0, 1]; not modified.
    mask
        bool (H, W), True = hole, with at least one pixel; not modified.
    distances
        LPIPS networks; none leaves LPIPS out.
    sigma
        Canny sigma in pixels for edge precision and recall; None leaves them out.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the arrays do not fit, or there is no hole.

    Examples
    --------
    >>> import numpy as np
    >>> original = np.full((64, 64, 3), 100, np.uint8)
    >>> mask = np.zeros((64, 64), bool)
    >>> mask[:32] = True
    >>> scores = Scorer(original, mask).score(np.where(mask[..., None], 120, original))
    >>> round(scores[Metric.L1_HOLE] * 255)
    20
    """

    def __init__(
        self,
        original: Image,
        mask: Mask,
        distances: Sequence[Lpips] = (),
        *,
        sigma: float | None = None,
    ) -> None:
        check_mask(mask, check_image(original))
        if not mask.any():
            raise BadInputError("The mask has no hole, so there is nothing to score.")
        self._original, self._mask = original, mask
        self._distances = tuple(distances)
        self._sigma = sigma
        self._edges = None if sigma is None else canny(original, sigma=sigma)

    def score(self, restored: Image) -> dict[Metric, float]:
        """All measures of `restored`, which has the original's size and any image dtype."""
        original, mask = self._original, self._mask
        similarity = ssim_map(restored, original)
        border = SSIM_WINDOW_PX // 2
        scores = {
            Metric.PSNR: min(psnr(restored, original), LARGEST_PSNR_DB),
            Metric.SSIM: float(similarity[border:-border, border:-border].mean()),
            Metric.L1: l1(restored, original),
            Metric.L2: l2(restored, original),
            Metric.TV: total_variation(restored),
            Metric.PSNR_HOLE: min(psnr(restored, original, mask), LARGEST_PSNR_DB),
            Metric.SSIM_HOLE: float(similarity[mask].mean()),
            Metric.L1_HOLE: l1(restored, original, mask),
            Metric.L2_HOLE: l2(restored, original, mask),
            Metric.TV_HOLE: total_variation(restored, mask),
        }
        for network in self._distances:
            scores |= self._perceptual(network, restored)
        if self._edges is not None and self._sigma is not None:
            edges = canny(restored, sigma=self._sigma)
            agreement = edge_agreement(edges, self._edges, mask)
            scores[Metric.EDGE_PRECISION] = agreement.precision
            scores[Metric.EDGE_RECALL] = agreement.recall
        return scores

    def score_edge_map(self, edges: EdgeMap) -> dict[Metric, float]:
        """Precision and recall of an edge map (H, W) in the hole, as a model predicts it.

        Raises
        ------
        ValueError
            If the scorer was made without a Canny sigma.
        """
        if self._edges is None:
            raise ValueError("a scorer without sigma has no edges to compare with")
        agreement = edge_agreement(edges, self._edges, self._mask)
        return {
            Metric.EDGE_MAP_PRECISION: agreement.precision,
            Metric.EDGE_MAP_RECALL: agreement.recall,
        }

    def _perceptual(self, network: Lpips, restored: Image) -> dict[Metric, float]:
        import torch

        from inpaint_studio.training.losses.lpips import as_batch

        whole, hole = _LPIPS_METRICS[network.net.value]
        with torch.inference_mode():
            first = network.stages(as_batch([self._original], network.device))
            second = network.stages(as_batch([restored], network.device))
            distance = float(network.compare(first, second)[0])
            height, width = self._mask.shape
            at_pixels = network.compare_map(first, second, (height, width))[0].cpu().numpy()
        return {whole: distance, hole: float(at_pixels[self._mask].mean())}
