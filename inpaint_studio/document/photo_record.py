"""A photo file's header as JSON and back, so that a project can write the file "as it was".

Every class of a record is named with it; reading builds only dataclasses, named tuples and enums
that are defined in the photo-file package, and checks every field against its declared type.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import importlib
import types
import typing
from enum import Enum
from pathlib import Path
from typing import Any

from inpaint_studio.errors import BadInputError
from inpaint_studio.geometry import Box, Size

__all__ = ["from_record", "to_record"]

_PACKAGE = "inpaint_studio.imaging.files."
_PLAIN = {Size.__qualname__: Size, Box.__qualname__: Box}
_DEEPEST = 32


def to_record(value: Any) -> Any:
    """`value` as what JSON can hold.

    Raises
    ------
    BadInputError
        If it holds something that is not plain data.
    """
    if isinstance(value, Enum):
        return {"enum": _name(type(value)), "member": value.name}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, Path):
        return {"path": str(value)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: to_record(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"class": _name(type(value)), "fields": fields}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        fields = {name: to_record(getattr(value, name)) for name in value._fields}
        return {"class": _name(type(value)), "fields": fields}
    if isinstance(value, tuple):
        return {"tuple": [to_record(part) for part in value]}
    if isinstance(value, frozenset):
        return {"frozenset": [to_record(part) for part in sorted(value)]}
    if isinstance(value, dict):
        return {"items": [[to_record(k), to_record(v)] for k, v in value.items()]}
    raise BadInputError(
        "{value_type} cannot be kept in a project; save the photo first.",
        value_type=type(value).__name__,
    )


def _name(kind: type) -> str:
    return (
        kind.__qualname__ if kind in _PLAIN.values() else f"{kind.__module__}:{kind.__qualname__}"
    )


def _find(name: object) -> Any:
    """The class of that name, if it is one that records may hold."""
    if not isinstance(name, str):
        raise TypeError(name)
    if name in _PLAIN:
        return _PLAIN[name]
    module, _, qualname = name.partition(":")
    if not module.startswith(_PACKAGE) or not module.replace(".", "").isidentifier():
        raise ValueError(name)
    kind = getattr(importlib.import_module(module), qualname, None)
    if not isinstance(kind, type) or kind.__module__ != module:
        raise ValueError(name)
    if not (
        dataclasses.is_dataclass(kind)
        or issubclass(kind, Enum)
        or (issubclass(kind, tuple) and hasattr(kind, "_fields"))
    ):
        raise ValueError(name)
    return kind


def from_record(record: Any, kind: type) -> Any:
    """What `to_record` was given, which must be a `kind`.

    Raises
    ------
    BadInputError
        If the record is damaged or holds anything unexpected.
    """
    try:
        value = _built(record, 0)
        if not _fits(value, kind):
            raise TypeError(kind)
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        ImportError,
        binascii.Error,
    ) as fault:
        raise BadInputError("The project's record of its photo file is damaged.") from fault
    return value


def _built(record: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise ValueError(depth)
    if record is None or isinstance(record, bool | int | float | str):
        return record
    if not isinstance(record, dict):
        raise TypeError(record)
    deeper = depth + 1
    match record:
        case {"bytes": str(text)}:
            return base64.b64decode(text, validate=True)
        case {"path": str(text)}:
            return Path(text)
        case {"enum": name, "member": str(member)}:
            return _find(name)[member]
        case {"class": name, "fields": dict(fields)}:
            kind = _find(name)
            built = kind(**{key: _built(part, deeper) for key, part in fields.items()})
            hints = typing.get_type_hints(kind)
            if not all(_fits(getattr(built, field), hint) for field, hint in hints.items()):
                raise TypeError(name)
            return built
        case {"tuple": list(parts)}:
            return tuple(_built(part, deeper) for part in parts)
        case {"frozenset": list(parts)}:
            return frozenset(_built(part, deeper) for part in parts)
        case {"items": list(parts)}:
            return {_built(key, deeper): _built(part, deeper) for key, part in parts}
    raise ValueError("unknown")


def _fits(value: Any, hint: Any) -> bool:
    """Whether `value` is of the declared type, looked into as far as plain data goes."""
    if hint is Any:
        return True
    if hint is None or hint is type(None):
        return value is None
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, one) for one in inner)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if len(inner) == 2 and inner[1] is Ellipsis:
            return all(_fits(part, inner[0]) for part in value)
        return len(value) == len(inner) and all(map(_fits, value, inner))
    if origin is frozenset:
        return isinstance(value, frozenset) and all(_fits(part, inner[0]) for part in value)
    if isinstance(origin, type) and issubclass(dict, origin):
        return isinstance(value, dict) and all(
            _fits(k, inner[0]) and _fits(v, inner[1]) for k, v in value.items()
        )
    if hint in (int, float):
        return isinstance(value, (int, hint)) and not isinstance(value, bool)
    if origin is typing.ClassVar:
        return True
    return isinstance(hint, type) and isinstance(value, hint)
