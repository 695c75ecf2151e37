"""Project files: OpenRaster, opened by Krita and GIMP as layers and by us with everything.

A project is a zip as the OpenRaster draft 0.0.6 describes it: `mimetype` first and stored,
`stack.xml`, `data/*.png`, `mergedimage.png` and a thumbnail. Beside these lies our own entry with
what layers cannot hold: edge strokes as lines, results, the photo file's header. Reading lies in
`project_reader`. No Qt here.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.document.changes import EdgePatch, FrozenRequest, ResultRecord
from inpaint_studio.document.document import Document
from inpaint_studio.document.layer_png import PngHeader, write_png
from inpaint_studio.document.photo_record import to_record
from inpaint_studio.document.strokes import EdgeStroke, rasterise_strokes
from inpaint_studio.document.tiles import TILE_PX, TileView
from inpaint_studio.errors import OptionError
from inpaint_studio.geometry import Box, Size, bounding_box
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.imaging.files import Photo

__all__ = [
    "ENTRY",
    "FORMAT",
    "MIMETYPE",
    "THUMBNAIL",
    "PhotoReference",
    "ProjectState",
    "reference_to",
    "state_of",
    "write_project",
]

MIMETYPE = b"image/openraster"
FORMAT = 1
THUMBNAIL = "Thumbnails/thumbnail.png"
ENTRY = "inpaint-studio/document.json"
_THUMBNAIL_PX = 256
_MASK_COLOUR = (255, 64, 64)
_PREDICTED_COLOUR = (32, 96, 255)
_USER_COLOUR = (255, 160, 0)
_ENDS_BYTES = 1 << 20


@dataclass(frozen=True, eq=False)
class ProjectState:
    """All that a project file holds, frozen: may be written from any thread."""

    frozen: FrozenRequest
    photo: Photo | None
    original: TileView
    predicted: tuple[EdgePatch, ...]
    results: tuple[ResultRecord, ...]


class PhotoReference(NamedTuple):
    """A photo file that a recovery file points to instead of holding it."""

    path: str
    size_bytes: int
    ends_sha256: str


def state_of(document: Document) -> ProjectState:
    """The document frozen for writing; costs no pixels."""
    return ProjectState(
        document.freeze(),
        document.photo,
        document.original,
        document.predicted,
        document.results,
    )


def reference_to(path: Path) -> PhotoReference | None:
    """A reference to a photo file as it is now; None when it cannot be read or is no regular file."""
    try:
        if not path.is_file():
            return None  # a pipe would wait
        size = path.stat().st_size
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            digest.update(stream.read(_ENDS_BYTES))
            stream.seek(max(0, size - _ENDS_BYTES))
            digest.update(stream.read(_ENDS_BYTES))
    except (OSError, ValueError):
        return None
    return PhotoReference(str(path), size, digest.hexdigest())


class _Layer(NamedTuple):
    """A layer of the stack: where it lies and how its bands are made."""

    name: str
    title: str
    box: Box
    opacity: float
    visible: bool


def write_project(
    path: Path | str,
    state: ProjectState,
    *,
    extra: Mapping[str, Any] | None = None,
    reference: PhotoReference | None = None,
    token: ProgressToken | None = None,
    private: bool = False,
) -> None:
    """Write a project; the file is there whole or not at all.

    Parameters
    ----------
    path
        Usually ends in `.ora`.
    state
        What to write.
    extra
        JSON data of the window's own, given back by reading.
    reference
        Points to the photo instead of storing it, and leaves the merged image out: quick, for
        recovery only, and not opened by other programs.
    token
        Progress and cancellation.
    private
        Only the owner may read the file.

    Raises
    ------
    PhotoFileError
        If it cannot be written.
    OptionError
        For a float32 photo, which PNG layers cannot hold.
    CancelledError
        Nothing is written then.
    """
    from inpaint_studio.jobs.files import atomic_file

    if state.original.dtype not in (np.uint8, np.uint16):
        raise OptionError(
            "A photo of {original_dtype} cannot be kept in a project; use 8 or 16 bits.",
            original_dtype=state.original.dtype,
        )
    token = token or ProgressToken()
    with (
        atomic_file(path, private=private) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive,
    ):
        archive.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE)
        writer = _Writer(archive, state, token)
        layers = writer.layers(with_photo=reference is None)
        archive.writestr("stack.xml", _stack(state.frozen.size, layers), zipfile.ZIP_DEFLATED)
        data = writer.document(extra or {}, reference, layers)
        archive.writestr(ENTRY, data, zipfile.ZIP_DEFLATED)
        writer.write(layers, merged=reference is None)


def _stack(size: Size, layers: list[_Layer]) -> bytes:
    image = ET.Element(
        "image", version="0.0.3", w=str(size.width), h=str(size.height), name="Inpaint Studio"
    )
    stack = ET.SubElement(image, "stack")
    for layer in layers:
        ET.SubElement(
            stack,
            "layer",
            {
                "name": layer.title,
                "src": f"data/{layer.name}.png",
                "x": str(layer.box.left),
                "y": str(layer.box.top),
                "opacity": f"{layer.opacity:.2f}",
                "visibility": "visible" if layer.visible else "hidden",
                "composite-op": "svg:src-over",
            },
        )
    return bytes(ET.tostring(image, encoding="UTF-8", xml_declaration=True))


class _Writer:
    """Writes the entries of one project."""

    def __init__(self, archive: zipfile.ZipFile, state: ProjectState, token: ProgressToken) -> None:
        self._archive = archive
        self._state = state
        self._token = token
        self._size = state.frozen.size
        self._depth = 16 if state.original.dtype == np.uint16 else 8

    def layers(self, *, with_photo: bool) -> list[_Layer]:
        """The layers that there are, topmost first."""
        state = self._state
        strokes = bounding_box(s.bounds.clipped(self._size) for s in state.frozen.strokes)
        predicted = bounding_box(p.box.clipped(self._size) for p in state.predicted)
        image = state.frozen.image
        found = [
            # Hidden: what other programs show is then what they find in mergedimage.png.
            _Layer("strokes", "Your edges", strokes, 1.0, False),
            _Layer("predicted", "Predicted edges", predicted, 1.0, False),
            _Layer("mask", "Mask", state.frozen.mask.bounds(), 0.45, False),
            _Layer(
                "filled",
                "Filled before",
                bounding_box(each.mask.bounds() for each in state.frozen.filled),
                0.45,
                False,
            ),
            _Layer(
                "result",
                "Result",
                bounding_box(map(image.tile_box, image.changed_keys)),
                1.0,
                True,
            ),
        ]
        layers = [layer for layer in found if not layer.box.is_empty]
        if with_photo:
            layers.append(_Layer("photo", "Photo", self._size.box, 1.0, True))
        return layers

    def document(
        self, extra: Mapping[str, Any], reference: PhotoReference | None, layers: list[_Layer]
    ) -> bytes:
        """Our own entry."""
        state = self._state
        photo = state.photo
        data = {
            "format": FORMAT,
            "height": self._size.height,
            "width": self._size.width,
            "bit_depth": self._depth,
            "has_alpha": photo is not None and photo.alpha is not None,
            "layers": {layer.name: list(layer.box) for layer in layers},
            "strokes": [_stroke_data(stroke) for stroke in state.frozen.strokes],
            "filled_strokes": [
                _stroke_data(stroke) for each in state.frozen.filled for stroke in each.strokes
            ],
            "predicted": [
                {"box": list(patch.box), "size": list(patch.edges.shape)}
                for patch in state.predicted
            ],
            "results": [
                {
                    "model": record.model,
                    "boxes": [list(box) for box in record.boxes],
                    "device": record.device,
                    "seconds": record.seconds,
                    "notes": [note.to_json() for note in record.notes],
                }
                for record in state.results
            ],
            "name": "" if photo is None or photo.info.path is None else photo.info.path.name,
            "photo": None if photo is None else to_record(photo.info),
            "notices": [] if photo is None else [each.to_json() for each in photo.notices],
            "reference": None if reference is None else reference._asdict(),
            "extra": dict(extra),
        }
        return json.dumps(data).encode("ascii")

    def write(self, layers: list[_Layer], *, merged: bool) -> None:
        """All pictures."""
        for index, patch in enumerate(self._state.predicted):
            values = np.rint(np.clip(patch.edges, 0, 1) * 65535).astype(np.uint16)
            header = PngHeader(Size(*values.shape), 16, 1)
            with self._archive.open(f"inpaint-studio/predicted-{index}.png", "w") as stream:
                write_png(stream, header, [values[..., None]])  # type: ignore[arg-type]
        pictures = [(f"data/{layer.name}.png", layer.box, layer.name) for layer in layers]
        if merged:
            pictures.append(("mergedimage.png", self._size.box, "merged"))
        total = sum(box.area for _, box, _ in pictures) or 1
        done = 0
        for name, box, kind in pictures:
            token = self._token.part(done / total, (done + box.area) / total)
            self._picture(name, box, kind, token)
            done += box.area
        thumbnail = self._thumbnail()
        header = PngHeader(Size(*thumbnail.shape[:2]), 8, 3)
        with self._archive.open(THUMBNAIL, "w") as stream:
            write_png(stream, header, [thumbnail])  # type: ignore[arg-type]

    def _picture(self, name: str, box: Box, kind: str, token: ProgressToken) -> None:
        photo = self._state.photo
        has_alpha = photo is not None and photo.alpha is not None
        channels = 4 if kind not in ("photo", "merged") or has_alpha else 3
        depth = self._depth if kind in ("photo", "merged", "result") else 8
        profile = None
        if photo is not None and depth == self._depth and not photo.info.is_gray:
            profile = photo.info.icc_profile  # a grey profile does not describe RGB layers
        with self._archive.open(name, "w", force_zip64=True) as stream:
            write_png(
                stream,  # type: ignore[arg-type]
                PngHeader(box.size, depth, channels),
                self._bands(box, kind, token),
                icc_profile=profile,
            )

    def _bands(self, box: Box, kind: str, token: ProgressToken) -> Iterator[NDArray[Any]]:
        for top in range(box.top, box.bottom, TILE_PX):
            token.report((top - box.top) / box.height, "project")
            yield self._band(Box(top, box.left, min(top + TILE_PX, box.bottom), box.right), kind)

    def _band(self, band: Box, kind: str) -> NDArray[Any]:
        frozen, photo = self._state.frozen, self._state.photo
        if kind in ("photo", "merged"):
            source = self._state.original if kind == "photo" else frozen.image
            pixels = source.read(band)
            if photo is None or photo.alpha is None:
                return pixels
            return np.dstack([pixels, photo.alpha[band.slices]])
        if kind == "result":
            new = frozen.image.read(band)
            differs = (new != self._state.original.read(band)).any(axis=2)
            alpha = differs.astype(new.dtype) * new.dtype.type(np.iinfo(new.dtype).max)
            return np.dstack([new * differs[..., None], alpha])
        if kind == "mask":
            return _tinted(frozen.mask.read(band), _MASK_COLOUR)
        if kind == "filled":
            filled = np.zeros(band.size, np.bool_)
            for each in frozen.filled:
                filled |= each.mask.read(band)
            return _tinted(filled, _MASK_COLOUR)
        if kind == "strokes":
            return _tinted(rasterise_strokes(frozen.strokes, band)[0], _USER_COLOUR)
        return _tinted(self._predicted(band), _PREDICTED_COLOUR)

    def _predicted(self, band: Box) -> NDArray[np.bool_]:
        found = np.zeros(band.size, np.bool_)
        for patch in self._state.predicted:
            part = patch.box.intersection(band)
            if part.is_empty:
                continue
            scale_y = patch.edges.shape[0] / patch.box.height
            scale_x = patch.edges.shape[1] / patch.box.width
            rows = ((np.arange(part.top, part.bottom) - patch.box.top + 0.5) * scale_y).astype(int)
            columns = ((np.arange(part.left, part.right) - patch.box.left + 0.5) * scale_x).astype(
                int
            )
            view = found[part.moved(-band.top, -band.left).slices]
            view |= patch.edges[np.ix_(rows, columns)] >= 0.5
        return found

    def _thumbnail(self) -> NDArray[np.uint8]:
        import cv2

        image = self._state.frozen.image
        step = max(1, max(self._size) // (4 * _THUMBNAIL_PX))
        rows = [
            image.read(Box(top, 0, top + 1, self._size.width))[:, ::step]
            for top in range(0, self._size.height, step)
        ]
        small = np.concatenate(rows)
        if small.dtype == np.uint16:
            small = (small >> 8).astype(np.uint8)
        factor = min(1.0, _THUMBNAIL_PX / max(small.shape[:2]))
        height, width = (max(1, round(side * factor)) for side in small.shape[:2])
        shrunk = cv2.resize(
            np.ascontiguousarray(small), (width, height), interpolation=cv2.INTER_AREA
        )
        return np.asarray(shrunk, np.uint8)


def _tinted(mask: NDArray[np.bool_], colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """uint8 (h, w, 4): `colour`, opaque where `mask` is set."""
    table = np.zeros((2, 4), np.uint8)
    table[1] = (*colour, 255)
    return table[mask.view(np.uint8)]


def _stroke_data(stroke: EdgeStroke) -> dict[str, Any]:
    return {
        "kind": stroke.kind.value,
        "width_px": stroke.width_px,
        "points": [list(point) for point in stroke.points],
        "controls": [list(point) for point in stroke.controls],
    }
