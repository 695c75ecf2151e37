"""Outputs of the published networks for deterministic weights and inputs, to test ours against.

`tests/data/reference/NAME.json` lists every tensor of the published checkpoint with its shape, the
seed and the input size; `NAME.outI.npy` holds the outputs. Weights and inputs are made from the
seed here, so that no weights need to be kept. Used through the fixture `reference`.
"""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "data" / "reference"
FloatArray = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Reference:
    """One published network: tensors of its checkpoint, inputs (N, C, H, W) and outputs."""

    name: str
    state: dict[str, NDArray[Any]]
    inputs: dict[str, FloatArray]
    outputs: tuple[FloatArray, ...]

    def tensors(self) -> dict[str, Any]:
        """The checkpoint's state dict as torch tensors."""
        import torch

        return {key: torch.from_numpy(value.copy()) for key, value in self.state.items()}

    def save_published(self, path: Path, *, container: str, **extras: Any) -> Path:
        """Write the checkpoint as published: the state dict under `container`, beside `extras`."""
        import torch

        state = self.tensors()
        torch.save({**extras, container: state} if container else state, path)
        return path


def load_reference(
    name: str, *, transposed: tuple[str, ...] = ("decoder.0", "decoder.3")
) -> Reference:
    """The vectors called `name`; `transposed` are its transposed convolutions with spectral norm."""
    record = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    seed = int(record["seed"])
    state: dict[str, NDArray[Any]] = {}
    for key, shape in record["state_dict"]:
        if not key.endswith((".weight_u", ".weight_v")):
            state[key] = _tensor(key, tuple(shape), seed)
    for key, shape in record["state_dict"]:
        prefix, _, part = key.rpartition(".")
        if part in ("weight_u", "weight_v") and f"{prefix}.weight_bar" in state:
            # Renewed in every pass, so that any unit vector will do.
            vector = _tensor(key, tuple(shape), seed)
            state[key] = (vector / np.linalg.norm(vector)).astype(np.float32)
        elif part in ("weight_u", "weight_v"):
            u, v = _leading_vectors(state[f"{prefix}.weight_orig"], prefix in transposed)
            state[key] = u if part == "weight_u" else v
            assert state[key].shape == tuple(shape)
    # Tensors that the published module has under two names.
    state |= {key: state[own] for key, own in record.get("twins", {}).items()}
    ordered = {key: state[key] for key, _ in record["state_dict"]}
    outputs = tuple(np.load(FOLDER / file, allow_pickle=False) for file in record["outputs"])
    return Reference(name, ordered, _inputs(seed, *record["size"]), outputs)


def _tensor(key: str, shape: tuple[int, ...], seed: int) -> NDArray[Any]:
    rng = np.random.Generator(np.random.PCG64(seed + zlib.crc32(key.encode())))
    z = rng.standard_normal(shape)
    part = key.rpartition(".")[2]
    if part == "num_batches_tracked":
        return np.zeros(shape, np.int64)
    if ".mask_conv." in key:  # it counts valid pixels
        return np.ones(shape, np.float32)
    if part == "running_mean":
        z = 0.1 * z
    elif part == "running_var":
        z = 1 + 0.1 * np.abs(z)
    elif len(shape) >= 2:
        z = z / math.sqrt(math.prod(shape[1:]))
    else:
        z = 1 + 0.1 * z if part == "weight" else 0.05 * z
    return z.astype(np.float32)


def _leading_vectors(weight: NDArray[Any], transposed: bool) -> tuple[FloatArray, FloatArray]:
    if transposed:
        weight = weight.swapaxes(0, 1)
    matrix = weight.reshape(weight.shape[0], -1).astype(np.float64)
    # The Gram matrix is much smaller than the matrix; its last eigenvector is the left vector.
    u = np.linalg.eigh(matrix @ matrix.T)[1][:, -1]
    u = u * np.sign(u[np.argmax(np.abs(u))])
    v = matrix.T @ u
    return u.astype(np.float32), (v / np.linalg.norm(v)).astype(np.float32)


def _inputs(seed: int, height: int, width: int) -> dict[str, FloatArray]:
    rng = np.random.Generator(np.random.PCG64(seed + zlib.crc32(b"input:image")))
    low = rng.random((1, 3, 8, 8)).astype(np.float32)
    noise = rng.random((1, 3, height, width)).astype(np.float32)
    image = np.clip(0.8 * _bilinear(low, height, width) + 0.2 * noise, 0, 1)
    edge = rng.random((1, 1, height, width)) > 0.9
    mask = np.zeros((1, 1, height, width), np.float32)
    top, left = height // 4, width // 4 + 2
    mask[..., top : top + height // 2 - 3, left : width // 4 + width // 2] = 1
    return {"image": image.astype(np.float32), "edge": edge.astype(np.float32), "mask": mask}


def _bilinear(low: FloatArray, height: int, width: int) -> FloatArray:
    import torch

    grown = torch.nn.functional.interpolate(
        torch.from_numpy(low), (height, width), mode="bilinear", align_corners=False
    )
    return grown.numpy()  # type: ignore[no-any-return]
