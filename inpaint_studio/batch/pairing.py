"""Which photo goes with which mask and which output, decided before anything runs.

The rules, in words that the user can check:

- A photo is told by its path below the input folder; its output has the same path below the
  output folder, suffix included, so that `a.jpg` and `a.png` never meet.
- Its mask lies at the same place below the folder of masks and is called `a.jpg.png`,
  `a.jpg.mask.png`, `a.mask.png` or `a.png` (any image suffix); `a_mask.png`, `a-mask.png` and
  `a_mask001.png` are taken too. A name that holds the photo's whole
  name goes before one that holds only its stem.
- A mask that two photos claim, and a photo with two masks of one rank, are collisions.

Nothing is opened here, only listed.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.mask_source import MaskFolder, MaskSource, OneMask
from inpaint_studio.batch.scan import FileIdentity, check_folder, identity_of, scan_folder
from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files.formats import written_name
from inpaint_studio.jobs.files import shown
from inpaint_studio.jobs.messages import Message

__all__ = ["MaskIndex", "Pairs", "PhotoJob", "Refused", "pair_folder"]

_MASK_MARK = ".mask"
_MARKED = re.compile(r"(?<=.)[._-]masks?(?:[._-]?\d{1,4})?$", re.IGNORECASE)


@dataclass(frozen=True)
class PhotoJob:
    """One photo, its mask file (None: the source needs none) and its output file.

    `is_corrected`: somebody has worked on the mask, which is taken as it is instead of what the
    source says.
    """

    relative: Path
    photo: Path
    mask: Path | None
    output: Path
    is_corrected: bool = False


@dataclass(frozen=True)
class Refused:
    """A photo that cannot be worked on, and why."""

    relative: Path
    reason: Message


@dataclass(frozen=True)
class Pairs:
    """What a batch consists of.

    Attributes
    ----------
    jobs
        What can be restored, in order.
    refused
        Photos in a collision.
    without_mask
        Photos that no mask belongs to, relative to the input folder; they are left out.
    unused_masks
        Masks that no photo belongs to, relative to the folder of masks.
    other_count
        Files of the input folder that are no photos.
    notices
        What the user should know of folders that could not be read.
    """

    jobs: tuple[PhotoJob, ...]
    refused: tuple[Refused, ...] = ()
    without_mask: tuple[Path, ...] = ()
    unused_masks: tuple[Path, ...] = ()
    other_count: int = 0
    notices: tuple[Message, ...] = ()


class MaskIndex:
    """The masks of a folder by the names that photos may find them under.

    Parameters
    ----------
    masks
        Paths relative to the folder of masks.
    only_marked
        Take only names with `.mask` before the suffix: masks lie among the photos.
    """

    def __init__(self, masks: Iterable[Path], *, only_marked: bool = False) -> None:
        self._by_name: dict[tuple[Path, str], list[Path]] = {}
        for mask in masks:
            unmarked = _MARKED.sub("", mask.stem)
            if only_marked and unmarked == mask.stem:
                continue
            names = {unmarked, mask.stem}
            for name in names:
                self._by_name.setdefault(_key(mask.parent, name), []).append(mask)

    def find(self, photo: Path) -> tuple[Path, ...]:
        """Masks of the best rank for a photo's relative path: none, one, or a collision."""
        for name in (photo.name, photo.stem):
            if found := self._by_name.get(_key(photo.parent, name)):
                return tuple(found)
        return ()


def is_marked_mask(path: Path) -> bool:
    """True for names such as `a.mask.png`."""
    return path.stem.endswith(_MASK_MARK)


def _masks_among(photos: Iterable[Path]) -> set[Path]:
    """Which of the files of a folder are masks of others: `death_mask.jpg` alone is a photo."""
    photos = list(photos)
    names = {_key(p.parent, name) for p in photos for name in (p.name, p.stem)}
    return {
        photo
        for photo in photos
        if is_marked_mask(photo)
        or (
            (unmarked := _MARKED.sub("", photo.stem)) != photo.stem
            and _key(photo.parent, unmarked) in names
        )
    }


def _key(folder: Path, name: str) -> tuple[Path, str]:
    # Some systems store accents apart from their letters; both spellings are one name.
    return folder, unicodedata.normalize("NFC", name)


def pair_folder(
    photos: Path,
    output: Path,
    source: MaskSource,
    *,
    recursive: bool = False,
    leave_out: Iterable[Path] = (),
) -> Pairs:
    """Pair the photos of a folder with masks and outputs.

    Parameters
    ----------
    photos
        The input folder.
    output
        The output folder; it need not exist, and may lie inside `photos` but not be or hold it.
    source
        Where masks come from.
    recursive
        Subfolders too, of photos and of masks.
    leave_out
        More folders to stay out of.

    Raises
    ------
    BadInputError
        If a folder does not exist, the two are the same, or an output would fall on an input.
    """
    _check_folders(photos, output)
    beside = isinstance(source, MaskFolder) and _is_same(source.folder, photos)
    aside = [output, *leave_out]
    if isinstance(source, MaskFolder) and not beside:
        aside.append(source.folder)
    if isinstance(source, FoundDamage):
        aside.append(source.folder)
    scan = scan_folder(photos, recursive=recursive, leave_out=aside)
    marked = _masks_among(scan.photos) if beside else set()
    found = [p for p in scan.photos if p not in marked]
    if isinstance(source, OneMask):
        _check_mask_file(source.path)
        found = _without_file(photos, found, source.path)
    notices = list(scan.notices)
    if isinstance(source, MaskFolder):
        listed = scan
        if not beside:
            check_folder(source.folder)
            listed = scan_folder(source.folder, recursive=recursive, leave_out=[output])
            notices += listed.notices
        masks = [p for p in listed.photos if p in marked or not beside]
        pairs = _pair_by_name(photos, output, found, source.folder, masks, only_marked=beside)
    else:
        mask = source.path if isinstance(source, OneMask) else None
        pairs = Pairs(tuple(PhotoJob(p, photos / p, mask, output / written_name(p)) for p in found))
    pairs = _without_case_collisions(pairs, output)
    _check_outputs(pairs.jobs, output)
    return replace(pairs, other_count=scan.other_count, notices=tuple(notices))


def _pair_by_name(
    photos: Path,
    output: Path,
    found: list[Path],
    folder: Path,
    masks: list[Path],
    *,
    only_marked: bool,
) -> Pairs:
    index = MaskIndex(masks, only_marked=only_marked)
    candidates = {photo: index.find(photo) for photo in found}
    claims = _claims(candidates)
    jobs, refused, without = [], [], []
    for photo, names in candidates.items():
        if not names:
            without.append(photo)
        elif len(names) > 1:
            refused.append(
                Refused(
                    photo,
                    Message(
                        "{photo} has several masks: {listed}; keep one.",
                        photo=shown(photo),
                        listed=[shown(name) for name in names],
                    ),
                )
            )
        elif len(claims[names[0]]) > 1:
            refused.append(Refused(photo, _shared(claims[names[0]], names[0])))
        else:
            jobs.append(
                PhotoJob(photo, photos / photo, folder / names[0], output / written_name(photo))
            )
    used = {name for names in candidates.values() for name in names}
    unused = tuple(mask for mask in masks if mask not in used)
    return Pairs(tuple(jobs), tuple(refused), tuple(without), unused)


def _claims(candidates: Mapping[Path, tuple[Path, ...]]) -> dict[Path, list[Path]]:
    """Which photos claim each mask."""
    claims: dict[Path, list[Path]] = {}
    for photo, names in candidates.items():
        for name in names:
            claims.setdefault(name, []).append(photo)
    return claims


def _shared(claimants: list[Path], mask: Path) -> Message:
    return Message(
        "{names} claim one mask, {mask}; name their masks {better}.",
        names=[shown(photo) for photo in claimants],
        mask=shown(mask),
        better=[shown(f"{photo.name}.png") for photo in claimants],
    )


def _check_folders(photos: Path, output: Path) -> None:
    check_folder(photos)
    inside, outside = Path(os.path.realpath(photos)), Path(os.path.realpath(output))
    if _is_same(photos, output) or inside == outside:
        raise BadInputError(
            "{output} is the folder of the photos themselves, which are never written over; name "
            "another output folder.",
            output=shown(output),
        )
    if outside in inside.parents:
        raise BadInputError(
            "{output} holds the folder of the photos, so that results could fall on them; name "
            "an output folder beside it.",
            output=shown(output),
        )
    if os.path.exists(output) and not os.path.isdir(output):
        raise BadInputError(
            "{output} is a file; name a folder for the results.", output=shown(output)
        )


def _is_same(one: Path, other: Path) -> bool:
    identity = identity_of(one)
    return identity is not None and identity == identity_of(other)


def _check_mask_file(path: Path) -> None:
    if not os.path.isfile(path):
        raise BadInputError(
            "{path} is a folder; name one mask for every photo, or use the folder of masks."
            if os.path.isdir(path)
            else "{path} is no file; name one mask for every photo.",
            path=shown(path),
        )


def _without_file(root: Path, photos: list[Path], file: Path) -> list[Path]:
    """The one mask may lie among the photos; it is none of them."""
    if Path(os.path.realpath(root)) not in Path(os.path.realpath(file)).parents:
        return photos
    identity = identity_of(file)
    return [photo for photo in photos if identity_of(root / photo) != identity]


def _without_case_collisions(pairs: Pairs, output: Path) -> Pairs:
    """Refuse photos whose outputs would be one file, on a disk that takes `A` and `a` for one."""
    groups: dict[str, list[PhotoJob]] = {}
    for job in pairs.jobs:
        name = unicodedata.normalize("NFC", str(job.relative)).casefold()
        groups.setdefault(name, []).append(job)
    twins = [group for group in groups.values() if len(group) > 1]
    if not twins or not folds_case(output):
        return pairs
    refused = {job.relative: group for group in twins for job in group}
    told = [
        Refused(
            relative,
            Message(
                "{names} would be one file in the output folder; rename one of them.",
                names=[shown(job.relative) for job in group],
            ),
        )
        for relative, group in refused.items()
    ]
    jobs = tuple(job for job in pairs.jobs if job.relative not in refused)
    return replace(pairs, jobs=jobs, refused=(*pairs.refused, *told))


def folds_case(folder: Path) -> bool:
    """True when the disk of `folder`, which need not exist, takes `A` and `a` for one name."""
    for path in (folder.absolute(), *folder.absolute().parents):
        swapped = path.with_name(path.name.swapcase()) if path.name else path
        if os.path.exists(path) and swapped != path:
            return _is_same(path, swapped)
    return False


def _check_outputs(jobs: Iterable[PhotoJob], output: Path) -> None:
    """No output may be an input, by whatever names and links it is reached."""
    if not os.path.exists(output):
        return
    taken: dict[FileIdentity, Path] = {}
    existing: list[tuple[FileIdentity, Path]] = []
    for job in jobs:
        for path in (job.photo, job.mask):
            identity = None if path is None else identity_of(path)
            if identity is not None and path is not None:
                taken[identity] = path
        identity = identity_of(job.output)
        if identity is not None:
            existing.append((identity, job.output))
    for identity, path in existing:
        if identity in taken:
            raise BadInputError(
                "{path} would be written over {taken}, which is an input; name another output "
                "folder.",
                path=shown(path),
                taken=shown(taken[identity]),
            )
