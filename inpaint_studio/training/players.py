"""Networks with their optimizers, as families put them together.

Knows where starting weights come from; knows no family.
"""

from __future__ import annotations

import torch
from torch import nn

from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.export import load_plain, load_weights
from inpaint_studio.training.families import Extras
from inpaint_studio.training.trainee import Player
from inpaint_studio.zoo.published import PublishedNetwork

__all__ = ["judging_player", "starting_player"]


def starting_player(
    network: nn.Module,
    config: TrainConfig,
    device: torch.device,
    extras: Extras,
    published: PublishedNetwork,
    role: str,
) -> Player:
    """A generator with its optimizer, with the weights to start from if there are any.

    Parameters
    ----------
    network
        Moved to `device`.
    config, device, extras
        As the family's stage was given them.
    published
        How weights to start from are recognised and converted.
    role
        The network's name in resume states and among the exported files.
    """
    state = load_weights(extras.start_from, role, published)
    if state is not None:
        load_plain(network, state)
    return Player(network.to(device).train(), config.schedule)


def judging_player(network: nn.Module, config: TrainConfig, device: torch.device) -> Player:
    """A discriminator with its optimizer."""
    schedule = config.schedule
    return Player(network.to(device).train(), schedule, schedule.discriminator_factor)
