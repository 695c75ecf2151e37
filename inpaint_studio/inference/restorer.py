"""The one interface behind which every restorer stands, published network or classical fill.

A restorer fills the hole of one window; it knows nothing of files, regions, seams or fallback,
which the engine looks after. No torch and no Qt here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.types import EdgeMap, FloatImage, Image, Mask
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard

__all__ = ["EdgeGuide", "Fill", "FillRequest", "Restorer"]


@dataclass(frozen=True, eq=False)
class EdgeGuide:
    """Edges that the user drew and edges that the user rubbed out.

    Both are bool (H, W) of the size of the photo (or, inside a `FillRequest`, of the window).
    Where both are set, the drawn edge stays.
    """

    add: Mask
    erase: Mask


@dataclass(frozen=True, eq=False)
class FillRequest:
    """One window to fill.

    Attributes
    ----------
    image
        (H, W, 3) RGB in the photo's dtype; what lies in the hole is to be ignored.
    mask
        bool (H, W), True = hole; some pixel is known and some is not.
    settings
        How to fill it. The engine has grown and feathered the hole already, so both are 0, and
        gives every option on the model's card a value.
    guide
        The user's edges, or None. Restorers whose card says `takes_edges` follow it.
    """

    image: Image
    mask: Mask
    settings: FillSettings = field(default_factory=FillSettings)
    guide: EdgeGuide | None = None


@dataclass(frozen=True, eq=False)
class Fill:
    """What a restorer made of a window.

    Attributes
    ----------
    image
        float32 (H, W, 3) in [0, 1]. Outside the hole it may differ from the photo; the engine
        uses that difference to match the seam and takes only the hole.
    edges
        float32 (H, W), the edge map that the completion followed (known, predicted and user's
        edges together), or None.
    edge_probability
        float32 (H, W), the edge generator's raw output, or None.
    coarse
        float32 (H, W, 3) in [0, 1], a first-stage result where the model has one, or None.
    attention
        float32 (H, W, 2) where the model has an attention layer, or None: how many pixels of the
        window down and right of each pixel lies the place that its content was taken from most.
    """

    image: FloatImage
    edges: EdgeMap | None = None
    edge_probability: EdgeMap | None = None
    coarse: FloatImage | None = None
    attention: NDArray[np.float32] | None = None


class Restorer(Protocol):
    """Fills holes. Implementations are not thread-safe; the engine calls one at a time."""

    @property
    def card(self) -> ModelCard:
        """What this model is and can do."""
        ...

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; inputs are not modified.

        Raises
        ------
        CancelledError
            Soon after `token.cancel()`.
        MemoryError
            When memory, the GPU's included, does not suffice; the engine steps down.
        """
        ...

    def close(self) -> None:
        """Free memory and devices; the restorer is not used afterwards."""
        ...
