"""What the outcome of a search depends on besides the photo, as text that compares.

For ledgers that must know whether a search would find the same again. Loads no network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from inpaint_studio.detection.find import Method
from inpaint_studio.detection.findings import DAMAGE_KINDS, FindingKind
from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.zoo.detectors import DAMAGE_DETECTOR, TEXT_DETECTOR, find_detector

__all__ = ["search_identity"]


def search_identity(kinds: Iterable[FindingKind], method: Method = Method.AUTO) -> str:
    """The methods that a search for `kinds` will use, and the hashes of weights if it has any."""
    wanted = frozenset(kinds)
    parts = []
    if DAMAGE_KINDS & wanted or FindingKind.TEXT not in wanted:
        parts.append(_identity(DAMAGE_DETECTOR, method, asked=bool(DAMAGE_KINDS & wanted)))
    if FindingKind.TEXT in wanted:
        parts.append(_identity(TEXT_DETECTOR, method, asked=True))
    return ", ".join(parts)


def _identity(detector: str, method: Method, *, asked: bool) -> str:
    if method is Method.FILTERS or not asked:
        return Method.FILTERS.value
    try:
        files = find_detector(detector).card.files
    except InpaintStudioError:
        # The search says what is wrong, or goes on with filters.
        return Method.FILTERS.value if method is Method.AUTO else method.value
    hashes = " ".join(sorted(file.sha256 for file in files))
    return f"{Method.NETWORK.value} sha256:{hashlib.sha256(hashes.encode()).hexdigest()}"
