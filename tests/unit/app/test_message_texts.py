"""Messages of the parts that know no Qt, and the cards' texts, in the window's language."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from inpaint_studio.app.message_texts import message_text, pattern_file
from inpaint_studio.app.restore.card_texts import card_facts, card_text, option_label
from inpaint_studio.app.startup import install_language
from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.zoo.registry import find_model, list_models

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PACKAGING = Path(__file__).resolve().parents[3] / "packaging"


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    before = set(qapp.findChildren(QTranslator))
    install_language(qapp, "zh_CN")
    yield
    for translator in set(qapp.findChildren(QTranslator)) - before:
        qapp.removeTranslator(translator)
        translator.setParent(None)


def patterns() -> list[str]:
    return list(json.loads(Path(pattern_file()).read_text(encoding="utf-8")))


@pytest.mark.usefixtures("qapp")
def test_in_english_messages_are_left_alone() -> None:
    text = "{}: 3 pages. Nothing that {1} knows"
    assert message_text(text) == text
    assert message_text("Memory ran out on cuda; went on on the CPU.").startswith("Memory")


@pytest.mark.usefixtures("chinese")
def test_what_was_filled_in_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "an empty one.jpg"
    path.touch()
    with pytest.raises(BadInputError) as caught:
        read_photo(path)
    text = message_text(str(caught.value))
    assert CHINESE.search(text)
    assert "an empty one.jpg" in text
    assert "restore" not in text


@pytest.mark.usefixtures("chinese")
def test_several_messages_are_translated_one_by_one() -> None:
    one = "Memory ran out on cuda; went on with windows of 512 px."
    other = "The mask has no hole; the photo is unchanged."
    text = message_text(f"{one} {other}")
    assert text == f"{message_text(one)} {message_text(other)}"
    assert "512" in text
    assert not re.search(r"\b(the|went)\b", text, re.IGNORECASE)
    strange = "Nobody ever said so. " + other
    assert message_text(strange) == f"Nobody ever said so. {message_text(other)}"


@pytest.mark.usefixtures("chinese")
def test_every_pattern_takes_its_own_message_and_keeps_every_field() -> None:
    assert len(patterns()) > 150
    for pattern in patterns():
        fields = sorted(set(re.findall(r"\{(\d+)\}", pattern)))
        message = pattern
        for field in fields:
            message = message.replace(f"{{{field}}}", f"v{field}w")
        text = message_text(message)
        for field in fields:
            assert f"v{field}w" in text, pattern
        assert CHINESE.search(text), pattern


@pytest.mark.usefixtures("chinese")
def test_cards_speak_the_window_s_language() -> None:
    cards = [model.card for model in list_models() if not model.card.needs_weights]
    assert len(cards) > 2
    for card in cards:
        for text in (card.summary, card.good_at, card.licence_notice):
            assert not text or CHINESE.search(card_text(text)), text
        for option in card.options:
            assert CHINESE.search(option_label(option)), option.name
            assert not option.help or CHINESE.search(card_text(option.help)), option.help
    facts = card_facts(find_model("patchmatch").card, "")
    assert "SIGGRAPH" in facts
    assert not re.search(r"\b(Paper|Licence|Memory|Measured)\b", facts)


def test_a_card_says_how_good_the_model_was(qapp: QApplication) -> None:
    card = find_model("patchmatch").card
    facts = card_facts(card, "")
    assert f"LPIPS {card.measured_lpips:.3f}" in facts
    for kind in card.measured:
        assert f"{kind.lpips:.3f}" in facts
    assert "Measured" not in card_facts(find_model("glcic").card, "")


@pytest.mark.usefixtures("chinese")
def test_a_text_that_nobody_translated_is_shown_as_it_is() -> None:
    assert card_text("A model of my own.") == "A model of my own."


@pytest.mark.nightly
def test_the_translations_hold_every_text_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    names = runpy.run_path(str(PACKAGING / "update_translations.py"))
    texts = names["gather"]()
    known = names["read_known"](names["TRANSLATIONS"] / "studio_zh_CN.ts")
    missing = {(context, text) for context, found in texts.items() for text in found} - set(known)
    assert not missing
    assert sorted(texts["Messages"]) == sorted(patterns())
    sys.modules.pop("message_patterns", None)
