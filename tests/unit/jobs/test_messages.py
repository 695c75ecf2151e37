"""What is said to a person: templates, values, other languages, and the way through files."""

from __future__ import annotations

import json
import pickle
from enum import Enum
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.errors import BadInputError, PhotoFileError
from inpaint_studio.jobs.messages import Message, Remedy, in_one_line
from inpaint_studio.progress import Progress, ProgressToken

EMPTY = Message("{path} is empty ({size:,} bytes).", path=Path("a.png"), size=1234)
GERMAN = {
    EMPTY.template: "{size:,} Byte: {path} ist leer.",
    "Known: {names}.": "Bekannt: {names}.",
    ", ": " und ",
    "{model}: {error}": "{model}; {error}",
    Remedy.RESUME.value: "weitermachen",
}


def german(message: Message) -> str:
    return message.text(lambda text: GERMAN.get(text, text))


def test_a_message_fills_its_values_into_either_language() -> None:
    assert str(EMPTY) == "a.png is empty (1,234 bytes)."
    assert german(EMPTY) == "1,234 Byte: a.png ist leer."


def test_messages_and_lists_within_a_message_are_translated_too() -> None:
    outer = Message("{model}: {error}", model="lama", error=EMPTY)
    assert str(outer) == "lama: a.png is empty (1,234 bytes)."
    assert german(outer) == "lama; 1,234 Byte: a.png ist leer."
    assert german(Message("Known: {names}.", names=["a", "b"])) == "Bekannt: a und b."


def test_a_remedy_is_said_as_the_front_end_does_it() -> None:
    message = Message("The disk is full; {remedy}.", remedy=Remedy.RESUME)
    assert str(message) == "The disk is full; go on with the earlier run."
    assert german(message) == "The disk is full; weitermachen."
    assert message.text(str, lambda remedy, _: f"--{remedy.name.lower()}") == (
        "The disk is full; --resume."
    )


def test_without_values_a_text_is_taken_as_it_stands() -> None:
    assert str(Message("{not} a template {")) == "{not} a template {"
    assert str(BadInputError("{a} brace")) == "{a} brace"


class Kind(Enum):
    JPEG = "JPEG"


def test_values_become_plain() -> None:
    message = Message(
        "{kind} {count} {shape} {share:.1f} {nothing!r} {why}",
        kind=Kind.JPEG,
        count=np.int64(3),
        shape=(2, 3),
        share=np.float32(0.5),
        nothing=None,
        why=OSError("gone"),
    )
    assert str(message) == "JPEG 3 (2, 3) 0.5 None gone"
    assert type(message["count"]) is int


def test_a_message_is_the_same_after_a_file_and_a_pipe() -> None:
    message = Message(
        "{error} {names} {remedy} {share:.2f}",
        error=EMPTY,
        names=["a", Message("b")],
        remedy=Remedy.OVERWRITE,
        share=0.25,
    )
    for again in (
        pickle.loads(pickle.dumps(message)),
        Message.from_json(json.loads(json.dumps(message.to_json()))),
    ):
        assert again == message
        assert hash(again) == hash(message)
        assert str(again) == str(message)


def test_a_text_of_an_earlier_version_is_read_as_it_is() -> None:
    assert str(Message.from_json("said before {long ago}")) == "said before {long ago}"


@pytest.mark.parametrize(
    "data",
    [None, 3, {}, {"template": "{a}", "values": {"b": 1}}, {"template": "{a}", "values": [1]}],
)
def test_what_is_no_message_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="no message"):
        Message.from_json(data)


def test_an_error_says_its_message_and_keeps_it_through_a_pipe() -> None:
    error = PhotoFileError("{path} is empty.", path="a.png")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is PhotoFileError
    assert str(again) == str(error) == "a.png is empty."
    assert again.message == error.message == Message("{path} is empty.", path="a.png")


def test_an_error_within_a_message_gives_its_message() -> None:
    error = PhotoFileError("{path} is empty.", path="a.png")
    assert Message("{error}", error=error)["error"] == error.message


def test_progress_carries_a_message() -> None:
    heard: list[Progress] = []
    token = ProgressToken(heard.append)
    token.report(0.5, "Reading {file}", file="a.png")
    token.report(1.0)
    assert [each.message for each in heard] == [
        Message("Reading {file}", file="a.png"),
        Message(""),
    ]
    assert not heard[1].message


def test_messages_one_after_the_other() -> None:
    assert in_one_line([EMPTY, Message("Done.")]) == "a.png is empty (1,234 bytes). Done."
