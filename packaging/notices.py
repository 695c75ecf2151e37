"""Writes the licence notices of everything that a bundle carries, and a bill of materials.

    python packaging/notices.py COLLECT.toc BUNDLE

`COLLECT.toc` is PyInstaller's list of the files it put into the bundle and where it took them from.
Each file is counted to what brought it: a Python package of this environment, Python itself, a
package of the system (Debian's), or Inpaint Studio; a file of unknown origin ends the build. Run
with the Python of the environment that the bundle was made from. Writes `THIRD-PARTY-NOTICES.txt`
and `sbom.cdx.json` (CycloneDX 1.5).
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
QT_NOTE = """\
Qt and Qt for Python (PySide6) are used under the GNU Lesser General Public License, version 3.
Their libraries lie in this program's folder as separate shared libraries: you may replace them by
your own builds of the same version, and the program will use those. Their sources are published
by The Qt Company with every release. The same holds for every other library under that licence
named below.
"""
GPL_NOTE = """\
Nothing in this bundle is under the GNU General Public License alone. HEIC photographs are not read
or written by it, since the encoder is; `pip install pillow-heif` beside the Python package adds them.
"""
PYINSTALLER = "pyinstaller"
RULE = "=" * 78
LICENCES = ROOT / "packaging" / "licences"
# Where notices of Debian's packages say that the longer texts lie.
DEBIAN_LICENCES = Path("/usr/share/common-licenses")
_LICENCE_FILES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "COPYRIGHT")


class Component(NamedTuple):
    """Something that the bundle carries: what it is called, and its licence in short and in full."""

    name: str
    version: str
    licence: str
    notices: tuple[str, ...]


def licence_of(package: metadata.Distribution) -> str:
    """What a package says of its licence, in the newest of the three ways that there are."""
    fields = package.metadata
    said = fields.get("License-Expression") or ""
    if not said:
        rows = [row for row in fields.get_all("Classifier") or [] if row.startswith("License ::")]
        said = "; ".join(row.rsplit(" :: ", 1)[-1] for row in rows)
    first_line = (fields.get("License") or "").strip().splitlines()
    return said or (first_line[0] if first_line else "see its notice")


def notices_of(package: metadata.Distribution) -> tuple[str, ...]:
    """The texts of the licence files that a package came with."""
    texts = []
    for file in package.files or ():
        if file.name.upper().startswith(_LICENCE_FILES):
            path = Path(str(file.locate()))
            if path.is_file() and path.suffix not in {".py", ".pyc"}:
                texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
    return tuple(dict.fromkeys(texts))


def python_component(package: metadata.Distribution) -> Component:
    """A Python package of this environment."""
    name = str(package.metadata["Name"])
    licence = licence_of(package)
    if name == PYINSTALLER:
        licence += (
            " (its bootloader: with the exception that lets it start programs of any licence)"
        )
    return Component(name, package.version, licence, notices_of(package))


def system_component(package: str) -> Component:
    """An installed Debian package."""
    said = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}", package],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    name = package.partition(":")[0]
    path = Path("/usr/share/doc") / name / "copyright"
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    return Component(name, said, main_licence(text), (text,))


def main_licence(copyright_file: str) -> str:
    """The licence of all files that a Debian copyright file names no other licence for."""
    for paragraph in re.split(r"\n\s*\n", copyright_file):
        if re.search(r"^Files:\s*\*\s*$", paragraph, re.MULTILINE):
            named = re.search(r"^License:[ \t]*(\S.*)$", paragraph, re.MULTILINE)
            if named:
                return named[1].strip()
    return "see its notice"


def check_licences(components: Iterable[Component]) -> None:
    """Refuse what would put the whole bundle under the GPL.

    Raises
    ------
    ValueError
        If a component is under that licence with neither a choice nor an exception.
    """
    for each in components:
        named = each.licence
        if named.startswith(("GPL", "AGPL")) and not re.search(r"\b(or|OR|exception)\b", named):
            raise ValueError(f"{each.name} is under {named}: it must not be in the bundle")


def python_itself() -> Component:
    """The interpreter and its standard library."""
    number = ".".join(str(part) for part in sys.version_info[:3])
    texts = [
        path.read_text(encoding="utf-8").strip()
        for path in Path(sys.base_prefix).rglob("LICENSE.txt")
        if path.parent.name.startswith(("python3", "Python", Path(sys.base_prefix).name))
    ]
    return Component("Python", number, "PSF-2.0", tuple(texts[:1]))


def sources(listing: Path) -> set[Path]:
    """Where the files named in PyInstaller's list come from; links inside the bundle left out."""
    rows = ast.literal_eval(listing.read_text(encoding="utf-8"))[0]
    return {Path(source).resolve() for _, source, kind in rows if source and kind != "SYMLINK"}


def modules(listing: Path) -> set[Path]:
    """Where the Python modules of the bundle's archive come from."""
    found = set()
    for archive in listing.parent.glob("PYZ-*.toc"):
        rows = ast.literal_eval(archive.read_text(encoding="utf-8"))[1]
        found |= {Path(source).resolve() for _, source, _ in rows if source not in ("-", "")}
    return found


def origins(files: Iterable[Path], work: Path) -> list[Component]:
    """What brought the files, each once, by name.

    Parameters
    ----------
    files
        Resolved paths.
    work
        PyInstaller's folder, whose files are of its own making.

    Raises
    ------
    LookupError
        If a file is of unknown origin.
    """
    packages = {str(p.metadata["Name"]).lower(): p for p in metadata.distributions()}
    owners = {
        Path(str(file.locate())).resolve(): name
        for name, package in packages.items()
        for file in package.files or ()
    }
    brought = {PYINSTALLER} & set(packages)
    of_system: list[Path] = []
    homes = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()]
    for file in files:
        if file in owners:
            brought.add(owners[file])
        elif not any(file.is_relative_to(each) for each in (ROOT, work.resolve(), *homes)):
            of_system.append(file)
    found = [python_component(packages[name]) for name in brought - {"inpaint-studio"}]
    found += [python_itself(), *(system_component(name) for name in _debian_packages(of_system))]
    return sorted(found, key=lambda each: each.name.lower())


def _debian_packages(files: list[Path]) -> set[str]:
    """The packages that own files of the system."""
    found = set()
    for file in files:
        # Before all of / became a part of /usr, packages named their files without it.
        for path in (file, Path("/") / file.relative_to("/usr") if "usr" in file.parts else file):
            asked = subprocess.run(["dpkg-query", "--search", path], capture_output=True, text=True)
            if asked.returncode == 0:
                found.add(asked.stdout.split(": ")[0].split(", ")[0])
                break
        else:
            raise LookupError(f"{file} is in the bundle, and nothing says under which licence")
    return found


def write_notices(components: list[Component], folder: Path) -> None:
    """Write both files into `folder`."""
    parts = ["Inpaint Studio is under the MIT licence. It carries the following.\n"]
    parts += [QT_NOTE, GPL_NOTE]
    first: dict[str, str] = {}
    for each in components:
        heading = f"{each.name} {each.version}: {each.licence}"
        texts = []
        for text in each.notices:
            named = first.setdefault(text, each.name)
            texts.append(text if named == each.name else f"The text is that of {named}.")
        parts.append("\n".join([RULE, heading, "", *texts, ""]))
    told = "\n".join(parts)
    for path in [*sorted(LICENCES.glob("*.txt")), *sorted(DEBIAN_LICENCES.glob("*"))]:
        if path.parent == LICENCES or f"{DEBIAN_LICENCES}/{path.name}" in told:
            parts.append("\n".join([RULE, path.stem, "", path.read_text(encoding="utf-8")]))
    (folder / "THIRD-PARTY-NOTICES.txt").write_text("\n".join(parts), encoding="utf-8")
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "Inpaint Studio"}},
        "components": [
            {
                "type": "library",
                "name": each.name,
                "version": each.version,
                "licenses": [{"license": {"name": each.licence}}],
            }
            for each in components
        ],
    }
    (folder / "sbom.cdx.json").write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    listing, bundle = Path(sys.argv[1]), Path(sys.argv[2])
    carried = origins(sources(listing) | modules(listing), listing.parent)
    check_licences(carried)
    write_notices(carried, bundle)
