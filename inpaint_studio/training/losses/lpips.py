"""LPIPS, the learned perceptual distance of Zhang et al., CVPR 2018 (arXiv 1801.03924), eq. 1.

Features of two images after five stages of AlexNet or VGG-16 are normalised to unit length along
the channels; their squared differences, weighted by the published linear heads (version 0.1),
are summed over the channels, averaged over the positions and summed over the stages. The weights
come from a folder that the user names; nothing is downloaded and nothing stands in for them.
"""

from __future__ import annotations

import enum
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision import models

from inpaint_studio.errors import BadInputError, MissingPartError, ModelFileError
from inpaint_studio.imaging.types import Image, to_unit
from inpaint_studio.zoo.checkpoints import read_safetensors

__all__ = [
    "PERCEPTUAL_WEIGHTS_VARIABLE",
    "Lpips",
    "PerceptualNet",
    "StageFeatures",
    "as_batch",
    "perceptual_folder",
]

PERCEPTUAL_WEIGHTS_VARIABLE = "INPAINT_STUDIO_PERCEPTUAL_WEIGHTS"
_HEADS_FILE = "lpips_v01_heads.safetensors"
_SMALLEST_PX = 32
_EPSILON = 1e-10
_TINY = 1e-30

StageFeatures = tuple[Tensor, ...]
"""Unit-length features of one batch, one tensor (N, C, h, w) a stage."""


class PerceptualNet(enum.StrEnum):
    """Networks whose features LPIPS was calibrated on."""

    ALEX = "alex"
    VGG = "vgg"


@dataclass(frozen=True)
class _Trunk:
    """A classification network of torchvision, and the places of the ReLUs after which LPIPS looks."""

    files: tuple[str, ...]
    build: Callable[..., Any]
    taps: tuple[int, ...]

    def layers(self) -> nn.Sequential:
        """Its layers up to the last one looked after, without values: nothing is downloaded."""
        with torch.device("meta"):
            features: nn.Sequential = self.build(weights=None).features
        return features[: self.taps[-1] + 1]


_TRUNKS = {
    PerceptualNet.ALEX: _Trunk(("alexnet_features.safetensors",), models.alexnet, (1, 4, 7, 9, 11)),
    PerceptualNet.VGG: _Trunk(
        ("vgg16_features.safetensors", "vgg16_features.fp16.safetensors"),
        models.vgg16,
        (3, 8, 15, 22, 29),
    ),
}


def perceptual_folder(folder: Path | None = None) -> Path | None:
    """The folder of perceptual weights: `folder`, else what the environment variable
    `INPAINT_STUDIO_PERCEPTUAL_WEIGHTS` names, else None.

    Raises
    ------
    ModelFileError
        If the folder named does not exist.
    """
    variable = os.environ.get(PERCEPTUAL_WEIGHTS_VARIABLE, "")
    if folder is None and not variable:
        return None
    named = folder or Path(variable)
    if not named.is_dir():
        raise ModelFileError(
            "{named} is no folder; name the folder of the perceptual weights.", named=named
        )
    return named


class Lpips(nn.Module):
    """The distance over one network, frozen and in float32.

    Parameters
    ----------
    net
        Which network.
    features
        State of its convolutions, keys `features.N.weight` and `features.N.bias` as in
        torchvision; further keys are not allowed, since they would be of another network.
    heads
        State with keys `NET.linN.model.1.weight` (1, C, 1, 1), N = 0..4.

    Raises
    ------
    ModelFileError
        If a tensor is missing, left over or of the wrong shape.

    Examples
    --------
    `Lpips.from_folder(folder, "alex")(a, b)` gives the distances of two batches.
    """

    def __init__(
        self, net: PerceptualNet, features: Mapping[str, Tensor], heads: Mapping[str, Tensor]
    ) -> None:
        super().__init__()
        self.net = net
        trunk = _TRUNKS[net]
        self.features, self._stops = trunk.layers(), trunk.taps
        _load_strictly(self.features, features, net)
        channels = [cast(nn.Conv2d, self.features[tap - 1]).out_channels for tap in trunk.taps]
        self.heads = nn.ParameterList(
            nn.Parameter(_head(heads, f"{net}.lin{index}.model.1.weight", count))
            for index, count in enumerate(channels)
        )
        # Mean and deviation of ImageNet for images in [0, 1]: the published ones, which are for
        # [-1, 1] and rounded (shift -.030 -.088 -.188, scale .458 .448 .450).
        shift = torch.tensor([-0.030, -0.088, -0.188]).view(1, 3, 1, 1)
        scale = torch.tensor([0.458, 0.448, 0.450]).view(1, 3, 1, 1)
        self.register_buffer("_shift", shift, persistent=False)
        self.register_buffer("_scale", scale, persistent=False)
        self.requires_grad_(False).eval()

    @classmethod
    def from_folder(
        cls, folder: Path, net: PerceptualNet | str = PerceptualNet.ALEX, device: str = "cpu"
    ) -> Lpips:
        """The distance with the weights in `folder`.

        Parameters
        ----------
        folder
            Holds `lpips_v01_heads.safetensors` and `alexnet_features.safetensors` or
            `vgg16_features.safetensors` (`.fp16.safetensors` in half precision).
        net
            `alex` (the authors' choice for measuring) or `vgg`.
        device
            Name of a torch device.

        Raises
        ------
        MissingPartError
            If a file is not there; file and folder are named.
        ModelFileError
            If a file is not what it should be.
        """
        net = PerceptualNet(net)
        found = [folder / name for name in _TRUNKS[net].files if (folder / name).is_file()]
        heads = folder / _HEADS_FILE
        if not found or not heads.is_file():
            wanted = heads if found else folder / _TRUNKS[net].files[0]
            raise MissingPartError(
                "LPIPS ({net}) needs {wanted}, which is not there; put it there or name another "
                "folder of perceptual weights.",
                net=net,
                wanted=wanted,
            )
        model = cls(net, read_safetensors(found[0]), read_safetensors(heads))
        return model.to(device)

    @property
    def device(self) -> torch.device:
        """Where it runs."""
        return cast(Tensor, self._shift).device

    def stages(self, images: Tensor) -> StageFeatures:
        """Unit-length features after each stage.

        Parameters
        ----------
        images
            float (N, 3, H, W) RGB in [0, 1], at least 32 px a side, on this module's device; not
            modified.

        Raises
        ------
        BadInputError
            If the images are smaller.
        """
        if min(images.shape[-2:]) < _SMALLEST_PX:
            height, width = images.shape[-2:]
            raise BadInputError(
                "Image is {width}x{height} pixels; LPIPS needs at least {smallest_px} a side.",
                width=width,
                height=height,
                smallest_px=_SMALLEST_PX,
            )
        values = images.float() * 2.0 - 1.0
        values = (values - cast(Tensor, self._shift)) / cast(Tensor, self._scale)
        found = []
        for index, layer in enumerate(self.features):
            values = layer(values)
            if index in self._stops:
                # Where no channel answers the root has no slope; a loss must not become NaN there.
                wide = values.float()
                squared = wide.square().sum(dim=1, keepdim=True)
                found.append(wide / (squared.clamp_min(_TINY).sqrt() + _EPSILON))
        return tuple(found)

    def compare(self, first: StageFeatures, second: StageFeatures) -> Tensor:
        """Distances (N,) between features of two batches; a batch of one is broadcast."""
        maps = self._stage_maps(first, second)
        return torch.stack([each.mean(dim=(1, 2, 3)) for each in maps]).sum(dim=0)

    def compare_map(
        self, first: StageFeatures, second: StageFeatures, size: tuple[int, int]
    ) -> Tensor:
        """The distance at every pixel, (N, H, W) for `size` (H, W): the maps of all stages,
        enlarged bilinearly and added. Its mean over a hole is the distance in the hole."""
        maps = self._stage_maps(first, second)
        grown = [
            functional.interpolate(each, size=size, mode="bilinear", align_corners=False)
            for each in maps
        ]
        return torch.stack(grown).sum(dim=0)[:, 0]

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """Distances (N,) between two batches float (N, 3, H, W) RGB in [0, 1]; differentiable."""
        return self.compare(self.stages(first), self.stages(second))

    def _stage_maps(self, first: StageFeatures, second: StageFeatures) -> list[Tensor]:
        return [
            ((a - b).square() * head).sum(dim=1, keepdim=True)
            for a, b, head in zip(first, second, self.heads, strict=True)
        ]


def as_batch(images: Sequence[Image], device: torch.device | str = "cpu") -> Tensor:
    """float32 (N, 3, H, W) in [0, 1] on `device` from images (H, W, 3) of one size."""
    planes = np.stack([to_unit(image).transpose(2, 0, 1) for image in images])
    return torch.from_numpy(planes).to(device)


def _load_strictly(module: nn.Module, state: Mapping[str, Tensor], net: PerceptualNet) -> None:
    own = module.state_dict()
    given = {key.removeprefix("features."): value for key, value in state.items()}
    odd = sorted(set(own) ^ set(given))
    if odd:
        raise ModelFileError(
            "The {net} weights are of another network: features.{odd} is missing."
            if odd[0] in own
            else "The {net} weights are of another network: features.{odd} is left over.",
            net=net,
            odd=odd[0],
        )
    for key, value in given.items():
        if value.shape != own[key].shape:
            raise ModelFileError(
                "The {net} weights are of another network: features.{key} has shape "
                "{value_shape} instead of {own_shape}.",
                net=net,
                key=key,
                value_shape=tuple(value.shape),
                own_shape=tuple(own[key].shape),
            )
    module.load_state_dict({key: value.float() for key, value in given.items()}, assign=True)


def _head(heads: Mapping[str, Tensor], key: str, channels: int) -> Tensor:
    wanted = (1, channels, 1, 1)
    if key not in heads or tuple(heads[key].shape) != wanted:
        raise ModelFileError(
            "The LPIPS heads have no tensor {key} of shape {wanted}; take those of version 0.1.",
            key=key,
            wanted=wanted,
        )
    return heads[key].float()
