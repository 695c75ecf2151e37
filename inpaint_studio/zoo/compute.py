"""One bare published network on plain arrays, for comparison with other implementations.

A table over the networks of all families: a family that describes its networks is in it. No
pipeline, no device choice, no half precision: float32 on the CPU, called as published.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.errors import BadInputError, ModelNotFoundError
from inpaint_studio.jobs.files import atomic_file

if TYPE_CHECKING:
    from inpaint_studio.zoo.published import PublishedNetwork

__all__ = ["compute", "compute_names", "read_arrays", "write_outputs"]


def compute_names() -> tuple[str, ...]:
    """Names of the networks that `compute` runs."""
    from inpaint_studio.zoo.weights import known_networks

    return tuple(network.name for network in known_networks())


def compute(
    name: str, weights: Path, arrays: Mapping[str, NDArray[Any]]
) -> tuple[NDArray[np.float32], ...]:
    """Run the network `name` with the published checkpoint `weights`.

    Parameters
    ----------
    arrays
        float32 (N, C, H, W) in [0, 1]: `image` RGB and, where the network takes them, `edge` and
        `mask` (1 = hole). Further arrays are ignored; none is modified.

    Returns
    -------
    The network's outputs, float32 (N, C, H, W), as the published code gives them.

    Raises
    ------
    ModelNotFoundError
        If there is no such network.
    ModelFileError
        If `weights` is not its checkpoint.
    BadInputError
        If an array is missing or of a wrong dtype or shape.
    """
    import torch

    from inpaint_studio.zoo.weights import known_networks, load_published

    networks = {network.name: network for network in known_networks()}
    if name not in networks:
        raise ModelNotFoundError(
            "There is no network {name!r}; known: {networks}.", name=name, networks=list(networks)
        )
    network = networks[name]
    _check_arrays(network, arrays)
    module = load_published(weights, network)
    tensors = {key: torch.from_numpy(np.array(arrays[key])) for key in network.inputs}
    with torch.inference_mode():
        try:
            outputs = network.call(module, tensors)
        except RuntimeError as error:
            size = "x".join(str(n) for n in arrays["image"].shape[2:])
            raise BadInputError(
                "{name} cannot run on arrays of {size}: {reason}",
                name=name,
                size=size,
                reason=str(error).splitlines()[0],
            ) from None
    return tuple(output.float().numpy() for output in outputs)


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """All arrays of an `.npz` file; pickled objects are refused.

    Raises
    ------
    BadInputError
        If the file cannot be read, is no `.npz`, or holds anything but plain arrays.
    """
    try:
        # Opened here: numpy leaves the file open when it is not what it should be.
        with path.open("rb") as stream:
            file = np.load(stream, allow_pickle=False)
            if not isinstance(file, np.lib.npyio.NpzFile):
                raise BadInputError("{path} is a single array; give an .npz file.", path=path)
            return {key: file[key] for key in file.files}
    except OSError as error:
        raise BadInputError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror or error
        ) from None
    except (ValueError, zipfile.BadZipFile, EOFError, TypeError, AttributeError) as error:
        raise BadInputError(
            "{path} is not an .npz file of plain arrays: {error}.", path=path, error=error
        ) from None


def write_outputs(path: Path, outputs: Sequence[NDArray[Any]]) -> None:
    """Write `out0`, `out1`, … to an `.npz` file, atomically.

    Raises
    ------
    BadInputError
        If the file cannot be written.
    """
    with atomic_file(path, error=BadInputError) as stream:
        np.savez(stream, **{f"out{i}": output for i, output in enumerate(outputs)})  # type: ignore[arg-type]


def _check_arrays(network: PublishedNetwork, arrays: Mapping[str, NDArray[Any]]) -> None:
    for key, channels in network.inputs.items():
        if key not in arrays:
            wanted = ", ".join(network.inputs)
            raise BadInputError(
                "Array {key!r} is missing; {network} takes: {wanted}.",
                key=key,
                network=network.name,
                wanted=wanted,
            )
        array = arrays[key]
        if array.dtype != np.float32 or array.ndim != 4 or array.shape[1] != channels:
            raise BadInputError(
                "Array {key!r} is {array_dtype} {array_shape}; give float32 (N, {channels}, H, W).",
                key=key,
                array_dtype=array.dtype,
                array_shape=array.shape,
                channels=channels,
            )
        first = arrays[next(iter(network.inputs))]
        if (array.shape[0], *array.shape[2:]) != (first.shape[0], *first.shape[2:]):
            raise BadInputError(
                "Array {key!r} has shape {array_shape}, which does not fit {first_shape}; make "
                "all of one N, H and W.",
                key=key,
                array_shape=array.shape,
                first_shape=first.shape,
            )
