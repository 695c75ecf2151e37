"""Frozen dataclasses from TOML: typed, bounded, and an unknown key is an error.

Works for any dataclass made of numbers, strings, enums, paths, tuples, mappings to numbers and
other such dataclasses. Knows nothing of what the values mean.
"""

from __future__ import annotations

import dataclasses
import difflib
import enum
import types
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from inpaint_studio.errors import OptionError
from inpaint_studio.jobs.messages import Message

__all__ = ["from_mapping", "overridden", "to_mapping"]

T = TypeVar("T")


def from_mapping(
    kind: type[T], values: Mapping[str, Any], *, where: str = "", base: T | None = None
) -> T:
    """An instance of dataclass `kind` with `values` over `base` (or over its defaults).

    Parameters
    ----------
    kind
        A dataclass.
    values
        Nested mapping as read from TOML; not modified.
    where
        Name of this part of the file, for messages.
    base
        Instance that gives the values not named.

    Raises
    ------
    OptionError
        If a key is unknown (the nearest known one is named), a value has the wrong type, or the
        dataclass refuses a value.
    """
    assert dataclasses.is_dataclass(kind)
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    given: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{where}.{key}" if where else key
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1)
            hint = (
                Message("did you mean {close}?", close=near)
                if near
                else Message("known are: {known}.", known=sorted(fields))
            )
            raise OptionError("{name} is no option; {hint}", name=name, hint=hint)
        inner = getattr(base, key) if base is not None else None
        given[key] = _converted(hints[key], value, name, inner)
    try:
        if base is not None:
            return typing.cast(T, dataclasses.replace(typing.cast(Any, base), **given))
        return kind(**given)
    except TypeError as error:
        missing = [
            name
            for name, field in fields.items()
            if name not in given
            and field.default is dataclasses.MISSING
            and field.default_factory is dataclasses.MISSING
        ]
        raise OptionError(
            "{where} lacks {missing}.", where=where or "The configuration", missing=list(missing)
        ) from error


def _converted(hint: Any, value: Any, name: str, base: Any) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(value, Mapping):
            raise OptionError("{name} is {value!r}; it must be a table.", name=name, value=value)
        return from_mapping(hint, value, where=name, base=base)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        if value is None or value == "none":
            return None
        (hint,) = [argument for argument in arguments if argument is not type(None)]
        return _converted(hint, value, name, base)
    if origin is tuple:
        return _tuple(arguments, value, name)
    if origin in {dict, Mapping}:
        if not isinstance(value, Mapping):
            raise OptionError(
                "{name} is {value!r}; it must be a table of numbers.", name=name, value=value
            )
        items = {str(k): _converted(arguments[1], v, f"{name}.{k}", None) for k, v in value.items()}
        return types.MappingProxyType(items)
    return _scalar(hint, value, name)


def _tuple(arguments: tuple[Any, ...], value: Any, name: str) -> tuple[Any, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise OptionError("{name} is {value!r}; it must be a list.", name=name, value=value)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return tuple(_converted(arguments[0], item, name, None) for item in value)
    if len(value) != len(arguments):
        raise OptionError(
            "{name} has {value_count} values; it takes {argument_count}.",
            name=name,
            value_count=len(value),
            argument_count=len(arguments),
        )
    return tuple(
        _converted(hint, item, name, None) for hint, item in zip(arguments, value, strict=True)
    )


def _scalar(hint: Any, value: Any, name: str) -> Any:
    if hint is Any:
        return value
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        try:
            return hint(value)
        except ValueError:
            allowed = ", ".join(str(member.value) for member in hint)
            raise OptionError(
                "{name} is {value!r}; use one of {allowed}.",
                name=name,
                value=value,
                allowed=allowed,
            ) from None
    if hint is Path and isinstance(value, str | Path):
        return Path(value)
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    wanted = getattr(hint, "__name__", str(hint))
    raise OptionError(
        "{name} is {value!r}; it must be of type {wanted}.", name=name, value=value, wanted=wanted
    )


def to_mapping(instance: Any) -> Any:
    """Plain dicts, lists, numbers and strings that `from_mapping` reads back equal."""
    if dataclasses.is_dataclass(instance) and not isinstance(instance, type):
        return {
            field.name: to_mapping(getattr(instance, field.name))
            for field in dataclasses.fields(instance)
        }
    if isinstance(instance, enum.Enum):
        return instance.value
    if isinstance(instance, Mapping):
        return {key: to_mapping(value) for key, value in instance.items()}
    if isinstance(instance, tuple | list):
        return [to_mapping(value) for value in instance]
    if isinstance(instance, Path):
        return str(instance)
    return "none" if instance is None else instance


def overridden(values: Mapping[str, Any], settings: Sequence[str]) -> dict[str, Any]:
    """`values` with settings "a.b=VALUE" put in, VALUE in TOML notation (or a bare word).

    Raises
    ------
    OptionError
        If a setting has no "=".
    """
    import tomllib

    result = {key: dict(v) if isinstance(v, Mapping) else v for key, v in values.items()}
    for setting in settings:
        path, equals, text = setting.partition("=")
        if not equals:
            raise OptionError(
                "Setting {setting!r} has no '='; write section.key=value.", setting=setting
            )
        try:
            value = tomllib.loads(f"value = {text}")["value"]
        except (ValueError, RecursionError):
            value = text
        *sections, key = path.strip().split(".")
        inner: dict[str, Any] = result
        for section in sections:
            inner[section] = dict(inner.get(section, {}))
            inner = inner[section]
        inner[key] = value
    return result
