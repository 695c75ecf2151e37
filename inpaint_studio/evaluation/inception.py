"""The Inception network with which FID is defined, after torchvision's.

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
from torchvision.models import inception_v3

from inpaint_studio.errors import ModelFileError
from inpaint_studio.imaging.types import Image
from inpaint_studio.training.losses.lpips import as_batch
from inpaint_studio.zoo.checkpoints import read_checkpoint

__all__ = ["FEATURES", "FidFeatures", "FidInception", "load_fid_features"]

FEATURES = 2048
_CLASSES = 1008
_SIDE_PX = 299
_LAST_BLOCK = "Mixed_7c"
_NEEDLESS = ("AuxLogits.", "num_batches_tracked")


class FidInception(nn.Module):
    """Images float (N, 3, H, W) RGB in [0, 1] to features (N, 2048) of the last pooling.

    Images are brought to 299 px bilinearly (no antialiasing, half-pixel centres) and to [-1, 1].
    """

    def __init__(self) -> None:
        super().__init__()
        # The classifier is held so that the whole file is checked.
        self.network = inception_v3(
            weights=None, num_classes=_CLASSES, aux_logits=False, init_weights=False
        )

    def forward(self, images: Tensor) -> Tensor:
        size = (_SIDE_PX, _SIDE_PX)
        values = functional.interpolate(images, size, mode="bilinear", align_corners=False)
        values = values * 2.0 - 1.0
        for name, layer in self.network.named_children():
            if name == "avgpool":
                break
            given, values = values, layer(values)
            pooled = getattr(layer, "branch_pool", None)
            if pooled is not None:
                # The branch that stands last pools in another way.
                pool = _maximum if name == _LAST_BLOCK else _average
                kept = values[:, : -pooled.conv.out_channels]
                values = torch.cat([kept, pooled(pool(given))], dim=1)
        return values.mean(dim=(2, 3))


def _average(values: Tensor) -> Tensor:
    return functional.avg_pool2d(values, 3, 1, 1, count_include_pad=False)


def _maximum(values: Tensor) -> Tensor:
    return functional.max_pool2d(values, 3, 1, 1)


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
    own = network.network.state_dict()
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
    network.network.load_state_dict({**own, **given})
    return FidFeatures(network, hashlib.sha256(path.read_bytes()).hexdigest(), device)
