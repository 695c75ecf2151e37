"""Pictures that image libraries test themselves with: read, changed a little, written, read again.

The pictures lie in the source packages of the libraries; they are taken from the folder that
INPAINT_STUDIO_TEST_PICTURES names, or fetched once with pip and kept in `build/`. Pixels are compared
by our reader and by Pillow, tags by exiftool. What is refused is listed with its reason.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.imaging.files import Photo, PhotoFormat, read_photo, write_photo
from inpaint_studio.imaging.files.formats import SUFFIXES

BUILD = Path(__file__).parents[2] / "build" / "test-pictures"
SOURCES = ("pillow", "tifffile", "imageio")
CHANGED = slice(0, 2), slice(0, 2)
_MOST_PIXELS = 12_000_000
# Mean change of a pixel that nobody touched, of 255, where a format is lossy.
_MOST_LOST = 4.0

# Groups of tags that describe the file and not the photo, and tags that must change.
OTHER_GROUPS = (
    "QuickTime",
    "Adobe",
    "System",
    "File",
    "Composite",
    "ExifTool",
    "IFD1",
    "SubIFD",
    "SourceFile",
    "MPF",
)
OTHER_TAGS = (
    *("StripOffsets", "StripByteCounts", "TileOffsets", "TileByteCounts", "FreeOffsets"),
    *("ThumbnailOffset", "ThumbnailLength", "ThumbnailImage", "PreviewImage", "PhotoshopThumbnail"),
    *("BitDepth", "ColorType", "Transparency", "BackgroundColor", "Interlace", "UnknownEXIF"),
    *("AnimationFrames", "AnimationPlays"),  # of one frame; more are told
    *("ExifByteOrder", "CurrentIPTCDigest", "IPTCDigest"),
)


@pytest.fixture(scope="module")
def pictures() -> list[Path]:
    folder = os.environ.get("INPAINT_STUDIO_TEST_PICTURES")
    found = Path(folder) if folder else fetched()
    claimed = (path for path in sorted(found.rglob("*")) if path.suffix.lower() in SUFFIXES)
    return [path for path in claimed if path.is_file()]


def fetched() -> Path:
    """The source packages, unpacked."""
    if not (BUILD / "whole").exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        for name in SOURCES:
            pip = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "-q",
                "--no-deps",
                "--no-binary",
                ":all:",
            ]
            done = subprocess.run([*pip, "-d", str(BUILD), name], capture_output=True, text=True)
            if done.returncode != 0:
                pytest.skip(f"the source of {name} cannot be fetched here")
        for archive in BUILD.glob("*.tar.gz"):
            with tarfile.open(archive) as opened:
                opened.extractall(BUILD, filter="data")
        (BUILD / "whole").touch()
    return BUILD


def eight_bits(image: Any) -> Any:
    return image if image.dtype == np.uint8 else np.rint(image / 257.0).astype(np.uint8)


def faults_of_pixels(image: Any, path: Path, like: Photo) -> Iterator[str]:
    """What is wrong with the pixels of a written file."""
    again = read_photo(path)
    if again.image.shape != image.shape:
        yield f"shape {again.image.shape}, was {image.shape}"
        return
    kept = like.info.format if like.info.format.facts.is_written else PhotoFormat.PNG
    known = np.ones(image.shape[:2], bool)
    known[CHANGED] = False  # a pixel multiplied by its alpha cannot hold every value
    if like.alpha is not None:
        known &= like.alpha > 0
    if like.lost is not None:
        known &= ~like.lost
    far = np.abs(eight_bits(again.image).astype(int) - eight_bits(image))[known]
    if far.any() and not kept.facts.is_lossy:
        yield f"known pixels of a lossless file changed, at most by {far.max()}"
    # A picture of a few pixels, or one that was cut off while it was refined, is no measure.
    is_whole = not any("lacks its end" in str(each) for each in like.notices)
    if is_whole and min(image.shape[:2]) >= 16 and far.mean() > _MOST_LOST:
        yield f"pixels changed by {far.mean():.1f} in the mean"
    if again.info.bit_depth < like.info.bit_depth and 16 in kept.facts.bit_depths:
        yield f"{again.info.bit_depth} bits, were {like.info.bit_depth}"
    opaque = np.iinfo(image.dtype).max
    old, new = (opaque if each.alpha is None else each.alpha for each in (like, again))
    if not np.array_equal(np.broadcast_to(old, image.shape[:2]), new) and not np.all(old == new):
        yield "transparency changed"
    try:
        with PillowImage.open(path) as theirs:
            if theirs.mode not in ("RGB", "L") or again.info.orientation != 1:
                return
            seen = np.asarray(theirs.convert("RGB")).astype(int)
    except Exception:
        return  # it could not read the original either
    if np.abs(seen - eight_bits(again.image))[known].mean() > 1.0:
        yield "Pillow sees another picture"


def tags_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Tags by file name, then by group and name."""
    command = ["exiftool", "-j", "-G1", "-q", "-m", "-struct", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    records = json.loads(done.stdout or "[]")
    return {Path(record.pop("SourceFile")).name: record for record in records}


def lost_tags(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Tags of the photo that are gone or differ."""
    lost = []
    for key, value in before.items():
        group, _, tag = key.partition(":")
        if group in OTHER_GROUPS or group.startswith("SubIFD") or tag in OTHER_TAGS:
            continue
        if after.get(key) != value:
            lost.append(f"{key}: {str(value)[:60]!r} -> {str(after.get(key))[:60]!r}")
    return lost


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.filterwarnings("ignore")
def test_public_pictures_come_back(pictures: list[Path], tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    refused: list[str] = []
    wrong: list[str] = []
    told: dict[str, list[str]] = {}
    for number, source in enumerate(pictures):
        name = f"{number:04}-{source.name}"
        try:
            photo = read_photo(source)
            if photo.size.pixels > _MOST_PIXELS:
                continue
            image = photo.image.copy()
            image[CHANGED] = image[CHANGED] // 2
            target = after / (
                name if photo.info.format.facts.is_written else f"{number:04}-{source.stem}.png"
            )
            notices = write_photo(target, image, like=photo)
            told[target.name] = [str(each) for each in (*photo.notices, *notices)]
            if photo.info.format.facts.is_written:
                shutil.copy(source, before / name)
            wrong += [f"{source.name}: {each}" for each in faults_of_pixels(image, target, photo)]
        except InpaintStudioError as error:
            refused.append(f"{source.name}: {error}")
        except Exception as error:
            wrong.append(f"{source.name}: {error!r}")
    if shutil.which("exiftool"):
        old, new = tags_of(before), tags_of(after)
        for name, record in old.items():
            lost = lost_tags(record, new.get(name, {}))
            if lost and not told[name]:
                wrong.append(f"{name}: {'; '.join(lost[:6])}")
    report = "\n".join(["Refused:", *refused, "Wrong:", *wrong])
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "report.txt").write_text(report + "\n", encoding="utf-8")
    assert len(pictures) > 100
    assert not wrong, "\n".join(wrong)
