"""Keeps the status line in step with the document, the canvas, the models and the workers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from inpaint_studio.app.canvas.canvas import Canvas, PixelReading
from inpaint_studio.app.restore.choice_texts import choice_text
from inpaint_studio.app.restore.restoring import Restoring
from inpaint_studio.app.restore.speeds import Speeds
from inpaint_studio.app.session import Session
from inpaint_studio.app.shell.status_line import StatusLine
from inpaint_studio.app.work.workers import Job
from inpaint_studio.document.changes import Change, ChangeKind
from inpaint_studio.document.document import Document
from inpaint_studio.imaging.types import full_scale
from inpaint_studio.progress import Progress

__all__ = ["StatusMirror"]

_DEPTHS = {"uint8": "8 bit", "uint16": "16 bit", "float32": "float"}


class StatusMirror(QObject):
    """See the module."""

    def __init__(
        self,
        status: StatusLine,
        session: Session,
        canvas: Canvas,
        restoring: Restoring,
        speeds: Speeds,
    ) -> None:
        super().__init__(status)
        self._status = status
        self._session = session
        self._canvas = canvas
        self._restoring = restoring
        self._speeds = speeds
        session.document_changed.connect(self._on_document)
        session.changed.connect(self._on_change)
        for worker in (session.models, session.files):
            worker.busy_changed.connect(lambda _: self.show_jobs())
            worker.progressed.connect(self._on_progress)
        canvas.pointer_moved.connect(self._on_pointer)
        canvas.colour_probed.connect(self._on_probe)
        canvas.view_changed.connect(self._show_zoom)
        canvas.compare_changed.connect(lambda _: self._show_zoom())  # two panes are narrower
        restoring.chosen.changed.connect(self._show_model)
        restoring.restored.connect(self._on_restored)
        self._on_document(session.document)

    def _on_document(self, document: Document | None) -> None:
        size = ""
        if document is not None:
            depth = _DEPTHS[str(document.image.dtype)]
            size = f"{document.size.width} × {document.size.height}, {depth}"
        self._status.set_field("size", size)
        self._status.show_reading(None, str)
        self._show_zoom()
        self._show_hole()
        self._show_model()

    def _on_change(self, change: Change) -> None:
        if change.kind is ChangeKind.HISTORY:
            self._show_hole()

    def _show_zoom(self) -> None:
        shown = f"{self._canvas.scale:.0%}" if self._canvas.has_document else ""
        self._status.set_field("zoom", shown)

    def _show_hole(self) -> None:
        document = self._session.document
        share = document.hole_share() if document is not None else 0.0
        text = self.tr("hole {share}").format(share=f"{share:.2%}") if share else ""
        self._status.set_field("hole", text)

    def _show_model(self, device: str = "") -> None:
        name = choice_text(self._restoring)
        self._status.set_field("model", f"{name} · {device}" if device else name)

    def _on_restored(self, result: Any, hole_px: int) -> None:
        self._show_model(result.device)
        self._speeds.add(result.model, result.device, result.seconds, hole_px)

    def show_jobs(self) -> None:
        """Show what the workers are at."""
        jobs = [worker.current for worker in (self._session.models, self._session.files)]
        shown = [job for job in jobs if job is not None and job.title]
        if shown:
            self._status.begin(shown[0].title)
        else:
            self._status.finish()

    def _on_progress(self, job: Job, progress: Progress) -> None:
        if job.title:
            self._status.advance(job.title, progress)

    def _on_pointer(self, reading: PixelReading | None) -> None:
        document = self._session.document
        if document is None:
            return
        self._status.show_reading(reading, lambda part: f"{part:g}")
        if reading is not None:
            scale = 255.0 / full_scale(document.image.dtype)
            red, green, blue = (round(part * scale) for part in reading.colour)
            self._status.show_swatch((red, green, blue))

    def _on_probe(self, reading: PixelReading) -> None:
        colour = " ".join(f"{part:g}" for part in reading.colour)
        self._session.note(
            self.tr("Pixel {column}, {row}: {colour}").format(
                column=reading.column, row=reading.row, colour=colour
            )
        )
