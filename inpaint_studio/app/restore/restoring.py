"""Restoring from the window: what is asked of the engine, and what becomes of its answer.

Requests are frozen with the document's revision; an answer that no longer fits is dropped. For
models that show their edges, and for those that follow edges where the user drew some, the loop runs
by itself: after each stroke the hole is filled anew and shown as a preview under the edges, until the
user takes it. Where *Automatic* chose a model without edges, one with edges runs the loop in its
place, and the one chosen fills when Restore is pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio.app.restore.chosen_model import ChosenModel, leads_to_fill
from inpaint_studio.app.restore.engine_keeper import EngineKeeper
from inpaint_studio.app.restore.engine_work import (
    Restored,
    Used,
    choose_frozen,
    prepared_previews,
    record_of,
    restore_frozen,
    restored,
)
from inpaint_studio.app.session import Session
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.document.changes import (
    NOWHERE,
    Change,
    ChangeKind,
    FrozenRequest,
    PreparedTiles,
)
from inpaint_studio.document.document import Document
from inpaint_studio.geometry import Box
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

__all__ = ["Restoring"]

_LIVE_AFTER_MS = 350
_LOOK_AGAIN_MS = 40


class Restoring(QObject):
    """See the module.

    Signals
    -------
    live_changed()
        The preview came or went, or the loop was turned on or off.
    filled_anew(ChangedPart)
        What another fill by itself changed, after a line was drawn or an option was set.
    restored(RestoreResult, int)
        A result was taken; how many pixels it filled.
    """

    live_changed = Signal()
    filled_anew = Signal(object)
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
        self.chosen = ChosenModel(session, self)
        self._live: tuple[int, FillSettings | None] | None = None
        self._healing: Job[Any, Any] | None = None
        self._healed_since: int | None = None
        self._to_heal = NOWHERE
        self._live_timer = QTimer(self)
        self._live_timer.setSingleShot(True)
        self._live_timer.setInterval(_LIVE_AFTER_MS)
        self._live_timer.timeout.connect(self._run_live)
        session.models.cancelled.connect(self._give_up)
        session.models.failed.connect(lambda job, error: self._give_up(job))
        session.changed.connect(self._on_change)
        session.document_changed.connect(self._on_document)
        self.chosen.set_anew.connect(self._on_choice)

    @property
    def _leads_to_fill(self) -> bool:
        """True when the hole is worth filling before the user asks for it."""
        document = self._session.document
        card = self.chosen.card(self.chosen.shown_by(self.chosen.used).model)
        return document is not None and leads_to_fill(card, bool(document.strokes))

    def _on_choice(self) -> None:
        """Another model or other options: what is filled by itself is filled anew."""
        self._session.models.cancel(Lane.LIVE)
        document = self._session.document
        if document is not None and document.has_preview and not self._leads_to_fill:
            self._drop_live()
        self._plan_live()

    # Restoring

    def warm(self) -> None:
        """Have what the chosen model needs loaded by the time it is needed; returns at once."""
        card = self.chosen.card()
        modules = []
        if card is not None and card.needs_weights:
            modules.append("torch")
        self._session.models.submit(
            Job(Lane.WARM, "", lambda keeper, _: keeper.warm(*modules), lambda _: None)
        )

    def restore(self) -> None:
        """Fill the whole hole; at once when the preview shows just that already."""
        document = self._session.document
        if document is None:
            return
        if not document.has_hole and not self._session.edits.is_busy:
            text = self.tr("Paint over what is to be restored first.")
            if document.filled:
                text = self.tr(
                    "There is nothing new to restore. Paint over more, or take up what was "
                    "filled by Fill again."
                )
            self._session.note(text)
            return
        self._live_timer.stop()
        fits = self._live == (document.revision, self.chosen.choice)
        if fits and document.take_preview() is not None:
            self._live = None
            self._after(document.results[-1].notes)
            return
        self._start(None)

    def fill_again(self) -> None:
        """Take up the hole that was filled last, and fill it with the model chosen now."""
        document = self._session.document
        if document is not None and document.select_filled(last_only=True) is not None:
            self._start(None)

    def select_filled(self) -> None:
        """Take up all that was filled, to be changed or filled again."""
        if self._session.document is not None:
            self._session.document.select_filled()

    def heal(self, box: Box) -> None:
        """Fill the part of the hole inside `box`, just painted, at once: one step of the history
        with the edit that painted it.

        What is painted while that is at work is filled next, and is one step with it.
        """
        document = self._session.document
        if document is None or not document.history.position:
            return
        if self._is_healing:
            self._to_heal = self._to_heal.union(box)
            return
        self._healed_since = document.history.state
        self._start(box)

    @property
    def _is_healing(self) -> bool:
        return any(job is self._healing for job in self._session.models.jobs)

    def _join_healed(self, document: Document) -> None:
        """A place healed is one step with the strokes that marked it."""
        since, self._healed_since = self._healed_since, None
        joined = None if since is None else document.join_edits(since)
        box, self._to_heal = self._to_heal, NOWHERE
        if not box.is_empty:
            self._healed_since = joined
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
        frozen, choice, filler = document.freeze(), self.chosen.choice, self.chosen.filler()

        def work(engine: EngineKeeper, token: ProgressToken) -> tuple[Used, Restored]:
            used = choose_frozen(engine, frozen, choice, token, only=only)
            shown = prepared_previews(frozen, token)
            result = restore_frozen(engine, frozen, filler(used), shown, only=only)
            return used, restored(frozen, result)

        def done(answer: tuple[Used, Restored]) -> None:
            if only is None:
                self.chosen.stand_for(answer[0])
            self.take(frozen, answer[1], only=only)

        title = self.tr("Restoring")
        job = self._session.models.submit(
            Job(Lane.RESTORE, title, work, done, shown=self._show_meanwhile)
        )
        self._healing = None if only is None else job
        if only is None:
            self._healed_since, self._to_heal = None, NOWHERE

    def _show_meanwhile(self, prepared: PreparedTiles) -> None:
        document = self._session.document
        if document is not None:
            document.show_preview(prepared)

    def _give_up(self, job: Job[Any, Any]) -> None:
        """What was shown of a restoration that came to nothing goes."""
        if job is self._healing:
            self._healed_since, self._to_heal = None, NOWHERE
        document = self._session.document
        if job.shown is not None and self._live is None and document is not None:
            document.clear_preview()

    def take(self, frozen: FrozenRequest, answer: Restored, *, only: Box | None = None) -> None:
        """Make an engine's answer part of the document.

        What it fills, all of the hole or its part inside `only`, is finished with. What was
        painted meanwhile is filled next; where the hole was made smaller or the photo changed,
        all is filled anew.
        """
        document = self._session.document
        if document is None or frozen.size != document.size:
            return
        if document.is_painting:  # taking it now would end the stroke under the pointer
            later = partial(self._take_later, document, frozen, answer, only)
            QTimer.singleShot(_LOOK_AGAIN_MS, self, later)
            return
        result, was_changed = answer.result, document.revision != frozen.revision
        edit = document.take_result(
            answer.prepared, record=record_of(result), hole=frozen.hole(only)
        )
        if edit is None:
            document.clear_preview()
            if document.has_hole:
                self._start(only)
            return
        if only is not None:
            self._join_healed(document)
        self._after(result.notes)
        self.restored.emit(result, answer.hole_px)
        if was_changed and only is None and document.has_hole:
            self._start(None)

    def _take_later(
        self, document: Document, frozen: FrozenRequest, answer: Restored, only: Box | None
    ) -> None:
        if self._session.document is document:
            self.take(frozen, answer, only=only)

    def _after(self, notes: tuple[Message, ...]) -> None:
        if notes:
            self._session.note(*notes)

    def revert(self) -> None:
        """Back to the photo as it was opened."""
        if self._session.document is not None:
            self._session.document.revert()

    # The loop

    def _on_document(self, document: object) -> None:
        self._live_timer.stop()
        self._live = None
        self._healed_since, self._to_heal = None, NOWHERE
        self.chosen.stand_for(None)
        self.live_changed.emit()
        if self.chosen.is_automatic and self._session.document is not None:
            self._look(fills=False)  # of a project the hole is there already

    def _on_change(self, change: Change) -> None:
        if change.kind in (ChangeKind.MASK, ChangeKind.EDGES):
            self._session.models.cancel(Lane.LIVE)
            is_over = self._live is not None and not self._leads_to_fill
            if change.kind is ChangeKind.MASK or is_over:
                self._drop_live()
            self._plan_live()

    def _plan_live(self) -> None:
        if self.is_live or self.chosen.is_automatic:
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
        self.live_changed.emit()

    def _drop_live(self) -> None:
        self._live = None
        document = self._session.document
        if document is not None and document.has_preview:
            document.clear_preview()
            self.live_changed.emit()

    def _run_live(self) -> None:
        document = self._session.document
        if document is None or not (self.is_live or self.chosen.is_automatic):
            return
        if not document.has_hole:
            self.chosen.stand_for(None)
            return
        if self._session.models.is_busy(Lane.RESTORE):
            return
        if self._is_painting():
            self._live_timer.start()  # freezing would end the stroke under the pointer
            return
        self._look(fills=self._session.settings.get_bool("predict_edges"))

    def _look(self, *, fills: bool) -> None:
        """Find out which model is for the hole; with `fills` show its edges and its fill."""
        document = self._session.document
        if document is None or not document.has_hole:
            return
        frozen, choice, filler = document.freeze(), self.chosen.choice, self.chosen.filler()
        before = document.shown if document.has_preview else None

        def work(engine: EngineKeeper, token: ProgressToken) -> tuple[Used, Restored | None]:
            used = choose_frozen(engine, frozen, choice, token)
            by = self.chosen.shown_by(used)
            if not (fills and leads_to_fill(self.chosen.card(by.model), bool(frozen.strokes))):
                return used, None
            result = restore_frozen(engine, frozen, filler(by), token)
            return used, restored(frozen, result, before)

        title = ""
        if fills and self._leads_to_fill:
            shows = self.chosen.shows_edges
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
        self.chosen.stand_for(used)
        document, choice = self._session.document, self.chosen.choice
        if document is None:
            return
        if answer is None:
            if document.predicted:
                document.set_predicted(frozen.revision, ())
            return
        if not document.fits(frozen.revision, answer.result.changed):
            return
        document.set_predicted(frozen.revision, answer.patches)
        record = record_of(answer.result)
        if document.show_preview(answer.prepared, record, frozen.hole()):
            # What stands in for the model chosen is not what Restore is asked for.
            is_final = answer.result.model == used.model
            self._live = (frozen.revision, choice if is_final else None)
            self.live_changed.emit()
            if answer.anew is not None:
                self.filled_anew.emit(answer.anew)
