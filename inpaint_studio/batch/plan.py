"""What a batch would do, found out without writing anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.batch.decision import Decision, Identities, Step, decide
from inpaint_studio.batch.found_damage import FoundDamage
from inpaint_studio.batch.ledger import Ledger, LedgerRow
from inpaint_studio.batch.model_identities import ModelIdentities
from inpaint_studio.batch.pairing import Pairs, pair_folder
from inpaint_studio.batch.request import BatchRequest
from inpaint_studio.batch.scan import STATE_FOLDER
from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.inference.engine import ModelSource, RegistrySource
from inpaint_studio.inference.region_fill import resolved_options
from inpaint_studio.jobs.files import os_fault, shown
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.progress import ProgressToken

__all__ = [
    "LEDGER_FILE",
    "BatchPlan",
    "check_existing",
    "check_request",
    "make_plan",
    "plan_batch",
]

LEDGER_FILE = "ledger.sqlite"
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
    identities
        What the ledger keeps of settings and models.
    """

    request: BatchRequest
    pairs: Pairs
    decisions: tuple[Decision, ...]
    identities: Identities

    @property
    def model(self) -> str:
        """Names of the models that may be asked; `auto` chooses among them photo by photo."""
        return " or ".join(self.identities.models.names)

    def count(self, step: Step) -> int:
        """How many photos take this step."""
        return sum(decision.step is step for decision in self.decisions)

    @property
    def work_count(self) -> int:
        """How many photos will be restored."""
        return sum(decision.is_work for decision in self.decisions)


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
    identities = check_request(request, models or RegistrySource())
    pairs = find_pairs(request)
    rows: Mapping[Path, LedgerRow] = {}
    path = request.output / STATE_FOLDER / LEDGER_FILE
    if os.path.isfile(path):
        with Ledger(path, read_only=True) as ledger:
            rows = ledger.rows()
    check_existing(request, rows)
    if not request.resume:
        rows = {}
    return make_plan(request, pairs, rows, identities, token)


def find_pairs(request: BatchRequest) -> Pairs:
    """Pair the request's folders.

    Raises
    ------
    BadInputError
        If there is nothing at all to do.
    """
    pairs = pair_folder(request.photos, request.output, request.source, recursive=request.recursive)
    if not pairs.jobs and not pairs.refused:
        where = shown(request.photos)
        if pairs.without_mask:
            raise BadInputError(
                "None of the {count} photos in {where} has a mask; for {photo} it would be "
                "called {mask}.",
                count=len(pairs.without_mask),
                where=where,
                photo=shown(pairs.without_mask[0]),
                mask=shown(pairs.without_mask[0].with_suffix(".png")),
            )
        if request.recursive:
            raise BadInputError("There is no photo in {where}.", where=where)
        raise BadInputError(
            "There is no photo in {where}; {remedy}, or name another folder.",
            where=where,
            remedy=Remedy.SUBFOLDERS,
        )
    return pairs


def make_plan(
    request: BatchRequest,
    pairs: Pairs,
    rows: Mapping[Path, LedgerRow],
    models: ModelIdentities,
    token: ProgressToken | None,
) -> BatchPlan:
    """Decide about every photo; `models` as `check_request` gives them."""
    identities = Identities.of(request, models)
    decisions = decide(
        pairs.jobs,
        rows,
        request.source,
        request.output,
        identities,
        may_overwrite=request.overwrite,
        token=token,
    )
    return BatchPlan(request, pairs, decisions, identities)


def check_request(request: BatchRequest, models: ModelSource) -> ModelIdentities:
    """What the ledger keeps of the models that may be asked; checks all options on the way.

    Raises
    ------
    InpaintStudioError
        If a model is not there or an option is out of range.
    """
    settings = request.settings
    settings.check()
    identities = ModelIdentities.of(settings.model, models)
    for name in identities.names:
        resolved_options(models.card(name), settings.options)
    if isinstance(request.source, FoundDamage):
        request.source.check()
    if request.quality is not None and not 1 <= request.quality <= 100:
        raise OptionError(
            "Quality {quality} is out of range; give 1 to 100.", quality=request.quality
        )
    if not 0 <= request.workers <= _MOST_WORKERS:
        raise OptionError(
            "{workers} photos cannot be restored at once; use 1 to {most}.",
            workers=request.workers,
            most=_MOST_WORKERS,
        )
    return identities


def check_existing(request: BatchRequest, rows: Mapping[Path, LedgerRow]) -> None:
    """Refuse an output folder that holds something, unless that is asked for.

    Raises
    ------
    BadInputError
        The message names the remedies.
    """
    if request.resume or request.overwrite or not os.path.exists(request.output):
        return
    try:
        others = [path for path in request.output.iterdir() if path.name != STATE_FOLDER]
    except OSError as fault:
        raise os_fault(request.output, "read", fault) from fault
    if others or rows:
        raise BadInputError(
            "{output} is not empty; {resume}, {overwrite}, or name another folder.",
            output=shown(request.output),
            resume=Remedy.RESUME,
            overwrite=Remedy.OVERWRITE,
        )
