"""The example package of a family of one's own, laid out as an installer does it."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

__all__ = ["PACKAGE", "lay_out"]

PACKAGE = Path(__file__).with_name("example_family")


def lay_out(site: Path) -> None:
    """The package and its metadata in the folder `site`, which is made."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    module = name.replace("-", "_")
    shutil.copytree(PACKAGE / module, site / module, ignore=shutil.ignore_patterns("__pycache__"))
    folder = site / f"{module}-{version}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    lines = [
        line
        for group, points in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{key} = {value}" for key, value in points.items()))
    ]
    (folder / "entry_points.txt").write_text("\n".join(lines) + "\n")
