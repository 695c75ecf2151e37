"""Numbers out of range in a project's record of its photo file: refused, or the photo is written."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image as PillowImage

from inpaint_studio.document.photo_record import from_record, to_record
from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files import Photo, read_photo, write_photo

EXTREMES = (-(1 << 63), -1, 0, 3, 255, 256, 65_536, (1 << 32) - 1, 1 << 70, 1e308)
IMAGE = np.arange(16 * 24 * 3, dtype=np.uint8).reshape(16, 24, 3)
MAKERS = {
    "a.jpg": ("JPEG", {"dpi": (300, 300), "comment": b"words"}),
    "a.png": ("PNG", {"dpi": (300, 300)}),
    "a.webp": ("WEBP", {}),
    "a.bmp": ("BMP", {}),
    "a.avif": ("AVIF", {}),
    "a.tif": ("TIFF", {"dpi": (300, 300)}),
    "a.heic": ("HEIF", {}),
    "a.jxl": ("JXL", {}),
}


def make(path: Path) -> None:
    form, options = MAKERS[path.name]
    if form == "JXL":
        path.write_bytes(imagecodecs.jpegxl_encode(IMAGE, lossless=True))
    elif form == "HEIF":
        heif = pytest.importorskip("pillow_heif")
        heif.from_bytes("RGB", (24, 16), IMAGE.tobytes()).save(path)
    elif form == "TIFF":
        tifffile.imwrite(path, IMAGE, photometric="rgb", metadata=None)
    else:
        stream = io.BytesIO()
        PillowImage.fromarray(IMAGE).save(stream, form, **options)
        path.write_bytes(stream.getvalue())


def numbers(record: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where numbers stand in a record; of long lists the first three."""
    if isinstance(record, dict | list):
        steps = record.items() if isinstance(record, dict) else enumerate(record[:3])
        for key, value in steps:
            yield from numbers(value, (*way, key))
    elif isinstance(record, int | float) and not isinstance(record, bool):
        yield way


@pytest.mark.parametrize("name", MAKERS)
def test_numbers_out_of_range(tmp_path: Path, name: str) -> None:
    make(tmp_path / name)
    photo = read_photo(tmp_path / name)
    good = json.loads(json.dumps(to_record(photo.info)))
    wrong = []
    for way in numbers(good):
        for extreme in EXTREMES:
            record = copy.deepcopy(good)
            inner = record
            for key in way[:-1]:
                inner = inner[key]
            inner[way[-1]] = extreme
            try:
                like = Photo(photo.image, photo.alpha, from_record(record))
                write_photo(tmp_path / f"out{Path(name).suffix}", photo.image, like=like)
            except BadInputError:
                continue
            except Exception as error:
                wrong.append(f"{way} = {extreme}: {error!r}")
    assert not wrong, "\n".join(wrong)
