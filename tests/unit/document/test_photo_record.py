"""A photo file's header comes back from a project whole, whatever its codec keeps of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.document.document import Document
from inpaint_studio.document.photo_record import from_record, to_record
from inpaint_studio.document.project import state_of, write_project
from inpaint_studio.document.project_reader import read_project
from inpaint_studio.errors import BadInputError, MissingPartError
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.files import PhotoFormat, PhotoInfo, read_photo, write_photo
from inpaint_studio.imaging.files.codec import codec_for
from inpaint_studio.imaging.files.jpeg_segments import JpegEncoding, JpegSegment
from inpaint_studio.imaging.files.photo import Encoding, Metadata
from inpaint_studio.imaging.files.png_chunks import Chunk, PngEncoding
from inpaint_studio.jobs.messages import Message


def encodings() -> list[type[Encoding]]:
    """What every codec keeps of its files."""
    for photo_format in PhotoFormat:
        try:
            codec_for(photo_format)
        except MissingPartError:
            continue
    return [Encoding, *Encoding.__subclasses__()]


FLOATS = st.floats(0.01, 1e6)
# Where only some values of a type can be in a file.
POSSIBLE: dict[type[Encoding], dict[str, st.SearchStrategy[Any]]] = {
    JpegEncoding: {
        "segments": st.tuples(
            st.builds(JpegSegment, marker=st.integers(0xE0, 0xEF), payload=st.binary())
        ),
        "tables": st.tuples(st.tuples(*[st.integers(1, 65_535)] * 64)),
    },
    PngEncoding: dict.fromkeys(
        ("before", "after"), st.tuples(st.builds(Chunk, kind=st.just(b"tEXt"), data=st.binary()))
    ),
}
METADATA = st.builds(Metadata, dpi=st.none() | st.tuples(FLOATS, FLOATS))


@pytest.mark.parametrize("kind", encodings(), ids=lambda kind: kind.__name__)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_field_of_every_codec_comes_back(kind: type[Encoding], data: st.DataObject) -> None:
    # The values are made from the declared types: a field of a new type is tried by itself.
    info = PhotoInfo(
        format=data.draw(st.sampled_from(PhotoFormat)),
        size=Size(3, 5),
        bit_depth=16,
        is_gray=True,
        has_alpha=False,
        orientation=6,
        metadata=data.draw(METADATA),
        encoding=data.draw(st.builds(kind, **POSSIBLE.get(kind, {}))),
        path=Path("scan.tif"),
        notices=(Message("One."), Message("{n} of two.", n=2)),
    )
    again = from_record(json.loads(json.dumps(to_record(info))))
    assert again == info
    assert type(again.encoding) is type(info.encoding)


GREY = np.arange(35, dtype=np.uint8).reshape(5, 7) * 7
KINDS = {
    "grey": (GREY, {}),
    "grey 16": (GREY.astype(np.uint16) * 257, {}),
    "rgb": (np.stack([GREY] * 3, 2), {"photometric": "rgb"}),
    "rgb 16 tiled": (np.stack([GREY.astype(np.uint16)] * 3, 2), {"tile": (16, 16)}),
    "rgba": (np.stack([GREY] * 4, 2), {"photometric": "rgb", "extrasamples": ["unassalpha"]}),
    "planar": (np.stack([GREY] * 3), {"photometric": "rgb", "planarconfig": "separate"}),
    "big-endian": (GREY, {"byteorder": ">"}),
    "deflate": (GREY, {"compression": "zlib", "predictor": True}),
    "strips": (GREY, {"rowsperstrip": 2}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_tiff_in_a_project_is_written_as_the_file_it_was(tmp_path: Path, kind: str) -> None:
    pixels, options = KINDS[kind]
    options = dict(options)
    order = options.pop("byteorder", "<")
    path = tmp_path / "scan.tif"
    with tifffile.TiffWriter(path, byteorder=order) as writer:
        writer.write(pixels, resolution=(300, 300), resolutionunit=2, software=False, **options)
    photo = read_photo(path)
    write_project(tmp_path / "a.ora", state_of(Document.open(photo)))
    again = read_project(tmp_path / "a.ora")
    assert again.notices == ()
    assert again.document.photo is not None
    assert again.document.photo.info == photo.info
    for name, like in (("before.tif", photo), ("after.tif", again.document.photo)):
        write_photo(tmp_path / name, photo.image, like=like)
    assert (tmp_path / "after.tif").read_bytes() == (tmp_path / "before.tif").read_bytes()


GOOD = to_record(PhotoInfo(PhotoFormat.PNG, Size(1, 1), 8, False, False))


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "os"},
        {"format": ["PNG"]},
        {"encoding": {"kind": "PhotoInfo"}},
        {"encoding": {"kind": "Encoding", "page": 1}},
        {"encoding": {"kind": "WebpEncoding", "is_lossless": 1}},
        {"encoding": {"kind": "WebpEncoding"}},
        {"encoding": None},
        {"metadata": {"exif": "*"}},
        {"metadata": {"dpi": ["1", 2.0]}},
        {"orientation": "6"},
        {"bit_depth": True},
        {"path": 5},
        {"unknown": 5},
        {"notices": 5},
    ],
    ids=str,
)
def test_records_with_anything_unexpected_are_refused(changes: dict[str, object]) -> None:
    assert from_record(GOOD).format is PhotoFormat.PNG
    with pytest.raises(BadInputError, match="damaged"):
        from_record({**GOOD, **changes})


@pytest.mark.parametrize("record", [5, None, [], {}, {"class": "builtins:list", "fields": {}}])
def test_what_is_no_record_is_refused(record: object) -> None:
    with pytest.raises(BadInputError, match="damaged"):
        from_record(record)
