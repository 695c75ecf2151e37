"""The restorer of pluralistic completion: two networks in a row, an answer for every seed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.inference.device import Device
from inpaint_studio.inference.one_network import OneNetworkRestorer, weights_folder
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard

if TYPE_CHECKING:
    from inpaint_studio.families.pluralistic.checkpoint import Pluralistic

__all__ = ["PluralisticRestorer", "make_pluralistic"]


def make_pluralistic(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed pluralistic model of `folder`: roles `encoder` and `generator`."""
    folder = weights_folder(card, folder, "encoder", "generator")
    from inpaint_studio.families.pluralistic.checkpoint import join
    from inpaint_studio.zoo.weights import load_network

    networks = (load_network(card, folder, role) for role in ("encoder", "generator"))
    return PluralisticRestorer(card, join(*networks), device)


class PluralisticRestorer(OneNetworkRestorer):
    """Every seed gives an answer of its own."""

    def __init__(self, card: ModelCard, network: Pluralistic, device: Device) -> None:
        super().__init__(card, network, device)
        self._network: Pluralistic | None = network

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`."""
        assert self._network is not None, "the restorer is closed"
        self._network.seed = request.settings.seed
        return super().fill(request, token)

    def close(self) -> None:
        """Free the networks."""
        self._network = None
        super().close()
