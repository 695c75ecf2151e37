"""The few things that are changed in an XMP packet, by pattern, so that its length stays the same.

The packet is never parsed: whatever else it holds comes through untouched. Every search takes time
in proportion to the packet, whatever is in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from inpaint_studio.imaging.files.inner_pictures import blanked

__all__ = ["with_normal_orientation", "with_texts", "without_motion", "without_pictures"]

# XMP's names for the keywords of PNG's texts.
_NAMES = {
    "Title": "dc:title",
    "Author": "dc:creator",
    "Description": "dc:description",
    "Copyright": "dc:rights",
    "Source": "dc:source",
    "Software": "xmp:CreatorTool",
    "Comment": "exif:UserComment",
}
_IN_LANGUAGES = frozenset({"dc:title", "dc:description", "dc:rights", "exif:UserComment"})

_ATTRIBUTE = re.compile(rb"(tiff:Orientation\s*=\s*[\"'])[1-8]([\"'])")
_ELEMENT = re.compile(rb"(<tiff:Orientation>\s*)[1-8](\s*</tiff:Orientation>)")
_THUMBNAILS = re.compile(rb"<(/?)([\w.-]{0,40}:)?Thumbnails\b[^<>]*>")
_THUMBNAILS_END = re.compile(rb"</(?:[\w.-]{0,40}:)?Thumbnails\b")
_IMAGE = re.compile(rb"(<[\w.-]{1,40}:image>)([^<]*)(?=</)")
_IMAGE_ATTRIBUTE = re.compile(rb"(\b[\w.-]{1,40}:image\s*=\s*)(\"[^\"<]*\"|'[^'<]*')")
# What says that a video, a gain map or another picture lies behind the photo.
_MOTION_NAME = (
    rb"(?:(?:GCamera|Camera|OpCamera|MicroVideo|GContainer|MotionPhoto):"
    rb"(?:MicroVideo|MotionPhoto|VideoLength|OLivePhotoVersion)\w*"
    rb"|(?:hdrgm|HDRGainMap):\w+)"
)
_MOTION = re.compile(rb"\s" + _MOTION_NAME + rb"\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')")
_MOTION_ELEMENT = re.compile(rb"<(" + _MOTION_NAME + rb")\b[^<>]*>[^<]*</\1\s*>")
_MOTION_NAMES = (b"Camera:", b"MicroVideo", b"GContainer", b"hdrgm", b"HDRGainMap", b"MotionPhoto")
_DIRECTORY = re.compile(rb"<(/?)([\w.-]{1,40}):Directory\b[^<>]*>")


def with_normal_orientation(packet: bytes) -> bytes:
    """`packet` with `tiff:Orientation`, where it has one, set to 1 (upright)."""
    return _ELEMENT.sub(rb"\g<1>1\2", _ATTRIBUTE.sub(rb"\g<1>1\2", packet))


def without_pictures(packet: bytes) -> bytes:
    """`packet` with spaces for its thumbnails and every other picture."""
    if _THUMBNAILS_END.search(packet) is not None:
        packet = _without_elements(packet, _THUMBNAILS)
    if b":image" not in packet:
        return blanked(packet)[0]
    packet = _IMAGE.sub(lambda found: found[1] + b" " * len(found[2]), packet)
    packet = _IMAGE_ATTRIBUTE.sub(
        lambda found: found[1] + found[2][:1] + b" " * (len(found[2]) - 2) + found[2][-1:], packet
    )
    return blanked(packet)[0]


def without_motion(packet: bytes) -> bytes:
    """`packet` with spaces for what points to videos, gain maps and pictures behind the photo."""
    if b":Directory" in packet:
        packet = _without_elements(packet, _DIRECTORY)
    if not any(name in packet for name in _MOTION_NAMES):
        return packet
    for pattern in (_MOTION, _MOTION_ELEMENT):
        packet = pattern.sub(lambda found: b" " * len(found[0]), packet)
    return packet


def _without_elements(packet: bytes, tags: re.Pattern[bytes]) -> bytes:
    """Spaces for elements from their opening tag to their closing one."""
    changed = bytearray(packet)
    start = None
    for tag in tags.finditer(packet):
        if tag[0].endswith(b"/>"):
            continue
        if not tag[1]:
            start = tag.start() if start is None else start
        elif start is not None:
            changed[start : tag.end()] = b" " * (tag.end() - start)
            start = None
    return bytes(changed)


def with_texts(packet: bytes | None, texts: Mapping[str, str]) -> bytes | None:
    """`packet`, or a new one, that also says texts by keywords as PNG has them.

    Keywords that XMP has no name for go to the comment, each on a line of its own.
    """
    if not texts:
        return packet
    named = {_NAMES[key]: text for key, text in texts.items() if key in _NAMES}
    others = [f"{key}: {text}" for key, text in texts.items() if key not in _NAMES]
    if others:
        name = _NAMES["Comment"]
        named[name] = "\n".join([*([named[name]] if name in named else []), *others])
    said = _description({name: text for name, text in named.items() if text.strip()})
    end = b"</rdf:RDF>"
    if packet is not None and end in packet:
        before, _, after = packet.rpartition(end)
        return before + said + end + after
    head = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta'
    return (
        (
            f'{head} xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        ).encode()
        + said
        + end
        + b'</x:xmpmeta>\n<?xpacket end="w"?>'
    )


def _description(named: Mapping[str, str]) -> bytes:
    lines = []
    for name, text in named.items():
        inner = escape("".join(c for c in text if c.isprintable() or c in "\n\t"), quote=False)
        if name in _IN_LANGUAGES:
            inner = f'<rdf:Alt><rdf:li xml:lang="x-default">{inner}</rdf:li></rdf:Alt>'
        elif name == "dc:creator":
            inner = f"<rdf:Seq><rdf:li>{inner}</rdf:li></rdf:Seq>"
        lines.append(f"<{name}>{inner}</{name}>")
    return (
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/">'
        f"{''.join(lines)}</rdf:Description>"
    ).encode()
