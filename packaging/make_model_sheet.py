"""What each model makes of the same samples, on one sheet: `resources/gallery/models.jpg`.

    python packaging/make_model_sheet.py [--models A,B,...] [--samples A,B,...] [--side PX]

A row is a sample, a column a model; all models that are ready are shown unless some are named. Each
picture is the part of the sample with the most hole, pixel for pixel, so that nothing is hidden by
shrinking.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from inpaint_studio.evaluation.sheets import grid
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.mask_file import read_mask
from inpaint_studio.imaging.types import Image, Mask, from_unit, size_of, to_unit
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.zoo.registry import ModelState, list_models

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
_SAMPLES = "aeroplane,cat,coffee,dust-bowl-home,nagasaki-boats,pagoda"
_LARGEST_BYTES = 900_000


def part_with_most_hole(mask: Mask, side_px: int) -> Box:
    """A square of that side (or the image's) that holds the most hole, but not only hole."""
    height, width = (min(side_px, length) for length in mask.shape)
    sums = np.pad(mask.astype(np.int64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    holes = sums[height:, width:] - sums[:-height, width:]
    holes = holes - sums[height:, :-width] + sums[:-height, :-width]
    share = holes / (height * width)
    top, left = np.unravel_index(
        int(np.argmax(np.where(share > 0.5, 1 - share, share))), share.shape
    )
    return Box(int(top), int(left), int(top) + height, int(left) + width)


def marked(image: Image, mask: Mask) -> Image:
    """The photograph with its hole in grey."""
    picture = image.copy()
    picture[mask] = 128
    return picture


def as_bytes(image: Image) -> NDArray[np.uint8]:
    return np.asarray(from_unit(to_unit(image), np.dtype(np.uint8)), np.uint8)


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def main() -> int:
    parser = argparse.ArgumentParser(description="Show what each model makes of the samples.")
    parser.add_argument("--models", default="", help="names, by commas; all that are ready")
    parser.add_argument("--samples", default=_SAMPLES, help="names, by commas")
    parser.add_argument("--side", type=int, default=256, help="side of the parts shown, in pixels")
    parser.add_argument("-o", "--output", type=Path, default=RESOURCES / "gallery" / "models.jpg")
    options = parser.parse_args()
    ready = [model.name for model in list_models() if model.state is ModelState.READY]
    models = names(options.models) or ready
    rows: list[list[NDArray[np.uint8]]] = []
    for name in names(options.samples):
        photo = read_photo(RESOURCES / "samples" / f"{name}.jpg").image
        mask = read_mask(RESOURCES / "samples" / f"{name}.mask.png", size=size_of(photo))
        box = part_with_most_hole(mask, options.side)
        # What models see beyond the part shown decides too.
        seen = box.grown(options.side).clipped(size_of(photo))
        rows.append([as_bytes(marked(photo, mask)[box.slices])])
        for index, model in enumerate(models):
            with Engine() as engine:
                request = RestoreRequest(photo[seen.slices], mask[seen.slices], FillSettings(model))
                done = engine.restore(request)
            inner = box.moved(-seen.top, -seen.left)
            rows[-1].append(as_bytes(done.image[inner.slices]))
            sys.stdout.write(f"{name} {index + 1}/{len(models)} {model}: {done.seconds:.1f} s\n")
    sheet = Pillow.fromarray(grid(["hole", *models], rows))
    for quality in (92, 88, 84, 78, 70):
        out = io.BytesIO()
        sheet.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= _LARGEST_BYTES:
            break
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_bytes(out.getvalue())
    sys.stdout.write(f"{options.output}: {len(out.getvalue()) // 1000} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
