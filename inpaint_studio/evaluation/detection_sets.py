"""What detectors are measured on: photographs with drawn damage, real ones with masks, whole ones.

Everything is a `Trial`: a photograph, what is damaged in it, and what is left out. Knows no finder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from inpaint_studio.detection.findings import FindingKind
from inpaint_studio.errors import BadInputError, PhotoFileError
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import SUFFIXES, read_photo
from inpaint_studio.imaging.types import Image, Mask
from inpaint_studio.training.damage import apply_damage
from inpaint_studio.training.damage.groups import GROUPS, group_masks

__all__ = [
    "REAL_INDEX",
    "Trial",
    "drawn_trials",
    "marked_trials",
    "photo_files",
    "real_trials",
    "whole_trials",
]

REAL_INDEX = "index.json"
_KINDS = tuple(kind for group in GROUPS.values() for kind in sorted(group))
_SHORT_SIDE_PX = 512
_UNDECIDED, _DAMAGED = 64, 192


@dataclass(frozen=True, eq=False)
class Trial:
    """A photograph to search.

    Attributes
    ----------
    name
        For tables.
    image
        The whole photograph, uint8.
    box
        The part that is judged.
    damage
        Masks of the size of `box`, by kind; with `kinds_known` false there is one, under every
        kind, and only all kinds together can be judged.
    undecided
        Pixels of `box` that are left out.
    """

    name: str
    image: Image
    box: Box
    damage: Mapping[FindingKind, Mask]
    undecided: Mask
    kinds_known: bool = True

    @property
    def any_damage(self) -> Mask:
        """Where anything is damaged."""
        union: Mask = np.logical_or.reduce(list(self.damage.values()))
        return union


def photo_files(folder: Path) -> list[Path]:
    """Photographs in `folder`, by name; masks and originals beside a photograph are left out.

    Raises
    ------
    BadInputError
        If there is none.
    """
    files = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES
        and not path.stem.endswith((".mask", ".original"))
        and path.is_file()
    ]
    if not files:
        raise BadInputError("{folder} holds no photograph.", folder=folder)
    return files


def drawn_trials(files: Sequence[Path], *, seed: int = 0) -> Iterator[Trial]:
    """Each photograph enlarged to a short side of 512 px, with grain, and damage of three kinds.

    The kinds go round, so that each of the groups' kinds is drawn equally often; what is drawn
    depends on the seed and the place in the list alone. Photographs are saved as JPEG once.
    """
    for number, path in enumerate(files):
        rng = np.random.default_rng((seed, number))
        image = _prepared(read_photo(path).image, rng)
        kinds = [_KINDS[(number * 3 + step) * 7 % len(_KINDS)] for step in range(3)]
        damaged = apply_damage(image, kinds, seed=1_000_000 * (seed + 1) + number, strength=0.4)
        groups, undecided = group_masks(damaged, image)
        height, width = image.shape[:2]
        yield Trial(
            path.stem,
            _jpeg(np.asarray(damaged.image, np.uint8), 90),
            Box(0, 0, height, width),
            {FindingKind(group.value): mask for group, mask in groups.items()},
            undecided,
        )


def whole_trials(
    files: Sequence[Path], *, seed: int = 0, enlarged: bool = False
) -> Iterator[Trial]:
    """Photographs without damage; `enlarged` prepares small ones as `drawn_trials` does."""
    for number, path in enumerate(files):
        image: Image = _eight_bit(read_photo(path).image)
        if enlarged:
            image = _prepared(image, np.random.default_rng((seed, number)))
        height, width = image.shape[:2]
        nothing = np.zeros((height, width), np.bool_)
        damage = dict.fromkeys((FindingKind(group.value) for group in GROUPS), nothing)
        yield Trial(path.stem, image, Box(0, 0, height, width), damage, nothing)


def real_trials(masks: Path, photos: Path) -> Iterator[Trial]:
    """Regions of real photographs with masks drawn by hand: white damaged, grey undecided.

    Parameters
    ----------
    masks
        Folder of the masks, with `index.json`: for each region the photograph's name, SHA-256,
        size, box (top, left, bottom, right) and mask.
    photos
        Folder of the photographs, which are not ours to pass on.

    Raises
    ------
    PhotoFileError
        If a photograph is missing or another one than the masks were drawn on.
    """
    index = json.loads((masks / REAL_INDEX).read_text(encoding="utf-8"))
    for region in index["regions"]:
        path = photos / region["photo"]
        if not path.is_file():
            raise PhotoFileError(
                "{path} is missing; the masks of {masks} belong to it.", path=path, masks=masks
            )
        if hashlib.sha256(path.read_bytes()).hexdigest() != region["sha256"]:
            raise PhotoFileError(
                "{path} is not the photograph that its mask was drawn on.", path=path
            )
        mask = cv2.imread(str(masks / region["mask"]), cv2.IMREAD_GRAYSCALE)
        if mask is None:
            raise PhotoFileError("{mask} cannot be read.", mask=masks / region["mask"])
        damaged = np.asarray(mask) >= _DAMAGED
        yield Trial(
            path.stem,
            _eight_bit(read_photo(path).image),
            Box(*region["box"]),
            dict.fromkeys((FindingKind(group.value) for group in GROUPS), damaged),
            (np.asarray(mask) >= _UNDECIDED) & ~damaged,
            kinds_known=False,
        )


def marked_trials(folder: Path, names: Sequence[str] = ()) -> Iterator[Trial]:
    """Whole photographs marked by hand: `NAME.jpg` beside `NAME.mask.png`, as `damage_real` says.

    Parameters
    ----------
    names
        These and no others, in this order; none: all.

    Raises
    ------
    PhotoFileError
        If a photograph or its mask is missing, or they differ in size.
    """
    masks = sorted(folder.glob("*.mask.png"))
    for name in names or [path.name.removesuffix(".mask.png") for path in masks]:
        mask = cv2.imread(str(folder / f"{name}.mask.png"), cv2.IMREAD_GRAYSCALE)
        path = next(iter(sorted(folder.glob(f"{name}.[jp]*[g]"))), None)
        if mask is None or path is None:
            raise PhotoFileError(
                "{folder} lacks {name} or its mask {name}.mask.png.", folder=folder, name=name
            )
        image = _eight_bit(read_photo(path).image)
        if image.shape[:2] != mask.shape:
            raise PhotoFileError("{path} and its mask differ in size.", path=path)
        damaged = np.asarray(mask) >= _DAMAGED
        yield Trial(
            name,
            image,
            Box(0, 0, *image.shape[:2]),
            dict.fromkeys((FindingKind(group.value) for group in GROUPS), damaged),
            (np.asarray(mask) >= _UNDECIDED) & ~damaged,
            kinds_known=False,
        )


def _prepared(image: Image, rng: np.random.Generator) -> Image:
    scale = _SHORT_SIDE_PX / min(image.shape[:2])
    image = _eight_bit(image)
    if scale > 1:
        size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    if rng.random() < 0.4:
        gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        image = np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB), np.uint8)
    grain = rng.standard_normal((*image.shape[:2], 1), np.float32) * rng.uniform(1, 6)
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def _eight_bit(image: Image) -> Image:
    if image.dtype == np.uint8:
        return image
    scale = 1 / 257 if image.dtype == np.uint16 else 255.0
    return np.asarray(cv2.convertScaleAbs(image, alpha=scale), np.uint8)


def _jpeg(image: Image, quality: int) -> Image:
    encoded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.asarray(decoded[..., ::-1], np.uint8, order="C")
