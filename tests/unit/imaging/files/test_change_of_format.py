"""What a photo keeps in its own format and when it changes: colours, depth, texts, what is told."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from PIL import Image as PillowImage
from PIL import ImageCms

from inpaint_studio.imaging.files import SUFFIXES, boxes, read_photo, write_photo
from inpaint_studio.imaging.files.png_chunks import Chunk

Y, X = np.mgrid[0:64, 0:96]
PHOTO = np.stack([X * 2, Y * 3, X + Y], axis=2).astype(np.uint8)
NAMES = {"P3": (12, 13, 6), "PQ": (9, 16, 9), "HLG": (9, 18, 9)}


def changed(image: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    result = image.copy()
    result[20:30, 40:52] = 9
    return result


def nclx(path: Path) -> tuple[int, ...]:
    content = path.read_bytes()
    at = content.index(b"colrnclx")
    return struct.unpack_from(">HHH", content, at + 8)


def make_named(path: Path, name: str, bits: int = 8, *, grey: bool = False) -> None:
    """An AVIF or HEIC that names its colours."""
    primaries, transfer, matrix = NAMES[name]
    samples: Any = PHOTO[..., 0].copy() if grey else PHOTO
    if bits > 8:
        samples = samples.astype(np.uint16) << (bits - 8)
    if path.suffix == ".avif":
        options = {"primaries": primaries, "transfer": transfer, "matrix": matrix}
        form = "400" if grey else "444"
        path.write_bytes(
            imagecodecs.avif_encode(
                samples, level=95, bitspersample=bits, pixelformat=form, **options
            )
        )
        return
    heif = pytest.importorskip("pillow_heif")
    mode = ("L" if grey else "RGB") if bits == 8 else f"{'I' if grey else 'RGB'};{bits}"
    heif.from_bytes(mode, (96, 64), np.ascontiguousarray(samples).tobytes()).save(
        path,
        quality=95,
        chroma=444,
        color_primaries=primaries,
        transfer_characteristics=transfer,
        matrix_coefficients=matrix,
        full_range_flag=1,
    )


@pytest.mark.parametrize("suffix", ["avif", "heic"])
@pytest.mark.parametrize("name", NAMES)
def test_names_of_colours_are_kept(tmp_path: Path, suffix: str, name: str) -> None:
    make_named(tmp_path / f"a.{suffix}", name)
    photo = read_photo(tmp_path / f"a.{suffix}")
    assert write_photo(tmp_path / f"b.{suffix}", changed(photo.image), like=photo) == ()
    assert nclx(tmp_path / f"b.{suffix}") == NAMES[name]
    other = "heic" if suffix == "avif" else "avif"
    write_photo(tmp_path / f"c.{other}", photo.image, like=photo)
    assert nclx(tmp_path / f"c.{other}")[:2] == NAMES[name][:2]
    write_photo(tmp_path / "d.png", photo.image, like=photo)
    again = read_photo(tmp_path / "d.png")
    assert again.info.metadata.cicp is not None
    assert again.info.metadata.cicp[:2] == NAMES[name][:2]
    write_photo(tmp_path / "e.jxl", photo.image, like=photo)
    jxl = read_photo(tmp_path / "e.jxl")
    assert jxl.info.metadata.cicp is not None
    assert jxl.info.metadata.cicp[:2] == NAMES[name][:2]
    assert (jxl.image == photo.image).all()


@pytest.mark.parametrize("suffix", ["avif", "heic"])
@pytest.mark.parametrize("bits", [8, 10, 12])
@pytest.mark.parametrize("grey", [False, True])
def test_bits_and_grey_stay(tmp_path: Path, suffix: str, bits: int, grey: bool) -> None:
    make_named(tmp_path / f"a.{suffix}", "P3", bits, grey=grey)
    photo = read_photo(tmp_path / f"a.{suffix}")
    assert photo.info.is_gray == grey
    assert photo.info.bit_depth == (8 if bits == 8 else 16)
    assert write_photo(tmp_path / f"b.{suffix}", changed(photo.image), like=photo) == ()
    again = read_photo(tmp_path / f"b.{suffix}")
    assert again.info.encoding == photo.info.encoding
    assert again.info.is_gray == grey
    known = np.ones(again.image.shape[:2], np.bool_)
    known[16:34, 36:56] = False
    off = np.abs(again.image.astype(int) - photo.image)[known] / (1 if bits == 8 else 257)
    assert off.mean() < 2


def test_pictures_beside_the_main_one_are_told(tmp_path: Path) -> None:
    content = bytes(imagecodecs.avif_encode(PHOTO, level=90))
    stream = io.BytesIO(content)
    parts = {each.kind: boxes.read_box(stream, each) for each in boxes.boxes(stream)}
    meta = io.BytesIO(parts[b"meta"][4:])
    inner = {each.kind: boxes.read_box(meta, each) for each in boxes.boxes(meta)}
    infe = boxes.box(b"infe", b"\2\0\0\1" + struct.pack(">HH", 9, 0) + b"tmap\0")
    inner[b"iinf"] = inner[b"iinf"][:4] + b"\0\2" + inner[b"iinf"][6:] + infe
    grown = sum(map(len, (infe,)))
    iloc = bytearray(inner[b"iloc"])
    struct.pack_into(">I", iloc, 14, struct.unpack_from(">I", iloc, 14)[0] + grown)
    inner[b"iloc"] = bytes(iloc)
    rebuilt = boxes.box(b"ftyp", parts[b"ftyp"])
    rebuilt += boxes.box(b"meta", bytes(4), *(boxes.box(k, c) for k, c in inner.items()))
    (tmp_path / "a.avif").write_bytes(rebuilt + boxes.box(b"mdat", parts[b"mdat"]))
    assert any("gain map" in str(notice) for notice in read_photo(tmp_path / "a.avif").notices)


def png_with(path: Path, *chunks: Chunk) -> None:
    stream = io.BytesIO()
    PillowImage.fromarray(PHOTO).save(stream, "PNG")
    content = stream.getvalue()
    path.write_bytes(content[:33] + b"".join(c.to_bytes() for c in chunks) + content[33:])


@pytest.mark.parametrize("target", ["jpg", "tif", "webp", "avif", "jxl"])
def test_texts_of_a_png_come_along(tmp_path: Path, target: str) -> None:
    png_with(
        tmp_path / "a.png",
        Chunk(b"tEXt", b"Description\0A caf\xe9 & more"),
        Chunk(b"zTXt", b"Author\0\0" + zlib.compress(b"Somebody")),
        Chunk(b"iTXt", b"Copyright\0\0\0\0\0" + "© 2020".encode()),
        Chunk(b"tEXt", b"parameters\0steps: 20"),
    )
    photo = read_photo(tmp_path / "a.png")
    write_photo(tmp_path / f"b.{target}", photo.image, like=photo)
    packet = read_photo(tmp_path / f"b.{target}").info.metadata.xmp
    assert packet is not None
    text = packet.decode()
    assert "A café &amp; more" in text.split("<dc:description>")[1].split("</dc:")[0]
    assert "Somebody" in text.split("<dc:creator>")[1].split("</dc:")[0]
    assert "© 2020" in text
    assert "parameters: steps: 20" in text


@pytest.mark.parametrize("target", ["png", "tif", "webp"])
def test_the_comment_of_a_jpeg_comes_along(tmp_path: Path, target: str) -> None:
    PillowImage.fromarray(PHOTO).save(tmp_path / "a.jpg", comment=b"seen in May", xmp=b"<x/>")
    photo = read_photo(tmp_path / "a.jpg")
    write_photo(tmp_path / f"b.{target}", photo.image, like=photo)
    packet = read_photo(tmp_path / f"b.{target}").info.metadata.xmp
    assert packet is not None
    assert b"seen in May" in packet


def shown(path: Path) -> np.ndarray[Any, Any]:
    """The colours of a file in sRGB, by its profile."""
    with PillowImage.open(path) as opened:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(opened.info["icc_profile"]))
        mode = opened.convert("L") if opened.mode == "L" else opened.convert("RGB")
        return np.asarray(
            ImageCms.profileToProfile(
                mode, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        )


@pytest.mark.parametrize("target", ["jpg", "tif", "webp"])
def test_gamma_becomes_a_profile(tmp_path: Path, target: str) -> None:
    """Linear samples look as bright in every format: 10 % light is 89 of 255 in sRGB."""
    png_with(tmp_path / "a.png", Chunk(b"gAMA", struct.pack(">I", 100000)))
    photo = read_photo(tmp_path / "a.png")
    image = np.full_like(photo.image, round(255 * 0.1))
    write_photo(tmp_path / f"b.{target}", image, like=photo, quality=None)
    assert abs(int(np.median(shown(tmp_path / f"b.{target}"))) - 89) <= 2


def test_usual_gamma_needs_no_profile(tmp_path: Path) -> None:
    png_with(tmp_path / "a.png", Chunk(b"gAMA", struct.pack(">I", 45455)))
    photo = read_photo(tmp_path / "a.png")
    write_photo(tmp_path / "b.jpg", photo.image, like=photo)
    assert read_photo(tmp_path / "b.jpg").info.icc_profile is None


def test_named_colours_become_a_profile(tmp_path: Path) -> None:
    png_with(tmp_path / "a.png", Chunk(b"cICP", bytes((12, 13, 0, 1))))
    photo = read_photo(tmp_path / "a.png")
    image = np.full_like(photo.image, 0) + np.array([200, 100, 50], np.uint8)
    write_photo(tmp_path / "b.tif", image, like=photo)
    # Worked out by the matrices of SMPTE EG 432-1 and IEC 61966-2-1.
    assert np.abs(shown(tmp_path / "b.tif")[0, 0].astype(int) - (215, 93, 31)).max() <= 2


def test_what_lies_behind_a_jpeg(tmp_path: Path) -> None:
    stream = io.BytesIO()
    PillowImage.fromarray(PHOTO).save(
        stream,
        "JPEG",
        quality=90,
        xmp=b'<rdf:Description GCamera:MicroVideo="1" GCamera:MicroVideoOffset="5024" a:b="kept"/>',
    )
    video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"V" * 5000
    (tmp_path / "a.jpg").write_bytes(stream.getvalue() + video)
    photo = read_photo(tmp_path / "a.jpg")
    assert any("video" in str(notice) for notice in photo.notices)
    write_photo(tmp_path / "b.jpg", changed(photo.image), like=photo)
    content = (tmp_path / "b.jpg").read_bytes()
    assert b"ftypmp42" not in content
    assert b"MicroVideo" not in content
    assert b'a:b="kept"' in content
    caption = b"caption of a newsroom's tool"
    (tmp_path / "c.jpg").write_bytes(stream.getvalue() + caption)
    photo = read_photo(tmp_path / "c.jpg")
    assert write_photo(tmp_path / "d.jpg", changed(photo.image), like=photo) == ()
    assert (tmp_path / "d.jpg").read_bytes().endswith(b"\xff\xd9" + caption)
    (told,) = write_photo(tmp_path / "e.png", photo.image, like=photo)
    assert "behind the end" in str(told)


def test_second_exif_and_xmp_segments_stay_their_own(tmp_path: Path, make_exif: Any) -> None:
    from inpaint_studio.imaging.files import jpeg_segments as js

    stream = io.BytesIO()
    PillowImage.fromarray(PHOTO).save(stream, "JPEG")
    big = make_exif(1) + bytes(100_000) + b"the end"
    segments = [
        *js.exif_segments(big),
        js.exif_segment(make_exif(6, order=">")),
        js.xmp_segment(b"<first/>"),
        js.xmp_segment(b"<second/>"),
    ]
    head = b"".join(s.to_bytes() for s in segments)
    content = stream.getvalue()
    (tmp_path / "a.jpg").write_bytes(content[:2] + head + content[2:])
    photo = read_photo(tmp_path / "a.jpg")
    assert photo.info.metadata.exif == big
    write_photo(tmp_path / "b.jpg", changed(photo.image), like=photo)
    again = read_photo(tmp_path / "b.jpg")
    assert again.info.encoding.segments == photo.info.encoding.segments  # type: ignore[attr-defined]
    write_photo(tmp_path / "c.png", photo.image, like=photo)
    assert read_photo(tmp_path / "c.png").info.metadata.exif is not None


@pytest.mark.parametrize(
    "suffix", sorted({each.suffix for each in SUFFIXES.values() if each.facts.is_written})
)
def test_command_line_and_window_write_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    """What each passes on: no quality and no depth, unless the user asked for one."""
    if suffix == ".heic":
        pytest.importorskip("pillow_heif")
    from inpaint_studio.app.files.saving import save_photo

    PillowImage.fromarray(PHOTO).save(tmp_path / "first.png")
    photo = read_photo(tmp_path / "first.png")
    write_photo(tmp_path / f"a{suffix}", photo.image, like=photo)
    photo = read_photo(tmp_path / f"a{suffix}")
    image = changed(photo.image)
    write_photo(tmp_path / f"line{suffix}", image, like=photo)
    save_photo(
        tmp_path / f"window{suffix}",
        image,
        like=photo,
        quality=None,
        bit_depth=None,
        in_place=False,
    )
    line, window = (tmp_path / f"{name}{suffix}" for name in ("line", "window"))
    assert line.read_bytes() == window.read_bytes()


def newsroom_trailer(place: int, entries: dict[bytes, bytes], order: str) -> bytes:
    """Captions as the AXS File Concatenation Protocol keeps them, for `place` in the file."""
    mark = b"AXS!" if order == ">" else b"AXS*"
    at = place + 12 * (1 + len(entries))
    directory, content = b"", b""
    for name, data in entries.items():
        directory += name + struct.pack(f"{order}II", len(data), at + len(content))
        content += data
    head = mark + struct.pack(f"{order}HHI", 1, len(entries), 0)
    return head + directory + content + mark + struct.pack(f"{order}II", place, 0)


@pytest.mark.parametrize("order", "><")
def test_captions_that_count_from_the_start_of_the_file(
    tmp_path: Path, small_jpeg: bytes, order: str
) -> None:
    stream = io.BytesIO()
    PillowImage.fromarray(PHOTO).save(stream, "JPEG", quality=90)
    plain = stream.getvalue()
    caption = b"\x1c\x02\x78\0\x11Anna, on the back"
    entries = {b"IPTC": caption, b"Nail": bytes(10) + small_jpeg}
    (tmp_path / "a.jpg").write_bytes(plain + newsroom_trailer(len(plain), entries, order))
    photo = read_photo(tmp_path / "a.jpg")
    image = changed(photo.image)
    image[::3] = 255 - image[::3]  # so that the picture takes another length
    write_photo(tmp_path / "b.jpg", image, like=photo)
    content = (tmp_path / "b.jpg").read_bytes()
    end = len(content) - 12
    (start,) = struct.unpack_from(f"{order}I", content, end + 4)
    assert content[start : start + 4] == content[end : end + 4]
    size, at = struct.unpack_from(f"{order}II", content, start + 12 + 4)
    assert content[at : at + size] == caption
    assert small_jpeg not in content
    assert start != len(plain)


def test_notes_in_a_camera_s_own_words_are_no_motion(tmp_path: Path) -> None:
    packet = (
        b'<rdf:Description Camera:Yaw="1.5" Camera:MotionPhoto="1" GCamera:MicroVideoOffset="9">'
        b"<Camera:BandName>LWIR</Camera:BandName><hdrgm:Gamma>1</hdrgm:Gamma></rdf:Description>"
    )
    stream = io.BytesIO()
    PillowImage.fromarray(PHOTO).save(stream, "JPEG", xmp=packet)
    (tmp_path / "a.jpg").write_bytes(stream.getvalue())
    photo = read_photo(tmp_path / "a.jpg")
    write_photo(tmp_path / "b.jpg", changed(photo.image), like=photo)
    written = (tmp_path / "b.jpg").read_bytes()
    assert b'Camera:Yaw="1.5"' in written
    assert b"<Camera:BandName>LWIR</Camera:BandName>" in written
    assert not any(name in written for name in (b"MotionPhoto", b"MicroVideo", b"hdrgm:Gamma"))
