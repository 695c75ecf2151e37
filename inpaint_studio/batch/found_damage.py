"""Holes that are found by looking for damage, and kept as mask files for a person to correct.

A kept mask is called as `--masks` looks for it. Once somebody has worked on it, it is that person's
word: the next run takes it instead of looking again, see `decision`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inpaint_studio.batch.fingerprint import hash_file
from inpaint_studio.batch.folders import make_folder
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.detection.find import Method, find_damage
from inpaint_studio.detection.findings import DEFAULT_KINDS, FindingKind, thresholds
from inpaint_studio.detection.identity import search_identity
from inpaint_studio.errors import OptionError
from inpaint_studio.imaging.files import Photo, read_photo
from inpaint_studio.imaging.mask_file import MaskFile, read_mask, read_mask_file, write_mask
from inpaint_studio.imaging.transparency import covered
from inpaint_studio.imaging.types import Mask, size_of
from inpaint_studio.inference.device import Device, choose_device
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.detection.network import NetworkFinder
    from inpaint_studio.detection.teach import Lesson

__all__ = ["FoundDamage", "FoundHole", "lesson_from", "masks_folder"]

# Two searches at once would only share what one can have alone: the network takes every processor.
_one_search = threading.Lock()
_learning = threading.Lock()
_lessons: dict[tuple[tuple[str, str], ...], tuple[NetworkFinder, Lesson]] = {}


def masks_folder(output: Path, report: Path | None) -> Path:
    """Where the masks of a batch are kept: beside its report, otherwise beside its ledger."""
    return (output / STATE_FOLDER if report is None else report) / "masks"


def lesson_from(examples: Sequence[tuple[Path, Path]], device: Device | None = None) -> Lesson:
    """What the network learns from photos and the masks of what is damaged in them; learnt once.

    Raises
    ------
    PhotoFileError
        If a file cannot be read.
    MissingPartError
        If there is no network to teach.
    """
    from inpaint_studio.detection.network import installed_finder
    from inpaint_studio.detection.teach import Example, learn

    named = tuple((hash_file(photo), hash_file(mask)) for photo, mask in examples)
    finder = installed_finder(device)
    with _learning:
        kept = _lessons.get(named)
        if kept is None or kept[0] is not finder:
            known = []
            for photo_path, mask_path in examples:
                photo = read_photo(photo_path)
                damage = read_mask(mask_path, size=size_of(photo.image))
                known.append(Example(photo.image, damage, ~damage))
            _lessons.clear()
            kept = _lessons[named] = (finder, learn(finder, known))
        return kept[1]


class FoundHole(NamedTuple):
    """A hole, and what the user should know of how it was found."""

    mask: Mask
    notes: tuple[Message, ...]


@dataclass(frozen=True)
class FoundDamage:
    """The hole is what looks like damage.

    Attributes
    ----------
    folder
        Where the masks are kept.
    kinds
        What to look for.
    sensitivity
        In (0, 1), or None: what suits each photo; see `Findings.mask`.
    method
        How.
    device
        Where the network runs, as for `Engine`; no part of the identity.
    like
        Photos with masks of what is damaged in them: the network is taught to find more like that.
    """

    folder: Path
    kinds: frozenset[FindingKind] = DEFAULT_KINDS
    sensitivity: float | None = None
    method: Method = Method.AUTO
    device: str = "auto"
    like: tuple[tuple[Path, Path], ...] = ()

    def check(self) -> None:
        """Raise `OptionError` if the sensitivity is out of range or no kind is named."""
        if self.sensitivity is not None:
            thresholds(self.sensitivity)
        if not self.kinds:
            raise OptionError("No kind of damage is asked for; name at least one.")

    def identity(self) -> Mapping[str, object]:
        """See `MaskSource`."""
        origin: dict[str, object] = {
            "kinds": sorted(self.kinds),
            "sensitivity": self.sensitivity,
            "method": search_identity(self.kinds, self.method),
        }
        if self.like:
            origin["like"] = [[hash_file(photo), hash_file(mask)] for photo, mask in self.like]
        return {"mask": origin, "invert": False}

    def find(self, photo: Photo, token: ProgressToken | None = None) -> FoundHole:
        """Look for damage in a photo, which is not modified."""
        # The finder chooses the best there is by itself, without loading torch for filters.
        device = None if self.device == "auto" else choose_device(self.device)
        with _one_search:
            # A cut edge beside what nobody sees is no tear.
            image = covered(photo.image, photo.alpha)
            findings = find_damage(
                image,
                self.kinds,
                method=self.method,
                device=device,
                lesson=lesson_from(self.like, device) if self.like else None,
                token=token,
            )
        found = findings.mask(self.sensitivity)
        return FoundHole(
            found if photo.alpha is None else found & (photo.alpha > 0), findings.notes
        )

    def read(self, photo: Photo, mask: Path | None) -> MaskFile:
        """See `MaskSource`; `mask` is one that was corrected."""
        if mask is None:
            return MaskFile(self.find(photo).mask)
        return read_mask_file(mask, size=size_of(photo.image))

    def mask_file(self, relative: Path) -> Path:
        """Where the mask of a photo is kept."""
        return self.folder / relative.with_name(f"{relative.name}.png")

    def keep(self, relative: Path, mask: Mask) -> Path:
        """Write a mask where it is kept, and return where.

        Raises
        ------
        PhotoFileError
            If it cannot be written.
        """
        path = self.mask_file(relative)
        make_folder(path.parent)
        write_mask(path, mask)
        return path
