"""MI-GAN (Sargsyan et al., ICCV 2023) from the official file, at the window's own size.

The published pipeline enlarges every window to 512 pixels, which costs time and, in the small
windows that thin damage asks for, quality; the network itself takes any size.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from inpaint_studio.errors import MissingPartError
from inpaint_studio.families.migan.checkpoint import (
    changed_network,
    network_graph,
    official_file,
    published_network,
)
from inpaint_studio.imaging.edges import canny
from inpaint_studio.imaging.types import EdgeMap, to_unit
from inpaint_studio.inference.device import Device
from inpaint_studio.inference.network_runner import as_planes, runner_of
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import MIRROR_OPTION, ModelCard
from inpaint_studio.zoo.graph import NetworkGraph, torch_is_installed
from inpaint_studio.zoo.weights import checked_file

if TYPE_CHECKING:
    from inpaint_studio.families.migan.network import MiganGenerator

__all__ = ["MiganRestorer", "make_migan"]


def make_migan(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed MI-GAN of `folder`, or a model of ours whose difference to it lies there."""
    if folder is None or not card.files:
        raise MissingPartError(
            "{title} is not installed; {remedy}.",
            title=card.title,
            model="migan",
            remedy=Remedy.INSTALL_MODEL,
        )
    network: MiganGenerator | NetworkGraph
    if not torch_is_installed():
        network = network_graph(card, folder)
    elif card.builds_on:
        network = changed_network(card, folder, official_file(card.builds_on))
    else:
        network = published_network(checked_file(card, folder, "pipeline"))
    return MiganRestorer(card, network, device)


class MiganRestorer:
    """The generator; with the option `mirror`, the mean of its fills of a window and its mirror
    image, which is steadier than either."""

    def __init__(
        self, card: ModelCard, network: MiganGenerator | NetworkGraph, device: Device
    ) -> None:
        self.card = card
        self._is_graph = isinstance(network, NetworkGraph)
        knows_size = card if isinstance(network, NetworkGraph) else network
        self._runner = runner_of(network, device, size_multiple=knows_size.size_multiple)

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`."""
        token.check()
        planes = [as_planes(to_unit(request.image)), as_planes(request.mask)]
        edges = self._edges(request)
        if edges is not None:
            planes.append(as_planes(edges))
        elif self._is_graph:  # which has a plane for edges in any case
            planes.append(np.zeros_like(planes[1]))
        (picture,) = self._runner.run(*planes, token=token)
        if request.settings.options.get(MIRROR_OPTION):
            flipped = [np.ascontiguousarray(plane[..., ::-1]) for plane in planes]
            (mirrored,) = self._runner.run(*flipped, token=token)
            picture = np.float32(0.5) * (picture + mirrored[..., ::-1])
        image = np.ascontiguousarray(picture.transpose(1, 2, 0))
        return Fill(np.clip(image, 0.0, 1.0, out=image), edges=edges)

    def close(self) -> None:
        """Free the network."""
        self._runner.close()

    def _edges(self, request: FillRequest) -> EdgeMap | None:
        """Edges of the known area with the lines that the user drew into the hole; None where
        nothing was drawn, since the network was trained to do without any as well."""
        if not self.card.takes_edges or request.guide is None:
            return None
        drawn = request.guide.add & request.mask
        if not drawn.any():
            return None
        known = canny(to_unit(request.image), request.mask, sigma=request.settings.sigma)
        return np.where(request.mask, drawn, known).astype(np.float32)
