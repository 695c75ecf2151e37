"""Procedural damage of photographs with exact masks: for training, tests and samples.

Everything is drawn from a seed; nothing is read from files. Knows no networks.
"""

from __future__ import annotations

from inpaint_studio.training.damage.apply import apply_damage
from inpaint_studio.training.damage.kinds import Damaged, DamageKind

__all__ = ["DamageKind", "Damaged", "apply_damage"]
