"""The options that every subcommand takes which fills holes, made from the rows of `FillSettings`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from inpaint_studio.errors import OptionError
from inpaint_studio.jobs.fill_settings import (
    FILL_FIELDS,
    FieldKind,
    FillField,
    FillSettings,
    OptionValue,
    fill_field,
)

__all__ = [
    "add_device",
    "add_fill_option",
    "add_fill_options",
    "add_quality",
    "checked_value",
    "fill_settings",
    "parse_option",
]

_Adder = argparse.ArgumentParser | argparse._ArgumentGroup

_SEE = {FieldKind.MODEL: "see 'models list'", FieldKind.OPTIONS: "see 'models show'"}
_TYPES: dict[FieldKind, Callable[[str], Any]] = {
    FieldKind.MODEL: str,
    FieldKind.WHOLE: int,
    FieldKind.NUMBER: float,
}


def add_fill_options(parser: argparse.ArgumentParser, **defaults: Any) -> None:
    """Declare one option a field of `FillSettings`, and `--device`.

    Parameters
    ----------
    defaults
        Fields that start at another value here.
    """
    group = parser.add_argument_group("how it is filled")
    for row in FILL_FIELDS:
        add_fill_option(group, row.name, default=defaults.get(row.name))
    add_device(group)


def add_fill_option(parser: _Adder, name: str, *, default: Any = None) -> None:
    """Declare the option of one field, under the field's own name.

    Parameters
    ----------
    default
        None for the field's own.
    """
    row = fill_field(name)
    start = row.default if default is None else default
    if row.kind is FieldKind.OPTIONS:
        parser.add_argument(
            row.flag, dest=name, action="append", default=[], metavar="NAME=VALUE", help=_help(row)
        )
        return
    parser.add_argument(
        row.flag,
        dest=name,
        type=_TYPES[row.kind],
        default=start,
        metavar="NAME" if row.kind is FieldKind.MODEL else row.unit.upper() or "N",
        help=f"{_help(row)}; default {start}",
    )


def _help(row: FillField) -> str:
    allowed = str(row.range) if row.is_number else _SEE[row.kind]
    return f"{row.help.rstrip('.')}: {allowed}".replace("%", "%%")


def add_device(parser: _Adder) -> None:
    """Declare `--device`."""
    parser.add_argument("--device", default="auto", help="auto, cuda, mps or cpu")


def add_quality(parser: _Adder) -> None:
    """Declare `--quality`."""
    parser.add_argument(
        "--quality", type=int, metavar="N", help="JPEG/WebP quality 1-100 instead of the photo's"
    )


def checked_value(args: argparse.Namespace, name: str) -> Any:
    """What was given for one field.

    Raises
    ------
    OptionError
        If it is out of range; the message names the option.
    """
    row, value = fill_field(name), getattr(args, name)
    if row.kind is FieldKind.OPTIONS:
        value = dict(parse_option(text) for text in value)
    row.check(value, row.flag)
    return value


def fill_settings(args: argparse.Namespace) -> FillSettings:
    """What was asked for.

    Raises
    ------
    OptionError
        If a value is out of range or not understood; the message names the option.
    """
    return replace(
        FillSettings(), **{row.name: checked_value(args, row.name) for row in FILL_FIELDS}
    )


def parse_option(text: str) -> tuple[str, OptionValue]:
    """Name and value of an option such as `patch_px=9`.

    Raises
    ------
    OptionError
        If there is no name or no value.
    """
    name, _, value = text.partition("=")
    if not name or not value:
        raise OptionError("Option {text!r} is not understood; write NAME=VALUE.", text=text)
    if value in ("true", "false"):
        return name, value == "true"
    try:
        return name, int(value) if value.lstrip("-").isdigit() else float(value)
    except ValueError:
        return name, value  # whether it may be a word, the model's card says
