"""What comes in through `read_photo`, what goes out through `write_photo`, and what does not."""

from __future__ import annotations

import io
import os
import struct
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage

from inpaint_studio.errors import PhotoFileError, SizeMismatchError
from inpaint_studio.imaging.files import (
    MAX_PIXELS,
    SUFFIXES,
    PhotoFormat,
    jpeg_segments,
    probe_photo,
    read_photo,
    write_photo,
)
from inpaint_studio.imaging.files.png_chunks import SIGNATURE, Chunk
from inpaint_studio.imaging.mask_file import read_mask

Y, X = np.mgrid[0:24, 0:40]
PICTURE = np.stack([X * 6, Y * 9, X + Y], axis=2).astype(np.uint8)
FORMATS = {"jpg": "JPEG", "png": "PNG", "tif": "TIFF", "webp": "WEBP", "bmp": "BMP"}


def encoded(suffix: str) -> bytes:
    stream = io.BytesIO()
    PillowImage.fromarray(PICTURE).save(stream, FORMATS[suffix])
    return stream.getvalue()


ENCODED = {suffix: encoded(suffix) for suffix in FORMATS}


def one_line(error: pytest.ExceptionInfo[PhotoFileError], path: Path) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert path.name in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("suffix", FORMATS)
def test_probe_agrees_with_reading(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(ENCODED[suffix])
    info, photo = probe_photo(path), read_photo(path)
    assert info == photo.info
    assert info.format is SUFFIXES[f".{suffix}"]
    assert info.size == PICTURE.shape[:2]
    assert info.bit_depth == 8
    assert photo.image.flags.writeable
    assert photo.image.flags.c_contiguous


def test_empty_and_missing_files_and_folders(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    with pytest.raises(PhotoFileError, match="no such file") as error:
        read_photo(path)
    one_line(error, path)
    path.write_bytes(b"")
    with pytest.raises(PhotoFileError, match="empty") as error:
        read_photo(path)
    one_line(error, path)
    with pytest.raises(PhotoFileError, match="folder"):
        read_photo(tmp_path)
    with pytest.raises(PhotoFileError, match="does not allow"):
        read_photo("a\0b.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(ENCODED["png"])
    path.chmod(0)
    with pytest.raises(PhotoFileError, match="permission is denied"):
        read_photo(path)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(PhotoFileError, match="device"):
        read_photo(tmp_path / "a.png")


@pytest.mark.parametrize("claimed", ["jpg", "png", "tif", "webp", "bmp"])
@pytest.mark.parametrize("content", FORMATS)
def test_content_counts_where_the_name_is_wrong(tmp_path: Path, claimed: str, content: str) -> None:
    path = tmp_path / f"a.{claimed}"
    path.write_bytes(ENCODED[content])
    photo = read_photo(path)
    assert photo.info.format is SUFFIXES[f".{content}"]
    named_wrongly = claimed != content
    assert any("is named as" in str(notice) for notice in photo.notices) == named_wrongly
    assert read_mask(path).shape == photo.size
    # Written under the same kind of name it stays what it is; under another, it becomes that.
    write_photo(tmp_path / f"b.{claimed}", photo.image, like=photo)
    assert probe_photo(tmp_path / f"b.{claimed}").format is photo.info.format
    write_photo(path, photo.image, like=photo, in_place=True)
    assert probe_photo(path).format is photo.info.format
    other = "png" if claimed != "png" else "bmp"
    write_photo(tmp_path / f"c.{other}", photo.image, like=photo)
    assert probe_photo(tmp_path / f"c.{other}").format is SUFFIXES[f".{other}"]


def test_content_counts_where_the_name_claims_nothing(tmp_path: Path) -> None:
    for name in ("noname", "odd.photo"):
        (tmp_path / name).write_bytes(ENCODED["png"])
        photo = read_photo(tmp_path / name)
        assert photo.info.format is PhotoFormat.PNG
        write_photo(tmp_path / name, photo.image, like=photo, in_place=True)
        assert (read_photo(tmp_path / name).image == PICTURE).all()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7" + bytes(50), "PDF"),
        (b"  <svg xmlns='x'/>", "SVG"),
        (b"hello world, this is text", "unknown kind"),
        (b"II*\0\x10\0\0\0CR\2\0" + bytes(50), "raw"),
    ],
)
def test_foreign_formats_are_named(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(PhotoFileError, match=what) as error:
        read_photo(path)
    assert "convert" in one_line(error, path)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97])
def test_cut_short(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(ENCODED[suffix][: max(1, int(len(ENCODED[suffix]) * share))])
    if (suffix, share) == ("jpg", 0.97):
        assert read_photo(path).lost is not None
        return
    with pytest.raises(PhotoFileError) as error:
        read_photo(path)
    one_line(error, path)


def test_strip_of_a_tiff_that_ends_early(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    rng = np.random.default_rng(0)
    with tifffile.TiffWriter(path) as writer:
        writer.write(rng.integers(0, 9, (64, 64), dtype=np.uint8), compression="lzw", metadata=None)
    content = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as reader:
        tag = reader.pages[0].tags[279]
    struct.pack_into("<H" if tag.dtype == 3 else "<I", content, tag.valueoffset, 100)
    path.write_bytes(content)
    with pytest.raises(PhotoFileError, match="cut short"):
        read_photo(path)


def huge(suffix: str, width: int, height: int) -> bytes:
    if suffix == "png":
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        chunks = (Chunk(b"IHDR", header), Chunk(b"IDAT", zlib.compress(b"")), Chunk(b"IEND", b""))
        return SIGNATURE + b"".join(chunk.to_bytes() for chunk in chunks)
    if suffix == "bmp":
        content = bytearray(ENCODED["bmp"])
        struct.pack_into("<ii", content, 18, width, height)
        return bytes(content)
    if suffix == "jpg":
        content = bytearray(ENCODED["jpg"])
        at = content.index(b"\xff\xc0")
        struct.pack_into(">HH", content, at + 5, height, width)
        return bytes(content)
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as writer:
        writer.write(np.zeros((8, 8, 3), np.uint8), photometric="rgb", metadata=None)
    with tifffile.TiffFile(io.BytesIO(stream.getvalue())) as reader:
        places = {code: reader.pages[0].tags[code].offset for code in (256, 257)}
    content = bytearray(stream.getvalue())
    for code, value in ((256, width), (257, height)):
        struct.pack_into("<HII", content, places[code] + 2, 4, 1, value)
    return bytes(content)


@pytest.mark.parametrize("suffix", ["png", "bmp", "jpg", "tif"])
def test_two_gigapixels_are_refused_before_decoding(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(huge(suffix, 50_000, 40_000))
    for opener in (probe_photo, read_photo):
        with pytest.raises(PhotoFileError, match="50000x40000") as error:
            opener(path)
        text = one_line(error, path)
        assert "2,000 megapixels" in text
        assert f"{MAX_PIXELS // 1_000_000} megapixels" in text


def test_file_far_too_large_for_its_pixels(tmp_path: Path) -> None:
    path = tmp_path / "a.bmp"
    with open(path, "wb") as stream:
        stream.write(ENCODED["bmp"])
        stream.truncate(1 << 30)
    with pytest.raises(PhotoFileError, match="more than a photo of that size can need"):
        read_photo(path)


def test_the_input_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(ENCODED["png"])
    photo = read_photo(path)
    (tmp_path / "sub").mkdir()
    others = [path, tmp_path / "sub" / ".." / "a.png"]
    if sys.platform != "win32":
        (tmp_path / "link.png").symlink_to(path)
        os.link(path, tmp_path / "hard.png")
        others += [tmp_path / "link.png", tmp_path / "hard.png"]
    for other in others:
        with pytest.raises(PhotoFileError, match="or ask for it"):
            write_photo(other, photo.image, like=photo)
    assert path.read_bytes() == ENCODED["png"]
    write_photo(path, photo.image // 2, like=photo, in_place=True)
    assert (read_photo(path).image == PICTURE // 2).all()


def test_image_of_another_size_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(ENCODED["png"])
    photo = read_photo(tmp_path / "a.png")
    with pytest.raises(SizeMismatchError, match=r"39x24.*40x24"):
        write_photo(tmp_path / "b.png", photo.image[:, 1:], like=photo)


def test_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhotoFileError, match=r"\.raw .* \.jpg"):
        write_photo(tmp_path / "a.raw", PICTURE)
    with pytest.raises(PhotoFileError, match="only read"):
        write_photo(tmp_path / "a.gif", PICTURE)
    with pytest.raises(PhotoFileError, match="no suffix"):
        write_photo(tmp_path / "a", PICTURE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("source", ["jpg", "png", "tif", "webp"])
@pytest.mark.parametrize("target", ["jpg", "png", "tif", "webp", "bmp", "avif"])
def test_conversion_keeps_what_the_target_can_hold(
    tmp_path: Path, make_exif: Any, icc_profile: bytes, source: str, target: str
) -> None:
    first = tmp_path / "first.jpg"
    PillowImage.fromarray(PICTURE).save(
        first, icc_profile=icc_profile, dpi=(300, 150), quality=100, subsampling=0
    )
    packet = b'<rdf:Description tiff:Orientation="6">kept</rdf:Description>'
    segments = (jpeg_segments.exif_segment(make_exif(6)), jpeg_segments.xmp_segment(packet))
    content = first.read_bytes()
    first.write_bytes(content[:2] + b"".join(s.to_bytes() for s in segments) + content[2:])
    photo = read_photo(first)
    if source != "jpg":
        write_photo(tmp_path / f"a.{source}", photo.image, like=photo)
        photo = read_photo(tmp_path / f"a.{source}")
    out = tmp_path / f"b.{target}"
    write_photo(out, photo.image, like=photo)
    again = read_photo(out)
    assert again.image.shape == photo.image.shape
    lossless = target in ("png", "tif", "bmp")
    assert np.abs(again.image.astype(int) - photo.image).max() <= (0 if lossless else 20)
    assert again.info.icc_profile == icc_profile
    if again.info.orientation != 1:
        assert source == target == "jpg"
    if target != "bmp":
        with PillowImage.open(out) as opened:
            found = opened.getexif()
            assert found[0x010F] == "Camera"
            assert found.get_ifd(0x8769)[0x9003] == "2020:02:03 04:05:06"
        assert again.info.metadata.xmp is not None
        assert b"kept" in again.info.metadata.xmp
        stated = again.info.metadata.xmp.split(b'Orientation="')[1][:1]
        assert stated == str(again.info.orientation).encode()
    assert again.info.dpi == pytest.approx((150, 300), abs=0.1)


@pytest.mark.parametrize("target", ["jpg", "tif", "webp", "bmp", "avif"])
def test_resolution_alone_is_converted(tmp_path: Path, target: str) -> None:
    PillowImage.fromarray(PICTURE).save(tmp_path / "a.png", dpi=(300, 150))
    photo = read_photo(tmp_path / "a.png")
    write_photo(tmp_path / f"b.{target}", photo.image, like=photo)
    assert read_photo(tmp_path / f"b.{target}").info.dpi == pytest.approx((300, 150), abs=0.1)


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_becomes_tiff_tags_and_back(tmp_path: Path, make_exif: Any, order: str) -> None:
    PillowImage.fromarray(PICTURE).save(tmp_path / "a.png", exif=make_exif(1, None, order))
    photo = read_photo(tmp_path / "a.png")
    write_photo(tmp_path / "b.tif", photo.image, like=photo)
    with tifffile.TiffFile(tmp_path / "b.tif") as reader:
        assert reader.byteorder == order
        found = reader.pages[0].tags
        assert found[271].value == "Camera"
        assert found[34665].value["MakerNote"].startswith(b"MakerNote")
        assert (reader.pages[0].asarray() == PICTURE).all()
    tiff = read_photo(tmp_path / "b.tif")
    write_photo(tmp_path / "c.png", tiff.image, like=tiff)
    with PillowImage.open(tmp_path / "c.png") as opened:
        assert opened.getexif().get_ifd(0x8769)[0x927C].startswith(b"MakerNote")


def test_sixteen_bits_and_alpha_where_the_target_has_them(tmp_path: Path) -> None:
    samples = np.dstack([PICTURE, 255 - PICTURE[..., 0]]).astype(np.uint16) * 257
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(samples, photometric="rgb", extrasamples=["unassalpha"], metadata=None)
    photo = read_photo(tmp_path / "a.tif")
    assert write_photo(tmp_path / "b.png", photo.image, like=photo) == ()
    png = read_photo(tmp_path / "b.png")
    assert png.image.dtype == np.uint16
    assert (png.image == samples[..., :3]).all()
    assert png.alpha is not None
    assert (png.alpha == samples[..., 3]).all()
    notices = write_photo(tmp_path / "c.jpg", photo.image, like=photo, quality=100)
    assert any("8 bits" in str(notice) for notice in notices)
    assert any("white" in str(notice) for notice in notices)
    share = (samples[..., 3:] / 65535.0).astype(float)
    expected = PICTURE * share + 255 * (1 - share)
    assert np.abs(read_photo(tmp_path / "c.jpg").image - expected).mean() < 2


@pytest.mark.parametrize("target", ["png", "tif", "jpg", "bmp"])
def test_grey_stays_grey(tmp_path: Path, target: str) -> None:
    PillowImage.fromarray(PICTURE[..., 0]).save(tmp_path / "a.png")
    photo = read_photo(tmp_path / "a.png")
    image = photo.image.copy()
    image[:4] = (255, 0, 0)
    write_photo(tmp_path / f"b.{target}", image, like=photo)
    again = read_photo(tmp_path / f"b.{target}")
    assert again.info.is_gray
    slack = 4 if target == "jpg" else 0
    assert np.abs(again.image[4:].astype(int) - photo.image[4:])[8:].max() <= slack
    assert abs(int(again.image[0, 0, 0]) - 76) <= slack


def test_float_images_are_rounded_to_the_depth_of_the_photo(tmp_path: Path) -> None:
    image = PICTURE.astype(np.float32) / 255
    write_photo(tmp_path / "a.png", image)
    assert (read_photo(tmp_path / "a.png").image == PICTURE).all()


def test_mutated_files_give_photo_errors_only(tmp_path: Path) -> None:
    """Whatever is done to a file, reading gives a photo or a one-line error."""

    @settings(max_examples=50, deadline=None)
    @given(
        suffix=st.sampled_from(sorted(FORMATS)),
        cut=st.none() | st.floats(0, 1),
        edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8),
        in_header=st.booleans(),
    )
    def check(suffix: str, cut: float | None, edits: Any, in_header: bool) -> None:
        content = bytearray(ENCODED[suffix])
        reach = min(len(content), 200) if in_header else len(content)
        for place, value in edits:
            content[min(int(place * reach), len(content) - 1)] = value
        if cut is not None:
            del content[int(cut * len(content)) :]
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(content)
        try:
            outcome = str(read_photo(path).image.ndim)
        except PhotoFileError as error:
            outcome = str(error)
        assert outcome == "3" or (path.name in outcome and "\n" not in outcome)

    check()


@settings(max_examples=50, deadline=None)
@given(content=st.binary(max_size=300), head=st.sampled_from(["", *FORMATS]))
def test_random_bytes_give_photo_errors_only(content: bytes, head: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a"
        path.write_bytes((ENCODED[head][:20] if head else b"") + content)
        try:
            outcome = str(read_photo(path).image.ndim)
        except PhotoFileError as error:
            outcome = str(error)
        assert outcome == "3" or (path.name in outcome and "\n" not in outcome)
