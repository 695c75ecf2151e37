"""The plug-in for GIMP 3, in the GIMP of Debian 13 beside our package: a selection becomes a layer."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from debian_here import PERSON, install
from PIL import Image

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(1800)]

ROOT = Path(__file__).resolve().parents[2]
PLUG_IN = ROOT / "packaging" / "plugins" / "gimp" / "inpaint-studio"
PACKAGES = ("gimp", "gir1.2-gimp-3.0", "python3-gi")
HOLE = (60, 80, 40, 24)  # x, y, width, height

WORK = """
import gi
gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio

QUIET = Gimp.RunMode.NONINTERACTIVE

def file(name):
    return Gio.File.new_for_path("/home/person/" + name)

image = Gimp.file_load(QUIET, file("photo.png"))
image.select_rectangle(Gimp.ChannelOps.REPLACE, {hole})
procedure = Gimp.get_pdb().lookup_procedure("inpaint-studio-restore")
config = procedure.create_config()
config.set_property("run-mode", QUIET)
config.set_property("image", image)
config.set_core_object_array("drawables", image.get_layers())
status = procedure.run(config).index(0)
print("ended with", status.value_nick, [layer.get_name() for layer in image.get_layers()])
one = Gimp.Image.new(image.get_width(), image.get_height(), Gimp.ImageBaseType.RGB)
one.insert_layer(Gimp.Layer.new_from_drawable(image.get_layers()[0], one), None, 0)
Gimp.file_save(QUIET, one, file("layer.png"), None)
"""


def test_a_selection_becomes_a_new_layer(tmp_path: Path) -> None:
    installation = install(tmp_path / "debian", "trixie", *PACKAGES)
    home = installation.home
    plug_in = home / ".config/GIMP/3.0/plug-ins/inpaint-studio"
    shutil.copytree(PLUG_IN, plug_in)
    (plug_in / "inpaint-studio.py").chmod(0o755)
    with Image.open(ROOT / "resources" / "samples" / "coffee.jpg") as sample:
        before = np.asarray(sample.convert("RGB").resize((300, 200)))
    Image.fromarray(before).save(home / "photo.png")
    (home / "work.py").write_text(WORK.format(hole=", ".join(map(str, HOLE))), encoding="utf-8")
    done = installation.run("chown", "-R", f"{PERSON}:{PERSON}", "/home/person", user=0)
    assert done.returncode == 0, done.stderr
    batch = (
        "--batch-interpreter=python-fu-eval",
        "-b",
        "exec(open('/home/person/work.py').read())",
    )
    done = installation.run("gimp-console", "-i", *batch, "--quit")
    assert "ended with success ['Restored'," in done.stdout, done.stdout + done.stderr
    layer = np.asarray(Image.open(home / "layer.png").convert("RGB"))
    x, y, width, height = HOLE
    hole = np.zeros(before.shape[:2], bool)
    hole[y : y + height, x : x + width] = True
    np.testing.assert_array_equal(layer[~hole], before[~hole])
    assert (layer[hole] != before[hole]).any()
