"""Figures of models without a folder: from the data file onto their cards."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from engine_fakes import make_card

from inpaint_studio.errors import ModelFileError
from inpaint_studio.zoo.card import HoleKind, Measurement
from inpaint_studio.zoo.families import FAMILIES, figures
from inpaint_studio.zoo.families.figures import FIGURES_FILE, figures_of, with_figures

RECORD = {
    "measured_lpips": 0.12,
    "measured": [
        {"kind": "thin", "lpips": 0.03, "photographs": 72},
        {"kind": "face", "lpips": 0.1, "photographs": 11},
    ],
}


def test_a_card_takes_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_figures", lambda: {"one": RECORD})
    card = with_figures(make_card("one"))
    assert card.measured_lpips == 0.12
    assert card.measured == (
        Measurement(HoleKind.THIN, 0.03, 72),
        Measurement(HoleKind.FACE, 0.1, 11),
    )
    assert card.measured_for(HoleKind.FACE) == 0.1
    assert card.measured_for(HoleKind.OLD) is None
    assert card.measured_for(None) == 0.12
    assert with_figures(make_card("other")) == make_card("other")


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "unheard-of", "lpips": 0.1, "photographs": 1},
        {"kind": "thin", "lpips": -1, "photographs": 1},
        {"kind": "thin", "lpips": 0.1, "photographs": 0},
    ],
)
def test_wrong_figures_are_refused(row: dict[str, object]) -> None:
    with pytest.raises((ValueError, ModelFileError)):
        figures_of({"measured_lpips": 0.1, "measured": [row]})


def test_what_is_shipped_is_whole() -> None:
    """Every entry belongs to a model, and all models were measured on the same photographs."""
    path = Path(figures.__file__).with_name(FIGURES_FILE)
    records = json.loads(path.read_text(encoding="utf-8"))
    known = {card.name: card for f in FAMILIES for card in (*f.cards, *f.downloads)}
    assert set(records) <= set(known)
    counts = set()
    for name, record in records.items():
        fields = figures_of(record)
        assert known[name] == dataclasses.replace(known[name], **fields)
        counts.add(tuple((each.kind, each.photographs) for each in fields["measured"]))
    assert len(counts) <= 1
