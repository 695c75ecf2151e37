"""What the program can say: every template of a message, read from the source.

A template is the first argument of `Message`, of an error's constructor, or of a progress report
(its second), always written out; `a if so else b` of two such is two templates. Also the remedies'
English names, and the comma of lists.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["LIST_COMMA", "gather_templates", "not_written_out", "templates_of"]

_PACKAGE = Path(__file__).resolve().parents[1] / "inpaint_studio"
_ROOT_ERRORS = frozenset({"InpaintStudioError", "BrokenFileError"})
LIST_COMMA = ", "


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _errors(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Names of all classes of errors that carry a message."""
    bases: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(map(_name, node.bases))
    known = set(_ROOT_ERRORS)
    while more := {name for name, above in bases.items() if above & known} - known:
        known |= more
    return frozenset(known)


def _said(tree: ast.Module, errors: frozenset[str]) -> Iterator[ast.expr]:
    """The expression of every template."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        if (name == "Message" or name in errors) and node.args:
            yield node.args[0]
        elif name == "report" and isinstance(node.func, ast.Attribute) and len(node.args) > 1:
            yield node.args[1]


def _texts(node: ast.expr) -> Iterator[str | None]:
    """The texts that an expression may be; None where it is not written out."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    else:
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        yield node.value if is_text else None  # type: ignore[attr-defined]


def _package() -> dict[Path, ast.Module]:
    paths = sorted(_PACKAGE.rglob("*.py"))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def templates_of(source: str) -> list[str]:
    """The templates in one module's source."""
    tree = ast.parse(source)
    said = (text for node in _said(tree, _errors([tree])) for text in _texts(node))
    return [text for text in said if text]


def gather_templates() -> tuple[str, ...]:
    """All templates of the package, sorted."""
    from inpaint_studio.jobs.messages import Remedy

    trees = _package()
    errors = _errors(trees.values())
    found = {LIST_COMMA, *(remedy.value for remedy in Remedy)}
    for tree in trees.values():
        found.update(text for node in _said(tree, errors) for text in _texts(node) if text)
    return tuple(sorted(found))


def not_written_out() -> list[str]:
    """Where a template is put together: no translation could be found for it."""
    trees = _package()
    errors = _errors(trees.values())
    return [
        f"{path.relative_to(_PACKAGE)}:{node.lineno}"
        for path, tree in trees.items()
        for node in _said(tree, errors)
        # What passes on the template that it is given.
        if None in _texts(node) and not (isinstance(node, ast.Name) and node.id == "template")
    ]
