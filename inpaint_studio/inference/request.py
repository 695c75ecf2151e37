"""What is asked of the engine, and what it answers. Plain data; no torch, no Qt, no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import OptionError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import EdgeMap, FloatImage, Image, Mask, check_image, check_mask
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.zoo.card import HoleKind

__all__ = ["Preview", "RestoreRequest", "RestoreResult", "WindowResult", "hole_edge_map"]

MAX_GROW_PX = 1000


@dataclass(frozen=True, eq=False)
class RestoreRequest:
    """A photograph, its hole, and how to fill it.

    Attributes
    ----------
    image
        (H, W, 3) RGB, uint8, uint16 or float32 in [0, 1]; not modified.
    mask
        bool (H, W), True = hole; not modified.
    model
        Name of a model, or `auto`.
    guide
        Edges that the user drew or erased, over the whole photo, or None.
    grow_px
        The hole is grown by this many pixels first, 0 to 1000.
    feather_px
        Beyond the grown hole the fill fades out over this many pixels, 0 to 1000; those pixels
        may change, none beyond them.
    seed
        Same request and seed, same result.
    edge_threshold, sigma
        See `FillRequest`.
    options
        Options of the model's own, by the names on its card; the rest take their defaults.
    keep_window_results
        Keep what the model showed in each window (edges, coarse fill) in the result.
    """

    image: Image
    mask: Mask
    model: str = "auto"
    guide: EdgeGuide | None = None
    grow_px: int = 0
    feather_px: int = 0
    seed: int = 0
    edge_threshold: float = 0.5
    sigma: float = 2.0
    options: Mapping[str, bool | int | float | str] = field(default_factory=dict)
    keep_window_results: bool = False

    def check(self) -> Size:
        """Validate everything and return the photo's size.

        Raises
        ------
        BadInputError, SizeMismatchError, OptionError
            Naming the value and the limit.
        """
        size = check_image(self.image)
        check_mask(self.mask, size)
        if self.guide is not None:
            check_mask(self.guide.add, size)
            check_mask(self.guide.erase, size)
        for name, value in (("grow", self.grow_px), ("feather", self.feather_px)):
            if not 0 <= value <= MAX_GROW_PX:
                raise OptionError(
                    "{name} is {value} px; it can be 0 to {max_grow_px}.",
                    name=name,
                    value=value,
                    max_grow_px=MAX_GROW_PX,
                )
        if not 0.0 < self.edge_threshold < 1.0:
            raise OptionError(
                "Edge threshold is {edge_threshold}; it lies between 0 and 1.",
                edge_threshold=self.edge_threshold,
            )
        if not 0.0 <= self.sigma <= 20.0:
            raise OptionError("Canny sigma is {sigma}; it can be 0 to 20 px.", sigma=self.sigma)
        return size


class Preview(NamedTuple):
    """What is there so far, shown through a token (`ProgressToken.show`) while work goes on.

    `image` holds the pixels (h, w, 3) of `box` in the photo's dtype; known ones are the photo's.
    """

    box: Box
    image: Image


@dataclass(frozen=True, eq=False)
class WindowResult:
    """What the model showed in one window; maps have the window's size at `scale`.

    Attributes
    ----------
    box
        The window in the photo.
    scale
        Factor by which the window was shrunk for the model, <= 1.
    mask
        bool (h, w), the hole as the model saw it.
    edges, edge_probability, coarse, attention
        As in `Fill`.
    """

    box: Box
    scale: float
    mask: Mask
    edges: EdgeMap | None = None
    edge_probability: EdgeMap | None = None
    coarse: FloatImage | None = None
    attention: NDArray[np.float32] | None = None


@dataclass(frozen=True, eq=False)
class RestoreResult:
    """A restored photograph and how it came about.

    Attributes
    ----------
    image
        Dtype and shape of the request's; equal to it outside `mask`.
    mask
        bool (H, W): the grown hole, feather included; only here may pixels differ.
    changed
        Boxes that together cover `mask`.
    windows
        One entry a window, if asked for.
    notes
        Sentences for the user: why this model, what was stepped down.
    model, device
        What ran, and where.
    seconds
        Wall time of the restoration.
    hole_kind
        What `auto` took the hole for; None if the model was named.
    """

    image: Image
    mask: Mask
    changed: tuple[Box, ...]
    model: str
    device: str
    seconds: float
    windows: tuple[WindowResult, ...] = ()
    notes: tuple[str, ...] = field(default=())
    hole_kind: HoleKind | None = None


def hole_edge_map(known: EdgeMap, mask: Mask, windows: Iterable[WindowResult]) -> EdgeMap:
    """The composed edge map of a whole photo.

    Parameters
    ----------
    known
        float32 (H, W), edges of the known area; not modified.
    mask
        bool (H, W), the hole that was filled.
    windows
        Results of the same restoration; each contributes the hole's edges inside its box.

    Returns
    -------
    float32 (H, W), 0 or 1.
    """
    import cv2

    edges = np.where(mask, np.float32(0), known)
    for window in windows:
        if window.edges is None:
            continue
        part = window.edges
        if part.shape != window.box.size:
            size = (window.box.width, window.box.height)
            part = cast(EdgeMap, cv2.resize(part, size, interpolation=cv2.INTER_NEAREST))
        view, hole = edges[window.box.slices], mask[window.box.slices]
        view[hole] = np.maximum(view[hole], part[hole])
    return edges
