"""What models score on each kind of hole: the figures by which `auto` chooses.

Every photograph is judged twice, with its own mask and with one of scratches drawn for it, and each
hole is classified as `auto` would do it. The result is a report, and `measured.json`, from which
cards take their figures. Knows nothing of how models work.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

import cv2
import numpy as np

from inpaint_studio.errors import MissingPartError
from inpaint_studio.evaluation.report import prepare_folder
from inpaint_studio.evaluation.runner import (
    HOLE_LEVEL,
    ModelVariant,
    Run,
    compared_models,
    evaluate,
)
from inpaint_studio.evaluation.samples import Sample, load_case
from inpaint_studio.evaluation.scores import Metric
from inpaint_studio.evaluation.studies import StudyOptions, StudyResult, begin, finish, judges
from inpaint_studio.evaluation.summary import GroupKind, Summary, summarize
from inpaint_studio.imaging.mask_file import write_mask
from inpaint_studio.imaging.types import Mask
from inpaint_studio.inference.hole_kind import kind_of_hole
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken
from inpaint_studio.training.losses.lpips import PerceptualNet

__all__ = ["MEASURED_FILE", "study_kinds", "thin_hole"]

MEASURED_FILE = "measured.json"
_THIN_SUFFIX = " thin"
_LEAST_SHARE, _MOST_SHARE = 0.02, 0.06
_WIDEST_PX = 4


def thin_hole(side_px: int, seed: int) -> Mask:
    """Scratches of one to four pixels that run across a square photograph.

    Parameters
    ----------
    side_px
        Side of the square.
    seed
        Same side and seed, same scratches.

    Returns
    -------
    bool (side_px, side_px), True = hole, two to six hundredths of it (a little more at most).
    """
    random = np.random.default_rng(seed)
    canvas = np.zeros((side_px, side_px), np.uint8)
    wanted = random.uniform(_LEAST_SHARE, _MOST_SHARE)
    while canvas.mean() < wanted:
        way = random.uniform(0, np.pi)
        length = side_px * random.uniform(0.3, 1.2)
        steps = np.linspace(-0.5, 0.5, 10)
        sway = np.cumsum(random.normal(0, 0.012, steps.size)) * length
        along, across = np.array([np.cos(way), np.sin(way)]), np.array([-np.sin(way), np.cos(way)])
        middle = random.uniform(0, side_px, 2)
        points = middle + steps[:, None] * length * along + sway[:, None] * across
        px = int(random.integers(1, _WIDEST_PX + 1))
        cv2.polylines(canvas, [np.rint(points).astype(np.int32)], False, 1, px)
    return canvas > 0


def study_kinds(options: StudyOptions, token: ProgressToken | None = None) -> StudyResult:
    """Compare models by kind of hole.

    Raises
    ------
    BadInputError
        Of its kinds, if folders, models or options cannot be used.
    MissingPartError
        If there are no perceptual weights (LPIPS is what is asked for), or as `study_models`.
    CancelledError
        After `token.cancel()`; no report is written then.
    """
    token = token or ProgressToken()
    if options.perceptual_weights is None:
        raise MissingPartError(
            "Kinds of holes are judged by LPIPS; name the folder of its weights."
        )
    own = begin(options)
    samples = _classified(own, options, token.part(0.0, 0.03))
    variants = [ModelVariant(name, name) for name in compared_models(options.models)]
    distances, _, notes = judges(replace(options, inception=None))
    run = evaluate(
        samples,
        variants,
        options.protocol,
        distances=[each for each in distances if each.net is PerceptualNet.ALEX],
        token=token.part(0.03, 1.0),
    )
    summary = summarize(run, resamples=options.resamples)
    note = Message(
        "Each photograph was judged twice: with its own mask, and with scratches of 1 to "
        "{widest_px} px drawn for it (in thin_masks). Kinds are those that auto tells apart.",
        widest_px=_WIDEST_PX,
    )
    path = options.report / MEASURED_FILE
    figures = json.dumps(_measured(run, summary), indent=1) + "\n"
    write_atomic(path, figures.encode("utf-8"))
    result = finish(options, run, summary, "Models by kind of hole", (note, *notes), ())
    return StudyResult(run, summary, (*result.files, path))


def _classified(
    own: tuple[Sample, ...], options: StudyOptions, token: ProgressToken
) -> tuple[Sample, ...]:
    """The samples, and each again with scratches; kinds are those of the holes."""
    folder = prepare_folder(options.report / "thin_masks")
    size_px = options.protocol.size_px
    found = []
    for index, sample in enumerate(own):
        token.report(index / len(own), "Classifying holes")
        path = folder / f"{sample.name}.png"
        side = load_case(sample, size_px).image.shape[0]
        write_mask(path, thin_hole(side, zlib.crc32(sample.name.encode("utf-8"))))
        thin = Sample(sample.name + _THIN_SUFFIX, sample.photo, path)
        found += [_with_kind(each, size_px) for each in (sample, thin)]
    return tuple(found)


def _with_kind(sample: Sample, size_px: int) -> Sample:
    case = load_case(sample, size_px)
    if not case.mask.any() or case.mask.all():
        return sample  # left out by the evaluation, which says so
    damaged = case.image.copy()
    damaged[case.mask] = HOLE_LEVEL
    return sample._replace(kind=kind_of_hole(damaged, case.mask).value)


def _measured(run: Run, summary: Summary) -> dict[str, dict[str, object]]:
    """For each model what its card takes over: LPIPS over the photographs' own masks, and by kind
    of hole; see `ModelCard.measured_lpips` and `measured`."""
    result: dict[str, dict[str, object]] = {}
    for label in summary.labels:
        whole = [
            record.scores[Metric.LPIPS_ALEX]
            for record in run.records
            if record.label == label and not record.sample.name.endswith(_THIN_SUFFIX)
        ]
        result[label] = {
            "measured_lpips": round(float(np.mean(whole)), 4),
            "measured": [
                {
                    "kind": group.label,
                    "lpips": round(group.means[label][Metric.LPIPS_ALEX].mean, 4),
                    "photographs": group.count,
                }
                for group in summary.by(GroupKind.KIND)
            ],
        }
    return result
