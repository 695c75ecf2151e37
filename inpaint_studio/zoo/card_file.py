"""Reading and writing `card.json`, strictly: unknown keys and wrong types are errors.

Knows cards and JSON; knows nothing of what the files of a model hold.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from enum import Enum
from pathlib import Path
from typing import Any

from inpaint_studio.errors import ModelFileError, OptionError
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.zoo.card import CARD_FILE, ModelCard

__all__ = ["card_from_json", "card_to_json", "read_card", "write_card"]

_FORMAT = 1
_MAX_CARD_BYTES = 1 << 20


def card_to_json(card: ModelCard) -> str:
    """The card as the text of a `card.json`; `card_from_json` gives an equal card back."""
    record = {"format": _FORMAT, **_encode(card)}
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def card_from_json(text: str) -> ModelCard:
    """Read a card, strictly.

    Raises
    ------
    ModelFileError
        If the text is not JSON, has an unknown or missing key, a value of the wrong type or out
        of range, or was written by a newer version; the message names which.
    """
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelFileError("The card is not JSON: {error}.", error=error) from None
    if not isinstance(record, dict):
        raise ModelFileError("The card is not a JSON object.")
    version = record.pop("format", None)
    if version != _FORMAT:
        raise ModelFileError(
            "The card has format {version!r}; this version reads format {format}: update Inpaint "
            "Studio or import the model again.",
            version=version,
            format=_FORMAT,
        )
    try:
        return typing.cast(ModelCard, _decode(ModelCard, record, "card"))
    except OptionError as error:
        raise ModelFileError("card.options: {error}", error=error) from None


def read_card(folder: Path, name: str = CARD_FILE) -> ModelCard:
    """The card in `folder`, the file called `name`.

    Raises
    ------
    ModelFileError
        If it is missing or not a valid card; the message names the file.
    """
    path = folder / name
    try:
        if path.stat().st_size > _MAX_CARD_BYTES:
            raise ModelFileError(
                "{path}: larger than {max_card_bytes} bytes; not a card.",
                path=path,
                max_card_bytes=_MAX_CARD_BYTES,
            )
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ModelFileError("{path} cannot be read: {reason}.", path=path, reason=reason) from None
    try:
        return card_from_json(text)
    except ModelFileError as error:
        raise ModelFileError("{path}: {error}", path=path, error=error) from None


def write_card(card: ModelCard, folder: Path) -> Path:
    """Write `card` into `folder`, atomically, and return the path.

    Raises
    ------
    ModelFileError
        If the folder cannot be written.
    """
    path = folder / CARD_FILE
    write_atomic(path, card_to_json(card).encode(), error=ModelFileError)
    return path


def _encode(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {f.name: _encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def _decode(kind: Any, value: Any, where: str) -> Any:
    """`value` from JSON as `kind` (a class or annotation of this module's records)."""
    if isinstance(kind, types.UnionType):
        if value is None and type(None) in kind.__args__:
            return None
        if type(value) in kind.__args__:
            return value
        rest = [part for part in kind.__args__ if part is not type(None)]
        return _decode(rest[0], value, where)
    if typing.get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ModelFileError(
                "{where} is {value!r}; it must be a list.", where=where, value=value
            )
        item = typing.get_args(kind)[0]
        return tuple(_decode(item, part, f"{where}[{i}]") for i, part in enumerate(value))
    if dataclasses.is_dataclass(kind):
        return _decode_record(typing.cast(type[Any], kind), value, where)
    if issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(member.value for member in kind)
            raise ModelFileError(
                "{where} is {value!r}; known values: {known}.",
                where=where,
                value=value,
                known=known,
            ) from None
    if type(value) is not kind:
        raise ModelFileError(
            "{where} is {value!r}; it must be of type {kind}.",
            where=where,
            value=value,
            kind=kind.__name__,
        )
    return value


def _decode_record(kind: type[Any], value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise ModelFileError(
            "{where} is {value!r}; it must be an object.", where=where, value=value
        )
    hints = typing.get_type_hints(kind)
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise ModelFileError(
            "{where} has the unknown key {unknown!r}; remove it or update.",
            where=where,
            unknown=unknown[0],
        )
    for field in dataclasses.fields(kind):
        if field.name not in value and field.default is dataclasses.MISSING:
            raise ModelFileError("{where} lacks the key {field!r}.", where=where, field=field.name)
    return kind(**{key: _decode(hints[key], item, f"{where}.{key}") for key, item in value.items()})
