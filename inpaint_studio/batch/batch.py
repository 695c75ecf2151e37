"""A whole batch: plan, lock, ledger, run, report. What a command or a window calls.

`plan_batch` looks only; `run_batch` works. Neither prints.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inpaint_studio.batch.decision import Decision, Step, decide
from inpaint_studio.batch.ledger import Ledger, Row
from inpaint_studio.batch.lock import FolderLock
from inpaint_studio.batch.pairing import Pairs, pair_folder
from inpaint_studio.batch.report import Report, write_report
from inpaint_studio.batch.request import BatchRequest, Outcome, State
from inpaint_studio.batch.runner import Runner, usable_processors
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.batch.stages import make_folder
from inpaint_studio.errors import BadInputError, CancelledError, InpaintStudioError, OptionError
from inpaint_studio.imaging.files.faults import os_fault, shown
from inpaint_studio.inference.auto import choose_model
from inpaint_studio.inference.engine import Engine, ModelSource, RegistrySource
from inpaint_studio.inference.region_fill import resolved_options
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.progress import ProgressToken

__all__ = ["BatchPlan", "BatchResult", "plan_batch", "run_batch"]

LEDGER_FILE = "ledger.sqlite"
LOCK_FILE = "lock"
REPORT_PICTURES_BYTES = 48 << 20
_MOST_WORKERS = 64


@dataclass(frozen=True)
class BatchPlan:
    """What a run would do.

    Attributes
    ----------
    request
        What was asked.
    pairs
        Photos, masks and outputs, and what does not fit together.
    decisions
        What happens to each photo, in the order of work.
    model
        The model's name, `auto` resolved.
    """

    request: BatchRequest
    pairs: Pairs
    decisions: tuple[Decision, ...]
    model: str

    def count(self, step: Step) -> int:
        """How many photos take this step."""
        return sum(decision.step is step for decision in self.decisions)

    @property
    def work_count(self) -> int:
        """How many photos will be restored."""
        return sum(decision.is_work for decision in self.decisions)


@dataclass(frozen=True)
class BatchResult:
    """What a run did.

    Attributes
    ----------
    done_count
        Photos restored in this run.
    kept_count
        Photos that were up to date.
    failures
        Photos that failed or were refused.
    seconds
        Wall time.
    stopped_by
        The error that made the run end early, such as a full disk; None otherwise.
    report
        The page of the report, if one was asked for and could be written.
    report_error
        Why it could not; "" otherwise.
    """

    done_count: int
    kept_count: int
    failures: tuple[Outcome, ...]
    seconds: float
    stopped_by: InpaintStudioError | None = None
    report: Path | None = None
    report_error: str = ""

    @property
    def is_complete(self) -> bool:
        """True when every photo of the plan is done, and the report too."""
        return not self.failures and self.stopped_by is None and not self.report_error


def plan_batch(
    request: BatchRequest,
    token: ProgressToken | None = None,
    *,
    models: ModelSource | None = None,
) -> BatchPlan:
    """Find out what a run would do; writes nothing.

    Raises
    ------
    InpaintStudioError
        As `run_batch`, as far as it shows before work begins.
    """
    model, identity = _model_identity(request, models or RegistrySource())
    pairs = _pairs(request)
    rows: Mapping[Path, Row] = {}
    path = request.output / STATE_FOLDER / LEDGER_FILE
    if os.path.isfile(path):
        with Ledger(path, read_only=True) as ledger:
            rows = ledger.rows()
    _check_existing(request, rows)
    if not request.resume:
        rows = {}
    return _plan(request, pairs, rows, model, identity, token)


def run_batch(
    request: BatchRequest,
    token: ProgressToken | None = None,
    *,
    on_plan: Callable[[BatchPlan], None] = lambda plan: None,
    listener: Callable[[Outcome], None] = lambda outcome: None,
    paused: threading.Event | None = None,
    models: ModelSource | None = None,
) -> BatchResult:
    """Restore a folder of photos.

    Parameters
    ----------
    request
        What to do.
    token
        Progress, with photos a minute in its text; cancellation.
    on_plan
        Called once before anything is written into the output folder but the ledger.
    listener
        Called for each photo that begins, ends or is put back, in this thread.
    paused
        While set, no further photo is begun.
    models
        Where models come from; the registry by default.

    Returns
    -------
    BatchResult
        Bad photos are in it and raise nothing.

    Raises
    ------
    BadInputError
        If nothing can be done at all: folders, options, no photo has a mask, or the output folder
        holds something and neither `resume` nor `overwrite` is given.
    InpaintStudioError
        If another batch is at work on the output folder, or the ledger cannot be used.
    CancelledError
        After `token.cancel()`; a later run with `resume` goes on.
    """
    token = token or ProgressToken()
    models = models or RegistrySource()
    if request.report is not None:
        make_folder(request.report)
    begun_s = time.monotonic()
    model, identity = _model_identity(request, models)
    pairs = _pairs(request)
    with _state(request) as ledger:
        rows = ledger.rows()
        _check_existing(request, rows)
        if not request.resume:
            ledger.forget_everything()
            rows = {}
        plan = _plan(request, pairs, rows, model, identity, token)
        on_plan(plan)
        failures = [Outcome(r.relative, State.FAILED, r.reason) for r in pairs.refused]
        for failure in failures:
            listener(failure)
        with _engines(request, plan, models) as engines:
            runner = Runner(
                engines,
                request.source,
                request.settings,
                (request.settings.identity(request.source), identity),
                ledger,
                pictures_bytes=REPORT_PICTURES_BYTES if request.report else 0,
                paused=paused,
            )
            outcomes: list[Outcome] = []

            def note(outcome: Outcome) -> None:
                outcomes.append(outcome)
                listener(outcome)

            try:
                runner.run(plan.decisions, token, note)
            except CancelledError as error:
                _report(request, plan, ledger)
                done = sum(outcome.state is State.DONE for outcome in outcomes)
                raise CancelledError(
                    f"Cancelled with {done} of {plan.work_count} photos restored; "
                    "--resume goes on from here."
                ) from error
        report, report_error = _report(request, plan, ledger)
        failures += [outcome for outcome in outcomes if outcome.state is State.FAILED]
        return BatchResult(
            done_count=sum(outcome.state is State.DONE for outcome in outcomes),
            kept_count=plan.count(Step.KEEP),
            failures=tuple(failures),
            seconds=time.monotonic() - begun_s,
            stopped_by=runner.stopped_by,
            report=report,
            report_error=report_error,
        )


def _pairs(request: BatchRequest) -> Pairs:
    pairs = pair_folder(request.photos, request.output, request.source, recursive=request.recursive)
    if not pairs.jobs and not pairs.refused:
        where = shown(request.photos)
        if pairs.without_mask:
            raise BadInputError(
                f"None of the {len(pairs.without_mask)} photos in {where} has a mask; for "
                f"{shown(pairs.without_mask[0])} it would be called "
                f"{shown(pairs.without_mask[0].with_suffix('.png'))}."
            )
        hint = "" if request.recursive else "; --recursive looks into its subfolders too"
        raise BadInputError(f"There is no photo in {where}{hint}.")
    return pairs


def _plan(
    request: BatchRequest,
    pairs: Pairs,
    rows: Mapping[Path, Row],
    model: str,
    identity: str,
    token: ProgressToken | None,
) -> BatchPlan:
    decisions = decide(
        pairs.jobs,
        rows,
        request.settings.identity(request.source),
        identity,
        may_overwrite=request.overwrite,
        token=token,
    )
    return BatchPlan(request, pairs, decisions, model)


def _model_identity(request: BatchRequest, models: ModelSource) -> tuple[str, str]:
    """The model's name and what the ledger keeps of it; checks all options on the way."""
    settings = request.settings
    card = models.card(choose_model(settings.model).model)
    resolved_options(card, settings.options)
    dot = np.zeros((1, 1), np.bool_)
    RestoreRequest(
        np.zeros((1, 1, 3), np.uint8), dot, grow_px=settings.grow_px, feather_px=settings.feather_px
    ).check()
    if settings.quality is not None and not 1 <= settings.quality <= 100:
        raise OptionError(f"Quality {settings.quality} is out of range; give 1 to 100.")
    if not 0 <= request.workers <= _MOST_WORKERS:
        raise OptionError(f"--workers is {request.workers}; use 1 to {_MOST_WORKERS}.")
    if not card.files:
        return card.name, card.name
    hashes = " ".join(sorted(file.sha256 for file in card.files))
    return card.name, f"{card.name} sha256:{hashlib.sha256(hashes.encode()).hexdigest()}"


def _check_existing(request: BatchRequest, rows: Mapping[Path, Row]) -> None:
    if request.resume or request.overwrite or not os.path.exists(request.output):
        return
    try:
        others = [path for path in request.output.iterdir() if path.name != STATE_FOLDER]
    except OSError as fault:
        raise os_fault(request.output, "read", fault) from fault
    if others or rows:
        raise BadInputError(
            f"{shown(request.output)} is not empty; go on with an earlier run by --resume, replace "
            "what is there by --overwrite, or name another folder."
        )


@contextlib.contextmanager
def _state(request: BatchRequest) -> Iterator[Ledger]:
    """The ledger of the output folder, which is locked meanwhile."""
    folder = request.output / STATE_FOLDER
    if not os.path.exists(folder):
        # Refused before a folder is made in somebody else's.
        _check_existing(request, {})
    make_folder(folder)
    with FolderLock(folder / LOCK_FILE), Ledger(folder / LEDGER_FILE) as ledger:
        yield ledger


@contextlib.contextmanager
def _engines(
    request: BatchRequest, plan: BatchPlan, models: ModelSource
) -> Iterator[tuple[Engine, ...]]:
    count = request.workers
    if count == 0:
        # A network takes all processors, or the one GPU, by itself; a classical fill takes one.
        count = 1 if models.card(plan.model).needs_weights else usable_processors()
    count = max(1, min(count, plan.work_count))
    engines = tuple(Engine(request.device, source=models) for _ in range(count))
    try:
        if plan.work_count:
            engines[0].load(plan.model)
        yield engines
    finally:
        for engine in engines:
            engine.close()


def _report(request: BatchRequest, plan: BatchPlan, ledger: Ledger) -> tuple[Path | None, str]:
    """The page, or why there is none: hours of work are not called off over a report."""
    if request.report is None:
        return None, ""
    report = Report(plan.pairs, request.source, ledger, REPORT_PICTURES_BYTES)
    try:
        return write_report(request.report, report), ""
    except InpaintStudioError as error:
        return None, str(error)
