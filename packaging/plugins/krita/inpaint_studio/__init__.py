"""Krita 5: sends picture and selection to Inpaint Studio, takes the result as a new layer.

Copy `inpaint_studio` and `inpaint_studio.desktop` into Krita's `pykrita` folder and switch the
plug-in on in Settings > Configure Krita > Python Plugin Manager.
"""

import subprocess
import tempfile
from pathlib import Path

from krita import Extension, InfoObject, Krita
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QMessageBox

COMMAND = "inpaint-studio"


def mask_of(selection, width, height):
    """The selection as an 8-bit grey picture of the document's size; white is hole."""
    pixels = selection.pixelData(0, 0, width, height)
    return QImage(pixels, width, height, width, QImage.Format_Grayscale8).copy()


def restore(document):
    """Restore the selection of `document`; returns a message where that cannot be done, else ""."""
    selection = document.selection()
    if selection is None:
        return "Select what is to be restored first."
    with tempfile.TemporaryDirectory(prefix="inpaint-studio-") as folder:
        photo, mask, result = (Path(folder) / n for n in ("photo.png", "mask.png", "result.png"))
        options = InfoObject()
        options.setProperty("alpha", False)
        document.setBatchmode(True)
        saved = document.exportImage(str(photo), options)
        document.setBatchmode(False)
        if not saved or not mask_of(selection, document.width(), document.height()).save(str(mask)):
            return "The picture could not be handed over."
        done = subprocess.run(
            [COMMAND, "restore", str(photo), "--mask", str(mask), "-o", str(result)],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            return done.stderr.strip()
        layer = document.createNode("Restored", "paintlayer")
        restored = QImage(str(result)).convertToFormat(QImage.Format_ARGB32)
        data = restored.constBits().asstring(restored.byteCount())
        if document.colorModel() != "RGBA" or document.colorDepth() != "U8":
            layer.setColorSpace("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")
        layer.setPixelData(data, 0, 0, document.width(), document.height())
        document.rootNode().addChildNode(layer, None)
        document.refreshProjection()
    return ""


class InpaintStudio(Extension):
    """The entry in Tools > Scripts."""

    def setup(self):
        pass

    def createActions(self, window):
        action = window.createAction(
            "inpaint_studio_restore", "Restore with Inpaint Studio", "tools/scripts"
        )
        action.triggered.connect(self.restore_active)

    def restore_active(self):
        document = Krita.instance().activeDocument()
        message = restore(document) if document else "Open a picture first."
        if message:
            QMessageBox.warning(None, "Inpaint Studio", message)


Krita.instance().addExtension(InpaintStudio(Krita.instance()))
