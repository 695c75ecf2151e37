"""Losses on VGG features: perceptual and style, and where the VGG weights come from.

The feature network is frozen. Weights are read from a safetensors file with torchvision's keys
(`features.N.weight`), or from torchvision itself when its file is already on this machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.networks.vgg import IMAGENET_DEVIATION, IMAGENET_MEAN, VggLayers
from inpaint_studio.paths import model_dirs

__all__ = [
    "LAYERS",
    "STYLE_LAYERS",
    "VggFeatures",
    "load_vgg",
    "perceptual_loss",
    "shrunk",
    "style_loss",
]

VGG_FILE = "vgg16_features.fp16.safetensors"
# Convolutions of VGG-16 and VGG-19.
_DEPTHS = {13: 16, 16: 19}
LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
STYLE_LAYERS = ("relu2_2", "relu3_3", "relu4_3", "relu5_2")


class VggFeatures(nn.Module):
    """Activations of a frozen VGG-16 or VGG-19 by name, as deep as asked for.

    Parameters
    ----------
    state
        Weights `features.N.weight` and `.bias`, N as in torchvision (convolutions, activations
        and poolings counted).
    layers
        Names of the activations wanted: "relu3_1", or "pool3" for the maximum pooling after a
        block.

    Raises
    ------
    ModelFileError
        If the weights are not those of VGG-16 or VGG-19.
    """

    def __init__(self, state: Mapping[str, Tensor], layers: Sequence[str]) -> None:
        super().__init__()
        weights = [key for key in state if key.startswith("features.") and key.endswith(".weight")]
        if len(weights) not in _DEPTHS:
            raise ModelFileError(
                "The VGG file holds {weight_count} convolutions; VGG-16 has 13, VGG-19 has 16.",
                weight_count=len(weights),
            )
        try:
            self.features = VggLayers(_DEPTHS[len(weights)], layers)
        except LookupError as error:
            raise ModelFileError(
                "VGG has no layer {layers}; names are like relu3_1.", layers=[error.args[0]]
            ) from None
        _load(self.features, state)
        for name, values in (("mean", IMAGENET_MEAN), ("deviation", IMAGENET_DEVIATION)):
            self.register_buffer(name, torch.tensor(values).view(1, 3, 1, 1), persistent=False)
        self.requires_grad_(False).eval()

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Activations by name of RGB (N, 3, H, W) in [0, 1]."""
        x = (image - cast(Tensor, self.mean)) / cast(Tensor, self.deviation)
        return cast(dict[str, Tensor], self.features(x))


def _load(layers: VggLayers, state: Mapping[str, Tensor]) -> None:
    """Give the layers their values, and say which one does not fit."""
    found = {}
    for key, parameter in layers.state_dict().items():
        value = state.get(f"features.{key}")
        if value is None or value.shape != parameter.shape:
            raise ModelFileError(
                "VGG weights {key} are {shape}, not {parameter_shape}; use torchvision's keys.",
                key=f"features.{key}",
                shape=None if value is None else tuple(value.shape),
                parameter_shape=tuple(parameter.shape),
            )
        found[key] = value.float()
    layers.load_state_dict(found, assign=True)


def load_vgg(layers: Sequence[str], path: Path | None = None) -> VggFeatures:
    """VGG features from `path`, else from a models folder, else from torchvision's cache.

    Raises
    ------
    MissingPartError
        If there are no weights anywhere; says where they were looked for. Nothing is downloaded.
    ModelFileError
        If the file is not VGG.
    """
    candidates = [path] if path else [folder / VGG_FILE for folder in model_dirs()]
    for candidate in candidates:
        if candidate.is_file():
            from safetensors.torch import load_file

            return VggFeatures(load_file(candidate), layers)
    hub = Path(torch.hub.get_dir()) / "checkpoints"
    cached = sorted(hub.glob("vgg16-*.pth")) + sorted(hub.glob("vgg19-*.pth"))
    if path is None and cached:
        return VggFeatures(torch.load(cached[0], weights_only=True, map_location="cpu"), layers)
    looked = ", ".join(str(candidate) for candidate in candidates)
    raise MissingPartError(
        "Perceptual and style losses need VGG weights; none at {looked}. Give a "
        "safetensors file with torchvision's keys, or set both weights to 0.",
        looked=looked,
    )


def shrunk(picture: Tensor, scale: float) -> Tensor:
    """(N, C, H, W) at `scale` of its size, for a cheaper look through VGG; at 1 as it is."""
    if scale == 1.0:
        return picture
    return nn.functional.interpolate(picture, scale_factor=scale, mode="bilinear", antialias=True)


def perceptual_loss(output: Mapping[str, Tensor], target: Mapping[str, Tensor]) -> Tensor:
    """L1 between activations, summed over layers: sum_i mean|phi_i(output) - phi_i(target)|.

    arXiv 1901.00212, equation 5 (after Johnson et al. 2016). The target is detached.
    """
    return torch.stack(
        [(output[name] - target[name].detach()).abs().mean() for name in output]
    ).sum()


def gram(features: Tensor) -> Tensor:
    """Gram matrices (N, C, C) of features (N, C, H, W), divided by C H W; computed in float32."""
    n, c, h, w = features.shape
    flat = features.float().reshape(n, c, h * w)
    return flat @ flat.transpose(1, 2) / (c * h * w)


def style_loss(output: Mapping[str, Tensor], target: Mapping[str, Tensor]) -> Tensor:
    """L1 between Gram matrices, summed over layers: sum_j mean|G_j(output) - G_j(target)|.

    arXiv 1901.00212, equation 6 (Gatys et al. 2016). The target is detached.
    """
    return torch.stack(
        [(gram(output[name]) - gram(target[name].detach())).abs().mean() for name in output]
    ).sum()
