"""Restorers whose model is two networks in a row: pluralistic completion, coherent attention."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.errors import MissingPartError
from inpaint_studio.inference.device import Device
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.inference.restorers.one_network import OneNetworkRestorer
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard

if TYPE_CHECKING:
    from torch import nn

    from inpaint_studio.zoo.layouts.pluralistic import Pluralistic

__all__ = ["PluralisticRestorer", "make_coherent_attention", "make_pluralistic"]


def make_pluralistic(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed pluralistic model of `folder`: roles `encoder` and `generator`."""
    networks = _load(card, folder, "encoder", "generator")
    from inpaint_studio.zoo.layouts.pluralistic import join

    return PluralisticRestorer(card, join(*networks), device)


def make_coherent_attention(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed model with coherent attention of `folder`: roles `rough` and `refinement`."""
    networks = _load(card, folder, "rough", "refinement")
    from inpaint_studio.zoo.layouts.coherent_attention import join

    return OneNetworkRestorer(card, join(*networks), device)


def _load(
    card: ModelCard, folder: Path | None, first: str, second: str
) -> tuple[nn.Module, nn.Module]:
    if folder is None:
        raise MissingPartError(
            "Model {model} has no weights here; import a checkpoint with 'inpaint-studio models "
            "import {family} --{first} FILE --{second} FILE'.",
            model=card.name,
            family=card.family,
            first=first,
            second=second,
        )
    from inpaint_studio.zoo.weights import load_network

    return load_network(card, folder, first), load_network(card, folder, second)


class PluralisticRestorer(OneNetworkRestorer):
    """Every seed gives an answer of its own."""

    def __init__(self, card: ModelCard, network: Pluralistic, device: Device) -> None:
        super().__init__(card, network, device)
        self._network: Pluralistic | None = network

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`."""
        assert self._network is not None, "the restorer is closed"
        self._network.seed = request.seed
        return super().fill(request, token)

    def close(self) -> None:
        """Free the networks."""
        self._network = None
        super().close()
