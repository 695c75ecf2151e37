"""JPEG files come back with their tables, their metadata and their layout."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage
from PIL import ImageCms, ImageOps, JpegImagePlugin

from inpaint_studio.errors import OptionError
from inpaint_studio.imaging.files import jpeg_segments, read_photo, write_photo
from inpaint_studio.imaging.files.exif import find_thumbnail
from inpaint_studio.imaging.files.jpeg_segments import JpegSegment

TABLES = [[(i * 7 + k * 3) % 40 + 1 for i in range(64)] for k in range(3)]


def save(path: Path, picture: Any, mode: str = "RGB", **options: Any) -> Path:
    PillowImage.fromarray(picture).convert(mode).save(path, "JPEG", **options)
    return path


def insert(path: Path, *segments: JpegSegment) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:2] + b"".join(s.to_bytes() for s in segments) + content[2:])


def test_natural_order_is_pillows(tmp_path: Path, picture: Any) -> None:
    path = save(tmp_path / "a.jpg", picture, qtables=TABLES, subsampling=0)
    encoding = read_photo(path).info.encoding
    assert isinstance(encoding, jpeg_segments.JpegEncoding)
    assert [list(table) for table in encoding.tables] == TABLES


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("progressive", [False, True])
def test_tables_subsampling_and_scans_are_kept(
    tmp_path: Path, picture: Any, count: int, subsampling: int, progressive: bool
) -> None:
    options = {"qtables": TABLES[:count], "subsampling": subsampling, "progressive": progressive}
    path = save(tmp_path / "a.jpg", picture, **options)
    photo = read_photo(path)
    assert write_photo(tmp_path / "b.jpg", photo.image, like=photo) == ()
    with PillowImage.open(path) as old, PillowImage.open(tmp_path / "b.jpg") as new:
        assert new.quantization == old.quantization
        assert JpegImagePlugin.get_sampling(new) == JpegImagePlugin.get_sampling(old)
        assert bool(new.info.get("progressive")) == progressive


def test_chosen_quality_replaces_the_tables(tmp_path: Path, picture: Any) -> None:
    photo = read_photo(save(tmp_path / "a.jpg", picture, quality=30))
    write_photo(tmp_path / "b.jpg", photo.image, like=photo, quality=97)
    with PillowImage.open(tmp_path / "b.jpg") as new:
        assert max(new.quantization[0]) < 20


@pytest.mark.parametrize("quality", [0, 101, -5])
def test_quality_out_of_range_is_refused(tmp_path: Path, picture: Any, quality: int) -> None:
    with pytest.raises(OptionError, match="1 to 100"):
        write_photo(tmp_path / "b.jpg", picture, quality=quality)


def test_grey_stays_one_channel(tmp_path: Path, picture: Any) -> None:
    photo = read_photo(save(tmp_path / "a.jpg", picture, "L", quality=100))
    assert photo.info.is_gray
    assert (photo.image[..., 0] == photo.image[..., 2]).all()
    write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    with PillowImage.open(tmp_path / "b.jpg") as new:
        assert new.mode == "L"
        assert np.abs(np.asarray(new, int) - photo.image[..., 0]).max() <= 1


def test_rgb_coded_jpeg_stays_so(tmp_path: Path, picture: Any) -> None:
    path = save(tmp_path / "a.jpg", picture, keep_rgb=True, quality=95)
    photo = read_photo(path)
    assert np.abs(photo.image.astype(int) - picture).mean() < 3
    write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    with PillowImage.open(path) as old, PillowImage.open(tmp_path / "b.jpg") as new:
        assert new.layer == old.layer
        assert np.abs(np.asarray(new, int) - photo.image).mean() < 2


def test_metadata_segments_are_kept_byte_for_byte(
    tmp_path: Path, picture: Any, icc_profile: bytes, make_exif: Any
) -> None:
    path = save(
        tmp_path / "a.jpg", picture, dpi=(240, 120), icc_profile=icc_profile, comment="Grüße"
    )
    resources = b"Photoshop 3.0\0" + b"8BIM" + b"\x04\x04\0\0" + b"\0\0\0\5" + b"\x1c\2\0\0\0\0"
    inserted = [
        jpeg_segments.exif_segment(make_exif()),
        jpeg_segments.xmp_segment(b"<x:xmpmeta>hello</x:xmpmeta>"),
        JpegSegment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"G" * 40 + b"more"),
        JpegSegment(0xED, resources),
        JpegSegment(0xE5, b"something of a maker"),
    ]
    insert(path, *inserted)
    photo = read_photo(path)
    assert photo.info.metadata.iptc == b"\x1c\2\0\0\0"
    assert photo.info.metadata.exif == make_exif()
    assert photo.info.icc_profile == icc_profile
    assert photo.info.dpi == (240.0, 120.0)
    write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    again = read_photo(tmp_path / "b.jpg")
    old, new = photo.info.encoding, again.info.encoding
    assert isinstance(old, jpeg_segments.JpegEncoding)
    assert isinstance(new, jpeg_segments.JpegEncoding)
    assert new.segments == old.segments
    assert again.info.metadata == photo.info.metadata


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_shown_upright_and_stored_as_it_was(
    tmp_path: Path, picture: Any, make_exif: Any, orientation: int
) -> None:
    path = save(tmp_path / "a.jpg", picture, quality=100, subsampling=0)
    insert(path, jpeg_segments.exif_segment(make_exif(orientation)))
    with PillowImage.open(path) as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened))
    photo = read_photo(path)
    assert (photo.image == expected).all()
    assert photo.info.size == photo.image.shape[:2]
    assert photo.info.dpi == ((150, 300) if orientation >= 5 else (300, 150))
    write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    again = read_photo(tmp_path / "b.jpg")
    with PillowImage.open(tmp_path / "b.jpg") as opened:
        assert opened.size == (83, 61)
        assert opened.getexif()[0x0112] == orientation
    assert np.abs(again.image.astype(int) - photo.image).max() <= 4


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("room", [0, 20_000])
def test_exif_thumbnail_is_renewed_and_nothing_else_moves(
    tmp_path: Path, picture: Any, make_exif: Any, small_jpeg: bytes, order: str, room: int
) -> None:
    path = save(tmp_path / "a.jpg", picture)
    old = make_exif(1, small_jpeg.ljust(len(small_jpeg) + room, b"\0"), order)
    insert(path, jpeg_segments.exif_segment(old))
    photo = read_photo(path)
    write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    new = read_photo(tmp_path / "b.jpg").info.metadata.exif
    assert new is not None
    found = find_thumbnail(new)
    assert found is not None
    with PillowImage.open(io.BytesIO(new[found.at : found.at + found.length])) as thumbnail:
        red, _, blue = np.asarray(thumbnail.convert("RGB"))[2, 2].astype(int)
        assert max(thumbnail.size) <= 40
    assert red > 150 > 80 > blue
    assert small_jpeg not in new
    # All but the thumbnail and the two tags that point to it is where and as it was.
    start = old.index(b"MakerNote")
    assert new[: start + 210] == old[: start + 210]
    if room:
        assert len(new) == len(old)


def test_thumbnail_that_cannot_fit_is_dropped(
    tmp_path: Path, picture: Any, make_exif: Any, small_jpeg: bytes
) -> None:
    path = save(tmp_path / "a.jpg", picture)
    block = make_exif(1, small_jpeg)
    tiny = block[: len(block) - len(small_jpeg)] + small_jpeg
    full = tiny + bytes(65527 - len(tiny))
    insert(path, jpeg_segments.exif_segment(full))
    photo = read_photo(path)
    rng = np.random.default_rng(0)
    write_photo(
        tmp_path / "b.jpg", rng.integers(0, 255, picture.shape).astype(np.uint8), like=photo
    )
    new = read_photo(tmp_path / "b.jpg").info.metadata.exif
    assert new is not None
    assert len(new) == len(full)
    assert small_jpeg not in new
    assert find_thumbnail(new) is None


def test_previews_in_other_places_are_left_out(
    tmp_path: Path, picture: Any, make_exif: Any, small_jpeg: bytes
) -> None:
    path = save(tmp_path / "a.jpg", picture)
    notes = make_exif().replace(bytes(range(200)), small_jpeg[:600].ljust(200, b"\0"))
    irb = b"8BIM" + b"\x04\x0c\0\0" + len(small_jpeg).to_bytes(4, "big") + small_jpeg
    irb += bytes(len(small_jpeg) % 2)
    kept = b"8BIM" + b"\x04\x0b\0\0" + b"\0\0\0\2" + b"ok"
    insert(
        path,
        JpegSegment(0xE0, b"JFXX\0\x10" + small_jpeg),
        JpegSegment(0xE2, b"MPF\0" + b"II*\0" + bytes(20)),
        JpegSegment(0xED, b"Photoshop 3.0\0" + irb + kept),
        jpeg_segments.exif_segment(notes),
        jpeg_segments.xmp_segment(
            b"<a><xmp:Thumbnails><rdf:Alt>AAAA</rdf:Alt></xmp:Thumbnails></a>"
        ),
    )
    path.write_bytes(path.read_bytes() + small_jpeg)
    photo = read_photo(path)
    assert "further pictures" in str(photo.notices[0])
    write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    content = (tmp_path / "b.jpg").read_bytes()
    assert small_jpeg[200:] not in content
    assert b"AAAA" not in content
    assert b"MPF\0" not in content
    assert kept in content


def test_content_credentials_are_left_out_with_a_notice(tmp_path: Path, picture: Any) -> None:
    path = save(tmp_path / "a.jpg", picture)
    insert(path, JpegSegment(0xEB, b"JP\0\1\0\0\0\1jumbc2pa-manifest"))
    photo = read_photo(path)
    (notice,) = write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    assert "credentials" in str(notice)
    assert b"c2pa" not in (tmp_path / "b.jpg").read_bytes()


def test_cmyk_is_converted_and_comes_back_as_rgb(tmp_path: Path, picture: Any) -> None:
    path = save(tmp_path / "a.jpg", picture, "CMYK", quality=95)
    photo = read_photo(path)
    assert photo.image.shape == picture.shape
    assert np.abs(photo.image.astype(int) - picture).mean() < 6
    assert "CMYK" in str(photo.notices[0])
    write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    with PillowImage.open(tmp_path / "b.jpg") as new:
        assert new.mode == "RGB"
        profile = ImageCms.ImageCmsProfile(io.BytesIO(new.info["icc_profile"]))
        assert "sRGB" in ImageCms.getProfileDescription(profile)


def test_too_long_a_side_is_told(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="65500 a side; write a PNG") as raised:
        write_photo(tmp_path / "b.jpg", np.zeros((1, 65501, 3), np.uint8))
    assert type(raised.value).__name__ == "PhotoFileError"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["12 bit", "grey 12 bit", "lossless 8", "lossless 16"])
def test_rare_kinds_are_read_and_written_as_what_everybody_reads(
    tmp_path: Path, picture: NDArray[np.uint8], kind: str
) -> None:
    grey = np.ascontiguousarray(picture[..., 1])
    deep = picture.astype(np.uint16) * 16 + 15
    content, wanted, most = {
        "12 bit": (imagecodecs.jpeg8_encode(deep, level=98, bitspersample=12), deep, 4095),
        "grey 12 bit": (
            imagecodecs.jpeg8_encode(deep[..., 1].copy(), level=98, bitspersample=12),
            deep[..., 1],
            4095,
        ),
        "lossless 8": (imagecodecs.ljpeg_encode(grey, bitspersample=8), grey, 255),
        "lossless 16": (
            imagecodecs.ljpeg_encode(grey.astype(np.uint16) * 257, bitspersample=16),
            grey,
            255,
        ),
    }[kind]
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    photo = read_photo(path)
    assert photo.info.bit_depth == (8 if kind == "lossless 8" else 16)
    assert photo.info.is_gray == (wanted.ndim == 2)
    read = photo.image / np.iinfo(photo.image.dtype).max
    shape = wanted if wanted.ndim == 3 else wanted[..., np.newaxis]
    tolerance = 0.06 if kind == "12 bit" else 0.002  # chroma is halved around the red corner
    away = slice(16, None), slice(20, None)
    assert np.abs(read - shape / most)[away].max() < tolerance
    (tmp_path / "out").mkdir()
    for suffix in (".jpg", ".png"):
        write_photo(tmp_path / "out" / f"a{suffix}", photo.image, like=photo)
    with PillowImage.open(tmp_path / "out" / "a.jpg") as again:
        usual = np.asarray(again) / 255
    usual = usual if usual.ndim == 3 else usual[..., np.newaxis]
    assert np.abs(usual - read)[away].max() < 0.06
    exact = read_photo(tmp_path / "out" / "a.png")
    assert np.array_equal(exact.image, photo.image)
