"""What is counted when lettering is looked for: by finders that see all, nothing, or too much."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest
from scratched_photo import landscape

from inpaint_studio.detection.findings import FindingKind, Scores
from inpaint_studio.errors import OptionError
from inpaint_studio.evaluation.lettering import measure_lettering
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.types import Image
from inpaint_studio.progress import ProgressToken


class Compares:
    """Finds what differs from the photographs that it knows."""

    kinds = frozenset({FindingKind.TEXT, FindingKind.DATE})

    def __init__(self, originals: list[Image], everywhere: bool = False) -> None:
        self.originals = originals
        self.everywhere = everywhere

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        differs = [(image != known).any(axis=2) for known in self.originals]
        least = min(differs, key=np.count_nonzero)
        shown = np.ones_like(least) if self.everywhere else least
        return {kind: shown.astype(np.uint8) * np.uint8(255) for kind in kinds}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for seed in range(3):
        photo = np.roll(landscape(160, 200), 17 * seed, axis=1) // np.uint8([1, 2, 3])
        cv2.imwrite(str(tmp_path / f"{seed}.png"), photo)
    return sorted(tmp_path.iterdir())


@pytest.mark.parametrize("kind", [FindingKind.TEXT, FindingKind.DATE])
def test_who_sees_what_was_drawn_finds_it_everywhere(kind: FindingKind, files: list[Path]) -> None:
    finder = Compares([read_photo(path).image for path in files])
    figures = measure_lettering(finder, files, kind)
    assert (figures.photos, figures.found, figures.false_alarms) == (3, 3, 0)
    assert figures.recall > 0.9
    # Shadows and the mark's margin count as wrong, so no more is asked here.
    assert figures.precision > 0.2
    assert 0.2 < figures.iou <= 1


def test_who_marks_everything_raises_false_alarms(files: list[Path]) -> None:
    finder = Compares([read_photo(path).image for path in files], everywhere=True)
    figures = measure_lettering(finder, files, FindingKind.TEXT)
    assert (figures.found, figures.false_alarms) == (3, 3)
    assert figures.recall == 1
    assert figures.precision < 0.2


def test_who_knows_another_photograph_only_finds_differences_in_both(files: list[Path]) -> None:
    finder = Compares([read_photo(files[0]).image])
    assert measure_lettering(finder, files, FindingKind.TEXT).false_alarms == 2


def test_dates_want_colour(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "grey.png"), np.full((80, 80), 90, np.uint8))
    with pytest.raises(OptionError, match="coloured"):
        measure_lettering(
            Compares([np.zeros((80, 80, 3), np.uint8)]), [tmp_path / "grey.png"], FindingKind.DATE
        )


def test_scratches_are_no_lettering(files: list[Path]) -> None:
    with pytest.raises(OptionError, match="scratches"):
        measure_lettering(Compares([]), files, FindingKind.SCRATCHES)
