"""Kinds of damage gathered into what a detector tells apart."""

from __future__ import annotations

import numpy as np
from scratched_photo import landscape

from inpaint_studio.training.damage import DamageKind, apply_damage
from inpaint_studio.training.damage.groups import GROUPS, DamageGroup, group_masks


def test_every_kind_belongs_to_one_group_at_most() -> None:
    listed = [kind for kinds in GROUPS.values() for kind in kinds]
    assert len(listed) == len(set(listed))
    apart = {DamageKind.FADING, DamageKind.DATE_STAMP, DamageKind.CAPTION}
    assert set(listed) | apart == set(DamageKind)


def test_masks_of_a_group_are_those_of_its_kinds_and_faint_pixels_are_undecided() -> None:
    image = landscape()
    kinds = (DamageKind.DUST, DamageKind.FIBRE, DamageKind.STAIN, DamageKind.CREASE)
    damaged = apply_damage(image, kinds, seed=3, strength=0.6)
    before = damaged.mask.copy()
    groups, undecided = group_masks(damaged, image)
    assert set(groups) == set(DamageGroup)
    union = damaged.masks[DamageKind.DUST] | damaged.masks[DamageKind.FIBRE]
    assert np.array_equal(groups[DamageGroup.DUST], union)
    assert not groups[DamageGroup.SCRATCHES].any()
    change = np.abs(damaged.image.astype(int) - image).max(2)
    assert (change[undecided] < 18).all()
    assert not (undecided & ~damaged.mask).any()
    assert (undecided | (change >= 9))[damaged.mask].all()
    assert np.array_equal(damaged.mask, before)


def test_fading_counts_as_stain_where_little_is_left() -> None:
    image = landscape()
    damaged = apply_damage(image, [DamageKind.FADING], seed=1, strength=0.8)
    groups, undecided = group_masks(damaged, image)
    decided = groups[DamageGroup.STAINS] & ~undecided
    change = np.abs(damaged.image.astype(int) - image).max(2)
    assert decided.any()
    assert (change[decided] >= 45).all()
