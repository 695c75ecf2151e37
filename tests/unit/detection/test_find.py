"""Which finder is asked, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from scratched_photo import landscape

from inpaint_studio.detection import FindingKind, Method, find_damage
from inpaint_studio.detection import find as find_module
from inpaint_studio.detection.findings import Scores
from inpaint_studio.errors import BadInputError, MissingPartError, OptionError
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo import registry


class EmptyFinder:
    """Finds nothing, and remembers what it was asked."""

    def __init__(self, kinds: frozenset[FindingKind]) -> None:
        self.kinds, self.asked = kinds, frozenset[FindingKind]()

    def find(
        self, image: np.ndarray, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        self.asked = kinds
        return {kind: np.zeros(image.shape[:2], np.uint8) for kind in kinds}


def test_without_weights_auto_takes_filters_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "model_dirs", lambda: ())
    findings = find_damage(landscape(64, 64))
    assert findings.kinds == {FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.TEARS}
    assert len(findings.notes) == 1
    assert "filters" in str(findings.notes[0])
    with pytest.raises(MissingPartError, match="weights"):
        find_damage(landscape(64, 64), method=Method.NETWORK)


def test_every_finder_is_asked_for_its_kinds_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    damage, letters = (
        EmptyFinder(find_module.DAMAGE_KINDS),
        EmptyFinder(find_module.LETTERING_KINDS),
    )
    monkeypatch.setattr(find_module, "_damage_finder", lambda method, device: (damage, []))
    monkeypatch.setattr(find_module, "_lettering_finder", lambda *asked: (letters, []))
    findings = find_damage(landscape(32, 32), [FindingKind.TEXT, FindingKind.STAINS])
    assert damage.asked == {FindingKind.STAINS}
    assert letters.asked == {FindingKind.TEXT}
    assert list(findings.scores) == [FindingKind.STAINS, FindingKind.TEXT]
    assert findings.notes == ()


def test_bad_input_is_refused() -> None:
    with pytest.raises(BadInputError):
        find_damage(np.zeros((5, 5), np.uint8))
    with pytest.raises(OptionError, match="No kind"):
        find_damage(landscape(32, 32), [])
