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
    "__main__": {"cli"},
    "__init__": {"imaging", "inference", "progress", "api"},
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
    "cli": {"PySide6"},
    "app": {"torch", "torchvision"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The part a file belongs to, which is the deepest folder with a row of its own."""
    words = path.relative_to(PACKAGE).with_suffix("").parts
    inner = ".".join(words[:2])
    return inner if inner in ALLOWED else words[0]


def is_allowed(target: str, part: str) -> bool:
    """Whether `part` may import the dotted name `target` inside the package."""
    words = target.split(".")
    return bool({words[0], ".".join(words[:2])} & ALLOWED[part])


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
    part = part_of(path)
    assert part in ALLOWED, f"{part} has no row in the table of directions"
    for name in imported_names(path):
        words = name.split(".")
        if words[0] == "inpaint_studio" and len(words) > 1:
            target = words[1]
            is_part = (PACKAGE / target).is_dir() or (PACKAGE / f"{target}.py").is_file()
            inside = name.removeprefix("inpaint_studio.")
            assert not is_part or is_allowed(inside, part), f"{path} imports {name}"
        assert words[0] not in FORBIDDEN.get(part, set()), f"{path} imports {name}"


def loaded_after(statement: str, *candidates: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*[m for m in {candidates!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_command_line_starts_without_torch_and_qt() -> None:
    heavy = ("torch", "PySide6", "numba", "skimage", "scipy", "onnxruntime")
    assert loaded_after("import inpaint_studio.cli", *heavy) == set()


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
