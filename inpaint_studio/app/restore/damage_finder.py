"""Finding damage from the window: the search, its proposal on the canvas, taking or rejecting it;
more of what was painted; and all at once, filled as soon as it is found.

The search runs in the engine's process, the mask for a sensitivity is made in the worker's thread;
the window only draws it. Nothing of the document changes before the proposal is taken, which is
one edit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from inpaint_studio.app.canvas.canvas import Canvas
from inpaint_studio.app.canvas.proposal import Proposal
from inpaint_studio.app.session import Session
from inpaint_studio.app.work.workers import Job, Lane
from inpaint_studio.document.changes import Change, ChangeKind
from inpaint_studio.document.history import EditKind
from inpaint_studio.document.mask_edits import importing
from inpaint_studio.imaging.types import Mask
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.app.restore.engine_keeper import EngineKeeper
    from inpaint_studio.detection.findings import Findings

__all__ = ["DamageFinder"]

_SEARCH = "inpaint_studio.detection.find:find_damage_on"
_SEARCH_MORE = "inpaint_studio.detection.find:find_more_on"
_START = 0.5


class DamageFinder(QObject):
    """See the module.

    Signals
    -------
    changed()
        A search began or ended, or another proposal is shown; for the panel.
    began()
        A search was asked for: its panel should be seen.
    repair_ready()
        Damage was found to be repaired and is in the hole: now it is to be filled.
    """

    changed = Signal()
    began = Signal()
    repair_ready = Signal()

    def __init__(self, session: Session, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        self._kinds: frozenset[str] = frozenset({"scratches", "dust", "tears"})
        self._sensitivity = _START
        self._findings: Findings | None = None
        self._wants_apply = False
        self._repairs = False
        # What was found and taken last, in the document as it is; what was painted since is known
        # by it.
        self._taken: Mask | None = None
        self._replaces: Mask | None = None
        session.document_changed.connect(self._on_document)
        session.changed.connect(self._on_change)
        session.models.busy_changed.connect(lambda _: self.changed.emit())

    @property
    def kinds(self) -> frozenset[str]:
        """What is looked for, by name."""
        return self._kinds

    @property
    def sensitivity(self) -> float:
        """How much of what was found is proposed, in (0, 1)."""
        return self._sensitivity

    @property
    def proposal(self) -> Proposal | None:
        """The proposal on the canvas."""
        return self._canvas.proposal

    @property
    def has_found(self) -> bool:
        """True from the end of a search until its proposal is taken or rejected."""
        return self._findings is not None

    @property
    def is_searching(self) -> bool:
        """True while the search runs."""
        return self._session.models.is_busy(Lane.DETECT)

    def set_kinds(self, kinds: Iterable[str]) -> None:
        """Choose what to look for; kinds that were looked for already show or hide at once."""
        self._kinds = frozenset(kinds)
        self.changed.emit()
        if self._findings is not None:
            self._propose()

    def set_sensitivity(self, sensitivity: float) -> None:
        """Propose more or less."""
        self._sensitivity = min(max(sensitivity, 0.01), 0.99)
        if self._findings is not None:
            self._propose()

    def find(self) -> None:
        """Search the photo as it is now; the slider starts where it suits this photo."""
        self._search(learns=False)

    def find_more(self) -> None:
        """Learn from what was painted and rubbed out, and search the photo for more like it.

        Without an earlier proposal everything in the hole was painted. What is proposed then takes
        the place of what was found before; what was painted stays.
        """
        document = self._session.document
        if document is None:
            return
        if not document.has_hole and self._taken is None and not self._session.edits.is_busy:
            self._session.note(self.tr("Paint over one crack first, or rub out one false mark."))
            return
        self._session.edits.when_settled(lambda: self._search(learns=True))

    def repair(self) -> None:
        """Find damage and fill it, in one go; what was found is in the mask afterwards."""
        if self._session.document is not None:
            self._search(learns=False, repairs=True)

    def _search(self, *, learns: bool, repairs: bool = False) -> None:
        document = self._session.document
        if document is None or not self._kinds:
            return
        self.reject()
        self._repairs = repairs
        frozen, kinds = document.freeze(), sorted(self._kinds)
        device = self._session.settings.get_text("device")
        taken = self._taken if learns else None

        def work(engine: EngineKeeper, token: ProgressToken) -> tuple[Findings, float]:
            image = frozen.seen_array()
            found: Findings
            if learns:
                hole = frozen.mask_array()
                before = np.zeros_like(hole) if taken is None else taken
                damage, sound = hole & ~before, before & ~frozen.all_holes_array()
                found = engine.call(_SEARCH_MORE, image, kinds, damage, sound, device, token=token)
            else:
                found = engine.call(_SEARCH, image, kinds, device, token=token)
            return found, found.suggested_sensitivity()

        def done(answer: tuple[Findings, float]) -> None:
            if self._session.document is document:
                self._findings, self._sensitivity = answer
                self._replaces = taken
                self._wants_apply = repairs
                self._propose()

        title = self.tr("Finding more") if learns else self.tr("Finding damage")
        self._session.models.submit(Job(Lane.DETECT, title, work, done))
        self.began.emit()
        self.changed.emit()

    def _propose(self) -> None:
        findings, kinds = self._findings, self._kinds
        assert findings is not None
        sensitivity = self._sensitivity

        def work(_: object, token: ProgressToken) -> Proposal:
            wanted = [kind for kind in findings.kinds if kind in kinds]
            return Proposal.of(findings.mask(sensitivity, wanted))

        def done(proposal: Proposal) -> None:
            if self._findings is not findings:
                return
            self._canvas.show_proposal(proposal)
            self.changed.emit()
            if self._wants_apply:
                self.apply()

        self._session.files.submit(Job(Lane.PROPOSE, "", work, done))

    def apply(self) -> None:
        """Add the proposal to the hole, as one edit."""
        if self._findings is None:
            return
        if self._session.files.is_busy(Lane.PROPOSE):
            self._wants_apply = True  # what the slider says now is meant, not what is drawn still
            return
        proposal, notes = self._canvas.proposal, self._findings.notes
        replaces, repairs = self._replaces, self._repairs
        self._forget()
        if proposal is not None and (proposal.share > 0 or replaces is not None):
            change = importing(
                proposal.mask,
                add=True,
                instead_of=replaces,
                kind=EditKind.FIND_DAMAGE,
                detail=f"{proposal.share:.2%}",
            )
            self._session.edits.change_mask(change)
            self._taken = proposal.mask
            if repairs:
                self.repair_ready.emit()
        elif repairs:
            self._session.note(self.tr("No damage was found; paint over what you see."))
        if notes:
            self._session.note(*notes)

    def reject(self) -> bool:
        """Give the proposal up; False when there is none."""
        if self._findings is None:
            return False
        self._session.files.cancel(Lane.PROPOSE)
        self._forget()
        return True

    def _forget(self) -> None:
        self._findings = self._replaces = None
        self._repairs = False
        self._wants_apply = False
        self._canvas.show_proposal(None)
        self.changed.emit()

    def _on_document(self, document: object) -> None:
        self.reject()
        self._taken = None

    def _on_change(self, change: Change) -> None:
        # What was found lies in pixels that are no longer there.
        if change.kind is ChangeKind.IMAGE and self._findings is not None:
            self.reject()
