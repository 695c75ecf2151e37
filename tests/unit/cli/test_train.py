"""`inpaint-studio train`: a rehearsal, a run in two parts, and its messages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.training.logs import LOG_FILE, read_log
from inpaint_studio.training.loop import STATE_FILE

_TINY = """
[network]
channels = 4
blocks = 1
discriminator_channels = 4
[data]
crop_px = 32
windows_px = [32, 32]
[holes]
bank_size = 8
[losses]
perceptual = 0
style = 0
[schedule]
batch = 2
steps = 4
[output]
log_every_steps = 1
samples = 2
sample_every_steps = 2
"""


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration and four photographs."""
    (tmp_path / "photos").mkdir()
    random = np.random.default_rng(0)
    for number in range(4):
        pixels = random.integers(0, 255, (40, 48, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / "photos" / f"{number}.png")
    (tmp_path / "run.toml").write_text(_TINY)
    return tmp_path


def _train(folder: Path, *more: str) -> int:
    given = ["--config", folder / "run.toml", "--data", folder / "photos", "--out", folder / "run"]
    return main(["train", "edgeconnect", *map(str, given), *more])


def test_importing_the_command_loads_no_torch() -> None:
    program = "import sys, inpaint_studio.cli.train; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_rehearsal_lowers_the_losses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--smoke", "--out", str(tmp_path), "--threads", "1"]) == 0
    told = capsys.readouterr().out
    assert "edge: cross_entropy fell" in told
    assert "completion: l1 fell" in told
    for stage in ("edge", "completion"):
        assert (tmp_path / stage / STATE_FILE).is_file()
        assert (tmp_path / "weights" / stage / f"{stage}.safetensors").is_file()
        assert list((tmp_path / stage / "samples").glob("*.jpg"))


def test_run_in_two_goes_exports_weights(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _train(folder, "--set", "schedule.steps=2") == 0
    assert _train(folder, "--resume", "--export", str(folder / "weights")) == 0
    rows = read_log(folder / "run" / LOG_FILE)
    assert [row["step"] for row in rows] == [1, 2, 3, 4]
    assert (folder / "weights" / "completion.safetensors").is_file()
    names = sorted(path.name for path in (folder / "run" / "samples").iterdir())
    assert names == ["00000002.jpg", "00000004.jpg"]
    assert "step 4" in capsys.readouterr().out


def test_any_family_trains_by_its_name_and_its_weights_are_imported(
    folder: Path, models_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--data", folder / "photos", "--out", folder / "run", "--export", folder / "weights"]
    tiny = ["network.channels=4", "network.discriminator_channels=4", "data.crop_px=32"]
    tiny += ["data.windows_px=[32, 32]", "holes.bank_size=8", "schedule.batch=2"]
    settings = [word for one in [*tiny, "schedule.steps=2"] for word in ("--set", one)]
    assert main(["train", "context_encoder", *map(str, given), *settings]) == 0
    weights = folder / "weights" / "generator.safetensors"
    assert main(["models", "import", str(weights), "--name", "mine"]) == 0
    assert "mine" in capsys.readouterr().out
    assert (models_dir / "mine").is_dir()


def test_stop_after_ends_by_the_clock(folder: Path) -> None:
    assert _train(folder, "--set", "schedule.steps=1000000", "--stop-after", "0.005") == 0
    assert (folder / "run" / STATE_FILE).is_file()


def test_tensorboard_files_are_written_when_asked_for(folder: Path) -> None:
    pytest.importorskip("tensorboard")
    program = (
        "import sys, warnings\nfrom inpaint_studio.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    given = ["train", "--config", folder / "run.toml", "--data", folder / "photos"]
    asked = ["--out", folder / "run", "--set", "output.tensorboard=true", "--threads", "1"]
    command = [sys.executable, "-c", program, *map(str, given), *map(str, asked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list((folder / "run" / "tensorboard").iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--smoke", "--threads", "0"], "--threads is 0"),
        ([], "--data is missing"),
        (["--data", "gone"], "gone does not exist"),
        (["--stage", "third", "--data", "."], "edge, completion, joint"),
        (["--set", "schedule.bach=1", "--data", "."], "did you mean batch"),
        (["--data", ".", "--stop-after", "-1"], "--stop-after"),
        (["--data", ".", "--device", "abacus"], "abacus"),
        (["nothing", "--data", "."], "'nothing' cannot be trained"),
    ],
)
def test_mistakes_are_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *arguments]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1


def test_resuming_nothing_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _train(folder, "--resume") == 2
    assert STATE_FILE in capsys.readouterr().err
