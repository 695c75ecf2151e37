"""Krita 5: sends picture and selection to Inpaint Studio, takes the result as a new layer.

Copy `inpaint_studio` and `inpaint_studio.desktop` into Krita's `pykrita` folder and switch the
plug-in on in Settings > Configure Krita > Python Plugin Manager.
"""

import tempfile
from pathlib import Path

from krita import Extension, InfoObject, Krita
from PyQt5.QtCore import QEventLoop, QProcess
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QMessageBox

COMMAND = "inpaint-studio"


def mask_of(selection, width, height):
    """The selection as an 8-bit grey picture of the document's size; white is hole."""
    pixels = selection.pixelData(0, 0, width, height)
    return QImage(pixels, width, height, width, QImage.Format_Grayscale8).copy()


def run(words):
    """Run the command while Krita goes on drawing itself; returns what went wrong, else ""."""
    process = QProcess()
    waiting = QEventLoop()
    process.finished.connect(waiting.quit)
    process.errorOccurred.connect(waiting.quit)
    process.start(COMMAND, words)
    if process.state() != QProcess.NotRunning:
        # Nothing can be changed meanwhile: the result would not fit any more.
        waiting.exec_(QEventLoop.ExcludeUserInputEvents)
    if process.error() == QProcess.FailedToStart:
        return "The command inpaint-studio was not found; install Inpaint Studio."
    if process.exitStatus() != QProcess.NormalExit or process.exitCode():
        said = bytes(process.readAllStandardError()).decode("utf-8", "replace").strip()
        return said or "Inpaint Studio ended unexpectedly."
    return ""


def restore(document, in_window=False):
    """Restore the selection of `document`; returns a message where that cannot be done, else "".

    With `in_window` the person does it: the window opens, and what is saved there is the result.
    """
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
        words = ["restore", str(photo), "--mask", str(mask), "-o", str(result)]
        if in_window:
            words = ["studio", "--mask", str(mask), "--save-to", str(result), str(photo)]
        failed = run(words)
        if failed:
            return failed
        if not result.is_file():
            return ""  # closed without saving
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
    """The entries in Tools > Scripts."""

    def setup(self):
        pass

    def createActions(self, window):
        for name, text, in_window in (
            ("inpaint_studio_restore", "Restore with Inpaint Studio", False),
            ("inpaint_studio_open", "Open in Inpaint Studio", True),
        ):
            action = window.createAction(name, text, "tools/scripts")
            action.triggered.connect(lambda _, way=in_window: self.restore_active(way))

    def restore_active(self, in_window):
        document = Krita.instance().activeDocument()
        message = restore(document, in_window) if document else "Open a picture first."
        if message:
            QMessageBox.warning(None, "Inpaint Studio", message)


Krita.instance().addExtension(InpaintStudio(Krita.instance()))
