"""Lettering found by a small network of our own, at several sizes.

The network marks ink; ink that hangs together in words and lines is taken, lone strokes are not.
Torch is imported when it runs.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import FindingKind, Scores
from inpaint_studio.detection.network import TileRunner, scores_of, tiles
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.types import Image, check_image, size_of, to_unit
from inpaint_studio.inference.device import Device
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.detectors import TEXT_DETECTOR, Detector, find_detector
from inpaint_studio.zoo.graph import NetworkGraph

if TYPE_CHECKING:
    from torch import nn

__all__ = ["TextNetwork", "installed_text_network"]

_LARGEST_PX = 2400
"""Long side that is searched; finer lettering than that shows could hardly be read."""
_ENLARGED_TO_PX = 640
"""Photographs up to that long side are enlarged: a letter of five pixels is too small to be seen."""
_LEAST_SIDE_PX = 200
_INK = 0.45
_REACH_PX = 9
_LEAST_PX = 30
_DOUBT, _SURE = 0.56, 1.0
"""Chances of ink that stand for no confidence in a word, and for full confidence."""
_SHORT = 0.5
"""What is shorter than two reaches counts so much."""

_keeping = threading.Lock()
_kept: dict[Device | None, tuple[Detector, TextNetwork]] = {}


def installed_text_network(device: Device | None = None) -> TextNetwork:
    """The installed network, loaded once a process.

    Raises
    ------
    MissingPartError, ModelFileError
        If it is not there, or not what its card says.
    """
    detector = find_detector(TEXT_DETECTOR)
    with _keeping:
        kept = _kept.get(device)
        if kept is None or kept[0] != detector:
            kept = (detector, TextNetwork(detector.load(), device))
            _kept[device] = kept
        return kept[1]


class TextNetwork:
    """A finder; see the module; `network` is given away."""

    kinds = frozenset({FindingKind.TEXT})

    def __init__(self, network: nn.Module | NetworkGraph, device: Device | None = None) -> None:
        self._runner = TileRunner(network, device)

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        """The map of lettering, if `kinds` asks for it; `image` is not modified.

        Raises
        ------
        BadInputError
            If `image` is not an image.
        CancelledError
            After `token.cancel()`; asked between tiles.
        """
        size = check_image(image)
        if FindingKind.TEXT not in kinds:
            return {}
        scores = np.zeros(size, np.uint8)
        scales = _scales(size)
        work = [scale * scale for scale in scales]
        done = 0.0
        for scale, share in zip(scales, work, strict=True):
            part = token.part(done / sum(work), (done + share) / sum(work))
            found = words(self._chances(_resized(image, scale), part))
            if scale != 1.0:
                whole = (size.width, size.height)
                found = np.asarray(cv2.resize(found, whole, interpolation=cv2.INTER_LINEAR))
            np.maximum(scores, found, out=scores)
            done += share
        token.report(1.0, "Lettering")
        return {FindingKind.TEXT: scores}

    def _chances(self, image: Image, token: ProgressToken) -> NDArray[np.uint8]:
        plane = np.zeros(image.shape[:2], np.uint8)
        parts = list(tiles(size_of(image)))
        for number, (core, around) in enumerate(parts):
            token.report(number / len(parts), "Lettering")
            token.check()
            logits, _ = self._runner.run(to_unit(image[around.slices]))
            found = scores_of(logits[0])
            top, left = core.top - around.top, core.left - around.left
            plane[core.slices] = found[top : top + core.height, left : left + core.width]
        return plane


def _scales(size: Size) -> list[float]:
    """Sizes at which a photo is looked at: its own, halves of it, and twice that of a small one."""
    scale = min(1.0, _LARGEST_PX / max(size))
    scales = [2.0] if max(size) <= _ENLARGED_TO_PX else []
    while not scales or min(size) * scale >= _LEAST_SIDE_PX:
        scales.append(scale)
        scale /= 2.0
    return scales


def _resized(image: Image, scale: float) -> Image:
    if scale == 1.0:
        return image
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
    return cast(Image, cv2.resize(image, size, interpolation=how))


def words(chances: NDArray[np.uint8]) -> Scores:
    """Confidence in each group of ink, laid on all of its ink.

    Parameters
    ----------
    chances
        uint8 (H, W): how likely each pixel is ink, 255 for surely; not modified.

    Returns
    -------
    Scores
        A group counts as its thirtieth strongest pixel does, or its upper quarter where that is
        less, so that neither a few strong pixels nor many weak ones make a word.
    """
    ink = np.asarray(chances > 255 * _INK)
    reach = np.ones((_REACH_PX, _REACH_PX), np.uint8)
    joined = cv2.dilate(ink.view(np.uint8), reach)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    owner, chance = labels[ink], chances[ink]
    levels = np.bincount(owner * 256 + chance, minlength=count * 256).reshape(count, 256)
    above = levels[:, ::-1].cumsum(axis=1)  # how many of at least 255, 254, ...
    needed = np.maximum(_LEAST_PX, 0.25 * above[:, -1])
    strength = np.where(
        above[:, -1] >= needed, 255 - np.argmax(above >= needed[:, None], axis=1), 0
    )
    sure = np.clip((strength / 255.0 - _DOUBT) / (_SURE - _DOUBT), 0.0, 1.0)
    length = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    sure[length < 2 * _REACH_PX] *= _SHORT
    sure[0] = 0.0
    confidence = np.rint(255 * sure).astype(np.uint8)
    return np.asarray(confidence[labels] * ink, np.uint8)
