"""Every dialog and window beside the canvas, on a large photograph, as phases of a watchdog's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from window_session import Person, application_windows

PHOTOS_OF_A_BATCH = 20_000


class Visitor:
    """Does things in dialogs; a modal one keeps the caller, so its visit begins from a timer."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.window = person.window

    def modal(self, open_it: Callable[[], object], visit: Callable[[Any], None]) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        failures: list[BaseException] = []

        def begin() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None or not dialog.isVisible():
                QTimer.singleShot(10, begin)
                return
            try:
                self.person.rest(0.5)
                visit(dialog)
            except BaseException as error:
                failures.append(error)
            finally:
                dialog.close()

        QTimer.singleShot(0, begin)
        open_it()
        if failures:
            raise failures[0]

    def action(self, name: str, visit: Callable[[Any], None] = lambda dialog: None) -> None:
        """A dialog that an action opens."""
        self.modal(lambda: self.person.do(name), visit)

    def beside(self, name: str) -> Any:
        """The window, not modal, that an action opens."""
        before = set(application_windows())
        self.person.do(name)
        self.person.wait(lambda: bool(set(application_windows()) - before))
        (opened,) = set(application_windows()) - before
        return opened


def find_damage(person: Person) -> None:
    finding, session = person.window.finding, person.window.session
    person.do("find_damage")
    person.wait(lambda: finding.candidate is not None and not finding.is_searching)
    person.watchdog.phase = "move the sensitivity"
    slider = person.window.mask_panel.findChild(object, "panel_apply_found").parent().sensitivity
    for value in (*range(50, 90, 4), *range(90, 30, -4)):
        slider.slider.setValue(slider.slider.minimum() + value)
        person.rest(0.03)
    person.wait(lambda: not session.files.is_busy())
    person.watchdog.phase = "add what is found"
    before = person.position()
    finding.apply()
    person.wait(lambda: person.position() > before)
    person.rest(0.4)
    person.do("undo")
    person.wait(lambda: person.position() == before)


def try_all(person: Person, visitor: Visitor) -> None:
    before = person.position()

    def visit(dialog: Any) -> None:
        person.wait(lambda: all(card.candidate is not None for card in dialog._cards.values()))
        person.rest(0.5)
        person.watchdog.phase = "take a candidate"
        cards = [card for card in dialog._cards.values() if card.take.isEnabled()]
        cards[0].take.click()

    visitor.action("try_all", visit)
    person.wait(lambda: person.position() > before)


def measure(person: Person, visitor: Visitor) -> None:
    worker = person.window.session.models
    visitor.action("measure", lambda dialog: person.wait(lambda: not worker.is_busy()))


def settings(person: Person, visitor: Visitor) -> None:
    from PySide6.QtWidgets import QTabWidget

    def visit(dialog: Any) -> None:
        tabs = dialog.findChild(QTabWidget)
        for page in range(tabs.count()):
            tabs.setCurrentIndex(page)
            person.rest(0.2)
        for name in ("theme", "language"):
            box = dialog.editors[name]
            present = box.currentIndex()
            for index in [*range(box.count()), present]:
                person.watchdog.phase = f"settings: {name}"
                box.setCurrentIndex(index)
                person.rest(0.4)

    visitor.action("settings", visit)


def models(person: Person, visitor: Visitor) -> None:
    def visit(dialog: Any) -> None:
        for row in range(dialog._list.count()):
            dialog._list.setCurrentRow(row)
            person.rest(0.05)
        for row in range(dialog._list.count()):
            dialog._list.setCurrentRow(row)
            if dialog._buttons["verify"].isVisible():
                person.watchdog.phase = "verify a model"
                dialog._buttons["verify"].click()
                person.wait(lambda: dialog._job is None)
                break

    visitor.action("models", visit)


def export(person: Person, visitor: Visitor, folder: Path) -> None:
    for suffix in (".jpg", ".tif", ".webp"):

        def visit(dialog: Any, suffix: str = suffix) -> None:
            from inpaint_studio.imaging.files.formats import SUFFIXES

            dialog._format.setCurrentText(SUFFIXES[suffix].value)
            dialog._path.setText(str(folder / f"exported{suffix}"))
            dialog._export()

        person.watchdog.phase = f"export {suffix}"
        visitor.action("export", visit)
        person.wait(lambda: not person.window.session.files.is_busy())


def reopen(person: Person, folder: Path) -> None:
    window = person.window
    window.projects.write(folder / "again.ora")
    person.wait(lambda: not window.session.files.is_busy())
    window.session.document.clear_preview()
    window.session.document.mark_saved()
    old = window.session.document
    person.watchdog.phase = "open a project"
    window.filing.open_path(folder / "again.ora")
    person.wait(lambda: window.session.document not in (None, old))
    person.rest(1.5)


def shoebox(folder: Path, count: int) -> None:
    """As many photos as that, all the same file."""
    import cv2

    scans = folder / "scans"
    scans.mkdir()
    low = np.random.default_rng(0).integers(0, 255, (24, 32, 3), np.uint8)
    cv2.imwrite(str(scans / "00000.jpg"), low)
    cv2.imwrite(str(folder / "mask.png"), np.full((24, 32), 255, np.uint8) * (low[..., 0] > 200))
    for number in range(1, count):
        os.link(scans / "00000.jpg", scans / f"{number:05d}.jpg")


def batch(person: Person, visitor: Visitor, folder: Path) -> None:
    opened = visitor.beside("batch")
    person.rest(1.0)
    person.watchdog.phase = "plan a large batch"
    opened.setup.photos.field.setText(str(folder / "scans"))
    opened.setup.holes.setCurrentIndex(2)
    opened.setup.one_mask.field.setText(str(folder / "mask.png"))
    opened.run_bar.plan.click()
    person.wait(lambda: not opened.driver.is_busy)
    person.rest(0.5)
    person.watchdog.phase = "go through the table"
    bar = opened.photos.view.verticalScrollBar()
    for share in range(0, 101, 5):
        bar.setValue(bar.maximum() * share // 100)
        person.rest(0.05)
    for shown in range(opened.photos.shown.count()):
        opened.photos.shown.setCurrentIndex(shown)
        person.rest(0.1)
    opened.photos.shown.setCurrentIndex(0)
    opened.photos.view.selectRow(PHOTOS_OF_A_BATCH // 2)
    person.rest(0.5)
    person.watchdog.phase = "close the batch window"
    opened.close()


def dialogs_session(person: Person, folder: Path, path: Path) -> None:
    """All of them."""
    window, visitor = person.window, Visitor(person)
    with person.phase("open"):
        window.filing.open_path(path)
        person.wait(lambda: window.session.document is not None)
        person.rest(1.5)
    with person.phase("paint"):
        window.restoring.chosen.choose_model("telea")
        window.canvas.set_options(brush_size_px=0.01 * window.session.document.size.width)
        person.drag((0.4, 0.4), (0.45, 0.45))
    with person.phase("find damage"):
        find_damage(person)
    with person.phase("try all"):
        try_all(person, visitor)
    with person.phase("measure"):
        measure(person, visitor)
    for name in ("shortcuts", "about"):
        with person.phase(name):
            visitor.action(name)
    with person.phase("models"):
        models(person, visitor)
    with person.phase("settings"):
        settings(person, visitor)
    with person.phase("export"):
        export(person, visitor, folder)
    with person.phase("paste"):
        person.do("copy")
        person.wait(lambda: not window.session.files.is_busy())
    with person.phase("save the project again"):
        reopen(person, folder)
    with person.phase("open the batch window"):
        batch(person, visitor, folder)
