"""Where the rows of families are found: the entry point group `inpaint_studio.families`.

Third parties' rows come from their packages' metadata, the product's own from its metadata too.
A copy that runs from its source tree is read from `pyproject.toml`, from which metadata are made:
those of an installation may be of an earlier day. A frozen program may have no metadata at all;
then the folders of `families` are looked through. Imports a card only there.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from inpaint_studio.zoo.family import Family

__all__ = ["GROUP", "family_entry_points"]

GROUP = "inpaint_studio.families"
_PROJECT = "inpaint-studio"
_PACKAGE = "inpaint_studio"


def family_entry_points() -> tuple[metadata.EntryPoint, ...]:
    """Those of the product by name, then those of third parties."""
    found = metadata.entry_points(group=GROUP)
    ours = [point for point in found if _is_ours(point)]
    theirs = [point for point in found if not _is_ours(point)]
    ours = _of_source_tree() or ours or list(_of_folders())
    return (*sorted(ours, key=lambda point: point.name), *theirs)


def _is_ours(point: metadata.EntryPoint) -> bool:
    # By where it leads, not by its distribution: for that one's name, metadata are parsed anew.
    return point.module.partition(".")[0] == _PACKAGE


def _of_source_tree() -> list[metadata.EntryPoint]:
    """The rows of the `pyproject.toml` beside the package; none where this is no source tree."""
    path = Path(__file__).parents[2] / "pyproject.toml"
    if not path.is_file():
        return []
    import tomllib

    try:
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    except (OSError, KeyError):
        return []
    if project.get("name") != _PROJECT:
        return []
    rows = project["entry-points"][GROUP].items()
    return [metadata.EntryPoint(name, value, GROUP) for name, value in rows]


def _of_folders() -> Iterator[metadata.EntryPoint]:
    """A row for each `Family` in the card of a folder of `families`."""
    import pkgutil

    package = importlib.import_module(GROUP)
    for folder in pkgutil.iter_modules(package.__path__, f"{GROUP}."):
        card = importlib.import_module(f"{folder.name}.card")
        for attribute, value in vars(card).items():
            if isinstance(value, Family):
                yield metadata.EntryPoint(value.name, f"{card.__name__}:{attribute}", GROUP)
