"""PNG files: pixels bit-exact at 8 and 16 bits, every other chunk carried over."""

from __future__ import annotations

import tempfile
import zlib
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from PIL import Image as PillowImage

from inpaint_studio.imaging.files import png_chunks, read_photo, write_photo
from inpaint_studio.imaging.files.png_chunks import Chunk, PngEncoding

SHAPES = st.tuples(st.integers(1, 23), st.integers(1, 23), st.integers(1, 4))
IMAGES = st.sampled_from([np.uint8, np.uint16]).flatmap(
    lambda dtype: npst.arrays(dtype, SHAPES, elements=st.integers(0, np.iinfo(dtype).max))
)


def save(path: Path, samples: Any, before: Any = (), after: Any = ()) -> Path:
    content = bytes(imagecodecs.png_encode(np.ascontiguousarray(samples)))
    chunks = [b"".join(chunk.to_bytes() for chunk in side) for side in (before, after)]
    path.write_bytes(content[:33] + chunks[0] + content[33:-12] + chunks[1] + content[-12:])
    return path


def chunks_of(path: Path) -> PngEncoding:
    with open(path, "rb") as stream:
        return png_chunks.read_header(stream)


@settings(max_examples=50, deadline=None)
@given(samples=IMAGES, data=st.data())
def test_round_trip_is_exact(samples: Any, data: Any) -> None:
    """Any depth and channels; with a hole filled, known pixels and alpha stay bit for bit."""
    with tempfile.TemporaryDirectory() as name:
        path = save(Path(name) / "a.png", samples[..., 0] if samples.shape[2] == 1 else samples)
        photo = read_photo(path)
        channels = samples.shape[2]
        colour = samples[..., :3] if channels > 2 else np.repeat(samples[..., :1], 3, axis=2)
        assert (photo.image == colour).all()
        assert photo.image.dtype == samples.dtype
        assert photo.info.is_gray == (channels < 3)
        mask = data.draw(npst.arrays(np.bool_, samples.shape[:2]))
        image = photo.image.copy()
        image[mask] = data.draw(st.integers(0, np.iinfo(samples.dtype).max))
        given_image = image.copy()
        assert write_photo(Path(name) / "b.png", image, like=photo) == ()
        assert (image == given_image).all()
        again = imagecodecs.png_decode((Path(name) / "b.png").read_bytes())
        assert again.dtype == samples.dtype
        again = again.reshape(samples.shape)
        assert (again[~mask] == samples[~mask]).all()
        assert (read_photo(Path(name) / "b.png").image == image).all()
        if channels in (2, 4):
            assert (again[..., -1] == samples[..., -1]).all()


def test_chunks_are_carried_over(
    tmp_path: Path, picture: Any, icc_profile: bytes, make_exif: Any
) -> None:
    before = [
        png_chunks.iccp_chunk(icc_profile),
        Chunk(b"gAMA", (45455).to_bytes(4, "big")),
        Chunk(b"pHYs", (11811).to_bytes(4, "big") + (5906).to_bytes(4, "big") + b"\1"),
        Chunk(b"bKGD", bytes(6)),
        Chunk(b"tEXt", b"Title\0A house"),
        Chunk(b"eXIf", make_exif(1)),
        Chunk(b"prVt", b"private, safe to copy"),
    ]
    after = [
        Chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"steps: 20")),
        png_chunks.xmp_chunk(b"<x:xmpmeta/>"),
        Chunk(b"tIME", bytes((7, 200, 1, 2, 3, 4, 5))),
    ]
    path = save(tmp_path / "a.png", picture, before, after)
    photo = read_photo(path)
    assert photo.info.icc_profile == icc_profile
    assert photo.info.metadata.xmp == b"<x:xmpmeta/>"
    assert photo.info.dpi is not None
    assert photo.info.dpi == pytest.approx((300, 150), abs=0.1)
    write_photo(tmp_path / "b.png", photo.image, like=photo)
    new = chunks_of(tmp_path / "b.png")
    assert new.before == tuple(before)
    assert new.after == tuple(after)


def test_chunks_that_would_be_wrong_are_left_out(tmp_path: Path, picture: Any) -> None:
    before = [
        Chunk(b"PLTE", bytes(6)),
        Chunk(b"hIST", bytes(4)),
        Chunk(b"prVT", b"private, not safe to copy"),
        Chunk(b"caBX", b"signed"),
    ]
    photo = read_photo(save(tmp_path / "a.png", picture, before))
    (notice,) = write_photo(tmp_path / "b.png", photo.image, like=photo)
    assert "credentials" in str(notice)
    assert chunks_of(tmp_path / "b.png").chunks == ()


def test_exif_thumbnail_is_renewed(
    tmp_path: Path, picture: Any, make_exif: Any, small_jpeg: bytes
) -> None:
    path = save(tmp_path / "a.png", picture, [Chunk(b"eXIf", make_exif(1, small_jpeg))])
    photo = read_photo(path)
    write_photo(tmp_path / "b.png", photo.image, like=photo)
    content = (tmp_path / "b.png").read_bytes()
    assert small_jpeg not in content
    assert b"MakerNote" in content


def test_exif_kept_as_text_moves_to_its_chunk(tmp_path: Path, picture: Any, make_exif: Any) -> None:
    digits = (b"Exif\0\0" + make_exif(6)).hex().encode()
    text = b"\nexif\n%8d\n" % (len(digits) // 2) + digits
    chunk = Chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text))
    photo = read_photo(save(tmp_path / "a.png", picture, [chunk]))
    assert photo.info.orientation == 6
    write_photo(tmp_path / "b.png", photo.image, like=photo)
    assert chunks_of(tmp_path / "b.png").chunks == (Chunk(b"eXIf", make_exif(6)),)
    assert (read_photo(tmp_path / "b.png").image == photo.image).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation(tmp_path: Path, picture: Any, make_exif: Any, orientation: int) -> None:
    path = save(tmp_path / "a.png", picture, [Chunk(b"eXIf", make_exif(orientation))])
    photo = read_photo(path)
    write_photo(tmp_path / "b.png", photo.image, like=photo)
    assert (imagecodecs.png_decode((tmp_path / "b.png").read_bytes()) == picture).all()
    assert chunks_of(tmp_path / "b.png").before == chunks_of(path).before


def test_palette_is_expanded_and_said(tmp_path: Path, picture: Any) -> None:
    reduced = PillowImage.fromarray(picture).convert("P")
    reduced.save(tmp_path / "a.png")
    photo = read_photo(tmp_path / "a.png")
    assert "palette" in str(photo.notices[0])
    assert (photo.image == np.asarray(reduced.convert("RGB"))).all()
    write_photo(tmp_path / "b.png", photo.image, like=photo)
    again = read_photo(tmp_path / "b.png")
    assert (again.image == photo.image).all()
    assert again.notices == ()


def test_transparent_colour_becomes_alpha(tmp_path: Path, picture: Any) -> None:
    colour = tuple(int(v) for v in picture[0, 0])
    PillowImage.fromarray(picture).save(tmp_path / "a.png", transparency=colour)
    photo = read_photo(tmp_path / "a.png")
    assert photo.alpha is not None
    assert ((photo.alpha == 0) == (picture == picture[0, 0]).all(axis=2)).all()
    write_photo(tmp_path / "b.png", photo.image, like=photo)
    again = read_photo(tmp_path / "b.png")
    assert again.alpha is not None
    assert (again.alpha == photo.alpha).all()


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_few_bits_of_grey_are_expanded(tmp_path: Path, bits: int) -> None:
    levels = 2**bits
    rows = np.arange(5 * 8).reshape(5, 8) % levels
    packed = b"".join(
        b"\0" + int("".join(f"{v:0{bits}b}" for v in row), 2).to_bytes(bits, "big") for row in rows
    )
    header = (8).to_bytes(4, "big") + (5).to_bytes(4, "big") + bytes((bits, 0, 0, 0, 0))
    chunks = [Chunk(b"IHDR", header), Chunk(b"IDAT", zlib.compress(packed)), Chunk(b"IEND", b"")]
    content = png_chunks.SIGNATURE + b"".join(chunk.to_bytes() for chunk in chunks)
    (tmp_path / "a.png").write_bytes(content)
    photo = read_photo(tmp_path / "a.png")
    assert photo.info.is_gray
    assert (photo.image[..., 1] == rows * (255 // (levels - 1))).all()


def test_animation_is_never_lost_silently(tmp_path: Path, picture: Any) -> None:
    frames = [PillowImage.fromarray(np.roll(picture, k, axis=0)) for k in range(3)]
    frames[0].save(tmp_path / "a.png", save_all=True, append_images=frames[1:])
    photo = read_photo(tmp_path / "a.png")
    assert "3 pictures" in str(photo.notices[0])
    with pytest.raises(Exception, match="3 pictures"):
        write_photo(tmp_path / "a.png", photo.image, like=photo, in_place=True)
    write_photo(tmp_path / "b.png", photo.image, like=photo)
    with PillowImage.open(tmp_path / "b.png") as new:
        assert getattr(new, "n_frames", 1) == 1
        assert (np.asarray(new) == picture).all()
