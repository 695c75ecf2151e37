"""Canny edges of a whole batch on any device, as scikit-image defines them.

The edge guide of EdgeConnect is what `skimage.feature.canny` gives; inference calls that function
on one window. Training needs it for every crop, on the accelerator, so the same definition is
written here in tensor operations; tests hold the two against each other. Knows nothing of losses
or networks.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["canny", "luminance"]

_LOW, _HIGH = 0.1, 0.2
_LUMA = (0.2125, 0.7154, 0.0721)


def luminance(image: Tensor) -> Tensor:
    """Luminance (N, 1, H, W) of RGB (N, 3, H, W) with the weights of ITU-R BT.709, as scikit-image."""
    weights = torch.tensor(_LUMA, dtype=image.dtype, device=image.device).view(1, 3, 1, 1)
    return (image * weights).sum(dim=1, keepdim=True)


@lru_cache(maxsize=32)
def _gaussian_matrix(length: int, sigma: float, device: torch.device) -> Tensor:
    """Float64 (length, length): row i holds the Gaussian around i, truncated at four sigma.

    What falls outside is cut off, as if everything there were zero.
    """
    radius = int(4.0 * sigma + 0.5)
    position = torch.arange(length, dtype=torch.float64)
    offset = position[:, None] - position[None, :]
    taps = torch.exp(-0.5 * (torch.arange(-radius, radius + 1, dtype=torch.float64) / sigma) ** 2)
    weights = torch.exp(-0.5 * (offset / sigma) ** 2) / taps.sum()
    return torch.where(offset.abs() <= radius, weights, 0.0).to(device)


def _blur(x: Tensor, sigma: float) -> Tensor:
    """Gaussian blur of float64 (N, 1, H, W); outside the picture everything is zero.

    Two matrix products: a convolution would be rounded to ten bits on recent GPUs, and edges
    hang on single comparisons.
    """
    rows = _gaussian_matrix(x.shape[-2], sigma, x.device)
    columns = _gaussian_matrix(x.shape[-1], sigma, x.device)
    return rows @ x @ columns.T


def _sobel(x: Tensor) -> tuple[Tensor, Tensor]:
    """Derivatives down and right, unnormalised, the border repeated."""
    p = functional.pad(x, (1, 1, 1, 1), mode="replicate")
    smooth_right = p[..., :-2] + 2 * p[..., 1:-1] + p[..., 2:]
    smooth_down = p[..., :-2, :] + 2 * p[..., 1:-1, :] + p[..., 2:, :]
    down = smooth_right[..., 2:, :] - smooth_right[..., :-2, :]
    right = smooth_down[..., 2:] - smooth_down[..., :-2]
    return down, right


def _thin(down: Tensor, right: Tensor, strength: Tensor) -> Tensor:
    """True where the strength is a maximum across the edge, bilinearly between neighbours."""
    height, width = strength.shape[-2:]
    p = functional.pad(strength, (1, 1, 1, 1))

    def at(dy: int, dx: int) -> Tensor:
        return p[..., 1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width]

    steep, flat = down.abs(), right.abs()
    tiny = torch.finfo(strength.dtype).tiny
    along = ((down >= 0) & (right >= 0)) | ((down <= 0) & (right <= 0))
    vertical = torch.where(along, steep > flat, steep >= flat)
    weight = torch.where(vertical, flat / steep.clamp_min(tiny), steep / flat.clamp_min(tiny))
    # The neighbour ahead lies down (or right), the diagonal one between the two directions; on
    # the other diagonal "ahead" is up.
    straight_plus = torch.where(vertical, torch.where(along, at(1, 0), at(-1, 0)), at(0, 1))
    straight_minus = torch.where(vertical, torch.where(along, at(-1, 0), at(1, 0)), at(0, -1))
    diagonal_plus = torch.where(along, at(1, 1), at(-1, 1))
    diagonal_minus = torch.where(along, at(-1, -1), at(1, -1))
    ahead = diagonal_plus * weight + straight_plus * (1 - weight)
    behind = diagonal_minus * weight + straight_minus * (1 - weight)
    return (ahead <= strength) & (behind <= strength)


def _connected(weak: Tensor, strong: Tensor) -> Tensor:
    """Weak pixels that an 8-connected path of weak pixels joins to a strong one."""
    weak_f = weak.float()
    reached = strong.float()
    rounds = 8
    for _ in range(max(1, weak.shape[-1] * weak.shape[-2] // rounds)):
        before = reached
        for _ in range(rounds):
            reached = functional.max_pool2d(reached, 3, stride=1, padding=1) * weak_f
        # One comparison (a wait for the device) per eight steps.
        if torch.equal(before, reached):
            break
    return reached


@torch.no_grad()
def canny(gray: Tensor, hole: Tensor | None = None, *, sigma: float = 2.0) -> Tensor:
    """Edges of luminance, as `skimage.feature.canny(gray, sigma, mask=~hole)`.

    Parameters
    ----------
    gray
        Float32 (N, 1, H, W) in [0, 1].
    hole
        Float (N, 1, H, W), 1 = hole: its pixels are left out of the smoothing, and neither they
        nor the ring of one pixel around them raise an edge. None: the whole picture is known.
    sigma
        Standard deviation of the smoothing in pixels.

    Returns
    -------
    Tensor
        Float32 (N, 1, H, W), 1 on edges, else 0. The outermost pixels are never edges.

    Notes
    -----
    J. Canny 1986, with the thresholds of scikit-image (0.1 and 0.2 on the unnormalised Sobel
    magnitude). Arithmetic is float64, as it is where scikit-image gets float64.
    """
    gray = gray.double()
    known = torch.ones_like(gray) if hole is None else (hole < 0.5).to(gray.dtype)
    epsilon = torch.finfo(gray.dtype).eps
    smooth = _blur(gray * known, sigma) / (_blur(known, sigma) + epsilon)
    inside = 1 - functional.max_pool2d(
        functional.pad(1 - known, (1, 1, 1, 1), value=1.0), 3, stride=1
    )
    down, right = _sobel(smooth)
    strength = torch.sqrt(down * down + right * right)
    thin = _thin(down, right, strength) & (inside > 0.5)
    return _connected(thin & (strength >= _LOW), thin & (strength >= _HIGH))
