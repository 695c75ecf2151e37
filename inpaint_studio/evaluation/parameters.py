"""How many parameters a model's files hold, counted from the files without running them.

Knows the containers (safetensors, ONNX, TorchScript archives), not the networks in them.
"""

from __future__ import annotations

import json
import math
import struct
import zipfile
from pathlib import Path

from inpaint_studio.errors import ModelFileError
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.onnx_file import onnx_tensors

__all__ = ["count_parameters"]

_FLOATS = frozenset({"F16", "BF16", "F32", "F64"})
_ARCHIVE_DATA = "/data/"  # of tensors, one file each; constants lie elsewhere
_ARCHIVE_FLOAT_BYTES = 4


def count_parameters(card: ModelCard, folder: Path | None) -> int | None:
    """Floating-point numbers in all files of a model, buffers such as running means included.

    Parameters
    ----------
    card, folder
        The model, and where its files lie (None where it has none).

    Returns
    -------
    0 for a method without files; None where a file is of a kind that is not known here. A
    TorchScript archive is taken to hold float32.
    """
    if not card.files:
        return 0 if not card.needs_weights else None
    if folder is None:
        return None
    total = 0
    for file in card.files:
        counter = _COUNTERS.get(Path(file.path).suffix)
        if counter is None:
            return None
        try:
            total += counter(folder / file.path)
        except (ModelFileError, OSError, ValueError, KeyError, struct.error, zipfile.BadZipFile):
            return None
    return total


def _in_safetensors(path: Path) -> int:
    with path.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(min(length, 100_000_000)))
    tensors = (value for name, value in header.items() if name != "__metadata__")
    return sum(math.prod(each["shape"]) for each in tensors if each["dtype"] in _FLOATS)


def _in_onnx(path: Path) -> int:
    return sum(math.prod(tensor.shape) for tensor in onnx_tensors(path) if tensor.is_float)


def _in_archive(path: Path) -> int:
    with zipfile.ZipFile(path) as archive:
        sizes = [info.file_size for info in archive.infolist() if _ARCHIVE_DATA in info.filename]
    return sum(sizes) // _ARCHIVE_FLOAT_BYTES


_COUNTERS = {
    ".safetensors": _in_safetensors,
    ".onnx": _in_onnx,
    ".pt": _in_archive,
}
