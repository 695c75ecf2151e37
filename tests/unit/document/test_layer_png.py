"""PNG layers: other readers see the same pixels, hostile headers are refused before decoding."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PilImage

from inpaint_studio.document.layer_png import PngHeader, decode_png, png_header, write_png
from inpaint_studio.errors import PhotoFileError
from inpaint_studio.geometry import Size


def encoded(pixels: np.ndarray, step: int = 7, icc: bytes | None = None) -> bytes:
    stream = io.BytesIO()
    depth = 16 if pixels.dtype == np.uint16 else 8
    header = PngHeader(Size(*pixels.shape[:2]), depth, pixels.shape[2])
    bands = [pixels[top : top + step] for top in range(0, len(pixels), step)]
    write_png(stream, header, bands, icc_profile=icc)
    return stream.getvalue()


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 30),
    st.integers(1, 30),
    st.sampled_from([1, 3, 4]),
    st.sampled_from([np.uint8, np.uint16]),
    st.integers(1, 9),
)
def test_round_trip(height: int, width: int, channels: int, dtype: type, step: int) -> None:
    rng = np.random.default_rng(height * 31 + width)
    pixels = rng.integers(0, np.iinfo(dtype).max, (height, width, channels), dtype, endpoint=True)
    kept = pixels.copy()
    data = encoded(pixels, step)
    header = png_header(data)
    assert header == PngHeader(Size(height, width), pixels.itemsize * 8, channels)
    assert np.array_equal(decode_png(data, header), pixels)
    assert np.array_equal(pixels, kept)


def test_another_reader_agrees() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (33, 21, 4), dtype=np.uint8)
    with PilImage.open(io.BytesIO(encoded(pixels, icc=b"profile"))) as read:
        assert np.array_equal(np.asarray(read), pixels)
        assert read.info["icc_profile"] == b"profile"


@pytest.mark.parametrize("cut", [0, 8, 20, 40])
def test_cut_files_are_refused(cut: int) -> None:
    data = encoded(np.zeros((9, 9, 3), np.uint8))
    with pytest.raises(PhotoFileError, match="damaged"):
        decode_png(data[:cut], PngHeader(Size(9, 9), 8, 3))


def test_a_header_that_promises_too_much_is_refused_undecoded() -> None:
    data = bytearray(encoded(np.zeros((9, 9, 3), np.uint8)))
    data[16:20] = (100_000).to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    with pytest.raises(PhotoFileError, match="expected"):
        decode_png(bytes(data), PngHeader(Size(9, 9), 8, 3))
