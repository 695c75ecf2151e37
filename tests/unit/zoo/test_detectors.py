"""Detectors: found by their card, loaded strictly, and in no list of restorers."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import torch

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.families.damage.network import DamageUnet
from inpaint_studio.jobs.messages import NOTHING
from inpaint_studio.paths import MODELS_VARIABLE, bundled_models_dir
from inpaint_studio.training.export import export_network
from inpaint_studio.zoo.card import ModelCard, ModelFile
from inpaint_studio.zoo.card_file import card_to_json
from inpaint_studio.zoo.detectors import (
    DAMAGE_DETECTOR,
    find_detector,
)
from inpaint_studio.zoo.install import verify_model
from inpaint_studio.zoo.model_file import DETECTOR_FILE
from inpaint_studio.zoo.registry import ModelOrigin, ModelState, list_detectors, list_models


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my-detector"
    torch.manual_seed(0)
    path = folder / "detector.safetensors"
    export_network(DamageUnet(6).eval(), path, metadata={})
    content = path.read_bytes()
    file = ModelFile(path.name, "detector", hashlib.sha256(content).hexdigest(), len(content))
    card = ModelCard(name="my-detector", title="Mine", family="damage", files=(file,))
    (folder / DETECTOR_FILE).write_text(card_to_json(card), encoding="utf-8")
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path))
    return folder


def test_a_detector_is_found_and_loaded_but_is_no_restorer(folder: Path) -> None:
    detector = find_detector("my-detector")
    assert detector.folder == folder
    assert detector.card.title == "Mine"
    network = detector.load()
    with torch.no_grad():
        assert network(torch.rand(1, 3, 32, 32)).shape == (1, 4, 32, 32)
    assert all(model.name not in {"my-detector", DAMAGE_DETECTOR} for model in list_models())


def test_changed_weights_and_bad_cards_are_refused(folder: Path) -> None:
    weights = folder / "detector.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelFileError, match="sha256"):
        find_detector("my-detector").load()
    (folder / DETECTOR_FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"detector\.json"):
        find_detector("my-detector")


def test_detectors_are_listed_and_verified_as_models_are(folder: Path) -> None:
    (mine,) = [each for each in list_detectors() if each.name == "my-detector"]
    assert (mine.state, mine.origin, mine.folder) == (ModelState.READY, ModelOrigin.USER, folder)
    assert [check.problem for check in verify_model(mine)] == [NOTHING]
    weights = folder / "detector.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    (check,) = verify_model(mine)
    assert "sha256" in str(check.problem)


def test_a_broken_detector_is_listed_with_what_is_wrong(folder: Path) -> None:
    weights = folder / "detector.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    (mine,) = [each for each in list_detectors() if each.name == "my-detector"]
    assert mine.state is ModelState.BROKEN
    assert "bytes" in str(mine.note)
    weights.unlink()
    (mine,) = [each for each in list_detectors() if each.name == "my-detector"]
    assert "is missing" in str(mine.note)
    (folder / DETECTOR_FILE).write_text("{}", encoding="utf-8")
    (mine,) = [each for each in list_detectors() if each.name == "my-detector"]
    assert mine.state is ModelState.BROKEN
    assert DETECTOR_FILE in str(mine.note)


def test_what_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(MissingPartError, match="no-detector"):
        find_detector("no-detector")


def test_the_bundled_detector_is_what_its_card_says() -> None:
    folder = bundled_models_dir() / DAMAGE_DETECTOR
    if not (folder / DETECTOR_FILE).is_file():
        pytest.skip("the weights are not in this checkout")
    detector = find_detector()
    assert detector.card.name == DAMAGE_DETECTOR
    assert detector.card.licence
    detector.load()
