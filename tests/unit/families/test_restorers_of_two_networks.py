"""Restorers of two networks in a row: installed models through the engine, seeds, windows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from engine_fakes import make_card
from torch import nn

from inpaint_studio.errors import MissingPartError
from inpaint_studio.families.csa.network import RefinementUNet, RoughUNet
from inpaint_studio.families.csa.restorer import make_coherent_attention
from inpaint_studio.families.pluralistic.network import (
    Pluralistic,
    PluralisticEncoder,
    PluralisticGenerator,
)
from inpaint_studio.families.pluralistic.restorer import PluralisticRestorer, make_pluralistic
from inpaint_studio.families.rfr.network import RecurrentReasoning
from inpaint_studio.inference.device import CPU
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.install import create_model
from inpaint_studio.zoo.registry import ModelState, find_family, find_model

pytestmark = pytest.mark.usefixtures("one_thread")


def photo(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (height, width, 3), np.uint8)
    mask = np.zeros((height, width), np.bool_)
    mask[height // 3 : height // 2 + 1, width // 4 : width // 2 + 1] = True
    return image, mask


@pytest.mark.parametrize("size", [(64, 64), (45, 71)])
def test_seeds_any_size_and_nothing_of_the_hole_is_seen(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    network = Pluralistic(PluralisticEncoder(4, 6, 1), PluralisticGenerator(4, 6))
    restorer = PluralisticRestorer(make_card(size_multiple=32), network, CPU)
    image, mask = photo(*size)
    damaged = image.copy()
    damaged[mask] = 255

    def fill(pixels: np.ndarray, seed: int) -> np.ndarray:
        return restorer.fill(
            FillRequest(pixels, mask, FillSettings(seed=seed)), ProgressToken()
        ).image

    first = fill(image, 3)
    assert first.shape == (*size, 3)
    assert first.dtype == np.float32
    assert first.min() >= 0
    assert first.max() <= 1
    np.testing.assert_array_equal(first, fill(image, 3))
    np.testing.assert_allclose(first, fill(damaged, 3), atol=1e-5)
    assert np.abs(first - fill(image, 4)).max() > 1e-4
    restorer.close()


NETWORKS: dict[str, dict[str, nn.Module]] = {
    "pluralistic": {
        "encoder": PluralisticEncoder(4, 6, 1),
        "generator": PluralisticGenerator(4, 6),
    },
    "csa": {"rough": RoughUNet(4), "refinement": RefinementUNet(4)},
    "rfr": {"generator": RecurrentReasoning(8)},
}


@pytest.mark.parametrize("name", list(NETWORKS))
def test_the_engine_restores_with_an_installed_model(name: str, models_dir: Path) -> None:
    before = find_model(name)
    assert before.state is ModelState.NOT_INSTALLED
    assert before.note["roles"] == tuple(NETWORKS[name])
    template = find_family(name).template
    assert template is not None
    create_model(template, {role: net.state_dict() for role, net in NETWORKS[name].items()})
    image, mask = photo(90, 120)
    with Engine("cpu") as engine:
        results = [
            engine.restore(
                RestoreRequest(image, mask, FillSettings(name, seed=seed), keep_window_results=True)
            )
            for seed in (0, 1)
        ]
    for result in results:
        np.testing.assert_array_equal(result.image[~mask], image[~mask])
        assert (result.image[mask] != image[mask]).any()
        assert (result.windows[0].coarse is not None) == template.shows_coarse
    assert (results[0].image != results[1].image).any() == template.varies


@pytest.mark.parametrize(
    ("make", "role"), [(make_pluralistic, "encoder"), (make_coherent_attention, "refinement")]
)
def test_without_weights_the_error_says_how_to_get_them(make: object, role: str) -> None:
    with pytest.raises(MissingPartError, match="import a checkpoint of fake") as caught:
        make(make_card("csa"), None, CPU)  # type: ignore[operator]
    roles = caught.value.message["roles"]
    assert isinstance(roles, tuple)
    assert role in roles
