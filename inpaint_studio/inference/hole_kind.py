"""What kind of hole is to be filled: thin, in a face, large, in an old photograph, amid lines or
texture.

Looks at known pixels only, at a small scale, so that it costs a few hundredths of a second whatever
the photograph's size. Models are measured by kind, and `auto` chooses by it. Faces are found by the
cascade of local binary patterns that scikit-image brings. Knows no model.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.geometry import Box
from inpaint_studio.imaging.mask import hole_box, shrink
from inpaint_studio.imaging.types import Image, Mask, check_image, check_mask, from_unit, to_unit
from inpaint_studio.zoo.card import HoleKind

if TYPE_CHECKING:
    from skimage.feature import Cascade

__all__ = ["kind_of_hole", "view_context_px"]

_THIN_REACH_PX = 4
_THIN_SHARE = 0.05  # of the hole may lie deeper than that
_LARGE_REACH_PX = 100  # windows of thicker holes are shrunk to less than 0.7
_VIEW_PX = 320
_CONTEXT = 1.0  # sides of the hole's box seen on each side of it
_LEAST_CONTEXT_PX = 64
_FACE_SHARE = 0.2  # of the hole lies in faces
_FACE_GROWTH = 0.15  # a face is larger than what the cascade frames
_LARGEST_TINT = 4.0  # of 255: colour that brightness does not explain, in photographs of one tone
_RING_PX = 12
_TENSOR_SIGMA_PX = 3.0
_STRUCTURED = 0.65


def kind_of_hole(image: Image, mask: Mask) -> HoleKind:
    """The kind that the larger part of a hole is of.

    Parameters
    ----------
    image
        (H, W, 3), uint8, uint16 or float32 in [0, 1]; what lies in the hole is not read; not
        modified.
    mask
        bool (H, W), True = hole, with at least one hole and one known pixel.

    Raises
    ------
    BadInputError, SizeMismatchError
        If the arrays do not fit.
    """
    check_mask(mask, check_image(image))
    deep = np.count_nonzero(shrink(mask, _THIN_REACH_PX))
    if deep < _THIN_SHARE * np.count_nonzero(mask):
        return HoleKind.THIN
    is_large = bool(shrink(mask, _LARGE_REACH_PX).any())
    view, hole = _view(image, mask)
    if not (~hole).any():
        return HoleKind.LARGE if is_large else HoleKind.TEXTURE
    if _share_in_faces(view, hole) >= _FACE_SHARE:
        return HoleKind.FACE
    if is_large:
        return HoleKind.LARGE
    if _tint(view[~hole]) <= _LARGEST_TINT:
        return HoleKind.OLD
    return HoleKind.STRUCTURE if _coherence(view, hole) >= _STRUCTURED else HoleKind.TEXTURE


def view_context_px(hole: Box) -> int:
    """How far around a hole's box is looked; nothing beyond it tells on the kind."""
    return max(_LEAST_CONTEXT_PX, round(_CONTEXT * max(hole.size)))


def _view(image: Image, mask: Mask) -> tuple[NDArray[np.uint8], Mask]:
    """The hole and its surroundings, small; the hole itself painted over."""
    box = hole_box(mask)
    seen = box.grown(view_context_px(box)).clipped(check_image(image))
    part, hole = image[seen.slices], mask[seen.slices]
    scale = min(1.0, _VIEW_PX / max(seen.size))
    if scale < 1.0:
        size = (max(1, round(seen.width * scale)), max(1, round(seen.height * scale)))
        hole = cv2.resize(hole.view(np.uint8), size, interpolation=cv2.INTER_AREA) > 0
        # Skipping pixels is enough here, and never reads a whole large photograph as float.
        part = cast(Image, cv2.resize(part, size, interpolation=cv2.INTER_NEAREST))
    view = cast("NDArray[np.uint8]", from_unit(to_unit(part), np.dtype(np.uint8)))
    painted = cv2.inpaint(view, hole.view(np.uint8), 3, cv2.INPAINT_TELEA)
    return cast("NDArray[np.uint8]", painted), hole


@cache
def _cascade() -> Cascade:
    from pathlib import Path

    import skimage
    from skimage.feature import Cascade

    folder = Path(skimage.__file__).parent / "data"
    return Cascade(str(folder / "lbpcascade_frontalface_opencv.xml"))


def _share_in_faces(view: NDArray[np.uint8], hole: Mask) -> float:
    """Share of the hole that lies in faces."""
    side = min(view.shape[:2])
    if side < 48:
        return 0.0
    found: list[dict[str, Any]] = _cascade().detect_multi_scale(
        img=view,
        scale_factor=1.2,
        step_ratio=1.3,
        min_size=(40, 40),
        max_size=(side, side),
        min_neighbor_number=4,
    )
    faces = np.zeros_like(hole)
    for each in found:
        top, left = int(each["r"]), int(each["c"])
        box = Box(top, left, top + int(each["height"]), left + int(each["width"]))
        faces[box.grown(round(_FACE_GROWTH * box.width)).clipped(check_image(view)).slices] = True
    return float(faces[hole].mean())


def _tint(pixels: NDArray[np.uint8]) -> float:
    """How much colour brightness does not explain, in units of 8 bit.

    Prints fade to one tone: their colours lie on a curve over brightness. uint8 (N, 3).
    """
    values = pixels[:: max(1, len(pixels) // 20_000)].astype(np.float64)
    grey = values @ (0.299, 0.587, 0.114)
    terms = np.stack([np.ones_like(grey), grey, grey**2], axis=1)
    colours = np.stack([values[:, 0] - grey, values[:, 2] - grey], axis=1)
    fitted, *_ = np.linalg.lstsq(terms, colours, rcond=None)
    return float(np.sqrt(((colours - terms @ fitted) ** 2).mean()))


def _coherence(view: NDArray[np.uint8], hole: Mask) -> float:
    """How much of the gradients around the hole runs one way, in [0, 1] (structure tensor)."""
    grey = cv2.GaussianBlur(cv2.cvtColor(view, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 1.0)
    down = cast("NDArray[np.float32]", cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    right = cast("NDArray[np.float32]", cv2.Sobel(grey, cv2.CV_32F, 1, 0))
    square = np.ones((2 * _RING_PX + 1, 2 * _RING_PX + 1), np.uint8)
    near = cv2.dilate(hole.view(np.uint8), square) > 0
    inner = cv2.dilate(hole.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    ring = near & ~inner
    if not ring.any():
        return 0.0

    def smoothed(product: NDArray[np.float32]) -> NDArray[np.float32]:
        masked = np.where(hole, np.float32(0), product)
        return np.asarray(cv2.GaussianBlur(masked, (0, 0), _TENSOR_SIGMA_PX), np.float32)

    rows, columns, both = smoothed(down**2), smoothed(right**2), smoothed(down * right)
    one_way = np.sqrt((rows - columns) ** 2 + 4 * both**2)[ring].sum()
    return float(one_way / max(float((rows + columns)[ring].sum()), 1e-6))
