"""The photographs that models are judged on: pairing with masks, and the one preparation of both.

A photograph is cut to its central square, shrunk to the protocol's size by area averaging (never
enlarged: enlarged pixels would flatter every model) and taken at 8 bit. Its mask is cut the same
way and brought to the same side by nearest neighbour. Knows nothing of models or scores.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.imaging.types import Image, Mask, from_unit, to_unit

__all__ = [
    "LARGEST_SIZE_PX",
    "SMALLEST_SIZE_PX",
    "Case",
    "Sample",
    "find_samples",
    "load_case",
    "prepare",
    "spread",
]

SMALLEST_SIZE_PX, LARGEST_SIZE_PX = 32, 4096
INDEX_FILE = "index.csv"


class Sample(NamedTuple):
    """One photograph and its mask, as files; `kind` is empty where there is no index."""

    name: str
    photo: Path
    mask: Path
    kind: str = ""


@dataclass(frozen=True, eq=False)
class Case:
    """A sample, loaded and prepared.

    Attributes
    ----------
    sample
        Where it comes from.
    image
        uint8 (S, S, 3) RGB, the original.
    mask
        bool (S, S), True = hole.
    """

    sample: Sample
    image: Image
    mask: Mask

    @property
    def hole_share(self) -> float:
        """Share of the pixels that are hole."""
        return float(self.mask.mean())


def find_samples(images: Path, masks: Path) -> tuple[Sample, ...]:
    """Pair every photograph of a folder with the mask of the same stem.

    Parameters
    ----------
    images, masks
        Folders, not searched deeper. Masks without a photograph are left alone. Where an
        `index.csv` lies in `images` or beside it, photographs get a kind: its column `kind`, or
        the name up to the last underscore.

    Returns
    -------
    In order of name.

    Raises
    ------
    BadInputError
        If a folder is missing or holds no photograph, a mask is missing, or a stem is not unique.
    """
    photos = _by_stem(images, "--images")
    if not photos:
        raise BadInputError(
            "{images} holds no photograph; name a folder of photographs.", images=images
        )
    found = _by_stem(masks, "--masks")
    absent = [stem for stem in photos if stem not in found]
    if absent:
        stem = absent[0]
        if len(absent) == 1:
            raise BadInputError(
                "{photo} has no mask: no image called {stem}.* lies in {masks}.",
                photo=photos[stem],
                stem=stem,
                masks=masks,
            )
        raise BadInputError(
            "{photo} and {others} more have no mask: no image called {stem}.* lies in {masks}.",
            photo=photos[stem],
            others=len(absent) - 1,
            stem=stem,
            masks=masks,
        )
    kinds = _kinds(images)
    return tuple(
        Sample(stem, photos[stem], found[stem], kinds(stem) if kinds else "") for stem in photos
    )


def spread(samples: Sequence[Sample], count: int) -> tuple[Sample, ...]:
    """At most `count` of the samples, evenly spread over their order."""
    if count >= len(samples):
        return tuple(samples)
    picks = np.linspace(0, len(samples) - 1, count).round().astype(int)
    return tuple(samples[index] for index in dict.fromkeys(picks.tolist()))


def load_case(sample: Sample, size_px: int) -> Case:
    """Read and prepare one sample.

    Raises
    ------
    PhotoFileError
        If a file cannot be read.
    OptionError
        If `size_px` is not 32 to 4096.
    """
    from inpaint_studio.imaging.files import read_photo
    from inpaint_studio.imaging.mask_file import read_mask

    image, mask = prepare(read_photo(sample.photo).image, read_mask(sample.mask), size_px)
    return Case(sample, image, mask)


def prepare(image: Image, mask: Mask, size_px: int) -> tuple[Image, Mask]:
    """The photograph and the mask as every model gets them.

    Parameters
    ----------
    image
        (H, W, 3), uint8, uint16 or float32 in [0, 1]; not modified.
    mask
        bool, of any size; not modified.
    size_px
        Side of the square wanted, 32 to 4096.

    Returns
    -------
    uint8 (S, S, 3) and bool (S, S), S being the smaller of `size_px` and the photo's short side.

    Raises
    ------
    OptionError
        If `size_px` is out of range.
    """
    if not SMALLEST_SIZE_PX <= size_px <= LARGEST_SIZE_PX:
        raise OptionError(
            "Size is {size_px} px; it can be {smallest_size_px} to {largest_size_px}.",
            size_px=size_px,
            smallest_size_px=SMALLEST_SIZE_PX,
            largest_size_px=LARGEST_SIZE_PX,
        )
    square = _central_square(image)
    side = min(size_px, square.shape[0])
    if side < square.shape[0]:
        unit = cv2.resize(to_unit(square), (side, side), interpolation=cv2.INTER_AREA)
        square = unit.astype(np.float32, copy=False)
    if square.dtype != np.uint8:
        square = from_unit(to_unit(square), np.dtype(np.uint8))
    hole: NDArray[Any] = _central_square(mask).astype(np.uint8)
    if hole.shape[0] != side:
        hole = cv2.resize(hole, (side, side), interpolation=cv2.INTER_NEAREST_EXACT)
    return np.ascontiguousarray(square), np.ascontiguousarray(hole > 0)


def _central_square(array: NDArray[Any]) -> NDArray[Any]:
    height, width = array.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return array[top : top + side, left : left + side]


def _by_stem(folder: Path, option: str) -> dict[str, Path]:
    from inpaint_studio.imaging.files import SUFFIXES

    if not folder.is_dir():
        raise BadInputError(
            "{folder} is not a folder; {option} takes a folder.", folder=folder, option=option
        )
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
            continue
        former = found.setdefault(path.stem, path)
        if former is not path:
            raise BadInputError(
                "{former} and {path} have one stem, by which photos and masks are paired; rename "
                "one of them.",
                former=former,
                path=path,
            )
    return found


class _Kinds:
    """The kind of each photograph, by an index file."""

    def __init__(self, rows: dict[str, str]) -> None:
        self._rows = rows

    def __call__(self, stem: str) -> str:
        return self._rows.get(stem, "") or stem.rpartition("_")[0] or stem


def _kinds(images: Path) -> _Kinds | None:
    for path in (images / INDEX_FILE, images.parent / INDEX_FILE):
        if path.is_file():
            break
    else:
        return None
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInputError(
            "{path} cannot be read as CSV: {error}.", path=path, error=error
        ) from None
    # A name may be a stem, which may hold dots, or a file name.
    kinds: dict[str, str] = {}
    for row in rows:
        name, kind = row.get("name") or "", row.get("kind") or ""
        kinds |= {Path(name).stem: kind, name: kind}
    return _Kinds(kinds)
