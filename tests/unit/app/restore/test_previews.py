"""Previews of a restoration at work: laid over the photo, taken away by whatever ends it."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from engine_fakes import make_card
from pytestqt.qtbot import QtBot

from inpaint_studio.app.dialogs.try_all import ready_choices
from inpaint_studio.app.panels.fields import ModelRow
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.document import Document
from inpaint_studio.geometry import Box
from inpaint_studio.inference.request import Preview, RestoreRequest, RestoreResult
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import CardOption, OptionKind
from inpaint_studio.zoo.registry import InstalledModel, ModelOrigin, ModelState, list_models

HOLE = Box(20, 30, 40, 50)


class SlowEngine:
    """Shows a black hole, waits to be let go on, and answers a white one."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()

    def restore(self, request: RestoreRequest, token: ProgressToken) -> RestoreResult:
        assert token.is_watched
        image = request.image.copy()
        image[request.mask] = 0
        token.show(Preview(HOLE, image[HOLE.slices].copy()))
        while not self.goes_on.wait(0.01):
            token.check()
        image[request.mask] = 255
        return RestoreResult(image, request.mask, (HOLE,), "slow", "cpu", 1.0)


@pytest.fixture
def at_work(
    window: MainWindow, scene: np.ndarray, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> tuple[MainWindow, SlowEngine, Document]:
    """A restoration that has shown its first preview."""
    engine = SlowEngine()
    monkeypatch.setattr(
        "inpaint_studio.app.restore.engine_keeper.EngineKeeper.restore",
        lambda keeper, request, token: engine.restore(request, token),
    )
    document = Document(np.tile(scene, (2, 2, 1)))
    window.session.set_document(document)
    hole = document.freeze().prepare_mask(HOLE, np.ones(HOLE.size, np.bool_))
    document.take_mask(hole, "rectangle")
    window.restoring.restore()
    qtbot.waitUntil(lambda: document.has_preview, timeout=10000)
    return window, engine, document


def test_the_answer_replaces_what_was_shown(
    at_work: tuple[MainWindow, SlowEngine, Document], qtbot: QtBot
) -> None:
    _, engine, document = at_work
    shown = document.shown.to_array()
    assert not shown[HOLE.slices].any()
    outside = np.ones(shown.shape[:2], np.bool_)
    outside[HOLE.slices] = False
    np.testing.assert_array_equal(shown[outside], document.image_array()[outside])
    engine.goes_on.set()
    qtbot.waitUntil(
        lambda: bool((document.image_array()[HOLE.slices] == 255).all()), timeout=60_000
    )
    assert not document.has_preview


def test_cancelling_takes_it_away(
    at_work: tuple[MainWindow, SlowEngine, Document], qtbot: QtBot
) -> None:
    window, _, document = at_work
    before = document.image_array().copy()
    window.session.models.cancel()
    qtbot.waitUntil(lambda: not document.has_preview, timeout=60_000)
    np.testing.assert_array_equal(document.image_array(), before)


def test_a_model_that_varies_is_asked_for_several_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    models = [
        InstalledModel(make_card(name, varies=varies), ModelState.READY, ModelOrigin.USER)
        for name, varies in (("one", False), ("many", True))
    ]
    monkeypatch.setattr("inpaint_studio.app.dialogs.try_all.list_models", lambda: models)
    tried = [(choice.model, choice.seed) for _, choice in ready_choices(FillSettings(seed=5), 1)]
    assert sorted(tried) == [("many", 5), ("many", 6), ("many", 7), ("one", 5)]
    assert len(ready_choices(FillSettings(), 4)) == 8
    assert len(ready_choices(FillSettings())) == 2  # measuring wants one of each


def test_an_option_may_be_a_model(window: MainWindow) -> None:
    option = CardOption("content", OptionKind.MODEL, "auto", help="What goes before")
    options = window.model_panel._options
    options.show_card(make_card(options=(option,)), list_models())
    row = options.rows["content"]
    assert isinstance(row, ModelRow)
    names = [row.box.itemData(index) for index in range(row.box.count())]
    assert names[0] == "auto"
    assert "telea" in names
    assert "patch-synthesis" not in names
    row.show_value("telea")
    assert row.box.currentData() == "telea"
    row.show_value("gone")
    assert row.box.currentData() == "auto"
    row.box.activated.emit(names.index("telea"))
    assert dict(window.restoring.chosen.choice.options)["content"] == "telea"
