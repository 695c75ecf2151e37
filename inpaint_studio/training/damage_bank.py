"""Damaged crops drawn in advance, with what a detector should say of each pixel.

Drawing damage costs more than a small network's step, so that crops are drawn once and then varied.
Photographs are taken whole, so that folds and torn corners meet real borders; a crop may be shrunk
or widened, so that marks of all widths occur. Knows no network.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.jobs.files import atomic_path
from inpaint_studio.training.damage import DamageKind, apply_damage
from inpaint_studio.training.damage.groups import GROUPS, DamageGroup, group_masks
from inpaint_studio.training.damage_backdrop import grainy, prepare, scanned
from inpaint_studio.training.damage_config import DamageConfig

__all__ = [
    "IGNORE_BIT",
    "TARGETS",
    "UNKNOWN_BIT",
    "DamageBank",
    "broken",
    "build_bank",
    "draw_crops",
]

TARGETS = tuple(GROUPS)
"""Groups in the order of the bits of a target, and of the network's outputs."""
IGNORE_BIT = len(TARGETS)
"""This bit marks pixels that no answer is wrong for: changed too faintly to be seen."""
UNKNOWN_BIT = IGNORE_BIT + 1
"""This one pixels that are damaged, nobody knows how: those of real photographs marked by hand."""

_BROKEN = (
    DamageKind.CRACKS,
    DamageKind.CRACKS,
    DamageKind.CRACKLE,
    DamageKind.PEELING,
    DamageKind.SCRAPES,
    DamageKind.FOLD,
    DamageKind.CREASE,
)
_CROPS_A_PHOTO = 2
_TEXTURE_PX = 9
_MARKS = (1 << IGNORE_BIT) - 1
_THIN = sum(
    1 << bit
    for bit, group in enumerate(TARGETS)
    if group in {DamageGroup.SCRATCHES, DamageGroup.DUST}
)
_FAINT = 8.5
_SOFTENED = 0.9
_GRAINY = 0.3

Bytes = NDArray[np.uint8]
Draw = Callable[[Bytes, DamageConfig, int, int, np.random.Generator], "list[tuple[Bytes, Bytes]]"]


class DamageBank:
    """Damaged crops in two arrays, possibly mapped from files.

    Attributes
    ----------
    images, targets
        uint8 (N, S, S, 3) and (N, S, S); bit i of a target is `TARGETS[i]`.
    """

    def __init__(self, images: Bytes, targets: Bytes) -> None:
        self.images, self.targets = images, targets

    def __len__(self) -> int:
        return len(self.images)


def build_bank(
    photo: Callable[[np.random.Generator], Bytes],
    config: DamageConfig,
    *,
    side_px: int,
    seed: int,
    folder: Path | None = None,
    listener: Callable[[int], None] | None = None,
    draw: Draw | None = None,
) -> DamageBank:
    """Draw `config.bank_size` crops, or read them from `folder` if they were drawn before.

    Parameters
    ----------
    photo
        Draws a photograph, uint8 (H, W, 3).
    side_px
        Side of the crops.
    seed
        Crop 2 n and 2 n + 1 depend on the seed and n alone.
    folder
        Where the bank is kept; its name carries size and seed. None: in memory.
    listener
        Called with the number of crops drawn so far.
    draw
        Draws crops of a photograph; `draw_crops` unless told otherwise.
    """
    count, draw = config.bank_size, draw or draw_crops
    shapes = ((count, side_px, side_px, 3), (count, side_px, side_px))
    if folder is None:
        arrays = [np.empty(shape, np.uint8) for shape in shapes]
        _fill(arrays[0], arrays[1], photo, config, seed, listener, draw)
        return DamageBank(arrays[0], arrays[1])
    folder.mkdir(parents=True, exist_ok=True)
    names = [folder / f"{part}-{side_px}-{count}-{seed}.npy" for part in ("images", "targets")]
    if not all(name.is_file() for name in names):
        with atomic_path(names[0]) as images, atomic_path(names[1]) as targets:
            mapped: list[Any] = [
                np.lib.format.open_memmap(draft, "w+", np.uint8, shape)
                for draft, shape in zip((images, targets), shapes, strict=True)
            ]
            _fill(mapped[0], mapped[1], photo, config, seed, listener, draw)
            for array in mapped:
                array.flush()
            del mapped, array  # some systems rename no file that is mapped
    return DamageBank(np.load(names[0], mmap_mode="r"), np.load(names[1], mmap_mode="r"))


def _fill(
    images: Bytes,
    targets: Bytes,
    photo: Callable[[np.random.Generator], Bytes],
    config: DamageConfig,
    seed: int,
    listener: Callable[[int], None] | None,
    draw: Draw,
) -> None:
    for first in range(0, len(images), _CROPS_A_PHOTO):
        rng = np.random.default_rng((seed, first))
        count = min(_CROPS_A_PHOTO, len(images) - first)
        crops = draw(photo(rng), config, images.shape[1], count, rng)
        for place, (image, target) in enumerate(crops, first):
            images[place], targets[place] = image, target
        if listener is not None:
            listener(first + count)


def draw_crops(
    photo: Bytes, config: DamageConfig, side_px: int, count: int, rng: np.random.Generator
) -> list[tuple[Bytes, Bytes]]:
    """`count` crops of one photograph with one draw of damage; `photo` is not modified."""
    clean = prepare(photo, config, rng)
    names = _kinds(config, rng)
    seed = int(rng.integers(2**31))
    strength = float(rng.uniform(*config.strength))
    damaged = apply_damage(clean, names, seed=seed, strength=strength)
    image = np.asarray(damaged.image, np.uint8)
    groups, undecided = group_masks(damaged, clean)
    target = np.zeros(image.shape[:2], np.uint8)
    for bit, marked in enumerate([*(groups[group] for group in TARGETS), undecided]):
        target[marked] |= np.uint8(1 << bit)
    enlarged = min(clean.shape[:2]) / min(photo.shape[:2])
    if enlarged > 1.0 and rng.random() < _SOFTENED:
        # Marks drawn on an enlarged photograph are sharper than it; on a real scan they are not,
        # and a network that has learnt to look for sharpness finds nothing there.
        sigma_px = rng.uniform(0.3, 0.65) * enlarged
        image, clean = (
            np.asarray(cv2.GaussianBlur(each, (0, 0), sigma_px), np.uint8)
            for each in (image, clean)
        )
    crops = []
    for _ in range(count):
        cut, marks, whole = _crop(image, target, clean, config, side_px, rng)
        marks = marks | _undecided(whole, cut, marks)
        if rng.random() < _GRAINY:
            cut = grainy(cut, rng)
        crops.append((scanned(cut, rng), marks))
    return crops


def broken(image: Bytes, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
    """A crop with cracks, crackle, peeled or scraped places drawn on it, and its target."""
    names = [_BROKEN[int(n)] for n in rng.choice(len(_BROKEN), int(rng.integers(1, 3)))]
    damaged = apply_damage(
        image,
        names,
        seed=int(rng.integers(2**31)),
        strength=float(rng.uniform(0.15, 0.9)),
        coarseness=math.exp(rng.uniform(math.log(1.2), math.log(3.5))),
    )
    result = np.asarray(damaged.image, np.uint8)
    groups, undecided = group_masks(damaged, image)
    target = np.zeros(undecided.shape, np.uint8)
    target[groups[DamageGroup.TEARS]] = 1 << TARGETS.index(DamageGroup.TEARS)
    target[undecided] |= np.uint8(1 << IGNORE_BIT)
    return result, target | _undecided(image, result, target)


def _undecided(clean: Bytes, image: Bytes, target: Bytes) -> Bytes:
    """The bit of what is left out: damage too faint, or lost in texture, and the rim of marks.

    Broad marks are seen by their area, so that they may be fainter than thin ones.
    """
    light = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY).astype(np.float32)
    around = (_TEXTURE_PX, _TEXTURE_PX)
    spread = cv2.blur(light * light, around) - cv2.blur(light, around) ** 2
    texture = np.sqrt(np.maximum(spread, 0.0))
    change = cv2.absdiff(clean, image).max(2)
    thin, marked = target & _THIN > 0, target & _MARKS > 0
    least = np.maximum(np.where(thin, 0.8, 0.5) * texture, _FAINT)
    # Softened marks reach beyond their outline.
    left_out = np.where(marked, change < least, change >= _FAINT)
    return np.asarray(left_out.astype(np.uint8) << np.uint8(IGNORE_BIT), np.uint8)


def _kinds(config: DamageConfig, rng: np.random.Generator) -> list[DamageKind]:
    """A few kinds of damage, or none; now and then lettering, which is no target."""
    chosen: list[DamageKind] = []
    if rng.random() >= config.undamaged:
        kinds = [DamageKind(name) for name in config.mix]
        odds = np.array(list(config.mix.values()), np.float64)
        count = min(1 + int(rng.binomial(4, 0.4)), int((odds > 0).sum()))
        picked = rng.choice(len(kinds), count, replace=False, p=odds / odds.sum())
        chosen = [kinds[index] for index in picked]
    lettering = (DamageKind.CAPTION, DamageKind.DATE_STAMP)
    return chosen + [kind for kind in lettering if rng.random() < config.lettering]


def _crop(
    image: Bytes,
    target: Bytes,
    clean: Bytes,
    config: DamageConfig,
    side_px: int,
    rng: np.random.Generator,
) -> tuple[Bytes, Bytes, Bytes]:
    """A window of all three at random, looking for damage or not, scaled to `side_px`."""
    height, width = target.shape
    low, high = config.windows_px
    high = min(high, height, width)
    low = min(low, high)
    side = round(math.exp(rng.uniform(math.log(low), math.log(high))))
    top, left = (int(v) for v in rng.random(2) * (height - side + 1, width - side + 1))
    marked = np.flatnonzero(target & _MARKS)
    if len(marked) and rng.random() < config.centred:
        y, x = divmod(int(marked[rng.integers(len(marked))]), width)
        y, x = (int(v + rng.uniform(-0.4, 0.4) * side - side / 2) for v in (y, x))
        top, left = min(max(y, 0), height - side), min(max(x, 0), width - side)
    window = np.s_[top : top + side, left : left + side]
    cut, marks = _resized(image[window], target[window], side_px)
    return cut, marks, _scaled(clean[window], side_px)


def _resized(image: Bytes, target: Bytes, side_px: int) -> tuple[Bytes, Bytes]:
    """Image and target scaled; a target bit stays where it covers enough of a pixel."""
    if image.shape[0] == side_px:
        return image, target
    shrinks = image.shape[0] > side_px
    size = (side_px, side_px)
    result = np.zeros(size, np.uint8)
    for bit in range(IGNORE_BIT + 1):
        plane = ((target >> bit) & 1) * np.uint8(255)
        if plane.any():
            how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
            share = cv2.resize(plane, size, interpolation=how)
            result |= (share >= (90 if shrinks else 128)).astype(np.uint8) << bit
    return _scaled(image, side_px), result


def _scaled(image: Bytes, side_px: int) -> Bytes:
    how = cv2.INTER_AREA if image.shape[0] > side_px else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (side_px, side_px), interpolation=how), np.uint8)
