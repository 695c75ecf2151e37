"""About: versions and licences."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio import __version__
from inpaint_studio.app.panels.fields import faint, heading
from inpaint_studio.app.restore.card_texts import card_text
from inpaint_studio.app.shell.icons import APPLICATION, icon
from inpaint_studio.zoo.registry import list_models

__all__ = ["AboutDialog", "library_lines"]

_LIBRARIES = (
    "numpy",
    "opencv-python",
    "opencv-python-headless",
    "pillow",
    "scikit-image",
    "scipy",
    "tifffile",
    "imagecodecs",
    "numba",
    "onnxruntime",
    "safetensors",
    "torch",
    "PySide6-Essentials",
    "QDarkStyle",
    "platformdirs",
)


def library_lines() -> list[str]:
    """Name, version and licence of each library that the product stands on."""
    lines = [f"Inpaint Studio {__version__} – MIT", f"Python {platform.python_version()} – PSF-2.0"]
    for name in _LIBRARIES:
        try:
            found = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        licence = _licence_of(found)
        lines.append(f"{name} {found['Version']}" + (f" – {licence}" if licence else ""))
    return lines


def _licence_of(found: metadata.PackageMetadata) -> str:
    """One line: the expression, else the classifier, else a short text."""
    if "License-Expression" in found:
        return str(found["License-Expression"])
    classifiers: list[str] = found.get_all("Classifier") or []
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: ")]
    if named:
        return named[0]
    text = str(found["License"]).strip() if "License" in found else ""
    return text if "\n" not in text and len(text) <= 60 else ""


class AboutDialog(QDialog):
    """See the module."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Inpaint Studio"))
        self.resize(560, 480)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        top = QHBoxLayout()
        picture = QLabel()
        picture.setPixmap(icon(APPLICATION).pixmap(QSize(64, 64)))
        title = heading(f"Inpaint Studio {__version__}")
        title.setStyleSheet("font-size: 15pt;")
        words = QVBoxLayout()
        words.addWidget(title)
        words.addWidget(faint(self.tr("Restores photographs on your own machine.")))
        top.addWidget(picture)
        top.addSpacing(10)
        top.addLayout(words, 1)
        layout.addLayout(top)
        text = QPlainTextEdit()
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Versions and licences"))
        models = [
            f"{card_text(model.card.title)} – {model.card.licence}. "
            f"{card_text(model.card.licence_notice)}".strip()
            for model in list_models()
        ]
        text.setPlainText("\n".join([*library_lines(), "", self.tr("Models"), *models]))
        layout.addWidget(text, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
