"""All training photographs, decoded once and kept as bytes on the device.

Photographs come from folders, tar files in folders, or `.flist` files (one path a line). They lie
one after another in a flat uint8 tensor, so that crops of photographs of different sizes are one
gather. Knows nothing of masks or networks.
"""

from __future__ import annotations

import fnmatch
import io
import itertools
import logging
import os
import tarfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from inpaint_studio.errors import BadInputError, OptionError

__all__ = ["PhotoPixels", "PhotoStore", "Share", "load_photos", "photo_sources"]

_log = logging.getLogger(__name__)
_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})
_LARGEST_SIDE_PX = 16384


@dataclass(frozen=True)
class Share:
    """How often photographs whose name matches `pattern` (shell style) are drawn."""

    pattern: str
    share: float


def photo_sources(data: Sequence[Path]) -> list[Path]:
    """The photo and tar files that `data` names: folders (searched through), files, `.flist`s.

    Raises
    ------
    BadInputError
        If a path does not exist, or nothing is found; the path is named.
    """
    found: list[Path] = []
    for entry in data:
        if entry.is_dir():
            here = sorted(
                path
                for path in entry.rglob("*")
                if path.suffix.lower() in _SUFFIXES or path.suffix.lower() == ".tar"
            )
        elif entry.is_file() and entry.suffix.lower() in {".flist", ".txt"}:
            here = _listed(entry)
        elif entry.is_file():
            here = [entry]
        else:
            raise BadInputError(
                "{entry} does not exist; give a folder, a tar file or an .flist.", entry=entry
            )
        if not here:
            raise BadInputError(
                "{entry} holds no photograph; JPEG, PNG, WebP, TIFF or tar.", entry=entry
            )
        found += here
    return found


def _listed(flist: Path) -> list[Path]:
    """Paths of an `.flist`, relative ones from the list's own folder."""
    paths = []
    try:
        lines = flist.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadInputError(
            "{flist} is no list of paths in UTF-8 ({error}); save it in that encoding.",
            flist=flist,
            error=error,
        ) from error
    for line in lines:
        if line.strip():
            path = flist.parent / line.strip()
            if not path.is_file():
                raise BadInputError(
                    "{flist} names {path}, which does not exist; correct the list.",
                    flist=flist,
                    path=path,
                )
            paths.append(path)
    return paths


def _encoded(sources: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for source in sources:
        if source.suffix.lower() != ".tar":
            yield source.name, source.read_bytes()
            continue
        with tarfile.open(source) as archive:
            for member in archive:
                if member.isfile() and Path(member.name).suffix.lower() in _SUFFIXES:
                    stream = archive.extractfile(member)
                    if stream is not None:
                        yield Path(member.name).name, stream.read()


def _decode(encoded: bytes, smallest_side_px: int, largest_side_px: int) -> NDArray[np.uint8]:
    from PIL import Image as Pillow
    from PIL import ImageOps

    with Pillow.open(io.BytesIO(encoded)) as opened:
        if max(opened.size) > _LARGEST_SIDE_PX:
            raise ValueError(f"a side is longer than {_LARGEST_SIDE_PX} pixels")
        photo = ImageOps.exif_transpose(opened).convert("RGB")
    short = min(photo.size)
    wanted = min(max(short, smallest_side_px), max(largest_side_px, smallest_side_px))
    if wanted != short:
        scale = wanted / short
        size = tuple(max(wanted, round(side * scale)) for side in photo.size)
        photo = photo.resize((size[0], size[1]), Pillow.Resampling.LANCZOS)
    return np.asarray(photo, dtype=np.uint8)


class PhotoPixels:
    """Decoded photographs one after another in one growing array.

    The array grows in place, so that a set of many gigabytes is never held twice.
    """

    def __init__(self) -> None:
        self._flat = np.empty((0, 3), np.uint8)
        self._used = 0
        self.names: list[str] = []
        self.sizes: list[tuple[int, int]] = []

    def add(self, name: str, photo: NDArray[np.uint8]) -> None:
        """Append one photograph, uint8 (H, W, 3)."""
        height, width = photo.shape[:2]
        end = self._used + height * width
        if end > len(self._flat):
            self._flat.resize((max(end, len(self._flat) * 5 // 4), 3), refcheck=False)
        self._flat[self._used : end] = photo.reshape(-1, 3)
        self._used = end
        self.names.append(name)
        self.sizes.append((height, width))

    def finished(self) -> NDArray[np.uint8]:
        """All pixels, uint8 (P, 3); nothing can be added afterwards."""
        self._flat.resize((self._used, 3), refcheck=False)
        return self._flat


class PhotoStore:
    """Photographs of any sizes as one uint8 tensor, and crops of them in one gather.

    Parameters
    ----------
    photos
        The decoded photographs; given up by the caller.
    device
        Where the bytes lie and crops are made.
    shares
        Groups by name and how often each is drawn; a photograph belongs to the first pattern that
        it matches. Empty: every photograph equally often.

    Raises
    ------
    BadInputError
        If there is no photograph.
    OptionError
        If a pattern matches no photograph, or a photograph matches none.
    """

    def __init__(
        self, photos: PhotoPixels, device: torch.device, shares: Sequence[Share] = ()
    ) -> None:
        if not photos.names:
            raise BadInputError("There is no photograph to train on; name a folder of photographs.")
        sizes = torch.tensor(photos.sizes)
        heights, widths = sizes[:, 0], sizes[:, 1]
        ends = torch.cumsum(heights * widths, 0)
        self.names = tuple(photos.names)
        self.device = device
        self._pixels = torch.from_numpy(photos.finished()).to(device)
        self._heights, self._widths = heights.to(device), widths.to(device)
        self._starts = (ends - heights * widths).to(device)
        self._odds = _odds(self.names, shares).to(device)

    def __len__(self) -> int:
        return len(self.names)

    def photo(self, index: int) -> Tensor:
        """One whole photograph, uint8 (H, W, 3), on the device."""
        start = int(self._starts[index])
        height, width = int(self._heights[index]), int(self._widths[index])
        return self._pixels[start : start + height * width].view(height, width, 3)

    def draw(self, u: float) -> int:
        """Index of the photograph at `u` in [0, 1) of all, each as long as it is drawn often."""
        summed = torch.cumsum(self._odds.double(), 0)
        place = torch.searchsorted(summed, u * float(summed[-1]), right=True)
        return min(int(place), len(self) - 1)

    def crops(
        self, count: int, crop_px: int, random: torch.Generator, *, window_px: int | None = None
    ) -> Tensor:
        """Random square crops, half of them mirrored.

        Parameters
        ----------
        count, crop_px
            How many, and the side of the result.
        random
            Generator on the store's device.
        window_px
            Side of the square cut out, shrunk to `crop_px` with antialiasing; None: `crop_px`. A
            photograph smaller than the window is continued by reflection.

        Returns
        -------
        Tensor
            Float32 (count, 3, crop_px, crop_px) in [0, 1].
        """
        side = window_px or crop_px
        index = torch.multinomial(self._odds, count, replacement=True, generator=random)
        height, width = self._heights[index], self._widths[index]
        u = torch.rand(3, count, device=self.device, generator=random)
        top = (u[0] * (height - side + 1).clamp_min(1)).long()
        left = (u[1] * (width - side + 1).clamp_min(1)).long()
        steps = torch.arange(side, device=self.device)
        across = torch.where((u[2] < 0.5)[:, None], steps.flip(0)[None], steps[None])
        rows = _reflected(top[:, None] + steps[None], height[:, None])
        columns = _reflected(left[:, None] + across, width[:, None])
        flat = (self._starts[index][:, None] + rows * width[:, None])[:, :, None]
        picked = self._pixels[(flat + columns[:, None, :]).reshape(-1)]
        crops = picked.view(count, side, side, 3).permute(0, 3, 1, 2).float().div_(255)
        if side != crop_px:
            crops = functional.interpolate(
                crops, (crop_px, crop_px), mode="bilinear", antialias=True, align_corners=False
            ).clamp_(0, 1)
        return crops


def _reflected(position: Tensor, length: Tensor) -> Tensor:
    """Positions folded into [0, length) as in a mirror at the last pixel."""
    period = (2 * (length - 1)).clamp_min(1)
    folded = position % period
    return torch.minimum(folded, period - folded).clamp_max((length - 1).expand_as(folded))


def _odds(names: Sequence[str], shares: Sequence[Share]) -> Tensor:
    if not shares:
        return torch.ones(len(names))
    group = np.full(len(names), -1)
    for number, share in enumerate(shares):
        matches = np.array([fnmatch.fnmatch(name, share.pattern) for name in names])
        group[matches & (group < 0)] = number
    if (group < 0).any():
        name = names[int(np.flatnonzero(group < 0)[0])]
        raise OptionError(
            "Photograph {name} matches no pattern of data.shares; add one, e.g. '*'.", name=name
        )
    counts = np.bincount(group, minlength=len(shares))
    for share, count in zip(shares, counts, strict=True):
        if count == 0 and share.share > 0:
            raise OptionError(
                "Pattern {pattern!r} of data.shares matches no photograph; remove it.",
                pattern=share.pattern,
            )
    odds = np.array([share.share for share in shares]) / np.maximum(counts, 1)
    return torch.from_numpy(odds[group]).float()


def load_photos(
    data: Sequence[Path],
    device: torch.device,
    *,
    smallest_side_px: int,
    largest_side_px: int,
    shares: Sequence[Share] = (),
    limit: int | None = None,
    decoders: int | None = None,
) -> PhotoStore:
    """Decode every photograph that `data` names.

    Parameters
    ----------
    data
        Folders, tar files, photographs, `.flist` files.
    device
        Where the store lies.
    smallest_side_px, largest_side_px
        Photographs whose short side is outside are resized to that bound.
    shares
        See `PhotoStore`.
    limit
        At most so many photographs (the first ones).
    decoders
        Threads that decode; None: one a core.

    Raises
    ------
    BadInputError
        If nothing can be read. Single unreadable files are logged and left out.
    """
    pixels = PhotoPixels()
    with ThreadPoolExecutor(decoders or os.cpu_count()) as pool:
        encoded = itertools.islice(_encoded(photo_sources(data)), limit)
        while some := list(itertools.islice(encoded, 256)):
            decode = partial(
                _decoded, smallest_side_px=smallest_side_px, largest_side_px=largest_side_px
            )
            for (name, _), photo in zip(some, pool.map(decode, some), strict=True):
                if photo is not None:
                    pixels.add(name, photo)
    return PhotoStore(pixels, device, shares)


def _decoded(
    item: tuple[str, bytes], *, smallest_side_px: int, largest_side_px: int
) -> NDArray[np.uint8] | None:
    """One photograph, or None with a word in the log if it cannot be read."""
    name, encoded = item
    try:
        return _decode(encoded, smallest_side_px, largest_side_px)
    except (OSError, ValueError, SyntaxError) as error:
        _log.warning("%s cannot be read and is left out (%s)", name, error)
        return None
