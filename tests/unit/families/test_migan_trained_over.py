"""A model trained over MI-GAN: its folder holds the difference, the official file the rest."""

# mypy: disable-error-code="no-untyped-call, unused-ignore"

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.families.migan.card import FAMILY
from inpaint_studio.families.migan.checkpoint import difference_to, published_network
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.zoo.install import install_model, write_model

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def mine(migan_file: Path, models_dir: Path) -> str:
    """A model whose output bias is a little brighter, and which sees edges."""
    trained = published_network(migan_file, edges=True).state_dict()
    trained["decoder.0.to_rgb.bias"] += 0.2
    trained["from_rgb.weight"][:, 4] = 0.05
    (base,) = FAMILY.downloads
    card = dataclasses.replace(
        base, name="mine", builds_on="migan", files=(), takes_edges=True, half_precision=False
    )
    folder = models_dir / "mine"
    folder.mkdir(parents=True)
    difference = difference_to(migan_file, trained, 0.5)
    write_model(card, {"generator": difference}, folder, dtype=torch.float16)
    return "mine"


def photo() -> tuple[np.ndarray, np.ndarray]:
    image = np.random.default_rng(0).integers(90, 110, (128, 128, 3), np.uint8)
    mask = np.zeros((128, 128), np.bool_)
    mask[40:90, 30:100] = True
    return image, mask


def test_it_waits_for_the_official_file_and_then_differs_from_it(
    mine: str, migan_file: Path
) -> None:
    image, mask = photo()
    with Engine("cpu") as engine:
        with pytest.raises(MissingPartError, match="install the model migan"):
            engine.restore(RestoreRequest(image, mask, FillSettings(mine)))
        # What there is to install of it is the official file.
        install_model(mine, agree=lambda card: card.name == "migan", source=migan_file)
        official = engine.restore(RestoreRequest(image, mask, FillSettings("migan"))).image
        ours = engine.restore(RestoreRequest(image, mask, FillSettings(mine))).image
    assert np.array_equal(official[~mask], ours[~mask])
    assert (official[mask] != ours[mask]).any()


def test_it_follows_drawn_lines(mine: str, migan_file: Path) -> None:
    install_model("migan", agree=lambda card: True, source=migan_file)
    image, mask = photo()
    lines = np.zeros_like(mask)
    lines[64, 30:100] = True
    guide = EdgeGuide(add=lines, erase=np.zeros_like(mask))
    with Engine("cpu") as engine:
        plain, again, drawn = (
            engine.restore(RestoreRequest(image, mask, FillSettings(mine), guide=each)).image
            for each in (None, EdgeGuide(np.zeros_like(mask), np.zeros_like(mask)), guide)
        )
    assert np.array_equal(plain, again)
    assert (plain[mask] != drawn[mask]).any()


def test_a_difference_of_another_network_is_refused(
    mine: str, migan_file: Path, models_dir: Path
) -> None:
    install_model("migan", agree=lambda card: True, source=migan_file)
    (base,) = FAMILY.downloads
    card = dataclasses.replace(base, name=mine, builds_on="migan", files=())
    write_model(card, {"generator": {"decoder.9.odd": torch.ones(3)}}, models_dir / mine)
    image, mask = photo()
    with Engine("cpu") as engine, pytest.raises(ModelFileError, match=r"decoder\.9\.odd"):
        engine.restore(RestoreRequest(image, mask, FillSettings(mine)))
