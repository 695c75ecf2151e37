"""`--model auto` chooses photo by photo; ledger, report and resuming know which model filled what."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from batch_bench import Bench
from engine_fakes import make_card
from PIL import Image

from inpaint_studio.errors import OptionError
from inpaint_studio.inference import auto
from inpaint_studio.inference.engine import Engine
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.zoo.card import HoleKind, Measurement, ModelCard
from inpaint_studio.zoo.registry import InstalledModel, ModelOrigin, ModelState

A, B, C = Path("a.jpg"), Path("b.png"), Path("sub/c.tif")
AUTO = FillSettings(model="auto")


def card(name: str, thin: float, other: float) -> ModelCard:
    """Of a model that scored so on thin damage, and so on everything else."""
    measured = tuple(
        Measurement(kind, thin if kind is HoleKind.THIN else other, 9) for kind in HoleKind
    )
    return replace(make_card(name), measured_lpips=0.1, measured=measured)


@pytest.fixture
def scores(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModelCard]:
    """`fake` is good at thin damage, `other` at the rest."""
    cards = {"fake": card("fake", 0.1, 0.4), "other": card("other", 0.2, 0.3)}

    def listed() -> tuple[InstalledModel, ...]:
        return tuple(
            InstalledModel(each, ModelState.READY, ModelOrigin.BUILT_IN) for each in cards.values()
        )

    monkeypatch.setattr(auto, "list_models", listed)
    return cards


@pytest.fixture
def mixed(bench: Bench) -> Bench:
    """`b.png` has a broad hole, the others thin ones."""
    pixels = np.zeros((40, 60), np.uint8)
    pixels[4:36, 8:50] = 255
    Image.fromarray(pixels).save(bench.masks / "b.png")
    return bench


def filled_by(bench: Bench) -> dict[Path, tuple[str, str]]:
    return {path: (row.entry.model, row.entry.hole_kind) for path, row in bench.rows().items()}


def test_the_ledger_and_the_report_name_the_model_of_each_photo(
    mixed: Bench, scores: dict[str, ModelCard]
) -> None:
    mixed.run(settings=AUTO, report=mixed.root / "r")
    found = filled_by(mixed)
    assert found[A] == found[C] == ("fake", "thin")
    assert found[B][0] == "other"
    assert found[B][1] not in ("", "thin")
    with open(mixed.root / "r" / "report.csv", encoding="utf-8-sig", newline="") as stream:
        table = {row["photo"]: row for row in csv.DictReader(stream)}
    assert {name: row["model"] for name, row in table.items()} == {
        "a.jpg": "fake", "b.png": "other", "sub/c.tif": "fake",
    }  # fmt: skip
    assert table["a.jpg"]["hole_kind"] == "thin"
    page = (mixed.root / "r" / "report.html").read_text()
    assert "by other" in page
    assert "fake, other" in page


def test_resuming_does_again_only_what_another_model_would_fill_now(
    mixed: Bench, scores: dict[str, ModelCard]
) -> None:
    mixed.run(settings=AUTO)
    assert mixed.run(settings=AUTO, resume=True).kept_count == 3
    scores["fake"] = card("fake", 0.1, 0.2)  # now the better one everywhere
    result = mixed.run(settings=AUTO, resume=True)
    assert (result.done_count, result.kept_count) == (1, 2)
    assert filled_by(mixed)[B][0] == "fake"
    # Naming the model that `auto` has taken changes nothing.
    assert mixed.run(settings=FillSettings(model="fake"), resume=True).kept_count == 3
    assert mixed.run(settings=FillSettings(model="other"), resume=True).done_count == 3


def test_the_plan_names_all_models_that_may_be_asked(
    mixed: Bench, scores: dict[str, ModelCard]
) -> None:
    assert set(mixed.plan(settings=AUTO).model.split(" or ")) == {"fake", "other"}
    with pytest.raises(OptionError, match="texture"):
        mixed.plan(settings=FillSettings(model="auto", options={"texture": 0}))


def test_each_model_is_loaded_once_a_worker(
    mixed: Bench, scores: dict[str, ModelCard], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = mixed.models()
    monkeypatch.setattr(mixed, "models", lambda: source)
    mixed.run(settings=AUTO, workers=1)
    assert sorted(name for name, _ in source.loads) == ["fake", "other"]


def test_an_engine_frees_the_model_that_was_used_longest_ago(mixed: Bench) -> None:
    source = mixed.models()
    with Engine(source=source, keeps=2) as engine:
        engine.load("fake")
        engine.load("other")
        engine.load("fake")
        assert engine.loaded_model == "fake"
        assert len(source.loads) == 2
    with Engine(source=source) as engine:
        for name in ("fake", "other", "fake"):
            engine.load(name)
    assert len(source.loads) == 5
