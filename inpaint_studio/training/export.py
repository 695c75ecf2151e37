"""Weights out of training: averaged networks to half-precision safetensors, and back in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from inpaint_studio.errors import BadInputError

__all__ = ["export_network", "load_weights", "plain_state"]


def plain_state(network: nn.Module) -> dict[str, Tensor]:
    """State dict with parametrizations (spectral norm) folded into plain weights, on the CPU.

    The network is not modified.
    """
    state: dict[str, Tensor] = {}
    folded = {
        name: module
        for name, module in network.named_modules()
        if parametrize.is_parametrized(module)
    }
    with torch.no_grad(), parametrize.cached():
        for key, value in network.state_dict().items():
            owner, _, rest = key.partition(".parametrizations.")
            if rest:
                tensor_name = rest.split(".")[0]
                value = getattr(folded.get(owner, network), tensor_name)
                key = f"{owner}.{tensor_name}"
            state[key] = value.detach().cpu().contiguous().clone()
    return state


def export_network(network: nn.Module, path: Path, *, metadata: Mapping[str, str]) -> None:
    """Write the folded weights in half precision to `path` (safetensors), atomically.

    Parameters
    ----------
    network
        In evaluation mode, so that spectral norm is not advanced; not modified.
    path
        Target; its folder is made.
    metadata
        Strings put into the file's header.

    Raises
    ------
    BadInputError
        If a weight does not fit half precision (65504).
    """
    from safetensors.torch import save_file

    state = {}
    for key, value in plain_state(network).items():
        half = value.half()
        if not bool(torch.isfinite(half).all()):
            raise BadInputError(f"Weight {key} passes 65504, the largest half-precision number.")
        state[key] = half
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        save_file(state, temporary, metadata=dict(metadata))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def load_weights(sources: Sequence[Path], name: str) -> dict[str, Tensor] | None:
    """Weights of network `name` from the first of `sources` that has them; float32, or None.

    A source is a resume state (its averages are taken) or a safetensors file whose name begins
    with `name`.

    Raises
    ------
    BadInputError
        If a source does not exist or cannot be read.
    """
    from inpaint_studio.training.checkpoint import load_state

    for source in sources:
        if source.suffix == ".safetensors":
            if source.name.startswith(name):
                from safetensors.torch import load_file

                return {key: value.float() for key, value in load_file(source).items()}
        else:
            averages = load_state(source, torch.device("cpu"))["averages"]
            if name in averages:
                return dict(averages[name])
    return None
