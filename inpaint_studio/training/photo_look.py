"""The look of old photographs and scans, put on a batch: grey, sepia, fading, blur, grain, JPEG.

Works on any device, each sample with its own strengths. The whole picture is changed, hole
included, since a restorer must continue the look of what it sees.
"""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

from inpaint_studio.training.canny import luminance
from inpaint_studio.training.config import LookConfig

__all__ = ["age", "jpeg"]

# Luminance table of ITU-T T.81, annex K.1.
_TABLE = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)


def age(image: Tensor, look: LookConfig, random: torch.Generator) -> Tensor:
    """A copy of `image` in which each sample got each change with the share that `look` names.

    Parameters
    ----------
    image
        Float32 (N, 3, H, W) in [0, 1], H and W multiples of 8; not modified.
    look
        Shares.
    random
        Generator on the image's device.

    Returns
    -------
    Tensor
        Same shape, in [0, 1].
    """

    def draw() -> Tensor:
        return torch.rand(image.shape[0], 1, 1, 1, device=image.device, generator=random)

    def chosen(share: float) -> Tensor:
        return draw() < share

    sepia = chosen(look.sepia)
    gray = luminance(image).expand_as(image)
    result = torch.where(chosen(look.gray) | sepia, gray, image)
    # Sepia: white goes to a warm tone between cream and brown.
    strength = 0.3 + 0.7 * draw()
    warm = torch.tensor([1.0, 0.89, 0.70], device=image.device).view(1, 3, 1, 1)
    result = torch.where(sepia, result * (1 - strength + strength * warm), result)
    black, white = 0.25 * draw(), 1 - 0.2 * draw()
    result = torch.where(chosen(look.fade), black + result * (white - black), result)
    softness = draw()
    if look.blur:
        soft = functional.avg_pool2d(
            functional.pad(result, (1, 1, 1, 1), mode="replicate"), 3, stride=1
        )
        soft = result + (soft - result) * (0.3 + 0.7 * softness)
        result = torch.where(chosen(look.blur), soft, result)
    if look.grain:
        noise = torch.randn(
            image.shape[0], 1, *image.shape[2:], device=image.device, generator=random
        )
        grainy = result + noise * (0.01 + 0.05 * draw())
        result = torch.where(chosen(look.grain), grainy, result)
    if look.jpeg:
        quality = 25 + 65 * draw()
        result = torch.where(chosen(look.jpeg), jpeg(result.clamp(0, 1), quality), result)
    return result.clamp(0, 1)


@lru_cache(maxsize=4)
def _cosines(device: torch.device) -> Tensor:
    """The 8x8 orthonormal DCT-II."""
    k = torch.arange(8, dtype=torch.float64)
    basis = torch.cos((2 * k[None] + 1) * k[:, None] * torch.pi / 16) / 2
    basis[0] /= 2**0.5
    return basis.float().to(device)


def jpeg(image: Tensor, quality: Tensor) -> Tensor:
    """`image` with the rounding of a JPEG file: 8x8 DCT on luminance and both differences.

    Parameters
    ----------
    image
        Float32 (N, 3, H, W) in [0, 1], H and W multiples of 8; not modified.
    quality
        Float (N, 1, 1, 1), 1 to 100, scaled as libjpeg scales tables.

    Notes
    -----
    ITU-T T.81 with table K.1 for all three channels, chroma not subsampled, chroma steps doubled.
    """
    n, _, height, width = image.shape
    basis = _cosines(image.device)
    luma = luminance(image)
    planes = torch.cat([luma, image[:, :1] - luma, image[:, 2:] - luma], dim=1) * 255
    scale = torch.where(quality < 50, 50 / quality, 2 - quality / 50).view(n, 1, 1, 1, 1, 1)
    table = torch.tensor(_TABLE, device=image.device, dtype=torch.float32)
    factor = torch.tensor([1.0, 2.0, 2.0], device=image.device).view(1, 3, 1, 1, 1, 1)
    steps = (table * scale * factor).clamp_min(1.0)
    blocks = planes.reshape(n, 3, height // 8, 8, width // 8, 8).permute(0, 1, 2, 4, 3, 5)
    rounded = torch.round(basis @ blocks @ basis.T / steps) * steps
    planes = (basis.T @ rounded @ basis).permute(0, 1, 2, 4, 3, 5).reshape(n, 3, height, width)
    red = planes[:, 1:2] + planes[:, :1]
    blue = planes[:, 2:] + planes[:, :1]
    r, g, b = 0.2125, 0.7154, 0.0721
    green = (planes[:, :1] - r * red - b * blue) / g
    return (torch.cat([red, green, blue], dim=1) / 255).clamp(0, 1)
