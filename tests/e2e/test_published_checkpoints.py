"""A user imports published checkpoints of the shelf's families and restores with them.

The checkpoints have the published layouts and made-up tensors: what is shown is the whole path.
The other families take the same one; that the engine runs them is tested beside their restorers.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from command_line import Command, json_lines
from PIL import Image

from inpaint_studio.families.context_encoder import checkpoint as context_encoder
from inpaint_studio.families.context_encoder.network import ContextEncoder
from inpaint_studio.families.deepfill_v2 import checkpoint as deepfill_v2
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.zoo.published import published_content


@pytest.fixture
def checkpoints(tmp_path: Path) -> list[Path]:
    torch.manual_seed(3)
    paths = []
    for layout, network in (
        (deepfill_v2.V2, DeepFillV2(4, inputs=6)),
        (context_encoder.GENERATOR, ContextEncoder(4, 10)),
    ):
        for parameter in network.parameters():
            parameter.data *= 5  # loud enough for a line to change 8-bit pixels
        paths.append(tmp_path / f"{layout.name}.pth")
        torch.save(published_content(layout, dict(network.state_dict())), paths[-1])
    return paths


def test_import_and_restore(command: Command, checkpoints: list[Path], tmp_path: Path) -> None:
    image = np.random.default_rng(0).integers(0, 255, (150, 200, 3), np.uint8)
    hole = np.zeros((150, 200), np.bool_)
    hole[60:90, 30:80] = True
    lines = np.zeros((150, 200), np.uint8)
    lines[75, 32:78] = 255
    Image.fromarray(image).save(tmp_path / "photo.png")
    Image.fromarray(np.uint8(hole) * 255).save(tmp_path / "mask.png")
    Image.fromarray(lines).save(tmp_path / "lines.png")

    def restore(model: str, output: str, *options: str) -> np.ndarray:
        done = command(
            "restore", "photo.png", "--mask", "mask.png", "--model", model, "-o", output,
            "--json", *options,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert json_lines(done.stdout)[0]["model"] == model
        with Image.open(tmp_path / output) as result:
            return np.asarray(result)

    results = {}
    for path in checkpoints:
        done = command("models", "import", path, "--json")
        assert done.returncode == 0, done.stderr
        name = json.loads(done.stdout)["name"]
        assert name == path.stem
        results[name] = restore(name, f"{name}.png")
        np.testing.assert_array_equal(results[name][~hole], image[~hole])
        assert (results[name][hole] != image[hole]).any()
    guided = restore("deepfill_v2", "guided.png", "--edges", "lines.png")
    assert (guided[hole] != results["deepfill_v2"][hole]).any()
    np.testing.assert_array_equal(guided[~hole], image[~hole])
