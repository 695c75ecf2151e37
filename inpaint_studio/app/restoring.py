"""Restoring from the window: what is asked of the engine, and what becomes of its answer.

Requests are frozen with the document's revision; an answer that no longer fits is dropped. For
models that show their edges, and for those that follow edges where the user drew some, the loop runs
by itself: after each stroke the hole is filled anew and shown as a preview under the edges, until the
user takes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio.app.engine_work import (
    AUTO,
    Choice,
    Restored,
    Used,
    choose_frozen,
    prepared_previews,
    record_of,
    restore_frozen,
    restored,
)
from inpaint_studio.app.session import Session
from inpaint_studio.app.workers import Job, Lane
from inpaint_studio.document.changes import (
    Change,
    ChangeKind,
    FrozenRequest,
    PreparedTiles,
    ResultRecord,
)
from inpaint_studio.document.history import EditKind
from inpaint_studio.geometry import Box
from inpaint_studio.inference.auto import choose_model, explains_choice
from inpaint_studio.progress import ProgressToken

__all__ = ["Restoring"]

_LIVE_AFTER_MS = 350


def _leads_to_fill(card: Any, has_strokes: bool) -> bool:
    """True when a model has edges to fill by: it predicts them, or follows those that were drawn."""
    return card is not None and (card.shows_edges or (card.takes_edges and has_strokes))


class Restoring(QObject):
    """See the module.

    Signals
    -------
    choice_changed()
        Model or options are others, or `auto` stands for another model.
    live_changed()
        The preview came or went.
    restored(RestoreResult, int)
        A result was taken; how many pixels it filled.
    """

    choice_changed = Signal()
    live_changed = Signal()
    restored = Signal(object, int)

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        *,
        is_painting: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._is_painting = is_painting
        self._options: dict[str, dict[str, bool | int | float | str]] = {}
        self._cards: dict[str, Any] = {}
        settings = session.settings
        self._choice = Choice(
            model=settings.get_text("model"),
            grow_px=settings.get_int("grow_px"),
            feather_px=settings.get_int("feather_px"),
            seed=settings.get_int("seed"),
            edge_threshold=settings.get_float("edge_threshold"),
            sigma=settings.get_float("edge_sigma"),
        )
        # What `auto` stands for on the present hole, once that was looked at.
        self._chosen: Used | None = None
        self._usual: Used | None = None
        self._live: tuple[int, Choice, ResultRecord] | None = None
        self._live_timer = QTimer(self)
        self._live_timer.setSingleShot(True)
        self._live_timer.setInterval(_LIVE_AFTER_MS)
        self._live_timer.timeout.connect(self._run_live)
        session.models.cancelled.connect(self._give_up)
        session.models.failed.connect(lambda job, error: self._give_up(job))
        session.changed.connect(self._on_change)
        session.document_changed.connect(self._on_document)
        session.models_changed.connect(self._on_models)

    # What is chosen

    @property
    def choice(self) -> Choice:
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

    def card(self, name: str | None = None) -> Any:
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

    def choose_model(self, name: str) -> None:
        """Take another model; its options are those it had last."""
        if name == self._choice.model:
            return
        self._session.settings.set("model", name)
        self._chosen = None
        self._change(model=name, options=self._options_of(name))

    def _options_of(self, name: str) -> tuple[tuple[str, bool | int | float | str], ...]:
        return tuple(self._options.get(self._used_for(name).model, {}).items())

    def _filler(self) -> Callable[[Used], Choice]:
        """What is chosen now, with the model that turns out to be used and that one's options."""
        choice = self._choice
        options = {name: tuple(each.items()) for name, each in self._options.items()}
        return lambda used: replace(choice, model=used.model, options=options.get(used.model, ()))

    def set_option(self, name: str, value: bool | int | float | str) -> None:
        """Set an option of the model's own."""
        options = self._options.setdefault(self.used.model, {})
        options[name] = value
        self._change(options=tuple(options.items()))

    def _take_chosen(self, used: Used | None) -> None:
        """Another model is what `auto` stands for."""
        if not self.is_automatic or used == self._chosen:
            return
        self._chosen = used
        self._choice = replace(self._choice, options=self._options_of(AUTO))
        self.choice_changed.emit()

    def set(self, **changes: Any) -> None:
        """Set what is common to all models, by the names of `Choice`; remembered."""
        names = {"sigma": "edge_sigma"}
        for name, value in changes.items():
            self._session.settings.set(names.get(name, name), value)
        self._change(**changes)

    def _change(self, **changes: Any) -> None:
        choice = replace(self._choice, **changes)
        if choice == self._choice:
            return
        self._choice = choice
        self.choice_changed.emit()
        self._session.models.cancel(Lane.LIVE)
        document = self._session.document
        if document is not None and document.has_preview and not self._leads_to_fill:
            self._drop_live()
        self._plan_live()

    @property
    def shows_edges(self) -> bool:
        """True when the model that fills predicts edges."""
        card = self.card()
        return card is not None and card.shows_edges

    @property
    def _leads_to_fill(self) -> bool:
        """True when the hole is worth filling before the user asks for it."""
        document = self._session.document
        return document is not None and _leads_to_fill(self.card(), bool(document.strokes))

    def _on_models(self) -> None:
        self._cards.clear()
        self._usual = self._chosen = None
        self.choice_changed.emit()
        self._plan_live()

    # Restoring

    def warm(self) -> None:
        """Have what the chosen model needs loaded by the time it is needed; returns at once."""
        card = self.card()
        modules = []
        if card is not None and card.needs_weights:
            onnx = any(file.path.endswith(".onnx") for file in card.files)
            modules.append("onnxruntime" if onnx else "torch")
        self._session.models.submit(
            Job(Lane.WARM, "", lambda keeper, _: keeper.warm(*modules), lambda _: None)
        )

    def restore(self) -> None:
        """Fill the whole hole; at once when the preview shows just that already."""
        document = self._session.document
        if document is None:
            return
        if not document.has_hole and not self._session.edits.is_busy:
            self._session.note(self.tr("Paint over what is to be restored first."))
            return
        self._live_timer.stop()
        if self._live is not None and document.has_preview:
            revision, choice, record = self._live
            if revision == document.revision and choice == self._choice:
                self._live = None
                document.take_preview(record)
                self._after(record.notes)
                return
        self._start(None)

    def heal(self, box: Box) -> None:
        """Fill the part of the hole inside `box` at once."""
        self._start(box)

    def _start(self, only: Box | None) -> None:
        # A change of the mask that is still being worked out is meant to be in it.
        self._session.edits.when_settled(lambda: self._submit(only))

    def _submit(self, only: Box | None) -> None:
        document = self._session.document
        if document is None:
            return
        self._session.models.cancel(Lane.LIVE)
        self._drop_live()
        frozen, choice, filler = document.freeze(), self._choice, self._filler()

        def work(engine: Any, token: ProgressToken) -> tuple[Used, Restored]:
            used = choose_frozen(engine, frozen, choice, token, only=only)
            shown = prepared_previews(frozen, token)
            result = restore_frozen(engine, frozen, filler(used), shown, only=only)
            return used, restored(frozen, result)

        def done(answer: tuple[Used, Restored]) -> None:
            if only is None:
                self._take_chosen(answer[0])
            self.take(frozen, answer[1], only=only)

        title = self.tr("Restoring")
        self._session.models.submit(
            Job(Lane.RESTORE, title, work, done, shown=self._show_meanwhile)
        )

    def _show_meanwhile(self, prepared: PreparedTiles) -> None:
        document = self._session.document
        if document is not None:
            document.lay_preview(prepared)

    def _give_up(self, job: Job) -> None:
        """What was shown of a restoration that came to nothing goes."""
        document = self._session.document
        if job.shown is not None and self._live is None and document is not None:
            document.clear_preview()

    def take(self, frozen: FrozenRequest, answer: Restored, *, only: Box | None = None) -> None:
        """Make an engine's answer part of the document, if it still fits.

        Inside `only` the hole is done with and becomes known: a healed spot is not to be filled
        again with the next one.
        """
        document = self._session.document
        if document is None or frozen.size != document.size:
            return
        result = answer.result
        if not document.fits(frozen.revision, result.changed):
            document.clear_preview()
            self._session.note(
                self.tr("The photo or the hole changed while it was restored; restore again.")
            )
            return
        if answer.patches:
            document.set_predicted(frozen.revision, answer.patches)
        clears = only is not None and only.contains(document.mask.bounds())
        document.take_result(
            answer.prepared,
            record=record_of(result),
            clear_mask=clears or self._session.settings.get_bool("clear_mask_after"),
        )
        if only is not None and not clears:
            box = only.clipped(document.size)
            document.write_mask(EditKind.SPOT_HEAL, box, np.zeros(box.size, np.bool_))
        self._after(result.notes)
        self.restored.emit(result, answer.hole_px)

    def _after(self, notes: tuple[str, ...]) -> None:
        # Why `auto` took a model is told on its panel, not after every restoration.
        steps = [note for note in notes if not explains_choice(note)]
        if steps:
            self._session.note(" ".join(steps))

    def revert(self) -> None:
        """Back to the photo as it was opened."""
        if self._session.document is not None:
            self._session.document.revert()

    # The loop

    def _on_document(self, document: object) -> None:
        self._live_timer.stop()
        self._live = None
        self._take_chosen(None)
        self.live_changed.emit()
        if self.is_automatic and self._session.document is not None:
            self._look(fills=False)  # of a project the hole is there already

    def _on_change(self, change: Change) -> None:
        if change.kind in (ChangeKind.MASK, ChangeKind.EDGES):
            self._session.models.cancel(Lane.LIVE)
            is_over = self._live is not None and not self._leads_to_fill
            if change.kind is ChangeKind.MASK or is_over:
                self._drop_live()
            self._plan_live()

    def _plan_live(self) -> None:
        if self.is_live or self.is_automatic:
            self._live_timer.start()
        else:
            self._live_timer.stop()

    @property
    def is_live(self) -> bool:
        """True when the loop runs: there are edges to lead the fill, and the setting is on."""
        return self._session.settings.get_bool("predict_edges") and self._leads_to_fill

    def set_live(self, on: bool) -> None:
        """Turn the loop on or off."""
        self._session.settings.set("predict_edges", on)
        if not on:
            self._session.models.cancel(Lane.LIVE)
            self._drop_live()
        self._plan_live()
        self.choice_changed.emit()

    def _drop_live(self) -> None:
        self._live = None
        document = self._session.document
        if document is not None and document.has_preview:
            document.clear_preview()
            self.live_changed.emit()

    def _run_live(self) -> None:
        document = self._session.document
        if document is None or not (self.is_live or self.is_automatic):
            return
        if not document.has_hole:
            self._take_chosen(None)
            return
        if self._session.models.is_busy(Lane.RESTORE):
            return
        if self._is_painting():
            self._live_timer.start()  # freezing would end the stroke under the pointer
            return
        last = document.history.edits[: document.history.position][-1:]
        if last and last[0].kind is EditKind.RESTORE:
            return
        self._look(fills=self._session.settings.get_bool("predict_edges"))

    def _look(self, *, fills: bool) -> None:
        """Find out which model is for the hole; with `fills` show its edges and its fill."""
        document = self._session.document
        if document is None or not document.has_hole:
            return
        frozen, choice, filler = document.freeze(), self._choice, self._filler()

        def work(engine: Any, token: ProgressToken) -> tuple[Used, Restored | None]:
            used = choose_frozen(engine, frozen, choice, token)
            if not (fills and _leads_to_fill(self.card(used.model), bool(frozen.strokes))):
                return used, None
            return used, restored(frozen, restore_frozen(engine, frozen, filler(used), token))

        title = ""
        if fills and self._leads_to_fill:
            shows = self.shows_edges
            title = self.tr("Predicting edges") if shows else self.tr("Following your edges")
        self._session.models.submit(
            Job(
                Lane.LIVE,
                title,
                work,
                lambda answer: self._show_live(frozen, *answer),
            )
        )

    def _show_live(self, frozen: FrozenRequest, used: Used, answer: Restored | None) -> None:
        self._take_chosen(used)
        document, choice = self._session.document, self._choice
        if document is None:
            return
        if answer is None:
            if document.predicted:
                document.set_predicted(frozen.revision, ())
            return
        if not document.fits(frozen.revision, answer.result.changed):
            return
        document.set_predicted(frozen.revision, answer.patches)
        if document.lay_preview(answer.prepared):
            self._live = (frozen.revision, choice, record_of(answer.result))
            self.live_changed.emit()
