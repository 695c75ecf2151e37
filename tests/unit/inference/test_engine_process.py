"""The engine in a process of its own answers as the engine here does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from inpaint_studio.errors import ModelNotFoundError
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.engine_process import EngineProcess
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.jobs.fill_settings import FillSettings


@pytest.fixture(scope="module")
def process() -> Iterator[EngineProcess]:
    """One for all tests: each start costs a second."""
    made = EngineProcess("cpu")
    yield made
    made.close()


def request(model: str = "telea", size: tuple[int, int] = (90, 120)) -> RestoreRequest:
    rows, columns = np.mgrid[0 : size[0], 0 : size[1]]
    image = np.stack([rows % 256, columns % 256, (rows + columns) % 256], axis=2).astype(np.uint8)
    mask = np.zeros(size, np.bool_)
    mask[20:30, 40:60] = True
    mask[70:74, 10:15] = True
    return RestoreRequest(image, mask, FillSettings(model, grow_px=1), keep_window_results=True)


def test_answers_as_the_engine_here_does(process: EngineProcess) -> None:
    asked = request()
    before = asked.image.copy()
    there = process.restore(asked)
    with Engine("cpu") as engine:
        here = engine.restore(asked)
    assert np.array_equal(there.image, here.image)
    assert np.array_equal(there.mask, here.mask)
    assert (there.changed, there.model, there.device) == (here.changed, here.model, here.device)
    assert len(there.windows) == len(here.windows)
    assert np.array_equal(asked.image, before)


def test_a_hole_over_most_of_the_photo_arrives_too(process: EngineProcess) -> None:
    asked = request()
    asked.mask[:, :] = True
    asked.mask[:2, :2] = False
    with Engine("cpu") as engine:
        here = engine.restore(asked)
    there = process.restore(asked)
    assert np.array_equal(there.image, here.image)
    assert np.array_equal(there.mask, here.mask)


def test_errors_arrive_as_what_they_are(process: EngineProcess) -> None:
    with pytest.raises(ModelNotFoundError, match="no-such"):
        process.restore(request("no-such"))
