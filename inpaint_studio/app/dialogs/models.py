"""Models: install, import from files, verify, remove; the licence is shown first."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.files.folders import Folders, Purpose
from inpaint_studio.app.panels.fields import faint, heading
from inpaint_studio.app.restore.card_texts import card_facts, card_text
from inpaint_studio.app.restore.speeds import Speeds
from inpaint_studio.app.session import Session
from inpaint_studio.app.texts import error_text, message_text
from inpaint_studio.app.work.workers import Answer, Job, Lane
from inpaint_studio.errors import CancelledError
from inpaint_studio.progress import Progress, ProgressToken
from inpaint_studio.zoo.registry import (
    Family,
    InstalledModel,
    ModelOrigin,
    ModelState,
    families,
    list_models,
)

if TYPE_CHECKING:
    from inpaint_studio.zoo.install import FileCheck

__all__ = ["ImportDialog", "ModelsDialog", "ask"]


def ask(parent: QWidget, title: str, text: str, yes: str, *, destroys: bool = False) -> bool:
    """Show `text` (rich text) and return True when the button called `yes` was pressed.

    Cancel is chosen beforehand where `destroys` says that something would be lost.
    """
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    box.setTextFormat(Qt.TextFormat.RichText)
    role = QMessageBox.ButtonRole.DestructiveRole if destroys else QMessageBox.ButtonRole.AcceptRole
    agreed = box.addButton(yes, role)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel if destroys else agreed)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is agreed


class ModelsDialog(QDialog):
    """See the module."""

    def __init__(self, session: Session, speeds: Speeds, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.resize(820, 520)
        self._session = session
        self._folders = Folders(session.settings)
        self._speeds = speeds
        self._models: dict[str, InstalledModel] = {}
        self._job: Job[Any, Any] | None = None
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Models"))
        self._list.setFixedWidth(270)
        self._list.setSpacing(3)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentItemChanged.connect(lambda *_: self._show())
        self._title = heading("")
        self._facts = QLabel()
        self._facts.setWordWrap(True)
        self._facts.setTextFormat(Qt.TextFormat.RichText)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._note = faint()
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.hide()
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self._title)
        right.addWidget(self._facts)
        right.addWidget(self._note)
        right.addStretch(1)
        right.addWidget(self._bar)
        right.addLayout(self._make_buttons())
        row = QHBoxLayout()
        row.addWidget(self._list)
        row.addSpacing(10)
        row.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.addLayout(row, 1)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout.addWidget(close)
        session.files.progressed.connect(self._on_progress)
        session.models_changed.connect(self.refresh)
        self.refresh(name)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._buttons: dict[str, QPushButton] = {}
        for name, text, slot in (
            ("install", self.tr("Download…"), self._download),
            ("file", self.tr("Install from a file…"), self._from_file),
            ("import", self.tr("Import checkpoints…"), self._import),
            ("verify", self.tr("Verify"), self._verify),
            ("remove", self.tr("Remove…"), self._remove),
        ):
            button = QPushButton(text)
            button.setObjectName(f"models_{name}")
            button.clicked.connect(slot)
            # Hidden ones are measured before the theme reaches them, and would be cut off.
            button.ensurePolished()
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    # Showing

    def refresh(self, name: str = "") -> None:
        """Read the list again, keeping the row."""
        name = name or (self._present().name if self._list.currentItem() else "")
        self._models = {model.name: model for model in list_models()}
        self._list.clear()
        for model in self._models.values():
            item = QListWidgetItem(f"{card_text(model.card.title)}\n{self._state_of(model)}")
            item.setData(Qt.ItemDataRole.UserRole, model.name)
            self._list.addItem(item)
            if model.name == name:
                self._list.setCurrentItem(item)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)

    def _state_of(self, model: InstalledModel) -> str:
        if model.state is ModelState.NOT_INSTALLED:
            return self.tr("not installed")
        if model.state is ModelState.BROKEN:
            return self.tr("damaged")
        return {
            ModelOrigin.BUILT_IN: self.tr("built in"),
            ModelOrigin.BUNDLED: self.tr("comes with the product"),
        }.get(model.origin, self.tr("installed"))

    def _present(self) -> InstalledModel:
        return self._models[self._list.currentItem().data(Qt.ItemDataRole.UserRole)]

    def _family(self) -> Family | None:
        name = self._present().card.family
        return next((family for family in families() if family.name == name), None)

    def _show(self) -> None:
        if self._list.currentItem() is None:
            return
        model = self._present()
        self._title.setText(card_text(model.card.title))
        speed = self._speeds.text(model.name)
        self._facts.setText(card_facts(model.card, speed, wide=True))
        family = self._family()
        can_fetch = family is not None and any(
            card.name in (model.name, model.card.builds_on) for card in family.downloads
        )
        absent = model.state is not ModelState.READY
        self._note.setText(self._remedy(model, can_fetch) if absent else "")
        idle = self._job is None
        self._buttons["install"].setVisible(can_fetch and absent)
        self._buttons["file"].setVisible(can_fetch and absent)
        self._buttons["import"].setVisible(family is not None and family.template is not None)
        self._buttons["verify"].setVisible(model.folder is not None)
        self._buttons["remove"].setVisible(model.origin is ModelOrigin.USER)
        for button in self._buttons.values():
            button.setEnabled(idle)

    def _remedy(self, model: InstalledModel, can_fetch: bool) -> str:
        if model.state is ModelState.BROKEN:
            return message_text(model.note)
        if can_fetch:
            return self.tr(
                "It is not on this machine. Download it ({size}), or install it from a file that "
                "you brought."
            ).format(size=_size_text(model.card.size_bytes))
        return self.tr("It is not on this machine. Import published checkpoints, or your own.")

    # Work

    def _run(
        self, title: str, work: Callable[[ProgressToken], Answer], done: Callable[[Answer], str]
    ) -> None:
        def finish() -> None:
            self._job = None
            self._bar.hide()
            self._session.models_changed.emit()

        def succeeded(answer: Answer) -> None:
            finish()
            self._note.setText(done(answer))

        def failed(error: Exception) -> None:
            finish()
            self._note.setText(error_text(error))

        self._bar.setRange(0, 0)  # it moves without saying how far, until something is known
        self._bar.show()
        self._note.setText(title)
        job: Job[Any, Any] = Job(
            Lane.MODELS, title, lambda _, token: work(token), succeeded, failed
        )
        # Files, not the engine: what is being restored goes on.
        self._job = self._session.files.submit(job)
        for button in self._buttons.values():
            button.setEnabled(False)

    def _on_progress(self, job: Job[Any, Any], progress: Progress) -> None:
        if job is self._job:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * progress.fraction))
            self._bar.setFormat(message_text(progress.message))

    def _agreed(self, model: InstalledModel, where: str) -> bool:
        card = model.card
        text = self.tr(
            "<b>{title}</b>, {size}<br><br>Licence: <b>{licence}</b>. {notice}<br>Paper: {paper}"
            "<br>From: {where}<br><br>Do you accept the licence?"
        ).format(
            title=escape(card_text(card.title)),
            size=_size_text(card.size_bytes),
            licence=escape(card.licence),
            notice=escape(card_text(card.licence_notice)),
            paper=escape(card.paper),
            where=escape(where),
        )
        return ask(self, self.tr("Licence"), text, self.tr("Accept and install"))

    def _download(self) -> None:
        model = self._present()
        addresses = ", ".join(file.url or "" for file in model.card.files)
        if self._agreed(model, addresses):
            self._install(model, None)

    def _from_file(self) -> None:
        model = self._present()
        suffixes = sorted({Path(file.path).suffix for file in model.card.files})
        patterns = " ".join(f"*{suffix}" for suffix in suffixes)
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("The model's file"),
            self._folders.last(Purpose.MODEL, _downloads_folder()),
            f"{card_text(model.card.title)} ({patterns});;" + self.tr("All files") + " (*)",
        )
        if name:
            self._folders.remember(Purpose.MODEL, Path(name))
        if name and self._agreed(model, name):
            self._install(model, Path(name))

    def _install(self, model: InstalledModel, source: Path | None) -> None:
        def work(token: ProgressToken) -> InstalledModel:
            from inpaint_studio.zoo.install import install_model

            return install_model(model.name, agree=lambda _: True, source=source, token=token)

        title = self.tr("Installing {name}").format(name=card_text(model.card.title))
        self._run(title, work, lambda _: self.tr("It is installed."))

    def _import(self) -> None:
        family = self._family()
        if family is None:
            return
        dialog = ImportDialog(family, self._folders, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        files, name = dialog.files(), dialog.name()

        def work(token: ProgressToken) -> InstalledModel:
            from inpaint_studio.jobs.process import call_aside

            # Not in this process: reading checkpoints imports torch, which holds up the window.
            target = "inpaint_studio.zoo.install:import_model"
            model: InstalledModel = call_aside(target, family.name, files, name=name, token=token)
            return model

        def tell(model: InstalledModel) -> str:
            self.refresh(model.name)
            return self.tr("It is imported as {name}.").format(name=model.name)

        self._run(self.tr("Importing {name}").format(name=card_text(family.title)), work, tell)

    def _verify(self) -> None:
        model = self._present()

        def work(token: ProgressToken) -> tuple[FileCheck, ...]:
            from inpaint_studio.zoo.install import verify_model

            return verify_model(model, token)

        def tell(checks: tuple[FileCheck, ...]) -> str:
            problems = [
                f"{each.path.name}: {message_text(each.problem)}" for each in checks if each.problem
            ]
            if not problems:
                return self.tr("Every file is right.")
            remedy = self.tr("Remove the model and install it again.")
            return "\n".join([*problems, remedy])

        self._run(self.tr("Verifying {name}").format(name=card_text(model.card.title)), work, tell)

    def _remove(self) -> None:
        model = self._present()
        text = self.tr("Remove {title} and its files?").format(title=card_text(model.card.title))
        if ask(self, self.tr("Remove"), escape(text), self.tr("Remove"), destroys=True):

            def work(_: ProgressToken) -> None:
                from inpaint_studio.zoo.install import remove_model

                remove_model(model.name)

            title = self.tr("Removing {name}").format(name=card_text(model.card.title))
            self._run(title, work, lambda _: self.tr("It is removed."))

    def done(self, result: int) -> None:
        """Qt: the dialog closes; a job under way is cancelled, and leaves nothing half done."""
        if self._job is not None:
            self._session.files.cancel(Lane.MODELS)
            self._session.fail(CancelledError("Cancelled; nothing was changed."))
        super().done(result)


def _size_text(size_bytes: int) -> str:
    return f"{size_bytes / 2**20:.0f} MiB"


def _downloads_folder() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)


class ImportDialog(QDialog):
    """A file for each role of a family, and a name."""

    def __init__(self, family: Family, folders: Folders, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import {family}").format(family=card_text(family.title)))
        self._folders = folders
        self._fields: dict[str, QLineEdit] = {}
        form = QFormLayout()
        for role in family.roles:
            label = card_text(role.capitalize())
            field = QLineEdit()
            field.setMinimumWidth(360)
            field.setAccessibleName(label)
            field.setObjectName(f"import_{role}")
            field.textChanged.connect(lambda _: self._refresh())
            choose = QPushButton(self.tr("Choose…"))
            choose.setAccessibleName(f"{label}: {choose.text()}")
            choose.clicked.connect(lambda _=False, role=role: self._choose(role))
            row = QHBoxLayout()
            row.addWidget(field, 1)
            row.addWidget(choose)
            form.addRow(label, row)
            self._fields[role] = field
        self._name = QLineEdit(family.name)
        self._name.setAccessibleName(self.tr("Name"))
        self._name.setObjectName("import_name")
        form.addRow(self.tr("Name"), self._name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        if family.template is not None:
            notice = card_text(family.template.licence_notice)
            licence = f"{family.template.licence}. {notice}"
            layout.addWidget(faint(self.tr("Licence of the published weights: ") + licence))
        layout.addLayout(form)
        cancel = QDialogButtonBox.StandardButton.Cancel
        self._buttons = QDialogButtonBox(cancel | QDialogButtonBox.StandardButton.Ok)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Import"))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout.addWidget(self._buttons)
        self._refresh()

    def _choose(self, role: str) -> None:
        title = self.tr("{role} weights").format(role=card_text(role.capitalize()))
        weights = self.tr("Weights") + " (*.pth *.pt *.safetensors)"
        start = self._folders.last(Purpose.MODEL, _downloads_folder())
        name, _ = QFileDialog.getOpenFileName(self, title, start, weights)
        if name:
            self._folders.remember(Purpose.MODEL, Path(name))
            self._fields[role].setText(name)

    def _refresh(self) -> None:
        complete = all(field.text() for field in self._fields.values())
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(complete)

    def files(self) -> dict[str, Path]:
        """The file chosen for each role."""
        return {role: Path(field.text()).expanduser() for role, field in self._fields.items()}

    def name(self) -> str:
        """What the model is to be called."""
        return self._name.text().strip()
