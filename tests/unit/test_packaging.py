"""What people install: metadata, manual page, completions and notices hold what the product has."""

from __future__ import annotations

import configparser
import json
import runpy
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from inpaint_studio import __version__
from inpaint_studio.cli import SUBCOMMANDS

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = "io.github.inpaint_studio.InpaintStudio"
DESKTOP = ROOT / "packaging" / "linux" / f"{APPLICATION}.desktop"
METAINFO = ROOT / "packaging" / "linux" / f"{APPLICATION}.metainfo.xml"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("shtab")
    prefix = tmp_path_factory.mktemp("usr")
    script = runpy.run_path(str(ROOT / "packaging" / "command_pages.py"))
    script["write_pages"](prefix)
    return prefix


def metainfo() -> ET.Element:
    return ET.parse(METAINFO).getroot()


def test_menu_entry_and_software_centre_name_the_same_kinds_of_file() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(DESKTOP, encoding="utf-8")
    types = set(entry["Desktop Entry"]["MimeType"].strip(";").split(";"))
    assert types == {element.text for element in metainfo().iter("mediatype")}
    assert metainfo().findtext("id") == APPLICATION
    assert metainfo().findtext("launchable") == DESKTOP.name


def test_the_newest_release_told_is_this_version() -> None:
    assert next(r.get("version") for r in metainfo().iter("release")) == __version__


def test_metadata_pass_the_validators() -> None:
    checks = {
        "appstreamcli": ["validate", "--no-net", str(METAINFO)],
        "desktop-file-validate": [str(DESKTOP)],
    }
    present = [name for name in checks if shutil.which(name)]
    if not present:
        pytest.skip("neither appstreamcli nor desktop-file-validate is installed")
    for name in present:
        done = subprocess.run([name, *checks[name]], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_manual_page_tells_every_command(pages: Path) -> None:
    page = (pages / "share/man/man1/inpaint-studio.1").read_text(encoding="utf-8")
    text = page.replace("\\", "")
    for row in SUBCOMMANDS:
        assert f"inpaint-studio {row.name}" in text, row.name
    assert "--mask" in text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_hold_every_command_and_parse(pages: Path, shell: str) -> None:
    (path,) = pages.glob(f"share/*{shell}*/*/*inpaint-studio*")
    text = path.read_text(encoding="utf-8")
    for row in SUBCOMMANDS:
        assert row.name in text
    if shutil.which(shell):
        done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr


def test_notices_name_every_package_with_its_licence(tmp_path: Path) -> None:
    script = ROOT / "packaging" / "notices.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, timeout=120)
    text = (tmp_path / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    assert "GNU Lesser General Public License" in text
    bill = json.loads((tmp_path / "sbom.cdx.json").read_text(encoding="utf-8"))
    names = {component["name"].lower() for component in bill["components"]}
    assert {"numpy", "pillow", "onnxruntime", "numba"} <= names
    assert all(component["licenses"][0]["license"]["name"] for component in bill["components"])
    # An encoder under the GPL would bind the whole bundle.
    assert "pillow_heif" not in names
