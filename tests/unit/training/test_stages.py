"""A new family plugs in by its step alone: loop, data, resume state and export serve it as it is."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.errors import MissingPartError, OptionError
from inpaint_studio.training import trainee as trainee_module
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import TrainConfig, TrainingPrecision
from inpaint_studio.training.loop import STATE_FILE
from inpaint_studio.training.losses.pixel import masked_l2
from inpaint_studio.training.setup import build_trainer, read_config
from inpaint_studio.training.stages import Extras, Stage, Training, training_of
from inpaint_studio.training.trainee import Picture, Player, StepContext, Trainee, update
from inpaint_studio.zoo import registry
from inpaint_studio.zoo.entry_points import family_entry_points
from inpaint_studio.zoo.family import Family
from inpaint_studio.zoo.registry import Registry, families


@dataclass(frozen=True)
class _Network:
    width: int = 4


@dataclass(frozen=True)
class _Losses:
    l2: float = 1.0


class _Painter(Trainee):
    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        loss = masked_l2(self._paint(batch, self.players["painter"].network), *batch_pair(batch))
        update([self.players["painter"]], loss)
        return {"l2": loss.detach()}

    def preview(self, batch: Batch, networks: Mapping[str, nn.Module]) -> Sequence[Picture]:
        with torch.no_grad():
            return [Picture("painted", self._paint(batch, networks["painter"]))]

    def _paint(self, batch: Batch, network: nn.Module) -> Tensor:
        return self.generate(network, torch.cat([batch.image * (1 - batch.mask), batch.mask], 1))


def batch_pair(batch: Batch) -> tuple[Tensor, Tensor]:
    return batch.image, batch.mask


def _build(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    width = config.network.width
    network = nn.Sequential(
        nn.Conv2d(4, width, 3, padding=1), nn.ReLU(), nn.Conv2d(width, 3, 3, padding=1)
    )
    player = Player(network.to(device), config.schedule)
    return _Painter({"painter": player}, ["painter"], device, config.schedule.precision)


@pytest.fixture
def painter(monkeypatch: pytest.MonkeyPatch) -> str:
    """A family of one stage under the name "painter"."""
    module = ModuleType("painter_family")
    defaults = TrainConfig("painter", "only", _Network(), _Losses())
    module.TRAINING = Training({"only": Stage(defaults, _build)})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "painter_family", module)
    row = Family("painter", "Painter", "", training="painter_family:TRAINING")
    monkeypatch.setattr(registry, "_default", Registry([row], family_entry_points))
    return "painter"


def test_a_new_family_trains_resumes_and_is_exported(
    painter: str, photos: Path, tmp_path: Path
) -> None:
    settings = [
        "network.width=6",
        "data.crop_px=32",
        "data.windows_px=[32, 32]",
        "holes.bank_size=8",
        "schedule.batch=2",
        "schedule.steps=30",
        "schedule.learning_rate=1e-2",
        "schedule.betas=[0.9, 0.99]",
        "schedule.ema_decay=0",
        "output.samples=1",
    ]
    config = read_config(painter, "only", None, settings)
    trainer = build_trainer(config, [photos], tmp_path, torch.device("cpu"), Extras())
    batch = trainer.batches.sample(4, seed=1)
    before = trainer.trainee.step(batch, StepContext(0, torch.Generator()))["l2"]
    trainer.run(stop_after_steps=15)
    again = build_trainer(config, [photos], tmp_path, torch.device("cpu"), Extras())
    again.resume(tmp_path / STATE_FILE)
    again.run()
    after = again.trainee.step(batch, StepContext(0, torch.Generator()))["l2"]
    assert after < 0.7 * before
    (weights,) = again.export(tmp_path / "weights")
    assert weights.name == "painter.safetensors"
    assert (tmp_path / "samples" / "00000030.jpg").is_file()


def test_its_options_are_checked_like_all_others(painter: str) -> None:
    with pytest.raises(OptionError, match="did you mean width"):
        read_config(painter, "only", None, ["network.widht=3"])
    with pytest.raises(OptionError, match="stages: only"):
        read_config(painter, "edge")


def test_every_familys_training_is_there() -> None:
    trained = [family.name for family in families() if family.training]
    assert {"edgeconnect", "damage", "text"} <= set(trained)
    for name in trained:
        training = training_of(name)
        assert training.default_stage in training.stages
        for stage, row in training.stages.items():
            assert (row.defaults.family, row.defaults.stage) == (name, stage)


@pytest.mark.parametrize("has_bfloat16", [True, False])
def test_bfloat16_is_used_where_the_processor_has_it(
    has_bfloat16: bool,
    painter: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(trainee_module, "cpu_multiplies_bfloat16", lambda: has_bfloat16)
    config = read_config(painter, "only", None, ["schedule.precision=bfloat16"])
    trainee = _build(config, torch.device("cpu"), Extras())
    assert trainee.precision is (
        TrainingPrecision.BFLOAT16 if has_bfloat16 else TrainingPrecision.FLOAT32
    )
    assert bool(caplog.records) is not has_bfloat16


def test_what_cannot_be_trained_is_named() -> None:
    for name in ("telea", "nothing"):
        with pytest.raises(OptionError, match=f"'{name}' cannot be trained.*edgeconnect"):
            training_of(name)


def test_a_broken_training_is_named(painter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["painter_family"], "TRAINING", 3)
    with pytest.raises(MissingPartError, match="painter_family:TRAINING is int"):
        training_of(painter)
