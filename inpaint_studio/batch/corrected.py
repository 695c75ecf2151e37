"""Masks that a person has corrected: where they lie, and whether a photo has one.

A hole that was found is kept as a file for that very purpose. The masks of other sources are inputs
and are never written to: what becomes of them lies beside the ledger, which notes it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from inpaint_studio.batch.fingerprint import hash_file, stamp_or_none
from inpaint_studio.batch.folders import path_text
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.ledger import Entry
from inpaint_studio.batch.mask_source import MaskSource
from inpaint_studio.batch.pairing import PhotoJob
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.errors import InpaintStudioError

__all__ = ["FILE", "HAND", "corrected_file", "origin", "with_corrected_mask"]

HAND = "hand"
"""Where a result came from, in the settings that the ledger keeps, if a person made it."""

FILE = "file"
"""Where a hole came from, in the settings that the ledger keeps, if from a mask file."""


def corrected_file(output: Path, relative: Path, source: MaskSource) -> Path:
    """Where the corrected mask of a photo lies."""
    if isinstance(source, FoundDamage):
        return source.mask_file(relative)
    return output / STATE_FOLDER / "corrected" / relative.with_name(f"{relative.name}.png")


def origin(settings: str) -> object:
    """Where the hole of a result came from."""
    return json.loads(settings).get("mask") if settings else None


def with_corrected_mask(job: PhotoJob, entry: Entry, output: Path, source: MaskSource) -> PhotoJob:
    """The photo with its corrected mask, if there is one.

    Parameters
    ----------
    entry
        What the ledger knows of the photo.
    output
        The batch's output folder.
    """
    path = corrected_file(output, job.relative, source)
    stamp = stamp_or_none(path)
    if path_text(path) != entry.mask_path or stamp is None:
        return job
    was_corrected = not isinstance(source, FoundDamage) or origin(entry.settings) in (FILE, HAND)
    if not was_corrected and stamp.text() != entry.mask_stamp:
        try:
            was_corrected = hash_file(path) != entry.mask_sha256
        except InpaintStudioError:
            return job
    return replace(job, mask=path, is_corrected=True) if was_corrected else job
