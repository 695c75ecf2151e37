"""Colour conversions at the doors of photo files: depth, grey, CMYK, alpha.

Everything here is exact where it can be: equal channels keep their value as grey, and a change of
depth there and back gives the same samples.
"""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.imaging.files.photo import Pixels, Samples
from inpaint_studio.imaging.types import Image, full_scale

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

__all__ = [
    "array_of",
    "cmyk_to_srgb",
    "gray_of",
    "lab_to_srgb",
    "over_white",
    "rescaled",
    "srgb_of_light",
    "srgb_profile",
    "three_channels",
    "to_depth",
]

_ROWS_AT_ONCE = 256
_D50 = np.array([0.9642, 1.0, 0.8249], np.float32)
# With Bradford's adaptation from D50 to D65.
_XYZ_D50_TO_SRGB = np.array(
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ],
    np.float32,
)


def three_channels(colour: Samples) -> Image:
    """(H, W, 3) from grey (H, W), by repetition; RGB comes back as it is."""
    if colour.ndim == 3:
        return colour
    return np.repeat(colour[:, :, np.newaxis], 3, axis=2)


def gray_of(image: Image) -> Samples:
    """The luma (H, W) of an RGB image, of its dtype; exact where the three channels are equal.

    Weights 0.299, 0.587, 0.114 (ITU-R BT.601), applied to the differences from green.
    """
    height = image.shape[0]
    gray = np.empty(image.shape[:2], image.dtype)
    for top in range(0, height, _ROWS_AT_ONCE):
        rows = image[top : top + _ROWS_AT_ONCE]
        green = rows[..., 1].astype(np.float32)
        luma = green + np.float32(0.299) * (rows[..., 0] - green)
        luma += np.float32(0.114) * (rows[..., 2] - green)
        gray[top : top + _ROWS_AT_ONCE] = np.rint(luma) if image.dtype.kind == "u" else luma
    return gray


def to_depth(samples: NDArray[Any], bit_depth: int) -> Samples:
    """Samples of 8 or 16 bits from uint8, uint16 or float32 ones; the same array if nothing changes.

    8 to 16 bits multiplies by 257, 16 to 8 rounds to nearest: there and back is exact.
    """
    dtype = np.dtype(np.uint16 if bit_depth == 16 else np.uint8)
    if samples.dtype == dtype:
        return samples
    if samples.dtype == np.uint8:
        widened: Samples = np.multiply(samples, np.uint16(257), dtype=np.uint16)
        return widened
    converted = np.empty(samples.shape, dtype)
    factor = np.float32(full_scale(dtype) / full_scale(samples.dtype))
    for top in range(0, samples.shape[0], _ROWS_AT_ONCE):
        rows = samples[top : top + _ROWS_AT_ONCE].astype(np.float32) * factor
        scaled = np.rint(np.clip(np.nan_to_num(rows), 0, full_scale(dtype)))
        converted[top : top + _ROWS_AT_ONCE] = scaled
    return converted


def over_white(pixels: Pixels) -> Samples:
    """The colour of `pixels` laid over white, for formats without alpha."""
    if pixels.alpha is None:
        return pixels.colour
    white = np.float32(full_scale(pixels.colour.dtype))
    flat = np.empty_like(pixels.colour)
    for top in range(0, flat.shape[0], _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        share = pixels.alpha[rows].astype(np.float32) / white
        if flat.ndim == 3:
            share = share[..., np.newaxis]
        flat[rows] = np.rint(pixels.colour[rows] * share + white * (1 - share))
    return flat


def array_of(picture: PillowImage) -> NDArray[np.uint8]:
    """The samples of a Pillow picture as a writable array of its own, copied strip by strip."""
    samples = np.empty((picture.height, picture.width, len(picture.getbands())), np.uint8)
    for top in range(0, picture.height, _ROWS_AT_ONCE):
        bottom = min(top + _ROWS_AT_ONCE, picture.height)
        strip = np.asarray(picture.crop((0, top, picture.width, bottom)), np.uint8)
        samples[top:bottom] = strip.reshape(bottom - top, picture.width, -1)
    return samples if samples.shape[2] > 1 else samples[..., 0]


@functools.cache
def srgb_profile() -> bytes:
    """An ICC profile of sRGB."""
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def cmyk_to_srgb(picture: PillowImage, icc_profile: bytes | None) -> Samples:
    """A CMYK picture as sRGB (H, W, 3) uint8, converted by its own profile.

    Without a usable profile the plain complement is taken, as viewers do.
    """
    from PIL import ImageCms

    if icc_profile is not None:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(
                picture, source, target, ImageCms.Intent.RELATIVE_COLORIMETRIC, outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return array_of(converted)
    return array_of(picture.convert("RGB"))


def rescaled(samples: Samples, white: int, wanted: int, dtype: type[Any]) -> Samples:
    """Whole numbers up to `white` on a scale up to `wanted`; there and back is exact."""
    if white == wanted:
        return samples
    table = np.rint(np.arange(white + 1) * (wanted / white)).astype(dtype)
    result: Samples = table[np.minimum(samples, white)]
    return result


def lab_to_srgb(samples: NDArray[Any], *, is_signed: bool) -> Samples:
    """CIE Lab (D50) as TIFF stores it, as sRGB of the same depth.

    Parameters
    ----------
    samples
        uint8 or uint16 (H, W, 3).
    is_signed
        Whether a and b are two's complement numbers, as in CIELab, or lie around the middle, as in
        ICCLab.

    Sources: TIFF 6.0, section 23; ICC.1 annex A; IEC 61966-2-1.
    """
    white = np.iinfo(samples.dtype).max
    unit = np.float32(1 if samples.dtype == np.uint8 else 256)
    converted = np.empty_like(samples)
    for top in range(0, samples.shape[0], _ROWS_AT_ONCE):
        rows = samples[top : top + _ROWS_AT_ONCE]
        chroma = rows[..., 1:]
        if is_signed:
            chroma = chroma.view(np.dtype(f"i{samples.dtype.itemsize}")).astype(np.float32) / unit
        else:
            chroma = chroma.astype(np.float32) / unit - 128
        y = (rows[..., 0].astype(np.float32) * np.float32(100 / white) + 16) / 116
        f = np.stack([y + chroma[..., 0] / 500, y, y - chroma[..., 1] / 200], axis=-1)
        xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * _D50
        light = np.clip(xyz @ _XYZ_D50_TO_SRGB.T, 0, 1)
        converted[top : top + _ROWS_AT_ONCE] = np.rint(srgb_of_light(light) * white)
    return converted


def srgb_of_light(light: NDArray[Any]) -> NDArray[Any]:
    """Linear light in [0, 1] by the transfer curve of sRGB (IEC 61966-2-1), a new array."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
