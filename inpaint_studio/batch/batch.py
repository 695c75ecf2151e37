"""A whole batch: plan, lock, ledger, run, report. What a command or a window calls.

`plan_batch` looks only; `run_batch` works. Neither prints.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from inpaint_studio.batch.crew import Crew, Threads, usable_processors
from inpaint_studio.batch.folders import make_folder
from inpaint_studio.batch.ledger import Ledger, LedgerRow
from inpaint_studio.batch.plan import (
    LEDGER_FILE,
    BatchPlan,
    check_existing,
    check_request,
    find_pairs,
    make_plan,
    plan_batch,
)
from inpaint_studio.batch.report import BatchReport, write_report
from inpaint_studio.batch.request import BatchRequest, BatchResult, Outcome, State
from inpaint_studio.batch.runner import Runner
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.batch.told import Told
from inpaint_studio.errors import CancelledError, InpaintStudioError
from inpaint_studio.inference.engine import Engine, ModelSource, RegistrySource
from inpaint_studio.jobs.files import hold_file, os_fault, shown
from inpaint_studio.jobs.messages import NOTHING, Message
from inpaint_studio.progress import ProgressToken

__all__ = ["BatchPlan", "BatchResult", "plan_batch", "run_batch"]

LOCK_FILE = "lock"
HOLDER_FILE = "holder"  # beside it: some systems let nobody read a file that is held
REPORT_PICTURES_BYTES = 48 << 20


def run_batch(
    request: BatchRequest,
    token: ProgressToken | None = None,
    *,
    on_plan: Callable[[BatchPlan], None] = lambda plan: None,
    listener: Callable[[Outcome], None] = lambda outcome: None,
    models: ModelSource | None = None,
) -> BatchResult:
    """Restore a folder of photos.

    Parameters
    ----------
    request
        What to do.
    token
        Progress, with photos a minute in its text; cancellation; while it is paused, no further
        photo is begun.
    on_plan
        Called once before anything is written into the output folder but the ledger.
    listener
        Called for each photo that begins, ends or is put back, in this thread.
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
    token, models = token or ProgressToken(), models or RegistrySource()
    begun_s = time.monotonic()
    if request.cluster:
        request = _for_cluster(request)
    if request.report is not None:
        make_folder(request.report)
    identities = check_request(request, models)
    pairs = find_pairs(request)
    told = Told(listener)
    with _state(request) as ledger:
        plan = make_plan(request, pairs, _former(request, ledger), identities, token)
        on_plan(plan)
        try:
            stopped_by = _restore(plan, ledger, models, token, told)
        except CancelledError as error:
            _report(plan, ledger)
            raise told.cancelled(plan) from error
        report = _report(plan, ledger)
    return told.result(plan, time.monotonic() - begun_s, stopped_by, report)


def _restore(
    plan: BatchPlan,
    ledger: Ledger,
    models: ModelSource,
    token: ProgressToken,
    told: Told,
) -> InpaintStudioError | None:
    """Do what is planned; the answer is why it ended early, if it did."""
    for refused in plan.pairs.refused:
        told.note(Outcome(refused.relative, State.FAILED, refused.reason))
    pictures_bytes = REPORT_PICTURES_BYTES if plan.request.report else 0
    with _crew(plan, models, token) as crew:
        runner = Runner(crew, plan.identities, ledger, pictures_bytes=pictures_bytes)
        runner.run(plan.decisions, token, told.note)
    return runner.stopped_by


def _for_cluster(request: BatchRequest) -> BatchRequest:
    from inpaint_studio.batch.cluster import absolute_request

    return absolute_request(request)


def _former(request: BatchRequest, ledger: Ledger) -> dict[Path, LedgerRow]:
    """What is known of a former run, which is forgotten unless it is to be gone on with."""
    rows = ledger.rows()
    check_existing(request, rows)
    if request.resume:
        return rows
    ledger.forget_everything()
    return {}


@contextlib.contextmanager
def _state(request: BatchRequest) -> Iterator[Ledger]:
    """The ledger of the output folder, which is locked meanwhile."""
    folder = request.output / STATE_FOLDER
    if not os.path.exists(folder):
        # Refused before a folder is made in somebody else's.
        check_existing(request, {})
    make_folder(folder)
    with _hold(folder), Ledger(folder / LEDGER_FILE) as ledger:
        yield ledger


@contextlib.contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """One batch at a time in an output folder, and who that is."""
    holder = folder / HOLDER_FILE
    try:
        hold = hold_file(folder / LOCK_FILE)
    except OSError as fault:
        raise os_fault(folder / LOCK_FILE, "written", fault) from fault
    if hold is None:
        named = ""
        with contextlib.suppress(OSError):
            named = holder.read_text(encoding="utf-8", errors="replace")[:200].strip()
        raise InpaintStudioError(
            "Another batch is at work on {folder} ({holder}); wait until it has ended or "
            "name another output folder.",
            folder=shown(folder.parent),
            holder=named or "another process",
        )
    with hold:
        with contextlib.suppress(OSError):
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()}", encoding="utf-8")
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                holder.unlink()


@contextlib.contextmanager
def _crew(plan: BatchPlan, models: ModelSource, token: ProgressToken) -> Iterator[Crew]:
    """Whoever does the work; the usual model is loaded before the first photo is begun."""
    request, names = plan.request, plan.identities.models.names
    needs_weights = any(models.card(name).needs_weights for name in names)
    if request.cluster and plan.work_count:
        from inpaint_studio.batch.cluster import RayCrew

        with RayCrew(request, plan, token, takes_node=needs_weights) as crew:
            yield crew
        return
    count = request.workers
    if count == 0:
        # A network takes all processors, or the one GPU, by itself; a classical fill takes one.
        count = 1 if needs_weights else usable_processors()
    count = max(1, min(count, plan.work_count))
    with contextlib.ExitStack() as open_engines:
        engines = tuple(
            Engine(request.device, source=models, keeps=len(names)) for _ in range(count)
        )
        for engine in engines:
            open_engines.callback(engine.close)
        if plan.work_count:
            engines[0].load(names[0])
        with Threads(engines, request) as crew:
            yield crew


def _report(plan: BatchPlan, ledger: Ledger) -> tuple[Path | None, Message]:
    """The page, or why there is none: hours of work are not called off over a report."""
    request = plan.request
    if request.report is None:
        return None, NOTHING
    report = BatchReport(plan.pairs, request.output, request.source, ledger, REPORT_PICTURES_BYTES)
    try:
        return write_report(request.report, report), NOTHING
    except InpaintStudioError as error:
        return None, error.message
