"""What models make of large holes: objects taken out of photographs of many megapixels.

Outlines as of objects are laid over known ground, so that what lay there can be compared. Each
hole is judged in a square of twice its extent at the photo's full size: what a user looks at, and
all that a model sees. The result is a report, and `measured.json`, from which cards take their
figures for `auto`. Knows nothing of how models work.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from inpaint_studio.errors import BadInputError, MissingPartError
from inpaint_studio.evaluation.report import prepare_folder
from inpaint_studio.evaluation.runner import ModelVariant, Watcher, compared_models, evaluate
from inpaint_studio.evaluation.samples import LARGEST_SIZE_PX, Sample
from inpaint_studio.evaluation.scores import Metric
from inpaint_studio.evaluation.sheets import ContactSheet
from inpaint_studio.evaluation.studies import StudyOptions, StudyResult, finish, judges
from inpaint_studio.evaluation.summary import summarize
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.mask_file import write_mask
from inpaint_studio.imaging.types import Image, Mask, from_unit, to_unit
from inpaint_studio.jobs.files import write_atomic
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken
from inpaint_studio.training.losses.lpips import PerceptualNet
from inpaint_studio.zoo.card import TEXTURE_OPTION, HoleKind
from inpaint_studio.zoo.registry import find_model

__all__ = ["object_hole", "study_large"]

_MEASURED_FILE = "measured.json"
_FOLDER = "holes"
_HOLES_A_PHOTO = 3
_SMALLEST_MP, _LARGEST_MP = 5.5, 26.0
_SHARE = (0.02, 0.06)
_VIEW = 2.0  # sides of the hole's box
_LESS_TEXTURE = 2
_CELL_PX = 420


def object_hole(size: tuple[int, int], share: float, seed: int) -> Mask:
    """One compact outline, as of an object, anywhere in a picture.

    Parameters
    ----------
    size
        Height and width in pixels.
    share
        Of the picture that it covers.
    seed
        Same size, share and seed, same hole.

    Returns
    -------
    bool (H, W), True = hole; an eighth of the short side at least is left to each border.
    """
    height, width = size
    random = np.random.default_rng(seed)
    angles = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    sway = 1 + sum(
        random.normal(0, 0.25 / k) * np.cos(k * angles + random.uniform(0, 2 * np.pi))
        for k in (2, 3, 4, 5)
    )
    outline = np.maximum(sway, 0.3)[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    outline *= np.sqrt([1 / random.uniform(0.5, 2.0), 1.0])
    outline *= np.sqrt(share * height * width / cv2.contourArea(outline.astype(np.float32)))
    low, high = outline.min(axis=0), outline.max(axis=0)
    margin = min(size) / 8
    room = np.maximum([width, height] - (high - low) - 2 * margin, 0)
    place = margin - low + room * random.uniform(0, 1, 2)
    canvas = np.zeros(size, np.uint8)
    cv2.fillPoly(canvas, [np.rint(outline + place).astype(np.int32)], 1)
    return canvas > 0


def study_large(options: StudyOptions, token: ProgressToken | None = None) -> StudyResult:
    """Compare models on large holes; those with the option `texture` at the usual level and at
    less.

    Of `options`, `masks` is not used: the holes are drawn.

    Raises
    ------
    BadInputError
        Of its kinds, if there is no photograph of 5.5 to 26 megapixels, or models or options
        cannot be used.
    MissingPartError
        If there are no perceptual weights, or as `study_models`.
    CancelledError
        After `token.cancel()`; no report is written then.
    """
    token = token or ProgressToken()
    if options.perceptual_weights is None:
        raise MissingPartError("Large holes are judged by LPIPS; name the folder of its weights.")
    prepare_folder(options.report)
    samples = tuple(_samples(options, token.part(0.0, 0.03)))
    if not samples:
        raise BadInputError(
            "{images} holds no photograph of {smallest} to {largest} megapixels.",
            images=options.images,
            smallest=_SMALLEST_MP,
            largest=_LARGEST_MP,
        )
    asked = [find_model(name).require_ready().name for name in options.models]
    names = tuple(dict.fromkeys(asked)) or compared_models(())
    distances, _, notes = judges(replace(options, inception=None))
    sheet = ContactSheet((sample.name for sample in samples), cell_px=_CELL_PX)
    watchers: list[Watcher] = [sheet] if options.sheet_rows else []
    run = evaluate(
        samples,
        [variant for name in names for variant in _variants(name)],
        replace(options.protocol, size_px=LARGEST_SIZE_PX),
        distances=[each for each in distances if each.net is PerceptualNet.ALEX],
        watchers=watchers,
        token=token.part(0.03, 1.0),
    )
    summary = summarize(run, resamples=options.resamples)
    figures = {
        label: {
            "measured": [
                {
                    "kind": HoleKind.LARGE.value,
                    "lpips": round(summary.overall.means[label][Metric.LPIPS_ALEX].mean, 4),
                    "photographs": summary.overall.count,
                }
            ]
        }
        for label in summary.labels
        if label in names
    }
    path = options.report / _MEASURED_FILE
    write_atomic(path, (json.dumps(figures, indent=1) + "\n").encode("utf-8"))
    pictures = [sheet.write(options.report / "sheet.png")] if options.sheet_rows else []
    note = Message(
        "Holes of {least:.0%} to {most:.0%} of each photograph, {count} a "
        "photograph, judged in squares of {view:g} times their extent at full size (in "
        "{folder}).",
        least=_SHARE[0],
        most=_SHARE[1],
        count=_HOLES_A_PHOTO,
        view=_VIEW,
        folder=_FOLDER,
    )
    result = finish(options, run, summary, "Models on large holes", (note, *notes), pictures)
    return StudyResult(run, summary, (*result.files, path))


def _variants(name: str) -> Iterator[ModelVariant]:
    yield ModelVariant(name, name)
    if any(option.name == TEXTURE_OPTION for option in find_model(name).card.options):
        label = f"{name}, texture {_LESS_TEXTURE}"
        yield ModelVariant(label, name, options={TEXTURE_OPTION: _LESS_TEXTURE})


def _samples(options: StudyOptions, token: ProgressToken) -> Iterator[Sample]:
    """Squares around holes in the photographs of the right size, written beside the report."""
    from inpaint_studio.imaging.files import SUFFIXES, read_photo

    folder = prepare_folder(options.report / _FOLDER)
    paths = [path for path in sorted(options.images.iterdir()) if path.suffix.lower() in SUFFIXES]
    for index, path in enumerate(paths[: options.limit]):
        token.report(index / len(paths), "Cutting holes")
        image = read_photo(path).image
        height, width = image.shape[:2]
        if not _SMALLEST_MP <= height * width / 1e6 <= _LARGEST_MP:
            continue
        for number in range(_HOLES_A_PHOTO):
            seed = zlib.crc32(f"{path.stem} {number}".encode())
            share = _SHARE[0] + (_SHARE[1] - _SHARE[0]) * number / (_HOLES_A_PHOTO - 1)
            yield _cut(folder, f"{path.stem} {number + 1}", image, share, seed)


def _cut(folder: Path, name: str, image: Image, share: float, seed: int) -> Sample:
    height, width = image.shape[:2]
    hole = object_hole((height, width), share, seed)
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    extent = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    side = int(min(_VIEW * extent, height, width))
    top = int(np.clip((rows[0] + rows[-1] - side) // 2, 0, height - side))
    left = int(np.clip((columns[0] + columns[-1] - side) // 2, 0, width - side))
    box = Box(top, left, top + side, left + side)
    photo, mask = folder / f"{name}.png", folder / f"{name}.mask.png"
    part = from_unit(to_unit(image[box.slices]), np.dtype(np.uint8))
    encoded = cv2.imencode(".png", cv2.cvtColor(part, cv2.COLOR_RGB2BGR))[1]
    write_atomic(photo, encoded.tobytes())
    write_mask(mask, np.ascontiguousarray(hole[box.slices]))
    return Sample(name, photo, mask, HoleKind.LARGE.value)
