"""Which model fills, with which options: what the user chose, and what "automatic" stands for.

Knows cards and settings; knows nothing of how and when is filled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from inpaint_studio.app.restore.card_texts import card_text, kind_text
from inpaint_studio.app.restore.engine_work import AUTO, Used
from inpaint_studio.app.session import Session
from inpaint_studio.app.texts import marked
from inpaint_studio.inference.auto import choose_model, model_for_edges
from inpaint_studio.jobs.fill_settings import (
    FILL_FIELDS,
    FillSettings,
    OptionValue,
    fill_field,
)
from inpaint_studio.zoo.card import HoleKind, ModelCard

__all__ = ["ChosenModel", "choice_text", "leads_to_fill", "purpose"]


def leads_to_fill(card: ModelCard | None, has_strokes: bool) -> bool:
    """True when a model has edges to fill by: it predicts them, or follows those that were drawn."""
    return card is not None and (card.shows_edges or (card.takes_edges and has_strokes))


class ChosenModel(QObject):
    """See the module.

    Signals
    -------
    changed()
        Model or options are others, or `auto` stands for another model.
    set_anew()
        The same, but only when the user asked for it or models came and went; follows `changed`.
    """

    changed = Signal()
    set_anew = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings = session.settings
        self._options: dict[str, dict[str, OptionValue]] = {}
        self._cards: dict[str, ModelCard | None] = {}
        remembered: dict[str, Any] = {
            row.name: settings[row.setting] for row in FILL_FIELDS if row.setting
        }
        self._choice = replace(FillSettings(), **remembered)
        # What `auto` stands for on the present hole, once that was looked at.
        self._chosen: Used | None = None
        self._usual: Used | None = None
        self._for_edges: dict[HoleKind | None, str | None] = {}
        session.models_changed.connect(self._on_models)

    @property
    def choice(self) -> FillSettings:
        """Model and options."""
        return self._choice

    @property
    def used(self) -> Used:
        """The model that fills: the one chosen, or what `auto` stands for here."""
        return self._used_for(self._choice.model)

    def _used_for(self, name: str) -> Used:
        if name != AUTO:
            return Used(name)
        if self._usual is None:
            self._usual = Used(choose_model(AUTO).model)  # reads the list of models
        return self._chosen or self._usual

    @property
    def is_automatic(self) -> bool:
        """True when the model is chosen by the hole."""
        return self._choice.model == AUTO

    def card(self, name: str | None = None) -> ModelCard | None:
        """The card of a model (by default the one that fills); None for an unknown one."""
        name = self.used.model if name is None else name
        if name not in self._cards:
            from inpaint_studio.errors import InpaintStudioError
            from inpaint_studio.zoo.registry import find_model

            try:
                self._cards[name] = None if name == AUTO else find_model(name).card
            except InpaintStudioError:
                self._cards[name] = None
        return self._cards[name]

    def shown_by(self, used: Used) -> Used:
        """What fills while the hole is painted and shows its edges.

        A choice of `auto` that predicts no edges is stood in for by one that does, so that there
        are edges to correct; what was drawn reaches both.
        """
        card = self.card(used.model)
        if not self.is_automatic or card is None or card.shows_edges:
            return used
        if used.kind not in self._for_edges:
            self._for_edges[used.kind] = model_for_edges(kind=used.kind)
        return replace(used, model=self._for_edges[used.kind] or used.model)

    @property
    def shows_edges(self) -> bool:
        """True when edges are predicted, by the model that fills or by the one standing in."""
        card = self.card(self.shown_by(self.used).model)
        return card is not None and card.shows_edges

    def filler(self) -> Callable[[Used], FillSettings]:
        """What is chosen now, with the model that turns out to be used and that one's options."""
        choice = self._choice
        options = {name: dict(each) for name, each in self._options.items()}
        return lambda used: replace(choice, model=used.model, options=options.get(used.model, {}))

    def choose_model(self, name: str) -> None:
        """Take another model; its options are those it had last."""
        if name == self._choice.model:
            return
        self._settings.set("model", name)
        self._chosen = None
        self._change(model=name, options=self._options_of(name))

    def set_option(self, name: str, value: OptionValue) -> None:
        """Set an option of the model's own."""
        options = self._options.setdefault(self.used.model, {})
        options[name] = value
        self._change(options=options)

    def set_number(self, name: str, value: float) -> None:
        """Set a number that is common to all models, by its name in `FillSettings`; remembered."""
        self._settings.set(fill_field(name).setting, value)
        self._change(**{name: value})

    def stand_for(self, used: Used | None) -> None:
        """`auto` stands for this model on the present hole; None for what it usually is."""
        if not self.is_automatic or used == self._chosen:
            return
        self._chosen = used
        self._choice = replace(self._choice, options=self._options_of(AUTO))
        self.changed.emit()

    def _options_of(self, name: str) -> dict[str, OptionValue]:
        return self._options.get(self._used_for(name).model, {})

    def _change(self, **changes: Any) -> None:
        choice = replace(self._choice, **changes)
        if choice != self._choice:
            self._choice = choice
            self._tell()

    def _on_models(self) -> None:
        self._cards.clear()
        self._for_edges.clear()
        self._usual = self._chosen = None
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        self.set_anew.emit()


_AUTOMATIC = marked("Choice", "Automatic")
_FOR = marked("Choice", "Automatic: {model}, for {what}")
_DRAWN = marked("Choice", "Automatic: {model}, for {what} and your edges")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Choice", text)


def purpose(used: Used) -> str:
    """What the hole is, as the model was chosen for it; empty while that is not known."""
    return "" if used.kind is None else kind_text(used.kind)


def choice_text(chosen: ChosenModel) -> str:
    """The model that fills; of an automatic choice also why it was made."""
    used, card = chosen.used, chosen.card()
    title = used.model if card is None else card_text(card.title)
    if not chosen.is_automatic:
        return title
    what = purpose(used)
    if not what:
        return _tr(_AUTOMATIC)
    return _tr(_DRAWN if used.drawn else _FOR).format(model=title, what=what)
