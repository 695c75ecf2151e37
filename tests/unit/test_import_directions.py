"""The house's one-way imports, read from every module's source, function-level imports included."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import inpaint_studio

PACKAGE = Path(inpaint_studio.__file__).parent
BASE = {"errors", "geometry", "jobs", "progress", "paths", "__init__"}

# What each part of the package may import of the package. "training.damage" lets in that one alone.
ALLOWED = {
    "errors": {"jobs"},
    "geometry": set(),
    "jobs": BASE | {"jobs"},
    "progress": {"errors", "jobs"},
    "paths": set(),
    "imaging": BASE | {"imaging"},
    "networks": {"networks"},
    "zoo": BASE | {"networks", "zoo"},
    "inference": BASE | {"imaging", "zoo", "inference"},
    "detection": BASE | {"imaging", "networks", "zoo", "inference", "detection"},
    "training": BASE | {"imaging", "networks", "zoo", "inference", "training"},
    "training.damage": BASE | {"imaging", "training.damage"},
    "evaluation": BASE
    | {"imaging", "networks", "zoo", "inference", "detection", "evaluation", "training.damage"}
    | {"training.losses"},
    "batch": BASE | {"imaging", "inference", "detection", "batch"},
    "document": BASE | {"imaging", "document"},
    "settings": BASE | {"settings"},
    "api": BASE | {"imaging", "zoo", "inference"},
    "cli": BASE
    | {"imaging", "networks", "zoo", "inference", "training", "evaluation", "batch", "document"}
    | {"detection", "settings", "api", "cli"},
    "app": BASE
    | {"imaging", "networks", "zoo", "inference", "evaluation", "batch", "document", "settings"}
    | {"detection", "api", "app"},
    # Of a family's folder by file name; what has another name is part of its restorer. No other
    # package imports a family: it is reached through its row.
    "families.card": {"zoo.card", "zoo.family"},
    "families.network": {"networks", "families.network"},
    "families.checkpoint": {"errors", "networks", "zoo", "families.network", "families.checkpoint"},
    "families.training": BASE
    | {"imaging", "networks", "zoo", "training"}
    | {"families.network", "families.checkpoint", "families.training"},
    "families.restorer": BASE
    | {"imaging", "networks", "zoo", "inference"}
    | {"families.network", "families.checkpoint", "families.restorer"},
    "__main__": {"cli"},
    "__init__": {"imaging", "inference", "jobs", "progress", "api"},
}
# Which outside libraries a part must never import.
FORBIDDEN = {
    "jobs": {"torch", "torchvision", "PySide6", "cv2", "scipy"},
    "imaging": {"torch", "torchvision", "PySide6"},
    "networks": {"PySide6", "numpy", "cv2"},
    "zoo": {"PySide6"},
    "inference": {"PySide6"},
    "detection": {"PySide6"},
    "training": {"PySide6"},
    "training.damage": {"torch", "torchvision", "PySide6"},
    "evaluation": {"PySide6"},
    "batch": {"PySide6"},
    "document": {"PySide6", "torch"},
    "settings": {"PySide6", "torch"},
    "families.card": {"torch", "torchvision", "PySide6", "numpy", "cv2"},
    "families.network": {"PySide6", "numpy", "cv2"},
    "families.checkpoint": {"PySide6"},
    "families.training": {"PySide6"},
    "families.restorer": {"PySide6"},
    "cli": {"PySide6"},
    "app": {"torch", "torchvision"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(words: tuple[str, ...]) -> str:
    """The part that a dotted name inside the package belongs to: the deepest with its own row.

    In a family's folder that is said by the file's name.
    """
    if words[0] == "families" and len(words) > 2:
        part = f"families.{words[2]}"
        return part if part in ALLOWED else "families.restorer"
    inner = ".".join(words[:2])
    return inner if inner in ALLOWED else words[0]


def imported_names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import in line {node.lineno}"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    part = part_of(path.relative_to(PACKAGE).with_suffix("").parts)
    if part == "families":  # the packages themselves say what they are, and import nothing
        assert path.name == "__init__.py"
        assert imported_names(path) == set()
        return
    assert part in ALLOWED, f"{part} has no row in the table of directions"
    for name in imported_names(path):
        package, *words = name.split(".")
        if package == "inpaint_studio" and words:
            is_part = (PACKAGE / words[0]).is_dir() or (PACKAGE / f"{words[0]}.py").is_file()
            assert not is_part or is_allowed(tuple(words), part), f"{path} imports {name}"
        assert package not in FORBIDDEN.get(part, set()), f"{path} imports {name}"


def is_allowed(words: tuple[str, ...], part: str) -> bool:
    """Whether `part` may import this name: its part, the package around it, or it alone."""
    return bool({part_of(words), words[0], ".".join(words[:2])} & ALLOWED[part])


def loaded_after(statement: str, *candidates: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*[m for m in {candidates!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_command_line_starts_without_torch_and_qt() -> None:
    heavy = ("torch", "PySide6", "numba", "skimage", "scipy")
    assert loaded_after("import inpaint_studio.cli", *heavy) == set()


@pytest.mark.parametrize("arguments", [["--help"], ["models", "list"]], ids=" ".join)
def test_help_and_lists_load_no_numbers(arguments: list[str], tmp_path: Path) -> None:
    statement = (
        f"import contextlib, io, os; os.environ['XDG_DATA_HOME'] = {str(tmp_path)!r}\n"
        "from inpaint_studio.cli import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()): assert main({arguments!r}) == 0"
    )
    assert loaded_after(statement, "numpy", "cv2", "torch", "PySide6") == set()


def test_every_subcommand_module_is_imported_without_torch_and_qt() -> None:
    statement = (
        "import importlib; from inpaint_studio.cli import SUBCOMMANDS\n"
        "for row in SUBCOMMANDS: importlib.import_module(f'inpaint_studio.cli.{row.module}')"
    )
    assert loaded_after(statement, "torch", "PySide6") == set()


def test_classical_restoration_does_not_load_torch() -> None:
    statement = (
        "import numpy as np, inpaint_studio\n"
        "m = np.zeros((32, 32), bool); m[9:12, 9:12] = True\n"
        "inpaint_studio.restore(np.zeros((32, 32, 3), np.uint8), m, model='telea')"
    )
    assert loaded_after(statement, "torch", "PySide6") == set()
