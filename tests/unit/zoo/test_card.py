"""Cards: what may be on them, and that JSON gives back what it was given, strictly."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.errors import ModelFileError, OptionError
from inpaint_studio.zoo.card import (
    CardOption,
    MaskMeaning,
    ModelCard,
    ModelFile,
    OptionKind,
    Tiling,
    check_model_name,
)
from inpaint_studio.zoo.card_file import card_from_json, card_to_json, read_card, write_card
from inpaint_studio.zoo.registry import families

SHA = "0123456789abcdef" * 4
FULL = ModelCard(
    name="places2",
    title="Plätze ☂",
    family="edgeconnect",
    files=(ModelFile("edge.safetensors", "edge", SHA, 12, "https://example.org/a"),),
    native_size_px=256,
    size_multiple=4,
    tiling=Tiling.NATIVE,
    mask_meaning=MaskMeaning.ONE_IS_KNOWN,
    takes_edges=True,
    options=(CardOption("sigma", OptionKind.NUMBER, 2.0, 0, 10.5, "Smoothing"),),
)
SHIPPED = [
    card
    for family in families()
    for card in (*family.cards, *family.downloads, *([family.template] if family.template else []))
]


@pytest.mark.parametrize("card", [FULL, *SHIPPED], ids=lambda card: card.name)
def test_json_round_trip(card: ModelCard) -> None:
    assert card_from_json(card_to_json(card)) == card


@pytest.mark.parametrize("card", SHIPPED, ids=lambda card: card.name)
def test_shipped_cards_say_what_they_are(card: ModelCard) -> None:
    assert all([card.title, card.summary, card.good_at, card.paper, card.licence, card.source])
    assert card.memory_mib > 0
    assert all(option.help for option in card.options)


@given(
    st.builds(
        ModelCard,
        name=st.from_regex(r"[a-z][a-z0-9]{0,20}x", fullmatch=True),
        title=st.text(max_size=20),
        family=st.text(max_size=20),
        summary=st.text(max_size=20),
        native_size_px=st.integers(1, 4096),
        size_multiple=st.integers(1, 64),
        tiling=st.sampled_from(Tiling),
        mask_meaning=st.sampled_from(MaskMeaning),
        half_precision=st.booleans(),
        memory_mib=st.integers(0, 1 << 20),
    )
)
@settings(max_examples=40, deadline=None)
def test_any_card_round_trips(card: ModelCard) -> None:
    assert card_from_json(card_to_json(card)) == card


@given(
    st.text(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)
)
@settings(max_examples=50, deadline=None)
def test_any_text_is_a_card_or_an_error(text: str) -> None:
    with pytest.raises(ModelFileError):
        card_from_json(text)


def changed(**changes: object) -> str:
    record = json.loads(card_to_json(FULL))
    record.update(changes)
    return json.dumps(record)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed(colour="red"), "'colour'"),
        (changed(format=99), "99"),
        (changed(size_multiple="4"), "card.size_multiple"),
        (changed(size_multiple=True), "card.size_multiple"),
        (changed(size_multiple=0), "size_multiple"),
        (changed(native_size_px=None), "native_size_px"),
        (changed(native_size_px=1 << 40), "native_size_px"),
        (changed(size_multiple=1 << 70), "size_multiple"),
        (changed(memory_mib=1 << 70), "memory_mib"),
        (changed(measured_lpips=float("nan")), "measured_lpips"),
        (changed(measured_lpips=-1.0), "measured_lpips"),
        (changed(tiling="sideways"), "sideways"),
        (changed(files={}), "card.files"),
        (changed(files=[{"path": "a", "role": "edge", "sha256": SHA}]), "size_bytes"),
        (changed(files=[{"path": "a", "role": "r", "sha256": "zz", "size_bytes": 1}]), "sha256"),
        (changed(options=[{"name": "n", "kind": "integer", "default": 0.5}]), "whole number"),
        (changed(name="../evil"), "../evil"),
        ("[1, 2]", "object"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_wrong_cards_are_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(ModelFileError, match=r"card|Card|Option|File|Model") as caught:
        card_from_json(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["name", "title", "family"])
def test_missing_keys_are_named(key: str) -> None:
    record = json.loads(card_to_json(FULL))
    del record[key]
    with pytest.raises(ModelFileError, match=key):
        card_from_json(json.dumps(record))


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "..",
        "../a",
        "a/../../b",
        "/etc/passwd",
        "C:/a",
        "C:a",
        "\\\\server\\a",
        "a\\b",
        "./a",
        "a//b",
        "a\x00b",
        "a\nb",
        "card.json",
    ],
)
def test_file_names_cannot_leave_the_folder(path: str) -> None:
    with pytest.raises(ModelFileError, match="plain relative path"):
        ModelFile(path, "edge", SHA, 1)


def test_files_are_fetched_encrypted_only() -> None:
    with pytest.raises(ModelFileError, match="https"):
        ModelFile("a", "edge", SHA, 1, "http://example.org/a")


@pytest.mark.parametrize("name", ["", "A", "a b", "-a", "a-", "a/b", "a..b", "con", "x" * 65, "é"])
def test_bad_model_names(name: str) -> None:
    with pytest.raises(ModelFileError, match="Model name"):
        check_model_name(name)


@pytest.mark.parametrize("name", ["a", "places2", "my.model-2_x", "x" * 64])
def test_good_model_names(name: str) -> None:
    assert check_model_name(name) == name


def test_nothing_is_listed_twice() -> None:
    file = ModelFile("a", "edge", SHA, 1)
    with pytest.raises(ModelFileError, match="twice"):
        ModelCard("m", "m", "f", files=(file, ModelFile("A", "completion", SHA, 1)))
    with pytest.raises(ModelFileError, match="twice"):
        ModelCard("m", "m", "f", files=(file, ModelFile("b", "edge", SHA, 1)))


def test_looking_up_files_and_options() -> None:
    assert FULL.file("edge").size_bytes == FULL.size_bytes == 12
    assert FULL.option("sigma").check(3) == 3.0
    with pytest.raises(ModelFileError, match="completion"):
        FULL.file("completion")
    with pytest.raises(OptionError, match="sigma"):
        FULL.option("radius")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (OptionKind.NUMBER, 11),
        (OptionKind.NUMBER, -0.1),
        (OptionKind.NUMBER, float("nan")),
        (OptionKind.INTEGER, 1.5),
        (OptionKind.INTEGER, float("inf")),
        (OptionKind.INTEGER, True),
        (OptionKind.SWITCH, 1),
        (OptionKind.NUMBER, "3"),
        (OptionKind.MODEL, 3),
        (OptionKind.MODEL, ""),
        (OptionKind.MODEL, "No Model"),
    ],
)
def test_options_check_their_values(kind: OptionKind, value: float | str) -> None:
    default = {OptionKind.SWITCH: False, OptionKind.MODEL: "auto"}.get(kind, 1)
    option = CardOption("o", kind, default, 0, 10)
    with pytest.raises(OptionError, match="Option o"):
        option.check(value)


def test_options_give_their_type() -> None:
    assert isinstance(CardOption("o", OptionKind.INTEGER, 1).check(2.0), int)
    assert isinstance(CardOption("o", OptionKind.NUMBER, 1).check(2), float)
    assert CardOption("o", OptionKind.SWITCH, False).check(True) is True
    assert CardOption("o", OptionKind.MODEL, "auto").check("big-one") == "big-one"


def test_a_card_that_names_a_model_comes_back(tmp_path: Path) -> None:
    card = dataclasses.replace(FULL, options=(CardOption("content", OptionKind.MODEL, "auto"),))
    assert card.builds_upon_another
    assert not FULL.builds_upon_another
    write_card(card, tmp_path)
    assert read_card(tmp_path) == card


def test_file_round_trip_leaves_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        write_card(FULL, tmp_path)
    assert read_card(tmp_path) == FULL
    assert [path.name for path in tmp_path.iterdir()] == ["card.json"]


def test_unreadable_cards_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"card\.json"):
        read_card(tmp_path)
    (tmp_path / "card.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelFileError, match=r"card\.json"):
        read_card(tmp_path)
    (tmp_path / "card.json").write_bytes(b" " * (1 << 21))
    with pytest.raises(ModelFileError, match="larger"):
        read_card(tmp_path)


def test_writing_into_no_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="cannot be written"):
        write_card(FULL, tmp_path / "absent")
