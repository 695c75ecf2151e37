"""Two processes started by torchrun train one model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import torch

from inpaint_studio.training import distributed
from inpaint_studio.training.logs import LOG_FILE, read_log
from inpaint_studio.training.loop import STATE_FILE

_PROGRAM = """
import sys
from pathlib import Path

import torch

from inpaint_studio.training.distributed import average_gradients, rank, spread
from inpaint_studio.training.stages import Extras
from inpaint_studio.training.setup import build_trainer, read_config

folder, photos, *settings = sys.argv[1:]
torch.set_num_threads(1)
with spread(torch.device("cpu")) as device:
    layer = torch.nn.Linear(2, 1, bias=False)
    layer.weight.grad = torch.full((1, 2), float(rank()))
    unused = torch.nn.Parameter(torch.zeros(3))
    average_gradients([*layer.parameters(), unused])
    config = read_config("edgeconnect", "completion", None, settings)
    torch.manual_seed(rank())
    trainer = build_trainer(config, [Path(photos)], Path(folder), device, Extras())
    trainer.run()
    weights = {
        name: player.network.state_dict() for name, player in trainer.trainee.players.items()
    }
    state = {"grad": layer.weight.grad, "weights": weights, "random": trainer.batches.state()}
    torch.save(state, Path(folder) / f"rank{rank()}.pt")
"""


def test_two_processes_stay_one_model(photos: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM)
    settings = [
        "network.channels=4",
        "network.blocks=1",
        "network.discriminator_channels=4",
        "data.crop_px=32",
        "data.windows_px=[32, 32]",
        "holes.bank_size=8",
        "losses.perceptual=0",
        "losses.style=0",
        "schedule.batch=2",
        "schedule.steps=3",
        "output.log_every_steps=1",
        "output.samples=1",
    ]
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    done = subprocess.run(
        [*launcher, str(program), str(tmp_path / "run"), str(photos), *settings],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    first, second = (
        torch.load(tmp_path / "run" / f"rank{rank}.pt", weights_only=True) for rank in (0, 1)
    )
    torch.testing.assert_close(first["grad"], torch.full((1, 2), 0.5))
    for name, network in first["weights"].items():
        for key, value in network.items():
            assert torch.equal(value, second["weights"][name][key]), (name, key)
    assert not torch.equal(first["random"], second["random"])
    rows = read_log(tmp_path / "run" / LOG_FILE)
    assert [row["step"] for row in rows] == [1, 2, 3]
    assert rows[-1]["samples"] == 12
    assert (tmp_path / "run" / STATE_FILE).is_file()


def test_alone_everything_does_nothing() -> None:
    parameter = torch.nn.Parameter(torch.ones(2))
    distributed.average_gradients([parameter])
    assert parameter.grad is None
    assert distributed.processes() == 1
    assert distributed.is_main()
    assert distributed.average_values({"a": 2.0}) == {"a": 2.0}
