"""Records come back as they were, and nothing is converted by the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest

from inpaint_studio.jobs.messages import Message
from inpaint_studio.jobs.records import strict_converter


class Word(StrEnum):
    ONE = "one"


class Number(IntEnum):
    ONE = 1


class Plain(Enum):
    ONE = "one"


class Pair(NamedTuple):
    data: bytes
    word: Word


@dataclass(frozen=True)
class Record:
    word: Word
    number: Number
    plain: Plain
    pairs: tuple[Pair, ...]
    order: Literal["<", ">"]
    share: float
    path: Path | None
    says: Message
    count: int = 0
    is_on: bool = False
    name: str = ""


GOOD = Record(
    Word.ONE,
    Number.ONE,
    Plain.ONE,
    (Pair(b"\x00\xff", Word.ONE),),
    "<",
    1.0,
    Path("a"),
    Message("{count} photos", count=3),
)


def test_every_kind_of_field_comes_back_as_its_own_class() -> None:
    plain = json.loads(json.dumps(strict_converter().unstructure(GOOD)))
    again = strict_converter().structure(plain, Record)
    assert again == GOOD
    assert [type(getattr(again, name)) for name in ("word", "number", "plain", "share")] == [
        Word,
        Number,
        Plain,
        float,
    ]
    assert isinstance(again.pairs[0].word, Word)


@pytest.mark.parametrize(
    "changes",
    [
        {"count": "3"},
        {"count": 3.0},
        {"count": True},
        {"is_on": 1},
        {"name": 5},
        {"share": "1"},
        {"share": False},
        {"order": "="},
        {"word": "two"},
        {"number": 2},
        {"pairs": [["*", "one"]]},
        {"pairs": [["AA=="]]},
        {"path": 3},
        {"unknown": 3},
    ],
    ids=str,
)
def test_nothing_is_converted_and_nothing_unknown_is_taken(changes: dict[str, Any]) -> None:
    plain = json.loads(json.dumps(strict_converter().unstructure(GOOD)))
    with pytest.raises(Exception, match="structuring"):
        strict_converter().structure({**plain, **changes}, Record)
