"""The log of a run, curves from it, and sample grids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.errors import BadInputError
from inpaint_studio.training.logs import LOG_FILE, LoggedMeans, RunLog, draw_curves, read_log
from inpaint_studio.training.run_state import RunState
from inpaint_studio.training.samples import save_grid
from inpaint_studio.training.trainee import Picture


def _report(step: int, **losses: float) -> LoggedMeans:
    return LoggedMeans(RunState(step, 4 * step, 0.5 * step), 1e-4, 8.0, step / 10, losses)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    log.write(_report(1, l1=0.5))
    log.write(_report(2, l1=0.25, style=3.0))
    log.close()
    rows = read_log(tmp_path / LOG_FILE)
    assert [row["l1"] for row in rows] == [0.5, 0.25]
    assert rows[1] == {
        "step": 2, "samples": 8, "elapsed_s": 1.0, "samples_per_s": 8.0, "rate": 1e-4,
        "l1": 0.25, "style": 3.0,
    }  # fmt: skip


def test_cut_drops_what_will_be_repeated(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    log.cut(3)
    for step in (1, 2, 3):
        log.write(_report(step))
    log.cut(2)
    assert [row["step"] for row in read_log(tmp_path / LOG_FILE)] == [1, 2]


def test_a_torn_last_line_is_left_out_and_other_damage_named(tmp_path: Path) -> None:
    path = tmp_path / LOG_FILE
    path.write_text('{"step": 1}\n{"step": 2')
    assert read_log(path) == [{"step": 1}]
    path.write_text('{"step": 1}\n{"st\n{"step": 3}\n')
    with pytest.raises(BadInputError, match="line 2"):
        read_log(path)
    with pytest.raises(BadInputError, match="gone"):
        read_log(tmp_path / "gone")


def test_curves_of_several_parts_are_one_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for part in ("a", "b"):
        (tmp_path / part).mkdir()
        log = RunLog(tmp_path / part)
        for step in range(1, 5):
            log.write(_report(step, l1=1 / step))
    draw_curves([tmp_path / "a" / LOG_FILE, tmp_path / "b" / LOG_FILE], tmp_path / "x" / "c.png")
    with Image.open(tmp_path / "x" / "c.png") as picture:
        assert picture.width > 300


def test_grid_has_a_row_a_sample_and_a_column_a_picture(tmp_path: Path) -> None:
    red = torch.zeros(2, 3, 8, 8)
    red[:, 0] = 1
    pictures = [Picture("red", red), Picture("gray", torch.full((2, 1, 8, 8), 0.5))]
    save_grid(tmp_path / "grids" / "1.jpg", pictures)
    with Image.open(tmp_path / "grids" / "1.jpg") as picture:
        grid = np.asarray(picture).astype(int)
    assert grid.shape == (16, 16, 3)
    assert np.abs(grid[:, 2:6] - [255, 0, 0]).max() < 40
    assert np.abs(grid[:, 10:] - 128).max() < 40
