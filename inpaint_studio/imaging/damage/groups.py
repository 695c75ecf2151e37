"""The kinds of damage gathered by how they look: what a detector is asked to tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from inpaint_studio.imaging.damage.kinds import DamageKind

__all__ = ["GROUPS", "DamageGroup"]


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
            }
        ),
        DamageGroup.STAINS: frozenset(
            {DamageKind.STAIN, DamageKind.FOXING, DamageKind.MOULD, DamageKind.TAPE}
        ),
    }
)
"""Fading, date stamps and captions belong to none: they are no marks that a fill should replace,
or are looked for by other means."""
