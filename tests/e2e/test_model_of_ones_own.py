"""The README's package that adds a model of one's own: listed, and it restores a photograph."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from pathlib import Path

import numpy as np
import pytest
from command_line import Command, json_lines
from PIL import Image

PACKAGE = Path(__file__).resolve().parents[1] / "example_family"
MOST_LINES = 30


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """The package as an installer lays it out, and the environment that finds it."""
    site = tmp_path / "site"
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]
    folder = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    folder.mkdir(parents=True)
    shutil.copy(PACKAGE / "mean_fill.py", site)
    name, version = project["name"], project["version"]
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    lines = [
        line
        for group, points in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{key} = {value}" for key, value in points.items()))
    ]
    (folder / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return {
        **os.environ,
        "INPAINT_STUDIO_MODELS": str(tmp_path / "user-models"),
        "PYTHONPATH": str(site),
    }


def test_it_is_short() -> None:
    lines = (PACKAGE / "mean_fill.py").read_text().splitlines()
    assert len(lines) <= MOST_LINES


def test_it_is_listed_and_restores(
    command: Command, installed: dict[str, str], tmp_path: Path
) -> None:
    done = command("models", "list", "--json", env=installed)
    assert done.returncode == 0, done.stderr
    listed = json.loads(done.stdout)
    assert not listed["problems"]
    (own,) = (model for model in listed["models"] if model["name"] == "mean-fill")
    assert own["state"] == "ready"
    image = np.full((60, 80, 3), (200, 160, 90), np.uint8)
    mask = np.zeros((60, 80), np.uint8)
    mask[20:30, 30:44] = 255
    image[mask > 0] = (0, 0, 255)
    Image.fromarray(image).save(tmp_path / "photo.png")
    Image.fromarray(mask).save(tmp_path / "mask.png")
    done = command(
        "restore", "photo.png", "--mask", "mask.png", "--model", "mean-fill", "-o", "out.png",
        "--json", env=installed,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json_lines(done.stdout)[0]["model"] == "mean-fill"
    with Image.open(tmp_path / "out.png") as restored:
        result = np.asarray(restored).astype(int)
    assert np.abs(result - (200, 160, 90)).max() <= 1


def test_without_the_package_it_is_not_there(command: Command) -> None:
    done = command("models", "list", "--json")
    assert "mean-fill" not in done.stdout
