"""TIFF files: only changed segments are new, everything else stays bit for bit."""

from __future__ import annotations

import io
import itertools
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from PIL import Image as PillowImage

from inpaint_studio.errors import PhotoFileError
from inpaint_studio.imaging.files import read_photo, write_photo

PLACES = {273, 279, 324, 325}


def save(
    path: Path, samples: Any, *, bigtiff: bool = False, byteorder: str = "<", **kw: Any
) -> Path:
    channels = samples.shape[2] if samples.ndim == 3 else 1
    options: dict[str, Any] = {"photometric": "rgb" if channels > 2 else "minisblack"}
    if channels in (2, 4):
        options["extrasamples"] = ["unassalpha"]
    options.update(kw)
    if options.get("planarconfig") == "separate":
        samples = np.ascontiguousarray(np.moveaxis(samples, -1, 0))
    elif channels > 1:
        options["planarconfig"] = "contig"
    with tifffile.TiffWriter(path, bigtiff=bigtiff, byteorder=byteorder) as writer:
        writer.write(samples, metadata=None, **options)
    return path


def load(path: Path, page: int = 0) -> Any:
    with tifffile.TiffFile(path) as reader:
        samples = reader.pages[page].asarray()
        return np.moveaxis(samples, 0, -1) if reader.pages[page].planarconfig == 2 else samples


def tags(path: Path, page: int = 0) -> dict[int, Any]:
    with tifffile.TiffFile(path) as reader:
        found = reader.pages[page].tags
        return {tag.code: tag.value for tag in found if tag.code not in PLACES}


KINDS = st.fixed_dictionaries(
    {
        "compression": st.sampled_from([None, "lzw", "zlib", "packbits", "zstd"]),
        "bigtiff": st.booleans(),
        "byteorder": st.sampled_from("<>"),
    }
)
IMAGES = st.sampled_from([np.uint8, np.uint16]).flatmap(
    lambda dtype: npst.arrays(
        dtype,
        st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4)),
        elements=st.integers(0, np.iinfo(dtype).max),
    )
)


@settings(max_examples=50, deadline=None)
@given(
    samples=IMAGES,
    kind=KINDS,
    layout=st.sampled_from([{"rowsperstrip": 7}, {"tile": (16, 32)}]),
    planar=st.booleans(),
    predictor=st.booleans(),
    data=st.data(),
)
def test_round_trip_is_exact(
    samples: Any, kind: Any, layout: Any, planar: bool, predictor: bool, data: Any
) -> None:
    if planar and samples.shape[2] > 1:
        layout = {**layout, "planarconfig": "separate"}
    if predictor and kind["compression"] in ("lzw", "zlib", "zstd"):
        layout = {**layout, "predictor": True}
    if samples.shape[2] == 1:
        samples = samples[..., 0]
    with tempfile.TemporaryDirectory() as name:
        path = save(Path(name) / "a.tif", samples, **kind, **layout)
        photo = read_photo(path)
        mask = data.draw(npst.arrays(np.bool_, samples.shape[:2]))
        image = photo.image.copy()
        image[mask] = data.draw(st.integers(0, np.iinfo(samples.dtype).max))
        assert write_photo(Path(name) / "b.tif", image, like=photo) == ()
        again = load(Path(name) / "b.tif")
        assert again.dtype == samples.dtype
        assert (again[~mask] == samples[~mask]).all()
        assert (read_photo(Path(name) / "b.tif").image == image).all()
        if samples.ndim == 3 and samples.shape[2] in (2, 4):
            assert (again[..., -1] == samples[..., -1]).all()
        assert tags(Path(name) / "b.tif") == tags(path)


@pytest.mark.parametrize("compression", [None, "lzw", "zlib"])
def test_unchanged_pixels_give_the_same_file(
    tmp_path: Path, picture: Any, compression: str | None
) -> None:
    path = save(tmp_path / "a.tif", picture, compression=compression, rowsperstrip=9)
    photo = read_photo(path)
    write_photo(tmp_path / "b.tif", photo.image, like=photo)
    assert (tmp_path / "b.tif").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("compression", [None, "lzw", "zlib"])
def test_only_touched_strips_change_and_old_ones_are_gone(
    tmp_path: Path, compression: str | None
) -> None:
    rng = np.random.default_rng(0)
    samples = np.zeros((64, 64, 3), np.uint8)
    samples[32:48] = 200
    path = save(tmp_path / "a.tif", samples, compression=compression, rowsperstrip=16)
    photo = read_photo(path)
    image = photo.image.copy()
    image[33:40] = rng.integers(0, 255, (7, 64, 3))
    write_photo(tmp_path / "b.tif", image, like=photo)
    with tifffile.TiffFile(path) as old, tifffile.TiffFile(tmp_path / "b.tif") as new:
        old_at, new_at = old.pages[0].dataoffsets, new.pages[0].dataoffsets
        old_bytes, new_bytes = old.pages[0].databytecounts, new.pages[0].databytecounts
    assert [old_at[i] == new_at[i] for i in (0, 1, 3)] == [True] * 3
    assert [old_bytes[i] == new_bytes[i] for i in (0, 1, 3)] == [True] * 3
    if compression is not None:
        assert new_at[2] != old_at[2]
        content = (tmp_path / "b.tif").read_bytes()
        assert not any(content[old_at[2] : old_at[2] + old_bytes[2]])


def test_white_is_zero_is_understood_and_kept(tmp_path: Path, picture: Any) -> None:
    path = save(tmp_path / "a.tif", picture[..., 0], photometric="miniswhite")
    photo = read_photo(path)
    assert (photo.image[..., 0] == 255 - picture[..., 0]).all()
    image = photo.image.copy()
    image[:5] = 255
    write_photo(tmp_path / "b.tif", image, like=photo)
    assert (load(tmp_path / "b.tif")[:5] == 0).all()
    assert tags(tmp_path / "b.tif") == tags(path)


def test_tags_other_pages_and_extra_channels_are_kept(
    tmp_path: Path, picture: Any, icc_profile: bytes
) -> None:
    five = np.dstack([picture, picture[..., :2]])
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(
            five,
            photometric="rgb",
            extrasamples=[0, 2],
            iccprofile=icc_profile,
            resolution=(300, 150),
            resolutionunit=2,
            description="a house",
            extratags=[(700, 1, 9, b"<x:xmp/>\n", True), (65000, 7, 5, b"maker", True)],
            metadata=None,
        )
        writer.write(picture[::-1].copy(), photometric="rgb", metadata=None)
    photo = read_photo(path)
    assert "2 pages" in str(photo.notices[0])
    assert photo.info.dpi == (300, 150)
    assert photo.info.metadata.xmp == b"<x:xmp/>\n"
    assert photo.alpha is not None
    image = photo.image.copy()
    image[10:20, 10:20] = 1
    write_photo(tmp_path / "b.tif", image, like=photo)
    again = load(tmp_path / "b.tif")
    assert (again[..., :3] == image).all()
    assert (again[..., 3:] == five[..., 3:]).all()
    assert tags(tmp_path / "b.tif") == tags(path)
    assert (load(tmp_path / "b.tif", 1) == picture[::-1]).all()


@pytest.mark.parametrize("as_page", [True, False])
@pytest.mark.parametrize("is_plain", [True, False])
def test_previews_do_not_show_what_was_removed(
    tmp_path: Path, picture: Any, as_page: bool, is_plain: bool
) -> None:
    small = np.ascontiguousarray(picture[::2, ::2])
    path = tmp_path / "a.tif"
    kind = {"compression": "lzw"} if is_plain else {"compression": "jpeg"}
    with tifffile.TiffWriter(path) as writer:
        writer.write(picture, photometric="rgb", subifds=0 if as_page else 1, metadata=None)
        writer.write(small, photometric="rgb", subfiletype=1, metadata=None, **kind)
        if as_page:
            writer.write(picture[::-1].copy(), photometric="rgb", metadata=None)
    photo = read_photo(path)
    image = photo.image.copy()
    image[20:40, 20:40] = (1, 2, 3)
    notices = write_photo(tmp_path / "b.tif", image, like=photo)
    assert (read_photo(tmp_path / "b.tif").image == image).all()
    with tifffile.TiffFile(tmp_path / "b.tif") as reader:
        copies = reader.pages[1:] if as_page else (reader.pages[0].pages or [])
        if is_plain:
            preview = copies[0].asarray()
            assert (preview[12:18, 12:18] == (1, 2, 3)).all()
            assert (preview[25:, 25:] == small[25:, 25:]).all()
            assert notices == ()
        else:
            assert len(copies) == (1 if as_page else 0)
            assert "previews" in str(notices[0])
        if as_page:
            assert (reader.pages[-1].asarray() == picture[::-1]).all()


def test_layers_of_an_editor_are_left_out_with_a_notice(tmp_path: Path, picture: Any) -> None:
    secret = b"Adobe Photoshop Document Data Block\0" + b"secret" * 50
    path = save(tmp_path / "a.tif", picture, extratags=[(37724, 7, len(secret), secret, True)])
    photo = read_photo(path)
    image = photo.image.copy()
    image[:9] = 0
    (notice,) = write_photo(tmp_path / "b.tif", image, like=photo)
    assert "layers" in str(notice)
    assert b"secret" not in (tmp_path / "b.tif").read_bytes()
    assert 37724 not in tags(tmp_path / "b.tif")
    assert (load(tmp_path / "b.tif") == image).all()


@pytest.mark.parametrize(
    ("mode", "options", "word"),
    [
        ("P", {}, "palette"),
        ("1", {}, "1-bit"),
        ("1", {"compression": "group4"}, "1-bit"),
        ("CMYK", {}, "CMYK"),
        ("RGB", {"compression": "jpeg", "quality": 95}, "compression"),
    ],
)
def test_kinds_that_are_only_read(
    tmp_path: Path, picture: Any, mode: str, options: Any, word: str
) -> None:
    """They are written as deflated grey or RGB, with their other tags kept."""
    source = PillowImage.fromarray(picture).convert(mode)
    source.save(tmp_path / "a.tif", dpi=(300, 300), description="a house", **options)
    photo = read_photo(tmp_path / "a.tif")
    assert word in str(photo.notices[0])
    expected = np.asarray(source.convert("RGB")).astype(int)
    assert np.abs(photo.image - expected).mean() < (4 if mode in ("RGB", "CMYK") else 1e-9)
    image = photo.image.copy()
    image[10:20, 10:20] = 255
    write_photo(tmp_path / "b.tif", image, like=photo)
    again = read_photo(tmp_path / "b.tif")
    assert (again.image == image).all()
    assert again.notices == ()
    assert again.info.dpi == (300, 300)
    assert again.info.is_gray == (mode == "1")
    assert tags(tmp_path / "b.tif")[270] == "a house"
    assert np.asarray(load(tmp_path / "b.tif")).dtype == np.uint8


def test_file_written_twice_in_place(tmp_path: Path, picture: Any) -> None:
    PillowImage.fromarray(picture).convert("P").save(tmp_path / "a.tif")
    photo = read_photo(tmp_path / "a.tif")
    for value in (10, 20):
        image = photo.image.copy()
        image[:value] = value
        write_photo(tmp_path / "a.tif", image, like=photo, in_place=True)
        assert (read_photo(tmp_path / "a.tif").image == image).all()


def test_source_that_is_gone_is_written_anew_and_said(
    tmp_path: Path, picture: Any, icc_profile: bytes
) -> None:
    path = save(tmp_path / "a.tif", picture, iccprofile=icc_profile, resolution=(300, 300))
    photo = read_photo(path)
    path.unlink()
    (notice,) = write_photo(tmp_path / "b.tif", photo.image, like=photo)
    assert "gone" in str(notice)
    again = read_photo(tmp_path / "b.tif")
    assert (again.image == picture).all()
    assert again.info.icc_profile == icc_profile


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_new_file_without_a_source(tmp_path: Path, picture: Any, dtype: Any) -> None:
    image = picture.astype(dtype) * (257 if dtype == np.uint16 else 1)
    write_photo(tmp_path / "a.tif", image)
    assert (load(tmp_path / "a.tif") == image).all()
    with PillowImage.open(tmp_path / "a.tif") if dtype == np.uint8 else io.BytesIO() as opened:
        if dtype == np.uint8:
            assert (np.asarray(opened) == image).all()


@pytest.mark.parametrize(
    ("samples", "options", "word"),
    [
        (np.zeros((4, 4), np.uint16), {"photometric": "cfa"}, "colour model 32803"),
        (np.zeros((4, 4), np.uint8), {"extratags": [(50706, 1, 4, b"\1\4\0\0", True)]}, "raw"),
    ],
)
def test_kinds_that_cannot_be_read_are_named(
    tmp_path: Path, samples: Any, options: Any, word: str
) -> None:
    path = save(tmp_path / "a.tif", samples, **options)
    with pytest.raises(PhotoFileError, match=word):
        read_photo(path)


Y, X = np.mgrid[0:64, 0:96]
RGB = np.stack([X * 2, Y * 3, X + Y], axis=2).astype(np.uint8)


def old_style_jpeg() -> bytes:
    """A TIFF whose strip is a whole JPEG, as scanners of the nineties wrote it (compression 6)."""
    stream = io.BytesIO()
    PillowImage.fromarray(RGB).save(stream, "JPEG", quality=95)
    jpeg = stream.getvalue()
    at = 8 + 2 + 12 * 12 + 4 + 6
    tags = [
        *((256, 4, 1, 96), (257, 4, 1, 64), (258, 3, 3, at - 6), (259, 3, 1, 6), (262, 3, 1, 6)),
        *((273, 4, 1, at), (277, 3, 1, 3), (278, 4, 1, 64), (279, 4, 1, len(jpeg))),
        *((512, 3, 1, 1), (513, 4, 1, at), (514, 4, 1, len(jpeg))),
    ]
    head = b"II*\0" + struct.pack("<IH", 8, len(tags))
    return (
        head
        + b"".join(struct.pack("<HHII", *tag) for tag in tags)
        + bytes(4)
        + struct.pack("<HHH", 8, 8, 8)
        + jpeg
    )


def palette_of_one_bit(lit: NDArray[np.bool_]) -> bytes:
    """A palette of two colours, black and white, at one bit a pixel."""
    rows = np.packbits(lit, axis=1).tobytes()
    palette_at = 8 + 2 + 12 * 10 + 4
    tags = [
        *((256, 4, 1, lit.shape[1]), (257, 4, 1, lit.shape[0]), (258, 3, 1, 1), (259, 3, 1, 1)),
        *((262, 3, 1, 3), (273, 4, 1, palette_at + 12), (277, 3, 1, 1), (278, 4, 1, lit.shape[0])),
        *((279, 4, 1, len(rows)), (320, 3, 6, palette_at)),
    ]
    head = b"II*\0" + struct.pack("<IH", 8, len(tags))
    directory = b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return head + directory + struct.pack("<6H", *(0, 65535) * 3) + rows


def lab_of(rgb: NDArray[np.uint8]) -> PillowImage.Image:
    from PIL import ImageCms

    return ImageCms.profileToProfile(
        PillowImage.fromarray(rgb),
        ImageCms.createProfile("sRGB"),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )


GRAY = RGB[..., 0]
JPEG_12: dict[str, Any] = {
    "photometric": "rgb",
    "bitspersample": 12,
    "compression": "jpeg",
    "compressionargs": {"level": 98, "bitspersample": 12},
}
KINDS: dict[str, tuple[Any, int, int]] = {
    # What is written, bits a channel as read, and how far it may be off at 8 bits.
    "float": (lambda p: save(p, RGB.astype(np.float32) / 255, photometric="rgb"), 16, 0),
    "half": (lambda p: save(p, (RGB / 255).astype(np.float16), photometric="rgb"), 16, 1),
    "grey float": (lambda p: save(p, GRAY.astype(np.float32) / 255), 16, 0),
    "double, 0 to 255": (lambda p: save(p, GRAY.astype(np.float64) * (255 / 190)), 16, 66),
    "12 bits": (lambda p: save(p, GRAY.astype(np.uint16) * 16, bitspersample=12), 16, 1),
    "JPEG of 12 bits": (lambda p: save(p, RGB.astype(np.uint16) * 16, **JPEG_12), 16, 8),
    "10 bits": (lambda p: save(p, GRAY.astype(np.uint16) * 4, bitspersample=10), 16, 1),
    "32 bits": (lambda p: save(p, GRAY.astype(np.uint32) << 24), 16, 1),
    "signed": (lambda p: save(p, (GRAY.astype(np.int32) * 257 - 32768).astype(np.int16)), 16, 0),
    "CMYK of 16 bits": (
        lambda p: save(
            p,
            np.dstack([65535 - RGB.astype(np.uint16) * 257, np.zeros_like(GRAY, np.uint16)]),
            photometric="separated",
        ),
        8,
        0,
    ),
    "YCbCr": (lambda p: PillowImage.fromarray(RGB).convert("YCbCr").save(p), 8, 4),
    "Lab": (lambda p: lab_of(RGB).save(p), 8, 14),
    "old-style JPEG": (lambda p: p.write_bytes(old_style_jpeg()), 8, 12),
    "palette of 1 bit": (
        lambda p: p.write_bytes(palette_of_one_bit(GRAY > 90)),
        8,
        255,
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_that_scanners_write(tmp_path: Path, kind: str) -> None:
    make, bits, off = KINDS[kind]
    path = tmp_path / "a.tif"
    make(path)
    photo = read_photo(path)
    assert photo.info.bit_depth == bits
    assert len(photo.notices) == 1
    eight = photo.image.astype(np.float64) / (257 if bits == 16 else 1)
    wanted = GRAY[..., np.newaxis].repeat(3, axis=2) if photo.info.is_gray else RGB
    assert np.abs(eight - wanted).max() <= off + 0.6
    if kind == "palette of 1 bit":
        assert (photo.image == np.where(GRAY > 90, 255, 0)[..., np.newaxis]).all()
    image = photo.image.copy()
    image[20:30, 40:52] = 7
    write_photo(tmp_path / "b.tif", image, like=photo)
    again = read_photo(tmp_path / "b.tif")
    assert (again.image == image).all()
    with PillowImage.open(tmp_path / "b.tif") as opened:
        assert opened.size == (96, 64)


@pytest.mark.parametrize("bits", [8, 16])
def test_associated_alpha_keeps_its_colours(tmp_path: Path, bits: int) -> None:
    """Stored colours are multiplied by alpha; what is seen must not come out darker elsewhere."""
    white = 2**bits - 1
    dtype = np.uint8 if bits == 8 else np.uint16
    alpha = np.full((64, 96), white // 2, dtype)
    alpha[:20] = white
    colour = np.full((64, 96, 3), (200, 100, 50), np.float64) / 255 * white
    stored = np.rint(colour * alpha[..., np.newaxis] / white).astype(dtype)
    path = save(
        tmp_path / "a.tif",
        np.dstack([stored, alpha]),
        photometric="rgb",
        extrasamples=["assocalpha"],
    )
    photo = read_photo(path)
    assert np.abs(photo.image - colour).max() <= 2
    write_photo(tmp_path / "b.png", photo.image, like=photo)
    png = read_photo(tmp_path / "b.png")
    assert (png.image == photo.image).all()
    assert png.alpha is not None
    assert (png.alpha == alpha).all()
    image = photo.image.copy()
    image[30:40, 10:20] = white
    write_photo(tmp_path / "c.tif", image, like=photo)
    with tifffile.TiffFile(tmp_path / "c.tif") as reader:
        now = reader.pages[0].asarray()
    assert (now[30:40, 10:20, :3] == white // 2).all()
    now[30:40, 10:20, :3] = stored[30:40, 10:20]
    assert (now == np.dstack([stored, alpha])).all()


def test_sixteen_bits_are_exported_at_eight_with_everything_else(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        options: Any = {"photometric": "rgb", "metadata": None}
        writer.write(RGB.astype(np.uint16) * 257, description="kept", **options)
        writer.write(RGB[::-1].copy(), **options)
    photo = read_photo(tmp_path / "a.tif")
    assert write_photo(tmp_path / "b.tif", photo.image, like=photo, bit_depth=8) == ()
    again = read_photo(tmp_path / "b.tif")
    assert (again.image == RGB).all()
    with tifffile.TiffFile(tmp_path / "b.tif") as reader:
        assert reader.pages[0].tags[270].value == "kept"
        assert (reader.pages[1].asarray() == RGB[::-1]).all()


def test_tags_over_the_pixels_are_refused(tmp_path: Path) -> None:
    value = b"8BIM" + struct.pack(">HHI", 1036, 0, 28) + bytes(28)
    path = save(tmp_path / "a.tif", RGB, extratags=[(34377, 7, len(value), value, True)])
    content = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as reader:
        entry = reader.pages[0].tags[34377].offset
        where = reader.pages[0].tags[34377].valueoffset
    struct.pack_into("<I", content, entry + 4, len(content) - where)
    path.write_bytes(content)
    photo = read_photo(path)
    image = photo.image.copy()
    image[0, 0] = 255
    with pytest.raises(PhotoFileError, match="tags lie over its pixels"):
        write_photo(tmp_path / "b.tif", image, like=photo)
    assert not (tmp_path / "b.tif").exists()


def test_segments_that_share_bytes_are_told_apart(tmp_path: Path) -> None:
    """Some writers store equal strips once; changing one must not change the other."""
    path = save(tmp_path / "a.tif", np.zeros((32, 16), np.uint8), rowsperstrip=8)
    with tifffile.TiffFile(path, mode="r+b") as editor:
        tag = editor.pages[0].tags[273]
        tag.overwrite([tag.value[0]] * 4)
    photo = read_photo(path)
    image = photo.image.copy()
    image[8:16] = 77
    write_photo(tmp_path / "b.tif", image, like=photo)
    assert (load(tmp_path / "b.tif") == image[..., 0]).all()


def test_all_orientations_keep_the_stored_layout(tmp_path: Path, picture: Any) -> None:
    for orientation, compression in itertools.product(range(1, 9), (None, "lzw")):
        extra = [(274, 3, 1, orientation, True)]
        path = save(tmp_path / "a.tif", picture, compression=compression, extratags=extra)
        photo = read_photo(path)
        assert photo.info.orientation == orientation
        assert photo.image.shape[:2] == ((83, 61) if orientation >= 5 else (61, 83))
        image = photo.image.copy()
        image[:7, :9] = 5
        write_photo(tmp_path / "b.tif", image, like=photo)
        assert tags(tmp_path / "b.tif") == tags(path)
        assert (read_photo(tmp_path / "b.tif").image == image).all()
        assert (load(tmp_path / "b.tif") != picture).any(axis=2).sum() <= 63
