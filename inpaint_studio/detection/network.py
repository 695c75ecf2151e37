"""Finds damage with the segmentation network: at full size, and made smaller.

Marks of a pixel's width are seen at full size only; broad clean scratches, which are taken for
things at full size, at half of it; stains, torn corners and broad marks of a large scan only when
it is made small. Torch is imported when it runs; files are the shelf's concern.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import FindingKind, Scores
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import FloatImage, Image, check_image, size_of, to_unit
from inpaint_studio.inference.device import Device, DeviceKind, Precision, choose_device
from inpaint_studio.inference.graph_runner import GraphRunner
from inpaint_studio.inference.network_runner import as_planes
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.detectors import Detector, find_detector
from inpaint_studio.zoo.graph import NetworkGraph

if TYPE_CHECKING:
    from torch import nn

__all__ = ["OUTPUTS", "NetworkFinder", "installed_finder", "tiles", "working_scales"]

OUTPUTS = (
    FindingKind.SCRATCHES,
    FindingKind.DUST,
    FindingKind.TEARS,
    FindingKind.STAINS,
)
"""What the network's outputs mean, in order."""

_HALF = 0.5
_LEAST_HALVED_PX = 64
_SMALL_SIDE_PX = 900
_LARGEST_WHOLE_PX = 1200
_TILE_PX = 896
_MARGIN_PX = 64
_MULTIPLE = 32


def working_scales(size: Size) -> tuple[float, ...]:
    """The scales at which a photograph of `size` is looked at: 1 and a half, and for a large one
    that which makes it small."""
    short = min(size)
    if short < _LEAST_HALVED_PX:
        return (1.0,)
    if short <= _LARGEST_WHOLE_PX:
        return (1.0, _HALF)
    return (1.0, _HALF, _SMALL_SIDE_PX / short)


_kept: dict[Device, tuple[Detector, NetworkFinder]] = {}
_keeping = threading.Lock()


def installed_finder(device: Device | None = None) -> NetworkFinder:
    """The finder with the installed weights on `device`, loaded once for the whole process.

    Any number of threads may ask for it and search with it at once. Other weights, known by the
    hash on their card, are loaded when they are installed; one finder is kept for each device.

    Raises
    ------
    MissingPartError, ModelFileError
        As `NetworkFinder`; nothing is kept then.
    """
    detector = find_detector()
    device = device if device is not None else choose_device()
    with _keeping:
        kept = _kept.get(device)
        if kept is None or kept[0] != detector:
            kept = (detector, NetworkFinder(device, detector.load()))
            _kept[device] = kept
        return kept[1]


class NetworkFinder:
    """Finds scratches, dust, tears and stains with the network.

    It may be used by several threads at once. Loading takes longer than searching a small
    photograph: see `installed_finder`.

    Parameters
    ----------
    device
        Where it runs; None: the best there is.
    network
        A network to use instead of the installed one; given away.

    Raises
    ------
    MissingPartError
        If there are no weights, or torch is not installed.
    ModelFileError
        If the weights are not what their card says.
    """

    kinds = frozenset(OUTPUTS)

    def __init__(
        self, device: Device | None = None, network: nn.Module | NetworkGraph | None = None
    ) -> None:
        network = network if network is not None else find_detector().load()
        self._device = device if device is not None else choose_device()
        self._network = _prepared(network, self._device)

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        """Maps for those of `kinds` that the network finds; `image` is not modified.

        Raises
        ------
        BadInputError
            If `image` is not an image.
        CancelledError
            After `token.cancel()`; asked between tiles.
        """
        size = check_image(image)
        wanted = [kind for kind in OUTPUTS if kind in kinds]
        jobs = _looks(size, wanted)
        work = [scale * scale * bool(asked) for scale, asked in jobs]
        done, result = 0.0, dict[FindingKind, Scores]()
        for (scale, asked), share in zip(jobs, work, strict=True):
            if not asked:
                continue
            part = token.part(done / sum(work), (done + share) / sum(work))
            for kind, scores in self._at_scale(image, scale, asked, part).items():
                before = result.get(kind)
                result[kind] = scores if before is None else np.maximum(before, scores)
            done += share
        return result

    def _at_scale(
        self, image: Image, scale: float, kinds: list[FindingKind], token: ProgressToken
    ) -> dict[FindingKind, Scores]:
        size = size_of(image)
        if scale < 1.0:
            small = (round(size.width * scale), round(size.height * scale))
            shrunk = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
            image = cast(Image, shrunk)
        planes = {kind: np.zeros(image.shape[:2], np.uint8) for kind in kinds}
        parts = list(tiles(size_of(image)))
        for number, (core, around) in enumerate(parts):
            token.report(number / len(parts), "Looking for damage")
            found = self._run(to_unit(image[around.slices]))
            top, left = core.top - around.top, core.left - around.left
            inside = np.s_[top : top + core.size.height, left : left + core.size.width]
            for kind, plane in planes.items():
                plane[core.slices] = found[OUTPUTS.index(kind)][inside]
        token.report(1.0, "Looking for damage")
        if scale < 1.0:
            whole = (size.width, size.height)
            planes = {
                kind: np.asarray(cv2.resize(plane, whole, interpolation=cv2.INTER_LINEAR), np.uint8)
                for kind, plane in planes.items()
            }
        return planes

    def _run(self, image: FloatImage) -> NDArray[np.uint8]:
        """Scores uint8 (K, h, w) of one tile in [0, 1]."""
        height, width = image.shape[:2]
        down, right = -height % _MULTIPLE, -width % _MULTIPLE
        padded = cv2.copyMakeBorder(image, 0, down, 0, right, cv2.BORDER_REFLECT)
        if isinstance(self._network, GraphRunner):
            (logits,) = self._network.run(as_planes(padded), token=ProgressToken())
            chance = 1.0 / (1.0 + np.exp(-logits[:, :height, :width]))
            return (chance * 255).round().astype(np.uint8)
        import torch

        with torch.inference_mode():
            pixels = torch.from_numpy(np.asarray(padded, np.float32)).permute(2, 0, 1)[None]
            # In this layout the pixels already lie as channels last.
            logits = self._network(pixels.to(self._device.torch_device))
            chance = logits[0, :, :height, :width].float().sigmoid()
            scores = (chance * 255).round().to(torch.uint8)
            result: NDArray[np.uint8] = scores.cpu().contiguous().numpy()
        return result


def _looks(size: Size, kinds: list[FindingKind]) -> list[tuple[float, list[FindingKind]]]:
    """Scales to look at a photograph of `size`, and for what: at half size scratches; stains once,
    at full size or where a large photograph is made small."""
    _, *smaller = working_scales(size)
    scratches: list[FindingKind] = [k for k in kinds if k is FindingKind.SCRATCHES]
    others: list[FindingKind] = [k for k in kinds if k is not FindingKind.STAINS]
    looks = [(1.0, others if len(smaller) > 1 else kinds)]
    looks += [(scale, scratches) for scale in smaller[:1]]
    looks += [(scale, kinds) for scale in smaller[1:]]
    return looks


def tiles(size: Size) -> Iterator[tuple[Box, Box]]:
    """Boxes that cover `size` without overlap, and each with its surroundings."""
    whole = Box(0, 0, size.height, size.width)
    step = _TILE_PX - 2 * _MARGIN_PX
    rows = _starts(size.height, step)
    columns = _starts(size.width, step)
    for top, bottom in rows:
        for left, right in columns:
            core = Box(top, left, bottom, right)
            around = Box(
                top - _MARGIN_PX, left - _MARGIN_PX, bottom + _MARGIN_PX, right + _MARGIN_PX
            )
            yield core, around.clipped(whole.size)


def _starts(side_px: int, step_px: int) -> list[tuple[int, int]]:
    count = max(1, -(-side_px // step_px))
    cuts = [round(side_px * number / count) for number in range(count + 1)]
    return list(pairwise(cuts))


def _prepared(network: Any, device: Device) -> nn.Module | GraphRunner:
    """The network ready to run: norms folded, on the device, in its precision and layout."""
    if isinstance(network, NetworkGraph):
        return GraphRunner(network)
    import torch

    network = network.eval().requires_grad_(False)
    network.fuse()
    plain = device.kind is DeviceKind.CPU and device.precision is Precision.FLOAT32
    layout = torch.contiguous_format if plain else torch.channels_last
    moved: nn.Module = network.to(device.torch_device, device.torch_dtype, memory_format=layout)
    return moved
