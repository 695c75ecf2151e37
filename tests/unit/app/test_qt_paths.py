"""OpenCV's Qt paths are removed, the user's own stay."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from inpaint_studio.app import drop_opencv_qt_paths


@pytest.mark.parametrize(
    "value", ["/env/site-packages/cv2/qt/plugins", os.pathsep.join(["/usr/qt", "/x/cv2/qt/fonts"])]
)
@pytest.mark.parametrize("name", ["QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"])
def test_paths_into_opencv_go(name: str, value: str) -> None:
    environment = {name: value, "HOME": "/cv2"}
    assert drop_opencv_qt_paths(environment) == (name,)
    assert environment == {"HOME": "/cv2"}


@pytest.mark.parametrize("value", ["", "/usr/lib/qt6/plugins", "/home/cv2fan/qt"])
def test_other_paths_stay(value: str) -> None:
    environment = {"QT_QPA_PLATFORM_PLUGIN_PATH": value}
    assert drop_opencv_qt_paths(environment) == ()
    assert environment == {"QT_QPA_PLATFORM_PLUGIN_PATH": value}


def test_a_window_opens_after_opencv_was_imported() -> None:
    program = (
        "import cv2, os\n"
        "from inpaint_studio.app import drop_opencv_qt_paths\n"
        "drop_opencv_qt_paths()\n"
        "from PySide6.QtWidgets import QApplication, QWidget\n"
        "app = QApplication([])\n"
        "widget = QWidget(); widget.show(); app.processEvents()\n"
        "print(app.platformName())\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.stdout == "offscreen\n"


def test_the_canvas_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "import inpaint_studio.app.canvas.canvas, inpaint_studio.settings.store\n"
        "import inpaint_studio.document.recovery\n"
        "heavy = {'torch', 'skimage', 'scipy', 'numba', 'PIL', 'cv2'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n"
