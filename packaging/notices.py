"""Writes the licence notices of everything that a bundle carries, and a bill of materials.

    python packaging/notices.py BUNDLE

Run with the Python of the environment that the bundle was made from: what is installed there is
what the bundle may carry. Writes `THIRD-PARTY-NOTICES.txt` and `sbom.cdx.json` (CycloneDX 1.5).
"""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path

QT_NOTE = """\
Qt and Qt for Python (PySide6) are used under the GNU Lesser General Public License, version 3.
Their libraries lie in this program's folder as separate shared libraries: you may replace them by
your own builds of the same version, and the program will use those. Their sources are published
by The Qt Company with every release.
"""
# What only builds or tests; the bundle carries none of it.
TOOLS = {
    *("pip", "setuptools", "wheel", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph"),
    *("argparse-manpage", "shtab", "packaging", "torch", "torchvision", "pillow_heif"),
}


def licence_of(package: metadata.Distribution) -> str:
    """What a package says of its licence, in the newest of the three ways that there are."""
    fields = package.metadata
    said = fields.get("License-Expression") or ""
    if not said:
        rows = [row for row in fields.get_all("Classifier") or [] if row.startswith("License ::")]
        said = "; ".join(row.rsplit(" :: ", 1)[-1] for row in rows)
    first_line = (fields.get("License") or "").strip().splitlines()
    return said or (first_line[0] if first_line else "see its notice")


def notices_of(package: metadata.Distribution) -> list[str]:
    """The texts of the licence files that a package came with."""
    texts = []
    for file in package.files or ():
        name = file.name.upper()
        if name.startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS")):
            path = Path(str(file.locate()))
            if path.is_file() and path.suffix not in {".py", ".pyc"}:
                texts.append(path.read_text(encoding="utf-8", errors="replace").strip())
    return list(dict.fromkeys(texts))


def packages() -> list[metadata.Distribution]:
    """All packages of this environment that a bundle may carry, by name."""
    found = {str(p.metadata["Name"]).lower(): p for p in metadata.distributions()}
    return [found[name] for name in sorted(found) if name not in TOOLS]


def write_notices(folder: Path) -> None:
    """Write both files into `folder`."""
    parts = [
        "Inpaint Studio is under the MIT licence. It carries the following.\n",
        QT_NOTE,
    ]
    components = []
    for package in packages():
        name, number = str(package.metadata["Name"]), package.version
        if name == "inpaint-studio":
            continue
        licence = licence_of(package)
        rule = "=" * 78
        parts.append("\n".join([rule, f"{name} {number}: {licence}", "", *notices_of(package), ""]))
        components.append(
            {
                "type": "library",
                "name": name,
                "version": number,
                "licenses": [{"license": {"name": licence}}],
            }
        )
    (folder / "THIRD-PARTY-NOTICES.txt").write_text("\n".join(parts), encoding="utf-8")
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "Inpaint Studio"}},
        "components": components,
    }
    (folder / "sbom.cdx.json").write_text(json.dumps(bill, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_notices(Path(sys.argv[1]))
