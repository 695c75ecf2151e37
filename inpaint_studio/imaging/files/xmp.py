"""The few things that are changed in an XMP packet, by pattern, so that its length stays the same.

The packet is never parsed: whatever else it holds comes through untouched.
"""

from __future__ import annotations

import re

__all__ = ["with_normal_orientation"]

_ATTRIBUTE = re.compile(rb"(tiff:Orientation\s*=\s*[\"'])[1-8]([\"'])")
_ELEMENT = re.compile(rb"(<tiff:Orientation>\s*)[1-8](\s*</tiff:Orientation>)")


def with_normal_orientation(packet: bytes) -> bytes:
    """`packet` with `tiff:Orientation`, where it has one, set to 1 (upright)."""
    return _ELEMENT.sub(rb"\g<1>1\2", _ATTRIBUTE.sub(rb"\g<1>1\2", packet))
