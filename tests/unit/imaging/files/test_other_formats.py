"""WebP, BMP, AVIF and HEIC: what they keep."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PillowImage

from inpaint_studio.errors import MissingPartError, PhotoFileError
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.imaging.files.inner_pictures import without_resource_pictures
from inpaint_studio.imaging.files.xmp import without_pictures


@pytest.mark.parametrize("has_alpha", [False, True])
def test_lossless_webp_stays_lossless(
    tmp_path: Path, picture: Any, icc_profile: bytes, make_exif: Any, has_alpha: bool
) -> None:
    samples = np.dstack([picture, picture[..., 1]]) if has_alpha else picture
    PillowImage.fromarray(samples).save(
        tmp_path / "a.webp",
        lossless=True,
        exact=True,
        icc_profile=icc_profile,
        exif=make_exif(3),
        xmp=b"<x/>",
    )
    photo = read_photo(tmp_path / "a.webp")
    assert (photo.image == picture[::-1, ::-1]).all()
    image = photo.image.copy()
    image[5:9] = 0
    assert write_photo(tmp_path / "b.webp", image, like=photo) == ()
    again = read_photo(tmp_path / "b.webp")
    assert (again.image == image).all()
    assert again.info.metadata == photo.info.metadata
    assert again.info.encoding == photo.info.encoding
    if has_alpha:
        assert again.alpha is not None
        assert photo.alpha is not None
        assert (again.alpha == photo.alpha).all()


def test_lossy_webp_is_written_well(tmp_path: Path, picture: Any) -> None:
    PillowImage.fromarray(picture).save(tmp_path / "a.webp", quality=80)
    photo = read_photo(tmp_path / "a.webp")
    write_photo(tmp_path / "b.webp", photo.image, like=photo)
    again = read_photo(tmp_path / "b.webp")
    assert again.info.encoding == photo.info.encoding
    assert np.abs(again.image.astype(int) - photo.image).mean() < 2


def test_webp_animation_is_never_lost_silently(tmp_path: Path, picture: Any) -> None:
    frames = [PillowImage.fromarray(np.roll(picture, k, axis=0)) for k in range(3)]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    photo = read_photo(tmp_path / "a.webp")
    assert "3 pictures" in str(photo.notices[0])
    assert (photo.image == picture).all()
    with pytest.raises(PhotoFileError, match="3 pictures"):
        write_photo(tmp_path / "a.webp", photo.image, like=photo, in_place=True)


def test_webp_side_limit(tmp_path: Path) -> None:
    with pytest.raises(PhotoFileError, match="16383"):
        write_photo(tmp_path / "a.webp", np.zeros((1, 16384, 3), np.uint8))


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_bmp_round_trip(tmp_path: Path, picture: Any, icc_profile: bytes, mode: str) -> None:
    alpha = PillowImage.fromarray(picture[..., 1])
    source = PillowImage.fromarray(picture).convert(mode)
    if mode == "RGBA":
        source.putalpha(alpha)
    source.save(tmp_path / "a.png", dpi=(300, 150), icc_profile=icc_profile)
    photo = read_photo(tmp_path / "a.png")
    assert write_photo(tmp_path / "b.bmp", photo.image, like=photo) == ()
    bmp = read_photo(tmp_path / "b.bmp")
    write_photo(tmp_path / "c.bmp", bmp.image, like=bmp)
    assert (tmp_path / "c.bmp").read_bytes() == (tmp_path / "b.bmp").read_bytes()
    assert (bmp.image == photo.image).all()
    assert bmp.info.is_gray == (mode == "L")
    assert bmp.info.icc_profile == icc_profile
    assert bmp.info.dpi == pytest.approx((300, 150), abs=0.1)
    with PillowImage.open(tmp_path / "b.bmp") as opened:
        assert opened.mode == mode
        assert (np.asarray(opened) == np.asarray(source)).all()


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_bmp_of_pillow(tmp_path: Path, picture: Any, mode: str) -> None:
    source = PillowImage.fromarray(picture).convert(mode)
    source.save(tmp_path / "a.bmp", dpi=(72, 72))
    photo = read_photo(tmp_path / "a.bmp")
    assert (photo.image == np.asarray(source.convert("RGB"))).all()
    write_photo(tmp_path / "b.bmp", photo.image, like=photo)
    again = read_photo(tmp_path / "b.bmp")
    assert (again.image == photo.image).all()
    assert again.info.dpi == photo.info.dpi
    assert again.info.is_gray == photo.info.is_gray


def test_bmp_says_what_it_cannot_hold(tmp_path: Path, picture: Any, make_exif: Any) -> None:
    PillowImage.fromarray(picture).save(tmp_path / "a.png", exif=make_exif())
    photo = read_photo(tmp_path / "a.png")
    (notice,) = write_photo(tmp_path / "b.bmp", photo.image, like=photo)
    assert "EXIF" in str(notice)


@pytest.mark.parametrize("suffix", ["avif", "heic"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_avif_and_heic(
    tmp_path: Path, picture: Any, icc_profile: bytes, make_exif: Any, suffix: str, orientation: int
) -> None:
    if suffix == "heic":
        pytest.importorskip("pillow_heif")
    path = tmp_path / "a.jpg"
    PillowImage.fromarray(picture).save(
        path,
        quality=95,
        icc_profile=icc_profile,
        exif=b"Exif\0\0" + make_exif(orientation),
        xmp=b"<x/>",
    )
    photo = read_photo(path)
    write_photo(tmp_path / f"b.{suffix}", photo.image, like=photo)
    first = read_photo(tmp_path / f"b.{suffix}")
    assert first.image.shape == photo.image.shape
    assert np.abs(first.image.astype(int) - photo.image).mean() < 3
    write_photo(tmp_path / f"c.{suffix}", first.image, like=first)
    again = read_photo(tmp_path / f"c.{suffix}")
    assert np.abs(again.image.astype(int) - first.image).mean() < 3
    assert again.info.icc_profile == icc_profile
    assert again.info.metadata.exif is not None
    assert b"MakerNote" in again.info.metadata.exif
    assert again.info.metadata.xmp == b"<x/>"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_avif_keeps_its_orientation(
    tmp_path: Path, picture: Any, make_exif: Any, orientation: int
) -> None:
    PillowImage.fromarray(picture).save(tmp_path / "a.avif", exif=make_exif(orientation))
    photo = read_photo(tmp_path / "a.avif")
    write_photo(tmp_path / "b.avif", photo.image, like=photo)
    again = read_photo(tmp_path / "b.avif")
    assert photo.info.orientation == again.info.orientation == orientation
    assert again.info.stored_size == (61, 83)
    assert np.abs(again.image.astype(int) - photo.image).mean() < 3


def test_heic_of_many_bits(tmp_path: Path, picture: Any) -> None:
    heif = pytest.importorskip("pillow_heif")
    deep = picture.astype(np.uint16) * 257
    heif.from_bytes("RGB;16", (83, 61), deep.tobytes()).save(tmp_path / "a.heic", quality=100)
    photo = read_photo(tmp_path / "a.heic")
    assert photo.image.dtype == np.uint16
    write_photo(tmp_path / "b.heic", photo.image, like=photo)
    again = read_photo(tmp_path / "b.heic")
    assert again.image.dtype == np.uint16
    assert np.abs(again.image.astype(int) - photo.image).mean() < 3 * 257


def test_missing_heif_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    monkeypatch.delitem(sys.modules, "inpaint_studio.imaging.files.heic", raising=False)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(MissingPartError, match=r"inpaint-studio\[heif\]"):
        read_photo(tmp_path / "a.heic")


def test_blocks_that_cannot_be_read_come_back_as_they_are() -> None:
    for block in (b"", b"8BIM", b"8BIM\x04\x0c\0\0\xff\xff\xff\xff", b"nonsense" * 9):
        assert block.startswith(without_resource_pictures(block))
        assert without_pictures(block) == block
