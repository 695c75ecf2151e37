"""The plug-in for Krita, in a real Krita on a virtual screen: a selection becomes a new layer."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from x_screen import virtual_screen

pytestmark = [pytest.mark.nightly, pytest.mark.x11, pytest.mark.timeout(900)]

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "packaging" / "plugins" / "krita"
SAMPLE = ROOT / "resources" / "samples" / "coffee.jpg"
HOLE = (60, 80, 40, 24)  # x, y, width, height

# Works Krita from inside, as a hand would: opens, selects, chooses the entry of the menu.
DRIVER = """
import json, os, traceback
from krita import Extension, Krita, Selection
from PyQt5.QtCore import QTimer

FOLDER = os.environ["DRIVER_FOLDER"]

def tell(**told):
    with open(os.path.join(FOLDER, "told.part"), "w") as file:
        json.dump(told, file)
    os.replace(os.path.join(FOLDER, "told.part"), os.path.join(FOLDER, "told.json"))

def pixels(node, document):
    data = node.projectionPixelData(0, 0, document.width(), document.height())
    name = os.path.join(FOLDER, node.name().replace("/", "_") + ".raw")
    with open(name, "wb") as file:
        file.write(bytes(data))
    return {"name": node.name(), "model": node.colorModel(), "depth": node.colorDepth(), "file": name}

def work():
    try:
        krita = Krita.instance()
        document = krita.openDocument(os.path.join(FOLDER, os.environ["DRIVER_PHOTO"]))
        krita.activeWindow().addView(document)
        krita.setActiveDocument(document)
        action = krita.action(os.environ["DRIVER_ACTION"])
        before = len(document.topLevelNodes())
        selection = Selection()
        selection.select(*map(int, os.environ["DRIVER_HOLE"].split(",")), 255)
        document.setSelection(selection)
        action.trigger()
        nodes = [pixels(node, document) for node in document.topLevelNodes()]
        tell(before=before, nodes=nodes, size=[document.width(), document.height()],
             menu=action.text())
    except Exception:
        tell(error=traceback.format_exc())

class Driver(Extension):
    def setup(self):
        pass

    def createActions(self, window):
        QTimer.singleShot(3000, work)

Krita.instance().addExtension(Driver(Krita.instance()))
"""


def home_with_plugins(folder: Path) -> Path:
    """A home in which both plug-ins are installed and switched on."""
    pykrita = folder / ".local/share/krita/pykrita"
    pykrita.mkdir(parents=True)
    shutil.copytree(PLUGINS / "inpaint_studio", pykrita / "inpaint_studio")
    shutil.copy(PLUGINS / "inpaint_studio.desktop", pykrita)
    (pykrita / "driver").mkdir()
    (pykrita / "driver" / "__init__.py").write_text(DRIVER, encoding="utf-8")
    entry = (PLUGINS / "inpaint_studio.desktop").read_text(encoding="utf-8")
    (pykrita / "driver.desktop").write_text(entry.replace("inpaint_studio", "driver"), "utf-8")
    (folder / ".config").mkdir()
    (folder / ".config" / "kritarc").write_text(
        "HideSplashScreen=true\n[python]\nenable_inpaint_studio=true\nenable_driver=true\n", "utf-8"
    )
    return folder


# The command; asked for the window, it does what a person does there: restores, saves, closes it.
COMMAND = """#!/bin/sh
if [ "$1" = studio ]; then set -- restore "$6" --mask "$3" -o "$5"; fi
exec env PYTHONPATH="{root}" "{python}" -m inpaint_studio "$@"
"""


@pytest.mark.parametrize(
    ("suffix", "action", "label"),
    [
        ("png", "inpaint_studio_restore", "Restore with Inpaint Studio"),
        ("tif", "inpaint_studio_open", "Open in Inpaint Studio"),
    ],
)
def test_a_selection_becomes_a_new_layer(
    tmp_path: Path, suffix: str, action: str, label: str
) -> None:
    krita = shutil.which("krita")
    if krita is None:
        pytest.skip("Krita is not installed")
    home = home_with_plugins(tmp_path / "home")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    command = COMMAND.format(root=ROOT, python=sys.executable)
    (binaries / "inpaint-studio").write_text(command, "utf-8")
    (binaries / "inpaint-studio").chmod(0o755)
    photo = tmp_path / f"photo.{suffix}"
    with Image.open(SAMPLE) as sample:
        small = sample.convert("RGB").resize((240, 180))
    if suffix == "tif":
        small = small.convert("L")
    small.save(photo)
    x, y, width, height = HOLE
    with virtual_screen(tmp_path) as screen:
        for name in [key for key in screen.environment if key.startswith(("QT_", "XDG_"))]:
            del screen.environment[name]
        screen.environment |= {
            "HOME": str(home),
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "DRIVER_FOLDER": str(tmp_path),
            "DRIVER_ACTION": action,
            "DRIVER_PHOTO": photo.name,
            "DRIVER_HOLE": ",".join(map(str, HOLE)),
            "XDG_RUNTIME_DIR": str(tmp_path),
        }
        screen.start(krita, "--nosplash")
        screen.wait((tmp_path / "told.json").is_file, "the new layer", patience_s=600)
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert "error" not in told, told["error"]
    assert told["menu"] == label
    assert told["before"] == 1
    # Krita counts the selection among the layers.
    *_, restored = [node for node in told["nodes"] if node["name"] != "Selection Mask"]
    assert restored["name"] == "Restored"
    columns, rows = told["size"]
    assert (restored["model"], restored["depth"]) == ("RGBA", "U8")
    layer = np.fromfile(restored["file"], np.uint8).reshape(rows, columns, 4)[..., 2::-1]
    before = np.asarray(small.convert("RGB"))
    hole = np.zeros((rows, columns), bool)
    hole[y : y + height, x : x + width] = True
    np.testing.assert_array_equal(layer[~hole], before[~hole])
    assert (layer[hole] != before[hole]).any()
