"""What a bundle carries and what it leaves out; read by `bundle.spec`, which PyInstaller runs.

Everything left out is checked by the test of packages, which opens every format, finds damage,
restores and works in the window with what is left.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["CODECS", "LEFT_OUT", "application_icon", "wanted", "wanted_data"]

LEFT_OUT = [
    # An encoder under the GPL would bind the whole bundle, and so would GNU Readline.
    *("pillow_heif", "readline"),
    # Its wheels lack the licences of libjxl and the other libraries inside.
    "pylibjxl",
    *("torch", "torchvision", "triton", "sympy", "networkx", "matplotlib", "tensorboard", "ray"),
    *("tkinter", "IPython", "pytest", "hypothesis", "setuptools", "pandas", "onnxscript"),
    *("imageio", "curses", "_uuid", "PIL.ImageTk", "PIL._imagingtk"),
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtSql", "PySide6.QtTest"),
    *("PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtUiTools", "PySide6.QtNetwork"),
    *(f"scipy.{each}" for each in ("cluster", "integrate", "interpolate", "io", "odr")),
    *(f"scipy.{each}" for each in ("optimize", "signal", "stats")),
    *(f"skimage.{each}" for each in ("draw", "filters", "future", "graph", "measure")),
    *(f"skimage.{each}" for each in ("morphology", "registration", "restoration", "segmentation")),
    "inpaint_studio.training",
]
"""Modules that nothing in the bundle imports, though their packages could."""

CODECS = (
    *("avif", "brotli", "ccitt", "deflate", "imcd", "jpeg2k", "jpeg8", "jpegsof3", "jpegxl"),
    *("jpegxr", "lerc", "ljpeg", "lzma", "png", "shared", "shared_cython", "tiff", "webp"),
    *("zlib", "zstd"),
)
"""Parts of imagecodecs for photographs and what TIFF files hold; the others are for science."""

UNUSED_PLUGINS = (
    *("egldeviceintegrations/*", "generic/*", "networkinformation/*", "tls/*"),
    *("platforms/*eglfs*", "platforms/*linuxfb*", "platforms/*vkkhr*", "platforms/*vnc*"),
    *("platforms/*minimal*", "imageformats/*pdf*", "sqldrivers/*"),
    # The window's own dialogs do on every desktop; GTK's would bring all of GTK along.
    "platformthemes/libqgtk3*",
)
"""Qt's plugins that nothing asks for, taken out of the environment before it is searched, so that
the libraries which they alone need stay out too."""
_UNUSED_QT = (
    *("Qt6Qml", "Qt6Quick", "Qt6Pdf", "Qt6VirtualKeyboard", "Qt6OpenGL", "opengl32sw"),
    *("QtQml", "QtQuick"),
)


def wanted(name: str) -> bool:
    """Whether a file, by its path in the bundle, is used."""
    name = name.replace("\\", "/")
    if "PySide6/" in name and "translations/" in name:
        return name.endswith("/qtbase_zh_CN.qm")  # the buttons of dialogs
    return not any(part in name for part in _UNUSED_QT)


def wanted_data(name: str) -> bool:
    """Whether a data file belongs to the program, not to its sources, as in the wheel."""
    name = name.replace("\\", "/")
    if "/resources/gallery/" in name:
        return name.endswith("/models.jpg")  # the manual shows it
    return not ("/models/" in name and ("/training/" in name or name.endswith((".png", ".jpg"))))


def application_icon(root: Path, folder: Path) -> str:
    """The icon as a PNG in `folder`, which PyInstaller turns into what the system wants."""
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QCoreApplication.instance() or QCoreApplication([])
    picture = QImage(1024, 1024, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    QSvgRenderer(str(root / "resources" / "icons" / "inpaint-studio.svg")).render(painter)
    painter.end()
    del application
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "inpaint-studio.png"
    if not picture.save(str(path)):
        raise OSError(f"{path} could not be written")
    return str(path)
