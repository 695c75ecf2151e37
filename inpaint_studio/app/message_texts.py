"""Messages of the engine and the files, in the window's language.

Those parts know no Qt and speak English, with names and numbers filled in. Their sentences lie as
patterns in `resources/translations/messages.json`, gathered from the source by
`packaging/update_translations.py`; a message is recognised by its pattern, and what was filled in
is put into the translated one. A message that no pattern fits is shown as it is.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QTranslator

from inpaint_studio.paths import resources_dir

__all__ = ["CONTEXT", "message_text", "pattern_file"]

CONTEXT = "Messages"
_FIELD = re.compile(r"\{(\d+)\}")
_BREAK = re.compile(r"(?<=[.。!?])\s+")
_MOST_SENTENCES = 12


class _Pattern(NamedTuple):
    source: str
    match: re.Pattern[str]


def pattern_file() -> str:
    """Name of the list of patterns, beside the translations."""
    return str(resources_dir() / "translations" / "messages.json")


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """The patterns, those that say most first, so that a vague one does not take their messages."""
    try:
        with open(pattern_file(), encoding="utf-8") as stream:
            sources = [str(each) for each in json.load(stream)]
    except (OSError, ValueError, TypeError):
        return ()  # a comfort only: messages stay English
    sources.sort(key=lambda source: -len(_FIELD.sub("", source)))
    return tuple(_Pattern(source, _compiled(source)) for source in sources)


def _compiled(source: str) -> re.Pattern[str]:
    parts = _FIELD.split(source)
    texts = [re.escape(part) if not number % 2 else "(.+?)" for number, part in enumerate(parts)]
    return re.compile("".join(texts), re.DOTALL)


def message_text(message: str) -> str:
    """A message, or several one after the other, translated as far as it is known."""
    if not message or not _speaks_otherwise():
        return message
    sentences = _BREAK.split(message)
    if len(sentences) > _MOST_SENTENCES:
        return _whole(message) or message
    found = []
    while sentences:
        # A message may have several sentences: the longest run that is known goes first.
        for count in range(len(sentences), 0, -1):
            translated = _whole(" ".join(sentences[:count]))
            if translated is not None:
                break
        else:
            count, translated = 1, sentences[0]
        found.append(translated)
        del sentences[:count]
    return " ".join(found)


def _whole(message: str) -> str | None:
    for pattern in _patterns():
        found = pattern.match.fullmatch(message)
        if found is not None:
            return _filled(QCoreApplication.translate(CONTEXT, pattern.source), found.groups())
    return None


def _filled(text: str, values: tuple[str, ...]) -> str:
    return _FIELD.sub(lambda field: values[int(field[1]) - 1], text)


def _speaks_otherwise() -> bool:
    application = QCoreApplication.instance()
    return application is not None and any(
        translator.translate(CONTEXT, "Reading {1}") for translator in _translators(application)
    )


def _translators(application: QCoreApplication) -> list[QTranslator]:
    return application.findChildren(QTranslator)
