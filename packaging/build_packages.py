"""Builds what people install: the wheel, the folder bundle, a Debian package and an AppImage of it.

    python packaging/build_packages.py build/packages wheel bundle deb appimage

`bundle` makes an environment of its own with the CPU dependencies alone and runs PyInstaller in it.
`appimage` needs `mksquashfs` and the AppImage runtime, a file that `APPIMAGE_RUNTIME` names. Nothing
is fetched but Python packages; the same sources give the same archives (`SOURCE_DATE_EPOCH`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bundle_contents import UNUSED_PLUGINS

ROOT = Path(__file__).resolve().parents[1]
APPLICATION = "io.github.inpaint_studio.InpaintStudio"
ICON = ROOT / "resources" / "icons" / "inpaint-studio.svg"
ICON_SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
# What the Qt platform plugin and OpenCV load from the system, as Debian names it.
DEBIAN_DEPENDS = (
    *("libc6", "libgl1", "libegl1", "libglib2.0-0 | libglib2.0-0t64", "libdbus-1-3"),
    *("libfontconfig1", "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4"),
    *("libxcb-image0", "libxcb-keysyms1", "libxcb-render-util0", "libxcb-shape0"),
)
# OpenBLAS is not among them: stripped, it cannot be loaded.
WITH_SYMBOLS = ("libllvmlite.so", "libpython3*.so.1.0", "imagecodecs/*.so")
MAINTAINER = "Inpaint Studio developers <inpaint-studio@users.noreply.example>"


def run(*words: str | Path, **options: object) -> None:
    """Run a command; its failure ends the build."""
    print("+", *words, flush=True)
    subprocess.run([str(word) for word in words], check=True, **options)  # type: ignore[call-overload]


def version() -> str:
    """The product's version, read without importing it."""
    text = (ROOT / "inpaint_studio" / "__init__.py").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("__version__"))
    return line.split('"')[1]


def bundle_python(out: Path) -> Path:
    """The Python of the environment that the bundle is made from."""
    return out / "environment" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def build_bundle(out: Path) -> Path:
    """The folder bundle, in an environment that holds the CPU dependencies and nothing else."""
    python = bundle_python(out)
    if not python.is_file():
        run(sys.executable, "-m", "venv", out / "environment")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--upgrade", "pip")
    run(*pip, "--upgrade", f"{ROOT}[bundle]")
    take_opencv_headless(python)
    for name in UNUSED_PLUGINS:
        for plugin in (out / "environment").rglob(f"PySide6/**/plugins/{name}"):
            plugin.unlink()
    work = out / "work"
    run(
        *(python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", out, "--workpath", work, ROOT / "packaging" / "bundle.spec"),
    )
    bundle = out / "inpaint-studio"
    if sys.platform == "linux":
        strip_symbols(bundle)
    run(python, ROOT / "packaging" / "notices.py", work / "bundle" / "COLLECT-00.toc", bundle)
    return bundle


def take_opencv_headless(python: Path) -> None:
    """Put in OpenCV's build without windows, of the same version: the usual one carries a Qt and
    X libraries that nothing here uses."""
    code = "from importlib.metadata import version; print(version('opencv-python'))"
    found = subprocess.check_output([python, "-c", code], text=True).strip()
    pip = (python, "-m", "pip")
    run(*pip, "uninstall", "--quiet", "--yes", "opencv-python")
    headless = f"opencv-python-headless=={found}"
    run(*pip, "install", "--quiet", "--force-reinstall", "--no-deps", headless)


def strip_symbols(bundle: Path) -> None:
    """Take the symbols out of the libraries that come with many and can be loaded without."""
    libraries = [each for name in WITH_SYMBOLS for each in bundle.rglob(name) if each.is_file()]
    run("strip", "--strip-unneeded", *libraries)


def build_wheel(out: Path) -> Path:
    """The wheel; files in it carry one date, so that the same sources give the same bytes."""
    for old in out.glob("inpaint_studio-*.whl"):
        old.unlink()
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-deps", "--wheel-dir", out, ROOT)
    return next(out.glob("inpaint_studio-*.whl"))


def lay_out(bundle: Path, root: Path, python: Path) -> None:
    """The tree of an installation below `root`: program, menu entry, icons, pages, completions."""
    shutil.rmtree(root, ignore_errors=True)
    usr = root / "usr"
    shutil.copytree(bundle, usr / "lib" / "inpaint-studio", symlinks=True)
    command = usr / "bin" / "inpaint-studio"
    command.parent.mkdir(parents=True)
    command.symlink_to("../lib/inpaint-studio/inpaint-studio")
    linux = ROOT / "packaging" / "linux"
    _copy(linux / f"{APPLICATION}.desktop", usr / "share" / "applications")
    _copy(linux / f"{APPLICATION}.metainfo.xml", usr / "share" / "metainfo")
    hicolor = usr / "share" / "icons" / "hicolor"
    _copy(ICON, hicolor / "scalable" / "apps", f"{APPLICATION}.svg")
    for size in ICON_SIZES_PX:
        target = hicolor / f"{size}x{size}" / "apps" / f"{APPLICATION}.png"
        target.parent.mkdir(parents=True)
        run("rsvg-convert", "-w", str(size), "-h", str(size), "-o", target, ICON)
    for menu in ("kio/servicemenus", "nautilus-python/extensions", "nemo/actions"):
        for file in sorted((linux / menu).glob("*")):
            _copy(file, usr / "share" / menu)
    run(python, ROOT / "packaging" / "command_pages.py", usr)


def build_deb(bundle: Path, out: Path) -> Path:
    """A Debian package of the bundle."""
    root = out / "deb"
    lay_out(bundle, root, bundle_python(out))
    doc = root / "usr" / "share" / "doc" / "inpaint-studio"
    _copy(ROOT / "LICENSE", doc, "copyright")
    page = root / "usr" / "share" / "man" / "man1" / "inpaint-studio.1"
    run("gzip", "--best", "--no-name", page)
    size_kib = sum(p.stat().st_size for p in root.rglob("*") if p.is_file()) // 1024
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    ).stdout.strip()
    control.write_text(
        "Package: inpaint-studio\n"
        f"Version: {version()}\n"
        f"Architecture: {architecture}\n"
        f"Maintainer: {MAINTAINER}\n"
        f"Installed-Size: {size_kib}\n"
        f"Depends: {', '.join(DEBIAN_DEPENDS)}\n"
        "Section: graphics\n"
        "Priority: optional\n"
        "Description: restore photographs on your own machine\n"
        " Paint over scratches, tears, dust or unwanted things and get the photograph back;\n"
        " every pixel outside the painted area stays as it was. Finds damage by itself,\n"
        " restores whole folders, and sends nothing anywhere.\n",
        encoding="utf-8",
    )
    package = out / f"inpaint-studio_{version()}_{architecture}.deb"
    run("dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", root, package)
    return package


def build_appimage(bundle: Path, out: Path) -> Path:
    """An AppImage (type 2): the runtime, then a squashfs of the same tree."""
    runtime = os.environ.get("APPIMAGE_RUNTIME", "")
    if not runtime:
        sys.exit("Set APPIMAGE_RUNTIME to the file of the AppImage type-2 runtime.")
    root = out / "AppDir"
    lay_out(bundle, root, bundle_python(out))
    _copy(root / "usr" / "share" / "applications" / f"{APPLICATION}.desktop", root)
    _copy(ICON, root, f"{APPLICATION}.svg")
    start = root / "AppRun"
    start.write_text(
        '#!/bin/sh\nexec "${APPDIR:-$(dirname "$(readlink -f "$0")")}/usr/bin/inpaint-studio" "$@"\n',
        encoding="utf-8",
    )
    start.chmod(0o755)
    squashed = out / "AppDir.squashfs"
    squashed.unlink(missing_ok=True)
    run("mksquashfs", root, squashed, "-root-owned", "-noappend", "-comp", "zstd", "-quiet")
    image = out / f"Inpaint_Studio-{version()}-{os.uname().machine}.AppImage"
    with image.open("wb") as target:
        for part in (Path(runtime), squashed):
            with part.open("rb") as source:
                shutil.copyfileobj(source, target)
    image.chmod(0o755)
    return image


def _copy(source: Path, folder: Path, name: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / (name or source.name))


def main() -> None:
    """Build the named packages, each after what it is made from."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("packages", nargs="+", choices=("wheel", "bundle", "deb", "appimage"))
    args = parser.parse_args()
    out = args.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1796083200")
    if "wheel" in args.packages:
        print(build_wheel(out))
    bundle = out / "inpaint-studio"
    if "bundle" in args.packages or not ({"wheel"} >= set(args.packages) or bundle.is_dir()):
        bundle = build_bundle(out)
    if "deb" in args.packages:
        print(build_deb(bundle, out))
    if "appimage" in args.packages:
        print(build_appimage(bundle, out))


if __name__ == "__main__":
    main()
