"""Photo files: read upright, written back as they were.

`read_photo` gives a `Photo`; `write_photo` writes an image like one, so that the file keeps its
format, depth, metadata, orientation and encoding.
"""

from __future__ import annotations

from inpaint_studio.imaging.files.formats import MAX_PIXELS, SUFFIXES, PhotoFormat
from inpaint_studio.imaging.files.photo import Metadata, Photo, PhotoInfo, seen
from inpaint_studio.imaging.files.read import probe_photo, read_photo
from inpaint_studio.imaging.files.write import copy_photo, write_photo

__all__ = [
    "MAX_PIXELS",
    "SUFFIXES",
    "Metadata",
    "Photo",
    "PhotoFormat",
    "PhotoInfo",
    "copy_photo",
    "probe_photo",
    "read_photo",
    "seen",
    "write_photo",
]
