"""The doctor's report, on this machine and on ones where things are missing."""

from __future__ import annotations

import ctypes.util
import importlib
import json
import sys
from typing import Any

import pytest

from inpaint_studio.cli import main
from inpaint_studio.cli.doctor import findings


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


def test_missing_library_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = importlib.import_module

    def without_onnx(name: str, *args: Any) -> Any:
        if name == "onnxruntime":
            raise ImportError("No module named 'onnxruntime'")
        return real(name, *args)

    monkeypatch.setattr(importlib, "import_module", without_onnx)
    assert main(["doctor"]) == 1
    assert "pip install onnxruntime" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="these libraries are Linux's")
def test_missing_system_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    (finding,) = [f for f in findings() if f.subject == "system libraries"]
    assert "libxcb-cursor0" in finding.remedy
