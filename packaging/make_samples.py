"""Makes `resources/samples` from the source photographs: masks, drawn damage, credits.

    python packaging/make_samples.py SOURCES [--only NAME ...] [--overlays DIR]

SOURCES is a folder with the source photographs under the names in `SAMPLES`; where each comes from
is told in `resources/samples/README.md`. A photograph whose damage is real keeps its bytes, save
for a credit in a JPEG comment. Masks of real damage and of objects are drawn by hand, in the tables
below; those of drawn damage are the pixels that it changed, grown by what JPEG may smear.
"""

from __future__ import annotations

import argparse
import io
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from sample_drawings import HOLES, Shape

from inpaint_studio.imaging.mask import grow
from inpaint_studio.imaging.mask_file import write_mask
from inpaint_studio.imaging.types import Image, Mask
from inpaint_studio.training.damage import DamageKind, apply_damage
from inpaint_studio.training.damage.lettering import draw_date, draw_text
from inpaint_studio.training.damage.sheet import Sheet

OUT = Path(__file__).resolve().parent.parent / "resources" / "samples"
_SMEAR_PX = 2
"""JPEG carries a change into the pixels beside it; they belong to the hole."""


@dataclass(frozen=True)
class Sample:
    """One sample: its name, its source file, its credit, and how the damage came about."""

    name: str
    source: str
    credit: str
    damage: Callable[[Image], Image] | None = None
    quality: int = 92
    keep_original: bool = False


def _kinds(*kinds: DamageKind, seed: int, strength: float) -> Callable[[Image], Image]:
    return lambda image: apply_damage(image, kinds, seed=seed, strength=strength).image


def _dated(image: Image) -> Image:
    sheet = Sheet(image)
    draw_date(sheet, "'98  7 14", height_px=17, right_px=28, bottom_px=22, glow=0.55)
    return sheet.pixels


def _lettered(image: Image) -> Image:
    sheet = Sheet(image)
    rng = np.random.default_rng(7)
    draw_text(
        sheet, rng, "PROOF - NOT FOR SALE", top_px=198, left_px=62, height_px=27,
        colour=(0.97, 0.97, 0.97), opacity=0.62, shadow=0.25,
    )  # fmt: skip
    draw_text(
        sheet, rng, "GARDEN SHOW, NO. 214", top_px=388, left_px=28, height_px=17,
        colour=(0.98, 0.95, 0.85), by_hand=True,
    )  # fmt: skip
    return sheet.pixels


_GETTY = "digital image courtesy of the Getty's Open Content Program; CC0 1.0"
_K = DamageKind
SAMPLES = (
    Sample(
        "aeroplane", "airplane-from-above.jpg",
        f"Fedele Azari, Airplane viewed from above, 1914-1929; {_GETTY}",
    ),
    Sample(
        "alpine-valley", "french-alpine-landscape.jpg",
        f"Adolphe Braun, Alpine landscape, 1865-1870; {_GETTY}",
    ),
    Sample(
        "pasture", "march-pastoral.jpg",
        f"Peter Henry Emerson, A March Pastoral, Suffolk, 1888; {_GETTY}",
    ),
    Sample(
        "black-canyon", "black-canyon.jpg",
        f"Timothy H. O'Sullivan, Black Canon, Colorado River, 1871; {_GETTY}",
    ),
    Sample(
        "dust-bowl-home", "dust-bowl-home.jpg",
        f"Dorothea Lange, Abandoned Dust Bowl Home, about 1935-1940; {_GETTY}; damage drawn",
        _kinds(_K.FOLD, _K.TORN_CORNER, _K.HAIR_SCRATCH, _K.DUST, seed=36, strength=0.5),
        quality=88,
    ),
    Sample(
        "nagasaki-boats", "nagasaki-boats.jpg",
        f"Felice Beato, Boats in river, Nagasaki, about 1865; {_GETTY}; damage drawn",
        _kinds(_K.TEAR, _K.TORN_EDGE, _K.BROAD_SCRATCH, _K.FOXING, seed=42, strength=0.5),
        quality=88,
    ),
    Sample(
        "cameraman", "camera.png",
        "Lav Varshney, CC0, from scikit-image; damage drawn",
        _kinds(_K.FILM_LINE, _K.DUST, _K.CREASE, seed=88, strength=0.5),
        keep_original=True,
    ),
    Sample(
        "cat", "chelsea.png",
        "Stefan van der Walt, CC0, from scikit-image; damage drawn",
        _kinds(_K.HAIR_SCRATCH, _K.BROAD_SCRATCH, _K.FIBRE, _K.DUST, seed=52, strength=0.7),
        keep_original=True,
    ),
    Sample(
        "coffee", "coffee.png",
        "Rachel Michetti, CC0, courtesy of Pikolo Espresso Bar, from scikit-image; damage drawn",
        _kinds(_K.FOLD, _K.CREASE, seed=66, strength=0.5),
        keep_original=True,
    ),
    Sample(
        "pagoda", "china.jpg",
        "danielbuechele, CC BY 2.0, flickr.com/photos/danielbuechele/6061409035; date drawn",
        _dated, keep_original=True,
    ),
    Sample(
        "dahlia", "flower.jpg",
        "vultilion, CC BY 2.0, flickr.com/photos/vultilion/6056698931; lettering drawn",
        _lettered, keep_original=True,
    ),
)  # fmt: skip


def _read(path: Path) -> Image:
    with Pillow.open(path) as file:
        return np.asarray(file.convert("RGB"))


def _with_comment(data: bytes, text: str) -> bytes:
    """The JPEG `data` with `text` as its comment, pixels and other segments as they were."""
    at = 2
    while data[at] == 0xFF and 0xE0 <= data[at + 1] <= 0xEF:
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    body = text.encode()
    return data[:at] + b"\xff\xfe" + struct.pack(">H", len(body) + 2) + body + data[at:]


def _jpeg(image: Image, quality: int) -> bytes:
    is_grey = bool((image == image[..., :1]).all())
    picture = Pillow.fromarray(image[..., 0] if is_grey else image)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2, optimize=True)
    return out.getvalue()


def _draw(image: Image, shapes: tuple[Shape, ...]) -> Mask:
    hole = np.zeros(image.shape[:2], np.bool_)
    for shape in shapes:
        hole |= shape.hole(image)
    return hole


def _make(sample: Sample, sources: Path, overlays: Path | None) -> str:
    source = sources / sample.source
    image = _read(source)
    if sample.damage is None:
        mask, shown = _draw(image, HOLES[sample.name]), image
        data = source.read_bytes()
    else:
        shown = sample.damage(image)
        mask = grow((shown != image).any(2), _SMEAR_PX)
        data = _jpeg(shown, sample.quality)
        if sample.keep_original:
            plain = source.read_bytes() if source.suffix == ".jpg" else _jpeg(image, 92)
            credit = sample.credit.rpartition(";")[0]
            (OUT / f"{sample.name}.original.jpg").write_bytes(_with_comment(plain, credit))
    (OUT / f"{sample.name}.jpg").write_bytes(_with_comment(data, sample.credit))
    write_mask(OUT / f"{sample.name}.mask.png", mask)
    if overlays is not None:
        red = np.where(mask[..., None], (shown * 0.4 + np.array([150, 0, 0])), shown)
        cv2.imwrite(str(overlays / f"{sample.name}.png"), red.astype(np.uint8)[..., ::-1])
    return f"{sample.name}: {len(data) // 1024} KiB, hole {100 * mask.mean():.1f} %"


def main() -> int:
    parser = argparse.ArgumentParser(description="Make resources/samples from the sources.")
    parser.add_argument("sources", type=Path, help="folder with the source photographs")
    parser.add_argument("--only", nargs="*", default=[], help="names of samples; all when left out")
    parser.add_argument("--overlays", type=Path, help="folder for pictures of masks over photos")
    options = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        if not options.only or sample.name in options.only:
            sys.stdout.write(_make(sample, options.sources, options.overlays) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
