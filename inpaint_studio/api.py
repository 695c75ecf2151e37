"""The short way in from Python: arrays in, arrays out.

For progress, notes and what a model showed, use `Engine` and `RestoreRequest`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from inpaint_studio.imaging.types import Image, Mask
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.jobs.fill_settings import FillChanges, FillSettings
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.registry import InstalledModel
from inpaint_studio.zoo.registry import list_models as _list_models

__all__ = ["LoadedModel", "list_models", "load_model", "restore"]


class LoadedModel:
    """A model in memory, for restoring several photographs; also a context manager.

    Examples
    --------
    >>> import numpy as np, inpaint_studio
    >>> image = np.full((64, 64, 3), 90, np.uint8)
    >>> mask = np.zeros((64, 64), bool)
    >>> mask[10:14] = True
    >>> with inpaint_studio.load_model("navier-stokes") as model:
    ...     restored = model.restore(image, mask)
    >>> int(restored[12, 12, 0])
    90
    """

    def __init__(self, name: str, device: str = "auto") -> None:
        self._engine = Engine(device)
        self.card: ModelCard = self._engine.load(name)

    def restore(
        self,
        image: Image,
        mask: Mask,
        settings: FillSettings | None = None,
        *,
        guide: EdgeGuide | None = None,
        token: ProgressToken | None = None,
        **changes: Unpack[FillChanges],
    ) -> Image:
        """Fill the hole by this model, whichever the settings name.

        Parameters, result and errors as in `inpaint_studio.restore`.
        """
        asked = replace(settings or FillSettings(), **changes)
        request = RestoreRequest(image, mask, replace(asked, model=self.card.name), guide)
        return self._engine.restore(request, token).image

    def close(self) -> None:
        """Free the model's memory."""
        self._engine.close()

    def __enter__(self) -> LoadedModel:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def load_model(name: str = "auto", *, device: str = "auto") -> LoadedModel:
    """Bring a model into memory.

    Parameters
    ----------
    name
        A name from `list_models`, or `auto`: the one that does best over all kinds of holes.
    device
        `auto`, `cuda`, `mps` or `cpu`.

    Raises
    ------
    ModelNotFoundError, MissingPartError, ModelFileError, OptionError
        If there is no such model, it is not installed, it is broken, or the device is not there.
    """
    return LoadedModel(name, device)


def list_models() -> tuple[InstalledModel, ...]:
    """Every known model with its card and state, ready or not."""
    return _list_models()


def restore(
    image: Image,
    mask: Mask,
    settings: FillSettings | None = None,
    *,
    guide: EdgeGuide | None = None,
    device: str = "auto",
    token: ProgressToken | None = None,
    **changes: Unpack[FillChanges],
) -> Image:
    """Fill the hole of a photograph.

    Parameters
    ----------
    image
        (H, W, 3) RGB, uint8, uint16 or float32 in [0, 1]; not modified.
    mask
        bool (H, W), True = hole; not modified.
    settings
        How to fill it; None for the defaults.
    guide
        Edges drawn and erased by the user, or None.
    device
        `auto`, `cuda`, `mps` or `cpu`.
    token
        Progress and cancellation.
    changes
        Any fields of `FillSettings` by name, such as `model="telea"`, `grow_px=2` or
        `options={"texture": 0}`; they go before those of `settings`.

    Returns
    -------
    A new array of the shape and dtype of `image`.

    Raises
    ------
    BadInputError
        Of its kinds, for arrays or options that cannot be used, naming value and limit.
    MissingPartError
        If the model is not installed.
    CancelledError
        After `token.cancel()`.

    Examples
    --------
    >>> import numpy as np, inpaint_studio
    >>> image = np.full((64, 64, 3), 1000, np.uint16)
    >>> mask = np.zeros((64, 64), bool)
    >>> mask[30:34, 8:56] = True
    >>> restored = inpaint_studio.restore(image, mask, model="patchmatch", grow_px=1)
    >>> restored.dtype.name, restored.shape
    ('uint16', (64, 64, 3))
    """
    asked = replace(settings or FillSettings(), **changes)
    with Engine(device) as engine:
        return engine.restore(RestoreRequest(image, mask, asked, guide), token).image
