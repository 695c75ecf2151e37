"""The Inception network with which FID is defined, as a torch module.

Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016 (arXiv
1512.00567), in the form that was released for TensorFlow on 2015-12-05: average pooling does not
count padding, and the last block pools by maximum. Keys are torchvision's, with 1008 classes. The
weights for torchvision's own network (1000 classes) give other features and are refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from inpaint_studio.errors import ModelFileError
from inpaint_studio.imaging.types import Image
from inpaint_studio.training.losses.lpips import as_batch
from inpaint_studio.zoo.checkpoints import read_checkpoint

__all__ = ["FEATURES", "FidFeatures", "FidInception", "load_fid_features"]

FEATURES = 2048
_CLASSES = 1008
_SIDE_PX = 299
_NEEDLESS = ("AuxLogits.", "num_batches_tracked")


class _Unit(nn.Module):
    """Convolution, batch normalisation, ReLU."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int | tuple[int, int] = 1,
        stride: int = 1,
        padding: int | tuple[int, int] = 0,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=0.001)

    def forward(self, values: Tensor) -> Tensor:
        return functional.relu(self.bn(self.conv(values)), inplace=True)


def _average(values: Tensor) -> Tensor:
    return functional.avg_pool2d(values, 3, 1, 1, count_include_pad=False)


class _BlockA(nn.Module):
    """35 px: 1x1, 5x5, double 3x3, pooled."""

    def __init__(self, inputs: int, pooled: int) -> None:
        super().__init__()
        self.branch1x1 = _Unit(inputs, 64)
        self.branch5x5_1 = _Unit(inputs, 48)
        self.branch5x5_2 = _Unit(48, 64, 5, padding=2)
        self.branch3x3dbl_1 = _Unit(inputs, 64)
        self.branch3x3dbl_2 = _Unit(64, 96, 3, padding=1)
        self.branch3x3dbl_3 = _Unit(96, 96, 3, padding=1)
        self.branch_pool = _Unit(inputs, pooled)

    def forward(self, values: Tensor) -> Tensor:
        double = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(values)))
        parts = [
            self.branch1x1(values),
            self.branch5x5_2(self.branch5x5_1(values)),
            double,
            self.branch_pool(_average(values)),
        ]
        return torch.cat(parts, dim=1)


class _BlockB(nn.Module):
    """35 px to 17 px."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.branch3x3 = _Unit(inputs, 384, 3, stride=2)
        self.branch3x3dbl_1 = _Unit(inputs, 64)
        self.branch3x3dbl_2 = _Unit(64, 96, 3, padding=1)
        self.branch3x3dbl_3 = _Unit(96, 96, 3, stride=2)

    def forward(self, values: Tensor) -> Tensor:
        double = self.branch3x3dbl_3(self.branch3x3dbl_2(self.branch3x3dbl_1(values)))
        pooled = functional.max_pool2d(values, 3, 2)
        return torch.cat([self.branch3x3(values), double, pooled], dim=1)


class _BlockC(nn.Module):
    """17 px: 1x1, factored 7x7, double factored 7x7, pooled; `middle` channels between."""

    def __init__(self, middle: int) -> None:
        super().__init__()
        across: tuple[tuple[int, int], tuple[int, int]] = ((1, 7), (0, 3))
        down: tuple[tuple[int, int], tuple[int, int]] = ((7, 1), (3, 0))
        self.branch1x1 = _Unit(768, 192)
        self.branch7x7_1 = _Unit(768, middle)
        self.branch7x7_2 = _Unit(middle, middle, across[0], padding=across[1])
        self.branch7x7_3 = _Unit(middle, 192, down[0], padding=down[1])
        self.branch7x7dbl_1 = _Unit(768, middle)
        self.branch7x7dbl_2 = _Unit(middle, middle, down[0], padding=down[1])
        self.branch7x7dbl_3 = _Unit(middle, middle, across[0], padding=across[1])
        self.branch7x7dbl_4 = _Unit(middle, middle, down[0], padding=down[1])
        self.branch7x7dbl_5 = _Unit(middle, 192, across[0], padding=across[1])
        self.branch_pool = _Unit(768, 192)

    def forward(self, values: Tensor) -> Tensor:
        double = self.branch7x7dbl_3(self.branch7x7dbl_2(self.branch7x7dbl_1(values)))
        parts = [
            self.branch1x1(values),
            self.branch7x7_3(self.branch7x7_2(self.branch7x7_1(values))),
            self.branch7x7dbl_5(self.branch7x7dbl_4(double)),
            self.branch_pool(_average(values)),
        ]
        return torch.cat(parts, dim=1)


class _BlockD(nn.Module):
    """17 px to 8 px."""

    def __init__(self) -> None:
        super().__init__()
        self.branch3x3_1 = _Unit(768, 192)
        self.branch3x3_2 = _Unit(192, 320, 3, stride=2)
        self.branch7x7x3_1 = _Unit(768, 192)
        self.branch7x7x3_2 = _Unit(192, 192, (1, 7), padding=(0, 3))
        self.branch7x7x3_3 = _Unit(192, 192, (7, 1), padding=(3, 0))
        self.branch7x7x3_4 = _Unit(192, 192, 3, stride=2)

    def forward(self, values: Tensor) -> Tensor:
        seven = self.branch7x7x3_3(self.branch7x7x3_2(self.branch7x7x3_1(values)))
        parts = [
            self.branch3x3_2(self.branch3x3_1(values)),
            self.branch7x7x3_4(seven),
            functional.max_pool2d(values, 3, 2),
        ]
        return torch.cat(parts, dim=1)


class _BlockE(nn.Module):
    """8 px: the branches widen into two each; the last block pools by maximum."""

    def __init__(self, inputs: int, *, pools_by_maximum: bool) -> None:
        super().__init__()
        self._pools_by_maximum = pools_by_maximum
        self.branch1x1 = _Unit(inputs, 320)
        self.branch3x3_1 = _Unit(inputs, 384)
        self.branch3x3_2a = _Unit(384, 384, (1, 3), padding=(0, 1))
        self.branch3x3_2b = _Unit(384, 384, (3, 1), padding=(1, 0))
        self.branch3x3dbl_1 = _Unit(inputs, 448)
        self.branch3x3dbl_2 = _Unit(448, 384, 3, padding=1)
        self.branch3x3dbl_3a = _Unit(384, 384, (1, 3), padding=(0, 1))
        self.branch3x3dbl_3b = _Unit(384, 384, (3, 1), padding=(1, 0))
        self.branch_pool = _Unit(inputs, 192)

    def forward(self, values: Tensor) -> Tensor:
        single = self.branch3x3_1(values)
        double = self.branch3x3dbl_2(self.branch3x3dbl_1(values))
        maximum = self._pools_by_maximum
        pooled = functional.max_pool2d(values, 3, 1, 1) if maximum else _average(values)
        parts = [
            self.branch1x1(values),
            self.branch3x3_2a(single),
            self.branch3x3_2b(single),
            self.branch3x3dbl_3a(double),
            self.branch3x3dbl_3b(double),
            self.branch_pool(pooled),
        ]
        return torch.cat(parts, dim=1)


class FidInception(nn.Module):
    """Images float (N, 3, H, W) RGB in [0, 1] to features (N, 2048) of the last pooling.

    Images are brought to 299 px bilinearly (no antialiasing, half-pixel centres) and to [-1, 1].
    """

    def __init__(self) -> None:
        super().__init__()
        self.Conv2d_1a_3x3 = _Unit(3, 32, 3, stride=2)
        self.Conv2d_2a_3x3 = _Unit(32, 32, 3)
        self.Conv2d_2b_3x3 = _Unit(32, 64, 3, padding=1)
        self.Conv2d_3b_1x1 = _Unit(64, 80)
        self.Conv2d_4a_3x3 = _Unit(80, 192, 3)
        self.Mixed_5b = _BlockA(192, 32)
        self.Mixed_5c = _BlockA(256, 64)
        self.Mixed_5d = _BlockA(288, 64)
        self.Mixed_6a = _BlockB(288)
        self.Mixed_6b = _BlockC(128)
        self.Mixed_6c = _BlockC(160)
        self.Mixed_6d = _BlockC(160)
        self.Mixed_6e = _BlockC(192)
        self.Mixed_7a = _BlockD()
        self.Mixed_7b = _BlockE(1280, pools_by_maximum=False)
        self.Mixed_7c = _BlockE(2048, pools_by_maximum=True)
        self.fc = nn.Linear(FEATURES, _CLASSES)  # held so that the whole file is checked

    def forward(self, images: Tensor) -> Tensor:
        size = (_SIDE_PX, _SIDE_PX)
        values = functional.interpolate(images, size, mode="bilinear", align_corners=False)
        values = self.Conv2d_1a_3x3(values * 2.0 - 1.0)
        values = self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(values))
        values = functional.max_pool2d(values, 3, 2)
        values = self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(values))
        values = functional.max_pool2d(values, 3, 2)
        for name, block in self.named_children():
            if name.startswith("Mixed_"):
                values = block(values)
        return values.mean(dim=(2, 3))


class FidFeatures:
    """Features of single images, for a `FidCollector`.

    Attributes
    ----------
    sha256
        Of the weights file, for the report: figures compare only between equal weights.
    """

    def __init__(self, network: FidInception, sha256: str, device: str = "cpu") -> None:
        self._network = network.eval().requires_grad_(False).to(device)
        self._device = device
        self.sha256 = sha256

    def __call__(self, image: Image) -> NDArray[np.float32]:
        """Features float32 (2048,) of an image (H, W, 3)."""
        with torch.inference_mode():
            features = self._network(as_batch([image], self._device))[0].cpu().numpy()
        return np.asarray(features, dtype=np.float32)


def load_fid_features(path: Path, device: str = "cpu") -> FidFeatures:
    """The network with the weights of `path` (`.pth` or `.safetensors`).

    Raises
    ------
    ModelFileError
        If the file cannot be read, or is not the network of 2015 with 1008 classes.
    """
    state = read_checkpoint(path)
    if not isinstance(state, Mapping) or "fc.weight" not in state:
        raise ModelFileError(
            "{path} holds no Inception network (no tensor fc.weight); give the weights of the "
            "network of 2015-12-05 that FID is defined with.",
            path=path,
        )
    classes = int(state["fc.weight"].shape[0])
    if classes != _CLASSES:
        raise ModelFileError(
            "{path} is an Inception of {classes} classes; FID is defined with the one of "
            "2015-12-05, which has {known}: other weights give other figures.",
            path=path,
            classes=classes,
            known=_CLASSES,
        )
    network = FidInception()
    own = network.state_dict()
    given = {
        key: value.float()
        for key, value in state.items()
        if not (key.startswith(_NEEDLESS[0]) or key.endswith(_NEEDLESS[1]))
    }
    wanted = {key for key in own if not key.endswith(_NEEDLESS[1])}
    odd = sorted(wanted ^ set(given)) or [k for k in wanted if own[k].shape != given[k].shape]
    if odd:
        raise ModelFileError(
            "{path} is not the Inception of FID: tensor {odd} does not fit.", path=path, odd=odd[0]
        )
    network.load_state_dict({**own, **given})
    return FidFeatures(network, hashlib.sha256(path.read_bytes()).hexdigest(), device)
