"""A family of one's own, in a package of its own: imported, trained, and it restores a photograph."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from command_line import Command, json_lines
from example_family_installed import lay_out
from PIL import Image

from inpaint_studio.training.smoke import draw_photos

WALL = (200, 160, 90)
QUICK = ("data.crop_px=32", "data.windows_px=[32, 48]", "holes.bank_size=16", "schedule.batch=4")


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """The environment that finds the package."""
    lay_out(tmp_path / "site")
    ours = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        "INPAINT_STUDIO_MODELS": str(tmp_path / "user-models"),
        "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), *([ours] if ours else [])]),
    }


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A file as the family's authors would publish it, with made-up tensors."""
    torch.manual_seed(0)
    shapes = {"enc": (6, 4, 4, 4), "mid": (6, 6, 3, 3), "dec": (6, 3, 4, 4)}
    biases = {"enc": 6, "mid": 6, "dec": 3}
    tensors = {f"{name}.weight": torch.randn(shape) / 4 for name, shape in shapes.items()}
    tensors |= {f"{name}.bias": torch.zeros(count) for name, count in biases.items()}
    path = tmp_path / "theirs.pth"
    torch.save({"net": tensors, "iteration": 7}, path)
    return path


def restored(
    command: Command, environment: dict[str, str], folder: Path, model: str, *options: str
) -> np.ndarray:
    output = folder / f"{model}{len(options)}.png"
    done = command(
        "restore", "photo.png", "--mask", "mask.png", "--model", model, "-o", output,
        "--json", *options, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json_lines(done.stdout)[0]["model"] == model
    with Image.open(output) as result:
        return np.asarray(result)


def test_it_is_imported_trained_and_restores(
    command: Command, installed: dict[str, str], checkpoint: Path, tmp_path: Path
) -> None:
    listed = json.loads(command("models", "list", "--json", env=installed).stdout)
    assert not listed["problems"]
    (own,) = (model for model in listed["models"] if model["name"] == "small-fill")
    assert own["state"] == "not-installed"
    assert "models import small-fill --generator FILE" in own["note"]

    # Told by its tensors: the family need not be named.
    done = command("models", "import", checkpoint, "--name", "theirs", env=installed)
    assert done.returncode == 0, done.stderr

    draw_photos(tmp_path / "photos", 4)
    trained = command(
        "train", "small-fill", "--config", "small-fill-cpu", "--data", "photos",
        "--start-from", checkpoint, "--set", "network.channels=6", "--set", "schedule.steps=8",
        *(word for setting in QUICK for word in ("--set", setting)),
        "--out", "run", "--export", "weights", "--device", "cpu", env=installed,
    )  # fmt: skip
    assert trained.returncode == 0, trained.stderr
    weights = tmp_path / "weights" / "generator.safetensors"
    done = command(
        "models", "import", "small-fill", "--generator", weights, "--name", "ours", env=installed
    )
    assert done.returncode == 0, done.stderr

    image = np.full((60, 80, 3), WALL, np.uint8)
    mask = np.zeros((60, 80), np.bool_)
    mask[20:30, 30:44] = True
    image[mask] = (0, 0, 255)
    Image.fromarray(image).save(tmp_path / "photo.png")
    Image.fromarray(np.uint8(mask) * 255).save(tmp_path / "mask.png")
    theirs, ours, calm = (
        restored(command, installed, tmp_path, *words)
        for words in (("theirs",), ("ours",), ("ours", "--option", "calm=1"))
    )
    for result in (theirs, ours, calm):
        np.testing.assert_array_equal(result[~mask], image[~mask])
        assert (result[mask] != image[mask]).any()
    assert (theirs[mask] != ours[mask]).any()
    # All calm is the mean colour of what is known.
    assert np.abs(calm[mask].astype(int) - WALL).max() <= 1
    assert np.abs(ours[mask].astype(int) - WALL).max() > 1


def test_it_rehearses(command: Command, installed: dict[str, str]) -> None:
    done = command(
        "train", "small-fill", "--smoke", "--out", "run", "--device", "cpu", env=installed
    )
    assert done.returncode == 0, done.stderr


def test_without_the_package_it_is_not_there(command: Command) -> None:
    done = command("models", "list", "--json")
    assert "small-fill" not in done.stdout
