"""How a hole is to be filled: one record, and one row for each of its fields.

The command line's options, the table of settings, the fields of the window and of the batch window,
and the keywords of `inpaint_studio.restore` are made from the rows. A new field is a line here and
the place that acts on it; its range, unit, label and help stand nowhere else.

Labels and helps are English source texts; the window translates them in the context "Settings".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import Enum
from numbers import Integral, Real
from typing import Any, TypedDict

from inpaint_studio.errors import OptionError
from inpaint_studio.jobs.messages import Message

__all__ = [
    "AUTO",
    "FILL_FIELDS",
    "FieldKind",
    "FillChanges",
    "FillField",
    "FillGroup",
    "FillSettings",
    "OptionValue",
    "fill_field",
    "number_fields",
]

AUTO = "auto"
"""The name that stands for whichever model suits the hole best."""

OptionValue = bool | int | float | str
"""What an option of a model's own may be set to."""


class FillGroup(Enum):
    """What a field is about; front ends show a group together."""

    HOLE = "hole"
    MODEL = "model"
    EDGES = "edges"


class FieldKind(Enum):
    """Type of a field."""

    MODEL = "model"
    WHOLE = "whole number"
    NUMBER = "number"
    OPTIONS = "options"


@dataclass(frozen=True)
class FillField:
    """All that front ends need to know of one field of `FillSettings`.

    Attributes
    ----------
    name, default
        As in `FillSettings`.
    kind, group
        See the enumerations.
    flag
        The option of the command line.
    label, help
        What the window calls it, and one sentence on what it does.
    least, most
        Range of a number, both ends allowed.
    unit
        Of a number; "" has none.
    decimals
        Digits after the point that are worth showing.
    slide
        Range of a slider, where most values that make sense lie; None: the whole range.
    setting
        Name of the setting that remembers it, in most cases its own; "" where none does.
    """

    name: str
    default: Any
    kind: FieldKind
    group: FillGroup
    flag: str
    label: str
    help: str
    least: float = 0
    most: float = 0
    unit: str = ""
    decimals: int = 0
    slide: tuple[float, float] | None = None
    setting: str = ""

    @property
    def is_number(self) -> bool:
        """True for a whole or any other number."""
        return self.kind in (FieldKind.WHOLE, FieldKind.NUMBER)

    @property
    def range(self) -> Message:
        """The range of a number in words: `0 to 1000 px`."""
        if not self.unit:
            return Message("{least} to {most}", least=self.least, most=self.most)
        return Message("{least} to {most} {unit}", least=self.least, most=self.most, unit=self.unit)

    def check(self, value: object, called: str = "") -> None:
        """Refuse what the field cannot be.

        Parameters
        ----------
        value
            What was given.
        called
            What the user knows the field as; its name by default.

        Raises
        ------
        OptionError
            Naming the value and what is allowed.
        """
        facts = {"field": called or self.name, "value": str(value)}
        if self.kind is FieldKind.MODEL:
            if not isinstance(value, str) or not value:
                raise OptionError("{field} is {value}; name a model, or auto.", **facts)
        elif self.kind is FieldKind.OPTIONS:
            if not _is_options(value):
                raise OptionError(
                    "{field} is {value}; give names with numbers, texts, true or false.", **facts
                )
        elif not self._is_in_range(value):
            raise OptionError("{field} is {value}; it can be {range}.", **facts, range=self.range)

    def _is_in_range(self, value: object) -> bool:
        if isinstance(value, bool):
            return False
        if self.kind is FieldKind.WHOLE:
            return isinstance(value, Integral) and self.least <= int(value) <= self.most
        if not isinstance(value, Real):
            return False
        return math.isfinite(value) and self.least <= float(value) <= self.most


def _is_options(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and isinstance(each, OptionValue) for name, each in value.items()
    )


def _row(
    default: Any, kind: FieldKind, group: FillGroup, flag: str, label: str, text: str, **facts: Any
) -> Any:
    row = {"kind": kind, "group": group, "flag": flag, "label": label, "help": text, **facts}
    if kind is FieldKind.OPTIONS:
        return field(default_factory=dict, hash=False, metadata=row)
    return field(default=default, metadata=row)


@dataclass(frozen=True)
class FillSettings:
    """How a hole is filled; with photo, hole and edges this decides every pixel of the result.

    Attributes
    ----------
    model
        Name of a model, or `auto`.
    grow_px
        The hole is grown by this many pixels first.
    feather_px
        Beyond the grown hole the fill fades out over this many pixels; those pixels may change,
        none beyond them.
    speck_px
        Parts of the hole that are at most this thick are filled quickly, from what is beside them,
        and not by the model. With `auto` 8 px at least; 0 leaves everything to the model, which
        is a little better (LPIPS of marks of 2 px 0.0053 instead of 0.0055) and much slower.
    seed
        Same photo, hole and seed, same result.
    edge_threshold
        Probability from which a predicted edge counts.
    sigma
        Gaussian sigma in pixels of the Canny edges of the known area.
    options
        Options of the model's own, by the names on its card; the rest take their defaults.

    Examples
    --------
    >>> from inpaint_studio import FillSettings
    >>> FillSettings("telea", grow_px=2).check()
    >>> FillSettings(sigma=99).check()
    Traceback (most recent call last):
    ...
    inpaint_studio.errors.OptionError: sigma is 99; it can be 0.1 to 20 px.
    """

    model: str = _row(
        AUTO,
        FieldKind.MODEL,
        FillGroup.MODEL,
        "--model",
        "Model",
        "Model for restoring; auto chooses by the hole.",
    )
    grow_px: int = _row(
        0,
        FieldKind.WHOLE,
        FillGroup.HOLE,
        "--grow",
        "Grow",
        "The hole is grown by this before restoring.",
        most=1000,
        unit="px",
        slide=(0, 60),
    )
    feather_px: int = _row(
        0,
        FieldKind.WHOLE,
        FillGroup.HOLE,
        "--feather",
        "Feather",
        "The fill fades out over this beyond the hole.",
        most=1000,
        unit="px",
        slide=(0, 60),
    )
    speck_px: int = _row(
        2,
        FieldKind.WHOLE,
        FillGroup.MODEL,
        "--specks",
        "Quick specks",
        "Specks and hairlines up to this thickness are filled quickly, without the model.",
        most=20,
        unit="px",
        slide=(0, 12),
    )
    seed: int = _row(
        0,
        FieldKind.WHOLE,
        FillGroup.MODEL,
        "--seed",
        "Seed",
        "Same photo, hole and seed give the same result.",
        most=2**31 - 1,
        slide=(0, 100),
    )
    edge_threshold: float = _row(
        0.5,
        FieldKind.NUMBER,
        FillGroup.EDGES,
        "--edge-threshold",
        "Edge threshold",
        "Probability from which a predicted edge counts.",
        least=0.01,
        most=0.99,
        decimals=2,
    )
    sigma: float = _row(
        2.0,
        FieldKind.NUMBER,
        FillGroup.EDGES,
        "--sigma",
        "Canny sigma",
        "Smoothing before edges are looked for.",
        least=0.1,
        most=20,
        unit="px",
        decimals=1,
        slide=(0.1, 6.0),
        setting="edge_sigma",
    )
    options: Mapping[str, OptionValue] = _row(
        None,
        FieldKind.OPTIONS,
        FillGroup.MODEL,
        "--option",
        "Options",
        "An option of the model's own.",
        setting="",
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", dict(self.options))

    def check(self) -> None:
        """Refuse values out of range; whether model and options are there, the engine says.

        Raises
        ------
        OptionError
            Naming the field, its value and what is allowed.
        """
        for row in FILL_FIELDS:
            row.check(getattr(self, row.name))

    def values(self) -> dict[str, Any]:
        """Every field by its name, fit for JSON."""
        return asdict(self)


class FillChanges(TypedDict, total=False):
    """The fields of `FillSettings` as keywords, for functions that take them one by one."""

    model: str
    grow_px: int
    feather_px: int
    speck_px: int
    seed: int
    edge_threshold: float
    sigma: float
    options: Mapping[str, OptionValue]


def _rows() -> tuple[FillField, ...]:
    start = FillSettings()
    return tuple(
        FillField(each.name, getattr(start, each.name), **{"setting": each.name, **each.metadata})
        for each in fields(FillSettings)
    )


FILL_FIELDS = _rows()
"""One row a field, in the order of `FillSettings`."""

_BY_NAME = {row.name: row for row in FILL_FIELDS}


def fill_field(name: str) -> FillField:
    """The row of a field.

    Raises
    ------
    KeyError
        If there is no such field.
    """
    return _BY_NAME[name]


def number_fields(*groups: FillGroup) -> tuple[FillField, ...]:
    """Rows of all numbers, or of those in some groups, in the order of `FillSettings`."""
    return tuple(
        row for row in FILL_FIELDS if row.is_number and (not groups or row.group in groups)
    )
