"""The command that measures finders: its table, its report, its refusals."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
import torch
from scratched_photo import landscape

from inpaint_studio.cli import main
from inpaint_studio.families.damage.network import DamageUnet
from inpaint_studio.training.export import export_network


def test_the_table_is_printed_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    cv2.imwrite(str(photos / "a.png"), landscape(64, 64))
    torch.manual_seed(0)
    export_network(DamageUnet(6).eval(), tmp_path / "w.safetensors", metadata={})
    words = ["evaluate-detector", "--images", str(photos), "--undamaged", str(photos)]
    words += ["--weights", str(tmp_path / "w.safetensors"), "--device", "cpu"]
    assert main([*words, "--report", str(tmp_path / "out")]) == 0
    text = capsys.readouterr().out
    assert "| drawn damage | all together | average precision |" in text
    assert "| undamaged, photos | false alarms | places per megapixel |" in text
    assert (tmp_path / "out" / "detection.md").read_text(encoding="utf-8") == text
    lines = (tmp_path / "out" / "detection.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "photographs,damage,figure,network,filters"


def test_mistakes_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate-detector"]) == 2
    assert "--images" in capsys.readouterr().err
    words = ["evaluate-detector", "--undamaged", str(tmp_path)]
    assert main([*words, "--limit", "0"]) == 2
    assert main([*words, "--sensitivity", "2"]) == 2
