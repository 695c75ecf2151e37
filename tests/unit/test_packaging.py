"""What people install: metadata, manual page, completions and notices hold what the product has."""

from __future__ import annotations

import ast
import configparser
import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import nullcontext
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnxruntime
import pytest
from PIL import Image

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


@pytest.fixture(scope="module")
def notices() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "packaging" / "notices.py"))


def test_each_file_of_a_bundle_is_counted_to_what_brought_it(
    notices: dict[str, Any], tmp_path: Path
) -> None:
    # What a module is called when it is run is not what it is called when it is imported.
    carried = [Path(str(module.__file__)).resolve() for module in (np, Image, onnxruntime)]
    found = notices["origins"]([*carried, ROOT / "LICENSE", Path(os.__file__)], tmp_path)
    by_name = {each.name.lower(): each for each in found}
    assert set(by_name) >= {"numpy", "pillow", "onnxruntime", "python"}
    assert "PSF" in by_name["python"].licence
    for each in found:
        assert each.licence
        assert each.version
        assert each.notices or each.name.lower() in {"python", "pyside6_essentials"}, each.name
    with pytest.raises(LookupError, match="nothing says under which licence"):
        notices["origins"]([tmp_path.parent / "libstrange.so"], tmp_path)


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="asks Debian's package manager")
def test_a_library_of_the_system_brings_its_package(
    notices: dict[str, Any], tmp_path: Path
) -> None:
    library = next(Path("/usr/lib").glob("*/libz.so.1")).resolve()
    (found,) = [
        each for each in notices["origins"]([library], tmp_path) if each.name.startswith("zlib")
    ]
    assert found.licence == "Zlib"
    assert "Jean-loup Gailly" in found.notices[0]


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        ("GPL-3+", True),
        ("GPL-2+ or AFL-2.1", False),
        ("LGPL-2.1+", False),
        ("GNU General Public License v2 (GPLv2) (with the exception that ...)", False),
    ],
)
def test_what_would_bind_the_whole_bundle_ends_the_build(
    notices: dict[str, Any], licence: str, binds: bool
) -> None:
    component = notices["Component"]("library", "1", licence, ())
    with pytest.raises(ValueError, match="must not") if binds else nullcontext():
        notices["check_licences"]([component])


def test_notices_and_bill_hold_each_component_once(notices: dict[str, Any], tmp_path: Path) -> None:
    make = notices["Component"]
    carried = [make("one", "1.0", "MIT", ("As is.",)), make("two", "2.0", "LGPL-3", ("As is.",))]
    notices["write_notices"](carried, tmp_path)
    text = (tmp_path / "THIRD-PARTY-NOTICES.txt").read_text(encoding="utf-8")
    assert text.count("As is.") == 1
    assert "The text is that of one." in text
    for part in ("replace them by", "GNU LESSER GENERAL PUBLIC LICENSE", "HEIC"):
        assert part in text
    bill = json.loads((tmp_path / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert [(each["name"], each["version"]) for each in bill["components"]] == [
        ("one", "1.0"),
        ("two", "2.0"),
    ]


# Imported only where they are there; the user is told what they would add.
OPTIONAL = {"torch", "torchvision", "matplotlib", "tensorboard", "ray", "pillow_heif", "pylibjxl"}


def test_nothing_is_left_out_of_the_bundle_that_the_product_imports(
    contents: dict[str, Any],
) -> None:
    imported: set[str] = set()
    for path in (ROOT / "inpaint_studio").rglob("*.py"):
        if "training" in path.parts or path.name == "training.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported |= {node.module, *(f"{node.module}.{a.name}" for a in node.names)}
    left_out = set(contents["LEFT_OUT"]) - OPTIONAL - {"inpaint_studio.training"}
    missing = {
        name
        for name in imported
        for left in left_out
        if name == left or name.startswith(f"{left}.")
    }
    assert not missing


def test_the_bundle_has_the_codecs_that_the_product_calls(contents: dict[str, Any]) -> None:
    called: set[str] = set()
    for path in (ROOT / "inpaint_studio").rglob("*.py"):
        called |= set(
            re.findall(r"imagecodecs\.(\w+)_(?:de|en)code\b", path.read_text(encoding="utf-8"))
        )
    of_imcd = {"lzw", "packbits"}
    assert called - of_imcd <= set(contents["CODECS"])


@pytest.mark.parametrize(
    ("name", "is_wanted"),
    [
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", False),
        ("PySide6\\translations\\qtbase_zh_CN.qm", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/Qt6Core.dll", True),
    ],
)
def test_of_qt_only_what_the_window_uses_is_taken(
    contents: dict[str, Any], name: str, is_wanted: bool
) -> None:
    assert contents["wanted"](name) is is_wanted


def test_a_bundle_has_the_same_resources_as_the_wheel(contents: dict[str, Any]) -> None:
    wanted = contents["wanted_data"]
    assert wanted("inpaint_studio/resources/screenshots/marked.jpg")  # the manual shows it
    assert wanted("inpaint_studio/resources/gallery/models.jpg")
    assert not wanted("inpaint_studio\\resources\\gallery\\cat.jpg")
    assert wanted("inpaint_studio/models/studio-fill/generator.safetensors")
    assert not wanted("inpaint_studio/models/studio-fill/training/log.csv")
    assert not wanted("inpaint_studio/models/edgeconnect-small/samples.jpg")


@pytest.fixture(scope="module")
def contents() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "packaging" / "bundle_contents.py"))


def test_the_icon_of_programs_is_drawn(contents: dict[str, Any], tmp_path: Path) -> None:
    code = (
        "import runpy, sys, pathlib; "
        "runpy.run_path(sys.argv[1])['application_icon'](*map(pathlib.Path, sys.argv[2:]))"
    )
    script = ROOT / "packaging" / "bundle_contents.py"
    subprocess.run([sys.executable, "-c", code, script, ROOT, tmp_path], check=True, timeout=60)
    with Image.open(tmp_path / "inpaint-studio.png") as icon:
        assert icon.size == (1024, 1024)
        assert icon.getextrema()[3] == (0, 255)


# File managers


def menu_entries() -> list[tuple[str, str, str]]:
    """File, types and command of every entry that is a file of keys and values."""
    found = []
    for place, section in (
        ("kio/servicemenus/inpaint-studio.desktop", "Desktop Entry"),
        ("nemo/actions/inpaint-studio.nemo_action", "Nemo Action"),
    ):
        entry = configparser.ConfigParser(interpolation=None)
        entry.optionxform = str  # type: ignore[assignment,method-assign]
        entry.read(ROOT / "packaging" / "linux" / place, encoding="utf-8")
        types = entry[section].get("MimeType") or entry[section]["Mimetypes"]
        (command,) = [entry[name]["Exec"] for name in entry.sections() if "Exec" in entry[name]]
        found.append((place, types, command))
    return found


def test_file_managers_offer_the_window_for_the_same_kinds_of_file() -> None:
    types = {element.text for element in metainfo().iter("mediatype")}
    for place, offered, command in menu_entries():
        assert set(offered.strip(";").split(";")) == types, place
        assert command == "inpaint-studio studio %F"


class FakeFile:
    """A file as Nautilus hands it over."""

    def __init__(self, kind: str, path: str | None) -> None:
        self.kind, self.path = kind, path

    def get_mime_type(self) -> str:
        return self.kind

    def get_location(self) -> FakeFile:
        return self

    def get_path(self) -> str | None:
        return self.path


def test_gnome_files_opens_what_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    item = SimpleNamespace(chosen=[])
    item.connect = lambda signal, call: item.chosen.append(call)
    nautilus = SimpleNamespace(MenuProvider=object, MenuItem=lambda **_: item)
    repository = SimpleNamespace(
        Nautilus=nautilus, GObject=SimpleNamespace(GObject=type("G", (), {}))
    )
    monkeypatch.setitem(sys.modules, "gi", SimpleNamespace(repository=repository))
    monkeypatch.setitem(sys.modules, "gi.repository", repository)
    monkeypatch.setattr(subprocess, "Popen", started.append)
    nautilus.MenuProvider = type("MenuProvider", (), {})
    script = ROOT / "packaging/linux/nautilus-python/extensions/inpaint_studio.py"
    loaded = runpy.run_path(str(script))
    assert loaded["TYPES"] == {element.text for element in metainfo().iter("mediatype")}
    menu = loaded["InpaintStudioMenu"]()
    photo = FakeFile("image/png", "/home/a b.png")
    assert menu.get_file_items([photo, FakeFile("text/plain", "/x")]) == []
    assert menu.get_file_items([FakeFile("image/png", None)]) == []
    assert menu.get_file_items(object(), []) == []
    assert menu.get_file_items([photo]) == [item]
    item.chosen[0](item)
    assert started == [["inpaint-studio", "studio", "/home/a b.png"]]


# AppImage, Flatpak, Windows, releases


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return runpy.run_path(str(ROOT / "packaging" / "build_packages.py"))


@pytest.mark.parametrize(
    ("system", "name"), [("nt", "Scripts/python.exe"), ("posix", "bin/python")]
)
def test_the_environment_has_its_python_where_the_system_puts_it(
    build: dict[str, Any], monkeypatch: pytest.MonkeyPatch, system: str, name: str
) -> None:
    # Only the name is asked for: a pathlib of the other system cannot be made here.
    out = PurePosixPath("/out")
    monkeypatch.setattr(os, "name", system)
    assert build["bundle_python"](out) == out / "environment" / name


def test_an_appimage_is_the_runtime_and_a_picture_of_the_tree(
    build: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for program in ("mksquashfs", "unsquashfs", "rsvg-convert"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    pytest.importorskip("shtab")
    monkeypatch.delenv("APPIMAGE_RUNTIME", raising=False)
    with pytest.raises(SystemExit, match="APPIMAGE_RUNTIME"):
        build["build_appimage"](tmp_path, tmp_path)
    bundle, runtime = tmp_path / "inpaint-studio", tmp_path / "runtime"
    bundle.mkdir()
    (bundle / "inpaint-studio").write_text("#!/bin/sh\necho started $*\n", encoding="utf-8")
    (bundle / "inpaint-studio").chmod(0o755)
    runtime.write_bytes(b"\x7fELF a runtime" * 100)
    monkeypatch.setenv("APPIMAGE_RUNTIME", str(runtime))
    monkeypatch.setitem(
        build["build_appimage"].__globals__, "bundle_python", lambda out: Path(sys.executable)
    )
    image = build["build_appimage"](bundle, tmp_path)
    assert os.access(image, os.X_OK)
    content = image.read_bytes()
    size = runtime.stat().st_size
    assert content[:size] == runtime.read_bytes()
    assert content[size : size + 4] == b"hsqs"
    words = ["unsquashfs", "-o", str(size), "-d", str(tmp_path / "tree"), str(image)]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    tree = tmp_path / "tree"
    assert (tree / f"{APPLICATION}.desktop").is_file()
    assert (tree / f"{APPLICATION}.svg").is_file()
    done = subprocess.run([tree / "AppRun", "a", "b"], capture_output=True, text=True, timeout=60)
    assert done.stdout == "started a b\n"


def test_flatpak_reads_the_manifest() -> None:
    if not shutil.which("flatpak-builder"):
        pytest.skip("flatpak-builder is not installed")
    manifest = ROOT / "packaging" / "flatpak" / f"{APPLICATION}.yml"
    words = ["flatpak-builder", "--show-manifest", str(manifest)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["id"] == APPLICATION


def test_windows_and_macos_scripts_are_of_this_version_and_open_the_same_program() -> None:
    installer = (ROOT / "packaging" / "windows" / "inpaint-studio.iss").read_text(encoding="utf-8")
    spec = (ROOT / "packaging" / "bundle.spec").read_text(encoding="utf-8")
    assert f'#define Version "{__version__}"' in installer
    assert set(re.findall(r"\{app\}\\([\w-]+)\.exe", installer)) == {"inpaint-studio-window"}
    assert 'program("inpaint-studio-window", False)' in spec
    assert "SystemFileAssociations\\image\\shell\\InpaintStudio\\command" in installer
    assert "CFBundleDocumentTypes" in spec
    compile(spec, "bundle.spec", "exec")
    if shutil.which("sh"):
        script = ROOT / "packaging" / "macos" / "build_dmg.sh"
        subprocess.run(["sh", "-n", str(script)], check=True, timeout=60)


def test_the_notes_of_this_release_are_written(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"wheel")
    script = [sys.executable, str(ROOT / "packaging" / "release_notes.py")]
    done = subprocess.run(
        [*script, __version__, str(tmp_path / "a.whl")], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "Coming from 0.1" in done.stdout
    assert hashlib.sha256(b"wheel").hexdigest() in done.stdout
    done = subprocess.run([*script, "9.9"], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "tells nothing of 9.9" in done.stderr
