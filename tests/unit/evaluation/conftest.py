"""Small photographs with masks, and where the published perceptual weights may lie."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor

from inpaint_studio.evaluation import studies
from inpaint_studio.training.losses.lpips import PerceptualNet

WEIGHTS_VARIABLE = "INPAINT_STUDIO_TEST_WEIGHTS"
_REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def weights_folder() -> Path:
    """Published LPIPS weights, from `INPAINT_STUDIO_TEST_WEIGHTS` or beside the repository."""
    named = os.environ.get(WEIGHTS_VARIABLE)
    folder = Path(named) if named else _REPOSITORY.parent / "shared" / "weights"
    if not (folder / "lpips_v01_heads.safetensors").is_file():
        pytest.skip(f"no LPIPS weights in {folder}; name their folder with {WEIGHTS_VARIABLE}")
    return folder


@pytest.fixture
def photo_set(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """`photo_set(count, side_px)` writes photographs and masks; returns both folders."""

    def write(count: int = 4, side_px: int = 48) -> tuple[Path, Path]:
        images, masks = tmp_path / "set" / "images", tmp_path / "set" / "masks"
        images.mkdir(parents=True)
        masks.mkdir()
        rng = np.random.default_rng(0)
        for index in range(count):
            name = f"{('scene', 'face')[index % 2]}_{index:02d}.png"
            coarse = rng.integers(0, 256, (6, 6, 3), np.uint8)
            photo = cv2.resize(coarse, (side_px, side_px), interpolation=cv2.INTER_CUBIC)
            mask = np.zeros((side_px, side_px), np.uint8)
            mask[5 : 5 + (index + 1) * side_px // (count + 3), 6 : side_px - 8] = 255
            cv2.imwrite(str(images / name), photo)
            cv2.imwrite(str(masks / name), mask)
        return images, masks

    return write


class PlainDistance:
    """In place of LPIPS, whose weights are not there: mean absolute difference."""

    net = PerceptualNet.ALEX
    device = "cpu"

    def stages(self, batch: Tensor) -> Tensor:
        return batch

    def compare(self, first: Tensor, second: Tensor) -> Tensor:
        return (first - second).abs().mean(dim=(1, 2, 3))

    def compare_map(self, first: Tensor, second: Tensor, size: tuple[int, int]) -> Tensor:
        assert first.shape[-2:] == torch.Size(size)
        return (first - second).abs().mean(dim=1)


@pytest.fixture
def plain_distance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Studies are judged by `PlainDistance`, whatever folder of weights they are given."""
    monkeypatch.setattr(studies, "perceptual_distances", lambda *_: ((PlainDistance(),), ()))
