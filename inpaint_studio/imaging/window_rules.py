"""How large a window a hole asks for, and at what scale it is run.

The one place that turns thickness into context, window and scale. Knows nothing of how a hole is
cut into parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inpaint_studio.geometry import Box, Size

__all__ = ["UNLIKE_SIDES", "Part", "Window", "WindowRules"]

_STRETCH = 1.5  # how much wider than its thickness asks a window may be if that spares a second one
UNLIKE_SIDES = 1.5  # windows whose sides differ by more are not made one
_STRETCH_FROM = 0.25  # of native_px: thinner holes are never shrunk


@dataclass(frozen=True)
class Window:
    """One run of a model.

    Attributes
    ----------
    box
        What the model sees, known context included; inside the image.
    core
        The part whose hole pixels this window fills; inside `box`. The cores of a plan are
        disjoint and cover the hole.
    scale
        In (0, 1]: the factor by which the crop is shrunk for the model; 1 = native resolution.
    """

    box: Box
    core: Box
    scale: float


@dataclass(frozen=True)
class Part:
    """A part of the hole that one window fills."""

    core: Box
    thickness_px: float


@dataclass(frozen=True)
class WindowRules:
    """The sizes that `plan_windows` was asked for, made consistent."""

    size: Size
    native_px: int
    context_ratio: float
    min_context_px: int
    max_window_px: int

    def shape(self, thickness_px: float) -> tuple[int, int]:
        """Side of the window and context in it, in pixels, for a hole of this thickness."""
        context = max(self.min_context_px, round(self.context_ratio * thickness_px))
        side = int(np.ceil(thickness_px)) + 2 * context
        if side <= self.native_px:
            return self.native_px, context
        if side <= self.max_window_px:
            return side, context
        largest = self.max_window_px
        return largest, max(largest // 8, min(self.min_context_px, largest // 4))

    def stretched(self, thickness_px: float) -> int:
        """The widest side a window of this thickness may take to hold the whole of a hole."""
        side, _ = self.shape(thickness_px)
        if thickness_px < _STRETCH_FROM * self.native_px:
            return side
        return min(int(side * _STRETCH), max(self.max_window_px, side))

    def fits(self, core: Box, thickness_px: float) -> bool:
        """True when one window does for `core`."""
        room = self.stretched(thickness_px)
        _, context = self.shape(thickness_px)
        return all(
            extent <= room or length <= room - 2 * context
            for extent, length in zip(self.size, core.size, strict=True)
        )

    def window(self, core: Box, thickness_px: float) -> Window:
        """The window around `core`, shifted into the image."""
        side, context = self.shape(thickness_px)
        side = max(side, min(max(core.size) + 2 * context, self.stretched(thickness_px)))
        top, bottom = _span(core.top, core.bottom, side, self.size.height)
        left, right = _span(core.left, core.right, side, self.size.width)
        box = Box(top, left, bottom, right)
        return Window(box, core, min(1.0, self.native_px / max(box.size)))


def _span(start: int, end: int, side: int, extent: int) -> tuple[int, int]:
    """A stretch of `side` (at most `extent`) pixels centred on start..end, inside 0..extent."""
    side = min(max(side, end - start), extent)
    begin = min(max((start + end - side) // 2, 0), extent - side)
    return begin, begin + side
