"""Gathers the window's texts into the .ts files and compiles them to .qm.

    python packaging/update_translations.py

Texts are read from the source: `self.tr(...)` in a class, `marked(context, ...)`,
`translate(context, ...)`, `tr(...)` of a function that says its context, the table of settings,
the models' cards, and the templates of all messages (`packaging/message_templates.py`).
Translations already in a .ts file are kept; texts without one are listed at the end.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from message_templates import gather_templates  # noqa: E402

from inpaint_studio.settings.table import SETTINGS, Section  # noqa: E402
from inpaint_studio.zoo.card import ModelCard  # noqa: E402
from inpaint_studio.zoo.registry import ModelOrigin, families, list_models  # noqa: E402

APP = ROOT / "inpaint_studio" / "app"
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("zh_CN",)

Texts = dict[str, set[str]]


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _texts_of(tree: ast.AST, context: str) -> Iterator[tuple[str, str]]:
    for node in ast.iter_child_nodes(tree):
        inner = node.name if isinstance(node, ast.ClassDef) else context
        if isinstance(node, ast.FunctionDef):
            inner = _own_context(node) or context
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            words = [_text(argument) for argument in node.args]
            if name == "tr" and words and words[0]:
                yield inner, words[0]
            elif name in ("marked", "translate") and len(words) > 1 and words[0] and words[1]:
                yield words[0], words[1]
        yield from _texts_of(node, inner)


def _own_context(function: ast.FunctionDef) -> str | None:
    """The context of a function that defines a `tr` of its own."""
    for node in function.body:
        if isinstance(node, ast.FunctionDef) and node.name == "tr":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and len(call.args) > 1:
                    return _text(call.args[0])
    return None


def gather() -> Texts:
    """Every text of the window, by context."""
    found: Texts = {}
    for path in sorted(APP.rglob("*.py")):
        for context, text in _texts_of(ast.parse(path.read_text(encoding="utf-8")), ""):
            found.setdefault(context, set()).add(text)
    for entry in SETTINGS:
        if entry.section is not Section.HIDDEN:
            found.setdefault("Settings", set()).update((entry.label, entry.help))
    found["Cards"] = set(_card_texts())
    found["Messages"] = set(gather_templates())
    return found


def _card_texts() -> Iterator[str]:
    """Texts of the cards that come with the product."""
    cards: list[ModelCard] = []
    for family in families():
        if not family.restorer:
            continue  # a detector: no dialog shows it
        yield family.title
        yield from (role.capitalize() for role in family.roles)
        cards += [*family.cards, *family.downloads]
        cards += [family.template] if family.template is not None else []
    # The user's own models are not ours to translate.
    cards += [model.card for model in list_models() if model.origin is ModelOrigin.BUNDLED]
    for card in cards:
        yield from filter(None, (card.title, card.summary, card.good_at, card.licence_notice))
        for option in card.options:
            yield option.name.removesuffix("_px").replace("_", " ").capitalize()
            if option.help:
                yield option.help


def read_known(path: Path) -> dict[tuple[str, str], str]:
    """The translations that a .ts file holds."""
    if not path.is_file():
        return {}
    known = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.findtext("translation", "")
            if translation:
                known[(name, message.findtext("source", ""))] = translation
    return known


def write(path: Path, language: str, texts: Texts, known: dict[tuple[str, str], str]) -> list[str]:
    """Write a .ts file and return the texts without a translation."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    missing = []
    for name in sorted(texts):
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for text in sorted(texts[name]):
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = text
            translation = ET.SubElement(message, "translation")
            if (name, text) in known:
                translation.text = known[(name, text)]
            else:
                translation.set("type", "unfinished")
                missing.append(f"{name}: {text}")
    ET.indent(root, " ")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(head + ET.tostring(root, encoding="unicode") + "\n", encoding="utf-8")
    return missing


def main() -> int:
    """Update and compile every language."""
    TRANSLATIONS.mkdir(exist_ok=True)
    texts = gather()
    status = 0
    for language in LANGUAGES:
        path = TRANSLATIONS / f"studio_{language}.ts"
        missing = write(path, language, texts, read_known(path))
        for line in missing:
            sys.stdout.write(f"{language} lacks {line}\n")
        program = Path(sys.executable).with_name("pyside6-lrelease")
        compiled = path.with_suffix(".qm")
        done = subprocess.run([str(program), str(path), "-qm", str(compiled)], check=False)
        status |= done.returncode or bool(missing)
    return status


if __name__ == "__main__":
    sys.exit(main())
