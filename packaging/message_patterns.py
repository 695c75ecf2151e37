"""Gathers the sentences of the parts that know no Qt, as patterns for the window's translations.

Errors, notes and progress texts are written in English where they arise, often with names and
numbers filled in. A pattern is such a text with `{1}`, `{2}` where something is filled in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

__all__ = ["PARTS", "gather_patterns", "patterns_of"]

_PACKAGE = Path(__file__).resolve().parents[1] / "inpaint_studio"
PARTS = ("detection", "document", "families", "imaging", "inference", "settings", "zoo")
# What only a mistake in the program could bring up, or what no window asks for.
_NOT_FOR_USERS = frozenset(
    [
        "card.py",
        "compute.py",
        "coverage.py",
        "criminisi.py",
        "diffusion.py",
        "export.py",
        "family.py",
        "hole_cuts.py",
        "layouts.py",
        "metrics.py",
        "patchmatch.py",
        "poisson.py",
        "regions.py",
        "registration.py",
        "seam.py",
        "spectral.py",
        "table.py",
        "training.py",
        "types.py",
        "wire.py",
    ]
)
_FEWEST_LETTERS = 8


def _pattern(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = _pattern(node.left), _pattern(node.right)
        return None if None in parts else "".join(part or "" for part in parts)
    if not isinstance(node, ast.JoinedStr):
        return None
    text, fields = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            fields += 1
            text += f"{{{fields}}}"
    return text


def _is_sentence(text: str) -> bool:
    words = text.split()
    letters = sum(letter.isalpha() for letter in text)
    return len(words) > 2 and letters >= _FEWEST_LETTERS and text.rstrip()[-1:] in ".;:"


def patterns_of(source: str) -> Iterator[str]:
    """The patterns in one module's source."""
    tree = ast.parse(source)
    docs = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docs.add(node.value)
    inner: set[ast.expr] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inner |= {part for part in ast.walk(node) if part is not node}  # type: ignore[misc]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "report":
            for argument in node.args[1:]:
                text = _pattern(argument)
                if text:
                    yield text
        if isinstance(node, ast.Constant | ast.JoinedStr) and node not in docs | inner:
            text = _pattern(node)
            if text and _is_sentence(text):
                yield text


def gather_patterns() -> tuple[str, ...]:
    """All patterns of the parts whose texts reach the window, sorted."""
    found: set[str] = set()
    for part in PARTS:
        for path in sorted((_PACKAGE / part).rglob("*.py")):
            if path.name not in _NOT_FOR_USERS:
                found.update(patterns_of(path.read_text(encoding="utf-8")))
    return tuple(sorted(found))
