"""Damaged and hostile files: every reader answers with a photo or one line, soon and in bounds.

Files of every format are mutated, each mutation from its number alone, so that a failing one can be
made again. Every run does a part of them, the nightly run all.
"""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image as PillowImage

from inpaint_studio.errors import InpaintStudioError
from inpaint_studio.imaging.files import jpeg_segments, read_photo, write_photo
from inpaint_studio.imaging.mask_file import read_mask

EVERY_RUN, NIGHTLY = 2_000, 20_000
_SLOWEST_S = 10.0
_MOST_MORE_KB = 1 << 20
_EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)

Y, X = np.mgrid[0:24, 0:32]
PHOTO = np.stack([X * 7, Y * 9, X * Y % 251], axis=2).astype(np.uint8)
DEEP = PHOTO.astype(np.uint16) * 257
PACKET = b'<x:xmpmeta><rdf:RDF><rdf:Description tiff:Orientation="3"/></rdf:RDF></x:xmpmeta>'


def pillow(form: str, image: Any = PHOTO, **options: Any) -> bytes:
    stream = io.BytesIO()
    PillowImage.fromarray(image).save(stream, form, **options)
    return stream.getvalue()


def tiff(samples: Any, **options: Any) -> bytes:
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as writer:
        writer.write(samples, metadata=None, **options)
        if options.get("photometric") == "rgb":
            small = np.ascontiguousarray(samples[::2, ::2])
            writer.write(small, metadata=None, photometric="rgb", subfiletype=1)
    return stream.getvalue()


def psd(planes: Any, *, packed: bool) -> bytes:
    """A Photoshop document of the merged image alone, with a thumbnail's place."""
    bands, height, width = planes.shape
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, bands, height, width, 8, 3)
    thumbnail = struct.pack(">IIIIIIHH", 1, 16, 12, 48, 576, 40, 24, 1) + bytes(40)
    resources = b"8BIM" + struct.pack(">HHI", 1036, 0, len(thumbnail)) + thumbnail
    rows = [row.tobytes() for plane in planes for row in plane]
    if packed:
        rows = [bytes(imagecodecs.packbits_encode(row)) for row in rows]
    counts = struct.pack(f">{len(rows)}H", *map(len, rows)) if packed else b""
    body = struct.pack(">H", int(packed)) + counts + b"".join(rows)
    return head + bytes(4) + struct.pack(">I", len(resources)) + resources + bytes(4) + body


def heic(mode: str, samples: Any) -> bytes:
    heif = pytest.importorskip("pillow_heif")
    stream = io.BytesIO()
    heif.from_bytes(mode, samples.shape[1::-1], samples.tobytes()).save(stream, quality=90)
    return stream.getvalue()


def originals(make_exif: Any, icc_profile: bytes, small_jpeg: bytes) -> dict[str, bytes]:
    exif = make_exif(6, small_jpeg)
    jpeg = pillow("JPEG", exif=b"Exif\0\0" + exif, xmp=PACKET, icc_profile=icc_profile)
    extended = jpeg_segments.EXTENDED_XMP_HEAD + b"0" * 32 + bytes(8) + PACKET
    irb = jpeg_segments.iptc_segment(b"\x1c\x02\x78\0\5words").to_bytes()
    jpeg = jpeg[:20] + jpeg_segments.JpegSegment(0xE1, extended).to_bytes() + irb + jpeg[20:]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as merged:
        merged.writestr(zipfile.ZipInfo("mimetype"), b"image/openraster")
        merged.writestr("mergedimage.png", pillow("PNG"))
    rgb: dict[str, Any] = {"photometric": "rgb"}
    grey = PHOTO[..., 0].copy()
    return {
        "a.jpg": jpeg,
        "progressive.jpg": pillow("JPEG", progressive=True) + b"trailer",
        "a.png": pillow("PNG", exif=exif, icc_profile=icc_profile, dpi=(300, 300)),
        "deep.png": bytes(imagecodecs.png_encode(DEEP)),
        "a.tif": tiff(PHOTO, **rgb, extratags=[(700, 1, len(PACKET), PACKET, True)]),
        "tiled.tif": tiff(DEEP, **rgb, tile=(16, 16), compression="zlib", predictor=True),
        "lzw.tif": tiff(PHOTO, **rgb, compression="lzw"),
        "float.tif": tiff(grey.astype(np.float32) / 255),
        "a.webp": pillow("WEBP", exif=exif, xmp=PACKET),
        "lossless.webp": pillow("WEBP", lossless=True),
        "a.bmp": pillow("BMP"),
        "a.avif": pillow("AVIF", exif=exif, xmp=PACKET),
        "deep.avif": bytes(imagecodecs.avif_encode(DEEP >> 6, level=90, bitspersample=10)),
        "a.jxl": bytes(imagecodecs.jpegxl_encode(PHOTO, lossless=True)),
        "deep.jxl": bytes(imagecodecs.jpegxl_encode(DEEP, lossless=True)),
        "a.gif": pillow("GIF"),
        "a.ppm": pillow("PPM"),
        "a.tga": pillow("TGA", compression="tga_rle"),
        "a.jp2": pillow("JPEG2000"),
        "a.heic": heic("RGB", PHOTO),
        "deep.heic": heic("RGB;16", DEEP),
        "a.psd": psd(np.moveaxis(PHOTO, -1, 0), packed=False),
        "packed.psd": psd(np.moveaxis(PHOTO, -1, 0), packed=True),
        "a.ora": archive.getvalue(),
    }


def mutated(content: bytes, number: int) -> bytes:
    """`content` with one to four faults; in its first part more often than behind."""
    rng = np.random.default_rng(number)
    changed = bytearray(content)
    for _ in range(int(rng.integers(1, 5))):
        reach = min(len(changed), 400) if rng.random() < 0.6 else len(changed)
        at = int(rng.integers(0, max(1, reach)))
        match int(rng.integers(0, 7)):
            case 0:
                changed[at : at + 1] = rng.bytes(1)
            case 1:
                size = int(rng.choice([1, 2, 4]))
                value = int(rng.choice(_EXTREMES)) & (256**size - 1)
                order = "little" if rng.random() < 0.5 else "big"
                changed[at : at + size] = value.to_bytes(size, order)  # type: ignore[arg-type]
            case 2:
                del changed[at : at + int(rng.integers(1, 40))]
            case 3:
                changed[at:at] = changed[at : at + int(rng.integers(1, 200))]
            case 4:
                changed[at:at] = rng.bytes(int(rng.integers(1, 40)))
            case 5:
                del changed[max(8, at) :]
            case _:
                other = int(rng.integers(0, len(changed)))
                changed[at : at + 4] = changed[other : other + 4]
    return with_right_sums(changed) if rng.random() < 0.5 else bytes(changed)


def with_right_sums(content: bytearray) -> bytes:
    """A PNG whose chunks have the sums of what is in them now, so that more than sums is tried."""
    at = 8
    while content.startswith(b"\x89PNG") and at + 12 <= len(content):
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        if end + 4 > len(content):
            break
        content[end : end + 4] = zlib.crc32(content[at + 4 : end]).to_bytes(4, "big")
        at = end + 4
    return bytes(content)


def try_all(folder: Path, files: dict[str, bytes], numbers: range) -> None:
    resource = pytest.importorskip("resource")
    names = sorted(files)
    wrong: list[str] = []
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in numbers:
        name = names[number % len(names)]
        path = folder / name
        path.write_bytes(mutated(files[name], number))
        begun_s = time.process_time()
        told = ""
        try:
            photo = read_photo(path)
            image = photo.image.copy()
            image[:2, :2] = 9
            write_photo(folder / f"out{path.suffix}", image, like=photo)
            read_mask(path)
        except InpaintStudioError as error:
            told = str(error)
        except Exception as error:
            wrong.append(f"{number} of {name}: {error!r}")
        if "\n" in told:
            wrong.append(f"{number} of {name}: {told!r}")
        if (took_s := time.process_time() - begun_s) > _SLOWEST_S:
            wrong.append(f"{number} of {name}: {took_s:.1f} s")
        grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
        if grown_kb > _MOST_MORE_KB:
            wrong.append(f"{number} of {name}: {grown_kb >> 10} MB more")
            before_kb += grown_kb
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def files(make_exif: Any, icc_profile: bytes, small_jpeg: bytes) -> dict[str, bytes]:
    return originals(make_exif, icc_profile, small_jpeg)


@pytest.mark.filterwarnings("ignore")
def test_mutated_files(tmp_path: Path, files: dict[str, bytes]) -> None:
    try_all(tmp_path, files, range(EVERY_RUN))


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.filterwarnings("ignore")
def test_many_mutated_files(tmp_path: Path, files: dict[str, bytes]) -> None:
    try_all(tmp_path, files, range(EVERY_RUN, NIGHTLY))
