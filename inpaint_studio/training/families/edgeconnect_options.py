"""EdgeConnect's options in training."""

from __future__ import annotations

from dataclasses import dataclass

from inpaint_studio.training.losses.adversarial import Adversarial
from inpaint_studio.training.losses.perceptual import LAYERS, STYLE_LAYERS

__all__ = [
    "CompletionLosses",
    "EdgeLosses",
    "NetworkOptions",
]


@dataclass(frozen=True)
class NetworkOptions:
    """Widths; 64 channels and 8 blocks as published."""

    channels: int = 64
    blocks: int = 8
    discriminator_channels: int = 64
    spectral: bool = True
    sigma: float = 2.0


@dataclass(frozen=True)
class EdgeLosses:
    """Weights of the edge stage (section 3.1: adversarial 1, feature matching 10).

    `cross_entropy` (not in the paper, 0 by default) compares hole pixels one by one, edges
    counted `edge_weight` times.
    """

    adversarial: float = 1.0
    feature_matching: float = 10.0
    cross_entropy: float = 0.0
    edge_weight: float = 4.0
    kind: Adversarial = Adversarial.NON_SATURATING


@dataclass(frozen=True)
class CompletionLosses:
    """Weights of the completion stage (section 3.2), and where the edges in the hole come from.

    `predicted`, `blank`: shares of samples whose hole gets predicted edges, or none; the rest
    gets Canny edges of the whole photograph, as published. `known_weight` weighs L1 outside the
    hole. `total_variation` (not in the paper) smooths hole and seam. `on_composite` shows
    discriminator and VGG the composite instead of the raw output, and divides the VGG losses by
    the hole's share, as L1 is. With `edge_threshold` above 0 predicted edges are made 0 or 1 at
    it, as the product does; at 0 they stay soft, as published. `vgg_scale` shrinks pictures
    before VGG; with `vgg_every` VGG looks at one step in so many.
    """

    l1: float = 1.0
    adversarial: float = 0.1
    perceptual: float = 0.1
    style: float = 250.0
    total_variation: float = 0.0
    kind: Adversarial = Adversarial.NON_SATURATING
    known_weight: float = 1.0
    on_composite: bool = False
    vgg_scale: float = 1.0
    vgg_every: int = 1
    perceptual_layers: tuple[str, ...] = LAYERS
    style_layers: tuple[str, ...] = STYLE_LAYERS
    predicted: float = 0.0
    blank: float = 0.0
    edge_threshold: float = 0.0
