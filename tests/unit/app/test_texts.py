"""Messages of the parts that know no Qt, and the cards' texts, in the window's language."""

from __future__ import annotations

import re
import runpy
import string
from itertools import permutations
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from inpaint_studio.app.restore.card_texts import card_facts, card_text, option_label
from inpaint_studio.app.session import Session
from inpaint_studio.app.texts import error_text, message_text
from inpaint_studio.errors import BadInputError, InpaintStudioError
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.jobs.messages import Message, Remedy
from inpaint_studio.settings.store import SettingsStore
from inpaint_studio.zoo.registry import find_model, list_models

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PACKAGING = Path(__file__).resolve().parents[3] / "packaging"
TEMPLATES = runpy.run_path(str(PACKAGING / "message_templates.py"))
NOTES = (
    Message(
        "Memory ran out on {kind}; went on with windows of {window_px} px.",
        kind="cuda",
        window_px=128,
    ),
    Message("Memory ran out on {kind}; went on on the CPU.", kind="cuda"),
    Message("The mask has no hole; the photo is unchanged."),
    Message("CMYK colours were converted to sRGB; the photo is written as RGB."),
)


def fields(template: str) -> list[str]:
    """Names and formats that a template fills in."""
    return sorted(
        f"{name}!{conversion}:{spec}"
        for _, name, spec, conversion in string.Formatter().parse(template)
        if name is not None
    )


@pytest.mark.usefixtures("qapp")
def test_in_english_messages_are_left_alone() -> None:
    assert message_text(NOTES[1]) == "Memory ran out on cuda; went on on the CPU."


@pytest.mark.usefixtures("chinese")
def test_what_was_filled_in_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "an empty one.jpg"
    path.touch()
    with pytest.raises(BadInputError) as caught:
        read_photo(path)
    text = error_text(caught.value)
    assert CHINESE.search(text)
    assert "an empty one.jpg" in text
    assert "restore" not in text


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("pair", list(permutations(NOTES, 2)))
def test_notes_of_pairs_come_out_as_their_parts(pair: tuple[Message, Message]) -> None:
    heard: list[str] = []
    session = Session(SettingsStore(None))
    session.told.connect(lambda text, severity: heard.append(text))
    session.note(*pair)
    session.close()
    one, other = map(message_text, pair)
    assert heard == [f"{one} {other}"]
    assert not re.search(r"[a-z]{3} [a-z]+ [a-z]+", heard[0])


@pytest.mark.usefixtures("chinese")
def test_an_error_within_a_sentence_is_translated_too() -> None:
    full = BadInputError("the disk is full; free some space or write to another disk")
    text = message_text(Message("Found by filters: {error}", error=full))
    assert "disk" not in text
    assert "filters" not in text


@pytest.mark.usefixtures("chinese")
def test_remedies_are_told_as_the_window_does_them() -> None:
    for remedy in Remedy:
        message = Message("{remedy}.", remedy=remedy, model="a", family="b", file="c", path="d")
        assert CHINESE.search(message_text(message)), remedy
        assert "--" not in message_text(message)


def test_templates_are_written_out() -> None:
    assert TEMPLATES["not_written_out"]() == []


@pytest.mark.usefixtures("chinese")
def test_every_template_is_translated_and_keeps_every_field() -> None:
    templates = TEMPLATES["gather_templates"]()
    assert len(templates) > 500
    translated = QApplication.translate
    for template in templates:
        text = translated("Messages", template)
        assert fields(text) == fields(template), template
        words = re.sub(r"\{[^}]*\}", "", template)
        assert CHINESE.search(text) or not re.search(r"[a-z]{3}", words), template


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
    assert error_text(InpaintStudioError("Nobody ever said so.")) == "Nobody ever said so."


@pytest.mark.nightly
def test_the_translations_hold_every_text_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    names = runpy.run_path(str(PACKAGING / "update_translations.py"))
    texts = names["gather"]()
    known = names["read_known"](names["TRANSLATIONS"] / "studio_zh_CN.ts")
    missing = {(context, text) for context, found in texts.items() for text in found} - set(known)
    assert not missing
