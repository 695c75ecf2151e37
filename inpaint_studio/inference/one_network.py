"""Restorers of one network that takes a window and its mask: GLCIC, partial convolutions, DeepFill.

The networks take RGB in [0, 1] with the mask (1 = hole), ignore what lies in the hole, and give
RGB in [0, 1], after a coarse stage where they have one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import MissingPartError
from inpaint_studio.imaging.types import EdgeMap, FloatImage, to_unit
from inpaint_studio.inference.device import Device
from inpaint_studio.inference.network_runner import as_planes, runner_of
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.graph import NetworkGraph

if TYPE_CHECKING:
    from torch import nn

__all__ = ["ROLE", "OneNetworkRestorer", "as_image", "make_one_network", "weights_folder"]

ROLE = "generator"


def weights_folder(card: ModelCard, folder: Path | None, *roles: str) -> Path:
    """`folder`, or an error that says how to get weights, by default those of one generator."""
    if folder is None:
        raise MissingPartError(
            "Model {model} has no weights here; {remedy}.",
            model=card.name,
            family=card.family,
            roles=list(roles or (ROLE,)),
            remedy=Remedy.IMPORT_MODEL,
        )
    return folder


def make_one_network(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed model of `folder`, whose one network has the role `generator`."""
    from inpaint_studio.zoo.weights import load_network_or_graph

    network = load_network_or_graph(card, weights_folder(card, folder), ROLE)
    return OneNetworkRestorer(card, network, device)


def as_image(planes: NDArray[np.float32]) -> FloatImage:
    """float32 (H, W, 3) in [0, 1] from planes (3, H, W)."""
    image = np.ascontiguousarray(planes.transpose(1, 2, 0))
    return np.clip(image, 0.0, 1.0, out=image)


class OneNetworkRestorer:
    """A network `forward(image, mask)`, or `forward(image, mask, guide)` where the card says that
    the user's edges are followed, and `showing_attention()` where it shows that."""

    def __init__(self, card: ModelCard, network: nn.Module | NetworkGraph, device: Device) -> None:
        self.card = card
        if card.shows_attention and not isinstance(network, NetworkGraph):
            network = cast("Callable[[], nn.Module]", network.showing_attention)()
        self._runner = runner_of(network, device, size_multiple=card.size_multiple)

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`."""
        token.check()
        planes = [as_planes(to_unit(request.image)), as_planes(request.mask)]
        sketch = self._sketch(request)
        if sketch is not None:
            planes.append(as_planes(sketch))
        stages = list(self._runner.run(*planes, token=token))
        attention = None
        if self.card.shows_attention:
            attention = np.ascontiguousarray(stages.pop().transpose(1, 2, 0))
        coarse = as_image(stages[0]) if self.card.shows_coarse and len(stages) > 1 else None
        return Fill(as_image(stages[-1]), edges=sketch, coarse=coarse, attention=attention)

    def close(self) -> None:
        """Free the network."""
        self._runner.close()

    def _sketch(self, request: FillRequest) -> EdgeMap | None:
        """The lines that the user drew into the hole; these networks predict none to erase."""
        if not self.card.takes_edges or request.guide is None:
            return None
        return (request.guide.add & request.mask).astype(np.float32)
