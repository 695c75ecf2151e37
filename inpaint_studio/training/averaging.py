"""Exponential moving averages of weights: what is judged and exported."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import torch
from torch import Tensor, nn

__all__ = ["Average"]


class Average:
    """A slowly following copy of each network.

        average <- d average + (1 - d) weights,   d = min(decay, (1 + t) / (10 + t))

    The smaller factor at the start keeps the first, random weights from lingering. Buffers are
    copied as they are.

    Parameters
    ----------
    networks
        By name; copied, not kept.
    decay
        In [0, 1).
    """

    def __init__(self, networks: Mapping[str, nn.Module], decay: float) -> None:
        self.networks = {
            name: copy.deepcopy(network).requires_grad_(False).eval()
            for name, network in networks.items()
        }
        self.decay = decay
        self.updates = 0

    @torch.no_grad()
    def update(self, networks: Mapping[str, nn.Module]) -> None:
        """Follow the networks by one step."""
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        for name, average in self.networks.items():
            torch._foreach_lerp_(
                list(average.parameters()), list(networks[name].parameters()), 1 - decay
            )
            for mine, theirs in zip(average.buffers(), networks[name].buffers(), strict=True):
                mine.copy_(theirs)

    def state(self) -> dict[str, dict[str, Tensor]]:
        """State dicts by network."""
        return {name: dict(network.state_dict()) for name, network in self.networks.items()}

    def load(self, state: Mapping[str, Mapping[str, Tensor]], updates: int) -> None:
        """Take over saved averages, strictly."""
        for name, network in self.networks.items():
            network.load_state_dict(dict(state[name]))
        self.updates = updates
