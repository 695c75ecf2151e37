"""Reading project files, which may come from anywhere.

Nothing is believed: sizes are bounded before anything is unpacked, every picture must be what our
own entry says, and every number must lie where it can. Whatever is wrong gives one sentence.
"""

from __future__ import annotations

import json
import math
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.document.changes import EdgePatch, FilledHole, ResultRecord
from inpaint_studio.document.document import Document
from inpaint_studio.document.history import DEFAULT_CAP_BYTES
from inpaint_studio.document.layer_png import PngHeader, decode_png
from inpaint_studio.document.photo_record import from_record
from inpaint_studio.document.project import ENTRY, FORMAT, MIMETYPE, PhotoReference, reference_to
from inpaint_studio.document.shapes import Point
from inpaint_studio.document.strokes import EdgeStroke, StrokeKind
from inpaint_studio.document.tiles import TileView
from inpaint_studio.errors import BadInputError, PhotoFileError
from inpaint_studio.geometry import Box, Size
from inpaint_studio.imaging.types import Image
from inpaint_studio.jobs.memory import free_bytes
from inpaint_studio.jobs.messages import Message

if TYPE_CHECKING:
    from inpaint_studio.imaging.files import Photo

__all__ = ["Project", "read_project"]

_MOST_ENTRIES = 4096
_MOST_JSON_BYTES = 256 * 1024 * 1024
_ALWAYS_JSON_BYTES = 4 * 1024 * 1024
_JSON_A_BYTE = 64  # of text that a packed byte may stand for: honest ones are packed to a tenth
_MEMORY_A_JSON_BYTE = 24  # what the smallest lists take
_PIXEL_BYTES_A_BYTE = 1032  # the most that deflating makes of one; pictures are not packed twice
_ALWAYS_PIXEL_BYTES = 64 * 1024 * 1024
_MOST_STROKES = 200_000
_MOST_POINTS = 5_000_000
_MOST_PATCHES = 2048
_MOST_WIDTH_PX = 10_000.0
_FARTHEST_PX = 10_000_000.0


@dataclass(frozen=True, eq=False)
class Project:
    """What a project file held.

    Attributes
    ----------
    document
        With empty history.
    extra
        The JSON data that was given to `write_project`.
    notices
        Sentences for the user on what could not be taken over.
    """

    document: Document
    extra: dict[str, Any]
    notices: tuple[Message, ...]


def read_project(
    path: Path | str,
    *,
    history_cap_bytes: int = DEFAULT_CAP_BYTES,
    follows_reference: bool = False,
) -> Project:
    """Read a project written by `write_project`.

    Parameters
    ----------
    path
        The file.
    history_cap_bytes
        For the document's history.
    follows_reference
        Read the photo that the file points to, as recovery files do; a file from elsewhere must
        not choose which file of this machine is opened.

    Raises
    ------
    PhotoFileError
        If it is missing, damaged, of another program or of a newer version, or its photo is gone.
    """
    from inpaint_studio.jobs.files import shown

    try:
        with zipfile.ZipFile(path) as archive:
            return _Reader(archive, follows_reference).read(history_cap_bytes)
    except OSError as fault:
        raise PhotoFileError(
            "{path} cannot be read: {reason}; check the file.",
            path=shown(path),
            reason=fault.strerror or fault,
        ) from fault
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
    ) as fault:
        raise PhotoFileError(
            "{path} is damaged or no project; open the photo itself instead.", path=shown(path)
        ) from fault
    except BadInputError as fault:
        raise PhotoFileError("{path}: {fault}", path=shown(path), fault=fault) from fault


def _box(value: Any, size: Size) -> Box:
    """A box from JSON, inside `size` and not empty."""
    box = Box(*(_whole(part, 0, 1 << 31) for part in _list(value, 4)))
    if len(value) != 4 or box.is_empty or box.clipped(size) != box:
        raise ValueError(value)
    return box


def _whole(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(value)
    return value


def _number(value: Any, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    if not math.isfinite(value) or not least <= value <= most:
        raise ValueError(value)
    return float(value)


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise ValueError("list")
    return value


def _points(value: Any, most: int) -> tuple[Point, ...]:
    return tuple(
        Point(*(_number(each, -_FARTHEST_PX, _FARTHEST_PX) for each in _list(pair, 2)))
        for pair in _list(value, most)
    )


def _message(data: Any) -> Message:
    # What is shown to the user must not be endless: the file may come from anywhere.
    message = Message.from_json(data)
    _text(str(message))
    return message


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 10_000:
        raise ValueError("text")
    return value


class _Reader:
    """Reads the entries of one project."""

    def __init__(self, archive: zipfile.ZipFile, follows_reference: bool) -> None:
        from inpaint_studio.imaging.files import MAX_PIXELS

        self._archive = archive
        self._follows_reference = follows_reference
        entries = archive.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise PhotoFileError(
                "{entry_count} entries are too many for a project.", entry_count=len(entries)
            )
        if (
            not entries
            or entries[0].filename != "mimetype"
            or self._bytes("mimetype", 64) != MIMETYPE
        ):
            raise PhotoFileError("This is no OpenRaster project.")
        if ENTRY not in archive.namelist():
            raise PhotoFileError(
                "This project was made by another program; export a flat image there and open that."
            )
        self._data = json.loads(self._bytes(ENTRY, self._most_json_bytes()))
        data = self._data
        if not isinstance(data, dict):
            raise TypeError(ENTRY)
        if _whole(data["format"], 1, 1 << 31) > FORMAT:
            raise PhotoFileError(
                "The project is of format {version}, this version reads up to {known}; update "
                "Inpaint Studio.",
                version=data["format"],
                known=FORMAT,
            )
        self._size = Size(
            _whole(data["height"], 1, MAX_PIXELS), _whole(data["width"], 1, MAX_PIXELS)
        )
        if self._size.pixels > MAX_PIXELS:
            raise PhotoFileError(
                "A photo of {size} is too large; {most} pixels is most.",
                size=self._size,
                most=MAX_PIXELS,
            )
        self._depth = _whole(data["bit_depth"], 8, 16)
        layers = data["layers"]
        if self._depth not in (8, 16) or not isinstance(layers, dict):
            raise ValueError("layers")
        self._layers = {name: _box(box, self._size) for name, box in layers.items()}
        self._patches = [self._patch(raw) for raw in _list(data["predicted"], _MOST_PATCHES)]
        self._check_claim()
        self._notices: list[Message] = []

    def _most_json_bytes(self) -> int:
        """What our own entry may hold, by what it is packed to and by free memory."""
        packed_bytes = self._archive.getinfo(ENTRY).compress_size
        most = min(_MOST_JSON_BYTES, _ALWAYS_JSON_BYTES + _JSON_A_BYTE * packed_bytes)
        free = free_bytes()
        return most if free is None else min(most, free // _MEMORY_A_JSON_BYTE)

    def _patch(self, raw: Any) -> tuple[Box, Size]:
        """Box and size in pixels of predicted edges."""
        box = _box(raw["box"], self._size)
        height, width = _list(raw["size"], 2)
        return box, Size(_whole(height, 1, box.height), _whole(width, 1, box.width))

    def _check_claim(self) -> None:
        """Refuse pictures that a file of this size cannot hold, or that there is no memory for."""
        pixel_bytes = self._depth // 8
        claimed = sum(
            box.area * 4 * (pixel_bytes if name == "result" else 1)
            for name, box in self._layers.items()
            if name in ("mask", "filled", "result")
        )
        if self._data["reference"] is None:
            channels = 4 if self._data["has_alpha"] is True else 3
            claimed += self._size.pixels * channels * pixel_bytes
        patches = sum(size.pixels for _, size in self._patches)
        claimed += patches * 2
        held_bytes = sum(entry.compress_size for entry in self._archive.infolist())
        if claimed > _ALWAYS_PIXEL_BYTES + _PIXEL_BYTES_A_BYTE * held_bytes:
            raise PhotoFileError(
                "The project claims pictures of {claimed:.1f} GB in {held:,} bytes, more than they "
                "can hold; the file is damaged.",
                claimed=claimed / 1e9,
                held=held_bytes,
            )
        free = free_bytes()
        needed = claimed + patches * 4
        if free is not None and needed > max(free, _ALWAYS_PIXEL_BYTES):
            raise PhotoFileError(
                "The project needs about {needed:.1f} GB of memory and {free:.1f} GB are free; "
                "close other programs.",
                needed=needed / 1e9,
                free=free / 1e9,
            )

    def _bytes(self, name: str, most: int) -> bytes:
        """An entry, refused before it can fill the memory."""
        with self._archive.open(name) as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise PhotoFileError(
                "Entry {name!r} is larger than it can be; the file is damaged.", name=name
            )
        return data

    def _pixels(self, name: str, header: PngHeader) -> NDArray[Any]:
        plain = header.size.pixels * header.channels * header.bit_depth // 8
        return decode_png(self._bytes(name, 2 * plain + (64 << 20)), header)

    def _layer(self, name: str, depth: int) -> tuple[Box, NDArray[Any]] | None:
        box = self._layers.get(name)
        if box is None:
            return None
        return box, self._pixels(f"data/{name}.png", PngHeader(box.size, depth, 4))

    def read(self, history_cap_bytes: int) -> Project:
        """Everything."""
        data = self._data
        image, photo = self._photo()
        document = Document(image, photo, history_cap_bytes=history_cap_bytes)
        mask = self._layer("mask", 8)
        result = self._layer("result", self._depth)
        if result is not None:
            box, pixels = result
            keep = pixels[..., 3:] == 0
            result = box, np.where(keep, image[box.slices], pixels[..., :3])
        document.load(
            mask=None if mask is None else (mask[0], mask[1][..., 3] >= 128),
            result=result,
            strokes=self._strokes("strokes"),
            predicted=self._predicted(),
            results=tuple(self._result(record) for record in _list(data["results"], 100_000)),
            filled=self._filled(),
        )
        extra = data["extra"]
        if not isinstance(extra, dict):
            raise TypeError("extra")
        return Project(document, extra, tuple(self._notices))

    def _photo(self) -> tuple[Image, Photo | None]:
        if self._data["reference"] is not None:
            return self._referenced(self._data["reference"])
        has_alpha = self._data["has_alpha"] is True
        header = PngHeader(self._size, self._depth, 4 if has_alpha else 3)
        pixels = self._pixels("data/photo.png", header)
        image: Image = np.ascontiguousarray(pixels[..., :3])
        alpha = np.ascontiguousarray(pixels[..., 3]) if has_alpha else None
        return image, self._photo_like(image, alpha)

    def _photo_like(self, image: Image, alpha: NDArray[Any] | None) -> Photo | None:
        from inpaint_studio.imaging.files import Photo

        record = self._data["photo"]
        if record is None:
            return None
        try:
            info = from_record(record)
            if (info.size, info.bit_depth, info.has_alpha) != (
                self._size,
                self._depth,
                alpha is not None,
            ):
                raise BadInputError("header")
        except BadInputError:
            self._notices.append(
                Message(
                    "What the photo file said besides its pixels could not be read from the "
                    "project; saving will not keep its metadata."
                )
            )
            return None
        notices = tuple(map(_message, _list(self._data["notices"], 1000)))
        return Photo(image, alpha, info, notices)

    def _referenced(self, raw: Any) -> tuple[Image, Photo]:
        from inpaint_studio.imaging.files import read_photo
        from inpaint_studio.jobs.files import shown

        if not self._follows_reference:
            raise PhotoFileError(
                "This is a recovery file, which holds no photo of its own; it is opened when the "
                "program starts."
            )
        reference = PhotoReference(
            _text(raw["path"]), _whole(raw["size_bytes"], 0, 1 << 62), _text(raw["ends_sha256"])
        )
        path = Path(reference.path)
        if reference_to(path) != reference:
            raise PhotoFileError(
                "The photo {path} was changed, moved or removed since; put it back to recover "
                "the work on it.",
                path=shown(path),
            )
        photo = read_photo(path)
        depth = 16 if photo.image.dtype == np.uint16 else 8
        if photo.image.shape[:2] != self._size or depth != self._depth:
            raise PhotoFileError(
                "The photo {path} is not the one that was worked on.", path=shown(path)
            )
        return photo.image, photo

    def _filled(self) -> tuple[FilledHole, ...]:
        """What was filled, as one: which result filled what is history, and that is not kept."""
        layer = self._layer("filled", 8)
        if layer is None:
            return ()
        box, pixels = layer
        tiles = TileView(self._size).tiles_with([(box, pixels[..., 3] >= 128)])
        mask = TileView(
            self._size, tiles={k: tile for k, tile in tiles.items() if tile is not None}
        )
        strokes = self._strokes("filled_strokes") if "filled_strokes" in self._data else ()
        return (FilledHole(mask, strokes),)

    def _strokes(self, name: str) -> tuple[EdgeStroke, ...]:
        strokes, left = [], _MOST_POINTS
        for raw in _list(self._data[name], _MOST_STROKES):
            way = _points(raw["points"], left)
            # Projects of before have none.
            controls = _points(raw.get("controls", []), left)
            left -= len(way) + len(controls)
            width = _number(raw["width_px"], 0.0, _MOST_WIDTH_PX)
            strokes.append(EdgeStroke(StrokeKind(raw["kind"]), way, width, controls))
        return tuple(strokes)

    def _predicted(self) -> tuple[EdgePatch, ...]:
        patches = []
        for index, (box, size) in enumerate(self._patches):
            name = f"inpaint-studio/predicted-{index}.png"
            pixels = self._pixels(name, PngHeader(size, 16, 1))[..., 0]
            patches.append(EdgePatch(box, pixels.astype(np.float32) / np.float32(65535)))
        return tuple(patches)

    def _result(self, raw: Any) -> ResultRecord:
        return ResultRecord(
            _text(raw["model"]),
            tuple(_box(box, self._size) for box in _list(raw["boxes"], 1_000_000)),
            _text(raw["device"]),
            _number(raw["seconds"], 0.0, 1e12),
            tuple(map(_message, _list(raw["notes"], 1000))),
        )
