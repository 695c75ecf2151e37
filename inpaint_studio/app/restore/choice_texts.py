"""Which model fills and why, in words: "Automatic: EdgeConnect, for texture"."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from inpaint_studio.app.restore.card_texts import card_text, kind_text
from inpaint_studio.app.restore.engine_work import Used
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.texts import marked

__all__ = ["choice_text", "purpose"]

_AUTOMATIC = marked("Choice", "Automatic")
_FOR = marked("Choice", "Automatic: {model}, for {what}")
_DRAWN = marked("Choice", "Automatic: {model}, for {what} and your edges")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Choice", text)


def purpose(used: Used) -> str:
    """What the hole is, as the model was chosen for it; empty while that is not known."""
    return "" if used.kind is None else kind_text(used.kind)


def choice_text(restoring: Restoring) -> str:
    """The model that fills; of an automatic choice also why it was made."""
    used, card = restoring.chosen.used, restoring.chosen.card()
    title = used.model if card is None else card_text(card.title)
    if not restoring.chosen.is_automatic:
        return title
    what = purpose(used)
    if not what:
        return _tr(_AUTOMATIC)
    return _tr(_DRAWN if used.drawn else _FOR).format(model=title, what=what)
