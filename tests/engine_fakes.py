"""Restorers and model sources made for tests of the engine."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from inpaint_studio.imaging.types import to_unit
from inpaint_studio.inference.device import Device
from inpaint_studio.inference.engine import Engine, ModelSource
from inpaint_studio.inference.request import RestoreRequest, RestoreResult
from inpaint_studio.inference.restorer import Fill, FillRequest, Restorer
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard, Tiling


def make_card(name: str = "fake", **changes: object) -> ModelCard:
    values: dict[str, object] = {
        "name": name,
        "title": name.title(),
        "family": "fake",
        "native_size_px": 128,
        "tiling": Tiling.NATIVE,
    }
    return ModelCard(**(values | changes))  # type: ignore[arg-type]


class MeanRestorer:
    """Fills with the mean of the known pixels; can be told to fail or to look."""

    def __init__(
        self,
        card: ModelCard | None = None,
        before: Callable[[FillRequest, ProgressToken], None] | None = None,
    ) -> None:
        self.card = card or make_card()
        self.before = before
        self.requests: list[FillRequest] = []
        self.is_closed = False

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        assert not self.is_closed
        self.requests.append(request)
        if self.before is not None:
            self.before(request, token)
        image = to_unit(request.image)
        image[request.mask] = image[~request.mask].mean(axis=0)
        edges = request.mask.astype(np.float32)
        return Fill(image, edges=edges)

    def close(self) -> None:
        self.is_closed = True


class EngineHere:
    """The real engine in this process, as a stand-in for the one in a process of its own."""

    def __init__(self, device: str = "auto", source: ModelSource | None = None) -> None:
        self.engine = Engine(device, source=source)
        self.is_closed = False
        self.hurried = False

    def restore(self, request: RestoreRequest, token: ProgressToken) -> RestoreResult:
        return self.engine.restore(request, token)

    def call(self, target: str, *arguments: object, token: ProgressToken, **named: object) -> Any:
        module, _, name = target.partition(":")
        function = getattr(importlib.import_module(module), name)
        return function(*arguments, **named, token=token)

    def warm(self, *modules: str) -> None:
        pass

    def hurry(self) -> None:
        self.hurried = True

    def close(self) -> None:
        self.engine.close()
        self.is_closed = True


class DictSource:
    """A model source over a dict of factories."""

    def __init__(self, **factories: Callable[[Device], Restorer]) -> None:
        self.factories = factories
        self.loads: list[tuple[str, Device]] = []
        self.cards = {name: make_card(name) for name in factories}

    def card(self, name: str) -> ModelCard:
        return self.cards[name]

    def load(self, name: str, device: Device) -> Restorer:
        self.loads.append((name, device))
        return self.factories[name](device)
