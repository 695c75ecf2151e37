"""EdgeConnect as a restorer: known Canny edges, predicted edges, the user's edges, completion.

The two stages of arXiv 1901.00212 section 3, fed as in training: edges of the known area are kept,
predicted ones count only inside the hole, the user's are added and removed last. Beside the network
predicts geometry: a strong line on both sides of a hole goes through it, where the network, trained
on all edges alike, leaves stubs at the rim.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np

from inpaint_studio.imaging.continuation import continued_lines
from inpaint_studio.imaging.edges import canny, luminance, thinned
from inpaint_studio.imaging.types import EdgeMap, FloatImage, Mask, to_unit
from inpaint_studio.inference.device import Device
from inpaint_studio.inference.network_runner import as_planes, runner_of
from inpaint_studio.inference.one_network import weights_folder
from inpaint_studio.inference.restorer import EdgeGuide, Fill, FillRequest, Restorer
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.graph import NetworkGraph

if TYPE_CHECKING:
    from torch import nn

__all__ = ["EdgeConnectRestorer", "compose_edges", "join_predictions", "make_edgeconnect"]

_CACHED_PREDICTIONS = 64
_BESIDE_PX = 2


def make_edgeconnect(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed EdgeConnect of `folder`: roles `edge` and `completion`."""
    folder = weights_folder(card, folder, "edge", "completion")
    from inpaint_studio.zoo.weights import load_network_or_graph

    edge = load_network_or_graph(card, folder, "edge")
    completion = load_network_or_graph(card, folder, "completion")
    return EdgeConnectRestorer(card, edge, completion, device)


def compose_edges(
    known: EdgeMap,
    probability: EdgeMap,
    mask: Mask,
    *,
    threshold: float = 0.5,
    guide: EdgeGuide | None = None,
) -> EdgeMap:
    """The edge map that the completion generator is given.

    Parameters
    ----------
    known, probability
        float32 (H, W) in [0, 1]: Canny edges of the known area, output of the edge generator.
    mask
        bool (H, W), True = hole.
    threshold
        A predicted edge counts in the hole where its probability exceeds this.
    guide
        The user's strokes: erased edges go, drawn ones come last and stay. A predicted edge within
        2 px of a drawn one, which is nearly always the same edge, gives way to it.

    Returns
    -------
    float32 (H, W), 0 or 1. Inputs are not modified.
    """
    edges = np.where(mask, probability > threshold, known > 0.5)
    if guide is not None:
        predicted = mask & _beside(guide.add.astype(np.float32)).astype(np.bool_)
        edges = (edges & ~guide.erase & ~predicted) | guide.add
    return edges.astype(np.float32)


def join_predictions(probability: EdgeMap, lines: EdgeMap) -> EdgeMap:
    """Both predictions as one, in which no line is doubled.

    Parameters
    ----------
    probability, lines
        float32 (H, W) in [0, 1]: output of the edge generator, of which the ridges are taken, and
        lines one pixel wide from `continued_lines`. A line takes the place of less probable edges
        within 2 px of it.

    Returns
    -------
    float32 (H, W) in [0, 1]. Inputs are not modified.
    """
    ridges = thinned(probability)
    if not lines.any():
        return ridges
    apart: EdgeMap = np.where(_beside(lines) > ridges, np.float32(0), ridges)
    return np.where(lines > 0, np.maximum(lines, ridges), apart)


def _beside(lines: EdgeMap) -> EdgeMap:
    """The highest value within 2 px of each pixel."""
    side = 2 * _BESIDE_PX + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(lines, disc), np.float32)


@dataclass(frozen=True, eq=False)
class _Prediction:
    known: EdgeMap
    probability: EdgeMap


class EdgeConnectRestorer:
    """Edge generator and completion generator with a small cache of predicted edges.

    The cache makes the Studio's edge loop quick: when only the user's edges changed, only the
    completion runs.
    """

    def __init__(
        self,
        card: ModelCard,
        edge: nn.Module | NetworkGraph,
        completion: nn.Module | NetworkGraph,
        device: Device,
    ) -> None:
        self.card = card
        multiple = card.size_multiple
        self._edge = runner_of(edge, device, size_multiple=multiple)
        self._completion = runner_of(completion, device, size_multiple=multiple)
        self._predictions: OrderedDict[bytes, _Prediction] = OrderedDict()

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`."""
        prediction = self._predict(request, token)
        edges = compose_edges(
            prediction.known,
            prediction.probability,
            request.mask,
            threshold=request.settings.edge_threshold,
            guide=request.guide,
        )
        image = to_unit(request.image)
        (filled,) = self._completion.run(
            as_planes(image), as_planes(edges), as_planes(request.mask), token=token
        )
        return Fill(
            cast(FloatImage, np.ascontiguousarray(filled.transpose(1, 2, 0))),
            edges=edges,
            edge_probability=prediction.probability,
        )

    def predict_edges(self, request: FillRequest, token: ProgressToken) -> tuple[EdgeMap, EdgeMap]:
        """Canny edges of the known area and predicted edge probability, of network and geometry
        together; float32 (H, W) each."""
        prediction = self._predict(request, token)
        return prediction.known, prediction.probability

    def close(self) -> None:
        """Free the networks and the cache."""
        self._predictions.clear()
        self._edge.close()
        self._completion.close()

    def _predict(self, request: FillRequest, token: ProgressToken) -> _Prediction:
        key = _fingerprint(request)
        if key in self._predictions:
            self._predictions.move_to_end(key)
            return self._predictions[key]
        known = canny(request.image, request.mask, sigma=request.settings.sigma)
        gray = luminance(request.image)
        (probability,) = self._edge.run(
            as_planes(gray), as_planes(known), as_planes(request.mask), token=token
        )
        lines = continued_lines(request.image, request.mask, known)
        prediction = _Prediction(known, join_predictions(probability[0], lines))
        self._predictions[key] = prediction
        while len(self._predictions) > _CACHED_PREDICTIONS:
            self._predictions.popitem(last=False)
        return prediction


def _fingerprint(request: FillRequest) -> bytes:
    """What the edge generator sees: known pixels and hole, not the user's edges."""
    known = np.where(request.mask[..., None], 0, request.image)
    digest = hashlib.blake2b(digest_size=16)
    digest.update(
        repr((request.image.shape, str(request.image.dtype), request.settings.sigma)).encode()
    )
    digest.update(np.ascontiguousarray(known).tobytes())
    digest.update(np.packbits(request.mask).tobytes())
    return digest.digest()
