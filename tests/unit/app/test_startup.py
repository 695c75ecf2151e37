"""The start: nothing heavy is imported, and the command finds the window without importing it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from inpaint_studio.app.startup import language_of
from inpaint_studio.cli import SUBCOMMANDS

HEAVY = ("torch", "torchvision", "numba", "scipy", "skimage", "imagecodecs")

WINDOW = f"""
import sys
from inpaint_studio.app.startup import make_application
application = make_application(["x"])
from inpaint_studio.app.shell.main_window import MainWindow
from inpaint_studio.settings.store import SettingsStore
import numpy
from inpaint_studio.document.document import Document
window = MainWindow(SettingsStore(None))
window.show()
window.session.set_document(Document(numpy.zeros((50, 60, 3), numpy.uint8)))
for _ in range(20):
    application.processEvents()
print("loaded:", *[name for name in {HEAVY!r} if name in sys.modules])
window.close()
"""


@pytest.mark.usefixtures("folders")
def test_the_window_opens_a_photo_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WINDOW], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.splitlines()[-1].strip() == "loaded:"


def test_the_command_line_has_the_studio() -> None:
    assert "studio" in {row.name for row in SUBCOMMANDS}
    code = "import sys, inpaint_studio.cli.studio; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_language_that_is_named_is_taken() -> None:
    assert language_of("zh_CN") == "zh_CN"
    assert language_of("en") == "en"
    assert language_of("system") in ("en", "zh_CN")
