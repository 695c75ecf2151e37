"""Sizes and boxes on the pixel grid.

Sizes are (height, width); boxes are half-open: rows `top <= y < bottom`, columns
`left <= x < right`. Nothing here knows of images.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Box", "Size", "bounding_box"]


class Size(NamedTuple):
    """Height and width in pixels."""

    height: int
    width: int

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return self.height * self.width

    @property
    def box(self) -> Box:
        """The box that covers an image of this size."""
        return Box(0, 0, self.height, self.width)

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class Box(NamedTuple):
    """A half-open rectangle of pixels: top, left, bottom, right."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Rows covered; 0 when the box is empty."""
        return max(0, self.bottom - self.top)

    @property
    def width(self) -> int:
        """Columns covered; 0 when the box is empty."""
        return max(0, self.right - self.left)

    @property
    def size(self) -> Size:
        """(height, width) in pixels."""
        return Size(self.height, self.width)

    @property
    def area(self) -> int:
        """Number of pixels covered."""
        return self.height * self.width

    @property
    def is_empty(self) -> bool:
        """True when no pixel is covered."""
        return self.bottom <= self.top or self.right <= self.left

    @property
    def slices(self) -> tuple[slice, slice]:
        """Row and column slices, for `array[box.slices]`."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def grown(self, by_px: int) -> Box:
        """This box with `by_px` pixels more on every side (fewer when negative)."""
        return Box(self.top - by_px, self.left - by_px, self.bottom + by_px, self.right + by_px)

    def clipped(self, size: Size) -> Box:
        """The part of this box inside an image of `size`; empty boxes collapse inside it."""
        top = min(max(self.top, 0), size.height)
        left = min(max(self.left, 0), size.width)
        bottom = max(top, min(self.bottom, size.height))
        right = max(left, min(self.right, size.width))
        return Box(top, left, bottom, right)

    def moved(self, down_px: int, right_px: int) -> Box:
        """This box shifted by whole pixels."""
        return Box(
            self.top + down_px, self.left + right_px, self.bottom + down_px, self.right + right_px
        )

    def intersection(self, other: Box) -> Box:
        """The common part of both boxes, possibly empty."""
        top, left = max(self.top, other.top), max(self.left, other.left)
        return Box(
            top,
            left,
            max(top, min(self.bottom, other.bottom)),
            max(left, min(self.right, other.right)),
        )

    def intersects(self, other: Box) -> bool:
        """True when both boxes share a pixel."""
        return not self.intersection(other).is_empty

    def union(self, other: Box) -> Box:
        """The smallest box around both; an empty box adds nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def contains(self, other: Box) -> bool:
        """True when every pixel of `other` lies in this box."""
        return other.is_empty or (
            self.top <= other.top
            and self.left <= other.left
            and self.bottom >= other.bottom
            and self.right >= other.right
        )


def bounding_box(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of `boxes`; an empty box at the origin for none."""
    result = Box(0, 0, 0, 0)
    for box in boxes:
        result = result.union(box)
    return result
