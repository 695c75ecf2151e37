"""The kinds of damage gathered by how they look: what a detector is asked to tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from inpaint_studio.imaging.types import Image, Mask, to_unit
from inpaint_studio.training.damage.kinds import Damaged, DamageKind

__all__ = ["GROUPS", "DamageGroup", "group_masks"]

# Least change, as a share of full scale, that a detector must see (between two levels of 8 bits).
# The bent paper beside a crack is no loss of picture, and bleaching counts where little is left.
_FAINT = 8.5 / 255
_FAINT_TEAR = 17.5 / 255
_FAINT_FADING = 44.5 / 255


class DamageGroup(StrEnum):
    """Groups of `DamageKind`, named as the detector names its findings."""

    SCRATCHES = "scratches"
    DUST = "dust"
    TEARS = "tears"
    STAINS = "stains"


GROUPS: Mapping[DamageGroup, frozenset[DamageKind]] = MappingProxyType(
    {
        DamageGroup.SCRATCHES: frozenset(
            {DamageKind.HAIR_SCRATCH, DamageKind.BROAD_SCRATCH, DamageKind.FILM_LINE}
        ),
        DamageGroup.DUST: frozenset({DamageKind.DUST, DamageKind.FIBRE}),
        DamageGroup.TEARS: frozenset(
            {
                DamageKind.CREASE,
                DamageKind.FOLD,
                DamageKind.TEAR,
                DamageKind.TORN_EDGE,
                DamageKind.TORN_CORNER,
                DamageKind.FLAKING,
                DamageKind.CRACKS,
                DamageKind.CRACKLE,
                DamageKind.PEELING,
                DamageKind.SCRAPES,
            }
        ),
        DamageGroup.STAINS: frozenset(
            {DamageKind.STAIN, DamageKind.FOXING, DamageKind.MOULD, DamageKind.TAPE}
        ),
    }
)
"""Date stamps and captions belong to none: they are looked for by other means. Fading belongs to the
stains where it has left little of the picture; see `group_masks`."""


def group_masks(damaged: Damaged, original: Image) -> tuple[Mapping[DamageGroup, Mask], Mask]:
    """What a detector should say of each pixel, and where no answer is wrong.

    Parameters
    ----------
    damaged
        Result of `apply_damage`; not modified.
    original
        The photograph before; not modified.

    Returns
    -------
    groups
        Mask of each group, those without damage included.
    undecided
        Pixels that changed too faintly to insist on an answer.
    """
    change = np.abs(to_unit(damaged.image) - to_unit(original)).max(2)
    groups = {}
    for group, kinds in GROUPS.items():
        mask = np.zeros(change.shape, np.bool_)
        for kind in kinds & damaged.masks.keys():
            mask |= damaged.masks[kind]
        groups[group] = mask
    least = np.full(change.shape, _FAINT, np.float32)
    least[groups[DamageGroup.TEARS]] = _FAINT_TEAR
    fading = damaged.masks.get(DamageKind.FADING)
    if fading is not None:
        alone = fading & ~np.logical_or.reduce(list(groups.values()))
        least[alone] = _FAINT_FADING
        groups[DamageGroup.STAINS] = groups[DamageGroup.STAINS] | fading
    return MappingProxyType(groups), damaged.mask & (change < least)
