"""Edits worked out in a thread: in order, each on what the one before left, none lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.app.work import edits as edits_module
from inpaint_studio.app.work.edits import Edits
from inpaint_studio.document.changes import FrozenRequest
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.mask_edits import (
    CLEARING,
    INVERTING,
    MaskChange,
    growing,
    importing,
)
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.types import Mask

SIZE = (600, 700)
SPOT = Rectangle(Point(100, 100), Point(110, 120))


@pytest.fixture(params=["at once", "in a thread"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "in a thread":
        monkeypatch.setattr(edits_module, "_AT_ONCE_PX", 0)
        monkeypatch.setattr(edits_module, "_AT_ONCE_BYTES", -1)
    return str(request.param)


@pytest.fixture
def document() -> Document:
    return Document(np.zeros((*SIZE, 3), np.uint8))


@pytest.fixture
def edits(document: Document, qtbot: QtBot) -> Iterator[Edits]:
    made = Edits(lambda: document)
    yield made
    made.stop()
    assert not made.is_running


def settle(edits: Edits, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not edits.is_busy, timeout=20_000)


def test_steps_follow_each_other(way: str, edits: Edits, document: Document, qtbot: QtBot) -> None:
    document.paint(SPOT, "rectangle")
    for change in (growing(3), growing(2), INVERTING):
        edits.change_mask(change)
    edits.undo()
    edits.undo()
    edits.redo()
    settle(edits, qtbot)
    kinds = [edit.kind for edit in document.history.edits]
    assert kinds == ["rectangle", EditKind.GROW, EditKind.GROW, EditKind.INVERT]
    assert document.history.position == 3
    assert document.mask.bounds() == Box(95, 95, 115, 125)
    edits.jump(4)
    settle(edits, qtbot)
    assert not document.mask_array()[100, 100]
    edits.change_mask(CLEARING)
    edits.jump(0)
    edits.jump(5)
    settle(edits, qtbot)
    assert not document.has_hole


def test_compressed_steps_come_back_as_they_were(
    way: str, edits: Edits, document: Document, qtbot: QtBot
) -> None:
    random = np.random.default_rng(5)
    states = [document.image_array().copy()]
    for _ in range(3):
        box = Box(50, 60, 400, 500)
        pixels = random.integers(0, 255, (*box.size, 3), np.uint8)
        document.take_result(document.freeze().prepare_image([(box, pixels)]))
        states.append(document.image_array().copy())
    document.history.compact(None)
    held = document.history.nbytes
    for position in (0, 3, 1, 2):
        edits.jump(position)
        settle(edits, qtbot)
        assert np.array_equal(document.image_array(), states[position])
    document.history.compact(None)
    assert document.history.nbytes == held


def test_beyond_the_ends_nothing_happens(
    way: str, edits: Edits, document: Document, qtbot: QtBot
) -> None:
    edits.undo()
    edits.redo()
    edits.jump(7)
    edits.jump(-1)
    settle(edits, qtbot)
    assert document.history.position == 0


def test_what_was_painted_meanwhile_is_kept(
    edits: Edits, document: Document, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits_module, "_AT_ONCE_PX", 0)
    started, go_on = threading.Event(), threading.Event()

    def work(frozen: FrozenRequest) -> tuple[Box, Mask]:
        started.set()
        go_on.wait(20)
        return frozen.size.box, ~frozen.mask.read(frozen.size.box)

    edits.change_mask(MaskChange(EditKind.INVERT, work))
    assert started.wait(20)
    document.paint(SPOT, "rectangle")
    go_on.set()
    settle(edits, qtbot)
    assert not document.mask_array()[105, 105]  # painted, then inverted
    assert document.mask_array()[0, 0]
    assert [e.kind for e in document.history.edits] == ["rectangle", EditKind.INVERT]


def test_a_failure_is_told_and_the_next_step_is_taken(
    way: str, edits: Edits, document: Document, qtbot: QtBot
) -> None:
    told: list[Exception] = []
    edits.failed.connect(told.append)
    edits.change_mask(importing(np.ones((3, 4), np.bool_)))
    edits.change_mask(INVERTING)
    settle(edits, qtbot)
    assert len(told) == 1
    assert "3" in str(told[0])
    assert document.mask_array().all()


def test_a_restoration_waits_for_the_mask(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits_module, "_AT_ONCE_PX", 0)
    scene[20:30, 30:50] = 255
    document = Document(scene)
    window.session.set_document(document)
    window.restoring.chosen.choose_model("telea")
    mask = np.zeros(scene.shape[:2], np.bool_)
    mask[20:30, 30:50] = True
    window.session.edits.change_mask(importing(mask))
    assert not document.has_hole
    with qtbot.waitSignal(window.restoring.restored, timeout=20_000):
        window.restoring.restore()
    changed = (document.image_array() != scene).any(axis=2)
    assert changed.any()
    assert not changed[~mask].any()


def test_closing_the_document_forgets_what_is_under_way(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits_module, "_AT_ONCE_PX", 0)
    first, second = Document(scene), Document(scene)
    window.session.set_document(first)
    window.mask_panel.invert()
    window.session.set_document(second)
    window.mask_panel.invert()
    qtbot.waitUntil(lambda: second.has_hole, timeout=20_000)
    assert not first.has_hole
