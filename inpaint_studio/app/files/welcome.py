"""What lies over the canvas while nothing is open: how to begin, and three short hints."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QImageReader, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.app.panels.fields import faint, heading
from inpaint_studio.app.shell.icons import icon
from inpaint_studio.paths import resources_dir

__all__ = ["Welcome", "sample_photo"]

_SAMPLE = "dust-bowl-home"
_MOST_RECENT = 5
_SAMPLE_SIZE = (400, 220)


def sample_photo() -> tuple[Path, Path] | None:
    """A sample photo and its mask, where the product brings them."""
    folder = resources_dir() / "samples"
    mask = folder / f"{_SAMPLE}.mask.png"
    photo = next(
        (path for path in sorted(folder.glob(f"{_SAMPLE}.*")) if path.suffix in (".jpg", ".png")
         and ".mask" not in path.name),
        None,
    )  # fmt: skip
    return (photo, mask) if photo is not None and mask.is_file() else None


class Welcome(QFrame):
    """See the module. Centred on `host`.

    Signals
    -------
    open_wanted(Path)
        A recent file was chosen.
    sample_wanted()
        The sample was chosen.
    repair_wanted()
        A photo is to be chosen and repaired in one go.
    """

    open_wanted = Signal(object)
    sample_wanted = Signal()
    repair_wanted = Signal()

    def __init__(self, host: QWidget, actions: dict[str, QAction]) -> None:
        super().__init__(host)
        self._host = host
        self.setObjectName("welcome")
        self.setFixedWidth(460)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(10)
        title = heading(self.tr("Drop a photo here"))
        title.setStyleSheet("font-size: 15pt;")
        layout.addWidget(title)
        layout.addLayout(self._make_buttons(actions))
        self._sample = QToolButton()
        self._sample.setObjectName("welcome_picture")
        self._sample.setToolTip(self.tr("Try a sample"))
        self._sample.setAccessibleName(self.tr("Try a sample"))
        self._sample.clicked.connect(self.sample_wanted)
        layout.addWidget(self._sample, 0, Qt.AlignmentFlag.AlignHCenter)
        self._sample.hide()
        layout.addSpacing(8)
        for number, text in enumerate(self._hints(actions), 1):
            row = QHBoxLayout()
            row.setSpacing(12)
            digit = heading(str(number))
            digit.setFixedWidth(20)
            row.addWidget(digit, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(faint(text), 1, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(row)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        layout.addLayout(self._recent)
        host.installEventFilter(self)

    def _make_buttons(self, actions: dict[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        open_button = QPushButton(icon("open"), self.tr("Open…"))
        open_button.setObjectName("welcome_open")
        open_button.setToolTip(actions["open"].toolTip())
        open_button.clicked.connect(actions["open"].trigger)
        repair = QPushButton(icon("find-damage"), self.tr("Repair…"))
        repair.setObjectName("welcome_repair")
        repair.setToolTip(self.tr("Choose a photo: its damage is found and filled in one go"))
        repair.clicked.connect(self.repair_wanted)
        sample = QPushButton(self.tr("Try a sample"))
        sample.setObjectName("welcome_sample")
        sample.clicked.connect(self.sample_wanted)
        sample.setVisible(sample_photo() is not None)
        paste = QPushButton(self.tr("Paste"))
        paste.setToolTip(actions["paste"].toolTip())
        paste.clicked.connect(actions["paste"].trigger)
        for button in (open_button, repair, sample, paste):
            button.setIconSize(QSize(16, 16))
            row.addWidget(button)
        return row

    def _hints(self, actions: dict[str, QAction]) -> tuple[str, ...]:
        native = QKeySequence.SequenceFormat.NativeText
        restore, split = (
            actions[name].shortcut().toString(native) for name in ("restore", "split")
        )
        return (
            self.tr("Paint over scratches, stains or whatever should go."),
            self.tr("Press Restore ({key}). Pixels that you did not paint never change.").format(
                key=restore
            ),
            self.tr("Compare before and after ({key}), then save.").format(key=split),
        )

    def show_sample(self) -> None:
        """Show a picture of the sample, for the first start."""
        found = sample_photo()
        if found is None:
            return
        width, height = _SAMPLE_SIZE
        reader = QImageReader(str(found[0]))
        size = reader.size()
        size.scale(width, height, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(size)
        picture = QPixmap.fromImage(reader.read())
        if not picture.isNull():
            self._sample.setIcon(QIcon(picture))
            self._sample.setIconSize(size)
            self._sample.show()
            self._place()

    def set_recent(self, paths: list[Path]) -> None:
        """Offer the files opened last."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        shown = [path for path in paths if path.is_file()][:_MOST_RECENT]
        if shown:
            title = QLabel(self.tr("Opened last"))
            title.setProperty("heading", True)
            self._recent.addSpacing(8)
            self._recent.addWidget(title)
        for path in shown:
            button = QPushButton(path.name)
            button.setFlat(True)
            button.setToolTip(str(path))
            button.setStyleSheet("text-align: left;")
            button.clicked.connect(lambda _=False, path=path: self.open_wanted.emit(path))
            self._recent.addWidget(button)
        self._place()

    def _place(self) -> None:
        host = self._host
        self.adjustSize()
        self.move((host.width() - self.width()) // 2, (host.height() - self.height()) // 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Qt: the host was resized."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return False
