"""Inpaint Studio restores photographs on your own machine.

The public Python interface; everything is loaded when first used.

>>> import numpy as np, inpaint_studio
>>> image = np.full((64, 64, 3), 200, np.uint8)
>>> mask = np.zeros((64, 64), bool)
>>> mask[20:30, 20:40] = True
>>> restored = inpaint_studio.restore(image, mask, model="telea")
>>> bool((restored[~mask] == image[~mask]).all())
True
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inpaint_studio.api import LoadedModel, list_models, load_model, restore
    from inpaint_studio.imaging.files import Photo, read_photo, write_photo
    from inpaint_studio.imaging.mask_file import read_mask, write_mask
    from inpaint_studio.inference.engine import Engine
    from inpaint_studio.inference.request import RestoreRequest, RestoreResult
    from inpaint_studio.inference.restorer import EdgeGuide
    from inpaint_studio.jobs.fill_settings import FillSettings
    from inpaint_studio.progress import Progress, ProgressToken

__version__ = "1.0.0"

# Threads of torch that wait by spinning stand in each other's way as soon as anything else wants a
# core: a fill then takes four times as long. Read when torch is loaded; the user's own value wins.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# ONNX Runtime otherwise reports its use to its maker from its import on, and keeps a number for this
# device in the user's cache. It looks here when it is imported, and never again.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__all__ = [
    "EdgeGuide",
    "Engine",
    "FillSettings",
    "LoadedModel",
    "Photo",
    "Progress",
    "ProgressToken",
    "RestoreRequest",
    "RestoreResult",
    "list_models",
    "load_model",
    "read_mask",
    "read_photo",
    "restore",
    "write_mask",
    "write_photo",
]

_HOMES = {
    "EdgeGuide": "inference.restorer",
    "Engine": "inference.engine",
    "FillSettings": "jobs.fill_settings",
    "LoadedModel": "api",
    "Photo": "imaging.files",
    "Progress": "progress",
    "ProgressToken": "progress",
    "RestoreRequest": "inference.request",
    "RestoreResult": "inference.request",
    "list_models": "api",
    "load_model": "api",
    "read_mask": "imaging.mask_file",
    "read_photo": "imaging.files",
    "restore": "api",
    "write_mask": "imaging.mask_file",
    "write_photo": "imaging.files",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'inpaint_studio' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"inpaint_studio.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
