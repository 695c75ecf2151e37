"""DeepFill v2: the two stages of its predecessor with gated convolutions, and user guidance.

Written from J. Yu, Z. Lin, J. Yang, X. Shen, X. Lu, T. Huang, "Free-Form Image Inpainting with
Gated Convolution", ICCV 2019, arXiv 1806.03589, sections 3.1 to 3.4.
"""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.networks.attention import AttentionRules, ShowingAttention
from inpaint_studio.networks.blocks import Activation, ConvLayer, GatedConv
from inpaint_studio.networks.coarse_to_fine import RefinementNetwork, coarse_network

__all__ = ["DeepFillV2"]

_UNGUIDED_INPUTS = 5


def _layer(
    inputs: int,
    outputs: int,
    kernel: int,
    *,
    stride: int = 1,
    dilation: int = 1,
    activation: Activation | None = F.elu,
    end_padding: bool = False,
) -> ConvLayer:
    """A gated convolution; the last, linear layer has no gate."""
    kind = ConvLayer if activation is None else GatedConv
    return kind(
        inputs,
        outputs,
        kernel,
        stride=stride,
        dilation=dilation,
        activation=activation,
        end_padding=end_padding,
    )


class DeepFillV2(nn.Module):
    """The generator of section 3.3: coarse and refinement network of gated convolutions.

    Parameters
    ----------
    channels
        Channels after the first gate; 24 as published.
    inputs
        5 planes (RGB, ones, mask), or 6 with the user's sketch after RGB (section 3.4).
    tensorflow
        1 for weights converted from the authors' TensorFlow release: strided layers pad at the
        end, smaller maps are sampled from end to end, and scores are not propagated.
    """

    def __init__(self, channels: int = 24, inputs: int = 5, tensorflow: int = 0) -> None:
        super().__init__()
        layer = partial(_layer, end_padding=bool(tensorflow))
        self.inputs = inputs
        self.coarse = coarse_network(layer, inputs, channels)
        rules = AttentionRules(ends_aligned=bool(tensorflow))
        self.refinement = RefinementNetwork(layer, 3, channels, rules)
        self.register_buffer("propagation", None if tensorflow else torch.eye(3))
        # A copy where it can be read without waiting for a GPU.
        self._propagation = None if tensorflow else torch.eye(3, device="cpu")
        self.register_load_state_dict_post_hook(_read_propagation)  # type: ignore[no-untyped-call]

    @property
    def takes_guide(self) -> bool:
        """Whether there is a plane for the user's sketch."""
        return self.inputs > _UNGUIDED_INPUTS

    def forward(
        self, image: Tensor, mask: Tensor, guide: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Coarse and refined RGB (N, 3, H, W) in [0, 1], the whole window each.

        Parameters
        ----------
        image
            Float (N, 3, H, W) RGB in [0, 1]; what lies in the hole is ignored.
        mask
            Float (N, 1, H, W), 1 = hole. H and W are multiples of 8.
        guide
            Float (N, 1, H, W), 1 = line of the user's sketch; counts inside the hole, and only
            where `takes_guide`. None stands for no line.
        """
        coarse, refined, _ = self.attend(image, mask, guide)
        return coarse, refined

    def showing_attention(self) -> ShowingAttention:
        """This network, giving the offsets of its attention besides."""
        return ShowingAttention(self)

    def attend(
        self, image: Tensor, mask: Tensor, guide: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """As `forward`, and where the attention looked: see `contextual_attention`."""
        known = (image * 2 - 1) * (1 - mask)
        planes = [known, torch.ones_like(mask), mask]
        if self.takes_guide:
            planes.insert(1, torch.zeros_like(mask) if guide is None else guide * mask)
        coarse = torch.tanh(self.coarse(torch.cat(planes, dim=1)))
        composite = coarse * mask + known
        refined, best = self.refinement(composite, mask, self._propagation)
        return (coarse + 1) / 2, (torch.tanh(refined) + 1) / 2, best


def _read_propagation(network: nn.Module, keys: object) -> None:
    assert isinstance(network, DeepFillV2)
    if isinstance(network.propagation, Tensor):
        network._propagation = network.propagation.detach().cpu()
