"""Finds damage with the segmentation network, looking at a photograph in several sizes.

A print is looked at as large as it is and at half of that, a small one also enlarged and a large
one at a quarter, and what the looks say is averaged: what one takes for damage the other often
knows better. A large scan is made the size of a print for that, and looked at once more in full for
what is too fine to be seen then. Torch is imported when it runs; files are the shelf's concern.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import FindingKind, Scores
from inpaint_studio.errors import MissingPartError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import FloatImage, Image, check_image, size_of, to_unit
from inpaint_studio.inference.device import Device, DeviceKind, Precision, choose_device
from inpaint_studio.inference.graph_runner import GraphRunner
from inpaint_studio.inference.network_runner import as_planes
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.detectors import Detector, find_detector
from inpaint_studio.zoo.graph import NetworkGraph

if TYPE_CHECKING:
    from torch import Tensor, nn

    from inpaint_studio.detection.teach import Lesson

__all__ = [
    "OUTPUTS",
    "Described",
    "Looks",
    "NetworkFinder",
    "installed_finder",
    "looks_at",
    "tiles",
]

OUTPUTS = (
    FindingKind.SCRATCHES,
    FindingKind.DUST,
    FindingKind.TEARS,
    FindingKind.STAINS,
)
"""What the network's outputs mean, in order."""

MARKS = OUTPUTS[:3]
"""What a lesson is about: everything but stains."""

_PRINT_PX = 1000
_LARGEST_PRINT_PX = 1200
_SCALES = (1.0, 0.5)
_ENLARGED, _SHRUNK = 2.0, 0.25
_SMALL_PRINT_PX, _LARGE_PRINT_PX = 640, 900
_LEAST_HALVED_PX = 64
_TILE_PX = 896
_MARGIN_PX = 64
_MULTIPLE = 32
_AROUND_PX = 17
_AROUND_SHARE, _AROUND_USUAL = 0.25, -4.0
"""How far a mark is judged against what is said of its surroundings, and what that usually is. A
blown-out dress looks like lost emulsion all over; a crack does so beside sound emulsion."""


class Looks(NamedTuple):
    """How a photograph is looked at: made the size of a print by `scale`, that at `scales` of its
    size, and, if `in_full`, once more as it is."""

    scale: float
    scales: tuple[float, ...]
    in_full: bool


def looks_at(size: Size) -> Looks:
    """The looks for a photograph of `size`."""
    short = min(size)
    if short < _LEAST_HALVED_PX:
        return Looks(1.0, (1.0,), False)
    if short <= _SMALL_PRINT_PX:
        return Looks(1.0, (*_SCALES, _ENLARGED), False)
    if short <= _LARGE_PRINT_PX:
        return Looks(1.0, _SCALES, False)
    scales = (*_SCALES, _SHRUNK)
    if short <= _LARGEST_PRINT_PX:
        return Looks(1.0, scales, False)
    return Looks(_PRINT_PX / short, scales, True)


@dataclass(frozen=True, eq=False)
class Described:
    """What the network says and knows of one tile of a photograph.

    Attributes
    ----------
    core, around
        The tile, and what the network saw of its surroundings.
    finest, above
        Features float32 (C, h, w) of `around` at half and at a quarter of the size.
    """

    core: Box
    around: Box
    finest: NDArray[np.float32]
    above: NDArray[np.float32]


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


class TileRunner:
    """A detector's network on a device, asked for one tile at a time; for several threads at once.

    Parameters
    ----------
    network
        Given away: its norms are folded, and it is moved.
    device
        Where it runs; None: the best there is.
    """

    def __init__(self, network: nn.Module | NetworkGraph, device: Device | None = None) -> None:
        self._device = device if device is not None else choose_device()
        self._network = _prepared(network, self._device)

    def run(
        self, image: FloatImage, *, with_features: bool = False
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Logits float32 (K, h, w) of a tile in [0, 1], and its features if they are wanted.

        Raises
        ------
        MissingPartError
            If features are wanted of a graph, which does not give them: they need PyTorch.
        """
        height, width = image.shape[:2]
        down, right = -height % _MULTIPLE, -width % _MULTIPLE
        padded = cv2.copyMakeBorder(image, 0, down, 0, right, cv2.BORDER_REFLECT)
        if isinstance(self._network, GraphRunner):
            if with_features:
                raise MissingPartError(
                    "PyTorch is not installed, and the detector cannot be taught without it; "
                    "install inpaint-studio[torch]."
                )
            (logits,) = self._network.run(as_planes(padded), token=ProgressToken())
            return logits[:, :height, :width], []
        import torch

        with torch.inference_mode():
            pixels = torch.from_numpy(np.asarray(padded, np.float32)).permute(2, 0, 1)[None]
            # In this layout the pixels already lie as channels last.
            pixels = pixels.to(self._device.torch_device)
            if not with_features:
                return _array(self._network(pixels))[:, :height, :width], []
            network = cast(Any, self._network)
            features = network.described(pixels)
            logits = _array(network.judged(features[0]))[:, :height, :width]
            return logits, [_array(each) for each in features]


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
        self._runner = TileRunner(
            network if network is not None else find_detector().load(), device
        )

    def find(
        self,
        image: Image,
        kinds: frozenset[FindingKind],
        token: ProgressToken,
        lesson: Lesson | None = None,
    ) -> Mapping[FindingKind, Scores]:
        """Maps for those of `kinds` that the network finds; `image` is not modified.

        Parameters
        ----------
        lesson
            What a person taught, of scratches, dust and tears; see `teach`.

        Raises
        ------
        BadInputError
            If `image` is not an image.
        CancelledError
            After `token.cancel()`; asked between tiles.
        """
        size = check_image(image)
        wanted = [kind for kind in OUTPUTS if kind in kinds]
        looks = looks_at(size)
        print_share = 1.0
        if looks.in_full:
            small = looks.scale**2 * sum(scale**2 for scale in looks.scales)
            print_share = small / (1.0 + small)
        logits, change = self._print(image, looks, wanted, token.part(0.0, print_share), lesson)
        scores = {kind: _enlarged(scores_of(plane), size) for kind, plane in logits.items()}
        if looks.in_full:
            whole = token.part(print_share, 1.0)
            for part, found in self._tiles(image, whole):
                for kind, plane in scores.items():
                    own = found[OUTPUTS.index(kind)]
                    if change is not None and kind in MARKS:
                        own = own + _cut(change, part, size)
                    view = plane[part.slices]
                    np.maximum(view, scores_of(own), out=view)
        token.report(1.0, "Looking for damage")
        return scores

    def marks(
        self, image: Image, token: ProgressToken
    ) -> tuple[NDArray[np.float32], list[Described]]:
        """For teaching: the strongest logit of scratches, dust and tears, float32 (h, w) of the
        photograph at the size of a print; and what is known of its tiles."""
        looks = looks_at(check_image(image))
        described: list[Described] = []
        logits, _ = self._print(image, looks, list(MARKS), token, None, described)
        return np.maximum.reduce(list(logits.values())), described

    def _print(
        self,
        image: Image,
        looks: Looks,
        kinds: list[FindingKind],
        token: ProgressToken,
        lesson: Lesson | None,
        described: list[Described] | None = None,
    ) -> tuple[dict[FindingKind, NDArray[np.float32]], NDArray[np.float32] | None]:
        """Mean logits of all looks at the size of a print, and what the lesson changed."""
        image = _resized(image, looks.scale)
        size = size_of(image)
        mean = {kind: np.zeros(size, np.float32) for kind in kinds}
        change = None if lesson is None else np.zeros(size, np.float32)
        known = described if described is not None else []
        work = np.cumsum([0.0] + [scale**2 for scale in looks.scales])
        for number, scale in enumerate(looks.scales):
            part = token.part(work[number] / work[-1], work[number + 1] / work[-1])
            seen = _resized(image, scale)
            keep = known if number == 0 and (lesson is not None or described is not None) else None
            found = np.empty((len(OUTPUTS), *seen.shape[:2]), np.float32)
            for core, logits in self._tiles(seen, part, keep):
                found[:, core.top : core.bottom, core.left : core.right] = logits
            for kind, plane in mean.items():
                plane += _logits_at(found[OUTPUTS.index(kind)], size) / len(looks.scales)
        for kind in MARKS:
            if kind in mean:
                mean[kind] = _standing_out(mean[kind])
        if lesson is not None and change is not None:
            for tile in known:
                change[tile.core.slices] = lesson.change(tile)
            for kind in MARKS:
                if kind in mean:
                    mean[kind] += change
        return mean, change

    def _tiles(
        self, image: Image, token: ProgressToken, described: list[Described] | None = None
    ) -> Iterator[tuple[Box, NDArray[np.float32]]]:
        """Logits float32 (K, h, w) of each tile; what is known of it is appended to `described`."""
        parts = list(tiles(size_of(image)))
        for number, (core, around) in enumerate(parts):
            token.report(number / len(parts), "Looking for damage")
            logits, features = self._runner.run(
                to_unit(image[around.slices]), with_features=described is not None
            )
            if described is not None:
                described.append(Described(core, around, *features))
            top, left = core.top - around.top, core.left - around.left
            height, width = core.size
            yield core, logits[:, top : top + height, left : left + width]


def _array(tensor: Tensor) -> NDArray[np.float32]:
    """The first of a batch, float32, in plain order."""
    result: NDArray[np.float32] = tensor[0].float().cpu().contiguous().numpy()
    return result


def _resized(image: Image, scale: float) -> Image:
    if scale == 1.0:
        return image
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_CUBIC
    return cast(Image, cv2.resize(image, size, interpolation=how))


def _logits_at(plane: NDArray[np.float32], size: Size) -> NDArray[np.float32]:
    if plane.shape == size:
        return plane
    how = cv2.INTER_AREA if plane.shape[0] > size.height else cv2.INTER_LINEAR
    return np.asarray(
        cv2.resize(np.ascontiguousarray(plane), (size.width, size.height), interpolation=how),
        np.float32,
    )


def _standing_out(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """`logits` (h, w) less a share of what is said around; a new array."""
    around = cv2.blur(logits, (_AROUND_PX, _AROUND_PX))
    return np.asarray(logits - _AROUND_SHARE * (around - _AROUND_USUAL), np.float32)


def _enlarged(scores: Scores, size: Size) -> Scores:
    if scores.shape == size:
        return scores
    whole = (size.width, size.height)
    return np.asarray(cv2.resize(scores, whole, interpolation=cv2.INTER_LINEAR), np.uint8)


def _cut(change: NDArray[np.float32], part: Box, size: Size) -> NDArray[np.float32]:
    """The part of `change`, which covers a photograph of `size`, at that size."""
    across, down = change.shape[1] / size.width, change.shape[0] / size.height
    matrix = np.array(
        [
            [across, 0, (part.left + 0.5) * across - 0.5],
            [0, down, (part.top + 0.5) * down - 0.5],
        ]
    )
    cut = cv2.warpAffine(
        change,
        matrix,
        (part.size.width, part.size.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(cut, np.float32)


def scores_of(logits: NDArray[np.float32]) -> Scores:
    """Chances in 255 levels."""
    chance = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
    return np.rint(chance * np.float32(255)).astype(np.uint8)


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
