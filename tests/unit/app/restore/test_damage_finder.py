"""Finding damage in the window: proposed, changed by the slider, taken as one edit or rejected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.app.canvas.proposal import COLOUR, Proposal
from inpaint_studio.app.panels.find_damage import KIND_TEXTS, FindDamage
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.detection import FindingKind, Findings
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.mask_edits import importing
from inpaint_studio.document.shapes import Point
from inpaint_studio.imaging.files import write_photo
from inpaint_studio.jobs.messages import Message


@pytest.fixture
def captioned(tmp_path: Path) -> Path:
    """A smooth photo with words across its foot."""
    rows, columns = np.mgrid[0:240, 0:360]
    image = np.stack([rows // 3 + 40, columns // 4 + 50, rows // 4 + 60], axis=2).astype(np.uint8)
    cv2.putText(
        image, "Market Square 1931", (30, 215), cv2.FONT_HERSHEY_DUPLEX, 0.9, (250, 250, 245), 2,
        cv2.LINE_AA,
    )  # fmt: skip
    path = tmp_path / "captioned.png"
    write_photo(path, image)
    return path


@pytest.fixture
def found(window: MainWindow, qtbot: QtBot, captioned: Path) -> Document:
    """The photo, open, with its caption proposed."""
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.filing.open_path(captioned)
    panel = window.findChild(FindDamage)
    assert panel is not None
    for kind, box in panel.boxes.items():
        box.setChecked(kind == "text")
    panel.find_button.click()
    wait(qtbot, lambda: window.finding.proposal is not None)
    document = window.session.document
    assert document is not None
    return document


def wait(qtbot: QtBot, until: Callable[[], bool]) -> None:
    qtbot.waitUntil(until, timeout=30000)


def test_every_kind_has_a_box() -> None:
    assert set(KIND_TEXTS) == {str(kind) for kind in FindingKind}


def test_a_proposal_changes_nothing_but_the_picture(window: MainWindow, found: Document) -> None:
    proposal = window.finding.proposal
    assert proposal is not None
    assert 0.005 < proposal.share < 0.2
    assert proposal.mask[190:225].any()
    assert not proposal.mask[:170].any()
    assert not found.has_hole
    assert not found.history.edits
    picture = window.canvas.grab().toImage()
    colours = {
        picture.pixelColor(x, y).getRgb()[2] - picture.pixelColor(x, y).getRgb()[0]
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert max(colours) > 90, f"nothing in the colour {COLOUR} is seen"


def test_adding_is_one_edit_that_undo_takes_back(
    window: MainWindow, qtbot: QtBot, found: Document
) -> None:
    proposal = window.finding.proposal
    assert proposal is not None
    window.finding.apply()
    wait(qtbot, lambda: found.has_hole)
    assert np.array_equal(found.mask_array(), proposal.mask)
    assert [edit.kind for edit in found.history.edits] == [EditKind.FIND_DAMAGE]
    assert window.finding.proposal is None
    window.undo()
    wait(qtbot, lambda: not found.has_hole)


def test_escape_rejects(window: MainWindow, qtbot: QtBot, found: Document) -> None:
    assert window.actions_by_name["cancel"].isEnabled()
    window.activateWindow()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    wait(qtbot, lambda: window.finding.proposal is None)
    assert not found.has_hole
    assert not found.history.edits


def test_the_slider_proposes_anew_and_apply_means_its_last_value(
    window: MainWindow, qtbot: QtBot, captioned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = np.zeros((240, 360), np.uint8)
    scores[20:40, 20:40], scores[100:120, 100:120] = 90, 200

    def find(image: np.ndarray, kinds: list[str], device: str, *, token: object) -> Findings:
        return Findings({FindingKind.DUST: scores}, (Message("A note."),))

    monkeypatch.setattr("inpaint_studio.detection.find.find_damage_on", find)
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.filing.open_path(captioned)
    document = window.session.document
    assert document is not None
    window.finding.find()
    wait(qtbot, lambda: window.finding.proposal is not None)
    first = window.finding.proposal
    assert first is not None
    assert first.mask[110, 110]
    assert not first.mask[30, 30]
    window.finding.set_sensitivity(0.8)
    wait(qtbot, lambda: window.finding.proposal is not first)
    more = window.finding.proposal
    assert more is not None
    assert more.mask[30, 30]
    window.finding.set_sensitivity(0.5)
    window.finding.apply()
    wait(qtbot, lambda: document.has_hole)
    assert np.array_equal(document.mask_array(), first.mask)


def test_what_was_found_goes_with_the_document(window: MainWindow, found: Document) -> None:
    found.mark_saved()
    window.filing.close()
    assert window.finding.proposal is None
    assert not window.finding.has_found


def test_a_small_map_keeps_single_pixels() -> None:
    mask = np.zeros((30, 5000), np.bool_)
    mask[17, 4321] = True
    proposal = Proposal.of(mask)
    assert proposal.step == 3
    assert proposal.small.sum() == 1
    assert proposal.small[17 // 3, 4321 // 3] == 1


def test_a_click_corrects_a_red_eye_and_undo_brings_it_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    y, x = np.mgrid[0:120, 0:160]
    image = np.broadcast_to(np.array([205, 160, 140], np.uint8), (120, 160, 3)).copy()
    image[np.hypot(y - 50, x - 70) < 8] = (200, 40, 40)
    path = tmp_path / "portrait.png"
    write_photo(path, image)
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.filing.open_path(path)
    document = window.session.document
    assert document is not None
    window.canvas.set_tool("red_eye")

    def place(row: float, column: float) -> QPoint:
        across, down = window.canvas.view.to_view(Point(row, column))
        ratio = window.canvas.devicePixelRatioF()
        return QPoint(round(across / ratio), round(down / ratio))

    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=place(50, 70))
    wait(qtbot, lambda: bool(document.history.edits))
    assert [edit.kind for edit in document.history.edits] == [EditKind.RED_EYE]
    corrected = document.image.read(document.size.box)
    assert corrected[50, 70, 0] < 60
    assert np.array_equal(corrected[:, :55], image[:, :55])
    window.undo()
    wait(qtbot, lambda: np.array_equal(document.image.read(document.size.box), image))
    told: list[str] = []
    window.session.told.connect(lambda text, _: told.append(text))
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=place(110, 150))
    wait(qtbot, lambda: bool(told))
    assert "No red pupil" in told[0]


def opened(window: MainWindow, qtbot: QtBot, path: Path) -> Document:
    with qtbot.waitSignal(window.session.document_changed, timeout=10000):
        window.filing.open_path(path)
    document = window.session.document
    assert document is not None
    return document


def scores_at(*places: tuple[int, int]) -> Findings:
    """Squares of 20 px that are surely dust."""
    scores = np.zeros((240, 360), np.uint8)
    for top, left in places:
        scores[top : top + 20, left : left + 20] = 250
    return Findings({FindingKind.DUST: scores})


def test_the_slider_starts_where_it_suits_the_photo(
    window: MainWindow, qtbot: QtBot, captioned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = scores_at((20, 20))
    monkeypatch.setattr(
        "inpaint_studio.detection.find.find_damage_on", lambda *args, token: findings
    )
    opened(window, qtbot, captioned)
    window.finding.find()
    wait(qtbot, lambda: window.finding.proposal is not None)
    assert window.finding.sensitivity == pytest.approx(findings.suggested_sensitivity())
    panel = window.findChild(FindDamage)
    assert panel is not None
    assert panel.sensitivity.field.value() == round(100 * findings.suggested_sensitivity())


def test_find_more_learns_from_what_was_painted_and_rubbed_out(
    window: MainWindow, qtbot: QtBot, captioned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[np.ndarray, np.ndarray]] = []

    def more(
        image: np.ndarray,
        kinds: list[str],
        damage: np.ndarray,
        sound: np.ndarray,
        device: str,
        *,
        token: object,
    ) -> Findings:
        asked.append((damage, sound))
        return scores_at((20, 20), (180, 300))

    monkeypatch.setattr(
        "inpaint_studio.detection.find.find_damage_on",
        lambda *args, token: scores_at((20, 20), (100, 100)),
    )
    monkeypatch.setattr("inpaint_studio.detection.find.find_more_on", more)
    document = opened(window, qtbot, captioned)
    window.finding.find_more()
    assert not asked, "nothing was painted yet"
    window.finding.find()
    wait(qtbot, lambda: window.finding.proposal is not None)
    window.finding.apply()
    wait(qtbot, lambda: document.has_hole)
    # One of the two was no damage and is rubbed out; a crack is painted.
    hole = document.mask_array()
    hole[90:130, 90:130] = False
    hole[200:204, 40:200] = True
    window.session.edits.change_mask(importing(hole))
    wait(qtbot, lambda: bool(document.mask_array()[202, 100]))
    window.actions_by_name["find_more"].trigger()
    wait(qtbot, lambda: window.finding.proposal is not None)
    (damage, sound), *_ = asked
    assert damage[202, 100]
    assert not damage[25, 25]
    assert sound[110, 110]
    assert not sound[25, 25]
    window.finding.apply()
    wait(qtbot, lambda: bool(document.mask_array()[190, 310]))
    mask = document.mask_array()
    assert mask[25, 25]
    assert mask[202, 100]
    assert not mask[110, 110]


def test_repair_finds_and_fills_and_leaves_the_mask(
    window: MainWindow, qtbot: QtBot, captioned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "inpaint_studio.detection.find.find_damage_on", lambda *args, token: scores_at((100, 100))
    )
    document = opened(window, qtbot, captioned)
    window.restoring.chosen.choose_model("telea")
    with qtbot.waitSignal(window.restoring.restored, timeout=60000):
        window.actions_by_name["repair"].trigger()
    # What was found is finished, and can be taken up again to be corrected.
    wait(qtbot, lambda: not document.has_hole)
    window.restoring.select_filled()
    wait(qtbot, lambda: document.has_hole)
    assert document.mask_array()[110, 110]
    assert not document.mask_array()[30, 30]


def test_repair_says_so_where_nothing_is_found(
    window: MainWindow, qtbot: QtBot, captioned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "inpaint_studio.detection.find.find_damage_on", lambda *args, token: scores_at()
    )
    document = opened(window, qtbot, captioned)
    with qtbot.waitSignal(window.session.told, timeout=30000):
        window.finding.repair()
    assert not document.has_hole
    assert not window.finding.has_found
