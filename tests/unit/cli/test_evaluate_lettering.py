"""The command that measures how lettering is found: its table, its refusals."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from scratched_photo import landscape

from inpaint_studio.cli import main


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    cv2.imwrite(str(tmp_path / "a.png"), landscape(96, 128) // np.uint8([1, 2, 3]))
    return tmp_path


def test_the_network_stands_beside_the_lines(
    photos: Path, one_thread: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate-lettering", "--images", str(photos), "--device", "cpu"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "| figure | network | lines of strokes |"
    assert [row.split(" | ")[0] for row in rows[2:]] == [
        "| found, of 1",
        "| mean IoU",
        "| precision of pixels",
        "| recall of pixels",
        "| false alarms, of 1",
    ]


def test_dates_have_one_finder(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate-lettering", "--images", str(photos), "--kind", "date"]) == 0
    assert capsys.readouterr().out.startswith("| figure | colour and strokes |")


@pytest.mark.parametrize(
    "words", [["--limit", "0"], ["--kind", "text,date"], ["--kind", "dust"], ["--sensitivity", "7"]]
)
def test_mistakes_are_refused(
    words: list[str], photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate-lettering", "--images", str(photos), *words]) == 2
    assert words[1] in capsys.readouterr().err


def test_a_folder_is_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate-lettering", "--images", str(tmp_path / "none")]) == 2
    assert "no folder" in capsys.readouterr().err
