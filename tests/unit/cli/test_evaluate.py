"""The subcommand `evaluate`: options, table, errors."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from inpaint_studio.cli import main

pytestmark = pytest.mark.usefixtures("models_dir")


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    """Options that name two photographs, their masks and a report."""
    for name in ("images", "masks"):
        (tmp_path / name).mkdir()
    rng = np.random.default_rng(0)
    for name in ("one", "two"):
        photo = cv2.resize(rng.integers(0, 256, (5, 5, 3), np.uint8), (40, 40))
        mask = np.zeros((40, 40), np.uint8)
        mask[10:20, 10:20] = 255
        cv2.imwrite(str(tmp_path / "images" / f"{name}.png"), photo)
        cv2.imwrite(str(tmp_path / "masks" / f"{name}.png"), mask)
    names = {"images": "images", "masks": "masks", "report": "report"}
    return [f"--{option}={tmp_path / folder}" for option, folder in names.items()]


def test_models_are_compared(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", *folders, "--models", "patchmatch, telea", "--no-plots"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == [
        "model",
        "patchmatch",
        "telea",
        "navier-stokes",
    ]
    assert lines[-1] == f"{tmp_path / 'report' / 'report.md'}: 2 photographs"
    assert (tmp_path / "report" / "results.json").is_file()


def test_edges_and_sigma_are_studied(folders: list[str], tmp_path: Path) -> None:
    assert main(["evaluate", "edges", *folders, "--limit=1", "--no-plots"]) == 0
    assert (tmp_path / "report" / "edges_telea.png").is_file()
    sigma = ["--models=patchmatch", "--guide=original", "--sigmas=1,2.5", "--no-plots"]
    assert main(["evaluate", "sigma", *folders, "--limit=1", *sigma]) == 0
    assert "patchmatch sigma 2.5" in (tmp_path / "report" / "report.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--models=nothing-like-it"], "There is no model"),
        (["--models=migan"], "not installed"),
        (["--size=7"], "32 to 4096"),
        (["--sigma=0"], "0.1 to 20 px"),
        (["--sheet=-1"], "1 or more"),
        (["--perceptual-weights=/nowhere"], "no folder"),
        (["--inception=/nowhere.pth"], "cannot be read"),
    ],
)
def test_bad_options_are_told_in_one_line(
    folders: list[str], capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(["evaluate", *folders, "--no-plots", *options]) in (1, 2)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert message in told[0]


def test_sigmas_that_are_no_numbers(folders: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "sigma", *folders, "--sigmas=1,two"]) == 2
    assert "1,2,3" in capsys.readouterr().err
