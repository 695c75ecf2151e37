"""Every family learns, goes on where it stopped, and restores a photo with what it exports."""

# mypy: disable-error-code="no-untyped-call, unused-ignore"

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.loop import STATE_FILE, Trainer
from inpaint_studio.training.setup import build_trainer
from inpaint_studio.training.smoke import draw_photos, rehearsal_config
from inpaint_studio.training.stages import Extras, training_of
from inpaint_studio.training.trainee import StepContext
from inpaint_studio.zoo.install import import_model
from inpaint_studio.zoo.registry import families, find_family

_CPU = torch.device("cpu")
_STEPS = 24
_FILLING = {family.name for family in families() if family.restorer}
_STAGES = [
    (family.name, stage)
    for family in families()
    if family.training
    for stage, row in training_of(family.name).stages.items()
    if row.rehearsal is not None
]
# A detector finds and does not fill: what its weights find is tested with it.
_FILLING_STAGES = [(family, stage) for family, stage in _STAGES if family in _FILLING]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn pictures, large enough for every family."""
    folder = tmp_path_factory.mktemp("drawn")
    draw_photos(folder, 6, side_px=256)
    return folder


def _config(family: str, stage: str, *settings: str) -> TrainConfig:
    quick = ("output.samples=0", "schedule.decay=constant")
    return rehearsal_config(family, stage, steps=_STEPS, settings=[*quick, *settings])


def _trainer(
    config: TrainConfig, drawn: Path, folder: Path, extras: Extras | None = None
) -> Trainer:
    return build_trainer(config, [drawn], folder, _CPU, extras or Extras())


def _steps(trainer: Trainer, first: int, count: int) -> list[dict[str, Tensor]]:
    """Steps on a batch that is always the same, with the same randomness for the same number."""
    values = []
    for number in range(first, first + count):
        torch.manual_seed(number)
        context = StepContext(number, torch.Generator().manual_seed(number))
        values.append(trainer.trainee.step(trainer.batches.sample(2, seed=3), context))
    return values


def _watched(values: list[dict[str, Tensor]], name: str) -> float:
    # In some steps only discriminators learn.
    return next(float(each[name]) for each in values if name in each)


@pytest.mark.parametrize(("family", "stage"), _STAGES)
def test_it_learns_and_goes_on_where_it_stopped(
    family: str, stage: str, drawn: Path, tmp_path: Path
) -> None:
    config, rehearsal = _config(family, stage), training_of(family).stages[stage].rehearsal
    assert rehearsal is not None
    trainer = _trainer(config, drawn, tmp_path)
    before = _watched(_steps(trainer, 0, 2), rehearsal.watched)
    trainer.run()
    again = _trainer(config, drawn, tmp_path)
    again.resume(tmp_path / STATE_FILE)
    one, other = _steps(trainer, _STEPS, 2), _steps(again, _STEPS, 2)
    assert _watched(one, rehearsal.watched) < 0.9 * before
    for mine, theirs in zip(one, other, strict=True):
        assert set(mine) == set(theirs)
        for name, value in mine.items():
            assert torch.isfinite(value)
            assert not value.requires_grad
            assert torch.equal(value, theirs[name]), name


@pytest.mark.parametrize(("family", "stage"), _FILLING_STAGES)
@pytest.mark.usefixtures("models_dir")
def test_its_weights_restore_a_photo(family: str, stage: str, drawn: Path, tmp_path: Path) -> None:
    roles = set(find_family(family).roles)
    trainer = _trainer(_config(family, stage), drawn, tmp_path / "run")
    if set(trainer.trainee.exported) != roles:
        pytest.skip(f"{stage} is one of several stages that make a model")
    trainer.run(stop_after_steps=1)
    files = {path.stem: path for path in trainer.export(tmp_path / "weights")}
    model = import_model(family, files)
    image = np.random.default_rng(0).integers(0, 255, (72, 90, 3), np.uint8)
    mask = np.zeros((72, 90), np.bool_)
    mask[20:44, 30:60] = True
    with Engine("cpu") as engine:
        result = engine.restore(RestoreRequest(image, mask, FillSettings(model.card.name)))
    np.testing.assert_array_equal(result.image[~mask], image[~mask])
    assert (result.image[mask] != image[mask]).mean() > 0.5
