"""JPEG XL: what it keeps, and what it says where it cannot."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColorSpace

from inpaint_studio.imaging.files import PhotoFormat, boxes, jpeg_xl, read_photo, write_photo
from inpaint_studio.imaging.files.codec import WriteOrder
from inpaint_studio.imaging.files.photo import Metadata, Pixels

KINDS = ("grey", "grey and alpha", "RGB", "RGBA")


def samples_of(picture: NDArray[np.uint8], kind: str, bits: int) -> NDArray[Any]:
    deep: NDArray[Any] = picture if bits == 8 else picture.astype(np.uint16) * 257 + 3
    match kind:
        case "grey":
            return deep[..., 0].copy()
        case "grey and alpha":
            return deep[..., :2].copy()
        case "RGB":
            return deep
    return np.dstack([deep, deep[..., 1]])


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("kind", KINDS)
def test_lossless_stays_lossless(tmp_path: Path, picture: Any, kind: str, bits: int) -> None:
    samples = samples_of(picture, kind, bits)
    content = imagecodecs.jpegxl_encode(samples, lossless=True, bitspersample=bits)
    (tmp_path / "a.jxl").write_bytes(content)
    photo = read_photo(tmp_path / "a.jxl")
    assert photo.info.format is PhotoFormat.JPEG_XL
    assert photo.info.is_gray == kind.startswith("grey")
    assert photo.info.bit_depth == bits
    image = photo.image.copy()
    image[3:9, 5:20] = 40
    assert write_photo(tmp_path / "b.jxl", image, like=photo) == ()
    again = read_photo(tmp_path / "b.jxl")
    assert (again.image == image).all()
    assert again.info.is_gray == photo.info.is_gray
    assert again.info.encoding == photo.info.encoding
    assert (again.alpha is None) == (photo.alpha is None)
    if photo.alpha is not None:
        assert again.alpha is not None
        assert (again.alpha == photo.alpha).all()
        assert (photo.alpha == samples[..., -1]).all()


def test_ten_bits_stay_ten_bits(tmp_path: Path, picture: Any) -> None:
    ten = picture.astype(np.uint16) * 4 + 1
    content = imagecodecs.jpegxl_encode(ten, lossless=True, bitspersample=10)
    (tmp_path / "a.jxl").write_bytes(content)
    photo = read_photo(tmp_path / "a.jxl")
    assert (photo.image == np.rint(ten * (65535 / 1023))).all()
    write_photo(tmp_path / "b.jxl", photo.image, like=photo)
    assert (imagecodecs.jpegxl_decode((tmp_path / "b.jxl").read_bytes()) == ten).all()


def test_lossy_is_written_well(tmp_path: Path, picture: Any) -> None:
    content = imagecodecs.jpegxl_encode(picture, lossless=False, distance=1.0)
    (tmp_path / "a.jxl").write_bytes(content)
    photo = read_photo(tmp_path / "a.jxl")
    assert write_photo(tmp_path / "b.jxl", photo.image, like=photo) == ()
    again = read_photo(tmp_path / "b.jxl")
    assert again.info.encoding == photo.info.encoding
    assert np.abs(again.image.astype(int) - photo.image).mean() < 2


@pytest.mark.parametrize("source", ["png", "jpg"])
def test_exif_xmp_and_dpi_of_other_formats(
    tmp_path: Path, picture: Any, make_exif: Any, source: str
) -> None:
    options = {"exif": make_exif(6)} if source == "png" else {"exif": b"Exif\0\0" + make_exif(6)}
    PillowImage.fromarray(picture).save(tmp_path / f"a.{source}", **options, dpi=(300, 150))
    photo = read_photo(tmp_path / f"a.{source}")
    write_photo(tmp_path / "b.jxl", photo.image, like=photo)
    again = read_photo(tmp_path / "b.jxl")
    assert again.image.shape == photo.image.shape
    assert again.info.dpi == pytest.approx(photo.info.dpi, abs=0.1)
    assert again.info.metadata.exif is not None
    assert b"MakerNote" in again.info.metadata.exif
    image = again.image.copy()
    image[:4] = 0
    write_photo(tmp_path / "c.jxl", image, like=again)
    assert read_photo(tmp_path / "c.jxl").info.metadata == again.info.metadata


def test_sixteen_bits_are_no_linear_light(tmp_path: Path, picture: Any) -> None:
    """The encoder takes them for linear; the file must say sRGB, as the photo does."""
    content = imagecodecs.png_encode(picture.astype(np.uint16) * 257)
    (tmp_path / "a.png").write_bytes(content)
    photo = read_photo(tmp_path / "a.png")
    write_photo(tmp_path / "b.jxl", photo.image, like=photo)
    again = read_photo(tmp_path / "b.jxl")
    assert (again.image == photo.image).all()
    assert again.info.encoding.colour_bits == ""  # type: ignore[attr-defined]


@pytest.mark.parametrize("compressed", [False, True])
def test_metadata_in_boxes_of_others(
    tmp_path: Path, picture: Any, make_exif: Any, compressed: bool
) -> None:
    """Boxes may be compressed, and the codestream may lie in parts."""

    def metadata(kind: bytes, content: bytes) -> bytes:
        if compressed:
            return boxes.box(b"brob", kind, bytes(imagecodecs.brotli_encode(content)))
        return boxes.box(kind, content)

    codestream = bytes(imagecodecs.jpegxl_encode(picture, lossless=True))
    content = b"\0\0\0\x0cJXL \r\n\x87\n" + boxes.box(b"ftyp", b"jxl \0\0\0\0jxl ")
    content += boxes.box(b"jxlp", bytes(4), codestream[:7])
    content += metadata(b"Exif", bytes(4) + make_exif(1)) + metadata(b"xml ", b"<x:xmpmeta/>")
    content += boxes.box(b"jxlp", b"\x80\0\0\1", codestream[7:])
    (tmp_path / "a.jxl").write_bytes(content)
    photo = read_photo(tmp_path / "a.jxl")
    assert (photo.image == picture).all()
    assert photo.info.metadata.exif == make_exif(1)
    assert photo.info.metadata.xmp == b"<x:xmpmeta/>"
    assert photo.info.dpi == (300, 150)


def test_boxes_of_a_damaged_file_end() -> None:
    assert list(boxes.boxes(io.BytesIO(b"\0\0\0\x04free" * 9))) == []
    (only,) = boxes.boxes(io.BytesIO(b"\0\0\0\0free1234"))
    assert only == (b"free", 8, 4)


def profile_of(kind: str) -> bytes:
    """A profile that is not sRGB, made by Qt."""
    if kind.startswith("grey"):
        space = QColorSpace(QPointF(0.3127, 0.3290), QColorSpace.TransferFunction.Gamma, 1.8)
        assert space.colorModel() is QColorSpace.ColorModel.Gray
        return bytes(space.iccProfile().data())
    return bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())


@pytest.mark.parametrize("kind", ["grey", "RGB", "RGBA"])
def test_the_profile_stays(tmp_path: Path, picture: Any, make_exif: Any, kind: str) -> None:
    pytest.importorskip("pylibjxl")
    samples, profile = samples_of(picture, kind, 8), profile_of(kind)
    PillowImage.fromarray(samples).save(tmp_path / "a.png", icc_profile=profile, exif=make_exif(1))
    photo = read_photo(tmp_path / "a.png")
    notices = write_photo(tmp_path / "b.jxl", photo.image, like=photo)
    assert ["without loss" in str(each) for each in notices] == [True]
    again = read_photo(tmp_path / "b.jxl")
    assert again.info.metadata.icc_profile == profile
    assert again.info.metadata.exif is not None
    assert (again.image == photo.image).all()
    assert write_photo(tmp_path / "c.jxl", again.image, like=again) == ()
    third = read_photo(tmp_path / "c.jxl")
    assert third.info.metadata == again.info.metadata
    assert (third.image == photo.image).all()
    if kind == "RGBA":
        assert third.alpha is not None
        assert (third.alpha == samples[..., 3]).all()
    djxl = shutil.which("djxl")
    if djxl is None:
        return
    told = [djxl, tmp_path / "c.jxl", tmp_path / "c.png", f"--icc_out={tmp_path / 'c.icc'}"]
    subprocess.run(told, check=True, capture_output=True)
    assert (tmp_path / "c.icc").read_bytes() == profile
    assert (np.asarray(PillowImage.open(tmp_path / "c.png")) == samples).all()


@pytest.mark.parametrize("kind", ["RGB of 16 bits", "grey and alpha", "profile of grey"])
def test_a_profile_that_cannot_be_written_is_told(tmp_path: Path, picture: Any, kind: str) -> None:
    pytest.importorskip("pylibjxl")
    bits = 16 if "16" in kind else 8
    samples = samples_of(picture, kind if kind in KINDS else "RGB", bits)
    profile = profile_of("grey" if "grey" in kind else "RGB")
    metadata = Metadata(icc_profile=profile)
    channels = samples[..., 0] if kind == "grey and alpha" else samples
    alpha = samples[..., 1] if kind == "grey and alpha" else None
    pixels = Pixels(np.ascontiguousarray(channels), alpha)
    order = WriteOrder(tmp_path / "a.jxl", metadata)
    notices = jpeg_xl.write(io.BytesIO(), pixels, order)
    assert "PNG and TIFF keep it" in str(notices[0])


def test_without_the_part_the_profile_is_told(
    tmp_path: Path, picture: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = pytest.importorskip("pylibjxl")
    content = library.encode(picture, lossless=True, icc=profile_of("RGB"))
    (tmp_path / "a.jxl").write_bytes(content)
    assert read_photo(tmp_path / "a.jxl").info.notices == ()
    monkeypatch.setitem(sys.modules, "pylibjxl", None)
    photo = read_photo(tmp_path / "a.jxl")
    assert photo.info.metadata.icc_profile is None
    (notice,) = photo.info.notices
    assert "inpaint-studio[jxl]" in str(notice)
    PillowImage.fromarray(picture).save(tmp_path / "a.png", icc_profile=profile_of("RGB"))
    told = write_photo(tmp_path / "b.jxl", picture, like=read_photo(tmp_path / "a.png"))
    assert ["inpaint-studio[jxl]" in str(each) for each in told] == [True]
    assert not read_photo(tmp_path / "b.jxl").info.encoding.is_lossless  # type: ignore[attr-defined]


# By cjxl 0.7 -d 0.3: (150, 120, 90) in Adobe RGB, stored as XYB beside the profile.
LOSSY = (
    "/wpBQApPCgMS5gGwqaEhgfO8jl991crta+4yyK8U4pqEFT6Ft2UKBoSs4+phpo1WG6slQ3Ux09ZU440A/AUShT7e8V"
    "PImYM8kuAgH5bKAEHL4F4LrFkKA/tAny1wnocCakwhDylT8UJxGTcTR4bj7EsA1GUAONn179/5KjgrAfs+/Pt3r8i/"
    "f/uOoKsFgR740HbyTY7v0owwnCBk3ogpF0TKEQEAABKIANwAj/wpAQBQoTLKuMHLuZ4vP3RYTNu4ztBW2xaWJIqMY5"
    "N0AocksRRsXIBhGBgDwMyxB1oDwaokAQ=="
)


def test_a_lossy_file_with_a_profile_becomes_srgb(tmp_path: Path) -> None:
    """The decoder gives it as linear light; taken for sRGB it would be far too dark."""
    (tmp_path / "a.jxl").write_bytes(base64.b64decode(LOSSY))
    photo = read_photo(tmp_path / "a.jxl")
    adobe, srgb = QColorSpace.NamedColorSpace.AdobeRgb, QColorSpace.NamedColorSpace.SRgb
    converted = QColorSpace(adobe).transformationToColorSpace(QColorSpace(srgb)).map(0xFF96785A)
    expected = converted.to_bytes(4, "big")[1:]
    assert np.abs(photo.image.astype(int) - list(expected)).max() <= 3
    assert photo.info.metadata.icc_profile is None
    assert "sRGB" in str(photo.info.notices[0])
