"""Weights out of training: averaged networks to half-precision safetensors, and back in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from inpaint_studio.errors import BadInputError, ModelFileError
from inpaint_studio.jobs.files import atomic_path
from inpaint_studio.zoo.checkpoints import State, float32_state, read_checkpoint, state_dicts
from inpaint_studio.zoo.published import PublishedNetwork, tensor_shapes

__all__ = ["export_network", "load_plain", "load_weights", "plain_state", "write_weights"]


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
    """`write_weights` of the folded weights of a network in evaluation mode, so that spectral norm
    is not advanced; it is not modified."""
    write_weights(plain_state(network), path, metadata=metadata)


def write_weights(weights: State, path: Path, *, metadata: Mapping[str, str]) -> None:
    """Write tensors in half precision to `path` (safetensors), atomically.

    Parameters
    ----------
    weights
        By name, on the CPU.
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
    for key, value in weights.items():
        half = value.half()
        if not bool(torch.isfinite(half).all()):
            raise BadInputError(
                "Weight {key} passes 65504, the largest half-precision number.", key=key
            )
        state[key] = half
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path, error=ModelFileError) as temporary:
        save_file(state, temporary, metadata=dict(metadata))


def load_weights(sources: Sequence[Path], role: str, network: PublishedNetwork) -> State | None:
    """Plain float32 weights for `role` from the first of `sources` that has them, or None.

    Parameters
    ----------
    sources
        Resume states (their averages are taken), our safetensors, or published checkpoints.
    role
        Name of the network in a resume state.
    network
        How the weights are recognised and converted.

    Raises
    ------
    ModelFileError
        If a source cannot be read safely.
    """
    for source in sources:
        content = read_checkpoint(source)
        if isinstance(content, dict) and isinstance(content.get("averages"), dict):
            found = {role: content["averages"].get(role, {})}
        else:
            found = state_dicts(content)
        for state in found.values():
            if network.recognises(tensor_shapes(state)):
                return network.to_plain(float32_state(state))
    return None


def load_plain(network: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Put plain weights into `network`, whose layers may be spectrally normalised.

    Raises
    ------
    ModelFileError
        If a weight is missing, left over or of another shape; it is named.
    """
    own = network.state_dict()
    renamed = {}
    for key, value in state.items():
        owner, _, name = key.rpartition(".")
        original = f"{owner}.parametrizations.{name}.original"
        renamed[original if original in own else key] = value
    # The vectors of spectral norm follow the weights by themselves.
    vectors = {key for key in own if key.endswith(("._u", "._v"))}
    for key in sorted(own.keys() | renamed.keys()):
        if key in vectors and key not in renamed:
            continue
        if key not in renamed or key not in own:
            raise ModelFileError(
                "The weights to start from lack {key}; check the family."
                if key in own
                else "The weights to start from have too many: {key}; check the family.",
                key=key,
            )
        if renamed[key].shape != own[key].shape:
            raise ModelFileError(
                "The weights to start from have {key} {renamed_shape}, the network {own_shape}; "
                "set network.channels and network.blocks to fit.",
                key=key,
                renamed_shape=tuple(renamed[key].shape),
                own_shape=tuple(own[key].shape),
            )
    network.load_state_dict(renamed, strict=False)
