"""Reading and writing tensors in files, without ever running what a file says.

PyTorch files, zipped or of the older kind, are read with the restricted unpickler that knows
tensors and plain containers only; safetensors files hold nothing else anyway. Knows no network.
"""

from __future__ import annotations

import pickle
import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from inpaint_studio.errors import ModelFileError
from inpaint_studio.jobs.files import atomic_file, write_atomic

__all__ = [
    "State",
    "float32_state",
    "read_checkpoint",
    "read_safetensors",
    "state_dicts",
    "write_checkpoint",
    "write_safetensors",
]

State = dict[str, Tensor]

_SAFE_HEADER_BYTES = 8
# 8-bit numbers become four times as long; a state may lie in a file twice, by two names.
_MOST_SHARED = 8
_ALWAYS_BYTES = 64 << 20
_DATA_PARALLEL = "module."
_GLOBAL = re.compile(r"GLOBAL ([\w.]+)")


def read_checkpoint(path: Path) -> Any:
    """What a `.pth`, `.pt` or `.safetensors` file holds; the kind is told by its content.

    Returns
    -------
    Tensors (on the CPU) in the containers of the file; a dict of tensors for safetensors.

    Raises
    ------
    ModelFileError
        If the file is missing, damaged, of another kind, or asks for code to be run. No code from
        it has run then.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(_SAFE_HEADER_BYTES + 1)
    except OSError as error:
        raise ModelFileError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror
        ) from None
    if not start:
        raise ModelFileError("{path} is empty.", path=path)
    if len(start) > _SAFE_HEADER_BYTES and start[_SAFE_HEADER_BYTES:] == b"{":
        return read_safetensors(path)
    _check_packing(path)
    content = _read_torch(path)
    _check_tensors(path, content)
    return content


def _check_packing(path: Path) -> None:
    """Refuse an archive that unpacks to many times its size: weights cannot be packed so."""
    try:
        with zipfile.ZipFile(path) as archive:
            plain_bytes = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return  # of the older kind, or damaged, which reading tells
    if plain_bytes > _ALWAYS_BYTES + _MOST_SHARED * path.stat().st_size:
        raise _too_much(path, plain_bytes)


def _check_tensors(path: Path, content: Any) -> None:
    """Refuse tensors that stand for more than the file holds, and kinds that no network has.

    A tensor of one number may be expanded to any shape, and many may share one storage.
    """
    tensors = [tensor for state in state_dicts(content).values() for tensor in state.values()]
    for tensor in tensors:
        if (
            tensor.layout is not torch.strided
            or tensor.device.type != "cpu"
            or tensor.is_quantized
            or tensor.is_complex()
        ):
            raise ModelFileError(
                "{path} holds tensors that are sparse, quantised, complex or empty shells; get the "
                "weights as plain numbers.",
                path=path,
            )
    widened_bytes = sum(tensor.numel() * max(4, tensor.element_size()) for tensor in tensors)
    if widened_bytes > _ALWAYS_BYTES + _MOST_SHARED * path.stat().st_size:
        raise _too_much(path, widened_bytes)


def _too_much(path: Path, plain_bytes: int) -> ModelFileError:
    return ModelFileError(
        "{path} stands for {gigabytes:.1f} GB of weights in {held:,} bytes, more than they can "
        "hold; it is damaged or hostile.",
        path=path,
        gigabytes=plain_bytes / 1e9,
        held=path.stat().st_size,
    )


def _read_torch(path: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # notes on old formats, of no use to the reader
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        called = _GLOBAL.search(str(error))
        if called is None:
            raise ModelFileError(
                "{path} is a pickle of another kind than PyTorch weights, or damaged; it was "
                "refused, since pickles can run code.",
                path=path,
            ) from None
        raise ModelFileError(
            "{path} was refused: opening it would call {function}, and a file that calls code is "
            "not safe (or it is damaged); get the weights alone, as a state_dict or safetensors.",
            path=path,
            function=called[1],
        ) from None
    except MemoryError:
        raise ModelFileError(
            "{path} does not fit into memory, or it is damaged.", path=path
        ) from None
    except Exception:
        # The reader answers damage with a dozen exception types; each means the same to the user.
        raise ModelFileError(
            "{path} cannot be read as PyTorch weights: it is damaged, incomplete or of another "
            "kind; fetch it again.",
            path=path,
        ) from None


def read_safetensors(path: Path) -> State:
    """All tensors of a safetensors file, as stored, on the CPU.

    Raises
    ------
    ModelFileError
        If the file is missing, truncated or damaged.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="pt", device="cpu") as file:
            # Cloned, since what safe_open gives is mapped: the file may be replaced later.
            return {key: file.get_tensor(key).clone() for key in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, MemoryError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelFileError(
            "{path} is not a whole safetensors file ({reason}); fetch or import it again.",
            path=path,
            reason=reason,
        ) from None


def write_safetensors(
    path: Path, state: Mapping[str, Tensor], *, dtype: torch.dtype | None = None
) -> None:
    """Write tensors atomically; floating ones are converted to `dtype` when it is given.

    Raises
    ------
    ModelFileError
        If the file cannot be written.
    """
    from safetensors.torch import save

    tensors = {
        key: (value.to(dtype) if dtype is not None and value.is_floating_point() else value)
        .detach()
        .cpu()
        .contiguous()
        .clone()
        for key, value in state.items()
    }
    data = save(tensors, metadata={"format": "pt"})
    write_atomic(path, data, error=ModelFileError)


def write_checkpoint(path: Path, content: Any) -> None:
    """Write `content` as a PyTorch file, atomically.

    Raises
    ------
    ModelFileError
        If the file cannot be written.
    """
    with atomic_file(path, error=ModelFileError) as stream:
        torch.save(content, stream)


def state_dicts(content: Any) -> dict[str, State]:
    """The state dicts that a file's content holds, by the key they lie under ("" = the top).

    Wrappers one and two levels deep are looked into, and the prefix `module.` of networks trained
    on several devices is taken off.
    """
    found: dict[str, State] = {}
    _collect(content, "", found, depth=2)
    return found


def _collect(content: Any, where: str, found: dict[str, State], depth: int) -> None:
    if not isinstance(content, Mapping):
        return
    tensors = {
        key: value
        for key, value in content.items()
        if isinstance(key, str) and isinstance(value, Tensor)
    }
    if tensors:
        if all(key.startswith(_DATA_PARALLEL) for key in tensors):
            tensors = {key.removeprefix(_DATA_PARALLEL): value for key, value in tensors.items()}
        found[where] = tensors
    if depth > 0:
        for key, value in content.items():
            _collect(value, f"{where}.{key}" if where else str(key), found, depth - 1)


def float32_state(state: Mapping[str, Tensor]) -> State:
    """Floating tensors as contiguous float32, others as they are; nothing is shared or changed."""
    return {
        key: (value.to(torch.float32) if value.is_floating_point() else value)
        .detach()
        .clone(memory_format=torch.contiguous_format)
        for key, value in state.items()
    }
