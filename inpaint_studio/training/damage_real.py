"""Real damage to learn from: photographs marked by hand, and shapes of dirt on film.

A crop is cut from a marked photograph, turned and scaled; or the damage alone is taken off it and
laid on another picture, as a difference from what lies beneath or as the paper that shows. Which
kind of damage a mark is, nobody said. Knows no network.
"""

from __future__ import annotations

import io
import math
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError
from inpaint_studio.training.damage.groups import DamageGroup
from inpaint_studio.training.damage_bank import IGNORE_BIT, TARGETS, UNKNOWN_BIT

__all__ = ["FilmShapes", "RealDamage"]

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

_MASK_SUFFIX = ".mask.png"
_DAMAGED, _UNDECIDED = 192, 64
_FAINT, _TRACE = 9.0, 3.0
_SCALES = (0.45, 2.2)
_ALL_WAYS_DEG = 180.0
_DARKENED = 0.3
"""The damage of prints is mostly lighter than they are, that of negatives and tintypes darker."""


@dataclass(frozen=True, eq=False)
class _Marked:
    """One photograph: itself, what is damaged, what is left out, and itself without the damage."""

    image: Bytes
    damage: Bytes
    undecided: Bytes
    beneath: Bytes
    places: NDArray[np.int64]


class RealDamage:
    """Marked photographs in memory.

    Parameters
    ----------
    folder
        `NAME.jpg` (or .png) beside `NAME.mask.png` of the same size: 255 damage, 0 none, about 128
        undecided.
    held_out
        Names or patterns that are not read, kept for validation.

    Raises
    ------
    BadInputError
        If a mask has no photograph, or none is left.
    """

    def __init__(self, folder: Path, held_out: Sequence[str] = ()) -> None:
        self.names = tuple(
            path.name.removesuffix(_MASK_SUFFIX)
            for path in sorted(folder.glob(f"*{_MASK_SUFFIX}"))
            if not any(fnmatch(path.name.removesuffix(_MASK_SUFFIX), each) for each in held_out)
        )
        if not self.names:
            raise BadInputError(
                "{folder} holds no photograph with a mask NAME{suffix}.",
                folder=folder,
                suffix=_MASK_SUFFIX,
            )
        self._photos = [_read(folder, name) for name in self.names]

    def crop(self, side_px: int, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
        """A square of one photograph and its target; about half look for damage."""
        photo = self._photos[int(rng.integers(len(self._photos)))]
        matrix, scale = _view(photo, side_px, rng, 0.5)
        image = _warped(photo.image, matrix, side_px, scale)
        damage, left_out = _targets(photo, matrix, side_px, scale)
        target = damage << np.uint8(UNKNOWN_BIT) | left_out << np.uint8(IGNORE_BIT)
        return image, np.asarray(target, np.uint8)

    def laid_on(self, image: Bytes, target: Bytes, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
        """`image` (S, S, 3) and its target with the damage of a photograph on it; new arrays."""
        photo = self._photos[int(rng.integers(len(self._photos)))]
        side_px = image.shape[0]
        matrix, scale = _view(photo, side_px, rng, 0.9)
        damage, undecided = _targets(photo, matrix, side_px, scale)
        if not damage.any():
            return image, target
        own = _warped(photo.image, matrix, side_px, scale).astype(np.float32)
        beneath = _warped(photo.beneath, matrix, side_px, scale).astype(np.float32)
        wide = cv2.dilate(damage, np.ones((3, 3), np.uint8)) > 0
        wide &= (damage > 0) | (undecided == 0)
        opacity = cv2.GaussianBlur(wide.astype(np.float32), (0, 0), 0.7)[..., None]
        ground = image.astype(np.float32)
        if np.ptp(image[::7, ::7].astype(np.int16), axis=2).mean() < 4:
            own, beneath = (each.mean(2, keepdims=True) for each in (own, beneath))
        if rng.random() < _DARKENED:
            own = 2 * beneath - own
        change = (own - beneath) * rng.uniform(0.7, 1.4)
        # Either the emulsion alone is lighter or darker there, or the paper shows.
        covering = float(np.clip(rng.uniform(-0.6, 1.6), 0, 1))
        covered = own + rng.normal(0, 12) - ground
        laid = ground + opacity * ((1 - covering) * change + covering * covered)
        result = np.clip(laid, 0, 255).astype(np.uint8)
        change = cv2.absdiff(result, image).max(2)
        marks = (damage > 0) & (change >= _FAINT)
        rim = (wide | (change >= _TRACE)) & ~marks
        out = target.copy()
        out[marks] |= np.uint8(1 << UNKNOWN_BIT)
        out[rim] |= np.uint8(1 << IGNORE_BIT)
        return result, out


def _read(folder: Path, name: str) -> _Marked:
    found = [folder / f"{name}{suffix}" for suffix in (".jpg", ".png", ".jpeg")]
    path = next((path for path in found if path.is_file()), None)
    pixels = None if path is None else cv2.imread(str(path), cv2.IMREAD_COLOR)
    mask = cv2.imread(str(folder / f"{name}{_MASK_SUFFIX}"), cv2.IMREAD_GRAYSCALE)
    if pixels is None or mask is None or pixels.shape[:2] != mask.shape:
        raise BadInputError(
            "{photo} has no photograph of the size of its mask.", photo=folder / name
        )
    image = np.ascontiguousarray(pixels[..., ::-1], np.uint8)
    damage = (np.asarray(mask) >= _DAMAGED).astype(np.uint8)
    undecided = ((np.asarray(mask) >= _UNDECIDED) & (damage == 0)).astype(np.uint8)
    wide = cv2.dilate(damage, np.ones((5, 5), np.uint8))
    beneath = np.asarray(cv2.inpaint(image, wide, 4, cv2.INPAINT_TELEA), np.uint8)
    return _Marked(image, damage, undecided, beneath, np.flatnonzero(damage))


def _view(
    photo: _Marked, side_px: int, rng: np.random.Generator, centred: float
) -> tuple[NDArray[np.float64], float]:
    """The matrix from a square of the photograph, turned and perhaps mirrored, to the crop."""
    height, width = photo.damage.shape
    low, high = _SCALES
    # Not much smaller than the crop: little is to be learnt from its own reflection.
    low = max(low, min(0.75 * side_px / min(height, width), 1.0))
    scale = math.exp(rng.uniform(math.log(low), math.log(high)))
    half = side_px / 2 / scale
    y, x = (
        rng.uniform(min(half, length / 2), max(length - half, length / 2))
        for length in (height, width)
    )
    if len(photo.places) and rng.random() < centred:
        row, column = divmod(int(photo.places[rng.integers(len(photo.places))]), width)
        y, x = (float(v + rng.uniform(-0.7, 0.7) * half) for v in (row, column))
        y = min(max(y, min(half, height / 2)), max(height - half, height / 2))
        x = min(max(x, min(half, width / 2)), max(width - half, width / 2))
    angle = rng.uniform(-15, 15) if rng.random() < 0.5 else 0.0
    turned = math.radians(angle + 90 * int(rng.integers(4)))
    mirrored = -1.0 if rng.random() < 0.5 else 1.0
    stretch = math.exp(rng.normal(0, 0.06))
    a, b = scale * stretch * math.cos(turned), scale * math.sin(turned)
    linear = np.array([[a * mirrored, b], [-b * mirrored, a / stretch**2]])
    shift = np.array([side_px / 2, side_px / 2]) - linear @ np.array([x, y])
    return np.column_stack([linear, shift]), scale


def _warped(array: Bytes, matrix: NDArray[np.float64], side_px: int, scale: float) -> Bytes:
    """What `matrix` shows, without aliasing; continued by reflection."""
    if scale < 0.8:
        shrunk = cv2.resize(array, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        across = array.shape[1] / shrunk.shape[1], array.shape[0] / shrunk.shape[0]
        matrix = matrix @ np.diag([across[0], across[1], 1.0])
        array = np.asarray(shrunk, np.uint8)
    how = cv2.INTER_CUBIC if scale > 1.2 else cv2.INTER_LINEAR
    return np.asarray(
        cv2.warpAffine(
            array, matrix, (side_px, side_px), flags=how, borderMode=cv2.BORDER_REFLECT_101
        ),
        np.uint8,
    )


def _targets(
    photo: _Marked, matrix: NDArray[np.float64], side_px: int, scale: float
) -> tuple[Bytes, Bytes]:
    """What is damaged in the crop, and what is left out: the undecided, and the rim of marks."""
    soft = _warped(photo.damage * np.uint8(200), matrix, side_px, scale)
    doubt = _warped(photo.undecided * np.uint8(200), matrix, side_px, scale)
    damage = (soft >= 80).astype(np.uint8)
    left_out = ((soft > 30) | (doubt > 60)).astype(np.uint8) & (1 - damage)
    return damage, left_out


_SHAPES = {
    "dirt": DamageGroup.DUST,
    "dots": DamageGroup.DUST,
    "hair": DamageGroup.DUST,
    "hair-short": DamageGroup.DUST,
    "lint": DamageGroup.DUST,
    "smut": DamageGroup.DUST,
    "spots": DamageGroup.DUST,
    "sprinkles": DamageGroup.DUST,
    "scratches": DamageGroup.SCRATCHES,
}
_LONG = frozenset({"hair", "hair-short", "scratches"})


class FilmShapes:
    """Shapes of dirt on film (opacity maps in tar files named by kind), laid light or dark.

    Raises
    ------
    BadInputError
        If `folder` has none.
    """

    def __init__(self, folder: Path) -> None:
        self._shapes: dict[str, list[Bytes]] = {}
        for kind in _SHAPES:
            path = folder / f"{kind}.tar"
            if path.is_file():
                self._shapes[kind] = _opacities(path)
        if not self._shapes:
            raise BadInputError(
                "{folder} holds no tar file of shapes such as scratches.tar.", folder=folder
            )

    def laid_on(self, image: Bytes, target: Bytes, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
        """`image` (S, S, 3) and its target with one to five shapes on it; new arrays."""
        result, out = image.astype(np.float32), target.copy()
        softness = float(rng.uniform(0.3, 1.1))
        for _ in range(int(rng.integers(1, 6))):
            kind = list(self._shapes)[int(rng.integers(len(self._shapes)))]
            shapes = self._shapes[kind]
            longest = 1.1 if kind in _LONG else 0.3
            shape = shapes[int(rng.integers(len(shapes)))]
            opacity = _placed(shape, image.shape[0], longest, rng)
            opacity = np.asarray(cv2.GaussianBlur(opacity, (0, 0), softness), np.float32)
            opacity *= rng.uniform(0.4, 1.0)
            tone = rng.uniform(190, 255) if rng.random() < 0.65 else rng.uniform(0, 60)
            step = opacity * (tone - result.mean(2))
            result += step[..., None]
            marks = (opacity > 0.15) & (np.abs(step) >= _FAINT)
            out[marks] |= np.uint8(1 << TARGETS.index(_SHAPES[kind]))
            out[(np.abs(step) >= _TRACE) & ~marks] |= np.uint8(1 << IGNORE_BIT)
        return np.clip(result, 0, 255).astype(np.uint8), out


def _opacities(path: Path) -> list[Bytes]:
    shapes = []
    with tarfile.open(path) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is None or not member.name.endswith(".png"):
                continue
            encoded = np.frombuffer(io.BytesIO(stream.read()).getbuffer(), np.uint8)
            shape = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE)
            if shape is not None:
                shapes.append(np.asarray(shape, np.uint8))
    return shapes


def _placed(shape: Bytes, side_px: int, longest: float, rng: np.random.Generator) -> Floats:
    """An opacity map scaled, turned and put somewhere on a square, in [0, 1]; its long side is at
    most `longest` of the square's."""
    height, width = shape.shape
    most = longest * side_px / max(height, width)
    scale = min(math.exp(rng.uniform(math.log(most / 8), math.log(most))), 3.0)
    if scale < 0.8:
        shape = np.asarray(
            cv2.resize(shape, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
        height, width = shape.shape
        scale = 1.0
    angle = rng.uniform(-_ALL_WAYS_DEG, _ALL_WAYS_DEG)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, scale)
    matrix[:, 2] += rng.uniform(0, side_px, 2) - np.array([width / 2, height / 2])
    placed = cv2.warpAffine(shape, matrix, (side_px, side_px), flags=cv2.INTER_LINEAR)
    return np.asarray(placed, np.float32) / np.float32(255)
