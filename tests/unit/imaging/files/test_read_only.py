"""GIF, PNM, TGA, JPEG 2000, Photoshop and OpenRaster: read, and written as something else."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import cv2
import imagecodecs
import numpy as np
import pytest
from PIL import Image as PillowImage

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.imaging.mask_file import read_mask

Y, X = np.mgrid[0:48, 0:64]
PHOTO = np.stack([X * 3, Y * 5, X + Y], axis=2).astype(np.uint8)
DEEP = PHOTO.astype(np.uint16) * 257 + 5
MASK = (X > 20) & (X < 40) & (Y > 10) & (Y < 30)


def psd(samples: np.ndarray[Any, Any], mode: int, *, packed: bool) -> bytes:
    """A Photoshop document without layers, of the merged image alone."""
    planes = np.moveaxis(samples.reshape(*samples.shape[:2], -1), -1, 0)
    bits = 8 * samples.dtype.itemsize
    height, width = samples.shape[:2]
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, len(planes), height, width, bits, mode)
    resolution = struct.pack(">IHHIHH", 300 << 16, 1, 1, 150 << 16, 1, 1)
    resources = b"8BIM" + struct.pack(">HHI", 1005, 0, len(resolution)) + resolution
    rows = [row.astype(f">u{samples.dtype.itemsize}").tobytes() for p in planes for row in p]
    if packed:
        rows = [bytes(imagecodecs.packbits_encode(row)) for row in rows]
    counts = struct.pack(f">{len(rows)}H", *map(len, rows)) if packed else b""
    body = struct.pack(">H", int(packed)) + counts + b"".join(rows)
    return head + bytes(4) + struct.pack(">I", len(resources)) + resources + bytes(4) + body


def pillow(image: Any, form: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    PillowImage.fromarray(image).save(stream, form, **options)
    return stream.getvalue()


def openraster() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), b"image/openraster")
        archive.writestr("stack.xml", "<image/>")
        archive.writestr("mergedimage.png", pillow(PHOTO, "PNG"))
    return stream.getvalue()


FILES: dict[str, tuple[bytes, Any]] = {
    "a.pgm": (pillow(PHOTO[..., 0].copy(), "PPM"), PHOTO[..., 0]),
    "a.ppm": (pillow(PHOTO, "PPM"), PHOTO),
    "deep.pgm": (cv2.imencode(".pgm", DEEP[..., 0])[1].tobytes(), DEEP[..., 0]),
    "deep.ppm": (cv2.imencode(".ppm", DEEP[..., ::-1])[1].tobytes(), DEEP),
    "a.tga": (pillow(PHOTO, "TGA"), PHOTO),
    "packed.tga": (pillow(PHOTO, "TGA", compression="tga_rle"), PHOTO),
    "a.jp2": (pillow(PHOTO, "JPEG2000", irreversible=False), PHOTO),
    "deep.jp2": (bytes(imagecodecs.jpeg2k_encode(DEEP, level=0, reversible=True)), DEEP),
    "a.psd": (psd(PHOTO, 3, packed=True), PHOTO),
    "plain.psd": (psd(PHOTO, 3, packed=False), PHOTO),
    "deep.psd": (psd(DEEP, 3, packed=False), DEEP),
    "grey.psd": (psd(PHOTO[..., 1].copy(), 1, packed=True), PHOTO[..., 1]),
    "a.ora": (openraster(), PHOTO),
}


@pytest.mark.parametrize("name", FILES)
def test_files_are_read_exactly(tmp_path: Path, name: str) -> None:
    content, wanted = FILES[name]
    (tmp_path / name).write_bytes(content)
    photo = read_photo(tmp_path / name)
    expected = wanted if wanted.ndim == 3 else wanted[..., np.newaxis]
    assert photo.image.dtype == wanted.dtype
    assert photo.info.is_gray == (wanted.ndim == 2)
    assert (photo.image == expected).all()
    image = photo.image.copy()
    image[2:9, 2:9] = 3
    write_photo(tmp_path / "b.png", image, like=photo)
    assert (read_photo(tmp_path / "b.png").image == image).all()
    if name.endswith(".psd"):
        assert photo.info.dpi == (300, 150)
    with pytest.raises(PhotoFileError, match=r"only read|photo itself|no known"):
        write_photo(tmp_path / name, image, like=photo)


def test_a_gif_with_transparency(tmp_path: Path) -> None:
    numbers = np.where(MASK, 1, 0).astype(np.uint8)
    gif = PillowImage.fromarray(numbers, "P")
    gif.putpalette([10, 20, 30, 200, 100, 50])
    gif.save(tmp_path / "a.gif", transparency=0)
    photo = read_photo(tmp_path / "a.gif")
    assert photo.alpha is not None
    assert (photo.alpha == np.where(MASK, 255, 0)).all()
    assert (photo.image[MASK] == (200, 100, 50)).all()


@pytest.mark.parametrize("name", ["m.gif", "m.pgm", "m.pbm", "m.tga", "m.jp2", "m.psd"])
def test_masks(tmp_path: Path, name: str) -> None:
    grey = np.where(MASK, 255, 0).astype(np.uint8)
    path = tmp_path / name
    if name == "m.psd":
        path.write_bytes(psd(grey, 1, packed=True))
    elif name == "m.pbm":
        PillowImage.fromarray(grey).convert("1").save(path)
    else:
        PillowImage.fromarray(grey).save(path)
    assert (read_mask(path) == MASK).all()


def test_the_written_name_of_a_format_that_is_only_read() -> None:
    from inpaint_studio.imaging.files.formats import written_name

    assert written_name(Path("x/a.gif")) == Path("x/a.gif.png")
    assert written_name(Path("x/a.jpg")) == Path("x/a.jpg")


def test_a_few_bytes_cannot_claim_gigabytes(tmp_path: Path) -> None:
    content = bytearray(pillow(PHOTO, "JPEG"))
    at = content.index(b"\xff\xc0")
    struct.pack_into(">HH", content, at + 5, 9000, 65000)
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(PhotoFileError, match="more than they can hold"):
        read_photo(tmp_path / "a.jpg")
