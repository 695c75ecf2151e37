"""A tiny photo set and configurations small enough for a step in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.loop import Trainer
from inpaint_studio.training.setup import build_trainer, read_config
from inpaint_studio.training.stages import Extras

TINY = (
    "network.channels=4",
    "network.blocks=1",
    "network.discriminator_channels=4",
    "data.crop_px=32",
    "data.windows_px=[32, 40]",
    "holes.bank_size=16",
    "schedule.batch=2",
    "schedule.steps=6",
    "schedule.precision=float32",
    "output.log_every_steps=1",
    "output.samples=0",
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Tiny networks are quickest on one thread, above all on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of eight small photographs of uneven sizes."""
    folder = tmp_path_factory.mktemp("photos")
    random = np.random.default_rng(5)
    for number in range(8):
        height, width = random.integers(40, 70, 2)
        rows, columns = np.mgrid[:height, :width] / 40
        waves = [np.sin(rows * a + columns * b) for a, b in random.uniform(1, 9, (3, 2))]
        pixels = (np.stack(waves, 2) * 100 + 128).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{'ab'[number % 2]}_{number}.png")
    return folder


@pytest.fixture
def tiny_config() -> Callable[..., TrainConfig]:
    """`tiny_config(stage, *settings)`: a configuration without VGG, further settings on top."""

    def make(stage: str = "completion", *settings: str) -> TrainConfig:
        no_vgg = ("losses.perceptual=0", "losses.style=0") if stage != "edge" else ()
        return read_config("edgeconnect", stage, None, [*TINY, *no_vgg, *settings])

    return make


@pytest.fixture
def tiny_trainer(photos: Path) -> Callable[..., Trainer]:
    """`tiny_trainer(config, folder)`: a trainer on the CPU."""

    def make(config: TrainConfig, folder: Path, extras: Extras | None = None) -> Trainer:
        return build_trainer(config, [photos], folder, torch.device("cpu"), extras or Extras())

    return make
