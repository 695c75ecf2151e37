"""Runs models over samples: same photograph, same mask, same size for each, scored at once.

A `ModelVariant` is a model with its settings; one evaluation compares several. Restored photographs are
handed to a watcher and not kept, so that memory stays bounded. Knows nothing of reports.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from inpaint_studio.errors import (
    BadInputError,
    CancelledError,
    InpaintStudioError,
    ModelNotFoundError,
)
from inpaint_studio.evaluation.memory import MemoryProbe, MemoryUse
from inpaint_studio.evaluation.parameters import count_parameters
from inpaint_studio.evaluation.samples import Case, Sample, load_case
from inpaint_studio.evaluation.scores import Metric, Scorer, Scores
from inpaint_studio.imaging.edges import canny
from inpaint_studio.imaging.metrics import total_variation
from inpaint_studio.imaging.types import EdgeMap
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest, RestoreResult, hole_edge_map
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.jobs.fill_settings import FillSettings, OptionValue
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import ModelCard

if TYPE_CHECKING:
    from inpaint_studio.evaluation.fid import FidCollector
    from inpaint_studio.training.losses.lpips import Lpips

__all__ = [
    "BASELINES",
    "HOLE_LEVEL",
    "GuideSource",
    "ModelVariant",
    "Protocol",
    "Record",
    "Run",
    "VariantFacts",
    "Watcher",
    "compared_models",
    "evaluate",
    "predicted_edges",
]

BASELINES = ("telea", "navier-stokes", "patchmatch")
"""Always in the table; they need no weights."""
HOLE_LEVEL = 128
"""What models get in the hole instead of the original, 0..255 in all channels."""
OPTIONAL_BASELINES = ("migan",)
"""In the table where they are installed."""


class GuideSource(enum.StrEnum):
    """Where the edges in the hole come from."""

    MODEL = "model"
    """The model predicts them, if it does."""
    ORIGINAL = "original"
    """Canny of the original: what a perfect edge generator, or a user, could draw."""


@dataclass(frozen=True)
class ModelVariant:
    """A model and the settings it is judged with.

    Attributes
    ----------
    label
        Row of the table; unique in one evaluation.
    model
        Name of an installed model.
    sigma
        Canny sigma in pixels of the edges of the known area (and of the original's, for
        `GuideSource.ORIGINAL`).
    guide
        Where the edges in the hole come from.
    options
        The model's own options, other than their defaults.
    """

    label: str
    model: str
    sigma: float = 2.0
    guide: GuideSource = GuideSource.MODEL
    options: Mapping[str, OptionValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Protocol:
    """What is the same for every model.

    Attributes
    ----------
    size_px
        Side of the square photographs; see `samples.prepare`.
    seed
        Seed of every restoration.
    sigma
        Canny sigma in pixels for edge precision and recall.
    device
        `auto`, `cuda`, `mps` or `cpu`.
    full_precision
        Keep float32 in networks.
    """

    size_px: int = 256
    seed: int = 0
    sigma: float = 2.0
    device: str = "auto"
    full_precision: bool = False


@dataclass(frozen=True)
class Record:
    """Scores of one variant on one sample."""

    sample: Sample
    label: str
    hole_share: float
    scores: Scores


@dataclass(frozen=True)
class VariantFacts:
    """What was learnt of a variant as a whole.

    `memory` is the growth of memory from before the model was loaded to its peak over the first
    photograph; `fid` is None where no Inception weights were given, `parameters` where the files
    cannot be counted.
    """

    variant: ModelVariant
    card: ModelCard
    device: str
    memory: MemoryUse
    fid: float | None
    parameters: int | None = None
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Run:
    """Everything an evaluation found out."""

    protocol: Protocol
    variants: tuple[VariantFacts, ...]
    records: tuple[Record, ...]
    samples: tuple[Sample, ...]
    notes: tuple[Message, ...] = ()


Watcher = Callable[[Case, ModelVariant, RestoreResult], None]
"""Called after each restoration, for pictures."""


@dataclass(frozen=True)
class _Judges:
    protocol: Protocol
    distances: Sequence[Lpips]
    fid: FidCollector | None
    watchers: Sequence[Watcher] = field(default=())


def compared_models(asked: Iterable[str]) -> tuple[str, ...]:
    """The models of a table: those asked for, then the baselines that are installed.

    Raises
    ------
    ModelNotFoundError, MissingPartError, ModelFileError
        If a model asked for is not there or not usable.
    """
    from inpaint_studio.zoo.registry import ModelState, find_model, list_models

    names = [find_model(name).require_ready().name for name in asked]
    ready = {model.name for model in list_models() if model.state is ModelState.READY}
    extra = [name for name in OPTIONAL_BASELINES if name in ready]
    return tuple(dict.fromkeys([*names, *BASELINES, *extra]))


def evaluate(
    samples: Sequence[Sample],
    variants: Sequence[ModelVariant],
    protocol: Protocol,
    *,
    distances: Sequence[Lpips] = (),
    fid: FidCollector | None = None,
    watchers: Sequence[Watcher] = (),
    make_engine: Callable[[], Engine] | None = None,
    token: ProgressToken | None = None,
) -> Run:
    """Restore every sample with every variant and score the results.

    Parameters
    ----------
    samples
        Photographs with masks. Those whose mask, as prepared, is empty or covers everything are
        left out for every model and named in the notes.
    variants
        What is compared; consecutive ones of one model share its memory.
    protocol
        What is the same for all.
    distances, fid
        LPIPS networks and the Inception features, where there are weights.
    watchers
        See `Watcher`.
    make_engine
        Gives a fresh engine a variant; by default one on the protocol's device.
    token
        Progress and cancellation.

    Raises
    ------
    BadInputError
        If no sample is left.
    InpaintStudioError
        Whatever a restoration raises; a table with holes would compare nothing.
    CancelledError
        After `token.cancel()`.
    """
    token = token or ProgressToken()
    usable, notes = _usable(samples, protocol, token.part(0.0, 0.02))
    judges = _Judges(protocol, distances, fid, watchers)
    if fid is not None:
        fid.add_originals(load_case(sample, protocol.size_px).image for sample in usable)

    def default_engine() -> Engine:
        return Engine(protocol.device, full_precision=protocol.full_precision)

    records: list[Record] = []
    facts: list[VariantFacts] = []
    for index, variant in enumerate(variants):
        part = token.part(
            0.02 + 0.98 * index / len(variants), 0.02 + 0.98 * (index + 1) / len(variants)
        )
        with (make_engine or default_engine)() as engine:
            found, fact = _run_variant(usable, variant, judges, engine, part)
        records += found
        facts.append(fact)
    return Run(protocol, tuple(facts), tuple(records), usable, notes)


def predicted_edges(case: Case, variant: ModelVariant, result: RestoreResult) -> EdgeMap | None:
    """The edge map (S, S) that a model completed and followed, or None if it shows none."""
    if not any(window.edges is not None for window in result.windows):
        return None
    known = canny(case.image, case.mask, sigma=variant.sigma)
    return hole_edge_map(known, case.mask, result.windows)


def _usable(
    samples: Sequence[Sample], protocol: Protocol, token: ProgressToken
) -> tuple[tuple[Sample, ...], tuple[Message, ...]]:
    usable, notes, variations = [], [], []
    for index, sample in enumerate(samples):
        token.report(index / len(samples), "Looking at the masks")
        case = load_case(sample, protocol.size_px)
        mask = case.mask
        if mask.any() and not mask.all():
            usable.append(sample)
            variations.append((total_variation(case.image), total_variation(case.image, mask)))
        else:
            notes.append(
                Message(
                    "{sample} was left out: its mask covers everything."
                    if mask.any()
                    else "{sample} was left out: its mask is empty.",
                    sample=sample.name,
                )
            )
    if not usable:
        raise BadInputError("No photograph is left to judge: every mask is empty or covers all.")
    whole, hole = np.mean(variations, axis=0)
    notes.append(
        Message(
            "TV of the originals: {whole} %, in the hole {hole} %.",
            whole=Metric.TV.info.show(whole),
            hole=Metric.TV_HOLE.info.show(hole),
        )
    )
    return tuple(usable), tuple(notes)


def _run_variant(
    samples: Sequence[Sample],
    variant: ModelVariant,
    judges: _Judges,
    engine: Engine,
    token: ProgressToken,
) -> tuple[list[Record], VariantFacts]:
    protocol, records, device = judges.protocol, list[Record](), ""
    notes = dict[Message, None]()
    probe = MemoryProbe()
    card = engine.load(variant.model)
    # Compilers and caches warm up on the first photograph, and memory is measured on it: later
    # the judges' own networks are in memory too. Only the second pass is timed.
    first = load_case(samples[0], protocol.size_px)
    _restore(first, variant, protocol, card, engine, token.part(0.0, 0.0))
    memory = probe.read()
    for index, sample in enumerate(samples):
        part = token.part(index / len(samples), (index + 1) / len(samples))
        part.report(0.0, "{label}: {sample}", label=variant.label, sample=sample.name)
        case = load_case(sample, protocol.size_px)
        result = _restore(case, variant, protocol, card, engine, part)
        device = result.device
        notes |= dict.fromkeys(each for each in (result.reason, *result.notes) if each)
        records.append(_record(case, variant, result, judges))
        for watch in judges.watchers:
            watch(case, variant, result)
    distance = None if judges.fid is None else judges.fid.distance(variant.label)
    parameters = count_parameters(card, _folder_of(variant.model))
    facts = VariantFacts(variant, card, device, memory, distance, parameters, tuple(notes))
    return records, facts


def _folder_of(model: str) -> Path | None:
    """Where a model's files lie; None for one that no registry knows."""
    from inpaint_studio.zoo.registry import find_model

    try:
        return find_model(model).folder
    except ModelNotFoundError:
        return None


def _restore(
    case: Case,
    variant: ModelVariant,
    protocol: Protocol,
    card: ModelCard,
    engine: Engine,
    token: ProgressToken,
) -> RestoreResult:
    guide = None
    if variant.guide is GuideSource.ORIGINAL:
        wanted = canny(case.image, sigma=variant.sigma) > 0.5
        guide = EdgeGuide(add=np.asarray(wanted & case.mask), erase=case.mask)
    # Some published graphs blend what lies in the hole into their result; given the original,
    # they would be judged on the answer.
    damaged = case.image.copy()
    damaged[case.mask] = HOLE_LEVEL
    request = RestoreRequest(
        image=damaged,
        mask=case.mask,
        settings=FillSettings(
            variant.model,
            speck_px=0,  # it is the model that is judged
            seed=protocol.seed,
            sigma=variant.sigma,
            options=variant.options,
        ),
        guide=guide,
        keep_window_results=card.shows_edges,
    )
    try:
        return engine.restore(request, token)
    except CancelledError:
        raise
    except InpaintStudioError as error:
        said = Message(
            "{model} on {photo}: {error}",
            model=variant.label,
            photo=case.sample.photo.name,
            error=error,
        )
        raise type(error).saying(said) from error


def _record(case: Case, variant: ModelVariant, result: RestoreResult, judges: _Judges) -> Record:
    scorer = Scorer(case.image, case.mask, judges.distances, sigma=judges.protocol.sigma)
    scores = scorer.score(result.image)
    edges = predicted_edges(case, variant, result)
    if edges is not None:
        scores |= scorer.score_edge_map(edges)
    scores[Metric.SECONDS] = result.seconds
    if judges.fid is not None:
        judges.fid.add(variant.label, result.image)
    return Record(case.sample, variant.label, case.hole_share, scores)
