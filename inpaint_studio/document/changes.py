"""What a document tells its listeners, hands to the worker, and takes back. Plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.document.strokes import EdgeStroke, rasterise_strokes
from inpaint_studio.document.tiles import TileKey, TileView
from inpaint_studio.errors import SizeMismatchError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.transparency import covered
from inpaint_studio.imaging.types import EdgeMap, Image, Mask, check_mask
from inpaint_studio.jobs.messages import Message

__all__ = [
    "NOWHERE",
    "Change",
    "ChangeKind",
    "ChangedPart",
    "EdgePatch",
    "FilledHole",
    "FrozenRequest",
    "PreparedTiles",
    "ResultRecord",
]


NOWHERE = Box(0, 0, 0, 0)


class ChangeKind(Enum):
    """What a listener should look at again."""

    MASK = "mask"
    IMAGE = "image"
    EDGES = "edges"
    PREDICTED = "predicted"
    HISTORY = "history"
    SAVED = "saved"


@dataclass(frozen=True)
class Change:
    """Something changed inside `box` (empty for changes that have no place)."""

    kind: ChangeKind
    box: Box = NOWHERE


@dataclass(frozen=True, eq=False)
class EdgePatch:
    """Edges that a model predicted in one window.

    Attributes
    ----------
    box
        The window, in image pixels.
    edges
        float32 (h, w) in [0, 1], of the window's size at the model's scale; 0 outside the hole.
    """

    box: Box
    edges: EdgeMap


@dataclass(frozen=True, eq=False)
class FilledHole:
    """A hole that was filled, kept apart from the one being painted.

    Attributes
    ----------
    mask
        bool (H, W), True = what was hole.
    strokes
        The edges that the user had drawn for it.
    """

    mask: TileView
    strokes: tuple[EdgeStroke, ...] = ()

    @property
    def nbytes(self) -> int:
        """Approximate memory that it holds."""
        return self.mask.tiles_nbytes + sum(stroke.nbytes for stroke in self.strokes)


@dataclass(frozen=True)
class ResultRecord:
    """How a result came about, for the history and the project file."""

    model: str
    boxes: tuple[Box, ...]
    device: str = ""
    seconds: float = 0.0
    notes: tuple[Message, ...] = ()


class ChangedPart(NamedTuple):
    """Where two states of a photo differ.

    Attributes
    ----------
    box
        Around all of it.
    step
        Pixels of the photo a side that one of `map` stands for.
    map
        bool (h, w), True = some pixel there differs.
    """

    box: Box
    step: int
    map: Mask


@dataclass(frozen=True, eq=False)
class PreparedTiles:
    """A change worked out against the document as it was at `revision`, ready to be taken.

    Attributes
    ----------
    boxes
        What must not have changed since.
    tiles
        The tiles that become others; none of them may be written.
    """

    revision: int
    boxes: tuple[Box, ...]
    tiles: Mapping[TileKey, NDArray[Any] | None]


@dataclass(frozen=True, eq=False)
class FrozenRequest:
    """The document as it was at `revision`; may be read from any thread, and costs no copies
    until an array is asked for."""

    revision: int
    size: Size
    image: TileView
    mask: TileView
    strokes: tuple[EdgeStroke, ...]
    filled: tuple[FilledHole, ...] = ()
    alpha: NDArray[Any] | None = None

    def hole(self, only: Box | None = None) -> FilledHole:
        """What a result of this request fills: the hole, or its part inside `only`."""
        mask = self.mask if only is None else self.mask.inside(only)
        return FilledHole(mask, self.strokes)

    def all_holes_array(self) -> Mask:
        """bool (H, W), a new array: the hole and all that was filled before."""
        found = np.array(self.mask.to_array())
        for each in self.filled:
            each.mask.add_to(found)
        return found

    def seen_array(self) -> Image:
        """As `image_array`, with the nearest visible colours where nobody sees the photo's own."""
        return covered(self.image_array(), self.alpha)

    def image_array(self) -> Image:
        """(H, W, 3): the working image; read-only where it is the photo itself."""
        return self.image.to_array()

    def mask_array(self) -> Mask:
        """bool (H, W), True = hole."""
        return self.mask.to_array()

    def prepare_image(self, parts: Iterable[tuple[Box, Image]]) -> PreparedTiles:
        """What `Document.take_result` needs to take over pixels: the work of it that takes time.

        Parameters
        ----------
        parts
            (box, pixels of that box in the photo's dtype); not kept, not modified.

        Raises
        ------
        SizeMismatchError
            If a part has another dtype or another size than its box.
        """
        parts = tuple(parts)
        for box, pixels in parts:
            if pixels.dtype != self.image.dtype:
                raise SizeMismatchError(
                    "The result is {pixels_dtype} but the photo is {image_dtype}; restore again.",
                    pixels_dtype=pixels.dtype,
                    image_dtype=self.image.dtype,
                )
            if pixels.shape[:2] != box.size:
                raise SizeMismatchError(
                    "A part of the result is {pixels_shape} pixels but its box is {box_size}.",
                    pixels_shape=pixels.shape[:2],
                    box_size=box.size,
                )
        return PreparedTiles(
            self.revision, tuple(box for box, _ in parts), self.image.tiles_with(parts)
        )

    def prepare_mask(self, box: Box, values: Mask) -> PreparedTiles:
        """What `Document.take_mask` needs to set the mask inside `box`.

        Raises
        ------
        SizeMismatchError, BadInputError
            If `values` is not a mask of the size of `box`.
        """
        check_mask(values, box.size)
        return PreparedTiles(self.revision, (box,), self.mask.tiles_with([(box, values)]))

    def guide(self) -> tuple[Mask, Mask] | None:
        """(add, erase), each bool (H, W), or None when the user drew no edges."""
        if not self.strokes:
            return None
        return rasterise_strokes(self.strokes, self.size.box)
