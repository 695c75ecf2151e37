"""LaMa: only the published program is run, and it is given image and mask as published."""

from __future__ import annotations

import dataclasses
import hashlib
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.families.lama import restorer as lama
from inpaint_studio.inference.device import CPU
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard, ModelFile
from inpaint_studio.zoo.install import install_model
from inpaint_studio.zoo.registry import find_family

pytestmark = pytest.mark.usefixtures("one_thread")


class Published(torch.nn.Module):
    """What the published program does around its network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = torch.nn.Conv2d(4, 3, 3, padding=1)

    def forward(self, image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        seen = torch.cat([image * (1 - mask), mask], dim=1)
        assert seen.shape[2] % 8 == 0 and seen.shape[3] % 8 == 0  # noqa: PT018
        return mask * torch.sigmoid(self.conv(seen)) + (1 - mask) * image


@pytest.fixture
def installed(tmp_path: Path) -> tuple[ModelCard, Path]:
    path = tmp_path / "big-lama.pt"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        torch.jit.save(torch.jit.script(Published()), str(path))
    data = path.read_bytes()
    file = ModelFile("big-lama.pt", "torchscript", hashlib.sha256(data).hexdigest(), len(data))
    (card,) = find_family("lama").downloads
    return dataclasses.replace(card, files=(file,)), tmp_path


def test_another_program_is_never_run(
    installed: tuple[ModelCard, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*args: object, **kwargs: object) -> None:
        raise AssertionError("a program that nobody vouches for was opened")

    monkeypatch.setattr(torch.jit, "load", load)
    card, folder = installed
    with pytest.raises(ModelFileError, match="not the published one"):
        lama.make_lama(card, folder, CPU)
    # Nor one that claims the published hash.
    (published,) = find_family("lama").downloads
    with pytest.raises(ModelFileError, match="bytes"):
        lama.make_lama(published, folder, CPU)


def test_the_published_program_restores(
    installed: tuple[ModelCard, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    card, folder = installed
    monkeypatch.setattr(lama, "_published_hashes", lambda family: {card.files[0].sha256})
    restorer = lama.make_lama(card, folder, CPU)
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (45, 61, 3), np.uint8)
    mask = np.zeros((45, 61), np.bool_)
    mask[10:30, 20:40] = True
    damaged = image.copy()
    damaged[mask] = 255
    first = restorer.fill(FillRequest(image, mask), ProgressToken())
    second = restorer.fill(FillRequest(damaged, mask), ProgressToken())
    assert first.image.shape == image.shape
    np.testing.assert_allclose(first.image[~mask], image[~mask] / 255, atol=1e-6)
    np.testing.assert_allclose(first.image[mask], second.image[mask], atol=1e-6)
    restorer.close()


def test_it_is_installed_on_demand_only(models_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="install the model lama"):
        lama.make_lama(find_family("lama").downloads[0], None, CPU)
    wrong = tmp_path / "big-lama.pt"
    wrong.write_bytes(b"something else")
    with pytest.raises(ModelFileError):
        install_model("lama", agree=lambda card: card.licence == "Apache-2.0", source=wrong)
    assert list(models_dir.iterdir()) == []
