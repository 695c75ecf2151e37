"""Spectral norm in weights files: folding it into plain weights, and writing it again.

Published checkpoints store, for every normalised layer, `weight_orig` (W) and two vectors
`weight_u`, `weight_v`; in evaluation the layer uses W / sigma with sigma = u^T W v and the vectors
as stored (T. Miyato et al., Spectral Normalization for GANs, ICLR 2018, algorithm 1, without a
further power iteration). W is taken as a matrix whose rows are the output channels: dimension 0,
or dimension 1 of a transposed convolution. Knows tensors and names, neither files nor networks.
"""

from __future__ import annotations

from collections.abc import Collection

import torch
from torch import Tensor

from inpaint_studio.errors import ModelFileError

__all__ = [
    "fold",
    "from_parametrization",
    "leading_vectors",
    "to_parametrization",
    "unfold",
]

State = dict[str, Tensor]

_ORIG, _U, _V = "weight_orig", "weight_u", "weight_v"
_PARAMETRIZED = {
    _ORIG: "parametrizations.weight.original",
    _U: "parametrizations.weight.0._u",
    _V: "parametrizations.weight.0._v",
}


def fold(state: State, *, transposed: Collection[str] = ()) -> State:
    """`state` with every normalised weight replaced by the plain weight evaluation uses.

    Parameters
    ----------
    state
        Tensors by name, in the published layout; other tensors pass unchanged. Not modified.
    transposed
        Prefixes (`decoder.0.`) of the transposed convolutions.

    Raises
    ------
    ModelFileError
        If a vector is missing, does not fit its weight, or gives no usable sigma.
    """
    result: State = {}
    for key, value in state.items():
        prefix, part = _split(key)
        if part == _ORIG:
            matrix = _matrix(value, prefix in transposed)
            u, v = _vectors(state, prefix, matrix)
            sigma = float(u @ (matrix @ v))
            if not abs(sigma) > 0.0 or abs(sigma) == float("inf"):
                raise ModelFileError(
                    "{key}: its spectral norm is {sigma}; the file is damaged.",
                    key=key,
                    sigma=sigma,
                )
            result[prefix + "weight"] = (value.double() / sigma).float()
        elif part in (_U, _V) and prefix + _ORIG in state:
            continue
        elif part == "weight" and prefix + _ORIG in state:
            continue  # early layouts store the quotient as well
        else:
            result[key] = value
    return result


def unfold(state: State, prefixes: Collection[str], *, transposed: Collection[str] = ()) -> State:
    """The inverse of `fold`: plain weights of the layers `prefixes` in the published layout.

    W stays as it is, `weight_u` is its leading left singular vector, and `weight_v` the right one
    divided by the singular value, so that u^T W v = 1: code that evaluates the published layout
    divides by one and computes the same function. Code that goes on training renews both vectors
    by power iteration and divides by the true norm, which is near one for weights that were
    trained under this normalisation. `state` is not modified.
    """
    result: State = {}
    for key, value in state.items():
        prefix, part = _split(key)
        if part != "weight" or prefix not in prefixes:
            result[key] = value
            continue
        matrix = _matrix(value, prefix in transposed)
        u, v = (vector.float() for vector in leading_vectors(matrix))
        # Scaled after rounding, so that the product is one for the vectors that are stored.
        v = (v.double() / (u.double() @ (matrix @ v.double()))).float()
        result |= {prefix + _ORIG: value, prefix + _U: u, prefix + _V: v}
    return result


def to_parametrization(state: State, *, transposed: Collection[str] = ()) -> State:
    """Published names as `torch.nn.utils.parametrizations.spectral_norm` has them.

    The right vector, which early layouts do not store, is completed. `state` is not modified.
    """
    result: State = {}
    for key, value in state.items():
        prefix, part = _split(key)
        if part == _ORIG:
            u, v = _vectors(state, prefix, _matrix(value, prefix in transposed))
            result[prefix + _PARAMETRIZED[_ORIG]] = value
            result[prefix + _PARAMETRIZED[_U]] = u.float()
            result[prefix + _PARAMETRIZED[_V]] = v.float()
        elif prefix + _ORIG not in state or part not in (_U, _V, "weight"):
            result[key] = value
    return result


def from_parametrization(state: State) -> State:
    """The inverse of `to_parametrization`."""
    result: State = {}
    for key, value in state.items():
        for published, ours in _PARAMETRIZED.items():
            if key.endswith("." + ours):
                key = key.removesuffix(ours) + published
                break
        result[key] = value
    return result


def leading_vectors(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Leading left and right singular vectors of a matrix, float64, unit length; the entry of
    largest magnitude of the left one is positive."""
    wide = matrix.double()
    flip = wide.shape[0] > wide.shape[1]
    if flip:
        wide = wide.T
    # The Gram matrix of the short side is enough: hundreds of rows against thousands of columns.
    short = torch.linalg.eigh(wide @ wide.T).eigenvectors[:, -1]
    long = wide.T @ short
    long = long / long.norm().clamp_min(1e-300)
    u, v = (long, short) if flip else (short, long)
    sign = torch.sign(u[u.abs().argmax()])
    return u * sign, v * sign


def _split(key: str) -> tuple[str, str]:
    head, dot, part = key.rpartition(".")
    return head + dot, part


def _matrix(weight: Tensor, transposed: bool) -> Tensor:
    weight = weight.double()
    if transposed:
        weight = weight.transpose(0, 1)
    return weight.reshape(weight.shape[0], -1)


def _vectors(state: State, prefix: str, matrix: Tensor) -> tuple[Tensor, Tensor]:
    """The stored vectors as float64; v, where it is missing, from one step of power iteration."""
    if prefix + _U not in state:
        raise ModelFileError(
            "{prefix}{suffix} is missing beside {prefix}{weight}.",
            prefix=prefix,
            suffix=_U,
            weight=_ORIG,
        )
    u = state[prefix + _U].double()
    if u.shape != (matrix.shape[0],):
        raise ModelFileError(
            "{prefix}{suffix} has shape {u_shape}; expected ({length},).",
            prefix=prefix,
            suffix=_U,
            u_shape=tuple(u.shape),
            length=matrix.shape[0],
        )
    if prefix + _V not in state:
        v = matrix.T @ u
        return u, v / v.norm().clamp_min(1e-12)
    v = state[prefix + _V].double()
    if v.shape != (matrix.shape[1],):
        raise ModelFileError(
            "{prefix}{suffix} has shape {v_shape}; expected ({length},).",
            prefix=prefix,
            suffix=_V,
            v_shape=tuple(v.shape),
            length=matrix.shape[1],
        )
    return u, v
