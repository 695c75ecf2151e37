"""Restorers that need no weights: Telea, Navier-Stokes, Criminisi and PatchMatch.

The algorithms live in `inpaint_studio.imaging.fills`; here they only take the restorer's shape.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np

from inpaint_studio.imaging.types import EdgeMap, FloatImage
from inpaint_studio.inference.device import Device
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard

__all__ = ["make_criminisi", "make_navier_stokes", "make_patchmatch", "make_telea"]

_FillFunction = Callable[[FillRequest, ProgressToken], FloatImage]


class _ClassicalRestorer:
    """A fill function with a card."""

    def __init__(self, card: ModelCard, function: _FillFunction) -> None:
        self.card = card
        self._function = function

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`."""
        token.check()
        return Fill(self._function(request, token))

    def close(self) -> None:
        """Nothing is held."""


def make_telea(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """Fast marching after Telea 2004."""
    return _diffusion(card, "telea")


def make_navier_stokes(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """Navier-Stokes transport after Bertalmio et al. 2001."""
    return _diffusion(card, "navier_stokes")


def _diffusion(card: ModelCard, name: Literal["telea", "navier_stokes"]) -> Restorer:
    def run(request: FillRequest, token: ProgressToken) -> FloatImage:
        from inpaint_studio.imaging.fills import diffusion

        fill = diffusion.telea if name == "telea" else diffusion.navier_stokes
        radius_px = float(request.settings.options.get("radius_px", 3.0))
        return fill(request.image, request.mask, radius_px=radius_px, token=token)

    return _ClassicalRestorer(card, run)


def make_criminisi(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """Exemplar fill in order of priority after Criminisi et al. 2004."""

    def run(request: FillRequest, token: ProgressToken) -> FloatImage:
        from inpaint_studio.imaging.fills.criminisi import criminisi

        return criminisi(
            request.image,
            request.mask,
            patch_px=int(request.settings.options.get("patch_px", 9)),
            search_px=int(request.settings.options.get("search_px", 100)),
            token=token,
        )

    return _ClassicalRestorer(card, run)


def make_patchmatch(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """Exemplar fill by PatchMatch; follows the user's edges."""

    def run(request: FillRequest, token: ProgressToken) -> FloatImage:
        from inpaint_studio.imaging.fills.patchmatch import patchmatch

        return patchmatch(
            request.image,
            request.mask,
            patch_px=int(request.settings.options.get("patch_px", 7)),
            seed=request.settings.seed,
            guide=_guide_map(request),
            token=token,
        )

    return _ClassicalRestorer(card, run)


def _guide_map(request: FillRequest) -> EdgeMap | None:
    """Known edges with the user's drawn into the hole; None where nothing was drawn, since
    without drawn edges the hole would be told to hold none."""
    guide = request.guide
    if guide is None or not (guide.add & request.mask).any():
        return None
    from inpaint_studio.imaging.edges import canny

    edges = canny(request.image, request.mask, sigma=request.settings.sigma)
    edges[guide.erase] = 0.0
    edges[guide.add] = 1.0
    return np.ascontiguousarray(edges, dtype=np.float32)
