"""Networks with their optimizers, as families put them together.

Knows where starting weights come from; knows no family.
"""

from __future__ import annotations

import torch
from torch import nn

from inpaint_studio.networks.blocks import ConvLayer, GatedConv
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.export import load_plain, load_weights
from inpaint_studio.training.stages import Extras
from inpaint_studio.training.trainee import Player
from inpaint_studio.zoo.published import PublishedNetwork

__all__ = ["judging_player", "starting_player", "with_even_spread"]

# Chosen by the spread of features through both DeepFill networks, which have no norms: with
# torch's own start it falls below a hundredth within ten layers, with this it stays within half.
_PLAIN_GAIN, _GATED_GAIN = 1.2, 2.5


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
    divisors = _divisors_of(network)
    if state is None:
        with torch.no_grad():
            for name, divisor in divisors.items():
                network.get_parameter(name).mul_(divisor)
    return Player(network.to(device).train(), config.schedule, rate_factors=divisors)


def _divisors_of(network: nn.Module) -> dict[str, float]:
    """What the weights of some layers are divided by, by name; empty for most networks.

    Such a weight begins as many times larger, and learns as many times faster: else a partial
    convolution without a norm would hardly learn in a hundred thousand steps.
    """
    return dict(getattr(network, "weight_divisors", {}))


def with_even_spread(network: nn.Module) -> nn.Module:
    """`network` with new weights by which features keep their spread from layer to layer.

    For networks of `ConvLayer` and `GatedConv` without norms: normal with a variance of
    gain^2 / inputs (He et al. 2015, with gains for ELU and for gates that begin half open).
    """
    for module in network.modules():
        if not isinstance(module, ConvLayer):
            continue
        nn.init.kaiming_normal_(module.conv.weight, nonlinearity="linear")
        with torch.no_grad():
            if isinstance(module, GatedConv):
                module.conv.weight.chunk(2)[0].mul_(_GATED_GAIN)
            else:
                module.conv.weight.mul_(_PLAIN_GAIN)
        if module.conv.bias is not None:
            nn.init.zeros_(module.conv.bias)
    return network


def judging_player(network: nn.Module, config: TrainConfig, device: torch.device) -> Player:
    """A discriminator with its optimizer."""
    schedule = config.schedule
    return Player(network.to(device).train(), schedule, schedule.discriminator_factor)
