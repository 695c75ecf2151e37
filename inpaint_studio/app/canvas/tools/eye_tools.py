"""The tool for red eyes: click on a pupil, or drag an ellipse round the eye. No Qt, no pixels."""

from __future__ import annotations

import math

from inpaint_studio.app.canvas.tools.base import Pointer, ToolId
from inpaint_studio.app.canvas.tools.mask_tools import EllipseTool
from inpaint_studio.geometry import Box

__all__ = ["RedEyeTool"]

_CLICK_REACH = 24.0
"""Device pixels round a click in which the pupil is looked for: who sees an eye well clicks well."""
_LEAST_DRAG = 5.0
_LEAST_PX = 5.0


class RedEyeTool(EllipseTool):
    """Asks its host to correct the red eye where it was clicked, or inside the ellipse dragged."""

    identity = ToolId.RED_EYE

    def release(self, pointer: Pointer) -> None:
        """See `Tool`."""
        if self._start is None:
            return
        start, stop = self._corners(pointer)
        self.cancel()
        if max(abs(stop.y - start.y), abs(stop.x - start.x)) < _LEAST_DRAG * pointer.pixel_px:
            reach = max(_LEAST_PX, _CLICK_REACH * pointer.pixel_px)
            low_y, high_y = start.y - reach, start.y + reach
            low_x, high_x = start.x - reach, start.x + reach
        else:
            low_y, high_y = sorted((start.y, stop.y))
            low_x, high_x = sorted((start.x, stop.x))
        box = Box(
            math.floor(low_y), math.floor(low_x), math.ceil(high_y), math.ceil(high_x)
        ).clipped(self.host.document.size)
        if not box.is_empty:
            self.host.correct_eye(box)
