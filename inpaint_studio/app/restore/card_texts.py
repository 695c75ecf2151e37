"""What cards say, in the window's language and laid out for it.

Cards are written in English and know no Qt; `packaging/update_translations.py` gathers their texts
in the context "Cards". A text that nobody translated (a third party's, a user's) is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QCoreApplication

from inpaint_studio.app.shell.theme import current_theme
from inpaint_studio.app.texts import marked
from inpaint_studio.zoo.card import CardOption, HoleKind, ModelCard

__all__ = ["card_facts", "card_text", "kind_text", "option_label"]

_LABELS = {
    "paper": marked("ModelPanel", "Paper"),
    "licence": marked("ModelPanel", "Licence"),
    "native": marked("ModelPanel", "Native size"),
    "memory": marked("ModelPanel", "Memory"),
    "speed": marked("ModelPanel", "Speed here"),
    "measured": marked("ModelPanel", "Measured"),
}
_KINDS: Mapping[HoleKind, str] = {
    HoleKind.THIN: marked("Choice", "thin damage"),
    HoleKind.FACE: marked("Choice", "a face"),
    HoleKind.OLD: marked("Choice", "a photograph of one tone"),
    HoleKind.LARGE: marked("Choice", "a large hole"),
    HoleKind.STRUCTURE: marked("Choice", "lines"),
    HoleKind.TEXTURE: marked("Choice", "texture"),
}


def card_text(text: str) -> str:
    """A sentence of a card, translated."""
    return QCoreApplication.translate("Cards", text) if text else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("ModelPanel", text)


def option_label(option: CardOption) -> str:
    """What a model's option is called: its name in words, translated."""
    return card_text(option.name.removesuffix("_px").replace("_", " ").capitalize())


def kind_text(kind: HoleKind) -> str:
    """What is to be filled, in words."""
    return QCoreApplication.translate("Choice", _KINDS[kind])


def _measured(card: ModelCard) -> str:
    if card.measured_lpips is None:
        return ""
    text = marked("ModelPanel", "LPIPS {lpips} (lower is better; validation photographs at 256 px)")
    whole = _tr(text).format(lpips=f"{card.measured_lpips:.3f}")
    kinds = [f"{kind_text(each.kind)} {each.lpips:.3f}" for each in card.measured]
    return f"{whole}: {', '.join(kinds)}" if kinds else whole


def card_facts(card: ModelCard, speed: str, *, wide: bool = False) -> str:
    """What a card says, as rich text: a line each, or in the `wide` form a table."""
    sizes = _tr(marked("ModelPanel", "any"))
    if card.native_size_px:
        sizes = f"{card.native_size_px} px"
    licence = " – ".join(part for part in (card.licence, card_text(card.licence_notice)) if part)
    memory = _tr(marked("ModelPanel", "about {mib} MiB")).format(mib=card.memory_mib)
    facts = {
        "paper": card.paper,
        "licence": licence,
        "native": sizes,
        "memory": memory,
        "speed": speed or _tr(marked("ModelPanel", "not measured yet")),
        "measured": _measured(card),
    }
    rows = [(_tr(_LABELS[name]), escape(text)) for name, text in facts.items() if text]
    summary = escape(card_text(card.summary))
    if not wide:
        lines = [f"<b>{label}</b> {text}" for label, text in rows]
        return "<br>".join([summary, *lines] if summary else lines)
    faint = current_theme().faint
    cells = "".join(
        f'<tr><td style="color: {faint}; padding: 3px 14px 3px 0; white-space: nowrap;">{label}'
        f'</td><td style="padding: 3px 0;">{text}</td></tr>'
        for label, text in rows
    )
    return f"<p>{summary}</p><table>{cells}</table>"
