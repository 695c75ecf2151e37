"""The entry in the applications menu: made for the running environment, gone again when asked."""

from __future__ import annotations

import configparser
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "desktop_entry.py"


@pytest.fixture(scope="module")
def desktop_entry() -> ModuleType:
    spec = importlib.util.spec_from_file_location("desktop_entry", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fields(text: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read_string(text)
    return parser["Desktop Entry"]


def arguments(value: str) -> list[str]:
    """What a desktop makes of ``Exec=``: first a string value, then a quoted command line."""
    quoted = re.fullmatch(r'"((?:[^"\\`$]|\\.)*)" (.*)', value.replace("\\\\", "\\"))
    assert quoted is not None
    return [re.sub(r"\\(.)", r"\1", quoted[1]).replace("%%", "%"), *quoted[2].split()]


def test_the_entry_bears_the_name_that_the_window_gives_itself(desktop_entry: ModuleType) -> None:
    startup = (ROOT / "inpaint_studio" / "app" / "startup.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{desktop_entry.APPLICATION}")' in startup
    assert fields(desktop_entry.ENTRY.read_text(encoding="utf-8"))["Icon"] == (
        desktop_entry.APPLICATION
    )


@given(name=st.text("ab \"\\$`%'é中", min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_any_folder_survives_the_quoting(desktop_entry: ModuleType, name: str) -> None:
    command = Path("/home") / name / "inpaint-studio"
    assert arguments(fields(desktop_entry.entry_text(command))["Exec"]) == [
        str(command),
        "studio",
        "%F",
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux desktops only")
def test_it_is_installed_again_and_again_and_removed(
    desktop_entry: ModuleType, tmp_path: Path
) -> None:
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, SCRIPT], env=environment, check=True, capture_output=True)
    entry, icon = desktop_entry.places(tmp_path)
    command, *rest = arguments(fields(entry.read_text(encoding="utf-8"))["Exec"])
    assert rest == ["studio", "%F"]
    assert os.access(command, os.X_OK)
    assert icon.read_bytes() == desktop_entry.ICON.read_bytes()
    removal = [sys.executable, SCRIPT, "--remove"]
    subprocess.run(removal, env=environment, check=True, capture_output=True)
    assert not entry.exists()
    assert not icon.exists()
    subprocess.run(removal, env=environment, check=True, capture_output=True)
