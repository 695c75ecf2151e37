"""Nothing of what was removed stays in a file, wherever a format can hide a second picture."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray
from PIL import Image as PillowImage

from inpaint_studio.imaging.files import jpeg_segments, read_photo, write_photo, xmp
from inpaint_studio.imaging.files.inner_pictures import blanked, find_pictures
from inpaint_studio.imaging.files.jpeg_segments import JpegSegment
from inpaint_studio.imaging.files.png_chunks import Chunk

Y, X = np.mgrid[0:96, 0:128]
PHOTO = np.stack([X, 2 * Y, (X + Y) // 2], axis=2).astype(np.uint8)
PHOTO[24:68, 34:94] = (230, 10, 10)
CLEAN = PHOTO.copy()
CLEAN[24:68, 34:94] = (40, 90, 60)


def as_jpeg(image: NDArray[np.uint8], side: int = 128) -> bytes:
    stream = io.BytesIO()
    PillowImage.fromarray(image).resize((side, side * 3 // 4)).save(stream, "JPEG", quality=88)
    return stream.getvalue()


NAIL = as_jpeg(PHOTO, 96)
PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
    b'syntax-ns#"><rdf:Description %s>kept</rdf:Description></rdf:RDF></x:xmpmeta>'
)


def is_red(content: bytes) -> bool:
    with PillowImage.open(io.BytesIO(content)) as opened:
        small = np.asarray(opened.convert("RGB").resize((64, 48))).astype(int)
    return bool(((small[..., 0] > 150) & (small[..., 1:].max(axis=2) < 90)).sum() > 20)


def pictures_in(content: bytes) -> list[bytes]:
    """All JPEGs, found by their first bytes alone: as bytes, base64 and hexadecimal text."""
    import re

    layers = [content]
    for run in re.findall(rb"[A-Za-z0-9+/=\s]{200,}", content):
        letters = re.sub(rb"\s", b"", run)
        layers.append(base64.b64decode(letters[: len(letters) // 4 * 4]))
    for run in re.findall(rb"[0-9a-fA-F\s]{200,}", content):
        letters = re.sub(rb"\s", b"", run)
        layers.append(bytes.fromhex(letters[: len(letters) // 2 * 2].decode()))
    return [layer[at.start() :] for layer in layers for at in re.finditer(b"\xff\xd8\xff", layer)]


def assert_clean(path: Path) -> None:
    content = path.read_bytes()
    texts = b""
    if path.suffix == ".png":
        for chunk in read_photo(path).info.encoding.chunks:  # type: ignore[attr-defined]
            packed = chunk.data.partition(b"\0")[2].lstrip(b"\0\1")
            texts += chunk.data
            if chunk.kind in (b"zTXt", b"iTXt") and packed[:1] == b"\x78":
                texts += zlib.decompress(packed)
    for jpeg in (*pictures_in(content), *pictures_in(texts)):
        try:
            shows = is_red(jpeg)
        except OSError:
            continue
        assert not shows


def app(marker: int, payload: bytes) -> bytes:
    return JpegSegment(marker, payload).to_bytes()


def resources(mark: bytes = b"8BIM", number: int = 1036) -> bytes:
    value = struct.pack(">IIIIIIHH", 1, 96, 72, 288, 0, len(NAIL), 24, 1) + NAIL
    return mark + struct.pack(">HHI", number, 0, len(value)) + value + bytes(len(value) % 2)


def extended() -> bytes:
    data = PACKET % (b'GImage:Data="' + base64.b64encode(NAIL) + b'"')
    name = hashlib.md5(data, usedforsecurity=False).hexdigest().upper().encode()
    half = len(data) // 2
    parts = b"".join(
        app(0xE1, jpeg_segments.EXTENDED_XMP_HEAD + name + struct.pack(">II", len(data), at) + part)
        for at, part in ((0, data[:half]), (half, data[half:]))
    )
    main = PACKET % (b'xmpNote:HasExtendedXMP="' + name + b'"')
    return app(0xE1, jpeg_segments.XMP_HEAD + main) + parts


JPEG_PLACES = {
    "extended XMP": extended(),
    "XMP attribute": app(
        0xE1, jpeg_segments.XMP_HEAD + PACKET % (b'a:b="' + base64.b64encode(NAIL) + b'"')
    ),
    "second XMP": app(0xE1, jpeg_segments.XMP_HEAD + PACKET % b"")
    + app(0xE1, jpeg_segments.XMP_HEAD + PACKET % (b'a:b="' + base64.b64encode(NAIL) + b'"')),
    "JFXX": app(0xE0, b"JFXX\0\x10" + NAIL),
    "FlashPix": app(0xE2, b"FPXR\0\2\0\1\0\0\0\0" + NAIL[:700])
    + app(0xE2, b"FPXR\0\2\0\1\0\0\2\xbc" + NAIL[700:]),
    "Photoshop": app(0xED, jpeg_segments.IRB_HEAD + resources()),
    "Photoshop, other mark": app(0xED, jpeg_segments.IRB_HEAD + resources(b"MeSa") + resources()),
    "Photoshop, split": app(0xED, jpeg_segments.IRB_HEAD + resources()[:400])
    + app(0xED, jpeg_segments.IRB_HEAD + resources()[400:]),
    **{f"APP{n}": app(0xE0 + n, b"Meta\0\0" + NAIL) for n in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15)},
    "comment": app(0xFE, NAIL),
    "comment as text": app(0xFE, b"picture:" + base64.encodebytes(NAIL)),
    "comment in hexadecimal": app(0xFE, b"picture:" + NAIL.hex().encode()),
}


@pytest.mark.parametrize("place", JPEG_PLACES)
def test_pictures_in_a_jpeg(tmp_path: Path, place: str) -> None:
    photo_file = as_jpeg(PHOTO)
    (tmp_path / "a.jpg").write_bytes(photo_file[:20] + JPEG_PLACES[place] + photo_file[20:])
    photo = read_photo(tmp_path / "a.jpg")
    write_photo(tmp_path / "b.jpg", CLEAN, like=photo)
    assert_clean(tmp_path / "b.jpg")
    for suffix in ("png", "tif", "webp"):
        write_photo(tmp_path / f"c.{suffix}", CLEAN, like=photo)
        assert_clean(tmp_path / f"c.{suffix}")


def test_extended_xmp_keeps_all_but_the_picture_and_is_found(tmp_path: Path) -> None:
    photo_file = as_jpeg(PHOTO)
    (tmp_path / "a.jpg").write_bytes(photo_file[:20] + extended() + photo_file[20:])
    photo = read_photo(tmp_path / "a.jpg")
    write_photo(tmp_path / "b.jpg", CLEAN, like=photo)
    segments = read_photo(tmp_path / "b.jpg").info.encoding.segments  # type: ignore[attr-defined]
    parts = [s.payload for s in segments if jpeg_segments.is_extended_xmp(s)]
    head = len(jpeg_segments.EXTENDED_XMP_HEAD)
    packet = b"".join(part[head + 40 :] for part in parts)
    name = hashlib.md5(packet, usedforsecurity=False).hexdigest().upper().encode()
    assert {part[head : head + 32] for part in parts} == {name}
    assert b"kept" in packet
    main = jpeg_segments.find(segments, 0xE1, jpeg_segments.XMP_HEAD)
    assert main is not None
    assert name in main.payload


def png_with(*chunks: Chunk) -> bytes:
    stream = io.BytesIO()
    PillowImage.fromarray(PHOTO).save(stream, "PNG")
    content = stream.getvalue()
    return content[:33] + b"".join(chunk.to_bytes() for chunk in chunks) + content[33:]


def raw_profile(kind: bytes, content: bytes) -> Chunk:
    text = b"\n%s\n%8d\n" % (kind, len(content)) + content.hex().encode() + b"\n"
    return Chunk(b"zTXt", b"Raw profile type " + kind + b"\0\0" + zlib.compress(text))


PNG_PLACES = {
    "private chunk": Chunk(b"prVw", NAIL),
    "text": Chunk(b"tEXt", b"Preview\0" + base64.b64encode(NAIL)),
    "packed text": Chunk(b"zTXt", b"Preview\0\0" + zlib.compress(base64.b64encode(NAIL))),
    "international text": Chunk(
        b"iTXt", b"Preview\0\1\0\0\0" + zlib.compress(base64.b64encode(NAIL))
    ),
    "XMP": Chunk(
        b"iTXt",
        b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET % (b'a:b="' + base64.b64encode(NAIL) + b'"'),
    ),
    "raw Photoshop profile": raw_profile(b"8bim", resources()),
    "raw XMP profile": raw_profile(b"xmp", PACKET % (b'a:b="' + base64.b64encode(NAIL) + b'"')),
    "raw IPTC profile": raw_profile(b"iptc", b"\x1c\x08\xca" + struct.pack(">H", 900) + NAIL),
}


@pytest.mark.parametrize("place", PNG_PLACES)
def test_pictures_in_a_png(tmp_path: Path, place: str) -> None:
    (tmp_path / "a.png").write_bytes(png_with(PNG_PLACES[place], Chunk(b"tEXt", b"Title\0Kept")))
    photo = read_photo(tmp_path / "a.png")
    write_photo(tmp_path / "b.png", CLEAN, like=photo)
    assert_clean(tmp_path / "b.png")
    assert read_photo(tmp_path / "b.png").info.encoding.texts["Title"] == "Kept"
    write_photo(tmp_path / "c.jpg", CLEAN, like=photo, quality=90)
    assert_clean(tmp_path / "c.jpg")


def tiff_with(tmp_path: Path, place: str) -> Path:
    path = tmp_path / "a.tif"
    small = np.asarray(PillowImage.fromarray(PHOTO).resize((32, 24)))
    tags = []
    if place == "private tag":
        tags = [(65000, 7, len(NAIL), NAIL, True)]
    elif place == "Photoshop tag":
        tags = [(34377, 7, len(resources()), resources(), True)]
    elif place == "XMP tag":
        packet = PACKET % (b'a:b="' + base64.b64encode(NAIL) + b'"')
        tags = [(700, 1, len(packet), packet, True)]
    with tifffile.TiffWriter(path) as writer:
        writer.write(PHOTO, photometric="rgb", metadata=None, extratags=tags)
        if place == "page without a type":
            writer.write(small, photometric="rgb", metadata=None)
        elif place == "reduced page":
            writer.write(small, photometric="rgb", metadata=None, subfiletype=1)
        elif place == "reduced page, JPEG":
            writer.write(small, photometric="rgb", metadata=None, subfiletype=1, compression="zlib")
    if place in ("IFD1", "IFD1 with a type", "SubIFD"):
        _append_nail(path, place)
    elif place == "in no tag":
        path.write_bytes(path.read_bytes() + NAIL + bytes(100))
    return path


def _append_nail(path: Path, place: str) -> None:
    """A directory that has nothing but a JPEG, as cameras write it; next in the chain or below."""
    content = bytearray(path.read_bytes() + bytes(path.stat().st_size % 2))
    at = len(content)
    fields = [(513, 4, 1, at + 2 + 12 * 4 + 4), (514, 4, 1, len(NAIL))]
    fields += [(254, 4, 1, 1)] if place != "IFD1" else [(259, 3, 1, 6)]
    fields = sorted([*fields, (296, 3, 1, 2)])
    content += struct.pack("<H", 4) + b"".join(struct.pack("<HHII", *f) for f in fields) + bytes(4)
    content += NAIL
    first = struct.unpack_from("<I", content, 4)[0]
    count = struct.unpack_from("<H", content, first)[0]
    if place != "SubIFD":
        struct.pack_into("<I", content, first + 2 + 12 * count, at)
    else:
        entries = bytes(content[first + 2 : first + 2 + 12 * count])
        tags = [entries[k : k + 12] for k in range(0, len(entries), 12)]
        tags.append(struct.pack("<HHII", 330, 4, 1, at))
        tags.sort(key=lambda tag: struct.unpack_from("<H", tag)[0])
        struct.pack_into("<I", content, 4, len(content))
        content += struct.pack("<H", count + 1) + b"".join(tags) + bytes(4)
    path.write_bytes(content)


TIFF_PLACES = (
    "private tag",
    "Photoshop tag",
    "XMP tag",
    "page without a type",
    "reduced page",
    "reduced page, JPEG",
    "IFD1",
    "IFD1 with a type",
    "SubIFD",
    "in no tag",
)


@pytest.mark.parametrize("place", TIFF_PLACES)
def test_pictures_in_a_tiff(tmp_path: Path, place: str) -> None:
    path = tiff_with(tmp_path, place)
    photo = read_photo(path)
    assert (photo.image == PHOTO).all()
    write_photo(tmp_path / "b.tif", CLEAN, like=photo)
    assert (read_photo(tmp_path / "b.tif").image == CLEAN).all()
    assert_clean(tmp_path / "b.tif")
    with tifffile.TiffFile(tmp_path / "b.tif") as reader:
        for page in list(reader.pages)[1:]:
            if "ImageWidth" in page.tags:
                red = page.asarray()[8:15, 12:20].astype(int)
                assert red[..., 0].mean() < 100


def test_another_small_page_is_no_copy(tmp_path: Path) -> None:
    other = np.full((48, 64, 3), 200, np.uint8)
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(PHOTO, photometric="rgb", metadata=None)
        writer.write(other, photometric="rgb", metadata=None)
    photo = read_photo(tmp_path / "a.tif")
    write_photo(tmp_path / "b.tif", CLEAN, like=photo)
    with tifffile.TiffFile(tmp_path / "b.tif") as reader:
        assert (reader.pages[1].asarray() == other).all()


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe0\xff\xd9" * 5_000,
        b"\xff\xd8\xff\xe0" * 60_000,
        b"\xff\xd8\xff\xc0\0\2" * 25_000,
        b"\x89PNG\r\n\x1a\n" * 12_000,
        b" /9j/" * 50_000,
        b"<x:Thumbnails>" * 50_000,
        b"<a:image>" * 50_000,
        b" GCamera:Version=" * 25_000,
        b"<hdrgm:a>" * 25_000,
        b"<a:Directory " * 25_000,
        b'a:image="' * 50_000,
    ],
)
def test_searches_are_quick_whatever_they_are_given(content: bytes) -> None:
    begun = time.perf_counter()
    find_pictures(content)
    xmp.without_pictures(content)
    xmp.without_motion(content)
    assert time.perf_counter() - begun < 5


def test_an_exif_block_full_of_false_starts_is_written_quickly(tmp_path: Path) -> None:
    block = b"II*\0" + struct.pack("<IHHHII", 8, 1, 0x0112, 3, 1, 1) + bytes(4)
    block += b"\xff\xd8\xff\xe0\xff\xd9" * 10_800
    photo_file = as_jpeg(PHOTO)
    exif = jpeg_segments.exif_segment(block).to_bytes()
    (tmp_path / "a.jpg").write_bytes(photo_file[:20] + exif + photo_file[20:])
    photo = read_photo(tmp_path / "a.jpg")
    begun = time.perf_counter()
    write_photo(tmp_path / "b.jpg", CLEAN, like=photo)
    assert time.perf_counter() - begun < 5


def test_what_is_no_picture_stays() -> None:
    rng: Any = np.random.default_rng(0)
    for content in (b"", rng.bytes(100_000), b"/9j/ is a word", b"see ffd8ff in the table"):
        assert blanked(content) == (content, 0)


@pytest.mark.parametrize("false_start", [b"TU0AKAAA ", b"QkAA ", b"SUkqAAAA\n", b"/9j/AAAA "])
def test_false_starts_by_the_thousand_take_time_in_proportion(false_start: bytes) -> None:
    def seconds(count: int) -> float:
        begun_s = time.process_time()
        find_pictures(false_start * count)
        return time.process_time() - begun_s

    seconds(1000)
    assert seconds(80_000) < 3.0  # was minutes
