"""Which codec reads and writes which format; codecs are imported when their format is met."""

from __future__ import annotations

import importlib
from typing import cast

from inpaint_studio.imaging.files.codec import Codec
from inpaint_studio.imaging.files.formats import PhotoFormat

__all__ = ["codec_for"]

_MODULES = {
    PhotoFormat.JPEG: "jpeg",
    PhotoFormat.PNG: "png",
    PhotoFormat.TIFF: "tiff",
    PhotoFormat.WEBP: "webp",
    PhotoFormat.BMP: "bmp",
    PhotoFormat.AVIF: "avif",
    PhotoFormat.HEIC: "heic",
}


def codec_for(photo_format: PhotoFormat) -> Codec:
    """The codec of a format.

    Raises
    ------
    MissingPartError
        If the codec needs a package that is not installed.
    """
    name = f"inpaint_studio.imaging.files.{_MODULES[photo_format]}"
    return cast(Codec, importlib.import_module(name))
