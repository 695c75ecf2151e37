"""Projects: everything comes back, other programs see layers, bad files give one sentence."""

from __future__ import annotations

import contextlib
import io
import json
import os
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from document_acts import take_image
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PilImage

from inpaint_studio.document import project_reader
from inpaint_studio.document.changes import EdgePatch, ResultRecord
from inpaint_studio.document.document import Document
from inpaint_studio.document.project import ENTRY, reference_to, state_of, write_project
from inpaint_studio.document.project_reader import read_project
from inpaint_studio.document.shapes import Ellipse, Point
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind
from inpaint_studio.errors import CancelledError, OptionError, PhotoFileError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.files import read_photo, write_photo
from inpaint_studio.jobs.messages import Message
from inpaint_studio.progress import ProgressToken

BOX = Box(40, 60, 200, 333)


def worked_on(image: np.ndarray) -> Document:
    document = Document(image)
    document.paint(Ellipse(Point(50, 70), Point(180, 300)), "ellipse")
    edges = np.zeros((64, 80), np.float32)
    edges[10] = 1.0
    document.set_predicted(document.revision, [EdgePatch(BOX, edges)])
    way = (Point(60.123456, 80.25), Point(120.0, 200.0 / 3))
    document.add_stroke(EdgeStroke(StrokeKind.DRAW, way, 1.5), "edge_pencil")
    document.add_stroke(EdgeStroke(StrokeKind.ERASE, way[::-1], 9.0), "edge_eraser")
    curve = EdgeStroke.through((*way, Point(70.5, 90.0)), 2.0)
    document.add_stroke(curve, "edge_curve")
    result = image.copy()
    result[BOX.slices] //= 2
    record = ResultRecord("edgeconnect", (BOX,), "cpu", 1.5, (Message("A note of {n}.", n=2),))
    take_image(document, BOX, result, record=record)
    return document


def picture(dtype: type = np.uint8, size: tuple[int, int] = (260, 390)) -> np.ndarray:
    return np.random.default_rng(3).integers(0, np.iinfo(dtype).max, (*size, 3), dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_everything_comes_back(tmp_path: Path, dtype: type) -> None:
    document = worked_on(picture(dtype))
    path = tmp_path / "work über.ora"
    write_project(path, state_of(document), extra={"model": "auto"})
    project = read_project(path)
    again = project.document
    assert project.extra == {"model": "auto"}
    assert np.array_equal(again.original.to_array(), document.original.to_array())
    assert np.array_equal(again.image_array(), document.image_array())
    assert np.array_equal(again.mask_array(), document.mask_array())
    assert again.strokes == document.strokes
    assert again.results == document.results
    assert [patch.box for patch in again.predicted] == [BOX]
    assert np.array_equal(again.predicted[0].edges, document.predicted[0].edges)
    assert not again.undo()
    assert not again.is_modified


def test_an_untouched_photo_comes_back(tmp_path: Path) -> None:
    document = Document(picture(size=(1, 7)))
    write_project(tmp_path / "a.ora", state_of(document))
    again = read_project(tmp_path / "a.ora").document
    assert np.array_equal(again.image_array(), document.image_array())
    assert again.predicted == again.strokes == ()


def test_it_is_an_openraster_file(tmp_path: Path) -> None:
    document = worked_on(picture())
    write_project(tmp_path / "a.ora", state_of(document))
    with zipfile.ZipFile(tmp_path / "a.ora") as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype") == b"image/openraster"
        image = ET.fromstring(archive.read("stack.xml"))
        assert (image.get("w"), image.get("h")) == ("390", "260")
        layers = image.findall("./stack/layer")
        assert [layer.get("src") for layer in layers][-1] == "data/photo.png"
        assert len(layers) == 5
        # What another program shows: the visible layers, from below.
        seen = [layer.get("src") for layer in layers if layer.get("visibility") == "visible"]
        assert seen == ["data/result.png", "data/photo.png"]

        def opened(name: str) -> np.ndarray:
            return np.asarray(PilImage.open(io.BytesIO(archive.read(name))))

        # Result over photo, as any program stacks them, is the merged image and our image.
        stacked = opened("data/photo.png").copy()
        layer = next(layer for layer in layers if layer.get("src") == "data/result.png")
        result = opened("data/result.png")
        top, left = int(layer.get("y", "")), int(layer.get("x", ""))
        view = stacked[top : top + result.shape[0], left : left + result.shape[1]]
        view[result[..., 3] > 0] = result[result[..., 3] > 0][:, :3]
        assert np.array_equal(stacked, opened("mergedimage.png"))
        assert np.array_equal(stacked, document.image_array())
        assert max(opened("Thumbnails/thumbnail.png").shape) == 256


def test_the_photo_file_is_remembered(tmp_path: Path) -> None:
    source = tmp_path / "photo.png"
    rgba = np.random.default_rng(1).integers(0, 255, (40, 50, 4), dtype=np.uint8)
    PilImage.fromarray(rgba).save(source, dpi=(300, 300), icc_profile=b"")
    photo = read_photo(source)
    write_project(tmp_path / "a.ora", state_of(Document.open(photo)))
    project = read_project(tmp_path / "a.ora")
    again = project.document.photo
    assert project.notices == ()
    assert again is not None
    assert again.info == photo.info
    assert again.alpha is not None
    assert photo.alpha is not None
    assert np.array_equal(again.alpha, photo.alpha)
    write_photo(tmp_path / "one.png", photo.image, like=photo)
    write_photo(tmp_path / "two.png", again.image, like=again)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_a_reference_needs_the_photo_as_it_was(tmp_path: Path) -> None:
    source = tmp_path / "photo.png"
    PilImage.fromarray(picture()).save(source)
    document = worked_on(read_photo(source).image)
    path = tmp_path / "r.ora"
    write_project(path, state_of(document), reference=reference_to(source))
    assert path.stat().st_size < source.stat().st_size
    again = read_project(path, follows_reference=True).document
    assert np.array_equal(again.image_array(), document.image_array())
    assert again.photo is not None
    source.write_bytes(source.read_bytes() + b"x")
    with pytest.raises(PhotoFileError, match="changed, moved or removed"):
        read_project(path, follows_reference=True)
    assert reference_to(tmp_path / "gone.png") is None


def test_cancelling_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    path.write_bytes(b"old")
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        write_project(path, state_of(worked_on(picture())), token=token)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.ora"]


def test_float_photos_are_refused(tmp_path: Path) -> None:
    document = Document(np.zeros((9, 9, 3), np.float32))
    with pytest.raises(OptionError, match="8 or 16 bits"):
        write_project(tmp_path / "a.ora", state_of(document))


def rewritten(source: Path, target: Path, **changes: object) -> None:
    """The project with some values of our entry replaced."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == ENTRY:
                data = json.dumps({**json.loads(data), **changes}).encode()
            new.writestr(info.filename, data)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("project") / "good.ora"
    write_project(path, state_of(worked_on(picture())))
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"height": 10**9},
        {"height": 0},
        {"width": 391},
        {"width": True},
        {"bit_depth": 12},
        {"bit_depth": 16},
        {"has_alpha": True},
        {"layers": {"mask": [0, 0, 9, 9999]}},
        {"layers": {"mask": [0, 0, 9, 9]}},
        {"layers": []},
        {"strokes": [{"kind": "draw", "width_px": float("nan"), "points": []}]},
        {"strokes": [{"kind": "jump", "width_px": 1, "points": []}]},
        {"strokes": [{"kind": "draw", "width_px": 1, "points": [[1, 1e300]]}]},
        {"strokes": [{"kind": "draw", "width_px": 1, "points": [[1]]}]},
        {"strokes": {}},
        {"predicted": [{"box": [0, 0, 9, 9], "size": [99, 99]}]},
        {"predicted": [{"box": [9, 9, 0, 0], "size": [1, 1]}]},
        {"results": [{"model": 5}]},
        {"extra": []},
        {"reference": {"path": "/nowhere", "size_bytes": 1, "ends_sha256": ""}},
        {"format": 2},
        {"format": "1"},
    ],
)
def test_wrong_values_give_one_sentence(
    good: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    bad = tmp_path / "bad.ora"
    rewritten(good, bad, **changes)
    with pytest.raises(PhotoFileError, match=r"bad\.ora") as caught:
        read_project(bad)
    assert "\n" not in str(caught.value)


def test_a_damaged_photo_record_costs_only_the_metadata(good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ora"
    rewritten(good, bad, photo={"class": "os:system", "fields": {"command": "true"}})
    project = read_project(bad)
    assert project.document.photo is None
    assert len(project.notices) == 1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=6))
def test_random_damage_never_escapes(
    good: Path, tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes
) -> None:
    data = bytearray(good.read_bytes())
    at %= len(data)
    data[at : at + len(junk)] = junk
    path = tmp_path_factory.getbasetemp() / "fuzzed.ora"
    path.write_bytes(data)
    with contextlib.suppress(PhotoFileError):
        assert read_project(path).document.size == Size(260, 390)


@pytest.mark.parametrize("data", [b"", b"PK", b"\x89PNG\r\n\x1a\n", b"x" * 4000])
def test_other_files_are_no_projects(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.ora"
    path.write_bytes(data)
    with pytest.raises(PhotoFileError, match="no project"):
        read_project(path)


def test_projects_of_other_programs_say_so(tmp_path: Path) -> None:
    path = tmp_path / "krita.ora"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", b"image/openraster")
        archive.writestr("stack.xml", b"<image/>")
    with pytest.raises(PhotoFileError, match="another program"):
        read_project(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(PhotoFileError, match="cannot be read"):
        read_project(tmp_path / "gone.ora")


def test_an_entry_that_unpacks_without_end_is_refused(good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bomb.ora"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "data/mask.png":
                data += bytes(200 << 20)
            new.writestr(info.filename, data)
    assert bad.stat().st_size < 4 << 20
    with pytest.raises(PhotoFileError, match="larger than it can be"):
        read_project(bad)


def test_text_that_unpacks_to_a_thousand_times_its_size_is_refused(
    good: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bomb.ora"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == ENTRY:
                data = data[:-1] + b',"more":[' + b"[]," * 5_000_000 + b"[]]}"
            new.writestr(info.filename, data)
    with pytest.raises(PhotoFileError, match="larger than it can be"):
        read_project(bad)


def test_pictures_that_the_file_cannot_hold_are_refused_before_they_are_unpacked(
    good: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bomb.ora"
    patches = [{"box": [0, 0, 9000, 9000], "size": [9000, 9000]}] * 40
    rewritten(good, bad, height=9000, width=9000, layers={}, predicted=patches)
    with pytest.raises(PhotoFileError, match="more than they can hold"):
        read_project(bad)


def test_pictures_that_memory_cannot_hold_are_refused(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_reader, "free_bytes", lambda: 100_000)
    monkeypatch.setattr(project_reader, "_ALWAYS_PIXEL_BYTES", 1)
    monkeypatch.setattr(project_reader, "_MEMORY_A_JSON_BYTE", 1)
    with pytest.raises(PhotoFileError, match="GB are free"):
        read_project(good)


@pytest.mark.parametrize("kind", ["file", "pipe"])
def test_only_a_recovery_file_chooses_what_else_is_opened(
    good: Path, tmp_path: Path, kind: str
) -> None:
    other = tmp_path / "other"
    if kind == "file":
        other.write_bytes(b"secret")
    else:
        if not hasattr(os, "mkfifo"):
            pytest.skip("no pipes with names here")
        os.mkfifo(other)
    bad = tmp_path / "bad.ora"
    rewritten(good, bad, reference={"path": str(other), "size_bytes": 6, "ends_sha256": "0" * 64})
    with pytest.raises(PhotoFileError, match="recovery file"):
        read_project(bad)
    with pytest.raises(PhotoFileError, match="changed, moved or removed"):
        read_project(bad, follows_reference=True)
