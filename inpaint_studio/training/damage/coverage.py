"""Anti-aliased coverage of dots, strokes, strips and polygons: float32 layers in [0, 1].

Only shapes; what colour they take is for the callers. Knows no photographs.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.training.damage.chance import Floats, Path

__all__ = ["Dots", "blurred", "normals", "polygon", "smoothstep", "strip"]

_SHIFT = 4  # fractional bits of OpenCV's polygon corners


class Dots:
    """Collects soft round dots, of which strokes are made, and renders them all at once."""

    def __init__(self) -> None:
        self._y: list[NDArray[np.float64]] = []
        self._x: list[NDArray[np.float64]] = []
        self._radius: list[NDArray[np.float64]] = []
        self._opacity: list[NDArray[np.float64]] = []

    def add(
        self,
        points: Path,
        radius_px: float | NDArray[np.float64],
        opacity: float | NDArray[np.float64] = 1.0,
    ) -> None:
        """Add a dot at each of `points`, or a stroke where they lie closer than their radius."""
        count = len(points)
        self._y.append(points[:, 0])
        self._x.append(points[:, 1])
        self._radius.append(np.broadcast_to(np.asarray(radius_px, np.float64), (count,)))
        self._opacity.append(np.broadcast_to(np.asarray(opacity, np.float64), (count,)))

    def coverage(self, size: tuple[int, int], soft_px: float = 1.0) -> Floats:
        """The layer of `size`: each pixel has the largest cover of any dot over it.

        Parameters
        ----------
        soft_px
            Width of the ramp across a dot's edge; 1 is plain anti-aliasing.
        """
        layer = np.zeros(size, np.float32)
        if not self._y:
            return layer
        y, x = np.concatenate(self._y), np.concatenate(self._x)
        radius, opacity = np.concatenate(self._radius), np.concatenate(self._opacity)
        reach = np.ceil(radius + soft_px / 2.0).astype(np.intp)
        near = (y > -reach) & (y < size[0] - 1 + reach) & (x > -reach) & (x < size[1] - 1 + reach)
        near &= (radius > 0.02) & (opacity > 0.01)
        # Alike radii together: the loop below looks at (2 reach + 1)^2 pixels for each dot.
        bucket = np.ceil(np.log2(np.maximum(reach, 1)) * 2).astype(np.intp)
        for name in np.unique(bucket[near]):
            chosen = np.flatnonzero(near & (bucket == name))
            far = int(reach[chosen].max())
            block = max(1, 2_000_000 // (2 * far + 1) ** 2)
            for first in range(0, len(chosen), block):
                part = chosen[first : first + block]
                _splat(layer, y[part], x[part], radius[part], opacity[part], far, soft_px)
        return layer


def _splat(
    layer: Floats,
    y: NDArray[np.float64],
    x: NDArray[np.float64],
    radius: NDArray[np.float64],
    opacity: NDArray[np.float64],
    reach: int,
    soft_px: float,
) -> None:
    """Raise `layer` to the cover of these dots, each within `reach` pixels of its centre."""
    height, width = layer.shape
    around = np.arange(-reach, reach + 1)
    base_y, base_x = np.rint(y).astype(np.intp), np.rint(x).astype(np.intp)
    rows = base_y[:, None] + around
    columns = base_x[:, None] + around
    dy = (rows - y[:, None]).astype(np.float32)
    dx = (columns - x[:, None]).astype(np.float32)
    distance = np.sqrt((dy * dy)[:, :, None] + (dx * dx)[:, None, :])
    # A dot thinner than a pixel keeps its width and loses opacity instead.
    thin = np.minimum(1.0, 2.0 * radius)
    wide = np.maximum(radius, 0.5).astype(np.float32)
    cover = (wide[:, None, None] - distance) * np.float32(1.0 / soft_px) + np.float32(0.5)
    np.clip(cover, 0.0, 1.0, out=cover)
    cover *= (opacity * thin).astype(np.float32)[:, None, None]
    inside = ((rows >= 0) & (rows < height))[:, :, None] & ((columns >= 0) & (columns < width))[
        :, None, :
    ]
    inside &= cover > 0.0
    index = (rows * width)[:, :, None] + columns[:, None, :]
    np.maximum.at(layer.reshape(-1), index[inside], cover[inside])


def normals(path: Path) -> Path:
    """Unit vectors across `path` at each of its points, smoothed over a few points."""
    gap = min(8, len(path) - 1)
    ahead = np.concatenate([path[gap:], np.repeat(path[-1:], gap, 0)])
    behind = np.concatenate([np.repeat(path[:1], gap, 0), path[:-gap]])
    along = ahead - behind
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)
    result: Path = np.stack([along[:, 1], -along[:, 0]], 1) / length[:, None]
    return result


def strip(
    size: tuple[int, int], path: Path, left_px: NDArray[np.float64], right_px: NDArray[np.float64]
) -> Floats:
    """The band along `path` from `left_px` on one side to `right_px` on the other."""
    layer = np.zeros(size, np.uint8)
    across = normals(path)
    open_ = np.flatnonzero(left_px + right_px > 0.05)
    if not len(open_):
        return layer.astype(np.float32)
    for run in np.split(open_, np.flatnonzero(np.diff(open_) > 1) + 1):
        if len(run) < 3:
            continue
        one = path[run] + across[run] * left_px[run, None]
        other = path[run] - across[run] * right_px[run, None]
        _fill(layer, np.concatenate([one, other[::-1]]))
    return layer.astype(np.float32) * np.float32(1 / 255)


def polygon(size: tuple[int, int], corners: Path) -> Floats:
    """The inside of the closed polygon with `corners` (N, 2) in (y, x)."""
    layer = np.zeros(size, np.uint8)
    _fill(layer, corners)
    return layer.astype(np.float32) * np.float32(1 / 255)


def blurred(layer: NDArray[Any], sigma_px: float) -> Floats:
    """`layer` through a Gaussian of `sigma_px`, as float32."""
    soft = cv2.GaussianBlur(np.asarray(layer, np.float32), (0, 0), sigma_px)
    return soft.astype(np.float32, copy=False)


def _fill(layer: NDArray[np.uint8], corners: Path) -> None:
    limit = 8 * max(layer.shape) + 64
    fixed = np.clip(corners[:, ::-1], -limit, limit) * (1 << _SHIFT)
    points = np.rint(fixed).astype(np.int32).reshape(-1, 1, 2)
    cv2.fillPoly(layer, [points], (255,), lineType=cv2.LINE_AA, shift=_SHIFT)


def smoothstep(low: float, high: float, values: Floats) -> Floats:
    """0 below `low`, 1 above `high`, smooth between."""
    if not math.isfinite(low + high) or high <= low:
        raise ValueError(f"low {low} must be below high {high}")
    share = np.clip((values - np.float32(low)) * np.float32(1.0 / (high - low)), 0.0, 1.0)
    result: Floats = share * share * (np.float32(3.0) - np.float32(2.0) * share)
    return result
