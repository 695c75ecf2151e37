"""What is asked of the engine, and what it answers. Plain data; no torch, no Qt, no files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import EdgeMap, FloatImage, Image, Mask, check_image, check_mask
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import NOTHING, Message
from inpaint_studio.zoo.card import HoleKind

__all__ = ["Preview", "RestoreRequest", "RestoreResult", "WindowResult", "hole_edge_map"]


@dataclass(frozen=True, eq=False)
class RestoreRequest:
    """A photograph, its hole, and how to fill it.

    Attributes
    ----------
    image
        (H, W, 3) RGB, uint8, uint16 or float32 in [0, 1]; not modified.
    mask
        bool (H, W), True = hole; not modified.
    settings
        The model and everything else that decides about the fill.
    guide
        Edges that the user drew or erased, over the whole photo, or None.
    keep_window_results
        Keep what the model showed in each window (edges, coarse fill) in the result.
    """

    image: Image
    mask: Mask
    settings: FillSettings = field(default_factory=FillSettings)
    guide: EdgeGuide | None = None
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
        self.settings.check()
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
    reason
        Why `auto` took this model; nothing if it was named.
    notes
        What else the user should know, such as what was stepped down.
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
    reason: Message = NOTHING
    notes: tuple[Message, ...] = ()
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
