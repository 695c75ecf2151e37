"""Records (frozen dataclasses, named tuples, enums) as plain data and back, strictly.

What is read must have the declared types and no keys besides: nothing is converted by the way. Bytes
are base64, paths texts, messages their template and values. Knows no particular record.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from inpaint_studio.jobs.messages import Message

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["strict_converter"]


def strict_converter() -> Converter:
    """A converter between records and what JSON or TOML hold; the caller's own, to add to."""
    from cattrs import Converter

    converter = Converter(forbid_extra_keys=True)
    for kind in (int, str, bool):
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook_func(_is_enum, lambda value, kind: kind(value))
    _add_named_tuples(converter)
    converter.register_structure_hook(bytes, _decoded)
    converter.register_unstructure_hook(bytes, lambda data: base64.b64encode(data).decode("ascii"))
    converter.register_structure_hook(Path, lambda value, _: Path(_exactly(value, str)))
    converter.register_unstructure_hook(Path, str)
    converter.register_structure_hook(Message, lambda value, _: Message.from_json(value))
    converter.register_unstructure_hook(Message, Message.to_json)
    return converter


def _add_named_tuples(converter: Converter) -> None:
    """As lists. The library has this too, but not for annotations that are texts, as ours are."""

    def reader(kind: Any) -> Callable[[Any, Any], Any]:
        parts: Any = tuple[tuple(get_type_hints(kind).values())]  # type: ignore[misc]
        return lambda value, _: kind(*converter.structure(value, parts))

    def writer(kind: Any) -> Callable[[Any], Any]:
        hints = tuple(get_type_hints(kind).values())
        return lambda value: [
            converter.unstructure(*each) for each in zip(value, hints, strict=True)
        ]

    converter.register_structure_hook_factory(_is_named_tuple)(reader)
    converter.register_unstructure_hook_factory(_is_named_tuple)(writer)


def _is_named_tuple(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _exactly(value: Any, kind: Any) -> Any:
    if _is_enum(kind):  # hooks of a class are those of its subclasses too, and enums may be some
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _number(value: Any, _: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _decoded(value: Any, _: Any) -> bytes:
    return base64.b64decode(_exactly(value, str), validate=True)
