"""The worker's engine follows the device of the settings."""

from __future__ import annotations

import numpy as np
from engine_fakes import EngineHere

from inpaint_studio.app.restore.engine_keeper import EngineKeeper
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken
from inpaint_studio.settings.store import SettingsStore


def test_one_engine_until_another_device_is_chosen() -> None:
    settings = SettingsStore(None)
    keeper = EngineKeeper(settings, EngineHere)
    first = keeper.engine()
    assert isinstance(first, EngineHere)
    assert keeper.engine() is first
    settings.set("device", "cpu")
    assert keeper.engine() is not first
    assert first.is_closed
    keeper.close()


def test_restores_through_it(scene: np.ndarray) -> None:
    mask = np.zeros(scene.shape[:2], np.bool_)
    mask[10:14, 10:20] = True
    keeper = EngineKeeper(SettingsStore(None))
    result = keeper.restore(RestoreRequest(scene, mask, FillSettings("telea")), ProgressToken())
    assert np.array_equal(result.image[~mask], scene[~mask])
    keeper.close()
