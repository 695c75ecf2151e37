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
# Convolutions of each block of VGG (Simonyan and Zisserman 2015): VGG-16, VGG-19.
_BLOCKS = {13: (2, 2, 3, 3, 3), 16: (2, 2, 4, 4, 4)}
_WIDTHS = (64, 128, 256, 512, 512)
LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
STYLE_LAYERS = ("relu2_2", "relu3_3", "relu4_3", "relu5_2")
_POOLS = tuple(f"pool{block}" for block in range(1, 6))
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)


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
        if len(weights) not in _BLOCKS:
            raise ModelFileError(
                "The VGG file holds {weight_count} convolutions; VGG-16 has 13, VGG-19 has 16.",
                weight_count=len(weights),
            )
        self.steps = nn.ModuleDict()
        blocks = _BLOCKS[len(weights)]
        # A pooled map is made of the last activation of its block.
        self._sources = {
            layer: f"relu{layer[4:]}_{blocks[int(layer[4:]) - 1]}" if layer in _POOLS else layer
            for layer in layers
        }
        position, inputs, open_layers = 0, 3, set(self._sources.values())
        for block, (count, outputs) in enumerate(zip(blocks, _WIDTHS, strict=True), start=1):
            for number in range(1, count + 1):
                if not open_layers:
                    break
                name = f"relu{block}_{number}"
                layer = nn.Conv2d(inputs, outputs, 3, padding=1)
                _fill(layer, state, position)
                pool = block > 1 and number == 1
                self.steps[name] = nn.Sequential(*([nn.MaxPool2d(2)] if pool else []), layer)
                open_layers.discard(name)
                position, inputs = position + 2, outputs
            position += 1
        if open_layers:
            raise ModelFileError(
                "VGG has no layer {layers}; names are like relu3_1.", layers=sorted(open_layers)
            )
        self.register_buffer("mean", torch.tensor(_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer(
            "deviation", torch.tensor(_DEVIATION).view(1, 3, 1, 1), persistent=False
        )
        self.requires_grad_(False).eval()

    def forward(self, image: Tensor) -> dict[str, Tensor]:
        """Activations by name of RGB (N, 3, H, W) in [0, 1]."""
        x = (image - cast(Tensor, self.mean)) / cast(Tensor, self.deviation)
        wanted, passed = set(self._sources.values()), {}
        for name, step in self.steps.items():
            x = torch.relu(step(x))
            if name in wanted:
                passed[name] = x
        return {
            layer: nn.functional.max_pool2d(passed[source], 2)
            if layer in _POOLS
            else passed[source]
            for layer, source in self._sources.items()
        }


def _fill(layer: nn.Conv2d, state: Mapping[str, Tensor], position: int) -> None:
    assert layer.bias is not None
    for part, parameter in (("weight", layer.weight), ("bias", layer.bias)):
        key = f"features.{position}.{part}"
        value = state.get(key)
        if value is None or value.shape != parameter.shape:
            shape = None if value is None else tuple(value.shape)
            raise ModelFileError(
                "VGG weights {key} are {shape}, not {parameter_shape}; use torchvision's keys.",
                key=key,
                shape=shape,
                parameter_shape=tuple(parameter.shape),
            )
        with torch.no_grad():
            parameter.copy_(value.float())


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
        "Perceptual and style losses need VGG weights; none at {looked}. Give --vgg a "
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
