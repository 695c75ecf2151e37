"""Changes of a document worked out and taken at once, as tests want them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inpaint_studio.document.changes import FrozenRequest, PreparedTiles
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import Edit
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import Image

__all__ = ["prepared", "take_image"]


def prepared(frozen: FrozenRequest, boxes: Iterable[Box], image: Image) -> PreparedTiles:
    """What `frozen` becomes where `boxes` are taken from `image`, a whole photo."""
    return frozen.prepare_image((box, image[box.slices]) for box in boxes)


def take_image(document: Document, box: Box, image: Image, **how: Any) -> Edit | None:
    """Take `box` of `image`, a whole photo, as a result."""
    return document.take_result(prepared(document.freeze(), [box], image), **how)
