"""Spectral norm whose vectors are renewed in every pass, in evaluation too.

Some published checkpoints (T. Miyato et al., Spectral Normalization for GANs, ICLR 2018, in one of
its earliest PyTorch forms) store for every normalised layer `module.weight_bar` (W) and the vectors
`module.weight_u`, `module.weight_v`; each pass does one power iteration from u and divides W by the
norm so estimated. Rows of W are dimension 0, of transposed convolutions too. Knows tensors and
names, no network.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

import torch
from torch import Tensor

from inpaint_studio.errors import ModelFileError
from inpaint_studio.zoo.checkpoints import State

__all__ = ["fold", "unfold"]

_BAR, _U, _V, _BIAS = ".module.weight_bar", ".module.weight_u", ".module.weight_v", ".module.bias"
_TOLERANCE = 1e-5


def fold(state: State) -> State:
    """`state` with the plain weights that a first pass would use; other tensors pass unchanged.

    Raises
    ------
    ModelFileError
        If a vector is missing, does not fit its weight, or gives no usable norm.
    """
    result: State = {}
    for key, value in state.items():
        if key.endswith(_BAR):
            name = key.removesuffix(_BAR)
            result[f"{name}.weight"] = (value.double() / _norm(state, name, value)).float()
        elif key.endswith(_BIAS):
            result[key.removesuffix(_BIAS) + ".bias"] = value
        elif not (key.endswith((_U, _V)) and _bar_of(key) in state):
            result[key] = value
    return result


def unfold(state: State, names: Collection[str]) -> State:
    """The inverse of `fold` for the layers `names`: a first pass computes what `state` does.

    W stays as it is and u is chosen such that the norm estimated from it is one. Later passes
    renew u and come nearer to the true norm, as they do with the authors' own files.

    Raises
    ------
    ModelFileError
        If one does not lie among a weight's singular values: this layout cannot express it.
        Weights trained under this normalisation have a largest one of about one.
    """
    result: State = {}
    for key, value in state.items():
        name, _, part = key.rpartition(".")
        if name not in names:
            result[key] = value
        elif part == "weight":
            u = _start_vector(key, _matrix(value))
            v = _unit(_matrix(value).T @ u)
            result |= {name + _U: u.float(), name + _V: v.float(), name + _BAR: value}
        else:
            result[f"{name}.module.{part}"] = value
    return result


def _bar_of(key: str) -> str:
    return key.rpartition(".weight_")[0] + ".weight_bar"


def _matrix(weight: Tensor) -> Tensor:
    return weight.double().reshape(weight.shape[0], -1)


def _unit(vector: Tensor) -> Tensor:
    return cast(Tensor, vector / (torch.linalg.vector_norm(vector) + 1e-12))


def _norm(state: State, name: str, weight: Tensor) -> float:
    if name + _U not in state:
        raise ModelFileError(
            "{name}{suffix} is missing beside {name}{weight}.", name=name, suffix=_U, weight=_BAR
        )
    matrix, u = _matrix(weight), state[name + _U].double()
    if u.shape != (matrix.shape[0],):
        raise ModelFileError(
            "{name}{suffix} has shape {u_shape}; expected ({length},).",
            name=name,
            suffix=_U,
            u_shape=tuple(u.shape),
            length=matrix.shape[0],
        )
    v = _unit(matrix.T @ u)
    norm = float(_unit(matrix @ v) @ (matrix @ v))
    if not 0.0 < norm < float("inf"):
        raise ModelFileError(
            "{name}{weight}: its spectral norm is {norm}; the file is damaged.",
            name=name,
            weight=_BAR,
            norm=norm,
        )
    return norm


def _start_vector(key: str, matrix: Tensor) -> Tensor:
    """The u from which one power iteration estimates a norm of one.

    For u = c u1 + s uk the estimate f satisfies f^2 = (c^2 a^4 + s^2 b^4) / (c^2 a^2 + s^2 b^2)
    with the singular values a >= 1 >= b, so that (s / c)^2 = a^2 (a^2 - 1) / (b^2 (1 - b^2)).
    """
    left, values, _ = torch.linalg.svd(matrix, full_matrices=False)
    largest, usable = float(values[0]), values.square() * (1 - values.square())
    if abs(largest - 1) <= _TOLERANCE:
        return cast(Tensor, left[:, 0])
    other = int(usable.argmax())
    if largest < 1 or float(usable[other]) <= 0:
        raise ModelFileError(
            "tensor {key} has singular values from {smallest:.4g} to {largest:.4g}; the "
            "published layout normalises by one among them, so that this model cannot be written "
            "in it.",
            key=key,
            smallest=float(values[-1]),
            largest=largest,
        )
    ratio = (largest**2 * (largest**2 - 1) / float(usable[other])) ** 0.5
    return _unit(left[:, 0] + ratio * left[:, other])
