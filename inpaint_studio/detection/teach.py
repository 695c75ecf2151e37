"""*Find more like this*: the detector fitted to photographs by what a person painted on them.

The network's last features describe each place. A logistic regression on them, added to what the
network says anyway, is fitted to strokes (damage), to places rubbed out (none), and to what the
network itself is sure of, so that little changes elsewhere. That takes a fraction of a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.detection.findings import Finder, FindingKind, Scores
from inpaint_studio.errors import BadInputError, MissingPartError
from inpaint_studio.imaging.types import Image, Mask, check_image, to_unit
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.detection.network import Described, NetworkFinder

__all__ = ["Example", "Lesson", "learn", "taught"]

Floats = NDArray[np.float32]

_MOST_STROKE, _MOST_BACKGROUND, _MOST_SURE = 3000, 6000, 2000
_STROKE_WEIGHT, _BACKGROUND_WEIGHT, _SURE_WEIGHT = 1000.0, 3000.0, 600.0
_STANDS_OUT = 0.45
"""The share of a stroke that is taken for damage: it is painted wider than the crack."""
_NEARBY_PX = 9
_RIDGE = 30.0
_ROUNDS = 12
_TAKEN, _UNLIKELY, _SURE = 0.2, 0.3, 0.8
_AGREES, _SURER = 0.4, 2.0


@dataclass(frozen=True, eq=False)
class Example:
    """A photograph with what is damaged in it, and what is not, as far as somebody said.

    Attributes
    ----------
    image
        (H, W, 3) RGB of any depth; not modified.
    damage, sound
        Masks (H, W). Strokes over damage may be wider than it.
    """

    image: Image
    damage: Mask
    sound: Mask

    def __post_init__(self) -> None:
        size = check_image(self.image)
        if self.damage.shape != size or self.sound.shape != size:
            raise BadInputError(
                "The photo is {size}, what was painted on it {damage} and {sound}.",
                size=f"{size.height} x {size.width}",
                damage=self.damage.shape,
                sound=self.sound.shape,
            )
        if not (self.damage.any() or self.sound.any()):
            raise BadInputError(
                "Nothing was painted; paint over one crack, or rub out a false mark."
            )


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is added to the logits of scratches, dust and tears: linear in the features.

    Attributes
    ----------
    weights
        float32 (C1 + C2 + 1,): of the finest features, of those above them, and a constant.
    """

    weights: Floats

    def change(self, tile: Described) -> Floats:
        """The change of logits in the core of a tile, float32 of its size."""
        fine = len(tile.finest)
        finest = np.tensordot(self.weights[:fine], tile.finest, 1)
        above = np.tensordot(self.weights[fine:-1], tile.above, 1)
        half = finest + cv2.resize(
            np.asarray(above, np.float32), finest.shape[::-1], interpolation=cv2.INTER_LINEAR
        )
        whole = cv2.resize(
            np.asarray(half, np.float32), None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR
        )
        top, left = tile.core.top - tile.around.top, tile.core.left - tile.around.left
        height, width = tile.core.size
        cut = np.asarray(whole, np.float32)[top : top + height, left : left + width]
        return np.asarray(cut + self.weights[-1], np.float32)

    def identity(self) -> str:
        """Text that is the same for the same lesson, for ledgers."""
        return hashlib.sha256(self.weights.tobytes()).hexdigest()


def taught(finder: Finder, lesson: Lesson) -> Finder:
    """`finder` with a lesson.

    Raises
    ------
    MissingPartError
        If it is not the network: filters cannot be taught.
    """
    from inpaint_studio.detection.network import NetworkFinder

    if not isinstance(finder, NetworkFinder):
        raise MissingPartError(
            "Filters cannot be taught; install the detector's weights, and PyTorch."
        )
    return _Taught(finder, lesson)


class _Taught:
    """The network with a lesson, as a finder."""

    def __init__(self, finder: NetworkFinder, lesson: Lesson) -> None:
        self.kinds = finder.kinds
        self._finder, self._lesson = finder, lesson

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        """See `NetworkFinder.find`."""
        return self._finder.find(image, kinds, token, self._lesson)


def learn(
    finder: NetworkFinder, examples: Sequence[Example], token: ProgressToken | None = None
) -> Lesson:
    """Fit a lesson to `examples`.

    Raises
    ------
    BadInputError
        If there is no example.
    CancelledError
        After `token.cancel()`.
    """
    if not examples:
        raise BadInputError("There is nothing to learn from; paint over one crack.")
    token = token or ProgressToken()
    gathered = [
        _Samples.of(
            finder, example, token.part(number / len(examples), (number + 1) / len(examples))
        )
        for number, example in enumerate(examples)
    ]
    features, logits, target, weight, is_said = (
        np.concatenate([getattr(each, name) for each in gathered])
        for name in ("features", "logits", "target", "weight", "is_said")
    )
    first = _fitted(features, logits, target, weight)
    # What the network was sure of counts no longer where it is like what was painted otherwise.
    chance = _chance(logits + features @ first[:-1] + first[-1])
    agrees = is_said | (np.abs(chance - target) < _AGREES)
    weight = np.where(is_said, weight, weight * _SURER) * agrees
    return Lesson(_fitted(features, logits, target, weight))


@dataclass(frozen=True, eq=False)
class _Samples:
    """Pixels to learn from: features (N, C), what the network says, what is true, how it counts,
    and whether a person said so."""

    features: Floats
    logits: Floats
    target: Floats
    weight: Floats
    is_said: Mask

    @classmethod
    def of(cls, finder: NetworkFinder, example: Example, token: ProgressToken) -> _Samples:
        logits, described = finder.marks(example.image, token)
        size = (logits.shape[1], logits.shape[0])
        light = cv2.cvtColor(to_unit(example.image), cv2.COLOR_RGB2GRAY)
        light = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
        damage, sound = (_at(mask, size) for mask in (example.damage, example.sound))
        damage &= ~sound
        chance = _chance(logits)
        taken = sound & (chance > _TAKEN)
        # Rubbed out is above all what was taken for damage.
        rubbed = taken if taken.any() else sound
        near = cv2.dilate(damage.view(np.uint8), np.ones((7, 7), np.uint8)) > 0
        elsewhere = ~near & ~sound
        rng = np.random.default_rng(0)
        groups = [
            (
                _standing_out(np.asarray(light, np.float32), damage),
                None,
                _MOST_STROKE,
                1.0,
                _STROKE_WEIGHT,
            ),
            (rubbed, chance + 0.02, _MOST_STROKE, 0.0, _STROKE_WEIGHT),
            (elsewhere & (chance < _UNLIKELY), None, _MOST_BACKGROUND, 0.0, _BACKGROUND_WEIGHT),
            (elsewhere & (chance > _SURE), None, _MOST_SURE, 1.0, _SURE_WEIGHT),
        ]
        places, target, weight, is_said = [], [], [], []
        for number, (mask, odds, most, value, total) in enumerate(groups):
            picked = _picked(mask, odds, most, rng)
            places.append(picked)
            target.append(np.full(len(picked), value, np.float32))
            is_said.append(np.full(len(picked), number < 2))
            weight.append(np.full(len(picked), total / max(1, len(picked)), np.float32))
        where = np.concatenate(places)
        features = _features(described, where // size[0], where % size[0])
        return cls(
            features,
            logits.reshape(-1)[where],
            np.concatenate(target),
            np.concatenate(weight),
            np.concatenate(is_said),
        )


def _at(mask: Mask, size: tuple[int, int]) -> Mask:
    """`mask` at another size; what is thin stays."""
    share = cv2.resize(mask.view(np.uint8) * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    return np.asarray(share >= 100)


def _standing_out(light: Floats, damage: Mask) -> Mask:
    """The part of what was painted that differs most from its surroundings."""
    if not damage.any():
        return damage
    outside = (~damage).astype(np.float32)
    around = (4 * _NEARBY_PX + 1, 4 * _NEARBY_PX + 1)
    share = cv2.GaussianBlur(outside, around, _NEARBY_PX)
    ground = cv2.GaussianBlur(light * outside, around, _NEARBY_PX) / np.maximum(share, 1e-4)
    contrast = np.where(share > 1e-3, np.abs(light - ground), 1.0)
    least = np.quantile(contrast[damage], 1 - _STANDS_OUT)
    return np.asarray(damage & (contrast >= least))


def _picked(
    mask: Mask, odds: NDArray[np.floating] | None, most: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """At most so many pixels of `mask`, as flat places; likelier where `odds` are larger."""
    places = np.flatnonzero(mask)
    if len(places) <= most:
        return places
    chances = None
    if odds is not None:
        own = odds.reshape(-1)[places].astype(np.float64)
        chances = own / own.sum()
    return np.sort(rng.choice(places, most, replace=False, p=chances))


def _features(
    described: Sequence[Described], rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> Floats:
    """Features (N, C) of pixels."""
    channels = len(described[0].finest) + len(described[0].above)
    result = np.zeros((len(rows), channels), np.float32)
    for tile in described:
        core = tile.core
        inside = (rows >= core.top) & (rows < core.bottom)
        inside &= (columns >= core.left) & (columns < core.right)
        y, x = rows[inside] - tile.around.top, columns[inside] - tile.around.left
        result[inside] = np.concatenate(
            [tile.finest[:, y // 2, x // 2], tile.above[:, y // 4, x // 4]]
        ).T
    return result


def _chance(logits: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))))


def _fitted(features: Floats, offset: Floats, target: Floats, weight: Floats) -> Floats:
    """Weights of a logistic regression with an offset and a ridge, by Newton's method."""
    mean, spread = features.mean(0), features.std(0) + 1e-3
    scaled = np.concatenate(
        [(features - mean) / spread, np.ones((len(features), 1), np.float32)], 1
    ).astype(np.float64)
    ridge = np.full(scaled.shape[1], _RIDGE)
    weights = np.zeros(scaled.shape[1])
    for _ in range(_ROUNDS):
        chance = _chance(offset + scaled @ weights)
        slope = scaled.T @ (weight * (chance - target)) + ridge * weights
        curve = (scaled.T * (weight * np.maximum(chance * (1 - chance), 1e-3))) @ scaled
        step = np.linalg.solve(curve + np.diag(ridge), slope)
        weights -= step / max(1.0, float(np.abs(step).max()) / 2.0)
        if float(np.abs(step).max()) < 1e-3:
            break
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean).astype(np.float32)
