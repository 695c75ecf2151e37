"""The restorer of coherent semantic attention: two networks in a row."""

from __future__ import annotations

from pathlib import Path

from inpaint_studio.inference.device import Device
from inpaint_studio.inference.one_network import OneNetworkRestorer, weights_folder
from inpaint_studio.inference.restorer import Restorer
from inpaint_studio.zoo.card import ModelCard

__all__ = ["make_coherent_attention"]


def make_coherent_attention(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed model with coherent attention of `folder`: roles `rough` and `refinement`."""
    folder = weights_folder(card, folder, "rough", "refinement")
    from inpaint_studio.families.csa.checkpoint import join
    from inpaint_studio.zoo.weights import load_network

    networks = (load_network(card, folder, role) for role in ("rough", "refinement"))
    return OneNetworkRestorer(card, join(*networks), device)
