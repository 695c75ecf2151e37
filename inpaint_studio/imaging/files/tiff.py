"""TIFF: read segment by segment; written as a patched copy of the source.

The codec's three doors; the work is in `tiff_read` and `tiff_write`.
"""

from __future__ import annotations

from inpaint_studio.imaging.files.tiff_read import decode, read_info
from inpaint_studio.imaging.files.tiff_write import write

__all__ = ["MAX_EXIF_BYTES", "decode", "read_info", "write"]

MAX_EXIF_BYTES = 1 << 30
