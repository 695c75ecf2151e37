"""Attention in the window: shown after a model with attention, driven by the user's strokes too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind
from inpaint_studio.families.deepfill_v2 import checkpoint as deepfill_v2
from inpaint_studio.families.deepfill_v2.network import DeepFillV2
from inpaint_studio.zoo.install import import_model
from inpaint_studio.zoo.published import published_content

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def guided_model(folders: Path) -> str:
    """A tiny DeepFill v2 with a plane for the user's sketch, imported from the published layout."""
    torch.manual_seed(0)
    network = DeepFillV2(4, inputs=6)
    for parameter in network.parameters():
        parameter.data *= 5  # loud enough for a line to change 8-bit pixels
    path = folders / "guided.pth"
    torch.save(published_content(deepfill_v2.V2, dict(network.state_dict())), path)
    return import_model("deepfill_v2", {"generator": path}, name="guided").name


def test_strokes_drive_the_sketch_and_attention_is_shown(
    guided_model: str, window: MainWindow, qtbot: QtBot, scene: np.ndarray
) -> None:
    document = Document(scene)
    window.session.set_document(document)
    document.paint(Rectangle(Point(20, 30), Point(40, 60)), "rectangle")
    mask = document.mask_array()
    view = window.findChild(QWidget, "attention")
    assert view is not None
    assert view.isHidden()

    def restored(model: str) -> np.ndarray:
        window.restoring.chosen.choose_model(model)
        with qtbot.waitSignal(window.restoring.restored, timeout=60000):
            window.restoring.restore()
        result = document.image_array().copy()
        document.undo()
        return result

    plain = restored(guided_model)
    assert not view.isHidden()
    assert view.toolTip()
    document.add_stroke(
        EdgeStroke(StrokeKind.DRAW, (Point(22, 32), Point(38, 58)), 2.0), "edge_pencil"
    )
    guided = restored(guided_model)
    assert (guided[mask] != plain[mask]).any()
    assert np.array_equal(guided[~mask], scene[~mask])
    restored("telea")
    assert view.isHidden()
