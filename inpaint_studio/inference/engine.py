"""The engine: takes a request, chooses and loads the model, fills every hole, composites exactly.

One `Engine` serves many photographs, one at a time. It keeps the last model loaded, or the last few;
a model that fails to load leaves the previous ones usable. It knows nothing of files or windows on a screen.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Protocol, cast

import numpy as np

from inpaint_studio.errors import BadInputError, InpaintStudioError, ModelFileError
from inpaint_studio.imaging.composite import blend
from inpaint_studio.imaging.mask import components, grow
from inpaint_studio.inference.auto import choose_model, choose_model_for
from inpaint_studio.inference.device import CPU, Device, check_device_name, choose_device
from inpaint_studio.inference.region_fill import RegionFill, specks_of
from inpaint_studio.inference.request import RestoreRequest, RestoreResult
from inpaint_studio.inference.restorer import Restorer
from inpaint_studio.jobs.fill_settings import AUTO, FillSettings
from inpaint_studio.jobs.memory import is_scarce_memory
from inpaint_studio.jobs.messages import NOTHING, Message, Remedy
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard, Tiling

__all__ = ["Engine", "ModelSource", "RegistrySource"]


class ModelSource(Protocol):
    """Where the engine gets its models from; the model registry unless told otherwise."""

    def card(self, name: str) -> ModelCard:
        """The card of an installed model; raises what `find_model` and `require_ready` raise."""
        ...

    def load(self, name: str, device: Device) -> Restorer:
        """A new restorer on `device`."""
        ...


class RegistrySource:
    """The models that the registry knows."""

    def card(self, name: str) -> ModelCard:
        """See `ModelSource`."""
        from inpaint_studio.zoo.registry import find_model

        return find_model(name).require_ready().card

    def load(self, name: str, device: Device) -> Restorer:
        """See `ModelSource`."""
        from inpaint_studio.zoo.registry import find_family, find_model, resolve

        model = find_model(name).require_ready()
        factory = resolve(find_family(model.card.family).restorer)
        return cast(Restorer, factory(model.card, model.folder, device))


class Engine:
    """Restores photographs on one device.

    Parameters
    ----------
    device
        `auto`, `cuda`, `mps` or `cpu`; see `choose_device`. Resolved at the first restoration
        that needs a network, so that making an engine is quick.
    full_precision
        Keep float32 in networks.
    source
        Where models come from.
    keeps
        How many models stay in memory, those used last.
    """

    def __init__(
        self,
        device: str = "auto",
        *,
        full_precision: bool = False,
        source: ModelSource | None = None,
        keeps: int = 1,
    ) -> None:
        self._device_name = check_device_name(device)
        self._full_precision = full_precision
        self._source = source or RegistrySource()
        # In the order of use, the last one last.
        self._loaded: dict[tuple[str, Device], Restorer] = {}
        self._keeps = max(1, keeps)
        self._busy = threading.Lock()

    @property
    def loaded_model(self) -> str | None:
        """Name of the model in memory that was used last, if any."""
        return next(reversed(self._loaded))[0] if self._loaded else None

    def load(self, model: str) -> ModelCard:
        """Bring a model (or what `auto` stands for) into memory and return its card.

        Raises
        ------
        ModelNotFoundError, MissingPartError, ModelFileError
            The models that were loaded before stay usable.
        """
        with self._busy:
            return self._restorer(choose_model(model).model)[0].card

    def restore(self, request: RestoreRequest, token: ProgressToken | None = None) -> RestoreResult:
        """Fill the hole of a photograph.

        Parameters
        ----------
        request
            What to restore; its arrays are not modified.
        token
            Progress and cancellation; a cancelled call changes nothing.

        Returns
        -------
        RestoreResult
            Every pixel outside its `mask` equals the request's image bit for bit.

        Raises
        ------
        BadInputError
            If the request cannot be used, or no pixel is known.
        CancelledError
            After `token.cancel()`.
        OutOfMemoryError
            When every step down failed.
        """
        request.check()
        with self._busy:
            return self._restore(request, token or ProgressToken())

    def close(self) -> None:
        """Free the loaded models."""
        with self._busy:
            self._unload(0)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _restore(self, request: RestoreRequest, token: ProgressToken) -> RestoreResult:
        started_s = time.monotonic()
        settings = request.settings
        hole = grow(request.mask, settings.grow_px) if settings.grow_px else request.mask
        changing = grow(hole, settings.feather_px) if settings.feather_px else hole
        specks = specks_of(changing, self._with_specks(settings), request.guide)
        asked = hole & ~specks
        choice = choose_model_for(
            settings.model, request.image, asked if asked.any() else hole, request.guide
        )
        if not hole.any():
            return _nothing_to_do(request, choice.model, time.monotonic() - started_s)
        if changing.all():
            raise BadInputError(
                "The hole covers the whole photo and leaves nothing to restore from; "
                "unmask some of it, or grow and feather less."
            )
        work = RegionFill(request, changing, specks, lambda: self._source.load(choice.model, CPU))
        reason = NOTHING if work.is_done else choice.reason
        if not work.is_done:
            token.report(0.0, "Loading {model}", model=choice.model)
            restorer, device = self._restorer(choice.model)
            work.run(restorer, device, token.part(0.02, 0.9))
        image = work.finish(token.part(0.9, 0.97))
        if settings.feather_px:
            image = blend(request.image, image, hole, changing, settings.feather_px)
        token.report(1.0, "Done")
        return RestoreResult(
            image=image,
            mask=changing,
            changed=tuple(component.box for component in components(changing)),
            model=choice.model,
            device=str(work.device),
            seconds=time.monotonic() - started_s,
            windows=tuple(work.window_results),
            reason=reason,
            notes=tuple(work.notes),
            hole_kind=choice.kind,
        )

    def _with_specks(self, settings: FillSettings) -> FillSettings:
        """The settings; with a model named that takes windows of any size, as all quick ones do,
        specks are its own."""
        if settings.model == AUTO or self._source.card(settings.model).tiling is not Tiling.FREE:
            return settings
        return replace(settings, speck_px=0)

    def _restorer(self, name: str) -> tuple[Restorer, Device]:
        card = self._source.card(name)
        device = CPU
        if card.needs_weights:
            precise = self._full_precision or not card.half_precision
            device = choose_device(self._device_name, full_precision=precise)
        if (name, device) in self._loaded:
            restorer = self._loaded.pop((name, device))
            self._loaded[name, device] = restorer
            return restorer, device
        # The new model is loaded before the old one goes: a failure leaves the old one usable.
        try:
            restorer = self._source.load(name, device)
        except (InpaintStudioError, MemoryError):
            raise
        except Exception as error:
            if is_scarce_memory(error):
                raise MemoryError(str(error)) from error
            raise ModelFileError(
                "Model {model} could not be loaded ({error}); {remedy}, and install it again.",
                model=name,
                error=error,
                remedy=Remedy.CHECK_MODEL,
            ) from error
        self._unload(self._keeps - 1)
        self._loaded[name, device] = restorer
        return restorer, device

    def _unload(self, kept: int) -> None:
        """Free all models but the last `kept`."""
        while len(self._loaded) > kept:
            self._loaded.pop(next(iter(self._loaded))).close()


def _nothing_to_do(request: RestoreRequest, model: str, seconds: float) -> RestoreResult:
    return RestoreResult(
        image=request.image.copy(),
        mask=np.zeros_like(request.mask),
        changed=(),
        model=model,
        device="none",
        seconds=seconds,
        notes=(Message("The mask has no hole; the photo is unchanged."),),
    )
