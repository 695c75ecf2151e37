"""Marks texts of tables for translation; takes the marks of keys out of texts of menus."""

from __future__ import annotations

import re

__all__ = ["figure", "marked", "plain"]

_LEFT_TO_RIGHT = "\u200e"  # a mark that is not seen


def marked(context: str, text: str) -> str:
    """`text` as it is; `packaging/update_translations.py` finds it by this name, and whoever
    shows it translates it in `context`."""
    return text


def plain(text: str) -> str:
    """A menu's text without its underlined letter and its dots."""
    return re.sub(r"\(&.\)", "", text).replace("&", "").rstrip("…")


def figure(text: str) -> str:
    """A number with its unit, which keep their order in a language that is read from the right."""
    return _LEFT_TO_RIGHT + text
