"""The context encoder (arXiv 1604.07379) as a restorer of holes of any shape and place.

The network knows one task: a window of 128 px whose centre of 64 px is missing. A hole is covered
with such centres; those with most known pixels around them are filled first, and later ones see
what earlier ones filled.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.families.context_encoder.network import (
    HIDDEN_RGB,
    OVERLAP_PX,
    ContextEncoder,
)
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.fills.diffusion import telea
from inpaint_studio.imaging.types import FloatImage, Mask, size_of, to_unit
from inpaint_studio.inference.device import Device
from inpaint_studio.inference.network_runner import NetworkRunner, as_planes
from inpaint_studio.inference.one_network import (
    ROLE,
    OneNetworkRestorer,
    as_image,
    weights_folder,
)
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard

if TYPE_CHECKING:
    from torch import nn

__all__ = [
    "ContextEncoderRestorer",
    "make_context_encoder",
    "plan_centres",
]

_WINDOW_PX, _CENTRE_PX = ContextEncoder.WINDOW_PX, ContextEncoder.HOLE_PX
_CONTEXT_PX = (_WINDOW_PX - _CENTRE_PX) // 2
_STEP_PX = _CENTRE_PX - 2 * OVERLAP_PX


def make_context_encoder(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed context encoder of `folder`, for the centre or for arbitrary regions."""
    from inpaint_studio.zoo.weights import load_network

    network = load_network(card, weights_folder(card, folder), ROLE)
    if card.size_multiple == card.native_size_px:
        # The one for regions answers whole windows, of one size, to which smaller ones are padded.
        return OneNetworkRestorer(card, network, device)
    return ContextEncoderRestorer(card, network, device)


def plan_centres(mask: Mask) -> tuple[Box, ...]:
    """Squares of 64 px that cover the hole; those with most known pixels around them first.

    Neighbours overlap by the rim of known pixels that the network expects around what is hidden.

    Parameters
    ----------
    mask
        bool (H, W), True = hole, some pixel of it; not modified.

    Returns
    -------
    tuple of Box
        May stand out of the image, since the grid is centred on the hole.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    waiting = [
        Box(top, left, top + _CENTRE_PX, left + _CENTRE_PX)
        for top in _starts(int(rows[0]), int(rows[-1]) + 1)
        for left in _starts(int(columns[0]), int(columns[-1]) + 1)
    ]
    unknown = mask.copy()
    ordered: list[Box] = []
    while unknown.any():
        waiting = [box for box in waiting if unknown[_within(box, mask)].any()]
        best = min(waiting, key=lambda box: unknown[_within(_window(box), mask)].mean())
        waiting.remove(best)
        ordered.append(best)
        unknown[_within(best, mask)] = False
    return tuple(ordered)


def _starts(begin: int, end: int) -> list[int]:
    count = max(1, -(-(end - begin - 2 * OVERLAP_PX) // _STEP_PX))
    covered = count * _STEP_PX + 2 * OVERLAP_PX
    first = (begin + end - covered) // 2
    return [first + index * _STEP_PX for index in range(count)]


def _window(centre: Box) -> Box:
    return centre.grown(_CONTEXT_PX)


def _within(box: Box, mask: Mask) -> tuple[slice, slice]:
    return box.clipped(size_of(mask)).slices


class ContextEncoderRestorer:
    """The centre-hole network, placed over a hole as often as needed."""

    def __init__(self, card: ModelCard, network: nn.Module, device: Device) -> None:
        self.card = card
        self._runner = NetworkRunner(network, device)

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        """Fill one window; see `Restorer.fill`."""
        token.check()
        # Until its turn comes, a part of the hole is a smooth continuation of its border.
        image = np.where(
            request.mask[..., None],
            telea(request.image, request.mask, token=token),
            to_unit(request.image),
        ).astype(np.float32)
        # Windows that stand out of the photo see its reflection.
        margin = _WINDOW_PX
        canvas = np.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode="symmetric")
        hole = np.pad(request.mask, margin)
        centres = plan_centres(request.mask)
        for index, centre in enumerate(centres):
            token.report(index / len(centres), "Filling the centre of a window")
            self._fill_centre(canvas, hole, centre.moved(margin, margin), token)
        height, width = request.mask.shape
        filled = canvas[margin : margin + height, margin : margin + width]
        return Fill(cast(FloatImage, np.ascontiguousarray(filled)))

    def close(self) -> None:
        """Free the network."""
        self._runner.close()

    def _fill_centre(
        self, canvas: NDArray[np.float32], hole: Mask, centre: Box, token: ProgressToken
    ) -> None:
        """Fill what is left of the hole in one centre of 64 px."""
        window = canvas[_window(centre).slices].copy()
        hidden = slice(_CONTEXT_PX + OVERLAP_PX, _WINDOW_PX - _CONTEXT_PX - OVERLAP_PX)
        window[hidden, hidden] = HIDDEN_RGB
        (planes,) = self._runner.run(as_planes(window), token=token)
        left = hole[centre.slices]
        canvas[centre.slices][left] = as_image(planes)[left]
        left[...] = False
