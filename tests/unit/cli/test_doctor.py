"""The doctor's report, on this machine and on ones where things are missing."""

from __future__ import annotations

import ctypes.util
import hashlib
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from inpaint_studio.cli import main
from inpaint_studio.cli.doctor import findings
from inpaint_studio.zoo.card import ModelCard, ModelFile
from inpaint_studio.zoo.card_file import card_to_json
from inpaint_studio.zoo.model_file import DETECTOR_FILE


def test_report_on_a_whole_installation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    for word in ("torch", "PySide6", "networks run on", "your models", "patchmatch", "memory"):
        assert word in text


def test_json_holds_the_same_findings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["topic"] for row in rows} >= {"System", "Libraries", "Devices", "Models"}
    assert all(isinstance(row["remedy"], str) for row in rows)


def test_the_detector_is_told_of_or_missed(
    models_dir: Path,
) -> None:
    (missed,) = [f for f in findings() if f.subject == "damage-detector"]
    assert "filters" in missed.state
    assert missed.remedy
    assert not missed.is_fatal
    weights = models_dir / "damage-detector" / "detector.safetensors"
    weights.parent.mkdir()
    weights.write_bytes(b"weights")
    file = ModelFile(weights.name, "detector", hashlib.sha256(b"weights").hexdigest(), 7)
    card = ModelCard(
        name="damage-detector", title="Damage detector", family="damage", files=(file,)
    )
    (weights.parent / DETECTOR_FILE).write_text(card_to_json(card), encoding="utf-8")
    (found,) = [f for f in findings() if f.subject == "damage-detector"]
    assert found.state == "damage detector, ready"
    assert not found.remedy
    weights.unlink()
    (broken,) = [f for f in findings() if f.subject == "damage-detector"]
    assert "missing" in broken.remedy


def test_missing_library_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = importlib.import_module

    def without_safetensors(name: str, *args: Any) -> Any:
        if name == "safetensors":
            raise ImportError("No module named 'safetensors'")
        return real(name, *args)

    monkeypatch.setattr(importlib, "import_module", without_safetensors)
    assert main(["doctor"]) == 1
    assert "pip install safetensors" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="these libraries are Linux's")
def test_missing_system_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    (finding,) = [f for f in findings() if f.subject == "system libraries"]
    assert "libxcb-cursor0" in finding.remedy
