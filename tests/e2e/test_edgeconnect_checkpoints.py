"""A user imports published EdgeConnect checkpoints, restores with them, and guides the edges.

No published weights come with the product, so the checkpoints here have the published layout and
made-up tensors: what is shown is the whole path, not the beauty of the result.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from command_line import Command, json_lines
from PIL import Image

from inpaint_studio.families.edgeconnect.network import CompletionGenerator, EdgeGenerator


def published_layout(network: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The state as the published code saves it: spectral norm as weight_orig, weight_u, weight_v."""
    state: dict[str, torch.Tensor] = {}
    for key, value in network.state_dict().items():
        if ".parametrizations.weight.original" in key:
            state[key.replace("parametrizations.weight.original", "weight_orig")] = value
        elif key.endswith("parametrizations.weight.0._u"):
            state[key.replace("parametrizations.weight.0._u", "weight_u")] = value
        elif key.endswith("parametrizations.weight.0._v"):
            state[key.replace("parametrizations.weight.0._v", "weight_v")] = value
        else:
            state[key] = value
    return state


@pytest.fixture
def checkpoints(tmp_path: Path) -> tuple[Path, Path]:
    torch.manual_seed(3)
    edge, completion = tmp_path / "EdgeModel_gen.pth", tmp_path / "InpaintingModel_gen.pth"
    networks = EdgeGenerator(8, 2, spectral=True), CompletionGenerator(8, 2)
    for path, network in zip((edge, completion), networks, strict=True):
        torch.save({"iteration": 7, "generator": published_layout(network)}, path)
    return edge, completion


@pytest.fixture
def photo(tmp_path: Path) -> tuple[Path, Path, np.ndarray]:
    image = np.full((150, 200, 3), 60, np.uint8)
    image[40:110, 50:150] = (200, 170, 120)
    hole = np.zeros((150, 200), np.bool_)
    hole[60:90, 30:80] = True
    Image.fromarray(image).save(tmp_path / "photo.png")
    Image.fromarray(np.uint8(hole) * 255).save(tmp_path / "mask.png")
    return tmp_path / "photo.png", tmp_path / "mask.png", hole


def test_import_restore_and_guide(
    command: Command,
    checkpoints: tuple[Path, Path],
    photo: tuple[Path, Path, np.ndarray],
    tmp_path: Path,
) -> None:
    edge, completion = checkpoints
    path, mask, hole = photo
    done = command(
        "models", "import", "edgeconnect", "--edge", edge, "--completion", completion,
        "--name", "places2",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    listed = json.loads(command("models", "list", "--json").stdout)
    assert "places2" in json.dumps(listed)

    lines = np.zeros((150, 200), np.uint8)
    lines[75, 32:78] = 255
    Image.fromarray(lines).save(tmp_path / "lines.png")
    results = {}
    for name, options in {
        "plain": [],
        "guided": ["--edges", "lines.png"],
        "erased": ["--erase-edges", "mask.png"],
    }.items():
        done = command(
            "restore", path, "--mask", mask, "--model", "places2", "-o", f"{name}.png",
            "--save-edges", f"{name}-edges.png", "--json", *options,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json_lines(done.stdout)[0]["model"] == "places2"
        with Image.open(tmp_path / f"{name}.png") as image:
            results[name] = np.asarray(image)
        with Image.open(tmp_path / f"{name}-edges.png") as image:
            results[f"{name}-edges"] = np.asarray(image.convert("L")) > 127
    with Image.open(path) as image:
        original = np.asarray(image)
    for name in ("plain", "guided", "erased"):
        np.testing.assert_array_equal(results[name][~hole], original[~hole])
    assert results["guided-edges"][75, 32:78].all()
    assert not results["erased-edges"][hole].any()
    assert results["plain-edges"][~hole].any()
    assert (results["guided"][hole] != results["erased"][hole]).any()


def test_swapped_files_are_refused_and_leave_nothing(
    command: Command, checkpoints: tuple[Path, Path], tmp_path: Path
) -> None:
    edge, completion = checkpoints
    done = command(
        "models", "import", "edgeconnect", "--edge", completion, "--completion", edge,
        "--name", "swapped",
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "user-models" / "swapped").exists()
