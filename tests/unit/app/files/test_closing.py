"""Closing the window: asks about work, cancels it, waits for it, and leaves nothing behind."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from engine_fakes import DictSource, EngineHere, MeanRestorer, make_card
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.document.document import Document
from inpaint_studio.document.project_reader import read_project
from inpaint_studio.document.recovery import left_behind
from inpaint_studio.document.shapes import Point, Rectangle
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.progress import ProgressToken
from inpaint_studio.settings.store import SettingsStore

YES, NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
PATIENCE_MS = 20_000


class Gate:
    """Holds a restorer up until it is opened, or cancelled unless it is deaf."""

    def __init__(self) -> None:
        self.entered, self.opened, self.left = (threading.Event() for _ in range(3))
        self.is_deaf = False

    def wait(self, request: FillRequest, token: ProgressToken) -> None:
        self.entered.set()
        try:
            while not self.opened.wait(0.005):
                if not self.is_deaf:
                    token.check()
        finally:
            self.left.set()


@pytest.fixture
def scene(scene: np.ndarray) -> np.ndarray:
    """The photo with a blot where the hole will be."""
    scene[20:30, 30:50] = 255
    return scene


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def engines() -> list[EngineHere]:
    return []


@pytest.fixture
def window(
    folders: Path, qtbot: QtBot, gate: Gate, engines: list[EngineHere]
) -> Iterator[MainWindow]:
    """A window whose model `slow` waits at the gate; the test closes it."""

    def make_engine(device: str) -> EngineHere:
        slow = DictSource(slow=lambda device: MeanRestorer(before=gate.wait))
        engines.append(EngineHere(device, slow))
        return engines[-1]

    made = MainWindow(SettingsStore(folders / "settings.json"), make_engine=make_engine)
    made.show()
    qtbot.waitExposed(made)
    yield made
    gate.opened.set()
    made.session.close()
    made.hide()
    made.deleteLater()


@pytest.fixture
def begin(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, gate: Gate
) -> Callable[[], Document]:
    """Starts a restoration and waits until it is under way."""

    def start() -> Document:
        document = Document(scene)
        window.session.set_document(document)
        document.paint(Rectangle(Point(20, 30), Point(30, 50)), "rectangle")
        document.mark_saved()
        window.restoring.chosen.choose_model("slow")
        window.restoring.restore()
        qtbot.waitUntil(gate.entered.is_set, timeout=PATIENCE_MS)
        return document

    return start


def answered(monkeypatch: pytest.MonkeyPatch, answer: QMessageBox.StandardButton) -> list[str]:
    """Answers every question so; the list of what was asked."""
    asked: list[str] = []

    def question(*words: object) -> QMessageBox.StandardButton:
        asked.append(str(words[2]))
        return answer

    monkeypatch.setattr(QMessageBox, "question", question)
    return asked


def test_when_the_system_ends_it_nothing_is_asked_and_unsaved_work_is_kept(
    window: MainWindow,
    qtbot: QtBot,
    begin: Callable[[], Document],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = begin()
    asked = answered(monkeypatch, NO)
    document.mark_unsaved()
    window.projects.keep_now()
    window.closing.close_unasked()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    assert asked == []
    (left,) = left_behind()
    assert np.array_equal(
        read_project(left.path, follows_reference=True).document.mask_array(), document.mask_array()
    )


def test_closing_at_work_asks_and_the_work_goes_on_if_one_stays(
    window: MainWindow,
    qtbot: QtBot,
    begin: Callable[[], Document],
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = begin()
    asked = answered(monkeypatch, NO)
    assert not window.close()
    assert window.isVisible()
    assert asked == ["Restoring is not done. Cancel it and close?"]
    assert window.session.models.is_busy(Lane.RESTORE)
    with qtbot.waitSignal(window.restoring.restored, timeout=PATIENCE_MS):
        gate.opened.set()
    assert document.results
    document.mark_saved()
    assert window.close()
    assert len(asked) == 1


def test_closing_at_work_cancels_waits_and_frees_the_engine(
    window: MainWindow,
    begin: Callable[[], Document],
    gate: Gate,
    engines: list[EngineHere],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = begin()
    before = document.image_array().copy()
    answered(monkeypatch, YES)
    assert window.close()
    assert gate.left.is_set()
    assert not window.session.models.is_running
    assert [(each.hurried, each.is_closed) for each in engines] == [(True, True)]
    assert np.array_equal(document.image_array(), before)


def test_work_that_was_given_up_brings_no_result_while_more_is_asked(
    window: MainWindow,
    qtbot: QtBot,
    begin: Callable[[], Document],
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = begin()
    document.mark_unsaved()
    answers = [YES, QMessageBox.StandardButton.Cancel]
    monkeypatch.setattr(QMessageBox, "question", lambda *words: answers.pop(0))
    assert not window.close()
    assert not answers
    assert not window.session.models.is_busy()
    gate.opened.set()
    qtbot.waitUntil(gate.left.is_set, timeout=PATIENCE_MS)
    qtbot.wait(50)
    assert not document.results


def test_closing_waits_for_work_that_does_not_heed_it(
    window: MainWindow,
    begin: Callable[[], Document],
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate.is_deaf = True
    begin()
    answered(monkeypatch, YES)
    threading.Timer(0.3, gate.opened.set).start()
    assert window.close()
    assert gate.left.is_set()
    assert not window.session.models.is_running


def test_work_that_nobody_asked_for_is_given_up_without_a_question(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = threading.Event()

    def work(_: object, token: ProgressToken) -> None:
        started.set()
        while True:
            token.check()
            time.sleep(0.005)

    window.session.models.submit(Job(Lane.LIVE, "Predicting edges", work, lambda _: None))
    qtbot.waitUntil(started.is_set, timeout=PATIENCE_MS)
    asked = answered(monkeypatch, NO)
    assert window.close()
    assert not asked
    assert not window.session.models.is_running


def test_what_is_being_saved_is_saved_before_the_window_closes(
    window: MainWindow, qtbot: QtBot, scene: np.ndarray, tmp_path: Path
) -> None:
    window.session.set_document(Document(scene))
    held = threading.Event()
    window.session.files.submit(
        Job(Lane.FILE, "", lambda _, token: held.wait(20), lambda _: None)
    )  # the thread is not free yet
    window.filing.write(tmp_path / "saved.png")
    assert not window.close()
    assert window.isVisible()
    held.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    assert np.array_equal(read_photo(tmp_path / "saved.png").image, scene)
    assert not window.session.files.is_running


def test_opening_and_closing_leaves_no_thread_timer_or_file(
    folders: Path, qtbot: QtBot, scene: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = folders / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    threads = set(threading.enumerate())
    for _ in range(2):
        window = MainWindow(SettingsStore(folders / "settings.json"), make_engine=EngineHere)
        window.show()
        qtbot.waitExposed(window)
        document = Document(np.tile(scene, (3, 3, 1)))
        window.session.set_document(document)
        document.paint(Rectangle(Point(20, 30), Point(90, 120)), "rectangle")
        window.restoring.chosen.choose_model("telea")
        with qtbot.waitSignal(window.restoring.restored, timeout=PATIENCE_MS):
            window.restoring.restore()
        window.projects.autosave()
        qtbot.waitUntil(lambda w=window: not w.session.files.is_busy(), timeout=PATIENCE_MS)
        assert list((folders / "state").rglob("*.ora"))
        window.actions_by_name["undo"].trigger()
        window.session.note("told shortly before the end")
        document.mark_saved()
        assert window.close()
        assert [timer for timer in window.findChildren(QTimer) if timer.isActive()] == []
        assert [each for each in window.findChildren(QThread) if each.isRunning()] == []
        assert set(threading.enumerate()) <= threads
        window.deleteLater()
    assert list(temporary.iterdir()) == []
    assert list((folders / "state").rglob("*.ora")) == []


def test_when_memory_runs_out_it_steps_down_and_says_so(
    folders: Path, qtbot: QtBot, scene: np.ndarray
) -> None:
    asked: list[FillRequest] = []

    def run_out(request: FillRequest, token: ProgressToken) -> None:
        asked.append(request)
        if len(asked) == 1:
            raise MemoryError

    def make_engine(device: str) -> EngineHere:
        large = MeanRestorer(make_card("large", native_size_px=512), before=run_out)
        return EngineHere(device, DictSource(large=lambda _: large))

    window = MainWindow(SettingsStore(folders / "settings.json"), make_engine=make_engine)
    window.show()
    qtbot.waitExposed(window)
    document = Document(scene)
    window.session.set_document(document)
    document.paint(Rectangle(Point(20, 30), Point(30, 50)), "rectangle")
    window.restoring.chosen.choose_model("large")
    with qtbot.waitSignal(window.session.told, timeout=PATIENCE_MS):
        window.restoring.restore()
    qtbot.waitUntil(lambda: not window.session.models.is_busy(), timeout=PATIENCE_MS)
    text = window.messages.text
    assert text == "Memory ran out on cpu; went on with windows of 256 px."
    assert document.results
    document.mark_saved()
    assert window.close()
    window.deleteLater()


@pytest.mark.parametrize(("button", "closes"), [("Discard", True), ("Cancel", False)])
def test_the_real_question_is_understood(
    window: MainWindow, scene: np.ndarray, button: str, closes: bool
) -> None:
    document = Document(scene)
    window.session.set_document(document)
    document.paint(Rectangle(Point(20, 30), Point(30, 50)), "rectangle")

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        answers = {each.text().replace("&", ""): each for each in box.buttons()}
        answers[button].click()

    QTimer.singleShot(200, press)
    assert window.close() == closes
    assert window.isVisible() != closes


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The arguments of programs that were started."""
    found: list[list[str]] = []
    monkeypatch.setattr(
        "inpaint_studio.app.files.closing.QProcess.startDetached",
        lambda _, words: found.append(words),
    )
    return found


def test_restarting_opens_the_same_file_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, scene: np.ndarray, started: list[list[str]]
) -> None:
    path = tmp_path / "photo.png"
    write_photo(path, scene)
    with qtbot.waitSignal(window.session.document_changed, timeout=PATIENCE_MS):
        window.filing.open_path(path)
    window.closing.restart()
    assert not window.isVisible()
    assert started == [["-m", "inpaint_studio", "studio", str(path)]]


def test_a_window_that_stays_is_not_started_again(
    window: MainWindow,
    scene: np.ndarray,
    started: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.filing.show(Document(scene))
    document = window.session.document
    assert document is not None
    document.paint(Rectangle(Point(2, 2), Point(9, 9)), "rectangle")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_, **__: answers.pop(0))
    window.closing.restart()
    assert window.isVisible()
    window.close()
    assert not window.isVisible()
    assert started == []


def test_nor_while_the_work_is_kept_for_recovery(
    window: MainWindow,
    qtbot: QtBot,
    scene: np.ndarray,
    started: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.filing.show(Document(scene))
    document = window.session.document
    assert document is not None
    document.paint(Rectangle(Point(2, 2), Point(9, 9)), "rectangle")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_, **__: answers.pop(0))
    written = threading.Event()
    job = Job(Lane.AUTOSAVE, "", lambda *_: written.wait(PATIENCE_MS / 1000), lambda _: None)
    window.session.files.submit(job)
    qtbot.waitUntil(lambda: window.session.files.is_busy(Lane.AUTOSAVE), timeout=PATIENCE_MS)
    window.closing.restart()
    assert window.isVisible()
    written.set()
    qtbot.waitUntil(lambda: not window.session.files.is_busy(), timeout=PATIENCE_MS)
    qtbot.wait(300)  # it looks again whether all is saved
    assert window.isVisible()
    window.close()
    assert not window.isVisible()
    assert started == []
