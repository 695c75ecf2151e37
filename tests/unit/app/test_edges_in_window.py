"""Edges in the window: the loop, the sliders, and the comparison beside the canvas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QTransform
from PySide6.QtWidgets import (
    QStyle,
)
from pytestqt.qtbot import QtBot

from inpaint_studio.app.dialogs.comparison import ComparisonWindow
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.changes import EdgePatch
from inpaint_studio.document.shapes import Point
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import write_photo


@pytest.fixture
def small_model(folders: Path, small_edgeconnect: dict[str, Path]) -> str:
    """A tiny EdgeConnect, installed."""
    from inpaint_studio.zoo.install import import_model

    roles = {role: small_edgeconnect[role] for role in ("edge", "completion")}
    return import_model("edgeconnect", roles, name="small").name


@pytest.mark.usefixtures("one_thread")
def test_the_edge_loop_runs_by_itself_and_follows_drawn_edges(
    small_model: str, marked_window: MainWindow, qtbot: QtBot
) -> None:
    window = marked_window
    document = window.session.document
    assert document is not None
    before, mask = document.image_array().copy(), document.mask_array()
    window.restoring.chosen.choose_model(small_model)
    assert window.restoring.is_live
    qtbot.waitUntil(lambda: document.has_preview, timeout=60000)
    assert document.predicted
    first = document.shown.to_array().copy()
    assert np.array_equal(document.image_array(), before)
    assert np.array_equal(first[~mask], before[~mask])
    stroke = EdgeStroke(StrokeKind.DRAW, (Point(22, 32), Point(28, 48)), 2.0)
    document.add_stroke(stroke, "edge_pencil")
    qtbot.waitUntil(lambda: (document.shown.to_array() != first).any(), timeout=60000)
    shown = document.shown.to_array().copy()
    window.restoring.restore()
    qtbot.waitUntil(lambda: not document.has_preview, timeout=60000)
    assert np.array_equal(document.image_array(), shown)
    assert np.array_equal(document.image_array()[~mask], before[~mask])


@pytest.mark.usefixtures("one_thread")
def test_a_model_that_predicts_no_edges_follows_drawn_ones_by_itself(
    marked_window: MainWindow, qtbot: QtBot
) -> None:
    window, restoring = marked_window, marked_window.restoring
    document = window.session.document
    assert document is not None
    before, mask = document.image_array().copy(), document.mask_array()
    restoring.chosen.choose_model("patchmatch")
    assert not restoring.is_live  # nothing is drawn that it could follow
    stroke = EdgeStroke(StrokeKind.DRAW, (Point(22, 32), Point(28, 48)), 2.0)
    document.add_stroke(stroke, "edge_pencil")
    assert restoring.is_live
    qtbot.waitUntil(lambda: document.has_preview, timeout=60000)
    assert not document.predicted
    shown = document.shown.to_array().copy()
    assert np.array_equal(document.image_array(), before)
    assert np.array_equal(shown[~mask], before[~mask])
    assert (shown[mask] != before[mask]).any()
    document.clear_strokes()
    assert not restoring.is_live
    assert not document.has_preview
    document.undo()
    qtbot.waitUntil(lambda: document.has_preview, timeout=60000)
    restoring.set_live(False)
    assert not document.has_preview
    restoring.set_live(True)
    qtbot.waitUntil(lambda: document.has_preview, timeout=60000)
    restoring.chosen.choose_model("telea")  # follows none
    assert not document.has_preview
    assert not restoring.is_live


def test_comparison_scores_the_band_and_the_hole(
    marked_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = marked_window
    document = window.session.document
    assert document is not None
    truth = tmp_path / "truth.png"
    write_photo(truth, document.image_array())
    dialog = ComparisonWindow(window.session, window.restoring, window.canvas, window)
    dialog.show()
    qtbot.waitUntil(lambda: "precision" in dialog._scores.text(), timeout=10000)
    assert "Inside" not in dialog._scores.text()
    dialog.load_truth(truth)
    qtbot.waitUntil(lambda: "Inside" in dialog._scores.text(), timeout=10000)
    assert all(not view._picture.isNull() for view in dialog._views)
    upright = [view._picture for view in dialog._views]
    window.actions_by_name["fit"].trigger()
    window.canvas.rotate_view(1)
    assert window.canvas.view.turns == 1
    # The photo is wider than high, and seen whole: turned it is higher than wide.
    qtbot.waitUntil(lambda: is_high(dialog._views[0]._picture), timeout=10000)
    clockwise = QTransform().rotate(90)
    for view, before in zip(dialog._views, upright, strict=True):
        assert view._picture == before.transformed(clockwise)
    dialog.close()


def is_high(picture: QImage) -> bool:
    return picture.height() > picture.width()


def test_sliders_of_the_edges_are_followed_while_they_are_dragged(
    marked_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = marked_window
    window.restoring.set_live(False)
    monkeypatch.setattr(type(window.restoring.chosen), "shows_edges", property(lambda _: True))
    window.actions_by_name["known_edges"].trigger()
    document = window.session.document
    assert document is not None
    document.set_predicted(
        document.revision, [EdgePatch(Box(20, 30, 30, 50), np.full((10, 20), 0.4, np.float32))]
    )
    row = window.edges_panel._numbers["sigma"]
    row.show_value(6.0)
    slider = row.slider
    window.restoring.chosen.changed.emit()
    middle = slider.height() // 2
    seen = []
    for each, label in (
        (slider, "edge_sigma"),
        (window.edges_panel._numbers["edge_threshold"].slider, "edge_threshold"),
    ):
        handle = QStyle.sliderPositionFromValue(
            each.minimum(), each.maximum(), each.value(), each.width() - 14
        )
        left = Qt.MouseButton.LeftButton
        qtbot.mousePress(each, left, pos=QPoint(handle + 7, middle))
        values = []
        for step in range(1, 4):
            place = QPoint(handle + 7 - step * (handle // 5), middle)
            qtbot.mouseMove(each, pos=place)
            values.append(getattr(window.canvas.canvas_style, label))
        seen.append(values)
        qtbot.mouseRelease(each, left, pos=place)
        assert window.session.settings.get_float(label) == pytest.approx(values[-1])
    for values in seen:  # the canvas was told at every step, not at the end only
        assert values == sorted(values, reverse=True)
        assert len(set(values)) == 3
