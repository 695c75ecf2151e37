"""The batch window beside the main window: opened, closed, and masks corrected in the canvas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from batch_window_here import PATIENCE_MS, choose, run, states
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.app.batch_window.setup import Holes
from inpaint_studio.batch.request import State
from inpaint_studio.document.mask_edits import importing
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.mask_file import read_mask


def opened_from(window: Any, qtbot: QtBot) -> Any:
    """The window that is built in several turns of the event loop."""
    dialogs = window.dialogs
    qtbot.waitUntil(
        lambda: dialogs._batch is not None and dialogs._batch.isVisible(), timeout=60_000
    )
    return dialogs._batch


def test_the_main_window_opens_it_and_takes_a_photo_with_its_mask(
    window: Any, qtbot: QtBot, shoebox: Path
) -> None:
    window.actions_by_name["batch"].trigger()
    window.actions_by_name["batch"].trigger()  # once more while it is being built
    batch = opened_from(window, qtbot)
    window.actions_by_name["batch"].trigger()
    assert window.dialogs._batch is batch
    batch._open_in_canvas(shoebox / "in" / "a.png", shoebox / "masks" / "a.png")
    session = window.session
    qtbot.waitUntil(
        lambda: session.document is not None and not session.document.mask.bounds().is_empty,
        timeout=PATIENCE_MS,
    )
    assert session.document.photo.info.path == shoebox / "in" / "a.png"
    assert session.document.mask.bounds().height == 4
    session.document.mark_saved()
    batch._open_in_canvas(shoebox / "in" / "b.png", None)
    qtbot.waitUntil(lambda: session.document.photo.info.path.name == "b.png", timeout=PATIENCE_MS)
    assert session.document.mask.bounds().is_empty
    QApplication.sendEvent(window, QEvent(QEvent.Type.WindowActivate))
    batch.close()


def test_closing_the_main_window_asks_for_the_run_and_takes_this_one_along(
    window: Any, qtbot: QtBot
) -> None:
    window.dialogs.batch()
    batch = opened_from(window, qtbot)
    batch.may_close = lambda: False
    window.close()
    assert window.isVisible()
    assert batch.isVisible()
    batch.may_close = lambda: True
    window.close()
    assert not window.isVisible()
    qtbot.waitUntil(lambda: not batch.isVisible(), timeout=PATIENCE_MS)


def test_what_was_done_in_the_canvas_goes_back_as_it_is_shown(
    window: Any, qtbot: QtBot, shoebox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.dialogs.batch()
    batch = opened_from(window, qtbot)
    back_bar = window.dialogs._in_canvas.back_bar
    assert not back_bar.isVisible()
    batch.setup.photos.field.setText(str(shoebox / "in"))
    batch.setup.holes.setCurrentIndex(Holes.FOLDER)
    batch.setup.masks.field.setText(str(shoebox / "masks"))
    batch.setup.model.setCurrentIndex(batch.setup.model.findData("telea"))
    run(batch, qtbot)
    out = shoebox / "in-restored"
    results = {path: path.read_bytes() for path in out.glob("*.png")}
    inputs = {path: path.read_bytes() for path in (shoebox / "masks").glob("*.png")}
    assert len(results) == 3
    choose(batch, "a.png")
    batch.review.open.click()
    session = window.session
    qtbot.waitUntil(
        lambda: session.document is not None and not session.document.mask.bounds().is_empty,
        timeout=PATIENCE_MS,
    )
    qtbot.waitUntil(back_bar.isVisible)
    corrected = np.zeros(session.document.size, np.bool_)
    corrected[2:5, 3:40] = True
    session.edits.change_mask(importing(corrected, detail="by hand"))
    window.restoring.chosen.choose_model("navier-stokes")
    back_bar.button.click()  # what is still hole is restored first
    done = out / "a.png"
    qtbot.waitUntil(lambda: done.read_bytes() != results[done], timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not session.document.is_modified, timeout=PATIENCE_MS)
    assert not session.document.has_hole
    assert np.array_equal(read_photo(done).image, session.document.image_array())
    changed = (read_photo(done).image != read_photo(shoebox / "in" / "a.png").image).any(axis=2)
    assert changed.any()
    assert not (changed & ~corrected).any()
    row = batch.table.row_of(Path("a.png"))
    assert row is not None
    assert "navier-stokes" in str(batch.table.photo(row).remarks[0])
    assert states(batch)["a.png"] is State.DONE
    assert all(path.read_bytes() == was for path, was in results.items() if path != done)
    assert {path: path.read_bytes() for path in inputs} == inputs
    # A plan of the whole batch keeps it, other settings or not, and shows what was filled.
    made = done.read_bytes()
    batch.setup.model.setCurrentIndex(batch.setup.model.findData("patchmatch"))
    run(batch, qtbot)
    assert done.read_bytes() == made
    assert states(batch)["a.png"] is State.DONE
    shown = batch.table.at_file(shoebox / "in" / "a.png")
    assert shown is not None
    assert shown.mask is not None
    assert np.array_equal(read_mask(shown.mask), corrected)
    batch.close()
    assert not back_bar.isVisible()
