"""Finds damage in photographs: scratches, dust, tears, stains, date stamps and lettering.

Every finder answers with one map of confidence a kind; `Findings` turns these into a mask at the
sensitivity that the user sets. Importing this package loads no network; see `find.find_damage`.
"""

from __future__ import annotations

from inpaint_studio.detection.find import Method, find_damage
from inpaint_studio.detection.findings import DEFAULT_KINDS, FindingKind, Findings, parse_kinds

__all__ = [
    "DEFAULT_KINDS",
    "FindingKind",
    "Findings",
    "Method",
    "find_damage",
    "parse_kinds",
]
