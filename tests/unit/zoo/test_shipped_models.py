"""Every model that comes with the product: its files are those of its card, it says where it comes
from and how good it is, and it fills a hole and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import NOTHING
from inpaint_studio.zoo.card import CARD_FILE, HoleKind
from inpaint_studio.zoo.install import verify_model
from inpaint_studio.zoo.registry import ModelState, find_model

MODELS = Path(__file__).resolve().parents[3] / "models"
NAMES = sorted(path.parent.name for path in MODELS.glob(f"*/{CARD_FILE}"))
LARGEST_BYTES = 16 * 1024 * 1024


def test_there_are_some() -> None:
    assert "edgeconnect-small" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_its_files_are_those_of_its_card(name: str) -> None:
    model = find_model(name)
    # A model that changes another one is there once that one is.
    assert model.state is (ModelState.NOT_INSTALLED if model.card.builds_on else ModelState.READY)
    assert model.folder == MODELS / name
    assert [check.problem for check in verify_model(model)] == [NOTHING] * len(model.card.files)
    assert sum(path.stat().st_size for path in model.folder.rglob("*")) < LARGEST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_it_says_how_it_was_made_and_how_good_it_is(name: str) -> None:
    card = find_model(name).card
    text = (MODELS / name / "README.md").read_text(encoding="utf-8")
    for heading in ("## Figures", "## How it was trained", "## Data and licences", "## Samples"):
        assert heading in text, heading
    assert card.licence == "MIT"
    assert "README.md" in card.licence_notice
    assert card.measured_lpips is not None
    # Holes that are large on the photo are measured apart, by `evaluate large`.
    assert {each.kind for each in card.measured} >= set(HoleKind) - {HoleKind.LARGE}
    recipes = sorted((MODELS / name / "training").glob("*.toml"))
    logs = sorted((MODELS / name / "training").glob("*.jsonl"))
    assert recipes
    assert logs
    for log in logs:
        samples = [json.loads(line)["samples"] for line in log.read_text().splitlines()]
        assert samples == sorted(samples)


@pytest.mark.parametrize("name", [name for name in NAMES if not find_model(name).card.builds_on])
def test_it_fills_the_hole_and_nothing_else(name: str) -> None:
    random = np.random.default_rng(4)
    rows, columns = np.mgrid[:150, :190]
    image = np.stack([rows, columns, rows + columns], axis=-1).astype(np.uint8)
    image += random.integers(0, 8, image.shape, np.uint8)
    mask = np.zeros((150, 190), np.bool_)
    mask[60:95, 70:90] = True
    mask[10:14, 5:180] = True
    damaged = image.copy()
    damaged[mask] = 255
    with Engine() as engine:
        restored = engine.restore(RestoreRequest(damaged, mask, FillSettings(name))).image
    assert np.array_equal(restored[~mask], image[~mask])
    error = np.abs(restored[mask].astype(int) - image[mask]).mean()
    assert error < 0.5 * np.abs(255 - image[mask].astype(int)).mean()
