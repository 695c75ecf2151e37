"""The window: the only package that knows PySide6.

OpenCV's wheels bring a Qt of their own and, on import, point Qt's plugin and font paths at it; with
those paths PySide6 loads plugins of another Qt and cannot start. `drop_opencv_qt_paths` is to be
called before a QApplication is made.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import PurePath

__all__ = ["drop_opencv_qt_paths"]

_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def drop_opencv_qt_paths(environment: MutableMapping[str, str] | None = None) -> tuple[str, ...]:
    """Remove Qt's path variables where they point into OpenCV; others stay.

    Parameters
    ----------
    environment
        Changed in place; the process's own by default.

    Returns
    -------
    The names removed.
    """
    environment = os.environ if environment is None else environment
    dropped = []
    for name in _VARIABLES:
        value = environment.get(name, "")
        if any("cv2" in PurePath(part).parts for part in value.split(os.pathsep)):
            del environment[name]
            dropped.append(name)
    return tuple(dropped)
