"""Restores the sample photographs and shows them in `resources/gallery`: before, hole, after.

    python packaging/make_gallery.py [--model NAME] [--only SAMPLE ...] [--results DIR]

Below the whole photographs stands the part with most hole, pixel for pixel, so that a picture made
small hides nothing. `--results` keeps the restored photographs too, as PNG.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.imaging.mask_file import read_mask
from inpaint_studio.imaging.types import Image, Mask, size_of
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.jobs.fill_settings import FillSettings

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
_PANEL_PX = 520
_DETAIL_PX = 230
_GAP_PX = 10
_CAPTION_PX = 26
_GROUND = (236, 236, 235)
_INK = (70, 70, 70)
_HOLE = np.array([214, 60, 48], np.float32)
_LARGEST_BYTES = 300_000


def detail_box(mask: Mask, height: int, width: int) -> Box:
    """The box of that size (or the image's) with the most hole in it."""
    rows, columns = mask.shape
    height, width = min(height, rows), min(width, columns)
    sums = cv2.integral(mask.astype(np.uint8))
    share = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width]
    share = share + sums[:-height, :-width]
    top, left = np.unravel_index(int(np.argmax(share)), share.shape)
    return Box(int(top), int(left), int(top) + height, int(left) + width)


def overlaid(image: Image, mask: Mask) -> Image:
    """The photograph, paler, with its hole in red."""
    pale = image.astype(np.float32) * 0.75 + 40.0
    red = 0.35 * image.astype(np.float32) + 0.65 * _HOLE
    return np.where(mask[..., None], red, pale).clip(0, 255).astype(np.uint8)


def sheet(panels: list[Image], mask: Mask, captions: list[str]) -> Pillow.Image:
    """Three panels, their captions, and the same detail of each at 100 %."""
    height, width = panels[0].shape[:2]
    scale = _PANEL_PX / width
    shown = (_PANEL_PX, max(1, round(height * scale)))
    box = detail_box(mask, _DETAIL_PX, _PANEL_PX)
    with_detail = scale < 0.9
    size = (
        3 * _PANEL_PX + 4 * _GAP_PX,
        shown[1] + _CAPTION_PX + 2 * _GAP_PX + (box.height + _GAP_PX if with_detail else 0),
    )
    result = Pillow.new("RGB", size, _GROUND)
    draw = ImageDraw.Draw(result)
    font = ImageFont.load_default(size=14)
    for number, (panel, caption) in enumerate(zip(panels, captions, strict=True)):
        left = _GAP_PX + number * (_PANEL_PX + _GAP_PX)
        whole = Pillow.fromarray(panel).resize(shown, Pillow.Resampling.LANCZOS)
        result.paste(whole, (left, _GAP_PX))
        draw.text((left, _GAP_PX + shown[1] + 5), caption, fill=_INK, font=font)
        if with_detail:
            part = Pillow.fromarray(np.ascontiguousarray(panel[box.slices]))
            result.paste(part, (left, _GAP_PX + shown[1] + _CAPTION_PX + _GAP_PX))
    return result


def jpeg_within(picture: Pillow.Image, largest_bytes: int) -> bytes:
    """`picture` as a JPEG of the best quality that stays within `largest_bytes`."""
    for quality in (90, 86, 82, 77, 72, 66, 60, 50):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= largest_bytes:
            break
    return out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description="Restore the samples into resources/gallery.")
    parser.add_argument("--model", default="auto", help="a name from 'inpaint-studio models list'")
    parser.add_argument("--only", nargs="*", default=[], help="names of samples; all when left out")
    parser.add_argument("--results", type=Path, help="folder for the restored photographs")
    options = parser.parse_args()
    gallery = RESOURCES / "gallery"
    gallery.mkdir(parents=True, exist_ok=True)
    engine = Engine()
    for mask_path in sorted((RESOURCES / "samples").glob("*.mask.png")):
        name = mask_path.name.removesuffix(".mask.png")
        if options.only and name not in options.only:
            continue
        photo = read_photo(mask_path.with_name(f"{name}.jpg"))
        mask = read_mask(mask_path, size=size_of(photo.image))
        done = engine.restore(RestoreRequest(photo.image, mask, FillSettings(options.model)))
        if options.results is not None:
            options.results.mkdir(parents=True, exist_ok=True)
            write_photo(options.results / f"{name}.png", done.image, like=photo)
        panels = [photo.image, overlaid(photo.image, mask), done.image]
        captions = [
            f"{name}: before",
            f"hole, {100 * mask.mean():.1f} % of the photograph",
            f"after ({done.model})",
        ]
        data = jpeg_within(sheet(panels, mask, captions), _LARGEST_BYTES)
        (gallery / f"{name}.jpg").write_bytes(data)
        sys.stdout.write(f"{name}: {done.model}, {done.seconds:.1f} s, {len(data) // 1000} kB\n")
    engine.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
