"""A run that is stopped and resumed goes on as if it had not been stopped."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from inpaint_studio.errors import BadInputError, CancelledError
from inpaint_studio.progress import ProgressToken
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.logs import LOG_FILE, read_log
from inpaint_studio.training.loop import STATE_FILE, Trainer

Config = Callable[..., TrainConfig]
Make = Callable[..., Trainer]

_TIMES = {"elapsed_s", "samples_per_s"}


def _losses(folder: Path) -> list[dict[str, float]]:
    rows = read_log(folder / LOG_FILE)
    return [{k: v for k, v in row.items() if k not in _TIMES} for row in rows]


@pytest.mark.parametrize("stage", ["edge", "completion", "joint"])
@pytest.mark.parametrize("on_device", ["true", "false"])
def test_stopped_and_resumed_gives_identical_losses(
    stage: str, on_device: str, tmp_path: Path, tiny_config: Config, tiny_trainer: Make
) -> None:
    settings = (f"data.on_device={on_device}", "look.gray=0.5", "look.grain=0.5")
    config = tiny_config(stage, *settings)
    tiny_trainer(config, tmp_path / "whole").run()
    first = tiny_trainer(config, tmp_path / "parts")
    first.run(stop_after_steps=3)
    assert first.state.step == 3
    second = tiny_trainer(config, tmp_path / "parts")
    second.resume(tmp_path / "parts" / STATE_FILE)
    second.run()
    whole, parts = _losses(tmp_path / "whole"), _losses(tmp_path / "parts")
    assert len(whole) == 6
    assert whole == parts
    states = [torch.load(tmp_path / f / STATE_FILE, weights_only=True) for f in ("whole", "parts")]
    for kind in ("networks", "averages"):
        for name, network in states[0][kind].items():
            for key, value in network.items():
                assert torch.equal(value, states[1][kind][name][key]), (kind, name, key)


def test_resuming_drops_the_lines_that_will_be_written_again(
    tmp_path: Path, tiny_config: Config, tiny_trainer: Make
) -> None:
    trainer = tiny_trainer(tiny_config(), tmp_path)
    trainer.run(stop_after_steps=2)
    state = (tmp_path / STATE_FILE).read_bytes()
    trainer.run(stop_after_steps=2)
    assert len(read_log(tmp_path / LOG_FILE)) == 4
    (tmp_path / STATE_FILE).write_bytes(state)
    again = tiny_trainer(tiny_config(), tmp_path)
    again.resume(tmp_path / STATE_FILE)
    assert [row["step"] for row in read_log(tmp_path / LOG_FILE)] == [1, 2]


def test_the_clock_ends_a_run_and_is_carried_on(
    tmp_path: Path, tiny_config: Config, tiny_trainer: Make
) -> None:
    config = tiny_config("completion", "schedule.steps=100000", "schedule.decay=cosine")
    trainer = tiny_trainer(config, tmp_path)
    trainer.run(stop_after_s=1.5)
    assert 0 < trainer.state.step < 100000
    assert trainer.state.elapsed_s >= 1.5
    rates = [row["rate"] for row in read_log(tmp_path / LOG_FILE)]
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] < rates[0]
    again = tiny_trainer(config, tmp_path)
    again.resume(tmp_path / STATE_FILE)
    assert again.state == trainer.state


def test_cancelling_saves_the_state(
    tmp_path: Path, tiny_config: Config, tiny_trainer: Make
) -> None:
    token = ProgressToken(
        lambda progress: token.cancel() if "step 2" in str(progress.message) else None
    )
    trainer = tiny_trainer(tiny_config(), tmp_path)
    with pytest.raises(CancelledError, match="after step 3"):
        trainer.run(token=token)
    again = tiny_trainer(tiny_config(), tmp_path)
    again.resume(tmp_path / STATE_FILE)
    assert again.state.step == 3


def test_a_state_of_other_networks_is_refused(
    tmp_path: Path, tiny_config: Config, tiny_trainer: Make
) -> None:
    tiny_trainer(tiny_config(), tmp_path / "a").run(stop_after_steps=1)
    wider = tiny_trainer(tiny_config("completion", "network.channels=8"), tmp_path / "b")
    with pytest.raises(BadInputError, match="other networks"):
        wider.resume(tmp_path / "a" / STATE_FILE)


def test_damaged_and_missing_states_are_named(
    tmp_path: Path, tiny_config: Config, tiny_trainer: Make
) -> None:
    trainer = tiny_trainer(tiny_config(), tmp_path)
    with pytest.raises(BadInputError, match=r"gone\.pt"):
        trainer.resume(tmp_path / "gone.pt")
    (tmp_path / "bad.pt").write_bytes(b"PK\x03\x04 not a state")
    with pytest.raises(BadInputError, match=r"bad\.pt"):
        trainer.resume(tmp_path / "bad.pt")


def test_an_interrupted_write_leaves_the_former_state(
    tmp_path: Path, tiny_config: Config, tiny_trainer: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = tiny_trainer(tiny_config(), tmp_path)
    trainer.run(stop_after_steps=1)
    before = (tmp_path / STATE_FILE).read_bytes()

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(BadInputError, match="disk is full"):
        trainer.save()
    assert (tmp_path / STATE_FILE).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOG_FILE, STATE_FILE]
