"""Export: a copy in another format, at another quality."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.files.filing import Filing, photo_filter
from inpaint_studio.app.panels.fields import faint
from inpaint_studio.app.session import Session
from inpaint_studio.imaging.files.formats import PhotoFormat

__all__ = ["ExportDialog"]

_AS_IT_WAS = 0


class ExportDialog(QDialog):
    """See the module."""

    def __init__(self, session: Session, filing: Filing, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self._session = session
        self._filing = filing
        self._format = QComboBox()
        for each in PhotoFormat:
            if each.facts.is_written:
                self._format.addItem(each.value, each)
        self._depth = QComboBox()
        self._quality = QSpinBox()
        self._quality.setRange(1, 100)
        self._path = QLineEdit()
        self._path.setMinimumWidth(340)
        self._path.setAccessibleName(self.tr("File"))
        choose = QPushButton(self.tr("Choose…"))
        choose.clicked.connect(self._choose)
        place = QHBoxLayout()
        place.addWidget(self._path, 1)
        place.addWidget(choose)
        form = QFormLayout()
        form.addRow(self.tr("Format"), self._format)
        form.addRow(self.tr("Depth"), self._depth)
        form.addRow(self.tr("Quality"), self._quality)
        form.addRow(self.tr("File"), place)
        self._note = faint()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        export = buttons.addButton(self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        export.setDefault(True)
        buttons.accepted.connect(self._export)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.addLayout(form)
        layout.addWidget(self._note)
        layout.addWidget(buttons)
        self._format.currentIndexChanged.connect(lambda _: self._refresh())
        source = filing.source
        start = source if source is not None else Path("restored.png")
        self._path.setText(str(start.with_name(f"{start.stem}-restored{start.suffix}")))
        document = session.document
        photo = document.photo if document is not None else None
        if photo is not None and photo.info.format.facts.is_written:
            self._format.setCurrentText(photo.info.format.value)
        else:
            self._format.setCurrentText(PhotoFormat.PNG.value)
        self._refresh()

    def _chosen(self) -> PhotoFormat:
        chosen = self._format.currentData()
        assert isinstance(chosen, PhotoFormat)
        return chosen

    def _refresh(self) -> None:
        chosen = self._chosen()
        document = self._session.document
        is_deep = document is not None and document.image.dtype.itemsize > 1
        self._depth.clear()
        holds_depth = 16 in chosen.facts.bit_depths
        if is_deep and holds_depth:
            self._depth.addItem(self.tr("16 bit"), 16)
        self._depth.addItem(self.tr("8 bit"), 8)
        self._depth.setEnabled(self._depth.count() > 1)
        self._show_quality(chosen)
        photo = None if document is None else document.photo
        notes = []
        if is_deep and not holds_depth:
            notes.append(self.tr("{format} holds 8 bits only.").format(format=chosen.value))
        if not chosen.facts.holds_alpha and photo is not None and photo.alpha is not None:
            notes.append(self.tr("{format} has no transparency.").format(format=chosen.value))
        self._note.setText(" ".join(notes))
        path = Path(self._path.text())
        self._path.setText(str(path.with_suffix(chosen.suffix)))

    def _show_quality(self, chosen: PhotoFormat) -> None:
        document = self._session.document
        photo = None if document is None else document.photo
        # A JPEG keeps its tables, a lossless file stays one: nothing is lost but under the hole.
        keeps = photo is not None and photo.info.format is chosen
        self._quality.setMinimum(_AS_IT_WAS if keeps else 1)
        self._quality.setSpecialValueText(self.tr("as the photo") if keeps else "")
        usual = self._session.settings.get_int("jpeg_quality")
        self._quality.setValue(_AS_IT_WAS if keeps else usual)
        self._quality.setEnabled(chosen.facts.is_lossy)

    def _choose(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export"),
            self._path.text(),
            photo_filter(self.tr("Photos")),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if name:
            self._path.setText(name)

    def _export(self) -> None:
        path = Path(self._path.text()).expanduser()
        if not self._filing.may_overwrite(path):
            return
        asked = self._quality.isEnabled() and self._quality.value() != _AS_IT_WAS
        quality = self._quality.value() if asked else None
        depth = int(self._depth.currentData())
        self._filing.write(path, quality=quality, depth=depth, becomes_target=False)
        self.accept()
