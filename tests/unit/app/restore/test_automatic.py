"""`Automatic`: the model chosen for the hole is named with the reason, and its edge loop runs."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from inpaint_studio.app.restore.chosen_model import choice_text
from inpaint_studio.app.restore.engine_work import AUTO, Used, choose_frozen
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.mask_edits import importing
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.mask import grow
from inpaint_studio.inference import auto
from inpaint_studio.inference.auto import choose_model, choose_model_for, model_for_edges
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import HoleKind
from inpaint_studio.zoo.registry import find_model

PATIENCE_MS = 180_000
HOLE = Rectangle(Point(60, 70), Point(90, 110))


@pytest.fixture
def noise() -> np.ndarray:
    """Texture in colour, uint8 (200, 260, 3)."""
    return np.random.default_rng(5).integers(0, 255, (200, 260, 3), np.uint8)


@pytest.fixture
def automatic(window: MainWindow, noise: np.ndarray) -> MainWindow:
    window.session.set_document(Document(noise))
    window.restoring.chosen.choose_model(AUTO)
    return window


class _Calls:
    """Runs what is asked of the engine here, and counts it."""

    def __init__(self) -> None:
        self.targets: list[str] = []

    def call(self, target: str, *arguments: object, token: ProgressToken) -> auto.Choice:
        from inpaint_studio.app.restore.engine_work import choose_for_part

        self.targets.append(target)
        return choose_for_part(*arguments, token=token)  # type: ignore[arg-type]


def panel_text(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.model_panel.findChildren(QLabel))


@pytest.mark.parametrize("grow_px", [0, 7])
@pytest.mark.parametrize("box", [(60, 70, 90, 110), (0, 0, 40, 30), (20, 20, 190, 240)])
def test_the_part_around_the_hole_tells_what_the_whole_photo_would(
    noise: np.ndarray, grow_px: int, box: tuple[int, int, int, int]
) -> None:
    top, left, bottom, right = box
    document = Document(noise)
    document.paint(Rectangle(Point(top, left), Point(bottom, right)), "rectangle")
    frozen = document.freeze()
    choice, calls = FillSettings(AUTO, grow_px=grow_px), _Calls()
    used = choose_frozen(calls, frozen, choice, ProgressToken())
    wanted = choose_model_for(AUTO, noise, grow(frozen.mask_array(), grow_px))
    assert (used.model, used.kind, used.reason) == (wanted.model, wanted.kind, wanted.reason)
    assert calls.targets == ["inpaint_studio.app.restore.engine_work:choose_for_part"]
    document.add_stroke(
        EdgeStroke(StrokeKind.DRAW, (Point(top + 5, left + 5), Point(top + 20, left + 20)), 2.0),
        "edge_pencil",
    )
    assert choose_frozen(calls, document.freeze(), choice, ProgressToken()).drawn


def test_only_the_spot_that_is_healed_counts_and_nobody_is_asked_needlessly(
    noise: np.ndarray,
) -> None:
    document, calls = Document(noise), _Calls()
    usual = choose_model(AUTO).model
    automatic = FillSettings(AUTO)
    assert choose_frozen(calls, document.freeze(), automatic, ProgressToken()).model == usual
    document.paint(HOLE, "rectangle")
    frozen = document.freeze()
    assert choose_frozen(calls, frozen, FillSettings("telea"), ProgressToken()) == Used("telea")
    elsewhere = Box(0, 0, 20, 20)
    used = choose_frozen(calls, frozen, FillSettings(AUTO), ProgressToken(), only=elsewhere)
    assert used.kind is None
    assert not calls.targets
    spot = Box(60, 70, 63, 110)
    used = choose_frozen(calls, frozen, FillSettings(AUTO), ProgressToken(), only=spot)
    assert used.kind is HoleKind.THIN


def test_the_panels_say_what_was_chosen_and_for_what(
    automatic: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, restoring = automatic, automatic.restoring
    document = window.session.document
    assert document is not None
    restoring.set_live(False)
    assert choice_text(restoring.chosen) == "Automatic"
    assert "is chosen for it" in window.edges_panel._state.text()
    document.paint(HOLE, "rectangle")
    qtbot.waitUntil(lambda: restoring.chosen.used.kind is HoleKind.TEXTURE, timeout=PATIENCE_MS)
    assert not document.has_preview
    title = find_model(restoring.chosen.used.model).card.title
    told = f"Automatic: {title}, for texture"
    assert told in panel_text(window)
    assert window.status.text("model") == told
    assert window.edges_panel._state.text().startswith(told)
    label = window.status._fields["model"]
    label.resize(label.sizeHint())
    assert QLabel.text(label) == told
    label.resize(90, 20)  # where there is little room it gives way
    assert label.minimumSizeHint().width() < 150
    assert QLabel.text(label).endswith("…")
    assert told in label.toolTip()
    assert window.status.text("model") == told
    window.session.edits.undo()
    qtbot.waitUntil(lambda: restoring.chosen.used.kind is None, timeout=PATIENCE_MS)
    assert window.status.text("model") == "Automatic"


def test_the_hole_of_a_document_that_is_opened_is_looked_at_but_not_filled(
    automatic: MainWindow, noise: np.ndarray, qtbot: QtBot
) -> None:
    document = Document(noise)
    document.paint(HOLE, "rectangle")
    automatic.session.set_document(document)
    qtbot.waitUntil(
        lambda: automatic.restoring.chosen.used.kind is HoleKind.TEXTURE, timeout=PATIENCE_MS
    )
    assert not document.has_preview
    assert not document.predicted


@pytest.mark.usefixtures("one_thread")
def test_predicted_edges_appear_with_the_defaults(automatic: MainWindow, qtbot: QtBot) -> None:
    window, restoring = automatic, automatic.restoring
    document = window.session.document
    assert document is not None
    card = find_model(choose_model(AUTO, kind=HoleKind.TEXTURE).model).card
    assert card.shows_edges, "of the models that come with the product"
    document.paint(HOLE, "rectangle")
    qtbot.waitUntil(lambda: bool(document.predicted), timeout=PATIENCE_MS)
    assert document.has_preview
    assert restoring.chosen.used.model == card.name
    # A line drawn in the hole: what it changed is told.
    line = EdgeStroke.through((Point(60, 70), Point(90, 110)), 1.0)
    with qtbot.waitSignal(restoring.filled_anew, timeout=PATIENCE_MS) as told:
        document.add_stroke(line, "edge_line")
    assert told.args is not None
    assert told.args[0].map.any()
    shown = document.shown.to_array().copy()
    edits = len(document.history.edits)
    restoring.restore()  # takes what is shown
    assert len(document.history.edits) == edits + 1
    assert np.array_equal(document.image_array(), shown)


@pytest.mark.usefixtures("one_thread")
def test_a_choice_without_edges_keeps_the_loop_and_fills_when_it_is_asked_for(
    automatic: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, restoring = automatic, automatic.restoring
    document = window.session.document
    assert document is not None
    plain = auto.Choice("telea", Message("auto chose telea: a test."), HoleKind.TEXTURE)
    monkeypatch.setattr(
        "inpaint_studio.app.restore.engine_work.choose_for_part", lambda *_, token: plain
    )
    document.paint(HOLE, "rectangle")
    qtbot.waitUntil(lambda: bool(document.predicted), timeout=PATIENCE_MS)
    assert restoring.chosen.used.model == "telea"
    assert document.has_preview
    said = window.edges_panel._state.text()
    assert find_model("edgeconnect-small").card.title in said
    assert "Restore fills with the model chosen" in said
    # The options are those of the model that fills in the end.
    restoring.chosen.set_option("radius_px", 5.0)
    assert dict(restoring.chosen.choice.options) == {"radius_px": 5.0}
    with qtbot.waitSignal(restoring.restored, timeout=PATIENCE_MS) as told:
        restoring.restore()
    assert told.args is not None
    assert told.args[0].model == "telea"
    assert window.status.text("model").startswith("Automatic: Fast marching (Telea), for texture")


def test_the_loop_is_left_to_the_model_chosen_where_it_was_named_or_none_has_edges(
    automatic: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = automatic.restoring.chosen
    plain = Used("telea", HoleKind.TEXTURE)
    assert chosen.shown_by(plain).model == "edgeconnect-small"
    assert chosen.shown_by(Used("edgeconnect-small")).model == "edgeconnect-small"
    chosen.choose_model("telea")
    assert chosen.shown_by(Used("telea")).model == "telea"
    chosen.choose_model(AUTO)
    automatic.session.models_changed.emit()
    none = "inpaint_studio.app.restore.chosen_model.model_for_edges"
    monkeypatch.setattr(none, lambda **_: None)
    assert chosen.shown_by(plain) == plain
    assert model_for_edges([]) is None


@pytest.mark.usefixtures("one_thread")
def test_what_is_added_to_the_mask_is_filled_by_itself_too(
    automatic: MainWindow, noise: np.ndarray, qtbot: QtBot
) -> None:
    document = automatic.session.document
    assert document is not None
    found = np.zeros(noise.shape[:2], np.bool_)
    found[60:90, 70:110] = True
    automatic.session.edits.change_mask(importing(found, add=True, kind=EditKind.FIND_DAMAGE))
    qtbot.waitUntil(lambda: document.has_preview, timeout=PATIENCE_MS)
    assert document.predicted
