"""Writes the tables of the manual that repeat what code says: options of commands, and keys.

    python packaging/update_manual.py

In `command-line.md` every section that is called by a command gets a row for each of its options; in
`keys.md` the first two tables are the actions and the tools. English texts come from the code, Chinese
ones of keys from the translations, Chinese ones of options from the page itself: a row that is there
keeps its text. What has no Chinese yet is listed at the end. Everything else of a page is written by
hand and left alone.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from command_pages import whole_parser  # noqa: E402

from inpaint_studio.app.canvas.tools.table import TOOLS  # noqa: E402
from inpaint_studio.app.shell.actions import ACTIONS  # noqa: E402
from inpaint_studio.app.texts import plain  # noqa: E402

MANUAL = ROOT / "resources" / "manual"
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("en", "zh_CN")
COMMANDS, KEYS = "command-line.md", "keys.md"

_HEADING = re.compile(r"^#+ `inpaint-studio ([a-z -]+)`$")
_ROW = re.compile(r"^\| `(?P<name>(?:[^`])+)` \| (?P<text>.*) \|$")


class Option(NamedTuple):
    """A row of a command's table: how the option is written, and its English text."""

    name: str
    text: str


def commands() -> dict[str, list[Option]]:
    """Every command, actions such as `models list` too, with its options."""
    found: dict[str, list[Option]] = {}
    groups: set[str] = set()  # words that need another one behind them

    def visit(words: str, parser: argparse.ArgumentParser) -> None:
        found[words] = []
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                groups.add(words)
                for name, inner in action.choices.items():
                    visit(f"{words} {name}".strip(), inner)
            elif not isinstance(action, argparse._HelpAction | argparse._VersionAction):
                text = (action.help or "").replace("%%", "%")
                found[words].append(Option(_written(action), text))

    visit("", whole_parser())
    return {words: options for words, options in found.items() if words not in groups}


def _written(action: argparse.Action) -> str:
    """`-o, --output FILE`, as the pages write an option."""
    names = action.metavar
    if names is None and action.choices is not None:
        names = "{" + ",".join(map(str, action.choices)) + "}"
    if names is None and action.nargs != 0:
        names = action.dest.upper()
    value = " ".join(names) if isinstance(names, tuple) else names or ""
    if action.nargs in ("*", "+"):
        value += "…"
    if action.nargs == "?":
        value = f"[{value}]"
    words = [", ".join(action.option_strings), value]
    return " ".join(word for word in words if word).replace("|", "\\|")


def table(head: tuple[str, str], rows: list[tuple[str, str]]) -> list[str]:
    """The lines of a table with two columns."""
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|"]
    return lines + [f"| {first} | {second} |" for first, second in rows]


def updated_commands(page: str, language: str, missing: list[str]) -> str:
    """`command-line.md` with the options that there are now; names without a text go to `missing`."""
    sections = _sections(page)
    written = {
        (words, match["name"]): match["text"]
        for words, lines in sections
        for match in map(_ROW.match, lines)
        if match is not None
    }
    anywhere = {name: text for (_, name), text in written.items()}
    heads = next((_cells(line) for line in page.splitlines() if line.startswith("| ")), None)
    named = {words for words, _ in sections}
    known = commands()
    missing += [f"no section: {words}" for words in known if words not in named]
    lines: list[str] = []
    for words, section in sections:
        if words not in known:
            lines += section
            continue
        rows = []
        for name, english in known[words]:
            kept = written.get((words, name)) or anywhere.get(name)
            text = (english or kept) if language == "en" else (kept or english)
            if not text or (language != "en" and kept is None):
                missing.append(f"{language}: {words} {name}")
            rows.append((f"`{name}`", text or ""))
        lines += _with_table(section, table(heads or ("option", "what it does"), rows))
    return _joined(lines)


def _sections(page: str) -> list[tuple[str, list[str]]]:
    """The page cut at its headings; each part with the command that it is called by, or ""."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    fenced = False
    for line in page.splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            match = _HEADING.match(line)
            parts.append((match[1] if match else "", []))
        parts[-1][1].append(line)
    return parts


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _cells(line: str) -> tuple[str, str]:
    first, second = line.strip("| ").split(" | ")[:2]
    return first, second


def _with_table(section: list[str], new: list[str]) -> list[str]:
    """The section with `new` for its table, or at its end where it has none."""
    at = [number for number, line in enumerate(section) if line.startswith("|")]
    if len(new) == 2:
        return section
    if not at:
        return [*"\n".join(section).rstrip().splitlines(), "", *new, ""]
    return [*section[: at[0]], *new, *section[at[-1] + 1 :]]


def updated_keys(page: str, language: str) -> str:
    """`keys.md` with the keys that there are now."""
    translate = _translator(language)
    actions = [
        (plain(translate("Actions", row.text)), ", ".join(f"`{key}`" for key in row.keys))
        for row in ACTIONS
        if row.keys
    ]
    tools = [(translate("Tools", row.text), f"`{row.key}`") for row in TOOLS]
    sections = _sections(page)
    result: list[str] = []
    for number, (_, section) in enumerate(sections):
        rows = {2: actions, 3: tools}.get(number)
        if rows is None:
            result += section
            continue
        heads = {"en": ("what", "key"), "zh_CN": ("操作", "按键")}[language]
        result += _with_table(section, table(heads, rows))
    return _joined(result)


def _translator(language: str) -> Callable[[str, str], str]:
    path = TRANSLATIONS / f"studio_{language}.ts"
    texts: dict[tuple[str, str], str] = {}
    if path.is_file():
        for context in ET.parse(path).getroot().iter("context"):
            for message in context.iter("message"):
                key = (context.findtext("name", ""), message.findtext("source", ""))
                texts[key] = message.findtext("translation", "")
    return lambda context, text: texts.get((context, text)) or text


def updated(language: str) -> tuple[dict[Path, str], list[str]]:
    """The text of each page with tables as it should be, and what has no text yet."""
    missing: list[str] = []
    folder = MANUAL / language
    commands_page, keys_page = folder / COMMANDS, folder / KEYS
    pages = {
        commands_page: updated_commands(commands_page.read_text("utf-8"), language, missing),
        keys_page: updated_keys(keys_page.read_text("utf-8"), language),
    }
    return pages, missing


def main() -> int:
    """Write the pages; exit status 1 where a text is missing."""
    missing = []
    for language in LANGUAGES:
        pages, untold = updated(language)
        missing += untold
        for path, text in pages.items():
            path.write_text(text, "utf-8")
    for line in missing:
        print(line)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
