"""A user imports checkpoints of two networks, told apart by the product, and asks for answers.

The checkpoints have the published layouts and made-up tensors: what is shown is the whole path.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from command_line import Command, json_lines
from PIL import Image

from inpaint_studio.families.pluralistic import checkpoint as pluralistic
from inpaint_studio.families.pluralistic.network import PluralisticEncoder, PluralisticGenerator
from inpaint_studio.families.rfr import checkpoint as recurrent_reasoning
from inpaint_studio.families.rfr.network import RecurrentReasoning
from inpaint_studio.zoo.published import published_content


@pytest.fixture
def photo(tmp_path: Path) -> tuple[np.ndarray, np.ndarray]:
    image = np.random.default_rng(0).integers(0, 255, (90, 120, 3), np.uint8)
    hole = np.zeros((90, 120), np.bool_)
    hole[30:60, 40:80] = True
    Image.fromarray(image).save(tmp_path / "photo.png")
    Image.fromarray(np.uint8(hole) * 255).save(tmp_path / "mask.png")
    return image, hole


def restored(command: Command, model: str, seed: int, folder: Path) -> np.ndarray:
    done = command(
        "restore", "photo.png", "--mask", "mask.png", "--model", model, "--seed", str(seed),
        "-o", f"{model}-{seed}.png", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json_lines(done.stdout)[0]["model"] == model
    with Image.open(folder / f"{model}-{seed}.png") as result:
        return np.asarray(result)


def test_every_seed_is_an_answer(
    command: Command, photo: tuple[np.ndarray, np.ndarray], tmp_path: Path
) -> None:
    torch.manual_seed(3)
    paths = []
    for layout, network in (
        (pluralistic.ENCODER, PluralisticEncoder(4, 6, 1)),
        (pluralistic.GENERATOR, PluralisticGenerator(4, 6)),
    ):
        # Spectral norm one, as after training under it.
        state = {
            key: value / torch.linalg.matrix_norm(value.flatten(1), ord=2)
            if value.ndim == 4
            else value
            for key, value in network.state_dict().items()
        }
        paths.append(tmp_path / layout.file_name)
        torch.save(published_content(layout, state), paths[-1])
    alone = command("models", "import", paths[0])
    assert alone.returncode != 0
    assert "generator file is missing" in alone.stderr
    done = command("models", "import", *reversed(paths), "--json")
    assert done.returncode == 0, done.stderr
    assert "latest_net_E.pth is its encoder" in done.stderr
    card = json.loads(done.stdout)["card"]
    assert card["name"] == "pluralistic"
    assert card["varies"]
    assert card["licence"] == "CC-BY-NC-4.0"
    image, hole = photo
    first, other = (restored(command, "pluralistic", seed, tmp_path) for seed in (0, 1))
    np.testing.assert_array_equal(first[~hole], image[~hole])
    assert (first[hole] != other[hole]).any()


def test_a_checkpoint_with_its_optimiser_is_imported(
    command: Command, photo: tuple[np.ndarray, np.ndarray], tmp_path: Path
) -> None:
    torch.manual_seed(3)
    content = published_content(
        recurrent_reasoning.GENERATOR, dict(RecurrentReasoning(8).state_dict())
    )
    content["optimizer_G"] = {"state": {0: {"step": 3, "exp_avg": torch.zeros(3)}}}
    torch.save(content, tmp_path / "checkpoint_paris.pth")
    done = command("models", "import", "rfr", "--generator", "checkpoint_paris.pth")
    assert done.returncode == 0, done.stderr
    assert "Licence: MIT" in done.stdout
    image, hole = photo
    result = restored(command, "rfr", 0, tmp_path)
    np.testing.assert_array_equal(result[~hole], image[~hole])
    assert (result[hole] != image[hole]).any()
